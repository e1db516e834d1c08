package classify

import (
	"slices"

	"rapport/classify/answer"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/store/pattern"
)

// reference is what the links of a survey write into a mail if the log mailbox does not
// accept plus-addresses.
var reference = pattern.New(`\[r\.([a-z0-9]{16,64})\]`)

// surveyByReference returns the survey whose reference is in a mail to the log address, or any
// request where the mail unsubscribes. A mail that starts a thread has nothing else that
// identifies it.
func (d *ProjectIndex) surveyByReference(m *store.Message, log Requests) (store.Request, bool, error) {
	toLog := slices.ContainsFunc(slices.Concat(m.DeliveredTo, m.To, m.Cc), func(a store.Address) bool { return d.isLog(mailaddr.Key(a.Address)) })
	if !toLog {
		return store.Request{}, false, nil
	}
	for _, text := range []string{m.OwnText, m.Subject} {
		found := reference.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		if r, known, err := log.RequestByToken(found[1]); err != nil || known && (r.Purpose == store.PurposeSurvey || answer.NoMoreMail(m.Subject, "", "", answer.ToOurs) != "") {
			return r, known, err
		}
	}
	return store.Request{}, false, nil
}

// answersWithoutText reports whether a mail without new text answers a survey: it was
// filled in within the quotation, or its subject unsubscribes.
func answersWithoutText(m *store.Message, r store.Request, name string) bool {
	replies, _ := answer.Survey("", m.Quoted, name, r.Form.Questions)
	return len(replies) > 0 || answer.NoMoreMail(m.Subject, "", name, answer.ToSurvey) != ""
}

// readSurveyReply reads the answer to a survey. An answer whose sender is not proved
// is marked.
func (d *ProjectIndex) readSurveyReply(a *store.Response, m *store.Message, r store.Request, name string) bool {
	a.Unproved = !a.Proved
	a.Replies, a.Comment = answer.Survey(m.OwnText, m.Quoted, name, r.Form.Questions)
	if answer.NoMoreMail(m.Subject, m.OwnText, name, answer.ToSurvey) != "" && !slices.ContainsFunc(a.Replies, func(r store.SurveyReply) bool { return r.Score != 0 }) {
		a.Decision, a.Replies, a.Comment = store.DecisionStop, nil, ""
		return true
	}
	a.Decision, a.Anonymous = store.DecisionText, r.Form.Anonymous
	return true
}
