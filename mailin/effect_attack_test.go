package mailin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// mail is one that arrives: of whom, proved or not.
type arriving struct {
	from, to, cc string
	subject      string
	text         string
	fields       string
	proved       bool // the server vouches for the domain of From
	failed       bool // the server says that it is not theirs
	age          time.Duration
	arrival      store.Arrival
	id           string
	origin       string // its folder; "": that of the log
}

func (m arriving) raw(n int) string {
	date := time.Now().Add(-m.age).UTC().Format(time.RFC1123Z)
	var b strings.Builder
	verdict := map[bool]string{m.proved: "pass", m.failed: "fail"}[true]
	if verdict != "" {
		_, domain, _ := strings.Cut(strings.TrimSuffix(m.from, ">"), "@")
		fmt.Fprintf(&b, "Authentication-Results: mx.agency.example; dmarc=%s header.from=%s\nReceived: from a by mx.agency.example with ESMTP id 1; %s\n", verdict, domain, date)
	}
	if m.id == "" {
		m.id = fmt.Sprintf("%d@elsewhere.example", n)
	}
	fmt.Fprintf(&b, "From: %s\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <%s>\nMIME-Version: 1.0\n", m.from, m.to, m.subject, date, m.id)
	if m.cc != "" {
		fmt.Fprintf(&b, "Cc: %s\n", m.cc)
	}
	if !strings.Contains(m.fields, "Content-Type") {
		b.WriteString("Content-Type: text/plain; charset=utf-8\n")
	}
	b.WriteString(m.fields + "\n" + m.text + "\n")
	return b.String()
}

// receives feeds a mail, and returns its entry.
func (a *agency) receives(m arriving) store.Entry {
	a.Helper()
	a.number++
	a.intake.stored, a.intake.ended = make(chan []storedMail, 2), make(chan struct{})
	origin := cmp.Or(m.origin, "log/INBOX")
	if m.arrival == store.ArrivedInFile {
		origin = "mail.eml"
	}
	err := a.intake.Feed(a.Context(), func(add func(IncomingMail) error) error {
		return add(IncomingMail{Origin: origin, Raw: []byte(strings.ReplaceAll(m.raw(a.number), "\n", "\r\n")), Received: time.Now().Add(-m.age), Arrival: m.arrival})
	}, nil)
	if err != nil {
		a.Fatal(err)
	}
	entries := a.entries()
	for _, e := range slices.Backward(entries) {
		if e.Subject == m.subject {
			return e
		}
	}
	a.Fatalf("%q is not in the log", m.subject)
	return store.Entry{}
}

func (a *agency) entries() (all []store.Entry) {
	a.Helper()
	if err := a.store.Log(a.Context(), store.LogQuery{}, func(e store.Entry) error { all = append(all, e); return nil }); err != nil {
		a.Fatal(err)
	}
	return all
}

// state returns what there is of cases, texts, changes, commands and what is held.
func (a *agency) state() string {
	a.Helper()
	ctx := a.Context()
	cases, err := a.store.Cases(ctx, store.CaseQuery{})
	must(a, err)
	texts, err := a.store.Confirmations(ctx, store.ConfirmationQuery{})
	must(a, err)
	changes, err := a.store.Procedures(ctx, store.ProcedureQuery{})
	must(a, err)
	commands, err := a.store.Commands(ctx)
	must(a, err)
	actions, err := a.store.Actions(ctx, store.ActionQuery{})
	must(a, err)
	held, err := a.store.HeldTexts(ctx)
	must(a, err)
	open, answered, waiting := 0, 0, 0
	for _, c := range cases {
		switch c.State {
		case store.CaseOpen:
			open++
		case store.CaseAnswered:
			answered++
		}
	}
	for _, h := range held {
		waiting += h.Count
	}
	return fmt.Sprintf("cases %d/%d texts %d changes %d commands %d actions %d held %d", open, answered, len(texts), len(changes), len(commands), len(actions), waiting)
}

func must(a *agency, err error) {
	a.Helper()
	if err != nil {
		a.Fatal(err)
	}
}

const (
	li     = "Li Na <li@agency.example>"
	wangs  = "Wang Wei <wang@client.example>"
	smith  = "Smith <smith@other.example>"
	stray  = "x@evil.example"
	atACME = "log+ACME@agency.example"
)

const nothing = "cases 0/0 texts 0 changes 0 commands 0 actions 0 held 0"

// What begins something, from whom: at once, from before, and without the proof that its
// sender always has.
func TestEffects_whatMailBegins(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]struct {
		mail  arriving
		state string // at once
	}{
		"a question":                  {arriving{from: wangs, to: atACME, subject: "Accounts", text: "When can we use the test accounts?"}, "cases 1/0 texts 0 changes 0 commands 0 actions 0 held 0"},
		"a question in Chinese":       {arriving{from: wangs, to: atACME, subject: "账号", text: "测试账号什么时候可以用？"}, "cases 1/0 texts 0 changes 0 commands 0 actions 0 held 0"},
		"a wish":                      {arriving{from: wangs, to: atACME, subject: "Colour", text: "Please change the colour of the home page to blue."}, "cases 1/0 texts 0 changes 1 commands 0 actions 0 held 0"},
		"a wish in Chinese":           {arriving{from: wangs, to: atACME, subject: "颜色", text: "请把首页改成蓝色。"}, "cases 1/0 texts 0 changes 1 commands 0 actions 0 held 0"},
		"minutes":                     {arriving{from: li, to: atACME, subject: "Minutes of Monday", text: "We agreed on blue."}, "cases 0/0 texts 1 changes 0 commands 0 actions 0 held 0"},
		"minutes in Chinese":          {arriving{from: li, to: atACME, subject: "周一会议纪要", text: "决定：首页用蓝色。"}, "cases 0/0 texts 1 changes 0 commands 0 actions 0 held 0"},
		"action items":                {arriving{from: li, to: atACME, subject: "Action items", text: "- Wang Wei: send the logo by Friday"}, "cases 0/0 texts 1 changes 0 commands 0 actions 0 held 0"},
		"action items in Chinese":     {arriving{from: li, to: atACME, subject: "本周待办", text: "- 王伟：周五前提供标志"}, "cases 0/0 texts 1 changes 0 commands 0 actions 0 held 0"},
		"a change request":            {arriving{from: li, to: atACME, subject: "change request: blue", text: "The home page is to be blue."}, "cases 0/0 texts 0 changes 1 commands 0 actions 0 held 0"},
		"a change request in Chinese": {arriving{from: li, to: atACME, subject: "变更申请：蓝色", text: "首页改为蓝色。"}, "cases 0/0 texts 0 changes 1 commands 0 actions 0 held 0"},
		"a command":                   {arriving{from: li, to: "log@agency.example", subject: "status ACME"}, "cases 0/0 texts 0 changes 0 commands 1 actions 0 held 0"},
		"a command in Chinese":        {arriving{from: li, to: "log@agency.example", subject: "进度 ACME"}, "cases 0/0 texts 0 changes 0 commands 1 actions 0 held 0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			waits := "cases 0/0 texts 0 changes 0 commands 0 actions 0 held 1"
			if strings.Contains(name, "command") {
				waits = strings.Replace(waits, "held 1", "held 1", 1)
			}
			for how, change := range map[string]func(*arriving){
				"at once":               func(*arriving) {},
				"proved":                func(m *arriving) { m.proved = true },
				"out of a file":         func(m *arriving) { m.arrival = store.ArrivedInFile },
				"in a first reading":    func(m *arriving) { m.arrival = store.ArrivedBefore },
				"three days old":        func(m *arriving) { m.age = 72 * time.Hour },
				"proved, and old":       func(m *arriving) { m.age, m.proved = 49*time.Hour, true },
				"a day old":             func(m *arriving) { m.age = 24 * time.Hour },
				"contradicted":          func(m *arriving) { m.failed = true },
				"from a stranger":       func(m *arriving) { m.from = stray },
				"from another's client": func(m *arriving) { m.from = smith },
			} {
				a, mail := newAgency(t), m.mail
				change(&mail)
				a.receives(mail)
				want := m.state
				switch how {
				case "out of a file", "in a first reading", "three days old", "proved, and old":
					want = waits
				case "contradicted", "from a stranger", "from another's client":
					want = nothing
				}
				if got := a.state(); got != want {
					t.Errorf("%s: %s, want %s", how, got, want)
				}
				if want != waits {
					continue
				}
				var n int
				must(a, a.store.Update(t.Context(), func(tx *store.Tx) (err error) { n, err = tx.TakeUpHeld("ACME", "li@agency.example"); return err }))
				if got := a.state(); n != 1 || got != m.state {
					t.Errorf("%s, taken up: %d, %s, want %s", how, n, got, m.state)
				}
			}
		})
	}
}

// Whose mail was proved twice is not heard without proof, and neither is anybody of the
// log's own domain; who never proves mail is.
func TestEffects_habitsOfProof(t *testing.T) {
	t.Parallel()
	ask := func(n int, proved bool) arriving {
		return arriving{from: wangs, to: atACME, subject: fmt.Sprintf("Question %d", n), text: "When is the launch?", proved: proved}
	}
	a := newAgency(t)
	for n := range 2 {
		a.receives(ask(n, true))
	}
	if got := a.state(); !strings.HasPrefix(got, "cases 2/0") {
		t.Fatal(got)
	}
	forged := a.receives(ask(3, false))
	if got := a.state(); !strings.HasPrefix(got, "cases 2/0") || !strings.HasSuffix(got, "held 1") {
		t.Errorf("without the proof it always has: %s, notes %q", got, forged.Notes)
	}
	a.receives(arriving{from: "Zhou <zhou@client.example>", to: atACME, subject: "Mine", text: "When do we meet?"})
	if got := a.state(); !strings.HasPrefix(got, "cases 3/0") {
		t.Errorf("a colleague who never proves mail: %s", got)
	}

	b := newAgency(t)
	for n, subject := range []string{"status ACME", "状态 ACME"} {
		b.receives(arriving{from: li, to: "log@agency.example", subject: subject, text: "", proved: true, id: fmt.Sprint("p", n, "@agency.example")})
	}
	b.receives(arriving{from: li, to: atACME, subject: "Minutes", text: "- pay"})
	if got := b.state(); !strings.Contains(got, "texts 0") || !strings.HasSuffix(got, "held 1") {
		t.Errorf("a PM of the log's own domain: %s", got)
	}
	// And a clock is not stopped by it.
	b.receives(arriving{from: wangs, to: li, cc: "log@agency.example", subject: "Launch", text: "When is the launch?", id: "q@client.example"})
	for _, text := range []string{"On Monday.", "周一。"} {
		b.receives(arriving{from: li, to: wangs, cc: "log@agency.example", subject: "Re: Launch", text: text, fields: "In-Reply-To: <q@client.example>\n"})
	}
	if got := b.state(); !strings.HasPrefix(got, "cases 1/0") {
		t.Errorf("a forged answer stops the clock: %s", got)
	}
	b.receives(arriving{from: li, to: wangs, cc: "log@agency.example", subject: "Re: Launch", text: "On Monday.", fields: "In-Reply-To: <q@client.example>\n", proved: true})
	if got := b.state(); !strings.HasPrefix(got, "cases 0/1") {
		t.Errorf("the true answer does not: %s", got)
	}
}

// A clock stops when the team answers the client, and not when it writes to somebody else.
func TestEffects_whatStopsAClock(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		mail  arriving
		stops bool
	}{
		"to the client":             {arriving{from: li, to: wangs, cc: "log@agency.example", text: "On Monday."}, true},
		"to a colleague of theirs":  {arriving{from: li, to: "zhou@client.example", cc: "log@agency.example", text: "周一上线。"}, true},
		"the client in copy":        {arriving{from: li, to: "log@agency.example", cc: wangs, text: "On Monday."}, true},
		"to nobody":                 {arriving{from: li, to: "nobody@evil.example", fields: "Delivered-To: log@agency.example\n", text: "x"}, false},
		"to the log alone":          {arriving{from: li, to: atACME, text: "I told them by phone."}, false},
		"to another's client":       {arriving{from: li, to: smith, cc: atACME, text: "周一。"}, false},
		"contradicted":              {arriving{from: li, to: wangs, cc: "log@agency.example", text: "On Monday.", failed: true}, false},
		"by a stranger":             {arriving{from: stray, to: wangs, cc: "log@agency.example", text: "On Monday."}, false},
		"by a machine":              {arriving{from: li, to: wangs, cc: "log@agency.example", text: "I am away.", fields: "Auto-Submitted: auto-replied\n"}, false},
		"by the client's colleague": {arriving{from: "Zhou <zhou@client.example>", to: wangs, cc: "log@agency.example", text: "On Monday."}, false},
	} {
		a := newAgency(t)
		a.receives(arriving{from: wangs, to: li, cc: "log@agency.example", subject: "Launch", text: "When is the launch?", id: "q@client.example"})
		test.mail.subject = "Re: Launch"
		test.mail.fields += "In-Reply-To: <q@client.example>\n"
		a.receives(test.mail)
		if got := a.state(); strings.HasPrefix(got, "cases 0/1") != test.stops {
			t.Errorf("%s: %s, want a stop: %v", name, got, test.stops)
		}
	}
}

// Whoever knows a Message-ID can answer in its thread, and takes nobody's mail along.
func TestEffects_strangersMoveNobodysMail(t *testing.T) {
	t.Parallel()
	for name, attack := range map[string]struct {
		mail  arriving
		moves bool
	}{
		"by address":                       {arriving{from: stray, to: "log+BETA@agency.example", subject: "Re: salaries", text: "x"}, false},
		"by tag":                           {arriving{from: stray, to: "log@agency.example", subject: "[BETA] Re: salaries", text: "x"}, false},
		"by tag, in Chinese":               {arriving{from: stray, to: "log@agency.example", subject: "回复：【BETA】salaries", text: "好"}, false},
		"a client of the other project":    {arriving{from: smith, to: "log+BETA@agency.example", subject: "Re: salaries", text: "x"}, false},
		"the same, proved":                 {arriving{from: smith, to: "log+BETA@agency.example", subject: "Re: salaries", text: "x", proved: true}, false},
		"in the name of the client":        {arriving{from: wangs, to: "log+BETA@agency.example", subject: "Re: salaries", text: "x"}, false},
		"contradicted, in the PM's name":   {arriving{from: li, to: "log+BETA@agency.example", subject: "Re: salaries", text: "x", failed: true}, false},
		"the PM of both, proved":           {arriving{from: li, to: "log+BETA@agency.example", subject: "Re: salaries", text: "x", proved: true}, true},
		"the PM of both, as they ever are": {arriving{from: li, to: "log+BETA@agency.example", subject: "Re: salaries", text: "x"}, true},
	} {
		a := newAgency(t)
		a.receives(arriving{from: wangs, to: "log@agency.example", subject: "salaries", text: "See below.", id: "w1@client.example"})
		attack.mail.fields = "In-Reply-To: <w1@client.example>\n"
		own := a.receives(attack.mail)
		for _, e := range a.entries() {
			if e.MessageID == "w1@client.example" && (e.Project == "BETA") != attack.moves {
				t.Errorf("%s: the client's mail is in %s", name, e.Project)
			}
		}
		if own.Project != "BETA" {
			t.Errorf("%s: it is itself in %q", name, own.Project)
		}
		// What comes after it in the client's thread stays theirs.
		later := a.receives(arriving{from: wangs, to: "log@agency.example", subject: "Re: salaries", text: "And this.", id: "w2@client.example", fields: "In-Reply-To: <w1@client.example>\n"})
		if !attack.moves && later.Project != "ACME" {
			t.Errorf("%s: the client's next mail is in %q", name, later.Project)
		}
	}
	// Nor does a list of References draw unfiled mail of others into a project.
	a := newAgency(t)
	a.receives(arriving{from: "zhao@supplier.example", to: "log@agency.example", subject: "Offer", text: "Our offer.", id: "o@supplier.example"})
	a.receives(arriving{from: wangs, to: "log@agency.example", subject: "Launch", text: "Fine.", id: "l@client.example"})
	a.receives(arriving{from: stray, to: "log@agency.example", subject: "Re: Launch", text: "x", fields: "References: <o@supplier.example> <l@client.example>\n"})
	for _, e := range a.entries() {
		if e.MessageID == "o@supplier.example" && e.Project != "" {
			t.Errorf("the supplier's mail is in %s", e.Project)
		}
	}
}

// The mail in a forward is the client's only by the word of who may speak for the project,
// or by its own proof.
func TestEffects_forwards(t *testing.T) {
	t.Parallel()
	english := "FYI\n\n---------- Forwarded message ---------\nFrom: Wang Wei <wang@client.example>\nDate: " + time.Now().Add(-time.Hour).UTC().Format("Mon, Jan 2, 2006 at 3:04 PM") + "\nSubject: Phase 2\nTo: Li Na <li@agency.example>\n\nWhen does the second phase begin?"
	chinese := "请归档\n\n---------- 转发的邮件 ----------\n发件人： 王伟 <wang@client.example>\n日期： " + time.Now().Add(-time.Hour).UTC().Format("2006年1月2日 15:04") + "\n主题： Phase 2\n收件人： 李娜 <li@agency.example>\n\n第二期什么时候开始？"
	const chen = "Chen <chen@agency.example>"
	for name, test := range map[string]struct {
		mail   arriving
		theirs bool
	}{
		"the PM, proved":               {arriving{from: li, to: atACME, text: english, proved: true}, true},
		"the PM, proved, in Chinese":   {arriving{from: li, to: atACME, text: chinese, proved: true}, true},
		"in the PM's name":             {arriving{from: li, to: atACME, text: english}, false},
		"in the PM's name, in Chinese": {arriving{from: li, to: atACME, text: chinese}, false},
		"contradicted":                 {arriving{from: li, to: atACME, text: english, failed: true}, false},
		"another's PM, proved":         {arriving{from: "sun@rival.example", to: atACME, text: english, proved: true}, false},
		"a client, proved":             {arriving{from: "Zhou <zhou@client.example>", to: atACME, text: english, proved: true}, false},
		"a stranger, proved":           {arriving{from: stray, to: atACME, text: chinese, proved: true}, false},
		"nobody of the project":        {arriving{from: chen, to: atACME, text: english, proved: true}, false},
	} {
		a := newAgency(t)
		test.mail.subject = "Fwd: Phase 2"
		a.receives(test.mail)
		theirs := 0
		for _, e := range a.entries() {
			if len(e.From) == 1 && e.From[0].Address == "wang@client.example" && e.Forwarded != nil {
				theirs++
			}
		}
		if (theirs == 1) != test.theirs {
			t.Errorf("%s: %d mails of the client", name, theirs)
		}
		for _, e := range a.entries() {
			if noted := slices.Contains(e.Notes, store.NoteStaysText); noted && test.theirs || strings.HasPrefix(name, "in the PM's name") && !noted {
				t.Errorf("%s: notes %q", name, e.Notes)
			}
		}
		if got := a.state(); test.theirs && !strings.HasPrefix(got, "cases 1/0") {
			t.Errorf("%s: what the client asks in it: %s", name, got)
		}
		if got := a.state(); !test.theirs && got != nothing {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// An answer counts at any age; one in a PM's name by a Message-ID alone is asked about.
func TestEffects_answers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		mail  arriving
		state store.ConfirmationState
		asked int // whether they wrote it
	}{
		"by the reply address":             {arriving{to: replyTo(goodToken), text: "ok"}, store.ConfirmationApproved, 0},
		"the same, a week old":             {arriving{to: replyTo(goodToken), text: "ok", age: 7 * 24 * time.Hour}, store.ConfirmationApproved, 0},
		"the same, in a first reading":     {arriving{to: replyTo(goodToken), text: "可以发送", arrival: store.ArrivedBefore}, store.ConfirmationApproved, 0},
		"the same, out of a file":          {arriving{to: replyTo(goodToken), text: "可以发送", arrival: store.ArrivedInFile}, store.ConfirmationApproved, 0},
		"by Message-ID, and proved":        {arriving{to: "log@agency.example", text: "ok", fields: "In-Reply-To: <m." + goodToken + "@agency.example>\n", proved: true}, store.ConfirmationApproved, 0},
		"by Message-ID alone":              {arriving{to: "log@agency.example", text: "ok", fields: "In-Reply-To: <m." + goodToken + "@agency.example>\n"}, store.ConfirmationProposed, 1},
		"by Message-ID alone, in Chinese":  {arriving{to: "log@agency.example", text: "可以发送", fields: "References: <m." + goodToken + "@agency.example>\n"}, store.ConfirmationProposed, 1},
		"another text by Message-ID alone": {arriving{to: "log@agency.example", text: "新版本：\n全部由客户承担。", fields: "References: <m." + goodToken + "@agency.example>\n"}, store.ConfirmationProposed, 1},
		"skip by Message-ID alone":         {arriving{to: "log@agency.example", text: "skip", fields: "References: <m." + goodToken + "@agency.example>\n"}, store.ConfirmationProposed, 1},
		"contradicted":                     {arriving{to: replyTo(goodToken), text: "ok", failed: true}, store.ConfirmationProposed, 0},
	} {
		a := newAgency(t)
		var text store.Confirmation
		must(a, a.store.Update(a.Context(), func(tx *store.Tx) (err error) {
			if text, err = tx.DraftConfirmation(store.Confirmation{Project: "ACME", Kind: store.Minutes, Title: "Minutes", Text: "All well.", Actor: "li@agency.example"}); err != nil {
				return err
			}
			if _, err := tx.MarkConfirmationProposed(text.ID, 1); err != nil {
				return err
			}
			return tx.Ask(store.Request{Token: goodToken, Purpose: store.PurposeDraft, Project: "ACME", Object: text.ID, Version: 1, Address: "li@agency.example", Expires: time.Now().Add(time.Hour)}, "m."+goodToken+"@agency.example")
		}))
		state := func() store.ConfirmationState {
			list, err := a.store.Confirmations(context.Background(), store.ConfirmationQuery{})
			must(a, err)
			return list[0].State
		}
		test.mail.from, test.mail.subject = li, "Re: Minutes"
		a.receives(test.mail)
		if got := state(); got != test.state {
			t.Errorf("%s: %s, want %s", name, got, test.state)
		}
		held, err := a.store.PendingReceipts(a.Context(), store.AboutHeld, 0)
		must(a, err)
		if len(held) != test.asked {
			t.Errorf("%s: asked %d times whether they wrote it", name, len(held))
		}
		if len(held) == 0 || test.mail.text == "skip" {
			continue
		}
		// Who says that it is theirs has it done; a no leaves all as it is.
		for i, say := range []string{"no", "是我写的吗？", "yes"} {
			token := fmt.Sprintf("challenge%dbcdefghijklmnop", i)
			must(a, a.store.Update(a.Context(), func(tx *store.Tx) error {
				return tx.Ask(store.Request{Token: token, Purpose: store.PurposeChallenge, Project: "ACME", Object: held[0].Object, Version: 1, Address: "li@agency.example", Expires: time.Now().Add(time.Hour)}, "m."+token+"@agency.example")
			}))
			if say == "no" && strings.Contains(name, "Chinese") {
				continue
			}
			a.receives(arriving{from: li, to: "log@agency.example", subject: "Re: Did you write this?", text: say, fields: "In-Reply-To: <m." + token + "@agency.example>\n"})
			dropped := say == "no" || !strings.Contains(name, "Chinese")
			if got := state(); (got != test.state) != (say == "yes" && !dropped) {
				t.Errorf("%s: after %q: %s", name, say, got)
			}
		}
	}
}

// However many mails a forger sends in a PM's name, the PM is shown ten drafts a day.
func TestEffects_floodOfDrafts(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	for n := range 14 {
		subject := fmt.Sprintf("Minutes %d", n)
		if n%2 == 1 {
			subject = fmt.Sprintf("会议纪要 %d", n)
		}
		a.receives(arriving{from: li, to: atACME, subject: subject, text: "x"})
	}
	if got := a.state(); got != "cases 0/0 texts 10 changes 0 commands 0 actions 0 held 4" {
		t.Error(got)
	}
	a.receives(arriving{from: li, to: atACME, subject: "Minutes, proved", text: "x", proved: true})
	if got := a.state(); got != "cases 0/0 texts 11 changes 0 commands 0 actions 0 held 4" {
		t.Errorf("and one that is proved: %s", got)
	}
}

// Who was forwarded a question knows its Message-ID: in the name of somebody whose mail is
// proved otherwise, an answer by it alone is asked of nobody.
func TestEffects_answersByMessageIDOfWhoProvesTheirMail(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"ok", "可以发送", "skip", "跳过", "new text:\nThe client pays.", "新版本：\n由客户付款。", "Please change the date.", "请改日期。"} {
		for _, to := range []string{"log@agency.example", replyTo(goodToken)} {
			a := newAgency(t)
			for n := range 2 {
				a.receives(arriving{from: li, to: "log@agency.example", subject: fmt.Sprintf("status ACME %d", n), proved: true, id: fmt.Sprint("p", n, "@agency.example")})
			}
			must(a, a.store.Update(a.Context(), func(tx *store.Tx) error {
				text, err := tx.DraftConfirmation(store.Confirmation{Project: "ACME", Kind: store.Minutes, Title: "Minutes", Text: "All well.", Actor: "li@agency.example"})
				if err != nil {
					return err
				}
				if _, err := tx.MarkConfirmationProposed(text.ID, 1); err != nil {
					return err
				}
				return tx.Ask(store.Request{Token: goodToken, Purpose: store.PurposeDraft, Project: "ACME", Object: text.ID, Version: 1, Address: "li@agency.example", Expires: time.Now().Add(time.Hour)}, "m."+goodToken+"@agency.example")
			}))
			e := a.receives(arriving{from: li, to: to, subject: "Re: Minutes", text: text, fields: "In-Reply-To: <m." + goodToken + "@agency.example>\n"})
			held, err := a.store.PendingReceipts(a.Context(), store.AboutHeld, 0)
			must(a, err)
			if asked := len(held) > 0; asked != (to != "log@agency.example") {
				t.Errorf("%q to %s: asked %v, notes %q", text, to, asked, e.Notes)
			}
		}
	}
}
