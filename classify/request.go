package classify

import (
	"strings"
	"time"
	"unicode/utf8"

	"rapport/classify/answer"
	"rapport/classify/frame"
	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/store/visible"
)

// byRequest looks for the request that m answers. The finding names its project;
// the response is nil unless m counts as one.
func (d *ProjectIndex) byRequest(m *store.Message, kind store.Kind, sender trust.Facts, log Log) (finding, *store.Response, error) {
	f := finding{signal: store.SignalOwn}
	if log == nil {
		return f, nil, nil
	}
	r, tied, err := d.request(m, log)
	if err != nil {
		return f, nil, err
	}
	if tied.how == "" {
		if len(d.replyTokens(m)) > 0 {
			f.notes = append(f.notes, "its reply address belongs to nothing that Rapport asked")
		}
		return f, nil, nil
	}
	f.answers = true
	n, known := d.codes[strings.ToLower(r.Project)]
	if !known {
		f.absent = r.Project
		return f, nil, nil
	}
	a, note, uncounted := d.response(m, kind, r, tied, sender)
	if uncounted != "" && r.Purpose != store.PurposeSurvey {
		f.uncounted = &store.Uncounted{Request: r.ID, Why: uncounted}
	}
	if r.Purpose == store.PurposeProject { // what it asks about belongs to none yet
		n, known = -1, false
		if a != nil {
			n, known = d.codes[strings.ToLower(a.Argument)]
		}
	}
	if a != nil && len(a.Parts) > 0 {
		n = d.codes[strings.ToLower(a.Parts[0].Project)]
	}
	if known {
		f.add(n, "answers what Rapport asked ("+string(r.Purpose)+"), "+tied.how)
	}
	if note != "" {
		f.notes = append(f.notes, note)
	}
	return f, a, nil
}

// response reads m as the response to r, to which it is tied, from a sender of whom some facts
// are known. It is nil where m does not count as one; a note says why, or why it has no effect.
// why is the same in short, where nobody has a mail that says so.
func (d *ProjectIndex) response(m *store.Message, kind store.Kind, r store.Request, tied tie, sender trust.Facts) (a *store.Response, note string, why store.UncountedReason) {
	refused := "does not count as the answer to " + string(r.Purpose) + ": "
	asked, known := requestKindOf(r.Purpose)
	if !known {
		return nil, refused + "this version of Rapport does not know what that asks", ""
	}
	name := d.nameOf(m)
	altered := alterations(m, r)
	written := m.OwnText
	m = withDoubts(inSubject(m, d.questionOf(r, name)), altered)
	if text, why := d.doesNotCount(m, kind, r, asked, name); text != "" {
		if text != nothingWritten || asked.blank != nil || !d.samePerson(m.From[0].Address, r) || d.unlikeThem(tied, r, sender) {
			return nil, refused + text, why
		}
		return &store.Response{Request: r.ID, Purpose: r.Purpose, Object: r.Object, Version: r.Version, Address: r.Address, Reason: tied.how,
			Rejection: store.RejectedBlank, Argument: filesOf(m)}, refused + text, ""
	}
	a = &store.Response{Request: r.ID, Purpose: r.Purpose, Object: r.Object, Version: r.Version, Address: r.Address, Reason: tied.how,
		ByReference: tied.byReference, First: d.noPlus && tied.byReference && !tied.spent, Proved: tied.proves(m, r)}
	facts := factsOf(a, m, r, tied, sender)
	unlike := d.unlikeThem(tied, r, sender)
	if by := d.delegate(m, r); by != "" {
		if unlike {
			return nil, refused + "nothing proves who sent it, and its Sender is " + by, ""
		}
		if r.Purpose.ConcernsOthers() || r.Purpose == store.PurposeChallenge {
			a = d.inPlaceOf(a, by, m, r, name)
			return a, refused + "its Sender is " + by, unlessTold(a)
		}
		facts &^= trust.Proved | trust.Usual | trust.Challenged // whether that is meant, who was asked says
	}
	if !d.samePerson(m.From[0].Address, r) {
		if unlike {
			return nil, refused + "nothing proves who sent it, and " + r.Address + " was asked", ""
		}
		a = d.inPlaceOf(a, mailaddr.Key(m.From[0].Address), m, r, name)
		return a, refused + "it comes from " + m.From[0].Address + ", and " + r.Address + " was asked", unlessTold(a)
	}
	if r.DeputyOf != "" { // only the deputy's own word is for another
		who, _ := d.asked(r)
		a.DeputyOf, a.DeputyName = r.DeputyOf, who.name
		a.Reason += ", as the deputy of " + r.DeputyOf
	}
	if expired(m, r) && asked.late != lateCounts {
		if unlike {
			return nil, refused + "nothing proves who sent it, and it came too late", ""
		}
		note = "came after " + r.Expires.UTC().Format(time.DateOnly) + ", when the time to answer " + string(r.Purpose) + " was over"
		if asked.late == lateRejected {
			a.Rejection = store.RejectedLate
			return a, note, store.UncountedLate
		}
	}
	a.Altered = altered
	if !d.readWords(a, m, r, asked, name, written) {
		return nil, note, ""
	}
	if m.Beside != "" || len(altered) > 0 {
		note = leaveOpen(a, m, r, written)
		d.readFilledForm(a, m, r, name)
	}
	missing := d.missing(a, m, r, asked, facts)
	if ok, _ := trust.Allows(store.EffectSay, facts); !ok && len(a.Replies) > 0 && asked.effect == store.EffectAgree {
		unlike = unlike || a.Decision == store.DecisionScore
		a.Replies = nil
	}
	if unlike {
		if a.Anonymous { // what is listed has a sender
			return nil, refused + "nothing proves who sent it, unlike other mail from " + m.From[0].Address, ""
		}
		a.Rejection = store.RejectedListed
		return a, "answers " + string(r.Purpose) + " and has no effect: nothing proves who sent it, unlike other mail from " + m.From[0].Address + ", and more people than they know what it answers", ""
	}
	if missing != 0 && !a.Provisional {
		note = "answers " + string(r.Purpose) + " and has no effect yet; missing: " + missing.String()
	}
	return a, note, notYet(a, r)
}

// factsOf returns what is known of whoever sent m, the response a to r.
func factsOf(a *store.Response, m *store.Message, r store.Request, tied tie, sender trust.Facts) trust.Facts {
	facts := sender | trust.RoundTrip
	if tied.byReference || tied.spent {
		facts = sender | trust.Reference
	}
	if !a.Proved && sender&trust.Proved != 0 { // a genuine mail about something else
		facts &^= trust.Proved | trust.Usual
	}
	if (r.Purpose == store.PurposeChallenge || r.Purpose == store.PurposeAgain && !expired(m, r)) && !tied.spent {
		facts |= trust.Challenged
	}
	return facts
}

// readWords reads what m says in answer to r into a, and reports whether it says anything that
// counts. written is its text before doubtful words were taken out.
func (d *ProjectIndex) readWords(a *store.Response, m *store.Message, r store.Request, asked requestKind, name, written string) bool {
	said := m
	if rest, without := answer.WithoutFiles(m.OwnText); without && filesTaken(r.Purpose) && len(m.Files) == 0 {
		words := *m
		words.OwnText, said, a.NoFiles = rest, &words, true
	}
	if !asked.read(d, a, said, r, name) {
		return false
	}
	if a.NoFiles && (strings.TrimSpace(said.OwnText) == "" || answer.IsCourtesy(said.OwnText, name)) {
		a.Decision = store.DecisionNote
	}
	d.readFiles(a, m, r, written, name)
	if len(a.Altered) == 0 && a.Text == "" {
		a.Text = textOf(a, said, r, name)
	}
	return true
}

// textOf returns what a PM's response brings that may go on to others, without the letter
// around it; "" where that is all of it, or where it brings nothing.
func textOf(a *store.Response, m *store.Message, r store.Request, name string) string {
	switch r.Purpose {
	case store.PurposeReportAsk, store.PurposeReportDraft, store.PurposeDraft, store.PurposeNotice, store.PurposeMinutes:
		if a.Decision == store.DecisionText && m.Beside == "" {
			return textWithin(m, name)
		}
	}
	return ""
}

// textWithin returns the words of a mail without the letter around them, "" where that is
// all of them.
func textWithin(m *store.Message, name string) string {
	if text := frame.Text(m.OwnText, name); text != strings.TrimSpace(m.OwnText) {
		return text
	}
	return ""
}

// missing returns what the response a to r lacks to have its effect, 0 for nothing, and
// marks it: who answered is asked again.
func (d *ProjectIndex) missing(a *store.Response, m *store.Message, r store.Request, asked requestKind, facts trust.Facts) trust.Facts {
	effect, late := asked.effect, false
	switch {
	case effect == store.EffectAgree:
		if r.Binds && a.Decision == store.DecisionOK {
			effect = store.EffectBind
		}
		if late = !r.Asked.IsZero() && m.Received.Sub(r.Asked) > freshAnswer || expired(m, r); late {
			facts &^= trust.Proved
		}
	case a.Decision == store.DecisionFor:
		effect = store.EffectSpeakFor
	case a.Decision == store.DecisionText && (r.Purpose == store.PurposeReportAsk || r.Purpose == store.PurposeReports || r.Purpose == store.PurposeMinutes):
		effect = store.EffectSay // the PM is shown the text before anybody else
	case r.Purpose == store.PurposeTeam:
		effect = teamEffect(a)
	case r.Purpose == store.PurposeAction && !d.isPM(r):
		effect = store.EffectSay
	}
	if !r.Binds {
		facts |= trust.Unbinding
	}
	ok, missing := trust.Allows(effect, facts)
	switch {
	case ok, missing == trust.Unbinding: // the receipt says so
		return 0
	case asked.effect == store.EffectAgree:
		a.Unproved = true
		may, _ := trust.Allows(store.EffectProvisional, facts)
		a.Provisional = may && !late && r.Provisional && r.DeputyOf == "" && a.Decision == store.DecisionOK
	default:
		a.Rejection = store.RejectedUnproved
	}
	return missing
}

// asked returns the contact who was asked, as the configuration has them now.
func (d *ProjectIndex) asked(r store.Request) (member, bool) {
	n, known := d.codes[strings.ToLower(r.Project)]
	if !known {
		return member{}, false
	}
	for _, m := range d.addresses[mailaddr.Key(r.Address)] {
		if m.project == n {
			return m, true
		}
	}
	return member{}, false
}

func (d *ProjectIndex) isContact(r store.Request) bool {
	_, known := d.asked(r)
	return known
}

// isPM reports whether the person asked is still a PM of the project.
func (d *ProjectIndex) isPM(r store.Request) bool {
	m, known := d.asked(r)
	return known && m.role == store.RolePM
}

// samePerson reports whether an address is one of the person asked.
func (d *ProjectIndex) samePerson(address string, r store.Request) bool {
	pm, _ := d.asked(r)
	for _, m := range d.addresses[mailaddr.Key(address)] {
		if m.project == pm.project && m.contact == pm.contact {
			return true
		}
	}
	return false
}

// mostIDs limits the Message-IDs that are looked up for one mail.
const mostIDs = 20

// request returns the request that m answers, and what ties m to it: the reply address, or
// else the mail that m replies to.
func (d *ProjectIndex) request(m *store.Message, log Requests) (r store.Request, tied tie, err error) {
	for _, token := range d.replyTokens(m) {
		r, found, err := log.RequestByToken(token)
		if err != nil || found {
			return r, tie{how: "to the reply address that only " + r.Address + " was sent", fields: d.fieldsWith(m, token), spent: isSpent(r.Used, m)}, err
		}
	}
	if r, found, err := d.surveyByReference(m, log); err != nil || found {
		return r, tie{how: "by the words that only " + r.Address + " was sent", fields: []string{"Subject"}, spent: isSpent(r.Used, m)}, err
	}
	ids := m.ThreadIDs()
	for _, id := range ids[:min(len(ids), mostIDs)] {
		if id == m.MessageID {
			continue
		}
		r, found, err := log.RequestByMessageID(id)
		if err != nil || found {
			return r, tie{how: "to the mail that only " + r.Address + " was sent", fields: fieldsOf(m, id), byReference: true, spent: isSpent(r.Named, m)}, err
		}
	}
	return r, tied, nil
}

func expired(m *store.Message, r store.Request) bool {
	return !r.Expires.IsZero() && m.Received.After(r.Expires)
}

// inSubject returns m with its subject as its text, where it has no other and its subject ends
// in a plain yes or no that somebody wrote there: "Re: … : confirmed".
func inSubject(m *store.Message, q answer.Question) *store.Message {
	if strings.TrimSpace(m.OwnText) != "" {
		return m
	}
	title := store.ReadSubject(m.Subject).Title
	said := title
	if i := strings.LastIndexAny(title, ":："); i >= 0 {
		_, size := utf8.DecodeRuneInString(title[i:])
		said = title[i+size:]
	}
	for _, words := range []string{title, strings.TrimSpace(said)} {
		if strings.ContainsAny(words, "“”\"《》「」") {
			continue // our own title
		}
		if choice := answer.Read(words, q).Choice; choice == store.ChoiceApprove || choice == store.ChoiceReject {
			written := *m
			written.OwnText = words
			return &written
		}
	}
	return m
}

// filesOf returns the names of the files of a mail, "" where it has none.
func filesOf(m *store.Message) string {
	var names []string
	for _, a := range m.Attachments {
		if a.Name != "" {
			names = append(names, a.Name)
		}
	}
	return strings.Join(names, ", ")
}

// projectNamed returns the code of the project that a word names.
func (d *ProjectIndex) projectNamed(word string) (string, bool) {
	n, known := d.codes[mailaddr.Lower(strings.TrimSpace(word))]
	if !known {
		return "", false
	}
	return d.projects[n].code, true
}

// questionOf returns what a reply to r answers.
func (d *ProjectIndex) questionOf(r store.Request, name string) answer.Question {
	q := answer.Question{Kind: answer.Kind(r.Kind), Version: r.Version, Text: r.Draft, Sender: name}
	switch r.Kind {
	case store.TrainingPlan:
		q.Kind = answer.Plan
	case store.VerifyChange, store.ChangeRequest, store.Settlement:
		q.Kind = answer.Change
	case store.ProjectSummary:
		q.Kind = answer.Report
	}
	if r.Purpose != store.PurposeConfirm && r.Purpose != store.PurposeAgain && r.Purpose != store.PurposeChallenge {
		q.Kind = answer.Draft // whatever a PM is shown, it waits for their word
	}
	for _, c := range d.team(r) {
		if c.Name != name {
			q.People = append(q.People, c.Name)
		}
	}
	return q
}

// decisionOf reads an answer: only one that says nothing else decides. "OK, but change the
// date" is a text, even if the objection is on a line of its own. What else the answer says
// goes into a.
func (d *ProjectIndex) decisionOf(a *store.Response, m *store.Message, r store.Request, name string) store.Decision {
	said := answer.Read(m.OwnText, d.questionOf(r, name))
	switch {
	case said.Choice == store.ChoiceApprove:
		if r.Purpose.Respondent() == store.RespondentContact {
			a.Also = said.Also
		}
		return store.DecisionOK
	case answer.Skips(m.OwnText, name):
		return store.DecisionSkip
	}
	a.Unsure, a.Meant = said.Unsure || said.Meant != "", said.Meant
	return store.DecisionText
}

// firstLine returns the first non-blank line of a text, cut to what a list can show.
func firstLine(text string) string {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			return visible.Cut(line, 200)
		}
	}
	return ""
}
