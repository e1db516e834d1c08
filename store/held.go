package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"
)

// Held is what a message would begin or decide if its proof were enough. It waits until
// somebody with that proof says so.
type Held struct {
	Why     HeldReason `json:"why"`
	Missing string     `json:"missing,omitempty"` // of its proof, in words
	Draft   *Draft     `json:"draft,omitempty"`
	Command *Command   `json:"command,omitempty"`
	Case    bool       `json:"case,omitempty"`    // it would open a case, or reopen one
	Answer  *Response  `json:"answer,omitempty"`  // it would decide this
	Request int64      `json:"request,omitempty"` // that Answer answers
	Note    *Receipt   `json:"note,omitempty"`    // it would tell the PMs this
	Text    string     `json:"text,omitempty"`    // that was newly written
	// With HeldProject: the projects of which one is it, the address of record of the PM who
	// is asked, and how often a day they are while nothing proves who wrote; 0: it is proved.
	Projects []string `json:"projects,omitempty"`
	Address  string   `json:"address,omitempty"`
	Limit    int      `json:"limit,omitempty"`
}

// HeldReason is why a message had no effect at once.
type HeldReason string

// The reasons.
const (
	HeldPast      HeldReason = "past"      // it is from before: old, out of a file, or of a first reading
	HeldUnproved  HeldReason = "unproved"  // nothing proves its sender, whose mail is proved otherwise
	HeldMany      HeldReason = "many"      // too many of its kind came without proof that day
	HeldChallenge HeldReason = "challenge" // its sender is asked whether they wrote it
	HeldProject   HeldReason = "project"   // its sender is asked which project it is for
	HeldClosed    HeldReason = "closed"    // its project is over
	HeldAbsent    HeldReason = "absent"    // it answers in a project that was not in the configuration
)

// HeldState is whether what is held had its effect.
type HeldState string

// The states of what is held.
const (
	HeldWaiting HeldState = "held"
	HeldTaken   HeldState = "taken"   // it had its effect after all
	HeldDropped HeldState = "dropped" // it is to have none
)

// What happens to what is held.
const (
	EventTakenUp     Event = "somebody takes it up"
	EventHeldDropped Event = "somebody drops it, or it was answered"
)

// HeldMoves is the whole of what can happen to what is held.
func HeldMoves() []Move[HeldState] {
	return []Move[HeldState]{
		{EventTakenUp, []HeldState{HeldWaiting}, HeldTaken},
		{EventHeldDropped, []HeldState{HeldWaiting}, HeldDropped},
	}
}

func heldMachine() machine[HeldState] {
	return machine[HeldState]{"held", "changed_ms", HeldMoves()}
}

// oldestHeld is the greatest age of a mail whose command or case is worth taking up.
const oldestHeld = oldestCase

// hold keeps what a message would do.
func (tx *Tx) hold(message int64, project string, h Held, m *Message) (id int64, err error) {
	if h.Text = m.ownWords(); h.Draft == nil && h.Answer == nil && h.Note == nil {
		if h.Why != HeldAbsent && tx.now-millis(m.Date) > oldestHeld.Milliseconds() {
			return 0, nil
		}
		h.Text = ""
	}
	text, err := json.Marshal(h)
	if err == nil {
		err = tx.row(`INSERT INTO held (message_id, project, why, effect, held_ms, changed_ms) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
			message, project, h.Why, string(text), tx.now, tx.now).Scan(&id)
	}
	if err != nil {
		return 0, fmt.Errorf("hold what message %d asks for: %w", message, err)
	}
	return id, nil
}

// HeldTexts is what mail of a project would have begun, and waits for its PM.
type HeldTexts struct {
	Project string
	Count   int
	Reasons map[HeldReason]int
	Latest  int64     // the highest number
	Since   time.Time // that one was held
}

// HeldTexts returns what is held of each project that has any, apart from what its sender
// is asked about.
func (s *Store) HeldTexts(ctx context.Context) ([]HeldTexts, error) {
	type row struct {
		project string
		why     HeldReason
		count   int
		latest  int64
		since   time.Time
	}
	rows, err := collect(ctx, s.reader, "list what is held", func(scan scanner) (r row, err error) {
		err = scan.Scan(&r.project, &r.why, &r.count, &r.latest, ms(&r.since))
		return r, err
	}, `SELECT project, why, count(*), max(id), max(held_ms) FROM held WHERE state = 'held' AND why NOT IN ('challenge', 'absent', 'project') GROUP BY project, why ORDER BY project, why`)
	var list []HeldTexts
	for _, r := range rows {
		if len(list) == 0 || list[len(list)-1].Project != r.project {
			list = append(list, HeldTexts{Project: r.project, Reasons: map[HeldReason]int{}})
		}
		h := &list[len(list)-1]
		h.Count, h.Reasons[r.why] = h.Count+r.count, r.count
		if r.latest > h.Latest {
			h.Latest, h.Since = r.latest, r.since
		}
	}
	return list, err
}

// LatestHeld returns the subjects of the latest mails of a project of which something is
// held, the latest first.
func (s *Store) LatestHeld(ctx context.Context, project string, limit int) ([]string, error) {
	return collect(ctx, s.reader, "list what is held", scanValue[string], `SELECT m.subject FROM held h JOIN message m ON m.id = h.message_id
		WHERE h.state = 'held' AND h.why NOT IN ('challenge', 'absent', 'project') AND h.project = $1 ORDER BY h.id DESC LIMIT $2`, project, limit)
}

// heldUpTo returns what a PM was shown of a project as held, the oldest first.
func (tx *Tx) heldUpTo(project string, latest int64) ([]int64, error) {
	return tx.ids(`SELECT id FROM held WHERE state = 'held' AND why NOT IN ('challenge', 'absent', 'project') AND project = $1 AND id <= $2 ORDER BY id`, project, latest)
}

// TakeUpHeld lets everything have its effect that is held of a project, apart from what its
// sender is asked about. It returns how much that was.
func (tx *Tx) TakeUpHeld(project, actor string) (int, error) {
	return tx.takeUpTo(project, math.MaxInt64, actor)
}

func (tx *Tx) takeUpTo(project string, latest int64, actor string) (int, error) {
	ids, err := tx.heldUpTo(project, latest)
	for _, id := range ids {
		if err := tx.takeUp(id, actor); err != nil {
			return 0, err
		}
	}
	return len(ids), err
}

// DropHeld leaves without effect what TakeUpHeld would take up.
func (tx *Tx) DropHeld(project, actor string) (int, error) {
	return tx.dropTo(project, math.MaxInt64, actor)
}

func (tx *Tx) dropTo(project string, latest int64, actor string) (int, error) {
	ids, err := tx.heldUpTo(project, latest)
	for _, id := range ids {
		if _, err := heldMachine().moveBy(tx, id, EventHeldDropped, actor); err != nil {
			return 0, err
		}
	}
	return len(ids), err
}

// takeUpItem lets everything have its effect that a line of a digest stands for.
func takeUpItem(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
	n, err := tx.takeUpTo(item.Project, item.Object, actor)
	return n > 0, err
}

func dropHeldItem(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
	n, err := tx.dropTo(item.Project, item.Object, actor)
	return n > 0, err
}

// takeUp lets what is held have its effect.
func (tx *Tx) takeUp(id int64, actor string) error {
	moved, err := heldMachine().moveBy(tx, id, EventTakenUp, actor)
	if err != nil || !moved {
		return err
	}
	var (
		message       int64
		project, text string
		h             Held
	)
	if err := tx.row(`SELECT message_id, project, effect FROM held WHERE id = $1`, id).Scan(&message, &project, &text); err != nil {
		return fmt.Errorf("read what is held (%d): %w", id, err)
	}
	if err := json.Unmarshal([]byte(text), &h); err != nil {
		return fmt.Errorf("read what is held (%d): %w", id, err)
	}
	m := &Message{OwnText: h.Text, NewText: h.Text, Date: timeOf(tx.now)}
	switch {
	case h.Answer != nil && h.Why != HeldChallenge && !h.Answer.Unproved:
		h.Answer.Request = h.Request
		return tx.askAuthor(message, project, h.Answer, m)
	case h.Answer != nil: // who agrees without proof is asked once more
		h.Answer.Request = h.Request
		return tx.applyResponse(message, h.Answer, m)
	case h.Note != nil:
		n := h.Note
		return tx.queueReceipt(n.About, &Response{Object: n.Object, Version: n.Version, Address: n.Address, DeputyOf: n.DeputyOf}, n.Message, ReceiptTakenUp, n.Words)
	case h.Draft != nil:
		return tx.draft(message, project, h.Draft, h.Text)
	case h.Command != nil:
		return tx.command(message, h.Command)
	case h.Case:
		return tx.followFiled(message, project)
	}
	return nil
}

// AbsentAnswer is a message that answers in a project that was not in the configuration when
// it came.
type AbsentAnswer struct {
	ID, Message int64
	Project     string
}

// AbsentAnswers returns the answers that wait for their projects to be configured again, the
// oldest first.
func (s *Store) AbsentAnswers(ctx context.Context) ([]AbsentAnswer, error) {
	return collect(ctx, s.reader, "list the answers whose project was not configured", func(row scanner) (a AbsentAnswer, err error) {
		err = row.Scan(&a.ID, &a.Message, &a.Project)
		return a, err
	}, `SELECT id, message_id, project FROM held WHERE state = 'held' AND why = 'absent' ORDER BY id`)
}

// TakeUpAbsent lets a message answer now that its project is configured again, as a verdict
// reads it; with no answer in it, it is left as it is.
func (tx *Tx) TakeUpAbsent(a AbsentAnswer, m *Message, v Verdict) error {
	moved, err := heldMachine().moveBy(tx, a.ID, EventTakenUp, daemonActor)
	if err != nil || !moved || v.Answer == nil {
		return err
	}
	return tx.applyResponse(a.Message, v.Answer, m)
}

// dropHeldCases drops the questions of a thread that wait to be taken up, since the team has
// answered.
func (tx *Tx) dropHeldCases(thread int64, actor string) error {
	ids, err := tx.ids(`SELECT h.id FROM message m JOIN held h ON h.message_id = m.id WHERE m.thread_id = $1 AND h.state = 'held' AND json_extract(h.effect, '$.case') = 1`, thread)
	if err != nil {
		return fmt.Errorf("look for what is held of thread %d: %w", thread, err)
	}
	for _, id := range ids {
		if _, err := heldMachine().moveBy(tx, id, EventHeldDropped, actor); err != nil {
			return err
		}
	}
	return nil
}

// Challenge is a response whose sender is asked whether they wrote it.
type Challenge struct {
	ID      int64
	Project string
	Answer  Response
	Words   string
	State   HeldState
	At      time.Time // that it came
}

// HeldAnswer returns the response that is held under a number.
func (s *Store) HeldAnswer(ctx context.Context, id int64) (c Challenge, err error) {
	var text string
	var h Held
	err = s.reader.QueryRowContext(ctx, `SELECT id, project, effect, state, held_ms FROM held WHERE id = $1`, id).Scan(&c.ID, &c.Project, &text, &c.State, ms(&c.At))
	if err == nil {
		err = json.Unmarshal([]byte(text), &h)
	}
	if err == nil && h.Answer == nil {
		err = errors.New("it is no response")
	}
	if err != nil {
		return c, fmt.Errorf("read the response that is held (%d): %w", id, explain(err))
	}
	c.Answer, c.Words = *h.Answer, h.Text
	c.Answer.Request = h.Request
	return c, nil
}

// challenge asks the sender of a response whether they wrote it, where their word could still
// have its effect and is the first: once a day for each request. Any other waits in the digest.
func (tx *Tx) challenge(message int64, a *Response, m *Message) error {
	if a.Purpose == PurposeChallenge { // by an address that others know: they are asked about the same once more
		return tx.queueReceipt(AboutHeld, a, message, ReceiptUnclear, "")
	}
	kind, _ := requestKindOf(a.Purpose)
	if kind.open != nil {
		open, err := kind.open(tx, a)
		if err != nil {
			return fmt.Errorf("look whether request %d can still be answered: %w", a.Request, err)
		}
		if !open {
			return tx.list(message, a, m, HeldUnproved)
		}
	}
	if !kind.decides {
		var answered bool
		if err := tx.row(`SELECT state = 'answered' FROM request WHERE id = $1`, a.Request).Scan(&answered); err != nil {
			return fmt.Errorf("look whether request %d was answered: %w", a.Request, err)
		}
		if answered {
			return tx.list(message, a, m, HeldUnproved)
		}
	}
	if ask, err := tx.mayAskAuthor(a); err != nil {
		return err
	} else if !ask {
		return tx.list(message, a, m, HeldMany)
	}
	project, err := tx.projectOf(a)
	if err != nil {
		return err
	}
	return tx.queueChallenge(message, project, a, m, ReceiptAskedAgain)
}

// mayAskAuthor reports whether the sender of a response has not been asked today whether they
// wrote one to the same request.
func (tx *Tx) mayAskAuthor(a *Response) (bool, error) {
	return tx.Spend(EffectDecide, fmt.Sprintf("%s request %d", a.Address, a.Request), tx.day(0), 1)
}

// askAuthor asks the sender of a response that the PM takes up whether they wrote it.
func (tx *Tx) askAuthor(message int64, project string, a *Response, m *Message) error {
	if ask, err := tx.mayAskAuthor(a); err != nil || !ask {
		return err
	}
	return tx.queueChallenge(message, project, a, m, ReceiptTakenUp)
}

func (tx *Tx) queueChallenge(message int64, project string, a *Response, m *Message, told string) error {
	held := *a
	held.Rejection = ""
	id, err := tx.hold(message, project, Held{Why: HeldChallenge, Answer: &held, Request: a.Request}, m)
	if err != nil {
		return err
	}
	asked := *a
	asked.Object = id
	return tx.queueReceipt(AboutHeld, &asked, message, told, "")
}

// list holds a response that the PM sees in the digest.
func (tx *Tx) list(message int64, a *Response, m *Message, why HeldReason) error {
	project, err := tx.projectOf(a)
	if err != nil {
		return err
	}
	held := *a
	held.Rejection = ""
	_, err = tx.hold(message, project, Held{Why: why, Answer: &held, Request: a.Request}, m)
	return err
}

func (tx *Tx) projectOf(a *Response) (project string, err error) {
	if err = tx.row(`SELECT project FROM request WHERE id = $1`, a.Request).Scan(&project); err != nil {
		err = fmt.Errorf("look for request %d: %w", a.Request, err)
	}
	return project, err
}

// applyChallenge applies the answer to the question whether somebody wrote a response.
func (tx *Tx) applyChallenge(message int64, a *Response, _ *Message) error {
	switch a.Decision {
	case DecisionOK:
		return tx.takeUp(a.Object, a.Address)
	case DecisionReject, DecisionSkip:
		if _, err := heldMachine().moveBy(tx, a.Object, EventHeldDropped, a.Address); err != nil {
			return err
		}
		return tx.queueReceipt(AboutHeld, a, message, ReceiptWithdrawn, "")
	}
	return tx.queueReceipt(AboutHeld, a, message, ReceiptUnclear, "")
}
