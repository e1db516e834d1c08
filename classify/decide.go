// Package classify reaches a verdict on a message: its kind, its project and the sender's
// role there, each with reasons. It is pure: it opens no file, socket or database, and the
// same message, project index and log always produce the same verdict.
package classify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/classify/ask"
	"rapport/store"
	"rapport/store/mailaddr"
)

// Log is what Decide looks up in the communication log.
type Log interface {
	// ThreadFiling returns the project that the thread of m is filed under, and the signal
	// that filed it; or the zero Filing if there is no such thread or it is unfiled.
	ThreadFiling(m *store.Message) (store.Filing, error)
	// ProvesMail reports whether mail of an address, or of a domain with an @ before it,
	// was proved so often of late that nothing counts without.
	ProvesMail(address string) (bool, error)
	Requests
}

// Meetings is what a Log may know of meetings.
type Meetings interface {
	// MeetingsBefore returns the meetings of a project that ended, or were going on, at a time or
	// up to so long before it.
	MeetingsBefore(project string, at time.Time, within time.Duration) ([]store.Meeting, error)
}

// Requests finds the requests that Rapport has sent.
type Requests interface {
	// RequestByToken and RequestByMessageID return the request with that token in its
	// reply address, or the one that our mail with that Message-ID made. The bool is false
	// if there is none.
	RequestByToken(token string) (store.Request, bool, error)
	RequestByMessageID(id string) (store.Request, bool, error)
}

// Decide returns the verdict on m. A nil log has no threads and no requests. Decide fails
// only if the log does; the verdict is then empty.
//
// Signals are consulted from the most certain to the least, and the first that leaves
// exactly one project decides. A signal that leaves several is a tie, which only some of
// the less certain signals may break (see mayBreakTie), and only in favour of one of the
// projects left. Every finding is recorded, whether or not it decided.
func (d *ProjectIndex) Decide(m *store.Message, log Log) (store.Verdict, error) {
	return d.DecidePrepared(d.Prepare(m), m, log)
}

// DecidePrepared is Decide for what Prepare returned for m. The verdict is the same, whatever
// index prepared it.
func (d *ProjectIndex) DecidePrepared(p Prepared, m *store.Message, log Log) (store.Verdict, error) {
	if p.index != d.self {
		p = d.Prepare(m)
	}
	if p.kind == store.KindRecap {
		answers, err := d.isAnswer(m, log)
		if err != nil {
			return store.Verdict{}, err
		}
		if answers {
			plain := *m
			plain.Recap = nil
			return d.Decide(&plain, log)
		}
	}
	v := store.Verdict{Role: store.RoleOther, Kind: p.kind, KindReason: p.reason}
	v.Tokens, v.Named = d.tokensIn(m), ownIDs(m)
	sumUp(&v, m)
	f, err := d.file(&v, m, log)
	if err != nil {
		return store.Verdict{}, err
	}
	if toAdmin, err := d.answersAdminMail(&v, m, f, log); err != nil {
		return store.Verdict{}, err
	} else if toAdmin {
		return leaveToAdmin(v, f), nil
	}
	if f.request.absent != "" {
		return d.awaitProject(v, m, p, f.request.absent), nil
	}
	d.noteSender(&v, m, f.project)
	d.readResponse(&v, m, f)
	p.understand(&v)
	facts := f.sender.sender | d.in(f.project, m) | d.inBoth(f.project, m, f.thread)
	d.enter(&v, m, p.worded, f.request, facts)
	if err := d.away(&v, m, facts, log); err != nil {
		return store.Verdict{}, err
	}
	if err := d.stop(&v, m, facts, log); err != nil {
		return store.Verdict{}, err
	}
	d.grant(&v, m, f.sender, facts)
	if v.Held == nil {
		v.Held = d.withoutProject(m, &v, f.request, f.sender.sender)
	}
	v.Bounces = d.bounces(m, v.Kind)
	v.Returns = d.returns(m, v.Kind)
	return v, nil
}

// filing is what determined the project of a mail.
type filing struct {
	project         int // -1 for none
	sender          known
	thread, request finding
	response        *store.Response // to the request, if it counts as one
}

// file decides on the project of m, and writes it into v with the reasons.
func (d *ProjectIndex) file(v *store.Verdict, m *store.Message, log Log) (f filing, err error) {
	if f.thread, err = d.byThread(m, log); err != nil {
		return f, err
	}
	if f.sender, err = d.sender(m, log); err != nil {
		return f, err
	}
	if f.request, f.response, err = d.byRequest(m, v.Kind, f.sender.sender, log); err != nil {
		return f, err
	}
	people, subject := d.participants(m), fold(m.Subject)
	contact, alias := d.byContact(people), d.byAlias(subject)
	tracker := finding{signal: store.SignalTracker}
	if v.Kind == store.KindTracker {
		item := readTracker(m)
		v.Tracker, tracker = &item.TrackerItem, d.byTracker(item)
	}
	d.preferNamed(&contact, alias, m)
	meeting, err := d.byMeeting(v.Recap, m, contact, log)
	if err != nil {
		return f, err
	}
	around, embedded := d.byForward(m)
	findings := []finding{f.request, d.byAddress(m), d.byTag(subject), f.thread, embedded, tracker, contact, meeting, d.byDomain(people), alias}
	if f.thread.signal == store.SignalPerson { // whoever filed it knew its address and tag
		copy(findings, []finding{f.thread, f.request, findings[1], findings[2]})
	}
	if around.percent > store.ThreadConfidence {
		findings = slices.Insert(findings, 3, around)
	} else {
		findings = slices.Insert(findings, len(findings)-1, around) // ahead of the alias
	}

	project, signal := decideProject(findings)
	guesses := finding{signal: store.SignalLearnt}
	if project < 0 && v.Kind == store.KindHuman {
		if guesses = d.byLearning(m, findings); len(guesses.left) == 1 {
			project, signal = guesses.left[0], store.SignalLearnt
		}
	}
	if f.project = project; project >= 0 {
		v.Project = d.projects[project].code
	}
	d.explain(v, append(findings, guesses), project, signal)
	v.Notes = append(v.Notes, m.Notes...)
	return f, nil
}

// noteSender writes into v who sent m, and what is odd about that.
func (d *ProjectIndex) noteSender(v *store.Verdict, m *store.Message, project int) {
	v.Role = d.role(m, project)
	d.noteLookalike(v, m)
	if m.Via.Address != "" && len(m.From) == 1 {
		v.Notes = append(v.Notes, "From has the address of the list "+m.Via.Address+", which names "+m.From[0].Address+" as the author; nothing proves that")
	}
}

// readResponse writes into v what m asks Rapport to do: as a response, as a draft, or as a
// command.
func (d *ProjectIndex) readResponse(v *store.Verdict, m *store.Message, f filing) {
	v.Answer = f.response
	if f.request.uncounted != nil && (v.Answer == nil || !v.Answer.Anonymous) {
		v.Uncounted = f.request.uncounted
	}
	if v.Draft = d.draft(m, v, f.request); v.Draft != nil {
		return
	}
	v.Command = d.command(m, v, f.request)
	if v.Command != nil && v.Project == "" { // a PM of several projects asks about all of them
		v.Project = v.Command.Projects[0]
		v.Reasons = append([]store.Reason{{Signal: store.SignalOwn, Project: v.Project, Confidence: (&finding{signal: store.SignalOwn}).confidence(), Text: "asks to see it"}}, v.Reasons...)
	}
}

// awaitProject is the verdict on a mail that answers what was asked in a project which is
// not in the configuration: it is filed there, and answers when the project is back.
func (d *ProjectIndex) awaitProject(v store.Verdict, m *store.Message, p Prepared, code string) store.Verdict {
	own := finding{signal: store.SignalOwn}
	v.Project = code
	v.Reasons = append([]store.Reason{{Signal: store.SignalOwn, Project: code, Confidence: own.confidence(), Text: "answers what Rapport asked there"}}, v.Reasons...)
	v.Notes = append(v.Notes, "project "+code+" is not in the configuration: this answers when it is again")
	if v.Kind == store.KindHuman {
		v.Held = &store.Held{Why: store.HeldAbsent}
	}
	p.understand(&v)
	return v
}

// isReply reports whether a mail says that it answers another.
func isReply(m *store.Message) bool {
	return len(m.InReplyTo) > 0 || len(m.References) > 0 || store.ReadSubject(m.Subject).Answer
}

// besides returns what is asked besides an answer, which is at least a question, and then
// what else the mail asks, complaints and wishes apart: these were of the matter.
func besides(also string, asks []store.FoundAsk) []store.FoundAsk {
	list := []store.FoundAsk{{Ask: store.AskQuestion, Words: also}}
	for _, a := range asks {
		if a.Ask == store.AskApproval || a.Ask == store.AskThanks {
			list = append(list, a)
		}
	}
	return list
}

// addDecision adds what a mail decides to what it asks, if its words alone show no ask: a
// thumbs-up approves.
func addDecision(asks []store.FoundAsk, said store.StatedChoice) []store.FoundAsk {
	decided := map[store.Choice]store.Ask{store.ChoiceApprove: store.AskApproval, store.ChoiceReject: store.AskObjection}[said.Choice]
	if decided == "" || slices.ContainsFunc(asks, func(a store.FoundAsk) bool {
		return a.Ask == decided || a.Ask == store.AskProblem && decided == store.AskObjection // "the sum is wrong" refuses nothing
	}) {
		return asks
	}
	rest := slices.DeleteFunc(slices.Clone(asks), func(a store.FoundAsk) bool {
		return a.Ask == store.AskInformation || a.Ask == store.AskThanks || a.Ask == store.AskApproval || decided == store.AskApproval && a.Ask != store.AskQuestion
	})
	return append(rest, store.FoundAsk{Ask: decided, Words: said.Words})
}

// LeavesOpen reports whether a person wrote m unprompted and no rule can tell what it asks.
// It returns false for anything that may answer a request of ours, such as an anonymous
// survey, since nobody else may read that, and if the log cannot tell.
func (d *ProjectIndex) LeavesOpen(m *store.Message, log Requests) bool {
	if _, tied, err := d.request(m, log); err != nil || tied.how != "" {
		return false
	}
	if kind, _ := d.kindOf(m); kind != store.KindHuman || strings.TrimSpace(m.OwnText) == "" {
		return false
	}
	asks := ask.Of(m.Subject, m.OwnWords())
	return len(asks) == 1 && asks[0].Ask == store.AskInformation
}

// nameOf returns the names that the sender may sign with.
func (d *ProjectIndex) nameOf(m *store.Message) string {
	if len(m.From) == 0 {
		return ""
	}
	name := m.From[0].Name
	for _, known := range d.addresses[mailaddr.Key(m.From[0].Address)] {
		name += " " + known.name
	}
	return name
}

// byThread looks up the filing of the thread. A thread filed under a project that is no
// longer configured still shows that the mail belongs to none of the others.
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
