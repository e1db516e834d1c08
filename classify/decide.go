// Package classify makes a verdict of a message: its kind, its project and the
// sender's role there, each with its reasons. It is pure: it opens no file,
// socket or database, and the same message, directory and answers of the log
// always give the same verdict.
package classify

import (
	"fmt"
	"slices"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/ask"
	"rapport/classify/deadline"
	"rapport/store"
)

// Log is what a decision must look up in the communication log.
type Log interface {
	// ThreadFiling returns the project under which the thread of m is filed,
	// and by what; the zero Filing where there is no such thread or it is
	// unfiled.
	ThreadFiling(m *store.Message) (store.Filing, error)
	Requests
}

// Requests knows what was asked.
type Requests interface {
	// RequestByToken and RequestByMessageID give the request that was made
	// with that token in its reply address, or by our mail of that Message-ID.
	RequestByToken(token string) (store.Request, bool, error)
	RequestByMessageID(id string) (store.Request, bool, error)
}

// Decide makes the verdict on m. A nil log knows of no thread. The only error
// is the log's; the verdict is then empty.
//
// The signs are asked from the most certain to the least, and the first that
// leaves exactly one project decides. A sign that leaves several is a tie, which
// only some of the less certain signs may settle (see settles), and only for one
// of the projects that are left. Whatever is found is recorded, whether or not
// it decided.
func (d *ProjectIndex) Decide(m *store.Message, log Log) (store.Verdict, error) {
	v := store.Verdict{Role: store.RoleOther}
	v.Kind, v.KindReason = kindOf(m)

	people := d.participants(m)
	subject := fold(m.Subject)
	thread, err := d.byThread(m, log)
	if err != nil {
		return store.Verdict{}, err
	}
	request, answers, err := d.byRequest(m, v.Kind, log)
	if err != nil {
		return store.Verdict{}, err
	}
	around, embedded := d.byForward(m)
	findings := []finding{request, d.byAddress(m), d.byTag(subject), thread, d.byContact(people), d.byDomain(people), d.byAlias(subject)}
	if thread.signal == store.SignalPerson { // who filed it knew its address and tag
		findings[0], findings[1], findings[2], findings[3] = thread, findings[0], findings[1], findings[2]
	}
	findings = slices.Insert(findings, 4, embedded)
	if around.percent > store.ThreadConfidence {
		findings = slices.Insert(findings, 3, around)
	} else {
		findings = slices.Insert(findings, len(findings)-1, around) // before the alias
	}

	project, signal := decideProject(findings)
	guesses := finding{signal: store.SignalLearnt}
	if project < 0 && v.Kind == store.KindHuman {
		if guesses = d.byLearning(m, findings); len(guesses.left) == 1 {
			project, signal = guesses.left[0], store.SignalLearnt
		}
	}
	findings = append(findings, guesses)
	if project >= 0 {
		v.Project = d.projects[project].code
	}
	d.explain(&v, findings, project, signal)
	v.Role = d.role(m, project)
	d.noteLookalike(&v, m)
	v.Answer = answers
	v.Draft = d.draft(m, &v, request)
	if v.Draft == nil {
		v.Command = d.command(m, &v, request)
		if v.Command != nil && v.Project == "" { // a PM of several asks about all of them
			v.Project = v.Command.Projects[0]
			v.Reasons = append([]store.Reason{{Signal: store.SignalOwn, Project: v.Project, Confidence: (&finding{signal: store.SignalOwn}).confidence(), Text: "asks to see it"}}, v.Reasons...)
		}
	}
	d.understand(&v, m)
	v.Bounces = d.bounces(m, v.Kind)
	return v, nil
}

// understand reads what a person's mail asks, and what it decides should it be an
// answer. Whether it is one is for byRequest to say.
func (d *ProjectIndex) understand(v *store.Verdict, m *store.Message) {
	if v.Kind != store.KindHuman {
		return
	}
	v.Asks = ask.Of(m.Subject, m.OwnText)
	if strings.TrimSpace(m.OwnText) == "" {
		return
	}
	said := answer.Read(m.OwnText, d.nameOf(m))
	v.Stated = &said
	v.Asks = addDecision(v.Asks, said)
	v.Deadlines = deadline.Of(m.OwnText, m.Date.In(m.Zone())) // who says "tomorrow" means it there
}

// withDecision takes what a mail decides for what it asks, where its words alone
// ask nothing: a thumb agrees.
func addDecision(asks []store.FoundAsk, said store.StatedChoice) []store.FoundAsk {
	decided := map[store.Choice]store.Ask{store.ChoiceApprove: store.AskApproval, store.ChoiceReject: store.AskObjection}[said.Choice]
	if decided == "" || slices.ContainsFunc(asks, func(a store.FoundAsk) bool { return a.Ask == decided }) {
		return asks
	}
	rest := slices.DeleteFunc(slices.Clone(asks), func(a store.FoundAsk) bool {
		return a.Ask == store.AskInformation || a.Ask == store.AskThanks || a.Ask == store.AskApproval || decided == store.AskApproval && a.Ask != store.AskQuestion
	})
	return append(rest, store.FoundAsk{Ask: decided, Words: said.Words})
}

// LeavesOpen reports whether a person wrote m of their own accord, and no rule tells what
// it asks. What may answer a request of ours, as an anonymous survey, is for nobody
// else to read; so is all mail where the log cannot tell.
func (d *ProjectIndex) LeavesOpen(m *store.Message, log Requests) bool {
	if _, how, err := d.request(m, log); err != nil || how != "" {
		return false
	}
	if kind, _ := kindOf(m); kind != store.KindHuman || strings.TrimSpace(m.OwnText) == "" {
		return false
	}
	asks := ask.Of(m.Subject, m.OwnText)
	return len(asks) == 1 && asks[0].Ask == store.AskInformation
}

// nameOf returns the names by which the sender may sign.
func (d *ProjectIndex) nameOf(m *store.Message) string {
	if len(m.From) == 0 {
		return ""
	}
	name := m.From[0].Name
	for _, known := range d.addresses[canonicalAddress(m.From[0].Address)] {
		name += " " + known.name
	}
	return name
}

// finding is what one sign says of a message.
type finding struct {
	signal store.Signal
	// percent is its certainty where that is not always the same (see confidence).
	percent int
	// named holds every project the sign speaks for, by ascending number.
	named []evidence
	// left holds those between which the sign cannot choose, by ascending
	// number: one is a decision, several are a tie.
	left []int
	// stop is set where the sign rules out that a less certain one decides,
	// as with people of different projects in one mail.
	stop bool
	// staff is set where only PMs, team members and others were recognised.
	staff bool
	notes []string
}

// evidence is a project and the words that explain why it is named.
type evidence struct {
	project int
	text    string
	percent int // 0: its share of the finding's
}

// confidence is the certainty of a finding that names one project, in per cent.
// One that names several is worth its share for each.
func (f *finding) confidence() int {
	if f.percent > 0 {
		return f.percent
	}
	switch f.signal {
	case store.SignalPerson, store.SignalAddress:
		return 100
	case store.SignalOwn:
		return 99
	case store.SignalTag:
		return 95
	case store.SignalThread:
		return 90
	case store.SignalContact:
		return 80
	case store.SignalDomain:
		return 60
	case store.SignalAlias:
		return 50
	case store.SignalLearnt:
		return learntConfidence
	}
	return 0
}

// decideProject returns the number of the project the findings decide for and the sign
// that decided, or -1.
func decideProject(findings []finding) (project int, by store.Signal) {
	var tie *finding // the most certain sign that could not choose
	var left []int
	for i := range findings {
		f := &findings[i]
		switch {
		case f.stop:
			return -1, ""
		case len(f.left) == 0:
			continue
		case tie == nil:
			tie, left = f, f.left
		case !mayBreakTie(f, tie):
			continue
		default:
			// A sign that contradicts the tie leaves nothing, and no
			// sign after it may choose.
			if left = intersect(left, f.left); len(left) == 0 {
				return -1, ""
			}
		}
		if len(left) == 1 {
			return left[0], f.signal
		}
	}
	return -1, ""
}

// mayBreakTie says whether f may choose between the projects that tie left.
//
// A client who is in two projects is decided by the thread, or not at all: to
// take the mail's domain or a word of its subject would be a guess. A PM who is
// in two projects says nothing of the client, so there the client's domain may.
func mayBreakTie(f, tie *finding) bool {
	switch tie.signal {
	case store.SignalAddress, store.SignalTag:
		return f.signal == store.SignalTag || f.signal == store.SignalThread || f.signal == store.SignalContact
	case store.SignalContact:
		return tie.staff && f.signal == store.SignalDomain
	case store.SignalDomain:
		return f.signal == store.SignalAlias
	}
	return false
}

// mostNamed bounds how many projects one sign puts into a verdict.
const mostNamed = 5

// explain writes the findings into the verdict: all evidence as reasons, the
// deciding one first, and as notes what a person should know of the decision.
func (d *ProjectIndex) explain(v *store.Verdict, findings []finding, project int, by store.Signal) {
	total := 0
	for i := range findings {
		total += min(len(findings[i].named), mostNamed)
	}
	if total > 0 {
		v.Reasons = make([]store.Reason, 0, total)
	}
	for i := range findings {
		f := &findings[i]
		v.Notes = append(v.Notes, f.notes...)
		named := f.named
		if len(named) > mostNamed {
			v.Notes = append(v.Notes, fmt.Sprintf("the %s names %d projects; %d are shown", f.signal, len(named), mostNamed))
			named = firstOf(named, project, mostNamed)
		}
		agrees := slices.ContainsFunc(f.named, func(e evidence) bool { return e.project == project })
		for _, e := range named {
			percent := max(1, f.confidence()/len(f.named))
			if e.percent > 0 {
				percent = e.percent
			}
			if e.project == project && f.signal == by {
				percent = f.confidence() // the others were ruled out
			}
			r := store.Reason{Signal: f.signal, Project: d.projects[e.project].code, Confidence: percent, Text: e.text}
			if e.project == project && f.signal == by {
				v.Reasons = slices.Insert(v.Reasons, 0, r)
			} else {
				v.Reasons = append(v.Reasons, r)
			}
			if project >= 0 && !agrees {
				v.Notes = append(v.Notes, "overruled: "+e.text+" ("+r.Project+")")
			}
		}
	}
	// The deciding reason stays where it is, at the head.
	from := 0
	if project >= 0 {
		from = 1
	}
	slices.SortStableFunc(v.Reasons[min(from, len(v.Reasons)):], func(a, b store.Reason) int {
		return b.Confidence - a.Confidence
	})
}

// firstOf returns the first n of named, and among them the project that was
// decided for.
func firstOf(named []evidence, project, n int) []evidence {
	for i, e := range named[n:] {
		if e.project == project {
			return append(slices.Clone(named[:n-1]), named[n+i])
		}
	}
	return named[:n]
}

// byThread is the sign of the thread. A thread filed under a project that is no
// longer configured still says that the mail belongs to none that is.
func (d *ProjectIndex) byThread(m *store.Message, log Log) (finding, error) {
	f := finding{signal: store.SignalThread}
	if log == nil {
		return f, nil
	}
	filing, err := log.ThreadFiling(m)
	if err != nil {
		return f, fmt.Errorf("look up the thread of message <%s>: %w", m.MessageID, err)
	}
	if filing.Project == "" {
		return f, nil
	}
	n, known := d.codes[strings.ToLower(filing.Project)]
	if !known {
		f.stop = true
		f.notes = []string{"the thread is filed under " + filing.Project + ", which is not configured"}
		return f, nil
	}
	text := "the thread is filed under " + d.projects[n].code
	if filing.Signal == store.SignalPerson {
		f.signal = store.SignalPerson
		text = "somebody filed the thread under " + d.projects[n].code
	}
	f.named = []evidence{{project: n, text: text}}
	f.left = []int{n}
	return f, nil
}

// intersect returns what is in both a and b, which are ascending. It allocates
// only where it must leave something out.
func intersect(a, b []int) []int {
	if slices.Equal(a, b) {
		return a
	}
	both := make([]int, 0, min(len(a), len(b)))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			both = append(both, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return both
}
