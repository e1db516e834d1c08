package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ActionState is how far an action item is.
type ActionState string

// The states of an action item.
const (
	ActionOpen    ActionState = "open"
	ActionDone    ActionState = "done"
	ActionDropped ActionState = "dropped" // it need not be done
)

// What happens to an action item.
const (
	EventActionDone     Event = "it is done"
	EventActionDropped  Event = "the PM drops it"
	EventActionReopened Event = "somebody opens it again"
)

// ActionMoves is the whole of what can happen to an action item.
func ActionMoves() []Move[ActionState] {
	return []Move[ActionState]{
		{EventActionDone, []ActionState{ActionOpen}, ActionDone},
		{EventActionDropped, []ActionState{ActionOpen}, ActionDropped},
		{EventActionReopened, []ActionState{ActionDone, ActionDropped}, ActionOpen},
	}
}

// Action is an action item.
type Action struct {
	ID           int64       `json:"-"`
	Project      string      `json:"project"`
	Number       int         `json:"number"` // in its project
	What         string      `json:"what"`
	Owner        string      `json:"owner"`   // name, as it was written
	Address      string      `json:"address"` // of the contact who that is; "" nobody knows
	Due          string      `json:"due"`     // 2026-03-06, where the project is; "" no day was named
	State        ActionState `json:"state"`
	Confirmation int64       `json:"-"`                 // the minutes it comes of; 0: none
	Minutes      int         `json:"minutes,omitempty"` // their number
	Message      int64       `json:"-"`                 // the mail it comes of; 0: none
	Given        bool        `json:"given"`             // its owner has it
	Reminded     Warning     `json:"reminded"`          // of its day
	Actor        string      `json:"actor"`
	Created      time.Time   `json:"created"`
	Changed      time.Time   `json:"changed"`
}

const selectAction = `SELECT a.id, a.project, a.number, a.what, a.owner, a.address, a.due, a.state, COALESCE(a.confirmation_id, 0), COALESCE((SELECT c.number FROM confirmation c WHERE c.id = a.confirmation_id), 0),
	COALESCE(a.message_id, 0), a.given, a.reminder, a.actor, a.created_ms, a.changed_ms FROM action a`

func scanAction(row scanner) (a Action, err error) {
	err = row.Scan(&a.ID, &a.Project, &a.Number, &a.What, &a.Owner, &a.Address, &a.Due, &a.State, &a.Confirmation, &a.Minutes, &a.Message, &a.Given, &a.Reminded, &a.Actor, ms(&a.Created), ms(&a.Changed))
	return a, readError("read an action item", err)
}

// ActionQuery selects action items. Zero fields do not restrict.
type ActionQuery struct {
	Project string
	Number  int
	ID      int64
	Open    bool
}

// Actions returns action items by due date, the earliest first; those without one come
// last.
func (s *Store) Actions(ctx context.Context, q ActionQuery) ([]Action, error) {
	var f filter
	f.when(q.Project != "", "a.project = $%d", q.Project)
	f.when(q.Number != 0, "a.number = $%d", q.Number)
	f.when(q.ID != 0, "a.id = $%d", q.ID)
	f.holds(q.Open, "a.state = 'open'")
	return collect(ctx, s.reader, "list action items", scanAction, selectAction+f.where()+` ORDER BY a.due = '', a.due, a.id`, f.args...)
}

// Action returns an action item as the transaction sees it.
func (tx *Tx) Action(id int64) (Action, error) {
	return scanAction(tx.row(selectAction+` WHERE a.id = $1`, id))
}

// AddAction records an action item. Of a, only Project, What, Owner, Address, Due,
// Confirmation, Message and Actor count.
func (tx *Tx) AddAction(a Action) (Action, error) {
	err := tx.row(`INSERT INTO action (project, number, what, owner, address, due, state, confirmation_id, message_id, actor, created_ms, changed_ms)
		VALUES ($1, (SELECT COALESCE(max(number), 0) + 1 FROM action WHERE project = $2), $3, $4, $5, $6, 'open', $7, $8, $9, $10, $11) RETURNING id`,
		a.Project, a.Project, strings.TrimSpace(a.What), strings.TrimSpace(a.Owner), keyOf(a.Address), a.Due, optional(a.Confirmation), optional(a.Message), cleanActor(a.Actor), tx.now, tx.now).Scan(&a.ID)
	if err != nil {
		return a, fmt.Errorf("take an action item of %s: %w", a.Project, err)
	}
	return tx.Action(a.ID)
}

// CompleteAction records that an action item is done, and reports whether it was open.
func (tx *Tx) CompleteAction(id int64, actor string) (bool, error) {
	return actionMachine().moveBy(tx, id, EventActionDone, actor)
}

// DropAction records that an action item need not be done, and reports whether it was open.
func (tx *Tx) DropAction(id int64, actor string) (bool, error) {
	return actionMachine().moveBy(tx, id, EventActionDropped, actor)
}

// ReopenAction reopens an action item that was done or dropped, and reports whether it was.
func (tx *Tx) ReopenAction(id int64, actor string) (bool, error) {
	return actionMachine().moveBy(tx, id, EventActionReopened, actor)
}

func actionMachine() machine[ActionState] {
	return machine[ActionState]{"action", "changed_ms", ActionMoves()}
}

// RescheduleAction changes the due date or the owner of an open action item; "" keeps it.
// A new owner is sent the item.
func (tx *Tx) RescheduleAction(id int64, due, owner, address, actor string) (bool, error) {
	a, err := tx.Action(id)
	if err != nil || a.State != ActionOpen {
		return false, err
	}
	if due != "" {
		if err := tx.exec(`UPDATE action SET due = $1, reminder = 'none' WHERE id = $2`, due, id); err != nil {
			return false, err
		}
	}
	if owner != "" {
		if err := tx.exec(`UPDATE action SET owner = $1, address = $2, given = 0 WHERE id = $3`, owner, keyOf(address), id); err != nil {
			return false, err
		}
	}
	return true, tx.exec(`UPDATE action SET actor = $1, changed_ms = $2 WHERE id = $3`, cleanActor(actor), tx.now, id)
}

// AddActionList records the action items that one mail lists, in the order of their numbers
// there, and returns the id of the list.
func (tx *Tx) AddActionList(items []int64) (id int64, err error) {
	text, err := json.Marshal(items)
	if err == nil {
		err = tx.row(`INSERT INTO action_list (items) VALUES ($1) RETURNING id`, string(text)).Scan(&id)
	}
	if err != nil {
		return 0, fmt.Errorf("record the items of a mail: %w", err)
	}
	return id, nil
}

// MarkActionGiven records that the owner of an action item has it. reminded is the last
// reminder that they no longer need.
func (tx *Tx) MarkActionGiven(a Action, reminded Warning) (bool, error) {
	return tx.changedOne(`UPDATE action SET given = 1, reminder = $1 WHERE id = $2 AND state = 'open' AND given = 0 AND address = $3 AND due = $4`, max(a.Reminded, reminded), a.ID, a.Address, a.Due)
}

// MarkActionReminded records that the owner of an action item was reminded. It reports
// false where they have been since a was read.
func (tx *Tx) MarkActionReminded(a Action, reminded Warning) (bool, error) {
	return tx.changedOne(`UPDATE action SET reminder = $1 WHERE id = $2 AND state = 'open' AND due = $3 AND reminder = $4`, reminded, a.ID, a.Due, a.Reminded)
}

// decideAction applies the reply of an owner, or of a PM, to a list of action items.
func (tx *Tx) decideAction(message int64, a *Response, m *Message) error {
	var list string
	if err := tx.row(`SELECT items FROM action_list WHERE id = $1`, a.Object).Scan(&list); err != nil {
		return fmt.Errorf("the items of a mail: %w", err)
	}
	items, err := actionListIDs(list)
	if err != nil {
		return err
	}
	did := false
	for n, id := range items {
		i := slices.IndexFunc(a.Commands, func(s ItemCommand) bool {
			return s.Number == n+1 || s.Number == 0 && (s.Verb == VerbAll || len(items) == 1) // “done” of several says not which
		})
		if i < 0 {
			continue
		}
		said := a.Commands[i]
		if said.Verb == VerbAll {
			said.Verb = VerbClose
		}
		became, _, err := tx.settleItem(DigestItem{Kind: ItemAction, Object: id}, said, a.Address, message)
		if err != nil {
			return err
		}
		did = did || became != itemUnknown
	}
	if did {
		return tx.queueReceipt(AboutAction, a, message, ReceiptRecorded, "")
	}
	if a.Decision == DecisionItems { // a PM, who is not told what they wrote
		return tx.queueReceipt(AboutAction, a, message, ReceiptUnclear, "")
	}
	if err := tx.queueReceipt(AboutAction, a, message, ReceiptComment, m.ownWords()); err != nil {
		return err
	}
	return tx.queueReceipt(AboutAction, a, message, ReceiptPassedOn, "")
}

func actionListIDs(items string) (ids []int64, err error) {
	if err := json.Unmarshal([]byte(items), &ids); err != nil {
		return nil, fmt.Errorf("the items of a mail: %w", err)
	}
	return ids, nil
}

// ActionList returns the action items of a mail, in the order of their numbers there.
func (s *Store) ActionList(ctx context.Context, handout int64) ([]Action, error) {
	var text string
	err := s.reader.QueryRowContext(ctx, `SELECT items FROM action_list WHERE id = $1`, handout).Scan(&text)
	if err != nil {
		return nil, fmt.Errorf("the items of a mail: %w", explain(err))
	}
	ids, err := actionListIDs(text)
	if err != nil {
		return nil, err
	}
	var list []Action
	for _, id := range ids {
		a, err := scanAction(s.reader.QueryRowContext(ctx, selectAction+` WHERE a.id = $1`, id))
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

// PendingExtraction returns settled minutes, and approved action items, whose items have not
// been extracted.
func (s *Store) PendingExtraction(ctx context.Context) ([]Confirmation, error) {
	return collect(ctx, s.reader, "list minutes with their outcome", scanConfirmation, selectConfirmation+` WHERE actions_extracted = 0 AND (kind = 'minutes' AND state = 'settled' OR kind = 'actions' AND state = 'approved') ORDER BY id`)
}

// RecordExtractedActions records the action items of a confirmation, and returns them with
// their numbers. A second call changes nothing and returns none.
func (tx *Tx) RecordExtractedActions(confirmation int64, list []Action) (recorded []Action, err error) {
	first, err := tx.changedOne(`UPDATE confirmation SET actions_extracted = 1 WHERE id = $1 AND actions_extracted = 0`, confirmation)
	if err != nil || !first {
		return nil, err
	}
	for _, a := range list {
		one, err := tx.AddAction(a)
		if err != nil {
			return nil, err
		}
		recorded = append(recorded, one)
	}
	if _, err = tx.moveConfirmation(confirmation, EventHandedOut, ""); err != nil { // minutes are settled already
		return nil, err
	}
	return recorded, tx.exec(`UPDATE version_file SET version = (SELECT version FROM confirmation WHERE id = $1) WHERE about = 'confirmation' AND object = $2
		AND draft = (SELECT draft FROM confirmation WHERE id = $3 AND kind = 'actions')`, confirmation, confirmation, confirmation)
}
