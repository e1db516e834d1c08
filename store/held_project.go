package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
)

// What a PM of several projects sends to the log address, without saying which of them it is
// for, waits until somebody files it: the PM by their answer, a PM by the digest, or an
// administrator.

// OriginForwarded begins the origin of a mail that was taken out of another, before the hash
// of that. No account can have that name: nothing in a forwarded mail proves how it arrived.
const OriginForwarded = "forwarded in "

// OriginNote is the origin of a note that was entered on the machine. No folder and no path
// has that name.
const OriginNote = "rapport note"

// holdForProject keeps what a mail would begin in the project that it is for, and has its
// sender asked which that is. Unless their mail is proved, they are asked only so often a
// day; the rest waits in the digest.
func (tx *Tx) holdForProject(message int64, h Held, m *Message) error {
	id, err := tx.hold(message, h.Projects[0], h, m)
	if err != nil || id == 0 {
		return err
	}
	if h.Limit > 0 {
		if ok, err := tx.Spend(EffectDraft, h.Address, tx.day(0), h.Limit); err != nil || !ok {
			return err
		}
	}
	return tx.queueReceipt(AboutProject, &Response{Object: id, Version: 1, Address: h.Address}, message, ReceiptAskedAgain, "")
}

// applyProject files the mail that a PM names the project of; what it begins follows from
// that.
func (tx *Tx) applyProject(message int64, a *Response, _ *Message) error {
	var mail int64
	var state HeldState
	if err := tx.row(`SELECT message_id, state FROM held WHERE id = $1`, a.Object).Scan(&mail, &state); err != nil {
		return fmt.Errorf("look for the mail that is held (%d): %w", a.Object, err)
	}
	switch {
	case state != HeldWaiting:
		return tx.queueReceipt(AboutProject, a, message, ReceiptSettled, "")
	case a.Decision == DecisionOK:
		if _, err := tx.FileMessage(mail, a.Argument, a.Address); err != nil {
			return err
		}
		return tx.queueReceipt(AboutProject, a, message, ReceiptRecorded, a.Argument)
	case a.Decision == DecisionSkip:
		if _, err := tx.FileMessage(mail, "", a.Address); err != nil {
			return err
		}
		return tx.queueReceipt(AboutProject, a, message, ReceiptRecorded, "")
	}
	return tx.queueReceipt(AboutProject, a, message, ReceiptUnclear, "")
}

// takeUpFiled lets a mail that somebody has filed begin what it was to begin, and files the
// mails that it forwards with it. Under none, or under a project that its sender does not
// manage, it begins nothing.
func (tx *Tx) takeUpFiled(message int64, project, actor string) error {
	ids, err := tx.ids(`SELECT id FROM held WHERE message_id = $1 AND state = 'held' AND why = 'project' ORDER BY id`, message)
	if err != nil {
		return fmt.Errorf("look for what is held of message %d: %w", message, err)
	}
	for _, id := range ids {
		if err := tx.takeUpUnder(id, project, actor); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return tx.fileForwarded(message, project, actor)
}

func (tx *Tx) takeUpUnder(id int64, project, actor string) error {
	h, err := tx.heldProject(id)
	if err != nil {
		return err
	}
	if !slices.Contains(h.Projects, project) {
		_, err := heldMachine().moveBy(tx, id, EventHeldDropped, actor)
		return err
	}
	if err := tx.exec(`UPDATE held SET project = $1 WHERE id = $2`, project, id); err != nil {
		return fmt.Errorf("name the project of what is held (%d): %w", id, err)
	}
	return tx.takeUp(id, actor)
}

func (tx *Tx) heldProject(id int64) (h Held, err error) {
	var text string
	if err = tx.row(`SELECT effect FROM held WHERE id = $1`, id).Scan(&text); err == nil {
		err = json.Unmarshal([]byte(text), &h)
	}
	if err != nil {
		err = fmt.Errorf("read what is held (%d): %w", id, err)
	}
	return h, err
}

// mostForwarded is more than the mails that are logged out of one, which come right after it.
const mostForwarded = 200

func (tx *Tx) fileForwarded(message int64, project, actor string) error {
	var sum []byte
	if err := tx.row(`SELECT sha256 FROM raw WHERE id = $1`, message).Scan(&sum); err != nil {
		return fmt.Errorf("look for the bytes of message %d: %w", message, err)
	}
	var hash Hash
	copy(hash[:], sum)
	ids, err := tx.ids(`SELECT m.id FROM raw r JOIN message m ON m.id = r.id WHERE r.id > $1 AND r.id <= $2 AND r.origin = $3 AND m.project = '' ORDER BY r.id`,
		message, message+mostForwarded, OriginForwarded+hash.String())
	if err != nil {
		return fmt.Errorf("look for what message %d forwards: %w", message, err)
	}
	for _, id := range ids {
		if _, err := tx.FileMessage(id, project, actor); err != nil {
			return err
		}
	}
	return nil
}

// loadProjects reads of which projects a PM is asked which a mail is for.
func loadProjects(ctx context.Context, q querier, r *Request) error {
	return r.load(ctx, q, `SELECT coalesce(json_extract(effect, '$.projects'), '[]') FROM held WHERE id = $1`, &r.Projects)
}

// ProjectQuestion is the question to a PM which project a mail of theirs is for.
type ProjectQuestion struct {
	ID       int64
	Project  string   // that the question is sent for
	Projects []string // the one it belongs to is among them
	Address  string   // of record of the PM
	Begins   bool     // a text that people are to confirm, action items, or a change
	State    HeldState
	Message  int64
}

// ProjectQuestion returns the question about a mail that is held, under a number, until its PM says
// which project it is for.
func (s *Store) ProjectQuestion(ctx context.Context, id int64) (w ProjectQuestion, err error) {
	var text string
	var h Held
	err = s.reader.QueryRowContext(ctx, `SELECT id, project, effect, state, message_id FROM held WHERE id = $1`, id).Scan(&w.ID, &w.Project, &text, &w.State, &w.Message)
	if err == nil {
		err = json.Unmarshal([]byte(text), &h)
	}
	if err != nil {
		return w, fmt.Errorf("read the mail whose project is asked for (%d): %w", id, explain(err))
	}
	w.Projects, w.Address, w.Begins = h.Projects, h.Address, h.Draft != nil
	return w, nil
}
