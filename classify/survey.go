package classify

import (
	"regexp"
	"slices"

	"rapport/classify/answer"
	"rapport/classify/trust"
	"rapport/store"
)

// reference is what the links of a survey write into a mail where the log mailbox
// takes no plus-addresses.
var reference = regexp.MustCompile(`\[r\.([a-z0-9]{16,64})\]`)

// referred finds the survey whose reference stands in a mail to the log address. A
// mail that opens a thread has nothing else that could tell it.
func (d *ProjectIndex) surveyByReference(m *store.Message, log Requests) (store.Request, bool, error) {
	toLog := slices.ContainsFunc(slices.Concat(m.DeliveredTo, m.To, m.Cc), func(a store.Address) bool { return d.isLog(canonicalAddress(a.Address)) })
	if !toLog {
		return store.Request{}, false, nil
	}
	for _, text := range []string{m.OwnText, m.Subject} {
		found := reference.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		if r, known, err := log.RequestByToken(found[1]); err != nil || known && r.Purpose == store.PurposeSurvey {
			return r, known, err
		}
	}
	return store.Request{}, false, nil
}

// answersBlank says whether a mail in which nothing was newly written answers a
// survey: it was filled in within the quote, or its subject stops them.
func answersWithoutText(m *store.Message, r store.Request, name string) bool {
	replies, _ := answer.Survey("", m.Quoted, name, r.Form.Questions)
	return len(replies) > 0 || answer.Unsubscribes(m.Subject, "", name)
}

// readSurveyReply reads the answer to a survey. It counts whoever proves to have sent it;
// where nothing does, it is marked.
func readSurveyReply(m *store.Message, r store.Request, a *store.Response, name string) *store.Response {
	proved, _ := trust.Sufficient(m.Auth, store.LevelAuthenticated)
	a.Unproved = !proved
	if answer.Unsubscribes(m.Subject, m.OwnText, name) {
		a.Decision = store.DecisionStop
		return a
	}
	a.Decision, a.Anonymous = store.DecisionText, r.Form.Anonymous
	a.Replies, a.Comment = answer.Survey(m.OwnText, m.Quoted, name, r.Form.Questions)
	return a
}
