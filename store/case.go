package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// CaseState says whether a client waits for the team.
type CaseState string

// The states of a case.
const (
	CaseOpen     CaseState = "open"     // the client waits
	CaseAnswered CaseState = "answered" // the team has answered
	CaseClosed   CaseState = "closed"   // somebody has closed it
)

// Case is something that a client asked and that waits for an answer: a question,
// a problem, a change or a complaint.
type Case struct {
	ID       int64     `json:"-"`
	Project  string    `json:"project"`
	Number   int       `json:"number"` // in its project
	Kind     Ask       `json:"kind"`
	State    CaseState `json:"state"`
	Title    string    `json:"title"`
	Words    string    `json:"words"` // that opened it
	Message  int64     `json:"-"`     // that opened it, or asked again
	Entry    int64     `json:"entry"` // of that message
	Opened   time.Time `json:"opened"`
	Due      time.Time `json:"due"` // zero: no answer is due by a clock
	Answered time.Time `json:"answered"`
	Warned   int       `json:"warned"` // 1: that the time is running out, 2: that it has
	Actor    string    `json:"actor"`  // who closed it
	Changed  time.Time `json:"changed"`
}

// CaseMoves is the whole of what can happen to a case.
func CaseMoves() []Move[CaseState] {
	return []Move[CaseState]{
		{"the team answers", []CaseState{CaseOpen}, CaseAnswered},
		{"the client asks again", []CaseState{CaseAnswered}, CaseOpen},
		{"somebody closes it", []CaseState{CaseOpen, CaseAnswered}, CaseClosed},
		{"somebody opens it again", []CaseState{CaseClosed}, CaseOpen},
	}
}

func (tx *Tx) moveCase(id int64, event string) (bool, error) {
	return move(tx, "cases", CaseMoves(), id, event)
}

// caseAsks are the asks that open a case, the gravest first.
var caseAsks = []Ask{AskComplaint, AskProblem, AskChange, AskQuestion}

// oldestCase is how old a mail may be that opens a case: who imports the mail of
// last year is not to be warned of it.
const oldestCase = 14 * 24 * time.Hour

// followCase does what a logged mail means for the cases of its thread: a client
// who asks something opens one, once in a thread, or asks again; any mail of the
// team answers it.
func (tx *Tx) followCase(id, thread int64, m *Message, v Verdict) error {
	if v.Kind != KindHuman || v.Project == "" || v.Answer != nil || v.Draft != nil || tx.now-millis(m.Date) > oldestCase.Milliseconds() {
		return nil
	}
	var (
		known           int64
		state           CaseState
		since, answered int64
	)
	err := tx.row(`SELECT c.id, c.state, c.opened_ms, c.answered_ms FROM cases c JOIN message m ON m.id = c.message_id WHERE m.thread_id = $1 AND c.state <> 'closed' ORDER BY c.id DESC LIMIT 1`, thread).
		Scan(&known, &state, &since, &answered)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("look for the case of thread %d: %w", thread, err)
	}
	switch v.Role {
	case RolePM, RoleTeam:
		if known == 0 || millis(m.Date) < since {
			return nil // it was written before it was asked
		}
		if moved, err := tx.moveCase(known, "the team answers"); err != nil || !moved {
			return err
		}
		return tx.exec(`UPDATE cases SET answer_id = $1, answered_ms = $2 WHERE id = $3`, id, millis(m.Date), known)
	case RoleClient:
		kind, words := gravest(v.Asks)
		switch {
		case kind == "":
			return nil
		case known == 0:
			return tx.openCase(id, kind, v.Project, m.Subject, words, m.Date)
		case state == CaseAnswered && millis(m.Date) >= answered: // an older one came late
			if _, err := tx.moveCase(known, "the client asks again"); err != nil {
				return err
			}
			return tx.exec(`UPDATE cases SET message_id = $1, opened_ms = $2, due_ms = 0, answered_ms = 0, answer_id = NULL, warned = 0, words = $3 WHERE id = $4`,
				id, millis(m.Date), words, known)
		}
	}
	return nil
}

func gravest(asks []Asked) (Ask, string) {
	for _, kind := range caseAsks {
		if i := slices.IndexFunc(asks, func(a Asked) bool { return a.Ask == kind }); i >= 0 {
			return kind, asks[i].Words
		}
	}
	return "", ""
}

func (tx *Tx) openCase(id int64, kind Ask, project, title, words string, opened time.Time) error {
	err := tx.exec(`INSERT INTO cases (project, number, kind, state, title, words, message_id, opened_ms, changed_ms)
		VALUES ($1, (SELECT COALESCE(max(number), 0) + 1 FROM cases WHERE project = $2), $3, 'open', $4, $5, $6, $7, $8)`,
		project, project, kind, strings.TrimSpace(title), words, id, millis(opened), tx.now)
	if err != nil {
		return fmt.Errorf("open a case: %w", err)
	}
	return nil
}

const selectCase = `SELECT c.id, c.project, c.number, c.kind, c.state, c.title, c.words, c.message_id, (SELECT min(e.id) FROM entry e WHERE e.message_id = c.message_id),
	c.opened_ms, c.due_ms, c.answered_ms, c.warned, c.actor, c.changed_ms FROM cases c`

// CaseQuery says which cases are wanted; empty fields do not restrict.
type CaseQuery struct {
	Project string
	Number  int
	State   CaseState
}

// Cases gives cases, those first that were opened first.
func (s *Store) Cases(ctx context.Context, q CaseQuery) ([]Case, error) {
	query, args := selectCase+` WHERE c.id > 0`, []any{}
	add := func(condition string, value any) {
		args = append(args, value)
		query += fmt.Sprintf(" AND "+condition, len(args))
	}
	if q.Project != "" {
		add("c.project = $%d", q.Project)
	}
	if q.Number != 0 {
		add("c.number = $%d", q.Number)
	}
	if q.State != "" {
		add("c.state = $%d", q.State)
	}
	rows, err := s.reader.QueryContext(ctx, query+` ORDER BY c.opened_ms, c.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", explain(err))
	}
	defer rows.Close()
	list := []Case{}
	for rows.Next() {
		var c Case
		var opened, due, answered, changed int64
		if err := rows.Scan(&c.ID, &c.Project, &c.Number, &c.Kind, &c.State, &c.Title, &c.Words, &c.Message, &c.Entry, &opened, &due, &answered, &c.Warned, &c.Actor, &changed); err != nil {
			return nil, err
		}
		c.Opened, c.Due, c.Answered, c.Changed = timeOf(opened), timeOf(due), timeOf(answered), timeOf(changed)
		list = append(list, c)
	}
	return list, explain(rows.Err())
}

// CaseDue records when an answer to a case is due that was opened then.
func (tx *Tx) CaseDue(c Case, due time.Time) (bool, error) {
	return tx.moved(`UPDATE cases SET due_ms = $1 WHERE id = $2 AND state = 'open' AND opened_ms = $3`, millis(due), c.ID, millis(c.Opened))
}

// WarnedOfCase records that the PM was warned: 1 that the time is running out, 2
// that it has.
func (tx *Tx) WarnedOfCase(c Case, warned int) (bool, error) {
	return tx.moved(`UPDATE cases SET warned = $1 WHERE id = $2 AND state = 'open' AND opened_ms = $3 AND warned < $4`, warned, c.ID, millis(c.Opened), warned)
}

// CloseCase closes a case.
func (tx *Tx) CloseCase(id int64, actor string) (bool, error) {
	return tx.caseBy(id, "somebody closes it", actor)
}

// ReopenCase opens a case again that was closed.
func (tx *Tx) ReopenCase(id int64, actor string) (bool, error) {
	return tx.caseBy(id, "somebody opens it again", actor)
}

func (tx *Tx) caseBy(id int64, event, actor string) (bool, error) {
	moved, err := tx.moveCase(id, event)
	if err != nil || !moved {
		return moved, err
	}
	return true, tx.exec(`UPDATE cases SET actor = $1 WHERE id = $2`, cleanActor(actor), id)
}

// moveCaseTo takes the case that a message opened to the project under which that
// is filed now. Where that is none, nobody waits any more.
func (tx *Tx) moveCaseTo(message int64, project string) error {
	query, args := `UPDATE cases SET project = $1, number = (SELECT COALESCE(max(c.number), 0) + 1 FROM cases c WHERE c.project = $2), due_ms = 0, changed_ms = $3 WHERE message_id = $4 AND project <> $5`,
		[]any{project, project, tx.now, message, project}
	if project == "" {
		query, args = `UPDATE cases SET state = 'closed', changed_ms = $1 WHERE message_id = $2 AND state <> 'closed'`, []any{tx.now, message}
	}
	if err := tx.exec(query, args...); err != nil {
		return fmt.Errorf("move the case of message %d: %w", message, err)
	}
	return nil
}
