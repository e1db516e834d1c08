package store

import (
	"errors"
	"testing"
	"time"
)

// An agenda is drafted once for a meeting, and goes out or comes too late.
func TestAgenda_fromDraftToSent(t *testing.T) {
	y := begin(t)
	start := y.s.now().Add(24 * time.Hour)
	y.invites("REQUEST", 1, start, RoleClient)
	coming := func(want int) []Meeting {
		t.Helper()
		list, err := y.s.MeetingsToCome(t.Context(), y.s.now(), start)
		if err != nil || len(list) != want {
			t.Fatalf("%+v, %v", list, err)
		}
		return list
	}
	m := coming(1)[0]
	moved := m
	moved.Start = start.Add(time.Hour)
	y.moves(false, func(tx *Tx) (bool, error) { return tx.DraftAgenda(moved, "Weekly", "1. Blue") })
	for _, want := range []bool{true, false} {
		y.moves(want, func(tx *Tx) (bool, error) { return tx.DraftAgenda(m, "Weekly", "1. Blue") })
	}
	coming(0)
	open, err := y.s.OpenAgendas(t.Context())
	if err != nil || len(open) != 1 || open[0].Agenda == 0 {
		t.Fatalf("%+v, %v", open, err)
	}
	agenda, err := y.s.Agenda(t.Context(), open[0])
	if err != nil || agenda.Kind != Agenda || agenda.Text != "1. Blue" {
		t.Errorf("%+v, %v", agenda, err)
	}
	if of, known, err := y.s.MeetingOf(t.Context(), agenda.ID); err != nil || !known || of.ID != m.ID {
		t.Errorf("%+v, %t, %v", of, known, err)
	}
	if _, known, err := y.s.MeetingOf(t.Context(), 99); err != nil || known {
		t.Errorf("%t, %v", known, err)
	}
	if _, err := y.s.Agenda(t.Context(), Meeting{Agenda: 99}); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkAgendaSent(agenda.ID) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.ApproveConfirmation(agenda.ID, agenda.Draft, lina) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkAgendaSent(agenda.ID) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.DropAgenda(agenda.ID) })
	if open, err := y.s.OpenAgendas(t.Context()); err != nil || len(open) != 0 {
		t.Errorf("%+v, %v", open, err)
	}
}

// A recap fills the draft of the minutes of its meeting, once.
func TestDraftMinutes_onceForAMeeting(t *testing.T) {
	y := begin(t)
	start := y.s.now().Add(time.Hour)
	y.invites("REQUEST", 1, start, RoleClient)
	*y.now = y.now.Add(3 * time.Hour)
	end := start.Add(time.Hour)
	ended, err := y.s.MeetingsBetween(t.Context(), "ACME", start, end)
	if err != nil || len(ended) != 1 {
		t.Fatalf("%+v, %v", ended, err)
	}
	before, err := y.s.MeetingsBefore("ACME", end, time.Hour)
	if err != nil || len(before) != 1 {
		t.Errorf("%+v, %v", before, err)
	}
	y.do(func(tx *Tx) error {
		list, err := tx.MeetingsBefore("BETA", end, time.Hour)
		if len(list) != 0 {
			t.Errorf("of another project: %+v", list)
		}
		return err
	})
	recap := y.logs("no-reply@zoom.example", "Blue was chosen.", Verdict{Kind: KindRecap, Recap: &Recap{Vendor: "zoom", Title: "Weekly", Summary: "Blue was chosen.", Proved: true}})
	list, err := y.s.Recaps(t.Context(), "ACME", start, y.s.now())
	if err != nil || len(list) != 1 || list[0].Message != recap || list[0].Summary != "Blue was chosen." || list[0].Entry == 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	moved := ended[0]
	moved.End = end.Add(time.Hour)
	y.moves(false, func(tx *Tx) (bool, error) { return tx.DraftMinutes(moved, "Blue was chosen.", recap, "zoom") })
	for _, want := range []bool{true, false} {
		y.moves(want, func(tx *Tx) (bool, error) { return tx.DraftMinutes(ended[0], "Blue was chosen.", recap, "zoom") })
	}
	if texts, err := y.s.Confirmations(t.Context(), ConfirmationQuery{Project: "ACME"}); err != nil || len(texts) != 1 || texts[0].Kind != Minutes || texts[0].Actor != "zoom" || texts[0].Message != recap {
		t.Errorf("%+v, %v", texts, err)
	}
}
