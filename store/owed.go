package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store/mention"
)

// OwedKind is what a client is to do.
type OwedKind string

// The kinds of what a client owes.
const (
	OwedQuestion OwedKind = "question" // to answer what a PM asked
	OwedDecision OwedKind = "decision" // to decide what a report asked for
)

// OwedState is whether a client has done what they owe.
type OwedState string

// The states of what a client owes.
const (
	OwedOpen     OwedState = "open"
	OwedAnswered OwedState = "answered"
	OwedSettled  OwedState = "settled" // a PM said that it is done, or not needed
)

// What happens to what a client owes.
const (
	EventOwedAnswered Event = "the client answers"
	EventOwedSettled  Event = "the PM settles it"
)

// OwedMoves is the whole of what can happen to what a client owes.
func OwedMoves() []Move[OwedState] {
	return []Move[OwedState]{
		{EventOwedAnswered, []OwedState{OwedOpen}, OwedAnswered},
		{EventOwedSettled, []OwedState{OwedOpen}, OwedSettled},
	}
}

func owedMachine() machine[OwedState] { return machine[OwedState]{"owed", "changed_ms", OwedMoves()} }

// Owed is a question of a PM that a client has not answered, or a decision that a report asked
// for.
type Owed struct {
	ID      int64
	Project string
	Kind    OwedKind
	State   OwedState
	What    string    // in the words of the mail
	Message int64     // that asks the question; 0: none
	Report  int64     // that asks for the decision; 0: none
	Due     string    // 2026-03-06; "" none
	Since   time.Time // when it was asked last
	Changed time.Time
}

const selectOwed = `SELECT o.id, o.project, o.kind, o.state, o.what, COALESCE(o.message_id, 0), COALESCE(o.report_id, 0), o.due, o.since_ms, o.changed_ms FROM owed o`

func scanOwed(row scanner) (o Owed, err error) {
	err = row.Scan(&o.ID, &o.Project, &o.Kind, &o.State, &o.What, &o.Message, &o.Report, &o.Due, ms(&o.Since), ms(&o.Changed))
	return o, readError("read what a client owes", err)
}

// OwedQuery selects what clients owe. Zero fields do not restrict.
type OwedQuery struct {
	ID      int64
	Project string
	Open    bool
}

// Owed returns what clients owe, the oldest first.
func (s *Store) Owed(ctx context.Context, q OwedQuery) ([]Owed, error) {
	var f filter
	f.when(q.ID != 0, "o.id = $%d", q.ID)
	f.when(q.Project != "", "o.project = $%d", q.Project)
	f.holds(q.Open, "o.state = 'open'")
	return collect(ctx, s.reader, "list what clients owe", scanOwed, selectOwed+f.where()+` ORDER BY o.since_ms, o.id`, f.args...)
}

// AddDecision records a decision that a report asks its clients for. One that an earlier report
// asked for in the same words is the same.
func (tx *Tx) AddDecision(project string, report int64, what, due string) error {
	what = strings.TrimSpace(what)
	again, err := tx.changedOne(`UPDATE owed SET report_id = $1, due = $2, since_ms = $3, changed_ms = $4 WHERE id = (SELECT min(id) FROM owed WHERE project = $5 AND kind = 'decision' AND state = 'open' AND what = $6)`,
		report, due, tx.now, tx.now, project, what)
	if err != nil || again {
		return err
	}
	return tx.exec(`INSERT INTO owed (project, kind, what, report_id, due, since_ms, changed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)`, project, OwedDecision, what, report, due, tx.now, tx.now)
}

// SettleOwed records that a client need not do any more what they owe.
func (tx *Tx) SettleOwed(id int64, actor string) (bool, error) {
	return owedMachine().moveBy(tx, id, EventOwedSettled, actor)
}

// followOwed applies a logged mail to what clients owe: a PM who asks them something awaits an
// answer, one for a thread, and an answer ends what is awaited in its thread.
func (tx *Tx) followOwed(id, thread int64, m *Message, v Verdict) error {
	if v.Kind != KindHuman || v.Project == "" || tx.now-millis(m.Date) > oldestCase.Milliseconds() {
		return nil
	}
	switch {
	case v.Role == RolePM && v.May(EffectStopClock) && v.Answer == nil && v.Draft == nil && v.Command == nil:
		return tx.awaitAnswer(id, thread, m, v)
	case v.Role == RoleClient && v.May(EffectEndWait) && !v.answersOnly() && (len(v.Asks) == 0 || v.Asks[0].Ask != AskThanks):
		return tx.endOwed(thread, m, v)
	}
	return nil
}

// awaitAnswer records the question of a PM to a client. A later one of the thread takes its place.
func (tx *Tx) awaitAnswer(id, thread int64, m *Message, v Verdict) error {
	i := slices.IndexFunc(v.Asks, func(a FoundAsk) bool { return a.Ask == AskQuestion })
	if i < 0 {
		return nil
	}
	later, err := tx.changedOne(`UPDATE owed SET message_id = $1, what = $2, since_ms = $3, changed_ms = $4
		WHERE id = (SELECT max(o.id) FROM owed o JOIN message m ON m.id = o.message_id WHERE o.state = 'open' AND o.project = $5 AND m.thread_id = $6) AND since_ms <= $7`,
		id, v.Asks[i].Words, millis(m.Date), tx.now, v.Project, thread, millis(m.Date))
	if err != nil || later {
		return err
	}
	// What the client wrote later may have come first.
	return tx.exec(`INSERT INTO owed (project, kind, what, message_id, since_ms, changed_ms) SELECT $1, $2, $3, $4, $5, $6
		WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.thread_id = $7 AND m.date_ms > $8 AND m.kind = 'human' AND m.role = 'client')
		AND NOT EXISTS (SELECT 1 FROM owed o JOIN message m ON m.id = o.message_id WHERE o.state = 'open' AND m.thread_id = $9)`,
		v.Project, OwedQuestion, v.Asks[i].Words, id, millis(m.Date), tx.now, thread, millis(m.Date), thread)
}

// endOwed ends what is awaited in a thread whose client writes: the question, unless they wrote
// before it; and, where they do more than ask back, of several decisions those that they name,
// all where they name none.
func (tx *Tx) endOwed(thread int64, m *Message, v Verdict) error {
	open, err := collect(tx.ctx, tx.sql, fmt.Sprintf("look what is awaited in thread %d", thread), scanOwed, selectOwed+` WHERE o.state = 'open' AND o.project = $1 AND o.since_ms <= $2
		AND (EXISTS (SELECT 1 FROM message m WHERE m.id = o.message_id AND m.thread_id = $3)
		OR EXISTS (SELECT 1 FROM outgoing_mail l JOIN reference r ON r.message_id = l.message_id WHERE l.key = 'report ' || o.report_id AND r.thread_id = $4)) ORDER BY o.id`,
		v.Project, millis(m.Date.Add(lateClock)), thread, thread)
	if err != nil {
		return err
	}
	asksBack := len(v.Asks) > 0 && !slices.ContainsFunc(v.Asks, func(a FoundAsk) bool { return a.Ask != AskQuestion && a.Ask != AskThanks })
	var decisions []Owed
	for _, o := range open {
		if o.Kind == OwedDecision {
			decisions = append(decisions, o)
		} else if _, err := owedMachine().move(tx, o.ID, EventOwedAnswered); err != nil {
			return err
		}
	}
	if asksBack {
		return nil
	}
	things := make([]string, len(decisions))
	for i, o := range decisions {
		things[i] = o.What
	}
	named := mention.Of(m.ownWords(), things)
	for i, o := range decisions {
		if len(named) > 0 && !slices.Contains(named, i) {
			continue
		}
		if _, err := owedMachine().move(tx, o.ID, EventOwedAnswered); err != nil {
			return err
		}
	}
	return nil
}
