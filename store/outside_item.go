package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// OutsideState is how sure it is that a tracker has a work item.
type OutsideState string

// The states of a work item.
const (
	OutsideWanted OutsideState = "wanted" // it is to be made; the tracker does not have it
	OutsideSent   OutsideState = "sent"   // the tracker was asked to make it, and may have
	OutsideKnown  OutsideState = "known"  // the tracker has it
)

// What happens to a work item.
const (
	EventOutsideSent    Event = "the tracker is asked to make it"
	EventOutsideRefused Event = "the tracker refuses"
	EventOutsideAbsent  Event = "the tracker turns out not to have it"
	EventOutsideKnown   Event = "the tracker has it"
)

// OutsideMoves is the whole of what can happen to a work item. From sent it becomes wanted
// only where it is certain that the tracker does not have it.
func OutsideMoves() []Move[OutsideState] {
	return []Move[OutsideState]{
		{EventOutsideSent, []OutsideState{OutsideWanted}, OutsideSent},
		{EventOutsideRefused, []OutsideState{OutsideSent}, OutsideWanted},
		{EventOutsideAbsent, []OutsideState{OutsideSent}, OutsideWanted},
		{EventOutsideKnown, []OutsideState{OutsideSent}, OutsideKnown},
	}
}

func outsideMachine() machine[OutsideState] {
	return machine[OutsideState]{"outside_item", "changed_ms", OutsideMoves()}
}

// OutsideItem is a work item of an issue tracker that a change or a case becomes.
type OutsideItem struct {
	ID        int64        `json:"-"`
	Project   string       `json:"-"`
	Procedure int64        `json:"-"` // the change; 0: it is of a case
	Case      int64        `json:"-"` // 0: it is of a change
	State     OutsideState `json:"state"`
	Mark      string       `json:"mark"` // in its description
	Title     string       `json:"title"`
	Tracker   string       `json:"tracker"` // name of the system
	OutsideID string       `json:"-"`       // by which the interface of the system knows it
	Key       string       `json:"key"`     // by which people do
	URL       string       `json:"url"`
	Stage     string       `json:"stage"` // there: pending, active or done
	Fault     string       `json:"fault,omitempty"`
	Tries     int          `json:"tries"`
	Asked     bool         `json:"asked"` // it is done there, and the PM was asked whether it is here
	Actor     string       `json:"actor"` // who wants it
	Sent      time.Time    `json:"-"`     // the first try
	Last      time.Time    `json:"-"`     // the last one
	Next      time.Time    `json:"-"`     // when it is looked at next
	Changed   time.Time    `json:"changed"`
}

const selectOutside = `SELECT i.id, i.project, COALESCE(i.procedure_id, 0), COALESCE(i.case_id, 0), i.state, i.mark, i.title, i.tracker, i.outside_id, i.key, i.url, i.stage, i.fault, i.tries, i.asked, i.actor,
	i.sent_ms, i.last_ms, i.next_ms, i.changed_ms FROM outside_item i`

func scanOutside(row scanner) (i OutsideItem, err error) {
	err = row.Scan(&i.ID, &i.Project, &i.Procedure, &i.Case, &i.State, &i.Mark, &i.Title, &i.Tracker, &i.OutsideID, &i.Key, &i.URL, &i.Stage, &i.Fault, &i.Tries, &i.Asked, &i.Actor,
		ms(&i.Sent), ms(&i.Last), ms(&i.Next), ms(&i.Changed))
	return i, readError("read a work item", err)
}

// OutsideItems returns the work items of a project that are not over: what may be in doubt,
// and what belongs to a change that is to be carried out or to an open case.
func (s *Store) OutsideItems(ctx context.Context, project string) ([]OutsideItem, error) {
	return collect(ctx, s.reader, "list work items", scanOutside, selectOutside+` LEFT JOIN procedure p ON p.id = i.procedure_id LEFT JOIN cases c ON c.id = i.case_id
		WHERE i.project = $1 AND (i.state = 'sent' OR p.state = 'approved' OR c.state <> 'closed') ORDER BY i.id`, project)
}

// OutsideItemOf returns the work item of a change or of a case, and whether there is one. One
// of the two numbers is 0.
func (s *Store) OutsideItemOf(ctx context.Context, procedure, inCase int64) (OutsideItem, bool, error) {
	list, err := collect(ctx, s.reader, "look for a work item", scanOutside, selectOutside+` WHERE i.procedure_id = $1 OR i.case_id = $2`, optional(procedure), optional(inCase))
	if err != nil || len(list) == 0 {
		return OutsideItem{}, false, err
	}
	return list[0], true, nil
}

// UntrackedChanges returns the approved changes of a project that no work item was made of.
func (s *Store) UntrackedChanges(ctx context.Context, project string) ([]Procedure, error) {
	return collect(ctx, s.reader, "list changes without a work item", scanProcedure, selectProcedure+` WHERE project = $1 AND kind = 'change' AND state = 'approved'
		AND NOT EXISTS (SELECT 1 FROM outside_item i WHERE i.procedure_id = procedure.id) ORDER BY id`, project)
}

// WantOutsideItem records that a change or a case is to become a work item, and reports
// whether it was not to before. Of i, only Project, Procedure, Case, Mark, Title and Actor
// count; the mark is made unique.
func (tx *Tx) WantOutsideItem(i OutsideItem) (bool, error) {
	const random = 8 // characters: a log that was begun anew counts from 1 again
	wanted, err := tx.changedOne(`INSERT INTO outside_item (project, procedure_id, case_id, mark, title, actor, changed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		i.Project, optional(i.Procedure), optional(i.Case), i.Mark+"-"+NewTag()[:random], strings.TrimSpace(i.Title), cleanActor(i.Actor), tx.now)
	if err != nil {
		return false, fmt.Errorf("ask for the work item %q: %w", i.Title, err)
	}
	return wanted, nil
}

// trackCase makes a case a work item, as a PM says in reply to a digest.
func (tx *Tx) trackCase(id int64, actor string) (bool, error) {
	c, err := tx.Case(id)
	if err != nil || c.State == CaseClosed {
		return false, err
	}
	return tx.WantOutsideItem(OutsideItem{Project: c.Project, Case: c.ID, Mark: fmt.Sprintf("Rapport-%s-case-%d", c.Project, c.Number), Title: titleOf(c), Actor: actor})
}

// titleOf returns what a case is called, or how its words begin.
func titleOf(c Case) string {
	const longest = 60 // characters
	if title := ReadSubject(c.Title).Title; title != "" {
		return title
	}
	words := []rune(strings.Join(strings.Fields(c.Words), " "))
	return string(words[:min(len(words), longest)])
}

// MarkOutsideSent records that a tracker is about to be asked to make a work item. From now on
// it may have it, whatever happens; next is when the tracker is asked whether it does.
func (tx *Tx) MarkOutsideSent(i OutsideItem, tracker string, next time.Time) (bool, error) {
	moved, err := outsideMachine().move(tx, i.ID, EventOutsideSent)
	if err != nil || !moved {
		return false, err
	}
	return true, tx.exec(`UPDATE outside_item SET tracker = $1, tries = tries + 1, sent_ms = CASE sent_ms WHEN 0 THEN $2 ELSE sent_ms END, last_ms = $3, next_ms = $4 WHERE id = $5`,
		tracker, tx.now, tx.now, millis(next), i.ID)
}

// MarkOutsideKnown records the work item that a tracker has. Of i, its ID and what the tracker
// says of it count.
func (tx *Tx) MarkOutsideKnown(i OutsideItem, next time.Time) (bool, error) {
	moved, err := outsideMachine().move(tx, i.ID, EventOutsideKnown)
	if err != nil || !moved {
		return false, err
	}
	return true, tx.exec(`UPDATE outside_item SET outside_id = $1, key = $2, url = $3, stage = $4, fault = '', next_ms = $5 WHERE id = $6`, i.OutsideID, i.Key, i.URL, i.Stage, millis(next), i.ID)
}

// MarkOutsideWanted records that a tracker does not have a work item: it refused to make it,
// with the fault, or turns out never to have made it. It is asked again next.
func (tx *Tx) MarkOutsideWanted(i OutsideItem, because Event, fault string, next time.Time) (bool, error) {
	moved, err := outsideMachine().move(tx, i.ID, because)
	if err != nil || !moved {
		return false, err
	}
	return true, tx.exec(`UPDATE outside_item SET fault = $1, next_ms = $2 WHERE id = $3`, fault, millis(next), i.ID)
}

// MarkOutsideSeen records what a tracker says of a work item now, or the fault that it did not
// say it. Nothing is written but the time where both are as before.
func (tx *Tx) MarkOutsideSeen(i OutsideItem, next time.Time) error {
	err := tx.exec(`UPDATE outside_item SET key = $1, url = $2, stage = $3, fault = $4, asked = CASE $5 WHEN 'done' THEN asked ELSE 0 END, changed_ms = $6 WHERE id = $7 AND (key <> $8 OR url <> $9 OR stage <> $10 OR fault <> $11)`,
		i.Key, i.URL, i.Stage, i.Fault, i.Stage, tx.now, i.ID, i.Key, i.URL, i.Stage, i.Fault)
	if err != nil {
		return err
	}
	return tx.exec(`UPDATE outside_item SET next_ms = $1 WHERE id = $2`, millis(next), i.ID)
}

// MarkOutsideAsked records that the PM was asked whether what is done in the tracker is done
// here too. It reports false where they were before.
func (tx *Tx) MarkOutsideAsked(i OutsideItem) (bool, error) {
	return tx.changedOne(`UPDATE outside_item SET asked = 1 WHERE id = $1 AND stage = 'done' AND asked = 0`, i.ID)
}
