package store

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"rapport/store/ledger"
)

// statesIn returns every state of a table of moves, and one that there is not.
func statesIn(t tableMoves) []string {
	states := slices.Clone(t.first)
	for _, m := range t.moves {
		states = append(append(states, m.To), m.From...)
	}
	slices.Sort(states)
	return append(slices.Compact(states), "lost")
}

// Of every table, every event from every state to every state is judged as its moves say.
func TestMoveCheck_everyMoveOfEveryTable(t *testing.T) {
	judged, illegal := 0, 0
	for name, moves := range tablesOfMoves() {
		table, kind, _ := strings.Cut(name, " ")
		shape := &ledger.Shape{Table: table, Columns: []ledger.Column{{Name: "id", Key: true}, {Name: "kind"}, {Name: "state"}}}
		event := func(n int64, act ledger.EventAct, what, state string) *ledger.Event {
			return &ledger.Event{Number: n, Act: act, What: what, Shape: shape,
				Values: []ledger.Value{{Kind: ledger.Integer, Integer: 7}, {Kind: ledger.Text, Text: kind}, {Kind: ledger.Text, Text: state}}}
		}
		events := []string{"", "it flies"}
		for _, m := range moves.moves {
			if !slices.Contains(events, string(m.Event)) {
				events = append(events, string(m.Event))
			}
		}
		for _, what := range events {
			for _, from := range statesIn(moves) {
				for _, to := range statesIn(moves) {
					var found []Problem
					c := newMoveCheck(func(ledger.RowName) bool { return true }, func(p Problem) { found = append(found, p) })
					c.next(event(1, ledger.EventTrusted, "", from))
					c.next(event(2, ledger.EventChanged, what, to))
					want := slices.ContainsFunc(moves.moves, func(m Move[string]) bool {
						return string(m.Event) == what && m.To == to && slices.Contains(m.From, from)
					}) || what == "" && from == to && to != "lost"
					if judged++; !want {
						illegal++
					}
					if (len(found) == 0) != want {
						t.Errorf("%s: %q from %q to %q: %v", name, what, from, to, found)
					}
					for _, p := range found {
						if p.Event != 2 || p.Object != table+" 7" || p.Field != "state" || !strings.HasPrefix(p.Text, table+" 7: ") {
							t.Errorf("%s: %+v", name, p)
						}
					}
				}
			}
		}
		for _, to := range statesIn(moves) {
			var found []Problem
			c := newMoveCheck(func(ledger.RowName) bool { return true }, func(p Problem) { found = append(found, p) })
			c.next(event(1, ledger.EventAdded, "", to))
			if (len(found) == 0) != slices.Contains(moves.first, to) {
				t.Errorf("%s begins with %q: %v", name, to, found)
			}
			before := len(found)
			c.next(event(2, ledger.EventAdded, "", moves.first[0]))
			c.next(event(3, ledger.EventRemoved, "", ""))
			if len(found) != before+1 {
				t.Errorf("%s is added twice: %v", name, found)
			}
		}
	}
	if judged < 1000 || illegal < 900 {
		t.Errorf("%d moves, %d of them illegal", judged, illegal)
	}
}

// A row that was removed begins anew; parts of the rows are judged apart; a kind of procedure
// that there is not, and rows without states.
func TestMoveCheck_rowsThatComeAndGo(t *testing.T) {
	var found []Problem
	has := true
	c := newMoveCheck(func(ledger.RowName) bool { return has }, func(p Problem) { found = append(found, p) })
	shape := &ledger.Shape{Table: "procedure", Columns: []ledger.Column{{Name: "id", Key: true}, {Name: "kind"}, {Name: "state"}}}
	other := &ledger.Shape{Table: "mailbox", Columns: []ledger.Column{{Name: "id", Key: true}, {Name: "kind"}, {Name: "state"}}}
	next := func(shape *ledger.Shape, act ledger.EventAct, what, kind, state string) {
		e := &ledger.Event{Act: act, What: what, Shape: shape, Values: []ledger.Value{{Kind: ledger.Integer, Integer: 7}}}
		if act != ledger.EventRemoved {
			e.Values = append(e.Values, ledger.Value{Kind: ledger.Text, Text: kind}, ledger.Value{Kind: ledger.Text, Text: state})
		}
		c.next(e)
	}
	next(shape, ledger.EventAdded, "", "change", "raised")
	next(shape, ledger.EventRemoved, "", "", "")
	next(shape, ledger.EventAdded, "", "dispute", "identified")
	next(shape, ledger.EventChanged, "the PM analyses it", "dispute", "analysed")
	next(other, ledger.EventChanged, "", "", "gone")
	c.next(&ledger.Event{Act: ledger.EventNoted, What: "the chain begins"})
	c.next(&ledger.Event{Act: ledger.EventChanged, Shape: shape, Values: []ledger.Value{{Kind: ledger.Integer, Integer: 7}}}) // the chain was changed
	if len(found) != 0 {
		t.Fatal(found)
	}
	next(shape, ledger.EventChanged, "", "wish", "analysed")
	if len(found) != 1 || !strings.Contains(found[0].Text, "there is no procedure wish") {
		t.Errorf("%v", found)
	}
	has = false
	next(shape, ledger.EventChanged, "", "change", "verified")
	if len(found) != 1 {
		t.Errorf("a row of another part is judged: %v", found)
	}
	has = true
	c.next(&ledger.Event{Act: ledger.EventNoted, What: keyLost + "3"})
	next(shape, ledger.EventTrusted, "", "change", "approved")
	next(shape, ledger.EventChanged, "the PM carries it out", "change", "carried-out")
	if len(found) != 1 {
		t.Errorf("after the key was lost: %v", found)
	}
}

// Who has the key can have the store itself write what no Rapport does. The chain and the
// tables agree, and each illegal move is named.
func TestVerify_namesIllegalMoves(t *testing.T) {
	t.Parallel()
	for statement, want := range map[string]string{
		`UPDATE confirmation SET state = 'settled', outcome = 'confirmed'`: `confirmation 1: its state becomes "settled" after "drafted", and no event of the documentation says so`,
		`UPDATE confirmation SET state = 'approved'`:                       `confirmation 1: its state becomes "approved" after "drafted"`,
		`UPDATE procedure SET state = 'verified'`:                          `procedure 1: its state becomes "verified" after "raised"`,
		`UPDATE procedure SET kind = 'dispute', state = 'agreed'`:          `procedure 1: its state becomes "agreed" after "raised"`,
		`UPDATE cases SET state = 'closed'`:                                `cases 1: its state becomes "closed" after "open"`,
		`UPDATE action SET state = 'done'`:                                 `action 1: its state becomes "done" after "open"`,
		`UPDATE request SET state = 'answered', answered_ms = 5`:           `request 1: its state becomes "answered" after "open"`,
		`UPDATE delivery SET state = 'sent'`:                               `delivery 1: its state becomes "sent" after "ready"`,
		`UPDATE survey SET state = 'planned'`:                              `survey 1: its state becomes "planned" after "asked"`,
		`UPDATE survey SET state = 'finished'`:                             `survey 1: there is no state "finished"`,
		`INSERT INTO report (project, period, from_day, to_day, due_ms, state, changed_ms) VALUES ('ACME', 'x', '', '', 0, 'sent', 0)`: `report 1: it begins with state "sent"; it may with planned alone`,
		`INSERT INTO confirmer (confirmation_id, version, address, name, state) VALUES (1, 1, 'x@y', '', 'confirmed')`:                 `it begins with state "confirmed"; it may with waiting alone`,
	} {
		y := begin(t)
		y.asks(AskQuestion, "When?")
		y.drafts(Minutes, "All well.")
		y.raises(ProcedureChange)
		y.adds("Accounts", wang, "2026-03-06")
		y.asksBy("question", lina, PurposeDraft, 1)
		y.surveys("", scoreForm(false), wang)
		isCovered(t, y.s)
		forced.Store(y.s, true)
		y.do(func(tx *Tx) error {
			if strings.Contains(statement, "'finished'") {
				if err := tx.exec(`PRAGMA ignore_check_constraints = on`); err != nil {
					return err
				}
			}
			return tx.exec(statement)
		})
		v, err := y.s.Verify(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, p := range v.Problems {
			texts = append(texts, p.Text)
		}
		if len(texts) != 1 || !strings.Contains(texts[0], want) || v.Problems[0].Event == 0 {
			t.Errorf("%s: verify says %q, want %q", statement, texts, want)
		}
	}
}

// Every table with a column of states has its moves, apart from those that are listed.
func TestMoveCheck_knowsEveryTableWithStates(t *testing.T) {
	s := open(t)
	none := map[string]string{"uid": "a mail on the server, which says itself what becomes of it", "procedure_step": "where a step led to"}
	known := tablesOfMoves()
	tables := slices.Collect(maps.Keys(known))
	for _, table := range allTables(t, s) {
		if !slices.ContainsFunc(columnsOf(t, s.reader, table), func(c anyColumn) bool { return c.name == "state" }) {
			continue
		}
		if !slices.ContainsFunc(tables, func(name string) bool { return name == table || strings.HasPrefix(name, table+" ") }) && none[table] == "" {
			t.Errorf("%s has states, and nothing says what may become of them", table)
		}
	}
}
