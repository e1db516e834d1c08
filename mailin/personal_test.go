package mailin

import (
	"strings"
	"testing"
	"time"

	"rapport/classify"
	"rapport/mailin/mime"
	"rapport/store"
)

// personalIndex has two running projects and one that is over.
func personalIndex(t testing.TB) *classify.ProjectIndex {
	t.Helper()
	contact := func(name string, role store.Role, addresses ...string) store.Contact {
		return store.Contact{Name: name, Role: role, Addresses: addresses}
	}
	d, err := classify.New(classify.Config{LogAddress: "log@agency.example", Own: []string{"office@agency.example"}, Projects: []store.Project{
		{Code: "ACME", Zone: time.UTC, Domains: []string{"acme.example"}, Contacts: []store.Contact{
			contact("Li Na", store.RolePM, "li@agency.example", "li@home.example"), contact("Tom", store.RoleTeam, "tom@agency.example"),
			contact("Boss", store.RoleLead, "boss@agency.example"), contact("Anna Schmidt", store.RoleClient, "anna@acme.example", "anna@gmail.example"),
			contact("Freelancer", store.RoleTeam, "free@acme.example"), contact("Supplier", store.RoleOther, "sales@supplier.example"),
			contact("Ms Fair", store.RoleMediator, "fair@chamber.example")}},
		{Code: "BETA", Zone: time.UTC, Contacts: []store.Contact{
			contact("Li Na", store.RolePM, "li@agency.example"), contact("王伟", store.RoleClient, "wang@beta.example"), contact("Inside", store.RoleClient, "sister@agency.example")}},
		{Code: "OLD", Zone: time.UTC, Closed: true, Domains: []string{"old.example"}, Contacts: []store.Contact{
			contact("Li Na", store.RolePM, "li@agency.example"), contact("Former", store.RoleClient, "former@past.example")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// lis is Li's own mailbox.
func lis(t testing.TB) classify.Personal {
	t.Helper()
	never, wrong := classify.NewNever([]string{"max@home.example", "@bank.example", "private", "相亲", "school trip"})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return classify.Personal{Owner: "li@agency.example", Never: never}
}

// The header decides which mail of Li's own mailbox is for the log. "|" ends a line.
func TestPersonal_whichMailIsForTheLog(t *testing.T) {
	t.Parallel()
	const toLi = "To: Li Na <li@agency.example>|"
	d, p := personalIndex(t), lis(t)
	for name, test := range map[string]struct {
		header string
		want   bool
	}{
		// With the people of a project.
		"a client writes":                       {"From: Anna <anna@acme.example>|" + toLi, true},
		"from their other address":              {"From: anna@gmail.example|" + toLi, true},
		"with a plus-tag":                       {"From: anna+x@acme.example|" + toLi, true},
		"in capitals":                           {"FROM: ANNA@ACME.EXAMPLE|" + toLi, true},
		"a colleague of theirs":                 {"From: bob@acme.example|" + toLi, true},
		"in a sub-domain":                       {"From: bob@mail.acme.example|" + toLi, true},
		"Li writes to a client":                 {"From: li@agency.example|To: anna@acme.example|", true},
		"from her other address":                {"From: li@home.example|To: anna@acme.example|", true},
		"in copy":                               {"From: li@agency.example|To: tom@agency.example|Cc: anna@acme.example|", true},
		"the answer is to go to a client":       {"From: form@web.example|Reply-To: anna@acme.example|" + toLi, true},
		"among many":                            {"From: li@agency.example|To: x@y.example, Anna <anna@acme.example>, z@y.example|", true},
		"a client of two projects' people":      {"From: anna@acme.example|To: wang@beta.example, li@agency.example|", true},
		"a supplier whom the project names":     {"From: sales@supplier.example|" + toLi, true},
		"a mediator":                            {"From: li@agency.example|To: fair@chamber.example|", true},
		"a client in the agency's own domain":   {"From: sister@agency.example|" + toLi, true},
		"a folded address":                      {"From: li@agency.example|To: Somebody With A Name\r\n <anna@\r\n acme.example>|", true},
		"a name in encoded words":               {"From: =?utf-8?B?546L5Lyf?= <wang@beta.example>|" + toLi, true},
		"a raw name in GB18030":                 {"From: \xcd\xf5\xce\xb0 <wang@beta.example>|" + toLi, true},
		"a group":                               {"From: li@agency.example|To: Team: anna@acme.example, x@y.example;|", true},
		"a friend's thread with a client in it": {"From: friend@home2.example|To: li@agency.example, anna@acme.example|Subject: Barbecue|", true},
		"a client to a list of the agency":      {"From: anna@acme.example|To: team@agency.example|List-Id: <team.agency.example>|", true},
		"a broken line before":                  {"From: anna@acme.example|this is no field|" + toLi, true},
		"an mbox line before":                   {"From anna@acme.example Mon Mar  2 10:00:00 2026|From: anna@acme.example|" + toLi, true},
		"sensitive for the company":             {"From: anna@acme.example|Sensitivity: Company-Confidential|" + toLi, true},
		"a longer word than private":            {"From: anna@acme.example|Subject: Privately owned servers|" + toLi, true},
		"a longer domain than the bank's":       {"From: anna@acme.example|Cc: x@bank.example.org, y@mybank.example|" + toLi, true},
		"a longer address than Max's":           {"From: anna@acme.example|Cc: climax@home.example|" + toLi, true},

		// Without.
		"a stranger":                            {"From: x@y.example|" + toLi, false},
		"a family":                              {"From: max@home.example|" + toLi, false},
		"a colleague":                           {"From: tom@agency.example|" + toLi, false},
		"the boss":                              {"From: boss@agency.example|To: li@agency.example, tom@agency.example|", false},
		"nobody":                                {"From: li@agency.example|To: undisclosed-recipients:;|", false},
		"to herself":                            {"From: li@agency.example|To: li@home.example|", false},
		"a freelancer with the client's domain": {"From: free@acme.example|" + toLi, false},
		"the client of a project that is over":  {"From: former@past.example|" + toLi, false},
		"its domain":                            {"From: x@old.example|" + toLi, false},
		"a domain that ends alike":              {"From: x@notacme.example|" + toLi, false},
		"a domain that begins alike":            {"From: x@acme.example.evil.example|" + toLi, false},
		"a look-alike":                          {"From: anna@acrne.example|" + toLi, false},

		// A contact is named, and has no part in the mail.
		"in the subject":                               {"From: x@y.example|Subject: Anna Schmidt <anna@acme.example>|" + toLi, false},
		"as a display name":                            {"From: \"anna@acme.example\" <x@y.example>|" + toLi, false},
		"as a display name without quotes":             {"From: anna@acme.example <x@y.example>|" + toLi, false},
		"as an encoded display name":                   {"From: =?utf-8?Q?anna=40acme.example_=3Canna=40acme.example=3E?= <x@y.example>|" + toLi, false},
		"in a comment":                                 {"From: x@y.example (anna@acme.example)|" + toLi, false},
		"as the name of a group":                       {"From: x@y.example|To: \"anna@acme.example\": li@agency.example;|", false},
		"in References":                                {"From: x@y.example|References: <anna@acme.example>|In-Reply-To: <1@acme.example>|" + toLi, false},
		"as Message-ID":                                {"From: x@y.example|Message-ID: <anna@acme.example>|" + toLi, false},
		"in Bcc":                                       {"From: li@agency.example|To: x@y.example|Bcc: anna@acme.example|", false},
		"in Resent-To":                                 {"From: x@y.example|Resent-To: anna@acme.example|Resent-From: anna@acme.example|" + toLi, false},
		"as Sender":                                    {"From: x@y.example|Sender: anna@acme.example|" + toLi, false},
		"as Return-Path":                               {"Return-Path: <anna@acme.example>|From: x@y.example|" + toLi, false},
		"in Received":                                  {"Received: from acme.example by mx for <anna@acme.example>|From: x@y.example|" + toLi, false},
		"in a field of their own":                      {"From: x@y.example|X-To: anna@acme.example|Original-To: anna@acme.example|" + toLi, false},
		"in a field behind a bare CR":                  {"From: x@y.example|X-A: b\rTo: anna@acme.example|" + toLi, false},
		"in the body":                                  {"From: x@y.example|" + toLi + "|To: anna@acme.example|", false},
		"in the body, behind an empty header":          {"|From: anna@acme.example|To: li@agency.example|", false},
		"a client to a list of their hobby":            {"From: anna@acme.example|To: choir@lists.example|List-Id: <choir.lists.example>|", false},
		"a list that bears nothing but its precedence": {"From: anna@acme.example|To: choir@lists.example|Precedence: list|", false},

		// Kept out.
		"marked as private":                     {"From: anna@acme.example|Sensitivity: Private|" + toLi, false},
		"marked as personal":                    {"From: anna@acme.example|sensitivity:  PERSONAL |" + toLi, false},
		"her husband is in copy":                {"From: anna@acme.example|Cc: Max <max@home.example>|" + toLi, false},
		"with a plus-tag of his":                {"From: anna@acme.example|Cc: max+school@home.example|" + toLi, false},
		"he is in Bcc":                          {"From: li@agency.example|To: anna@acme.example|Bcc: max@home.example|", false},
		"he is in Resent-To":                    {"From: anna@acme.example|Resent-To: MAX@home.example|" + toLi, false},
		"he is only a display name":             {"From: anna@acme.example|Cc: \"max@home.example\" <m@y.example>|" + toLi, false},
		"he is a display name in encoded words": {"From: anna@acme.example|Cc: =?utf-8?Q?max=40home.example?= <m@y.example>|" + toLi, false},
		"a domain that is kept out":             {"From: anna@acme.example|Cc: x@bank.example|" + toLi, false},
		"below it":                              {"From: anna@acme.example|Cc: x@mail.bank.example|" + toLi, false},
		"it began there":                        {"From: anna@acme.example|In-Reply-To: <123@bank.example>|" + toLi, false},
		"a word":                                {"From: anna@acme.example|Subject: Re: PRIVATE: dinner|" + toLi, false},
		"a word in brackets":                    {"From: anna@acme.example|Subject: [private] dinner|" + toLi, false},
		"a word in encoded words":               {"From: anna@acme.example|Subject: =?utf-8?Q?Re:_Priv?= =?utf-8?Q?ate_matter?=|" + toLi, false},
		"a word, full-width":                    {"From: anna@acme.example|Subject: ｐｒｉｖａｔｅ|" + toLi, false},
		"a phrase, folded":                      {"From: anna@acme.example|Subject: The school\r\n trip|" + toLi, false},
		"a word in Chinese":                     {"From: wang@beta.example|Subject: 周末相亲的事|" + toLi, false},
		"a word at the end of a long subject":   {"From: anna@acme.example|Subject: " + strings.Repeat("long ", 3000) + "private|" + toLi, false},
		"a word in a second subject":            {"From: anna@acme.example|Subject: Launch|Subject: private|" + toLi, false},

		// Rapport's own mail, and what reaches the log by itself.
		"our mail":                                {"From: Li Na (Agency) <log@agency.example>|To: anna@acme.example|Cc: li@agency.example|", false},
		"our mail from another address":           {"From: office@agency.example|To: anna@acme.example|Cc: li@agency.example|", false},
		"our mail, rewritten by a list":           {"From: \"Li via Team\" <team@lists.example>|Message-ID: <m.abcdefghijklmnopqrstuvwxy2@agency.example>|To: anna@acme.example|", false},
		"a reply address":                         {"From: li@agency.example|To: anna@acme.example, log+r.abcdefghijklmnopqrstuvwxy2@agency.example|", false},
		"a reply address in Reply-To":             {"From: x@y.example|Reply-To: log+r.abcdefghijklmnopqrstuvwxy2@agency.example|To: anna@acme.example|", false},
		"a reply address in a field nobody reads": {"From: anna@acme.example|X-Original-From: <LOG+R.abcdefghijklmnopqrstuvwxy2@Agency.Example>|" + toLi, false},
		"a return path of ours":                   {"From: anna@acme.example|Return-Path: <log+b.abc@agency.example>|" + toLi, false},
		"the log is in copy":                      {"From: anna@acme.example|Cc: log@agency.example|" + toLi, false},
		"the project's address":                   {"From: anna@acme.example|Cc: ACME <log+ACME@agency.example>|" + toLi, false},
		"the log is in Bcc":                       {"From: li@agency.example|To: anna@acme.example|Bcc: log@agency.example|", false},

		// What cannot be read.
		"no field at all":           {"anna@acme.example", false},
		"no field first":            {"this is no field|From: anna@acme.example|" + toLi, false},
		"nothing":                   {"", false},
		"more fields than are read": {strings.Repeat("X-A: b|", 2000) + "From: anna@acme.example|" + toLi, false},
		"a header without end":      {"From: anna@acme.example|" + toLi + "X-A: " + strings.Repeat("x", 300<<10), false},
	} {
		raw := strings.ReplaceAll(test.header, "|", "\r\n")
		for _, text := range []string{raw + "\r\nHello Anna, anna@acme.example\r\n", raw + "\r\n"} {
			if got := d.IsForLog(p, headerOf([]byte(text), mime.DefaultLimits())); got != test.want {
				t.Errorf("%s: %v, want %v", name, got, test.want)
			}
		}
	}
}

// With LF, with CR alone and with both, the header says the same.
func TestPersonal_lineEnds(t *testing.T) {
	t.Parallel()
	d, p := personalIndex(t), lis(t)
	for _, end := range []string{"\n", "\r\n", "\r"} {
		for header, want := range map[string]bool{
			"From: anna@acme.example|To: li@agency.example||Hello|":                   true,
			"From: x@y.example|To: li@agency.example||From: anna@acme.example|Hello|": false,
		} {
			raw := strings.ReplaceAll(header, "|", end)
			if got := d.IsForLog(p, headerOf([]byte(raw), mime.DefaultLimits())); got != want {
				t.Errorf("%q: %v", raw, got)
			}
		}
	}
}

func TestNewNever_saysWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, wrong := classify.NewNever([]string{"max@home.example", "@bank.example", "private", "[privat]", "私事", "bank.example", "x", "", "a@", "@", "*@bank.example", "Max <max@home.example>"})
	for i := range 12 {
		if (wrong[i] != "") != (i >= 5) {
			t.Errorf("item %d: %q", i, wrong[i])
		}
	}
}

func FuzzPersonal_whatIsWrittenBelowTheHeaderDecidesNothing(f *testing.F) {
	d, p := personalIndex(f), lis(f)
	f.Add("From: x@y.example\r\nTo: li@agency.example\r\n", "To: anna@acme.example\r\n")
	f.Fuzz(func(t *testing.T, header, body string) {
		with := d.IsForLog(p, headerOf([]byte(header+"\r\n\r\n"+body), mime.DefaultLimits()))
		without := d.IsForLog(p, headerOf([]byte(header+"\r\n\r\n"), mime.DefaultLimits()))
		if with != without {
			t.Errorf("%q: %v without, %v with a body", header, without, with)
		}
	})
}
