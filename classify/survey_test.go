package classify

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rapport/store"
)

func TestDecide_surveys(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	form := store.Form{Title: "How is it?", Questions: []store.Question{{Kind: store.QuestionScore, Min: 1, Max: 5}}}
	hidden := form
	hidden.Anonymous = true
	const token = "abcdefghijklmnopqrstuvwxyz"
	log := asked{
		token:                  {ID: 1, Purpose: store.PurposeSurvey, Project: "BETA", Object: 7, Address: "li@agency.example", Form: form},
		"hidden":               {ID: 2, Purpose: store.PurposeSurvey, Project: "BETA", Object: 8, Address: "li@agency.example", Form: hidden},
		"draftdraftdraftdraft": {ID: 3, Purpose: store.PurposeReportDraft, Project: "BETA", Object: 9, Address: "li@agency.example"},
	}
	proved := &store.Evidence{Level: store.LevelAuthenticated}
	four := []store.SurveyReply{{Question: 1, Score: 4}}
	for _, c := range []struct {
		name, from, to, subject, text, quoted string
		auth                                  *store.Evidence
		want                                  *store.Response
	}{
		{name: "a number", text: "4", want: &store.Response{Request: 1, Object: 7, Decision: store.DecisionText, Replies: four, Unproved: true}},
		{name: "proved to be theirs", text: "4", auth: proved, want: &store.Response{Proved: true, Request: 1, Object: 7, Decision: store.DecisionText, Replies: four}},
		{name: "in words", text: "Slow.", want: &store.Response{Request: 1, Object: 7, Decision: store.DecisionText, Comment: "Slow.", Unproved: true}},
		{name: "within the quote alone", quoted: "> 1: 4", want: &store.Response{Request: 1, Object: 7, Decision: store.DecisionText, Replies: four, Unproved: true}},
		{name: "nothing at all", quoted: "> 1: "},
		{name: "of somebody else", from: "x@elsewhere.example", text: "4"},
		{name: "anonymous", to: "log+r.hidden@agency.example", text: "4", want: &store.Response{Request: 2, Object: 8, Decision: store.DecisionText, Replies: four, Unproved: true, Anonymous: true}},
		{name: "no more of them", text: "退订", want: &store.Response{Request: 1, Object: 7, Decision: store.DecisionStop, Unproved: true, Quiet: true}},
		{name: "no more, by List-Unsubscribe", subject: "unsubscribe", want: &store.Response{Request: 1, Object: 7, Decision: store.DecisionStop, Unproved: true, Quiet: true}},
		{name: "by a link without plus-addresses", to: "log@agency.example", text: "4\n\n[r." + token + "]", want: &store.Response{Request: 1, Object: 7, Decision: store.DecisionText, Replies: four, Unproved: true}},
		{name: "no more, without plus-addresses", to: "log@agency.example", subject: "unsubscribe [r." + token + "]", want: &store.Response{Request: 1, Object: 7, Decision: store.DecisionStop, Unproved: true, Quiet: true}},
		{name: "a reference of somebody else", from: "x@elsewhere.example", to: "log@agency.example", text: "4\n[r." + token + "]"},
		{name: "a reference to what is no survey", to: "log@agency.example", text: "ok\n[r.draftdraftdraftdraft]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.from == "" {
				c.from = "li@agency.example"
			}
			if c.to == "" {
				c.to = "log+r." + token + "@agency.example"
			}
			m := mail{from: c.from, to: c.to}.message()
			m.Subject, m.OwnText, m.Quoted, m.Auth = c.subject, c.text, c.quoted, c.auth
			m.Header = append(m.Header, store.Field{Name: "From", Value: c.from})
			v, err := d.Decide(m, log)
			if err != nil {
				t.Fatal(err)
			}
			if c.want != nil {
				c.want.Purpose, c.want.Address = store.PurposeSurvey, "li@agency.example"
			}
			if diff := cmp.Diff(c.want, v.Answer, cmpopts.IgnoreFields(store.Response{}, "Reason"), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s\n%q", diff, v.Notes)
			}
		})
	}
}

// A reply to a solution that asks a score beside it: each part is read, and proved, for itself.
func TestDecide_aScoreBesideASolution(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	form := store.Form{Questions: []store.Question{{Kind: store.QuestionScore, Min: 1, Max: 5}}}
	const token = "abcdefghijklmnopqrstuvwxyz"
	proved, unproved := &store.Evidence{Level: store.LevelAuthenticated}, &store.Evidence{Level: store.LevelUnauthenticated}
	for _, c := range []struct {
		name, text string
		auth       *store.Evidence
		proves     bool // other mail of the sender is proved
		decision   store.Decision
		rejection  string
		score      bool
	}{
		{name: "a number alone", text: "4", auth: proved, decision: store.DecisionScore, score: true},
		{name: "with thanks", text: "Hello,\n\n4\n\nThanks\n李娜", auth: proved, decision: store.DecisionScore, score: true},
		{name: "and a yes", text: "Confirmed\n4", auth: proved, decision: store.DecisionOK, score: true},
		{name: "and what is wrong", text: "4\nThe login fails on Mondays still.", auth: proved, decision: store.DecisionText, score: true},
		{name: "no number", text: "Confirmed", auth: proved, decision: store.DecisionOK},
		{name: "unproved as ever", text: "4", auth: unproved, decision: store.DecisionScore, score: true},
		{name: "unproved, unlike other mail of theirs", text: "4", auth: unproved, proves: true, decision: store.DecisionScore, rejection: store.RejectedListed},
		{name: "the same with a yes", text: "Confirmed\n4", auth: unproved, proves: true, decision: store.DecisionOK},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := asked{token: {ID: 1, Purpose: store.PurposeConfirm, Kind: store.Solution, Project: "BETA", Object: 7, Version: 1, Current: 1, Address: "li@agency.example", Form: form}}
			m := mail{from: "li@agency.example", to: "log+r." + token + "@agency.example"}.message()
			m.OwnText, m.Auth = c.text, c.auth
			m.Header = append(m.Header, store.Field{Name: "From", Value: "li@agency.example"})
			v, err := d.Decide(m, provingLog{log, c.proves})
			if err != nil || v.Answer == nil {
				t.Fatalf("%+v, %v", v, err)
			}
			if a := v.Answer; a.Decision != c.decision || a.Rejection != c.rejection || (len(a.Replies) == 1 && a.Replies[0].Score == 4) != c.score {
				t.Errorf("%+v", a)
			}
		})
	}
}
