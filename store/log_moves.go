package store

import (
	"fmt"
	"slices"
	"strings"

	"rapport/store/ledger"
)

// A chain can be whole, and the tables as it says, although somebody who had its key wrote
// into it what no Rapport does: a text that has its outcome before anybody was asked. So
// every change of a state is judged by the tables of moves too. A move that Rapport no longer
// makes has to stay known here: the chains of before have it.

// tableMoves is what may become of the state of a row.
type tableMoves struct {
	first []string // the states that it may begin with
	moves []Move[string]
}

// states returns the moves of a machine whose rows begin with one of the states.
func (m machine[S]) states(first ...S) tableMoves {
	var t tableMoves
	for _, state := range first {
		t.first = append(t.first, string(state))
	}
	for _, move := range m.moves {
		one := Move[string]{Event: move.Event, To: string(move.To)}
		for _, from := range move.From {
			one.From = append(one.From, string(from))
		}
		t.moves = append(t.moves, one)
	}
	return t
}

// tablesOfMoves returns the moves of every table that has states; for procedures, of each
// kind.
func tablesOfMoves() map[string]tableMoves {
	// What one person said of a text, or of a survey, changes under the event of the mail.
	confirmer := machine[string]{"confirmer", "", []Move[string]{
		{"", []string{ConfirmerWaiting, ConfirmerObjected}, ConfirmerConfirmed},
		{"", []string{ConfirmerWaiting, ConfirmerConfirmed}, ConfirmerObjected},
	}}
	respondent := machine[string]{"survey_person", "", []Move[string]{
		{"", []string{"waiting", "stopped"}, "answered"},
		{"", []string{"waiting"}, "stopped"},
	}}
	return map[string]tableMoves{
		"action":        actionMachine().states(ActionOpen),
		"closing":       closingMachine().states(ClosingBegun, ClosingAnswered), // of a quarter
		"cases":         caseMachine().states(CaseOpen),
		"confirmation":  confirmationMachine().states(ConfirmationDrafted),
		"confirmer":     confirmer.states(ConfirmerWaiting),
		"delivery":      deliveryMachine().states(DeliveryReady, DeliveryFailed), // to a suspended address
		"digest":        digestMachine().states(DigestSent),
		"held":          heldMachine().states(HeldWaiting),
		"meeting":       meetingMachine().states(MeetingAnnounced),
		"outside_item":  outsideMachine().states(OutsideWanted),
		"awaited":       awaitedMachine().states(AwaitedOpen),
		"missing_mail":  missingMachine().states(MissingOpen),
		"report":        reportMachine().states(ReportPlanned),
		"request":       requestMachine().states(RequestOpen),
		"survey":        surveyMachine().states(SurveyPlanned),
		"team_part":     teamPartMachine().states(TeamPartAsked),
		"survey_person": respondent.states("waiting"),

		"procedure change":  ProcedureChange.machine().states(ProcedureChange.first()),
		"procedure dispute": ProcedureDispute.machine().states(ProcedureDispute.first()),
	}
}

// illegal returns why no event moves a row from one state to another, "" where it does. from
// is "" where the row begins.
func (t tableMoves) illegal(what, from, to string) string {
	known := slices.Contains(t.first, to)
	var may []string // from where the event leads there
	for _, m := range t.moves {
		known = known || m.To == to
		if string(m.Event) != what || m.To != to {
			continue
		}
		if slices.Contains(m.From, from) {
			return ""
		}
		may = append(may, m.From...)
	}
	switch {
	case !known:
		return fmt.Sprintf("there is no state %q", to)
	case from == "" && what == "" && !slices.Contains(t.first, to):
		return fmt.Sprintf("it begins with state %q; it may with %s alone", to, strings.Join(t.first, ", "))
	case what == "" && (from == "" || from == to):
		return ""
	case what == "":
		return fmt.Sprintf("its state becomes %q after %q, and no event of the documentation says so", to, from)
	case len(may) == 0:
		return fmt.Sprintf("“%s” makes its state %q; that is nothing that this event does", what, to)
	case from == "":
		return fmt.Sprintf("“%s” happens to it before it is there", what)
	}
	return fmt.Sprintf("“%s” happens to it in state %q; it may in %s alone", what, from, strings.Join(may, ", "))
}

// moveCheck judges every change of a state in the chain. It may hold the states of one part
// of the rows alone.
type moveCheck struct {
	machines map[string]tableMoves
	columns  map[*ledger.Shape]stateColumns
	states   map[ledger.RowName]string
	has      func(ledger.RowName) bool
	report   func(Problem)
}

// stateColumns are the indexes of the columns of a table that has states.
type stateColumns struct {
	state, kind int // kind -1: all rows have the same moves; state -1: it has none
}

func newMoveCheck(has func(ledger.RowName) bool, report func(Problem)) *moveCheck {
	return &moveCheck{machines: tablesOfMoves(), columns: map[*ledger.Shape]stateColumns{}, states: map[ledger.RowName]string{}, has: has, report: report}
}

func (c *moveCheck) columnsOf(shape *ledger.Shape) stateColumns {
	found, known := c.columns[shape]
	if known {
		return found
	}
	found = stateColumns{-1, -1}
	_, one := c.machines[shape.Table]
	index := func(name string) int {
		return slices.IndexFunc(shape.Columns, func(column ledger.Column) bool { return column.Name == name })
	}
	if one {
		found.state = index("state")
	} else if found.kind = index("kind"); found.kind >= 0 && shape.Table == "procedure" {
		found.state = index("state")
	}
	c.columns[shape] = found
	return found
}

// next judges the next event.
func (c *moveCheck) next(e *ledger.Event) {
	if _, lost := lostKeys(e); lost { // all rows are taken on trust anew
		clear(c.states)
	}
	if e.Shape == nil {
		return
	}
	columns := c.columnsOf(e.Shape)
	if columns.state < 0 {
		return
	}
	name := ledger.NameRow(e.Shape.Table, e.Shape.KeyOf(e))
	if !c.has(name) {
		return
	}
	if e.Act == ledger.EventRemoved {
		delete(c.states, name)
		return
	}
	if len(e.Values) <= max(columns.state, columns.kind) {
		return // the chain was changed, and says so
	}
	table := e.Shape.Table
	if columns.kind >= 0 {
		table += " " + e.Values[columns.kind].Text
	}
	moves, known := c.machines[table]
	from, to := c.states[name], e.Values[columns.state].Text
	c.states[name] = to
	switch {
	case !known:
		c.problem(e, from, to, fmt.Sprintf("there is no %s", table))
	case e.Act == ledger.EventTrusted:
	case e.Act == ledger.EventAdded && from != "":
		c.problem(e, from, to, "it is added, and was there before")
	default:
		if why := moves.illegal(e.What, from, to); why != "" {
			c.problem(e, from, to, why)
		}
	}
}

func (c *moveCheck) problem(e *ledger.Event, from, to, why string) {
	row := describeEvent(e)
	c.report(Problem{Event: e.Number, Object: row, Field: "state", Log: from, Table: to, Text: row + ": " + why})
}
