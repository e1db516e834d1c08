package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store/ledger"
	"rapport/store/mailaddr"
)

// ErasureScope says what is to be erased. At least one of Project, Person and Before is set; where
// several are, mail must fit all of them.
type ErasureScope struct {
	Project    string
	Person     []string // their addresses: mail that they wrote, or that went to them alone
	Everywhere bool     // of Person: all mail that they are in
	Before     time.Time
	// Hashes are of mail that was erased before, and is back; OfPerson says that it was the mail of
	// a person.
	Hashes   []Hash
	OfPerson bool
	// Besides says that only what was erased besides mail is back: of a project, or of the people that
	// Who names by keyed hashes. It was erased at First; what came later stays.
	Besides bool
	Who     []Hash
	First   time.Time
}

// ErasurePlan is what an erasure will do.
type ErasurePlan struct {
	Messages []int64 `json:"-"`
	Mails    int     `json:"mails"`
	// Kept says of mail in the scope why it stays, and of how much.
	Kept []ErasureKept `json:"kept"`
	// Others is how much mail of others names the person and stays.
	Others int `json:"others"`
	// Besides says why what is held of the person or the project besides mail stays; "" where it goes,
	// or where the erasure is of neither.
	Besides string `json:"besides,omitempty"`
}

// ErasureKept is why mail stays.
type ErasureKept struct {
	Reason string `json:"reason"`
	Mails  int    `json:"mails"`
}

// PlanErasure returns what an erasure of a scope will do. What belongs to an open dispute stays, and
// with it the whole project: nobody can say beforehand what will be evidence. What belongs to a
// matter that is open stays as well.
func (s *Store) PlanErasure(ctx context.Context, scope ErasureScope) (plan ErasurePlan, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("plan the erasure: %w", err)
		}
	}()
	plan.Kept = []ErasureKept{}
	if scope.Besides { // it was decided before
		return plan, nil
	}
	found, err := s.inScope(ctx, scope)
	if err != nil {
		return plan, err
	}
	disputes, err := s.openDisputes(ctx)
	if err != nil {
		return plan, err
	}
	open, err := openThreads(ctx, s.reader)
	if err != nil {
		return plan, err
	}
	kept := map[string]int{}
	for _, m := range found {
		switch {
		case len(scope.Hashes) > 0: // it was decided before
			plan.Messages = append(plan.Messages, m.id)
		case m.erased:
		case disputes[m.project] > 0:
			kept[fmt.Sprintf("dispute %d of %s is open", disputes[m.project], m.project)]++
		case open[m.thread] != "":
			kept[open[m.thread]]++
		default:
			plan.Messages = append(plan.Messages, m.id)
		}
	}
	if len(plan.Messages) > 0 && len(scope.Hashes) == 0 {
		copies, err := s.copiesOfTheLog(ctx, plan.Messages)
		if err != nil {
			return plan, err
		}
		for _, m := range copies {
			if !slices.Contains(plan.Messages, m.id) && open[m.thread] == "" && disputes[m.project] == 0 {
				plan.Messages = append(plan.Messages, m.id)
			}
		}
		slices.Sort(plan.Messages)
	}
	for reason, mails := range kept {
		plan.Kept = append(plan.Kept, ErasureKept{reason, mails})
	}
	slices.SortFunc(plan.Kept, func(a, b ErasureKept) int { return strings.Compare(a.Reason, b.Reason) })
	plan.Mails = len(plan.Messages)
	if plan.Besides, err = besidesOf(ctx, s.reader, scope); err != nil {
		return plan, err
	}
	if len(scope.Person) > 0 && !scope.Everywhere {
		all := scope
		all.Everywhere = true
		others, err := s.inScope(ctx, all)
		if err != nil {
			return plan, err
		}
		for _, m := range others {
			if !m.erased {
				plan.Others++
			}
		}
		for _, m := range found {
			if !m.erased {
				plan.Others--
			}
		}
	}
	return plan, nil
}

// scoped is a message in the scope of an erasure.
type scoped struct {
	id, thread int64
	project    string
	erased     bool
}

func (s *Store) inScope(ctx context.Context, scope ErasureScope) ([]scoped, error) {
	var f filter
	again := len(scope.Hashes) > 0
	f.when(scope.Project != "" && !again, `m.project = $%d`, scope.Project)
	f.when(!scope.Before.IsZero() && !again, `m.date_ms < $%d`, millis(scope.Before))
	if len(scope.Person) > 0 {
		keys := make([]string, len(scope.Person))
		for i, address := range scope.Person {
			keys[i] = mailaddr.Key(address)
		}
		named := `m.id IN (SELECT p.message_id FROM participant p WHERE p.key IN (SELECT value FROM json_each($%d)) AND p.key <> '')`
		if !scope.Everywhere {
			named = strings.TrimSuffix(named, ")") + ` AND (p.field IN ('from', 'sender') OR p.field = 'to' AND 1 = (SELECT count(*) FROM participant o WHERE o.message_id = p.message_id AND o.field IN ('to', 'cc'))))`
		}
		f.when(true, named, list(keys))
	}
	if again {
		hashes := make([]string, len(scope.Hashes))
		for i, h := range scope.Hashes {
			hashes[i] = h.String()
		}
		f.when(true, `m.id IN (SELECT r.id FROM json_each($%d) j JOIN raw r ON r.sha256 = unhex(j.value) WHERE r.zstd IS NOT NULL)`, list(hashes))
	}
	if len(f.conditions) == 0 {
		return nil, errors.New("nothing says what is to be erased")
	}
	return collect(ctx, s.reader, "list what is to be erased", func(row scanner) (m scoped, err error) {
		err = row.Scan(&m.id, &m.thread, &m.project, &m.erased)
		return m, err
	}, `SELECT m.id, m.thread_id, m.project, EXISTS (SELECT 1 FROM erased_message x WHERE x.message_id = m.id) FROM message m`+f.where()+` ORDER BY m.id`, f.args...)
}

// copiesOfTheLog returns the mails of ours that show PMs the log of the projects of messages, or a
// part of it, and what they were told of the threads: they repeat what is erased. A PM of several
// projects gets one mail about all of them, under whichever.
func (s *Store) copiesOfTheLog(ctx context.Context, messages []int64) ([]scoped, error) {
	return collect(ctx, s.reader, "list copies of the log", func(row scanner) (m scoped, err error) {
		err = row.Scan(&m.id, &m.thread, &m.project)
		return m, err
	}, `SELECT m.id, m.thread_id, m.project FROM message m JOIN outgoing_mail o ON o.raw_id = m.id
		WHERE m.kind = 'sent' AND (
				o.purpose IN ('command-agreed', 'command-export', 'command-file', 'command-files', 'command-log', 'command-open', 'command-status', 'digest', 'digest-receipt', 'notices')
					AND EXISTS (SELECT 1 FROM delivery d JOIN delivery e ON e.recipient_key = d.recipient_key JOIN outgoing_mail w ON w.id = e.mail_id
						WHERE d.mail_id = o.id AND w.project IN (SELECT DISTINCT project FROM message WHERE id IN (SELECT value FROM json_each($1))))
				OR o.purpose IN ('action-note', 'bounce', 'case', 'confirm-note', 'procedure', 'survey-low')
					AND m.thread_id IN (SELECT thread_id FROM message WHERE id IN (SELECT value FROM json_each($2))))
			AND m.date_ms >= (SELECT min(date_ms) FROM message WHERE id IN (SELECT value FROM json_each($3)))
			AND NOT EXISTS (SELECT 1 FROM erased_message x WHERE x.message_id = m.id)`, list(messages), list(messages), list(messages))
}

// erasedAtOnce bounds the mails that lose their content in one transaction.
const erasedAtOnce = 100

// Erasure is an erasure that is under way.
type Erasure struct {
	ID     int64
	Actor  string // who erases, a name for the log
	Reason string
	Scope  ErasureScope
}

// Erase erases the content of the messages of a plan: text, people, files, bytes, index and
// what matters took from them. Each message is erased whole or not at all; an erasure that was
// interrupted goes on where it stopped when it is asked for again. It returns how many messages of
// the plan it kept: something that rests on them has become open since. What an erasure leaves in the
// journal and in the database's file is removed by Forget.
func (s *Store) Erase(ctx context.Context, plan ErasurePlan, e Erasure) (kept int, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("erase: %w", err)
		}
	}()
	if err := s.Update(ctx, func(tx *Tx) error {
		return tx.row(`INSERT INTO erasure (project, person, before_ms, messages, actor, reason, erased_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
			e.Scope.Project, s.personHash(e.Scope), millis(e.Scope.Before), len(plan.Messages), cleanActor(e.Actor), e.Reason, tx.now).Scan(&e.ID)
	}); err != nil {
		return 0, err
	}
	for batch := range slices.Chunk(plan.Messages, erasedAtOnce) {
		var erased int
		err := s.Update(ctx, func(tx *Tx) (err error) {
			erased, err = s.eraseBatch(ctx, tx, batch, e)
			return err
		})
		if err != nil {
			return kept, err
		}
		kept += len(batch) - erased
	}
	return kept, s.Update(ctx, func(tx *Tx) error {
		if err := tx.exec(`UPDATE erasure SET messages = messages - $1 WHERE id = $2`, kept, e.ID); err != nil {
			return err
		}
		if err := tx.eraseRows(); err != nil {
			return err
		}
		return s.eraseBesides(tx, e)
	})
}

// eraseBatch erases the content of messages, but for those that something has become open on since
// the plan. What was erased once, and is back, goes anyhow. It returns how many it erased.
func (s *Store) eraseBatch(ctx context.Context, tx *Tx, messages []int64, e Erasure) (int, error) {
	if len(e.Scope.Hashes) == 0 {
		free, err := tx.freeOf(messages)
		if err != nil {
			return 0, err
		}
		messages = free
	}
	hashes, err := s.hashesOf(ctx, messages)
	if err != nil {
		return 0, err
	}
	// First the list beside the database: a restored copy does not know what was erased.
	if len(e.Scope.Hashes) == 0 {
		if err := s.noteErased(s.lineOf(tx, e, hashes)); err != nil {
			return 0, err
		}
	}
	return len(messages), tx.erase(messages, e)
}

func (s *Store) hashesOf(ctx context.Context, messages []int64) ([]Hash, error) {
	return collect(ctx, s.reader, "read the hashes of mail", func(row scanner) (h Hash, err error) {
		err = row.Scan(hashOf{&h})
		return h, err
	}, `SELECT sha256 FROM raw WHERE id IN (SELECT value FROM json_each($1))`, list(messages))
}

// erase erases the content of messages, with a tombstone in the chain for each.
func (tx *Tx) erase(messages []int64, e Erasure) error {
	ids := list(messages)
	for _, id := range messages {
		l := ledger.Link{Act: ledger.ActErased, Message: id, Actor: cleanActor(e.Actor)}
		var content []byte
		err := tx.row(`SELECT at_ms, kind, key_id, content FROM entry WHERE message_id = $1 AND act IN ('logged', 'reread') ORDER BY id DESC LIMIT 1`, id).Scan(&l.At, &l.Kind, &l.Key, &content)
		if err != nil {
			return fmt.Errorf("read the entry of message %d: %w", id, err)
		}
		copy(l.Content[:], content)
		err = tx.row(`SELECT project, sign, confidence FROM entry WHERE message_id = $1 ORDER BY id DESC LIMIT 1`, id).Scan(&l.Project, &l.Signal, &l.Confidence)
		if err != nil {
			return fmt.Errorf("read the filing of message %d: %w", id, err)
		}
		if _, err := tx.chain(l); err != nil {
			return err
		}
		if err := tx.exec(`INSERT INTO erased_message (message_id, erasure_id) VALUES ($1, $2) ON CONFLICT (message_id) DO NOTHING`, id, e.ID); err != nil {
			return fmt.Errorf("record the erasure of message %d: %w", id, err)
		}
	}
	for _, statement := range messageErasure() {
		if err := tx.exec(statement, ids); err != nil {
			return fmt.Errorf("%s: %w", strings.Fields(statement)[:3], err)
		}
	}
	return nil
}

// messageErasure is what takes the content from messages, by their numbers in JSON.
func messageErasure() []string {
	const these = `(SELECT value FROM json_each($1))`
	return []string{
		`DELETE FROM search WHERE rowid IN ` + these,
		`UPDATE message SET subject = '', base = '' WHERE id IN ` + these,
		`UPDATE body SET kind_reason = '', reasons = '[]', notes = '[]', defects = '[]', unparsed = '', new_text = '', quoted = '', reading = '' WHERE message_id IN ` + these,
		`DELETE FROM participant WHERE message_id IN ` + these,
		`DELETE FROM attachment WHERE message_id IN ` + these,
		`UPDATE superseded SET zstd = NULL WHERE entry_id IN (SELECT id FROM entry WHERE message_id IN ` + these + `)`,
		`UPDATE raw SET zstd = NULL, origin = '' WHERE id IN ` + these,
		// Copies of the same mail that came another way.
		`UPDATE raw SET zstd = NULL, origin = '' WHERE id IN (SELECT raw_id FROM same_mail WHERE first_id IS NOT NULL AND first_id IN ` + these + `)`,
		`DELETE FROM raw_file WHERE raw_id IN ` + these,
		`UPDATE content_key SET key = NULL, person = 'erased' WHERE id IN (SELECT e.key_id FROM entry e WHERE e.message_id IN ` + these + `)
			AND NOT EXISTS (SELECT 1 FROM entry o WHERE o.key_id = content_key.id AND NOT EXISTS (SELECT 1 FROM erased_message x WHERE x.message_id = o.message_id))`,
		`UPDATE outgoing_mail SET message = '{}' WHERE raw_id IN ` + these,
	}
}

// eraseRows takes from everything else what came of erased mail. It reads those tables from end to
// end, so that it also finishes what was interrupted.
func (tx *Tx) eraseRows() error {
	for _, statement := range rowErasure() {
		if err := tx.exec(statement); err != nil {
			return fmt.Errorf("%.40s: %w", statement, err)
		}
	}
	// How often something concerned somebody, and when their mail was proved, is of no use by now. What
	// is younger stays: without it a forged mail would count for more.
	if err := errors.Join(tx.exec(`DELETE FROM allowance WHERE day < $1`, tx.day(1)), tx.exec(`DELETE FROM proved_sender WHERE day < $1`, tx.day(provedDays))); err != nil {
		return fmt.Errorf("remove old counts: %w", err)
	}
	return nil
}
