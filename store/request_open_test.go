package store

import (
	"testing"
	"time"
)

// A response can have its effect while what it is about waits for it.
func TestCanAnswer_whileItWaits(t *testing.T) {
	y := begin(t)
	can := func(what string, want bool, a Response) {
		t.Helper()
		y.do(func(tx *Tx) error {
			got, err := tx.CanAnswer(&a)
			if got != want {
				t.Errorf("%s: %t", what, got)
			}
			return err
		})
	}
	can("an unknown purpose", false, Response{Purpose: "dance"})
	can("what anybody may always say", true, Response{Purpose: PurposeConfirm})

	c := y.drafts(Minutes, "All well.")
	draft := Response{Purpose: PurposeDraft, Object: c.ID, Version: c.Draft, Decision: DecisionOK}
	can("a draft", true, draft)
	can("another version of it", false, Response{Purpose: PurposeDraft, Object: c.ID, Version: c.Draft + 1, Decision: DecisionOK})
	can("a note before anybody is asked", false, Response{Purpose: PurposeNotice, Object: c.ID, Version: 1})
	y.asksAbout(c.ID, PolicyAll, wang)
	can("an approved draft", false, draft)
	draft.Decision = DecisionText
	can("a correction of it", true, draft)
	can("a note", true, Response{Purpose: PurposeNotice, Object: c.ID, Version: 1})

	question := y.asks(AskQuestion, "When?")
	reply := Response{Purpose: PurposeCase, Object: question.ID, Decision: DecisionClose}
	can("an open case", true, reply)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.CloseCase(question.ID, lina) })
	can("a closed case", false, reply)
	reply.Decision = DecisionReopen
	can("a closed case that they open again", true, reply)

	p := y.raises(ProcedureChange)
	can("a change", true, Response{Purpose: PurposeProcedure, Object: p.ID, Version: p.Version})
	can("a step that is over", false, Response{Purpose: PurposeProcedure, Object: p.ID, Version: p.Version + 1})

	one := y.surveys("milestone 1", scoreForm(false), wang)
	can("a survey", true, Response{Purpose: PurposeSurvey, Object: one.ID})
	y.moves(true, func(tx *Tx) (bool, error) { return tx.CloseSurvey(one.ID) })
	can("a closed survey", false, Response{Purpose: PurposeSurvey, Object: one.ID})

	r := y.plans("2026-01-02", y.s.now().Add(time.Hour))
	can("a report", true, Response{Purpose: PurposeReportAsk, Object: r.ID})
	can("a draft that there is not", false, Response{Purpose: PurposeReportDraft, Object: r.ID, Version: 3})

	before := y.tells()
	can("the latest digest", true, Response{Purpose: PurposeDigest, Object: before})
	y.tells()
	can("a digest of the day before", false, Response{Purpose: PurposeDigest, Object: before})
}
