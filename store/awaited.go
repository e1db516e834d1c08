package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store/mention"
)

// AwaitedKind is what a client is to do.
type AwaitedKind string

// The kinds of what a client owes.
const (
	AwaitedQuestion AwaitedKind = "question" // to answer what a PM asked
	AwaitedDecision AwaitedKind = "decision" // to decide what a report asked for
)

// AwaitedState is whether a client has done what they owe.
type AwaitedState string

// The states of what a client owes.
const (
	AwaitedOpen     AwaitedState = "open"
	AwaitedAnswered AwaitedState = "answered"
	AwaitedSettled  AwaitedState = "settled" // a PM said that it is done, or not needed
)

// What happens to what a client owes.
const (
	EventAwaitedAnswered Event = "the client answers"
	EventAwaitedSettled  Event = "the PM settles it"
)

// AwaitedMoves is the whole of what can happen to what a client owes.
func AwaitedMoves() []Move[AwaitedState] {
	return []Move[AwaitedState]{
		{EventAwaitedAnswered, []AwaitedState{AwaitedOpen}, AwaitedAnswered},
		{EventAwaitedSettled, []AwaitedState{AwaitedOpen}, AwaitedSettled},
	}
}

func awaitedMachine() machine[AwaitedState] {
	return machine[AwaitedState]{"awaited", "changed_ms", AwaitedMoves()}
}

// Awaited is a question of a PM that a client has not answered, or a decision that a report asked
// for.
type Awaited struct {
	ID      int64
	Project string
	Kind    AwaitedKind
	State   AwaitedState
	What    string    // in the words of the mail
	Message int64     // that asks the question; 0: none
	Report  int64     // that asks for the decision; 0: none
	Due     string    // 2026-03-06; "" none
	Since   time.Time // when it was asked last
	Changed time.Time
}

const selectAwaited = `SELECT o.id, o.project, o.kind, o.state, o.what, COALESCE(o.message_id, 0), COALESCE(o.report_id, 0), o.due, o.since_ms, o.changed_ms FROM awaited o`

func scanAwaited(row scanner) (o Awaited, err error) {
	err = row.Scan(&o.ID, &o.Project, &o.Kind, &o.State, &o.What, &o.Message, &o.Report, &o.Due, ms(&o.Since), ms(&o.Changed))
	return o, readError("read what a client owes", err)
}

// AwaitedQuery selects what clients owe. Zero fields do not restrict.
type AwaitedQuery struct {
	ID      int64
	Project string
	Open    bool
}

// Awaited returns what clients owe, the oldest first.
func (s *Store) Awaited(ctx context.Context, q AwaitedQuery) ([]Awaited, error) {
	var f filter
	f.when(q.ID != 0, "o.id = $%d", q.ID)
	f.when(q.Project != "", "o.project = $%d", q.Project)
	f.holds(q.Open, "o.state = 'open'")
	return collect(ctx, s.reader, "list what clients owe", scanAwaited, selectAwaited+f.where()+` ORDER BY o.since_ms, o.id`, f.args...)
}

// AddDecision records a decision that a report asks its clients for. One that an earlier report
// asked for in the same words is the same.
func (tx *Tx) AddDecision(project string, report int64, what, due string) error {
	what = strings.TrimSpace(what)
	again, err := tx.changedOne(`UPDATE awaited SET report_id = $1, due = $2, since_ms = $3, changed_ms = $4 WHERE id = (SELECT min(id) FROM awaited WHERE project = $5 AND kind = 'decision' AND state = 'open' AND what = $6)`,
		report, due, tx.now, tx.now, project, what)
	if err != nil || again {
		return err
	}
	return tx.exec(`INSERT INTO awaited (project, kind, what, report_id, due, since_ms, changed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)`, project, AwaitedDecision, what, report, due, tx.now, tx.now)
}

// SettleAwaited records that a client need not do any more what they owe.
func (tx *Tx) SettleAwaited(id int64, actor string) (bool, error) {
	return awaitedMachine().moveBy(tx, id, EventAwaitedSettled, actor)
}

// followAwaited applies a logged mail to what clients owe: a PM who asks them something awaits an
// answer, one for a thread, and an answer ends what is awaited in its thread.
func (tx *Tx) followAwaited(id, thread int64, m *Message, v Verdict) error {
	if v.Kind != KindHuman || v.Project == "" || tx.now-millis(m.Date) > oldestCase.Milliseconds() {
		return nil
	}
	switch {
	case v.Role == RolePM && v.May(EffectStopClock) && v.Answer == nil && v.Draft == nil && v.Command == nil:
		return tx.awaitAnswer(id, thread, m, v)
	case v.Role == RoleClient && v.May(EffectEndWait) && !v.answersOnly() && (len(v.Asks) == 0 || v.Asks[0].Ask != AskThanks):
		return tx.endAwaited(thread, m, v)
	}
	return nil
}

// awaitAnswer records the question of a PM to a client. A later one of the thread takes its place.
func (tx *Tx) awaitAnswer(id, thread int64, m *Message, v Verdict) error {
	if v.Awaits == "" {
		return nil
	}
	later, err := tx.changedOne(`UPDATE awaited SET message_id = $1, what = $2, since_ms = $3, changed_ms = $4
		WHERE id = (SELECT max(o.id) FROM awaited o JOIN message m ON m.id = o.message_id WHERE o.state = 'open' AND o.project = $5 AND m.thread_id = $6) AND since_ms <= $7`,
		id, v.Awaits, millis(m.Date), tx.now, v.Project, thread, millis(m.Date))
	if err != nil || later {
		return err
	}
	// What the client wrote later may have come first.
	return tx.exec(`INSERT INTO awaited (project, kind, what, message_id, since_ms, changed_ms) SELECT $1, $2, $3, $4, $5, $6
		WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.thread_id = $7 AND m.date_ms > $8 AND m.kind = 'human' AND m.role = 'client')
		AND NOT EXISTS (SELECT 1 FROM awaited o JOIN message m ON m.id = o.message_id WHERE o.state = 'open' AND m.thread_id = $9)`,
		v.Project, AwaitedQuestion, v.Awaits, id, millis(m.Date), tx.now, thread, millis(m.Date), thread)
}

// endAwaited ends what is awaited in a thread whose client writes: the question, unless they wrote
// before it; and, where they do more than ask back, of several decisions those that they name,
// all where they name none.
func (tx *Tx) endAwaited(thread int64, m *Message, v Verdict) error {
	open, err := collect(tx.ctx, tx.sql, fmt.Sprintf("look what is awaited in thread %d", thread), scanAwaited, selectAwaited+` WHERE o.state = 'open' AND o.project = $1 AND o.since_ms <= $2
		AND (EXISTS (SELECT 1 FROM message m WHERE m.id = o.message_id AND m.thread_id = $3)
		OR EXISTS (SELECT 1 FROM outgoing_mail l JOIN reference r ON r.message_id = l.message_id WHERE l.key = 'report ' || o.report_id AND r.thread_id = $4)) ORDER BY o.id`,
		v.Project, millis(m.Date.Add(lateClock)), thread, thread)
	if err != nil {
		return err
	}
	asksBack := len(v.Asks) > 0 && !slices.ContainsFunc(v.Asks, func(a FoundAsk) bool { return a.Ask != AskQuestion && a.Ask != AskThanks })
	var decisions []Awaited
	for _, o := range open {
		if o.Kind == AwaitedDecision {
			decisions = append(decisions, o)
		} else if _, err := awaitedMachine().move(tx, o.ID, EventAwaitedAnswered); err != nil {
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
		if _, err := awaitedMachine().move(tx, o.ID, EventAwaitedAnswered); err != nil {
			return err
		}
	}
	return nil
}
