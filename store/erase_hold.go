package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"rapport/store/mailaddr"
)

// openDisputes returns the projects with a dispute that is not over, and its number.
func (s *Store) openDisputes(ctx context.Context) (map[string]int, error) {
	list, err := s.Procedures(ctx, ProcedureQuery{Kind: ProcedureDispute, Open: true})
	held := map[string]int{}
	for _, one := range list {
		held[one.Project] = one.Number
	}
	return held, err
}

// openThreads returns the threads of mail that something open rests on, and what that is.
func openThreads(ctx context.Context, q querier) (map[int64]string, error) {
	open := map[int64]string{}
	for _, one := range []struct{ what, query string }{
		{"a case is open", `SELECT m.thread_id FROM cases c JOIN message m ON m.id = c.message_id WHERE c.state <> 'closed'`},
		{"a text is to be confirmed", `SELECT m.thread_id FROM confirmation c JOIN message m ON m.id = c.message_id WHERE c.state NOT IN ('settled', 'withdrawn')`},
		{"a text is to be confirmed", `SELECT m.thread_id FROM confirmation c JOIN confirmer r ON r.confirmation_id = c.id JOIN message m ON m.id = r.message_id WHERE c.state NOT IN ('settled', 'withdrawn')`},
		{"a change request is open", `SELECT m.thread_id FROM procedure p JOIN procedure_step t ON t.procedure_id = p.id JOIN message m ON m.id = t.message_id WHERE p.state NOT IN ('rejected', 'verified', 'evaluated', 'dropped')`},
		{"an action item is open", `SELECT m.thread_id FROM action a JOIN message m ON m.id = a.message_id WHERE a.state = 'open'`},
		{"a client's answer is awaited", `SELECT m.thread_id FROM awaited a JOIN message m ON m.id = a.message_id WHERE a.state = 'open'`},
		{"its effect waits for a decision", `SELECT m.thread_id FROM held h JOIN message m ON m.id = h.message_id WHERE h.state = 'held'`},
		{"it is not sent yet", `SELECT m.thread_id FROM delivery d JOIN outgoing_mail o ON o.id = d.mail_id JOIN message m ON m.id = o.raw_id WHERE d.state NOT IN ('sent', 'failed', 'cancelled', 'bounced')`},
		{"it is about to be read", `SELECT m.thread_id FROM command c JOIN message m ON m.id = c.message_id`},
	} {
		threads, err := collect(ctx, q, "list what is open", scanValue[int64], one.query)
		if err != nil {
			return nil, err
		}
		for _, thread := range threads {
			open[thread] = one.what
		}
	}
	return open, nil
}

// isOpenDispute is the condition on a procedure p that it is a dispute which is not over.
const isOpenDispute = `p.kind = 'dispute' AND p.state NOT IN ('evaluated', 'dropped')`

// besidesOf returns why what is held besides mail of the person or the project of a scope stays.
func besidesOf(ctx context.Context, q querier, scope ErasureScope) (string, error) {
	switch {
	case scope.Besides: // it was decided before
		return "", nil
	case len(scope.Person) == 0 && scope.Project != "":
		return disputeOf(ctx, q, scope.Project)
	case len(scope.Person) == 0:
		return "", nil
	}
	if scope.Project != "" || !scope.Before.IsZero() {
		return "the erasure is of a part of their mail", nil
	}
	for _, address := range scope.Person {
		project, number, err := inOpenDispute(ctx, q, mailaddr.Key(address))
		if err != nil || project != "" {
			return fmt.Sprintf("dispute %d of %s is open", number, project), err
		}
	}
	return "", nil
}

// disputeOf returns which dispute of a project is open; "" for none.
func disputeOf(ctx context.Context, q querier, project string) (string, error) {
	var number int
	err := q.QueryRowContext(ctx, `SELECT coalesce(max(p.number), 0) FROM procedure p WHERE p.project = $1 AND `+isOpenDispute, project).Scan(&number)
	if err != nil || number == 0 {
		return "", explain(err)
	}
	return fmt.Sprintf("dispute %d of %s is open", number, project), nil
}

// inOpenDispute returns an open dispute of a project in which an address has mail or was asked to
// confirm something.
func inOpenDispute(ctx context.Context, q querier, address string) (project string, number int, err error) {
	err = q.QueryRowContext(ctx, `SELECT p.project, p.number FROM procedure p WHERE `+isOpenDispute+` AND (
		EXISTS (SELECT 1 FROM participant a JOIN message m ON m.id = a.message_id WHERE a.key = $1 AND a.key <> '' AND m.project = p.project)
		OR EXISTS (SELECT 1 FROM confirmer c JOIN confirmation t ON t.id = c.confirmation_id WHERE t.project = p.project AND c.address = $2)) LIMIT 1`, address, address).Scan(&project, &number)
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("look for disputes of %s: %w", address, explain(err))
	}
	return project, number, nil
}

// freeOf returns those of messages that nothing open holds now: no dispute of their project, and
// nothing that rests on their thread.
func (tx *Tx) freeOf(messages []int64) ([]int64, error) {
	open, err := openThreads(tx.ctx, tx.sql)
	if err != nil {
		return nil, err
	}
	undisputed, err := collect(tx.ctx, tx.sql, "list what no dispute holds", func(row scanner) (m scoped, err error) {
		err = row.Scan(&m.id, &m.thread)
		return m, err
	}, `SELECT m.id, m.thread_id FROM message m WHERE m.id IN (SELECT value FROM json_each($1))
		AND NOT EXISTS (SELECT 1 FROM procedure p WHERE p.project = m.project AND `+isOpenDispute+`) ORDER BY m.id`, list(messages))
	var free []int64
	for _, m := range undisputed {
		if open[m.thread] == "" {
			free = append(free, m.id)
		}
	}
	return free, err
}
