package author

import (
	"testing"
	"time"

	"rapport/mailin/mime"
)

// read returns who a mail with these fields is from, and through which list.
func read(fields string) (from, via string) {
	m := mime.Read([]byte(fields+"Subject: x\nDate: Tue, 10 Mar 2026 09:30:00 +0800\nMessage-ID: <1@x.example>\n\nText.\n"), time.Time{}, mime.DefaultLimits()).Message
	Restore(m)
	if len(m.From) == 1 {
		from = m.From[0].Address
	}
	return from, m.Via.Address
}

const team = "team@lists.agency.example"

func TestRestore_theAuthorBehindAList(t *testing.T) {
	t.Parallel()
	const id = "List-Id: Team <team.lists.agency.example>\n"
	for _, test := range []struct{ name, fields, from string }{
		{"Google Groups", "From: \"'Jane' via Team\" <team@lists.agency.example>\nX-Original-From: Jane <jane@acme.example>\nX-Original-Sender: jane@acme.example\nReply-To: Jane <jane@acme.example>\nMailing-list: list team@lists.agency.example; contact team+owners@lists.agency.example\n", "jane@acme.example"},
		{"answers go to the list", "From: \"'Jane' via Team\" <team@lists.agency.example>\nX-Original-From: Jane <jane@acme.example>\nReply-To: team@lists.agency.example\n" + id, "jane@acme.example"},
		{"Reply-To alone", "From: Jane via Team <team@lists.agency.example>\nReply-To: jane@acme.example\n" + id, "jane@acme.example"},
		{"Reply-To of both", "From: Jane via Team <team@lists.agency.example>\nReply-To: jane@acme.example, team@lists.agency.example\n" + id, "jane@acme.example"},
		{"Cc alone", "From: Jane Porter via Team <team@lists.agency.example>\nReply-To: team@lists.agency.example\nCc: Jane Porter <jane@acme.example>, Tom <tom@acme.example>\n" + id, "jane@acme.example"},
		{"the envelope alone", "From: Jane via Team <team@lists.agency.example>\nX-MailFrom: jane@acme.example\nList-Post: <mailto:team@lists.agency.example>\n", "jane@acme.example"},
		{"in Chinese", "From: =?utf-8?B?546L5Lyf77yI6YCa6L+H6aG555uu57uE77yJ?= <team@lists.agency.example>\nReply-To: wang@client.example\n" + id, "wang@client.example"},
		{"made out of the author's", "From: Jane via groups <jane=acme.example@agency.example>\nList-Post: <mailto:team@agency.example>\n", "jane@acme.example"},
		{"the field Author", "From: Jane via Team <team@lists.agency.example>\nAuthor: \"Porter, Jane\" <jane@acme.example>\n" + id, "jane@acme.example"},
	} {
		if from, via := read(test.fields); from != test.from || via == "" {
			t.Errorf("%s: from %s via %s", test.name, from, via)
		}
	}
}

func TestRestore_elseFromStays(t *testing.T) {
	t.Parallel()
	const id = "List-Id: <team.lists.agency.example>\n"
	for _, test := range []struct{ name, fields string }{
		{"no list", "From: Jane via Team <team@lists.agency.example>\nX-Original-From: jane@acme.example\nReply-To: jane@acme.example\n"},
		{"another's address", "From: Jane via Team <mallory@elsewhere.example>\nX-Original-From: jane@acme.example\n" + id},
		{"two authors", "From: Jane via Team <team@lists.agency.example>\nX-Original-From: jane@acme.example\nX-Original-From: mallory@elsewhere.example\n" + id},
		{"a field that Reply-To contradicts", "From: M via Team <team@lists.agency.example>\nX-Original-From: jane@acme.example\nReply-To: mallory@elsewhere.example\n" + id},
		{"the list itself, with an office", "From: Team <team@lists.agency.example>\nReply-To: office@acme.example\n" + id},
		{"nobody", "From: Somebody via Team <team@lists.agency.example>\nReply-To: team@lists.agency.example\n" + id},
		{"its owner", "From: Somebody via Team <team@lists.agency.example>\nX-MailFrom: team-bounces@lists.agency.example\n" + id},
		{"two From", "From: Jane via Team <team@lists.agency.example>\nFrom: jane@acme.example\nX-Original-From: jane@acme.example\n" + id},
	} {
		from, via := read(test.fields)
		if via != "" || from == "jane@acme.example" {
			t.Errorf("%s: from %s via %s", test.name, from, via)
		}
	}
}

// Whatever the fields hold, a restored author has an address, and From had the list's.
func FuzzRestore(f *testing.F) {
	f.Add("Jane via Team", "<mailto:team@lists.agency.example>", "Jane <jane@acme.example>", "a=b.example@x.example")
	f.Add("'王伟' 通过", "<team.lists.agency.example>", "=?utf-8?B?546L?= <>", "<")
	f.Fuzz(func(t *testing.T, name, list, original, answers string) {
		m := mime.Read([]byte("From: "+name+" <"+team+">\nList-Post: "+list+"\nX-Original-From: "+original+"\nReply-To: "+answers+"\n\nText.\n"), time.Time{}, mime.DefaultLimits()).Message
		before := m.From
		Restore(m)
		if m.Via.Address == "" {
			return
		}
		if len(m.From) != 1 || m.From[0].Key() == "" || len(before) != 1 || m.Via != before[0] {
			t.Errorf("%+v via %+v, before %+v", m.From, m.Via, before)
		}
	})
}

func TestOfCopy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ fields, want string }{
		{"X-MS-Exchange-Parent-Message-Id: <p1@acme.example>\nResent-From: <lina@agency.example>\n", "p1@acme.example"},
		{"X-MS-Exchange-Parent-Message-Id: <p1@acme.example>\n", "1@x.example"}, // forwarded: a mail of its own
		{"X-MS-Exchange-Parent-Message-Id: p1\nResent-From: <lina@agency.example>\n", "1@x.example"},
		{"X-MS-Exchange-Parent-Message-Id: <p 1@acme.example>\nResent-From: <lina@agency.example>\n", "1@x.example"},
		{"Resent-From: <lina@agency.example>\n", "1@x.example"},
	} {
		m := mime.Read([]byte("From: jane@acme.example\nMessage-ID: <1@x.example>\n"+test.fields+"\nText.\n"), time.Time{}, mime.DefaultLimits()).Message
		if OfCopy(m); m.MessageID != test.want {
			t.Errorf("%q: %s, want %s", test.fields, m.MessageID, test.want)
		}
	}
}
