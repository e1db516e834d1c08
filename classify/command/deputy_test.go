package command

import (
	"testing"
	"time"

	"rapport/store"
)

func TestReadDeputy(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC) // a Wednesday
	for _, c := range []struct {
		line, name, address, from, until, project string
	}{
		{"deputy Bob Lee bob@acme.example until 9 March", "Bob Lee", "bob@acme.example", "2026-03-04", "2026-03-09", ""},
		{"Deputy: Bob Lee <bob@acme.example> until 9 March.", "Bob Lee", "bob@acme.example", "2026-03-04", "2026-03-09", ""},
		{"deputy bob@acme.example until 2026-03-09", "", "bob@acme.example", "2026-03-04", "2026-03-09", ""},
		{"My deputy is Bob Lee (bob@acme.example) from 6 March to 13 March", "Bob Lee", "bob@acme.example", "2026-03-06", "2026-03-13", ""},
		{"deputy Bob Lee bob@acme.example 6-13 March for ACME", "Bob Lee", "bob@acme.example", "2026-03-06", "2026-03-13", "ACME"},
		{"Bob Lee bob@acme.example is my deputy until Friday", "Bob Lee", "bob@acme.example", "2026-03-04", "2026-03-06", ""},
		{"deputy Bob Lee until 9 March", "Bob Lee", "", "2026-03-04", "2026-03-09", ""},
		{"deputy Bob Lee bob@acme.example, back on 10 March", "Bob Lee", "bob@acme.example", "2026-03-04", "2026-03-09", ""},
		{"代理人 李明 liming@acme.example 到3月9日", "李明", "liming@acme.example", "2026-03-04", "2026-03-09", ""},
		{"代理人：李明 liming@acme.example，3月6日至3月13日", "李明", "liming@acme.example", "2026-03-06", "2026-03-13", ""},
		{"代理人李明到3月9日", "李明", "", "2026-03-04", "2026-03-09", ""},
		{"3月6日至3月13日由李明 liming@acme.example 代理", "李明", "liming@acme.example", "2026-03-06", "2026-03-13", ""},
		{"3月9日前由李明 liming@acme.example 代理我的工作", "李明", "liming@acme.example", "2026-03-04", "2026-03-09", ""},
		{"李明 liming@acme.example 是我的代理人，至3月9日", "李明", "liming@acme.example", "2026-03-04", "2026-03-09", ""},
	} {
		w, code, ok := ReadDeputy(c.line, day)
		if !ok || w.Refused != "" || w.End || w.Name != c.name || w.Address != c.address || w.From != c.from || w.Until != c.until || code != c.project {
			t.Errorf("%q: %+v %q %v", c.line, w, code, ok)
		}
	}
	for _, line := range []string{"no deputy", "No deputy any more.", "deputy: none", "end my deputy", "取消代理人", "代理人：无", "结束代理"} {
		if w, _, ok := ReadDeputy(line, day); !ok || !w.End {
			t.Errorf("%q: %+v %v", line, w, ok)
		}
	}
	for line, why := range map[string]store.DeputyRefusal{
		"deputy Bob Lee bob@acme.example":                           store.DeputyWhen,
		"deputy Bob Lee bob@acme.example or Jane jane@acme.example": store.DeputyUnread,
		"代理人 李明 liming@acme.example":                                store.DeputyWhen,
		"deputy Bob Lee bob@acme.example\u0430 until 9 March":       store.DeputyUnread, // a letter that looks like an a
		// Of somebody else than its sender:
		"deputy of Anna Bell is Bob Lee bob@acme.example until 9 March": store.DeputyUnread,
		"deputy for Anna: Bob Lee bob@acme.example until 9 March":       store.DeputyUnread,
		"deputy Anna Bell: Bob Lee bob@acme.example until 9 March":      store.DeputyUnread,
		"deputy Bob Lee bob@acme.example for Anna until 9 March":        store.DeputyUnread,
		"Bob Lee bob@acme.example is my deputy for Anna until 9 March":  store.DeputyUnread,
		"代理人：王伟由李明 liming@acme.example 代理到3月9日":                         store.DeputyUnread,
		"3月6日至9日王伟由李明 liming@acme.example 代理":                           store.DeputyUnread,
		"代理人 李明 liming@acme.example（代王伟）到3月9日":                          store.DeputyUnread,
	} {
		if w, _, ok := ReadDeputy(line, day); !ok || w.Refused != why {
			t.Errorf("%q: %+v %v", line, w, ok)
		}
	}
}

// Sentences that only speak of a deputy name none.
func TestReadDeputy_otherSentences(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	for _, line := range []string{
		"Deputy minister visits the site until 9 March", "The deputy manager is out until 9 March.", "My deputy will call you tomorrow.", "deputy", "Deputies for the steering committee",
		"Who is the deputy of Anna?", "代理商合同请查收", "代理服务器 3月9日 停机", "请问谁是代理人？", "Bob Lee stands in for me at the meeting", "I need a deputy until 9 March",
		"Substitute parts arrive until 9 March", "",
	} {
		if w, code, ok := ReadDeputy(line, day); ok {
			t.Errorf("%q: %+v %q", line, w, code)
		}
	}
}

func FuzzReadDeputy(f *testing.F) {
	f.Add("deputy Bob Lee bob@acme.example until 9 March")
	f.Add("3月6日至3月13日由李明 liming@acme.example 代理")
	f.Fuzz(func(t *testing.T, line string) {
		w, _, ok := ReadDeputy(line, time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC))
		if ok && !w.End && w.Refused == "" && (w.Until == "" || w.From > w.Until || w.Name == "" && w.Address == "") {
			t.Errorf("%q: %+v", line, w)
		}
	})
}
