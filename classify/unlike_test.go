package classify

import (
	"slices"
	"testing"
	"time"

	"rapport/store"
	"rapport/store/mailaddr"
)

// A tag on the address makes nobody another: habits are those of the address without it.
func TestDecide_habitsAreOfTheAddressWithoutItsTag(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for from, usual := range map[string]bool{"wang@hualong.example": false, "wang+x@hualong.example": false, "Wang+News@Hualong.example": false, "zhou@hualong.example": true, "zhou+x@hualong.example": true} {
		m := mail{from: from, to: "log+ACME@agency.example", subject: "Login", header: "From: " + from}.message()
		m.OwnText, m.NewText, m.Auth = "The login fails. Can you help?", "The login fails. Can you help?", &store.Evidence{Level: store.LevelUnauthenticated}
		v, err := d.Decide(m, habits{"wang@hualong.example"})
		if err != nil {
			t.Fatal(err)
		}
		if v.Role != store.RoleClient || v.May(store.EffectOpenCase) != usual {
			t.Errorf("%s: opens a case %t, want %t; role %s", from, v.May(store.EffectOpenCase), usual, v.Role)
		}
		m.Auth = &store.Evidence{Level: store.LevelAuthenticated}
		if v, err = d.Decide(m, habits{}); err != nil || !slices.Contains(v.Proved, mailaddr.WithoutTag(mailaddr.Key(from))) {
			t.Errorf("%s: proved are %q, %v", from, v.Proved, err)
		}
	}
}

// habits are a log in which the mail of some addresses is always proved.
type habits []string

func (habits) ThreadFiling(*store.Message) (store.Filing, error) { return store.Filing{}, nil }

func (h habits) ProvesMail(address string) (bool, error) { return slices.Contains(h, address), nil }

func (habits) RequestByToken(string) (store.Request, bool, error) { return store.Request{}, false, nil }

func (habits) RequestByMessageID(string) (store.Request, bool, error) {
	return store.Request{}, false, nil
}

// proving is a log whose people have always proved their mail.
type proving struct{ asked }

func (proving) ProvesMail(string) (bool, error) { return true, nil }

// Nothing proves a response in the name of somebody who always proves their mail. If what ties
// it to its question lies where others read it, nobody is sent a mail because of it: the PM
// sees it in the digest. If only they can have it, they are asked.
func TestDecide_aResponseUnlikeTheMailOfItsSender(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	later := day.Add(time.Hour)
	const wang, li = "wang@hualong.example", "li@agency.example"
	log := asked{
		"confirm":    {ID: 1, Purpose: store.PurposeConfirm, Project: "ACME", Object: 7, Version: 2, Address: wang, Asked: day},
		"confirmed":  {ID: 2, Purpose: store.PurposeConfirm, Project: "ACME", Object: 7, Version: 2, Address: wang, Asked: day, Used: 1, Named: 1},
		"draft":      {ID: 3, Purpose: store.PurposeDraft, Project: "ACME", Object: 7, Version: 2, Address: li, Asked: day},
		"approved":   {ID: 4, Purpose: store.PurposeDraft, Project: "ACME", Object: 7, Version: 2, Address: li, Asked: day, Used: 1, Named: 1},
		"survey":     {ID: 5, Purpose: store.PurposeSurvey, Project: "ACME", Object: 3, Version: 1, Address: wang, Asked: day, Form: store.Form{Questions: []store.Question{{Kind: store.QuestionScore, Min: 1, Max: 5}}}},
		"challenge":  {ID: 6, Purpose: store.PurposeChallenge, Project: "ACME", Object: 1, Version: 1, Address: li, Asked: day},
		"challenged": {ID: 7, Purpose: store.PurposeChallenge, Project: "ACME", Object: 1, Version: 1, Address: li, Asked: day, Used: 1, Named: 1},
		"late":       {ID: 8, Purpose: store.PurposeConfirm, Project: "ACME", Object: 7, Version: 2, Address: wang, Asked: day, Expires: later},
	}
	const none = "-" // it is no response at all
	for _, plus := range []bool{true, false} {
		d, err := New(Config{LogAddress: "log@agency.example", NoPlus: !plus, Projects: []store.Project{
			{Code: "ACME", Contacts: []store.Contact{{Name: "Wang", Role: store.RoleClient, Addresses: []string{wang}}, {Name: "Li", Role: store.RolePM, Addresses: []string{li}},
				{Name: "Zhou", Role: store.RoleClient, Addresses: []string{"zhou@hualong.example"}}}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			name, from, token, id, text string
			proved                      bool
			want                        string
		}{
			{"a yes by Message-ID", wang, "", "confirm", "Confirmed", false, store.RejectedListed},
			{"a no by Message-ID", wang, "", "confirm", "我们反对", false, store.RejectedListed},
			{"a PM's ok by Message-ID", li, "", "draft", "可以发送", false, store.RejectedListed},
			{"a PM's new text by Message-ID", li, "", "draft", "new text:\nPay twice.", false, store.RejectedListed},
			{"to an address that was used", wang, "confirmed", "", "I object", false, store.RejectedListed},
			{"to a PM's address that was used", li, "approved", "", "跳过", false, store.RejectedListed},
			{"to an address that lies in links", wang, "survey", "", "1", false, store.RejectedListed},
			{"unsubscribed by a link", wang, "survey", "", "退订", false, store.RejectedListed},
			{"a second yes to the challenge", li, "challenged", "", "yes", false, store.RejectedListed},
			{"nothing written, by Message-ID", wang, "", "confirm", "", false, none},
			{"too late, by Message-ID", li, "", "late", "Confirmed", false, none},
			{"another contact, by Message-ID", "zhou@hualong.example", "", "confirm", "确认", false, none},

			{"to an address that nobody else has", wang, "confirm", "", "Confirmed", false, ""},
			{"to a PM's address that nobody else has", li, "draft", "", "ok", false, store.RejectedUnproved},
			{"the answer to the challenge", li, "challenge", "", "是的", false, ""},
			{"proved, by Message-ID", wang, "", "confirm", "Confirmed", true, ""},
			{"proved, to an address that was used", wang, "confirmed", "", "我们反对", true, ""},
			{"proved, by a link", wang, "survey", "", "1", true, ""},
		} {
			m := mail{from: test.from, to: "log@agency.example", header: "From: " + test.from}.message()
			if test.token != "" {
				m.To = []store.Address{{Address: "log+r." + test.token + "@agency.example"}}
			}
			if test.id != "" {
				m.InReplyTo = []string{test.id + "@agency.example"}
			}
			m.OwnText, m.NewText, m.Received, m.Auth = test.text, test.text, later.Add(time.Minute), &store.Evidence{Level: store.LevelUnauthenticated}
			if test.proved {
				m.Auth = &store.Evidence{Level: store.LevelAuthenticated, Written: later, Direct: true}
			}
			v, err := d.Decide(m, proving{log})
			if err != nil {
				t.Fatal(err)
			}
			got := none
			if v.Answer != nil {
				got = v.Answer.Rejection
			}
			if got != test.want {
				t.Errorf("plus %t: %s: %q, want %q: %q", plus, test.name, got, test.want, v.Notes)
			}
		}
	}
}
