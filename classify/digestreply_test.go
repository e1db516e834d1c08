package classify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// A PM answers a digest, or a list of action items, that holds things of two projects.
// Of BETA they are no PM any more.
func TestDecide_whatAPMSaysOfNumberedThings(t *testing.T) {
	t.Parallel()
	digest := store.Request{ID: 3, Purpose: store.PurposeDigest, Project: "ACME", Object: 9, Address: "lina@agency.example", Items: []store.DigestItem{
		{Kind: store.ItemCase, Project: "ACME"}, {Kind: store.ItemAction, Project: "ACME"}, {Kind: store.ItemCase, Project: "BETA"}, {Kind: store.ItemMail}, {Kind: store.ItemCase, Project: "GAMMA"},
	}}
	handout := digest
	handout.Purpose, handout.Items = store.PurposeAction, digest.Items[1:2]
	owners := handout
	owners.Address = "wang@client.example"
	d, err := New(Config{LogAddress: "log@agency.example", Projects: []store.Project{
		{Code: "ACME", Language: "en", Tracker: "pingcode", TrackerKey: "SCR", Contacts: []store.Contact{
			{Name: "Li Na", Role: store.RolePM, Addresses: []string{"lina@agency.example"}},
			{Name: "周明", Role: store.RoleTeam, Addresses: []string{"zhou@agency.example"}},
			{Name: "Wang Wei", Role: store.RoleClient, Addresses: []string{"wang@client.example"}},
			{Name: "Wang Fang", Role: store.RoleClient, Addresses: []string{"fang@client.example"}},
		}},
		{Code: "BETA", Language: "en", Contacts: []store.Contact{{Name: "Tom", Role: store.RolePM, Addresses: []string{"tom@agency.example"}}}},
		{Code: "GAMMA", Language: "en", Contacts: []store.Contact{{Name: "Li Na", Role: store.RolePM, Addresses: []string{"lina@agency.example"}}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		request    store.Request
		text, want string
	}{
		{digest, "1 assign zhou, 2 close", "1 assign zhou@agency.example 周明, 2 close"},
		{digest, "1 交给周明", "1 assign zhou@agency.example 周明"},
		{digest, "2 assign Wang Wei", "2 assign wang@client.example Wang Wei"},
		{digest, "1 assign Wang Wei", "? 1 assign Wang Wei"}, // a case is the team's
		{digest, "2 assign Wang", "? 2 assign Wang"},         // two are
		{digest, "2 assign nobody", "? 2 assign nobody"},
		{digest, "2 by Friday", "2 due 2026-03-06"},
		{digest, "2 改到3月20日", "2 due 2026-03-20"},
		{digest, "2 by and by", "? 2 by and by"},
		{digest, "3 close, 1 close", "1 close ? 3 close"},
		{digest, "4 BETA", "4 BETA"},
		{digest, "4 by Friday", "? 4 by Friday"},
		{digest, "7 close", "7 close"},
		{digest, "1 to tracker", "1 track"},
		{digest, "1 to the tracker, 2 close", "1 track, 2 close"},
		{digest, "1、转任务", "1 track"},
		{digest, "1 make it a work item please", "1 track"},
		{digest, "第1条转工单，2 完成", "1 track, 2 close"},
		{digest, "5 to tracker", "? 5 tracker"},      // no tracker is configured
		{digest, "3 to tracker", "? 3 tracker"},      // of another's project
		{digest, "1 to tracker?", "? 1 to tracker?"}, // a question
		{digest, "1 not to tracker", "? 1 not to tracker"},
		{digest, "1 to tracker next week", "? 1 to tracker next week"},
		{digest, "1 waits for client, 2 close", "1 await, 2 close"},
		{digest, "第1条等客户回复", "1 await"},
		{digest, "3 waits for client", "? 3 waits for client"}, // of another's project
		{digest, "1 later Friday", "1 later 2026-03-06"},
		{digest, "1 later in 2 weeks", "1 later 2026-03-17"},
		{digest, "1 稍后 下周一", "1 later 2026-03-09"},
		{digest, "１、3月20日再说", "1 later 2026-03-20"},
		{digest, "1 until Friday", "1 later 2026-03-06"}, // a case has no day of its own
		{digest, "1 推迟到下周一", "1 later 2026-03-09"},
		{digest, "1 by Friday", "1 due 2026-03-06"}, // which the store does not do with a case
		{digest, "1 later yesterday", "? 1 later yesterday"},
		{digest, "1 稍后昨天", "? 1 稍后昨天"},
		{digest, "1 later today", "? 1 later today"},
		{digest, "1 later Friday if she agrees", "? 1 later Friday if she agrees"},
		{digest, "1 later 30 February", "? 1 later February 30"},
		{digest, "1 split", "1 split"},
		{digest, "1 拆分：登录／发票，2 完成", "1 split 登录 发票, 2 close"},
		{digest, "5 reopen", "5 reopen"},
		{digest, "3 reopen", "? 3 reopen"},
		{handout, "1 by 13 March", "1 due 2026-03-13"},
		{handout, "1 drop", "1 drop"},
		{handout, "done", "0 close"},
		{handout, "I shall ask her", "? I shall ask her"},
		{owners, "1 done", "1 close"},
		{owners, "1 drop", ""}, // an owner says only what is done
		{owners, "1 by 13 March", ""},
	} {
		t.Run(test.request.Address+" "+test.text, func(t *testing.T) {
			m := mail{from: test.request.Address, to: "log+r.tok@agency.example"}.message()
			m.Header = append(m.Header, store.Field{Name: "From", Value: test.request.Address})
			m.OwnText = test.text
			m.Date = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
			v, err := d.Decide(m, asked{"tok": test.request})
			if err != nil || v.Answer == nil {
				t.Fatalf("%+v, %v", v, err)
			}
			var list []string
			for _, s := range v.Answer.Commands {
				list = append(list, strings.Join(strings.Fields(fmt.Sprint(s.Number, " ", s.Project, " ", s.Verb, " ", s.Argument, " ", s.Name)), " "))
			}
			got := strings.Join(list, ", ")
			for _, problem := range v.Answer.Problems {
				got += " ? " + problem
			}
			if got = strings.TrimSpace(got); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
