package due

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/store"
)

// People who agree to everything: a PM approves what they are shown and sends in the report that
// they are asked for, a client confirms.

// rehearsedReport is the text that a PM sends in, with headings that every language reads.
const rehearsedReport = "Status: on track\n\nSummary:\nAs planned.\n\nIn progress:\n- Work: 50%\n"

// agrees is a person who has a mail and replies to it later.
type agrees struct {
	at        time.Time
	messageID string
}

// reply lets those reply whose time has come, and returns when the next does; zero if nobody does.
func (r *Rehearsal) reply(ctx context.Context, s *store.Store) (next time.Time, err error) {
	var later []agrees
	for _, one := range r.people {
		if one.at.After(r.Now()) {
			later = append(later, one)
			continue
		}
		if err := r.agree(ctx, s, one.messageID); err != nil {
			return next, err
		}
	}
	r.people = later
	for _, one := range later {
		if next.IsZero() || one.at.Before(next) {
			next = one.at
		}
	}
	return next, nil
}

// agree logs the reply to one of our mails, if that asked to agree and still can be replied to.
func (r *Rehearsal) agree(ctx context.Context, s *store.Store, messageID string) error {
	asked, found, err := s.RequestByMessageID(messageID)
	if err != nil || !found || !asked.Answered.IsZero() || r.Now().After(asked.Expires) {
		return err
	}
	answer := &store.Response{Request: asked.ID, Purpose: asked.Purpose, Object: asked.Object, Version: asked.Version, Address: asked.Address, Decision: store.DecisionOK, Proved: true}
	text := "ok"
	switch asked.Purpose {
	case store.PurposeReportAsk:
		answer.Decision, text = store.DecisionText, rehearsedReport
	case store.PurposeReports:
		answer.Decision, text = store.DecisionText, rehearsedReport
		for _, one := range asked.Reports {
			answer.Parts = append(answer.Parts, store.ReportPart{Report: one.Report, Project: one.Project, Version: one.Version, Decision: store.DecisionText, Text: text})
		}
	case store.PurposeDraft, store.PurposeReportDraft, store.PurposeConfirm, store.PurposeAgain:
	default:
		return nil
	}
	raw := s.Pack([]byte("rehearsed reply to "+messageID), r.Now(), "rehearsal")
	m := &store.Message{
		SHA256: raw.SHA256, Date: r.Now(), Received: r.Now(), MessageID: "reply." + messageID, InReplyTo: []string{messageID},
		Subject: "Re: " + asked.Subject, NewText: text, OwnText: text, From: []store.Address{{Address: asked.Address}},
	}
	v := store.Verdict{Kind: store.KindHuman, Project: asked.Project, Answer: answer, Reasons: []store.Reason{{Signal: store.SignalOwn, Project: asked.Project, Confidence: 99}}}
	err = s.Update(ctx, func(tx *store.Tx) error {
		open, err := tx.CanAnswer(answer)
		if err != nil || !open {
			return err
		}
		kept, err := tx.StoreRaw(raw)
		if err == nil && kept.New {
			_, err = tx.Record(kept.ID, m, v)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("rehearse the reply of %s: %w", asked.Address, err)
	}
	return nil
}

// expect notes that the recipient of a mail replies to it, if it asks them anything.
func (r *Rehearsal) expect(after time.Duration, d store.Delivery) {
	if after > 0 && !slices.ContainsFunc(r.people, func(a agrees) bool { return a.messageID == d.MessageID }) {
		r.people = append(r.people, agrees{at: r.Now().Add(after), messageID: d.MessageID})
	}
}
