package store

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var updateDocs = flag.Bool("update", false, "write the tables of states in the documentation anew")

// The tables of states in the documentation are those that the code goes by.
// `go test -run TestMoves_areDocumented -update` writes them.
func TestMoves_areDocumented(t *testing.T) {
	documented(t, "actions.md", ActionMoves())
	documented(t, "cases.md", CaseMoves())
	documented(t, "closing.md", ClosingMoves())
	documented(t, "changes.md", ChangeMoves())
	documented(t, "confirm.md", ConfirmationMoves())
	documented(t, "disputes.md", DisputeMoves())
	documented(t, "awaited.md", AwaitedMoves())
	documented(t, "missing.md", MissingMoves())
	documented(t, "reports.md", ReportMoves())
	documented(t, "sending.md", DeliveryMoves())
	documented(t, "trackers.md", OutsideMoves())
	documented(t, "surveys.md", SurveyMoves())
	documented(t, "team.md", TeamPartMoves())
}

// stateTable is the table of states in a page of the documentation.
var stateTable = regexp.MustCompile(`(?m)^\| what happens \| from \| to \|\n\| --- \| --- \| --- \|\n(\|.*\n)*`)

func documented[S ~string](t *testing.T, page string, moves []Move[S]) {
	t.Helper()
	path := "../docs/" + page
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("| what happens | from | to |\n| --- | --- | --- |\n")
	for _, m := range moves {
		var from []string
		for _, state := range m.From {
			from = append(from, string(state))
		}
		fmt.Fprintf(&table, "| %s | %s | %s |\n", m.Event, strings.Join(from, ", "), m.To)
	}
	found := stateTable.FindAllString(string(text), -1)
	switch {
	case len(found) != 1:
		t.Errorf("%s has %d tables of states", path, len(found))
	case found[0] == table.String():
	case *updateDocs:
		if err := os.WriteFile(path, []byte(strings.Replace(string(text), found[0], table.String(), 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s has\n%s\nthe code\n%s", path, found[0], table.String())
	}
}

// Each event happens from its states alone, and leads where the table says. Every state
// that is declared is in the table.
func TestMachines_everyEventInEveryState(t *testing.T) {
	const thread = `INSERT INTO thread (id) VALUES (1);`
	const mail = thread + `INSERT INTO raw (id, sha256, size, received_ms, origin) VALUES (1, x'01', 1, 0, 'test');
		INSERT INTO message (id, thread_id, message_id, date_ms, received_ms, subject, kind, role, project, signal, confidence) VALUES (1, 1, 'a@x', 0, 0, '', 'human', 'client', 'ACME', 'tag', 95);`
	everyEvent(t, actionMachine(), "ActionState", `INSERT INTO action (id, project, number, what, owner, address, due, state, actor, created_ms, changed_ms) VALUES (1, 'ACME', 1, '', '', '', '', 'open', '', 0, 0)`)
	everyEvent(t, caseMachine(), "CaseState", mail+`INSERT INTO cases (id, project, number, kind, state, title, words, message_id, first_ms, opened_ms, changed_ms) VALUES (1, 'ACME', 1, 'question', 'open', '', '', 1, 0, 0, 0)`)
	everyEvent(t, ProcedureChange.machine(), "", `INSERT INTO procedure (id, project, kind, number, title, state, version, actor, created_ms, changed_ms) VALUES (1, 'ACME', 'change', 1, '', 'raised', 1, '', 0, 0)`)
	everyEvent(t, ProcedureDispute.machine(), "", `INSERT INTO procedure (id, project, kind, number, title, state, version, actor, created_ms, changed_ms) VALUES (1, 'ACME', 'dispute', 1, '', 'raised', 1, '', 0, 0)`)
	everyEvent(t, confirmationMachine(), "ConfirmationState", `INSERT INTO confirmation (id, project, number, kind, title, state, version, text, policy, actor, created_ms, changed_ms) VALUES (1, 'ACME', 1, 'minutes', '', 'drafted', 1, '', 'all', '', 0, 0)`)
	everyEvent(t, deliveryMachine(), "DeliveryState", mail+`INSERT INTO outgoing_mail (id, raw_id, key, purpose, project, relay, at_most_once, message_id, message, queued_ms, expires_ms) VALUES (1, 1, 'k', '', '', '', 0, 'm', '{}', 0, 0);
		INSERT INTO delivery (id, mail_id, recipient, return_tag, state, next_ms, changed_ms) VALUES (1, 1, 'a@x', 't', 'ready', 0, 0)`)
	everyEvent(t, digestMachine(), "DigestState", `INSERT INTO digest (id, day, address, project, latest, items) VALUES (1, '2026-03-06', 'a@x', 'ACME', 0, '[]')`)
	everyEvent(t, meetingMachine(), "MeetingState", `INSERT INTO meeting (id, project, uid, sequence, title, start_ms, end_ms) VALUES (1, 'ACME', 'u', 0, '', 0, 0)`)
	everyEvent(t, missingMachine(), "MissingState", mail+`INSERT INTO missing_mail (id, project, rfc_id, print, words, name, address, sent_ms, message_id, noted_ms) VALUES (1, 'ACME', 'm', '', '', '', '', 0, 1, 0)`)
	everyEvent(t, outsideMachine(), "OutsideState", `INSERT INTO outside_item (id, project, mark, title, changed_ms) VALUES (1, 'ACME', 'm', '', 0)`)
	everyEvent(t, reportMachine(), "ReportState", `INSERT INTO report (id, project, period, from_day, to_day, due_ms, state, changed_ms) VALUES (1, 'ACME', '', '', '', 0, 'planned', 0)`)
	everyEvent(t, requestMachine(), "RequestState", `INSERT INTO request (id, token, message_id, purpose, project, object, version, address, asked_ms, expires_ms) VALUES (1, x'01', 'm', 'case', 'ACME', 1, 1, 'a@x', 0, 0)`)
	everyEvent(t, surveyMachine(), "SurveyState", `INSERT INTO survey (id, project, number, template, form, cause, occasion, state, low, actor, created_ms, changed_ms) VALUES (1, 'ACME', 1, '', '{}', 'command', '', 'planned', 0, '', 0, 0)`)
	everyEvent(t, closingMachine(), "ClosingState", `INSERT INTO closing (id, project, client, occasion, state, actor, created_ms, changed_ms) VALUES (1, 'ACME', 'Acme', 'end', 'begun', '', 0, 0)`)
	everyEvent(t, teamPartMachine(), "TeamPartState", `INSERT INTO team_part (id, project, period, address, state, changed_ms) VALUES (1, 'ACME', '', 'a@x', 'asked', 0)`)
}

// everyEvent tries every event of a machine on the row 1 of its table, that insert makes,
// in each of its states. typeName is the type of these, "" where two machines share it.
func everyEvent[S ~string](t *testing.T, m machine[S], typeName, insert string) {
	t.Helper()
	var states []S
	add := func(state S) {
		if !slices.Contains(states, state) {
			states = append(states, state)
		}
	}
	for _, move := range m.moves {
		for _, state := range move.From {
			add(state)
		}
		add(move.To)
	}
	if typeName != "" {
		for _, state := range constantsOf(t, typeName) {
			if !slices.Contains(states, S(state)) {
				t.Errorf("%s %q is in no move", typeName, state)
			}
		}
	}
	s := open(t)
	forced.Store(s, true)
	update(t, s, func(tx *Tx) error { return tx.exec(insert) })
	for _, move := range m.moves {
		for _, state := range states {
			update(t, s, func(tx *Tx) error {
				if err := tx.exec(`UPDATE `+m.table+` SET state = $1`, state); err != nil {
					return err
				}
				moved, err := m.move(tx, 1, move.Event)
				if err != nil {
					return err
				}
				var after S
				if err := tx.row(`SELECT state FROM ` + m.table).Scan(&after); err != nil {
					return err
				}
				allowed, want := slices.Contains(move.From, state), state
				if allowed {
					want = move.To
				}
				if moved != allowed || after != want {
					t.Errorf("%s, %s when %s: moved %t to %s, want %t to %s", m.table, move.Event, state, moved, after, allowed, want)
				}
				return nil
			})
		}
	}
	err := s.Update(t.Context(), func(tx *Tx) error { _, err := m.move(tx, 1, "it flies"); return err })
	if err == nil || !strings.Contains(err.Error(), "it flies") {
		t.Errorf("%s: an event that there is not: %v", m.table, err)
	}
}

// Every event that is declared is in the table of some machine.
func TestEvents_areAllInATable(t *testing.T) {
	known := []string{string(eventRaised)}
	known = append(known, eventsOf(ActionMoves())...)
	known = append(known, eventsOf(CaseMoves())...)
	known = append(known, eventsOf(ChangeMoves())...)
	known = append(known, eventsOf(ConfirmationMoves())...)
	known = append(known, eventsOf(DeliveryMoves())...)
	known = append(known, eventsOf(DigestMoves())...)
	known = append(known, eventsOf(DisputeMoves())...)
	known = append(known, eventsOf(HeldMoves())...)
	known = append(known, eventsOf(MeetingMoves())...)
	known = append(known, eventsOf(OutsideMoves())...)
	known = append(known, eventsOf(AwaitedMoves())...)
	known = append(known, eventsOf(MissingMoves())...)
	known = append(known, eventsOf(ReportMoves())...)
	known = append(known, eventsOf(RequestMoves())...)
	known = append(known, eventsOf(SurveyMoves())...)
	known = append(known, eventsOf(TeamPartMoves())...)
	known = append(known, eventsOf(ClosingMoves())...)
	declared := constantsOf(t, "Event")
	if len(declared) < 50 {
		t.Errorf("only %d events found; is the test still looking in the right place?", len(declared))
	}
	for _, event := range declared {
		if !slices.Contains(known, event) {
			t.Errorf("%q is in no table", event)
		}
	}
}

func eventsOf[S ~string](moves []Move[S]) []string {
	var list []string
	for _, m := range moves {
		list = append(list, string(m.Event))
	}
	return list
}
