package store

import (
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// ItemCommand is what a PM says of one numbered item.
type ItemCommand struct {
	Number   int    `json:"n"`              // 0: every mail that the answer does not name
	Project  string `json:"project"`        // of a mail; "" : of none
	Verb     string `json:"word,omitempty"` // what is to be done; "": it belongs to Project
	Argument string `json:"for,omitempty"`  // with some words: who, of which kind, which number, until which day
	Name     string `json:"name,omitempty"` // with VerbAssign: of whom Argument is the address
	Words    string `json:"said,omitempty"` // in the words of the answer
	Role     Role   `json:"role,omitempty"` // with VerbIs: of the contact whose address Argument is
}

// said returns the command in the words of the answer, with the number.
func (s ItemCommand) said() string {
	if number := strconv.Itoa(s.Number); !strings.HasPrefix(s.Words, number) {
		return strings.TrimSpace(number + " " + s.Words)
	}
	return s.Words
}

// The verbs of an ItemCommand.
const (
	VerbClose    = "close" // or done
	VerbDrop     = "drop"
	VerbRemind   = "remind"
	VerbFor      = "for"
	VerbWithdraw = "withdraw"
	VerbSettle   = "settle"
	VerbOK       = "ok"
	VerbLift     = "lift"
	VerbKind     = "kind"
	VerbMerge    = "merge"
	VerbAssign   = "assign"
	VerbDue      = "due" // another day: Argument is 2026-03-06
	VerbTakeUp   = "take-up"
	VerbAsk      = "ask"   // people are to confirm it
	VerbTrack    = "track" // it becomes a work item of the tracker
	VerbReopen   = "reopen"
	VerbAwait    = "await" // the client is awaited: the clock stands
	VerbLater    = "later" // until a day: Argument is 2026-03-06
	VerbSplit    = "split" // several are made of it: Argument names them, a line each, or is ""
	VerbAll      = "all"   // of a list of action items, all are done
	VerbClient   = "client"
	VerbTeam     = "team"
	VerbRemove   = "remove"
	VerbCarry    = "carry" // over to the next project; of what is open when a project is closed, as VerbLeave
	VerbLeave    = "leave"
	VerbIs       = "is" // a person is the contact whom Argument names
)

// itemResult is what became of an item of a digest.
type itemResult int

const (
	itemGone    itemResult = iota // it was erased
	itemDone                      // as the PM said
	itemAlready                   // it was settled before
	itemUnknown                   // nothing of the sort can be done with it
)

// settleItem applies a command to one item. now is the project under which a mail is filed
// already.
func (tx *Tx) settleItem(item DigestItem, s ItemCommand, actor string, message int64) (_ itemResult, now string, err error) {
	if item.Kind == ItemMail {
		return tx.fileItem(item.Object, s, actor)
	}
	verb := s.Verb
	if verb == "" && s.Project == "" {
		verb = verbSkip
	}
	commands := itemCommands()
	i := slices.IndexFunc(commands, func(c itemCommand) bool { return c.kind == item.Kind && c.verb == verb })
	if i < 0 {
		return itemUnknown, "", nil
	}
	switch done, err := commands[i].do(tx, item, s, actor, message); {
	case errors.Is(err, errNotSo):
		return itemUnknown, "", nil
	case errors.Is(err, ErrNotFound) || errors.Is(err, ErrState):
		return itemAlready, "", nil
	case errors.Is(err, ErrBinding) || errors.Is(err, ErrOneMatter):
		return itemUnknown, "", nil
	case err != nil:
		return itemGone, "", err
	case !done:
		return itemAlready, "", nil
	}
	return itemDone, "", nil
}

func (tx *Tx) fileItem(message int64, s ItemCommand, actor string) (_ itemResult, now string, err error) {
	var signal Signal
	err = tx.row(`SELECT project, signal FROM message WHERE id = $1`, message).Scan(&now, &signal)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return itemGone, "", nil
	case err != nil:
		return itemGone, "", err
	case s.Verb != "":
		return itemUnknown, "", nil
	case now != "" || signal == SignalPerson:
		return itemAlready, now, nil
	}
	_, err = tx.FileMessage(message, s.Project, actor)
	return itemDone, "", err
}

// errNotSo reports that a command cannot be applied as its words have it.
var errNotSo = errors.New("nothing can be done with these words")

// itemCommand is what one verb does with items of one kind.
type itemCommand struct {
	kind string
	verb string
	do   func(tx *Tx, item DigestItem, s ItemCommand, actor string, message int64) (bool, error)
}

// verbSkip stands for a reply that says of an item, as of a mail that belongs to no
// project, that there is nothing to do.
const verbSkip = "skip"

// itemCommands lists what can be done with the items of a digest that are not mails.
func itemCommands() []itemCommand {
	return []itemCommand{
		{ItemCase, VerbClose, func(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
			return tx.CloseCase(item.Object, actor)
		}},
		{ItemCase, VerbKind, func(tx *Tx, item DigestItem, s ItemCommand, actor string, _ int64) (bool, error) {
			return tx.ChangeCaseKind(item.Object, Ask(s.Argument), actor)
		}},
		{ItemCase, VerbMerge, func(tx *Tx, item DigestItem, s ItemCommand, actor string, _ int64) (bool, error) {
			into, err := strconv.Atoi(s.Argument)
			if err != nil {
				return false, ErrNotFound
			}
			return tx.MergeCase(item.Object, into, actor)
		}},
		{ItemCase, VerbAssign, func(tx *Tx, item DigestItem, s ItemCommand, actor string, _ int64) (bool, error) {
			return tx.AssignCase(item.Object, s.Argument, actor)
		}},
		{ItemCase, VerbReopen, reopenItem},
		{ItemClosed, VerbReopen, reopenItem},
		{ItemClosed, VerbClose, leaveItem},
		{ItemClosed, verbSkip, leaveItem},
		{ItemCase, VerbAwait, func(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
			return tx.AwaitClient(item.Object, actor)
		}},
		{ItemCase, VerbLater, func(tx *Tx, item DigestItem, s ItemCommand, actor string, _ int64) (bool, error) {
			return tx.SnoozeCase(item.Object, s.Argument, actor)
		}},
		{ItemCase, VerbSplit, func(tx *Tx, item DigestItem, s ItemCommand, actor string, _ int64) (bool, error) {
			return tx.SplitCase(item.Object, splitTitles(s.Argument), actor)
		}},
		{ItemCase, VerbRemind, remindItem},
		{ItemCase, VerbTrack, func(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
			return tx.trackCase(item.Object, actor)
		}},

		{ItemConfirmation, VerbOK, func(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
			if item.Draft == 0 {
				return false, errNotSo
			}
			return tx.ApproveConfirmation(item.Object, item.Draft, actor)
		}},
		{ItemConfirmation, VerbRemind, func(tx *Tx, item DigestItem, _ ItemCommand, _ string, _ int64) (bool, error) {
			return tx.RemindConfirmation(item.Object, item.Version)
		}},
		{ItemConfirmation, VerbWithdraw, withdrawItem},
		{ItemConfirmation, VerbDrop, withdrawItem},
		{ItemConfirmation, VerbSettle, func(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
			return tx.SettleConfirmation(item.Object, item.Version, OutcomeDisputed, actor)
		}},
		{ItemConfirmation, VerbFor, func(tx *Tx, item DigestItem, s ItemCommand, actor string, message int64) (bool, error) {
			err := tx.ConfirmFor(item.Object, item.Version, s.Argument, actor, message)
			if errors.Is(err, ErrNotFound) {
				err = errNotSo
			}
			return true, err
		}},

		{ItemReport, VerbOK, func(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
			if item.Draft == 0 {
				return false, errNotSo
			}
			return tx.approveReport(item.Object, item.Draft, actor)
		}},
		{ItemReport, verbSkip, func(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
			return tx.skipReport(item.Object, actor)
		}},

		{ItemProcedure, VerbClose, func(tx *Tx, item DigestItem, _ ItemCommand, actor string, message int64) (bool, error) {
			return tx.stepItem(item, EventCarriedOut, actor, message)
		}},
		{ItemProcedure, VerbDrop, dropProcedureItem},
		{ItemProcedure, verbSkip, dropProcedureItem},

		{ItemAction, VerbClose, func(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
			return tx.CompleteAction(item.Object, actor)
		}},
		{ItemAction, VerbDrop, dropActionItem},
		{ItemAction, verbSkip, dropActionItem},
		{ItemAction, VerbAssign, func(tx *Tx, item DigestItem, s ItemCommand, actor string, _ int64) (bool, error) {
			return tx.RescheduleAction(item.Object, "", s.Name, s.Argument, actor)
		}},
		{ItemAction, VerbDue, func(tx *Tx, item DigestItem, s ItemCommand, actor string, _ int64) (bool, error) {
			return tx.RescheduleAction(item.Object, s.Argument, "", "", actor)
		}},

		{ItemAction, VerbRemind, remindItem},

		{ItemAwaited, VerbRemind, remindItem},
		{ItemAwaited, VerbClose, settleAwaitedItem},
		{ItemAwaited, VerbDrop, settleAwaitedItem},
		{ItemAwaited, verbSkip, settleAwaitedItem},

		{ItemHeld, VerbTakeUp, takeUpItem},
		{ItemHeld, VerbDrop, dropHeldItem},
		{ItemHeld, verbSkip, dropHeldItem},

		{ItemOffer, VerbAsk, (*Tx).takeOffer},
		{ItemOffer, VerbDrop, leaveItem},
		{ItemOffer, verbSkip, leaveItem},

		{ItemAddress, VerbLift, func(tx *Tx, item DigestItem, _ ItemCommand, _ string, _ int64) (bool, error) {
			return tx.lift(item.Name)
		}},

		{ItemPerson, VerbClient, settlePerson},
		{ItemPerson, VerbTeam, settlePerson},
		{ItemPerson, VerbIs, settlePerson},
		{ItemPerson, VerbRemove, settlePerson},
		{ItemPerson, VerbDrop, settlePerson},
		{ItemPerson, verbSkip, settlePerson},

		{ItemMissing, VerbDrop, leaveMissingItem},
		{ItemMissing, VerbClose, leaveMissingItem},
		{ItemMissing, verbSkip, leaveMissingItem},

		{ItemNotice, VerbClose, settleNoticeItem},
		{ItemNotice, VerbDrop, settleNoticeItem},
		{ItemNotice, verbSkip, settleNoticeItem},
	}
}

func reopenItem(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
	return tx.ReopenCase(item.Object, actor)
}

// leaveItem leaves something as it is: it is listed once.
func leaveItem(*Tx, DigestItem, ItemCommand, string, int64) (bool, error) { return true, nil }

func settleAwaitedItem(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
	return tx.SettleAwaited(item.Object, actor)
}

func withdrawItem(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
	return tx.WithdrawConfirmation(item.Object, actor)
}

func dropProcedureItem(tx *Tx, item DigestItem, _ ItemCommand, actor string, message int64) (bool, error) {
	return tx.stepItem(item, EventDropped, actor, message)
}

func dropActionItem(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
	return tx.DropAction(item.Object, actor)
}

func settleNoticeItem(tx *Tx, item DigestItem, _ ItemCommand, _ string, _ int64) (bool, error) {
	return tx.settleBounceHint(item.Object)
}

// stepItem applies an event to a procedure that has not moved on since it was listed.
func (tx *Tx) stepItem(item DigestItem, event Event, actor string, message int64) (bool, error) {
	m, err := tx.Procedure(item.Object)
	if err != nil || m.Version != item.Version {
		return false, err
	}
	return tx.StepProcedure(m.ID, event, "", actor, message)
}

// everyNumber replaces number 0, which stands for all others, by the mails that are not
// named.
func everyNumber(sorted []ItemCommand, items []DigestItem) []ItemCommand {
	var list []ItemCommand
	for _, s := range sorted {
		if s.Number != 0 {
			list = append(list, s)
			continue
		}
		for i := 1; i <= len(items); i++ {
			if items[i-1].Kind == ItemMail && !slices.ContainsFunc(sorted, func(o ItemCommand) bool { return o.Number == i }) {
				list = append(list, ItemCommand{Number: i, Project: s.Project})
			}
		}
	}
	return list
}
