package due

import (
	"strings"
	"testing"

	"rapport/mailout/schedule"
	"rapport/store"
)

// asks logs a question of the PM to the client Wang.
func (o *agency) asks(when, id, text string) {
	o.Helper()
	o.now = at(when)
	o.mail(&store.Message{MessageID: id, Subject: "Invoice", NewText: text, From: []store.Address{{Address: lina}}, To: []store.Address{{Name: "王伟", Address: wang}}}, store.RolePM, store.AskQuestion)
}

// A question of the PM that nobody has answered in three working days is in the digest; one word
// sends one friendly line in its thread, at most once in three working days, and an answer ends it.
func TestDue_aQuestionThatNobodyAnswers(t *testing.T) {
	t.Parallel()
	o := inEnglish(t, "2026-03-02 08:30")
	o.asks("2026-03-02 10:00", "q1@agency.example", "Which company is the invoice for?")
	o.looks("2026-03-05 09:05")
	o.counts("digest", 0)
	o.looks("2026-03-06 09:05")
	o.counts("digest", 1)
	o.has(o.lastOf("digest"), "Waiting for the client", "1. [ACME] Which company is the invoice for?: question to 王伟, not answered since Monday 2 March 2026")
	o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbRemind, Words: "remind"}})
	o.looks("2026-03-06 09:10")
	o.counts("client-reminder", 1)
	o.has(o.lastOf("client-reminder"), "friendly reminder", "Which company is the invoice for?", "Monday 2 March 2026")
	list, err := o.store.Outbox(t.Context(), store.OutboxQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		if raw, _, err := o.store.RawMail(t.Context(), d.Raw); err != nil || d.Purpose == "client-reminder" && (!strings.Contains(string(raw), "In-Reply-To: <q1@agency.example>") || !strings.Contains(string(raw), "Subject: Re: Invoice") || d.Recipient != wang) {
			t.Errorf("%s, %v", raw, err)
		}
	}
	// Again on Monday, from the digest of Friday: too soon. It says from when.
	digest, err := o.store.LastDigest(t.Context(), lina)
	if err != nil {
		t.Fatal(err)
	}
	again := func(when string) {
		t.Helper()
		o.now = at(when)
		o.logs("1 remind", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Answer: &store.Response{Purpose: store.PurposeDigest, Object: digest.ID, Decision: store.DecisionItems, Address: lina, Commands: []store.ItemCommand{{Number: 1, Verb: store.VerbRemind, Words: "remind"}}}})
		o.looks(when)
	}
	again("2026-03-10 09:10")
	o.counts("client-reminder", 1)
	o.has(o.lastOf("digest-receipt"), "No reminder was sent", "last on Friday 6 March 2026", "Wednesday 11 March 2026")
	again("2026-03-11 09:10")
	o.counts("client-reminder", 2)
	// Thanks do not end it; an answer does, also where the PM's word comes at the same time.
	o.in("2026-03-12 10:00", "t@acme.example", store.RoleClient, wang, "q1@agency.example", "Thanks!", store.AskThanks)
	if open, err := o.store.Awaited(t.Context(), store.AwaitedQuery{Open: true}); err != nil || len(open) != 1 {
		t.Errorf("%+v, %v", open, err)
	}
	o.in("2026-03-16 09:00", "a@acme.example", store.RoleClient, wang, "q1@agency.example", "Acme Ltd.", store.AskInformation)
	again("2026-03-16 09:10")
	o.counts("client-reminder", 2)
	o.has(o.lastOf("digest-receipt"), "already settled")
	if open, err := o.store.Awaited(t.Context(), store.AwaitedQuery{Open: true}); err != nil || len(open) != 0 {
		t.Errorf("%+v, %v", open, err)
	}
}

// A dated decision of a report that was sent is waited for until the client decides.
func TestDue_aDecisionOfAReport(t *testing.T) {
	t.Parallel()
	const text = "Summary: well\n\nDecisions:\n- Choose the main colour by 11 March\n- Tell us the address of the new office by 12 March\n- Perhaps a new logo\n"
	begin := func(t *testing.T) *agency {
		o := inEnglish(t, "2026-03-05 16:10", func(p *Project) { p.Schedule = weeklyOnFriday(t) })
		o.looks("2026-03-05 16:10")
		o.answers(store.DecisionText, text)
		o.looks("2026-03-05 16:20")
		o.answers(store.DecisionOK, "ok")
		o.looks("2026-03-06 16:00")
		o.counts("report", 3) // one mail, the PM in copy
		return o
	}
	open := func(o *agency) (what []string) {
		o.Helper()
		list, err := o.store.Awaited(t.Context(), store.AwaitedQuery{Open: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			what = append(what, one.What+" "+one.Due)
		}
		return what
	}
	writes := func(o *agency, text string, asks ...store.Ask) {
		o.Helper()
		list, err := o.store.Outbox(t.Context(), store.OutboxQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range list {
			if d.Purpose == "report" {
				o.in("2026-03-10 10:00", "answer@acme.example", store.RoleClient, wang, d.MessageID, text, asks...)
				return
			}
		}
		t.Fatal("no report")
	}
	both := "Choose the main colour 2026-03-11, Tell us the address of the new office 2026-03-12"
	for name, test := range map[string]struct {
		text string
		asks []store.Ask
		want string
	}{
		"nothing":         {"", nil, both},
		"thanks":          {"Thanks for the report!", []store.Ask{store.AskThanks}, both},
		"a question back": {"What do you mean by colour?", []store.Ask{store.AskQuestion}, both},
		"one of them":     {"The colour is blue.", []store.Ask{store.AskInformation}, "Tell us the address of the new office 2026-03-12"},
		"both":            {"Blue, and 5 High Street.", []store.Ask{store.AskInformation}, ""},
		"both by name":    {"Colour: blue. Office: 5 High Street.", []store.Ask{store.AskInformation}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := begin(t)
			if got := strings.Join(open(o), ", "); got != both {
				t.Fatal(got)
			}
			if test.text != "" {
				writes(o, test.text, test.asks...)
			}
			if got := strings.Join(open(o), ", "); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	t.Run("the next report", func(t *testing.T) {
		t.Parallel()
		o := begin(t)
		o.asks("2026-03-06 17:00", "q1@agency.example", "Which company is the invoice for?")
		o.looks("2026-03-12 16:10")
		o.answers(store.DecisionText, "Summary: well\n\nDecisions:\n- Choose the main colour by 18 March\n")
		o.looks("2026-03-12 16:20")
		draft := o.lastOf("report-draft")
		o.has(draft, "Still waiting for you", "Tell us the address of the new office (your decision, by Thursday 12 March 2026)", "drop and waiting")
		if strings.Count(draft, "Choose the main colour") > 1 || !strings.Contains(draft, "Which company") {
			t.Error(draft)
		}
		o.answers(store.DecisionOK, "ok")
		o.looks("2026-03-13 16:00")
		o.has(o.lastOf("report"), "Still waiting for you", "Which company is the invoice for? (asked on Friday 6 March 2026)")
		if got, want := strings.Join(open(o), ", "), "Tell us the address of the new office 2026-03-12, Which company is the invoice for? , Choose the main colour 2026-03-18"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
	t.Run("the digest and a reminder", func(t *testing.T) {
		t.Parallel()
		o := begin(t)
		o.looks("2026-03-09 09:05")
		before := o.count("digest")
		o.looks("2026-03-10 09:05")
		o.counts("digest", before+1)
		o.has(o.lastOf("digest"), "1. [ACME] Choose the main colour: decision asked for in the report to 王伟, Jane, by Wednesday 11 March 2026")
		o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbRemind, Words: "remind"}})
		o.looks("2026-03-10 09:10")
		o.counts("client-reminder", 2) // one mail to both
		o.has(o.lastOf("client-reminder"), "we need your decision by Wednesday 11 March 2026", "Choose the main colour")
		o.looks("2026-03-12 09:05")
		o.has(o.lastOf("digest"), "Choose the main colour", "overdue", "reminded on Tuesday 10 March 2026")
		o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbClose, Words: "done"}, {Number: 2, Words: "skip"}})
		if got := open(o); len(got) != 0 {
			t.Error(got)
		}
	})
}

// A client is reminded of their action item, and answers “done”; and of a case that waits for them.
func TestDue_aClientIsRemindedOfAnActionItemAndACase(t *testing.T) {
	t.Parallel()
	o := inEnglish(t, "2026-03-02 08:30")
	o.now = at("2026-03-02 09:30")
	o.acts(func(tx *store.Tx) (bool, error) {
		_, err := tx.AddAction(store.Action{Project: "ACME", What: "List of test accounts", Owner: "Wang", Address: wang, Due: "2026-03-05"})
		return true, err
	})
	o.in("2026-03-02 10:00", "1@acme.example", store.RoleClient, wang, "", "The login fails.", store.AskProblem)
	o.acts(func(tx *store.Tx) (bool, error) { return tx.AwaitClient(o.theCase().ID, lina) })
	o.looks("2026-03-03 09:05")
	o.counts("digest", 0) // the PM said so, and the item is not near
	o.looks("2026-03-04 09:05")
	o.counts("digest", 1)
	o.has(o.lastOf("digest"), "Waiting for the client", "the client is awaited since Monday 2 March 2026", "List of test accounts: action item of 王伟, by Thursday 5 March 2026")
	o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbRemind, Words: "remind"}, {Number: 2, Verb: store.VerbRemind, Words: "remind"}})
	o.looks("2026-03-04 09:10")
	o.counts("client-reminder", 2)
	list, err := o.store.Outbox(t.Context(), store.OutboxQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, d := range list {
		if d.Purpose == "client-reminder" {
			texts = append(texts, o.textOf(d))
		}
	}
	all := strings.Join(texts, "\n")
	o.has(all, "reply done when it is finished", "List of test accounts", "we can go on with “Accounts” as soon as we have your reply")
	o.keepsSecrets()
	o.threads()
	// The team's items are no client's: the word does nothing, and the receipt says so.
	o.acts(func(tx *store.Tx) (bool, error) {
		_, err := tx.AddAction(store.Action{Project: "ACME", What: "Deploy", Owner: "Li Na", Address: lina, Due: "2026-03-04"})
		return true, err
	})
	o.looks("2026-03-06 09:05")
	o.has(o.lastOf("digest"), "1. [ACME] Deploy")
	o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbRemind, Words: "remind"}})
	o.looks("2026-03-06 09:10")
	o.counts("client-reminder", 2)
	o.has(o.lastOf("digest-receipt"), "1 remind")
}

func weeklyOnFriday(t *testing.T) *schedule.Schedule {
	t.Helper()
	weekly, err := schedule.Parse("weekly on friday at 16:00")
	if err != nil {
		t.Fatal(err)
	}
	return &weekly
}

// Who left the project is reminded of nothing, and the receipt does not say that they were. While
// the mailbox is not read up to the PM's word, nothing is sent.
func TestDue_nobodyIsRemindedInVain(t *testing.T) {
	t.Parallel()
	o := inEnglish(t, "2026-03-02 08:30")
	o.asks("2026-03-02 10:00", "q1@agency.example", "Which company is the invoice for?")
	o.looks("2026-03-06 09:05")
	o.hasRead("2026-03-06 09:00")
	o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbRemind, Words: "remind"}})
	o.looks("2026-03-06 09:10")
	o.counts("client-reminder", 0)
	o.hasRead("2026-03-06 09:12")
	o.looks("2026-03-06 09:13")
	o.counts("client-reminder", 1)
	c := *o.due.config.Load()
	c.Projects[0].Contacts = c.Projects[0].Contacts[:1]
	o.due.SetConfig(c)
	digest, err := o.store.LastDigest(t.Context(), lina)
	if err != nil {
		t.Fatal(err)
	}
	o.now = at("2026-03-16 09:20")
	o.logs("1 remind", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeDigest, Object: digest.ID, Decision: store.DecisionItems, Address: lina, Commands: []store.ItemCommand{{Number: 1, Verb: store.VerbRemind, Words: "remind"}}}})
	o.looks("2026-03-16 09:20")
	o.counts("client-reminder", 1)
	o.has(o.lastOf("digest-receipt"), "already settled")
}
