package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The log tells what passed between the two sides and what was agreed. What Rapport writes,
// and what people write to Rapport alone, are errands: they stand in the log as one line for
// each matter that they are about.

// MatterState is what errands are about: a text to confirm, a change, a dispute, a report, a survey,
// a meeting or a case, as it is now.
type MatterState struct {
	Kind    string    `json:"kind"` // of ConfirmationKind, or change, dispute, report, survey, meeting, case
	Project string    `json:"project"`
	Number  int       `json:"number"` // among those of its kind in its project, as commands have it; 0: none
	Title   string    `json:"title"`
	State   string    `json:"state"`
	Outcome string    `json:"outcome,omitempty"` // of a text
	Version int       `json:"version,omitempty"` // of a text
	From    string    `json:"from,omitempty"`    // first and last day of a report
	To      string    `json:"to,omitempty"`
	By      []Address `json:"by"` // who brought it to its state, or is awaited
	At      time.Time `json:"at"` // when it came to its state
	// WorkItem is the key of what it became in a tracker, and WorkStage how far that is; "" for none.
	WorkItem  string `json:"work_item,omitempty"`
	WorkStage string `json:"work_stage,omitempty"`
	// Deputies are those who answered in the place of others, by the addresses of these.
	Deputies map[string]Address `json:"deputies,omitempty"`
	// Asked are the addresses of those who were asked about it, whichever side they are of.
	Asked []string `json:"-"`
	key   string   // "confirmation 3": its table and number
}

// The kinds of a MatterState besides those of texts and procedures.
const (
	MatterReport  = "report"
	MatterSurvey  = "survey"
	MatterMeeting = "meeting"
	MatterCase    = "case"
)

// StoryLine is one line of the log as it tells the story: an entry, or a matter.
type StoryLine struct {
	Entry  *Entry // nil: it is a matter
	Matter *MatterState
	At     time.Time
}

// ErrandCount is how many entries a story leaves out: those that stand in no line of a matter.
type ErrandCount struct{ InMatters, Others int }

// Story is Log without errands, with a line for each matter of which there is one: it stands
// where the matter came to its present state: at the end if that was after the last entry, and
// at its first mail of the period if that was before. q.Own must be set.
func (s *Store) Story(ctx context.Context, q LogQuery, yield func(StoryLine) error) (left ErrandCount, err error) {
	var (
		waiting []StoryLine // of matters
		seen    = map[string]bool{}
	)
	order := func(a, b StoryLine) int {
		if q.ReadBack {
			a, b = b, a
		}
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Matter.key, b.Matter.key))
	}
	// tell yields the matters that stand before at; the zero time: all of them.
	tell := func(at time.Time) error {
		for len(waiting) > 0 {
			line := waiting[0]
			if !at.IsZero() && (!q.ReadBack && line.At.After(at) || q.ReadBack && line.At.Before(at)) {
				return nil
			}
			waiting = waiting[1:]
			if err := yield(line); err != nil {
				return err
			}
		}
		return nil
	}
	err = s.Log(ctx, q, func(e Entry) error {
		if m := e.About; m != nil && e.Errand && !seen[m.key] {
			seen[m.key] = true
			line := StoryLine{Matter: m, At: m.At}
			if line.At.Before(q.Since) { // a mail came later, such as a receipt
				line.At = e.At
			}
			at, _ := slices.BinarySearchFunc(waiting, line, order)
			waiting = slices.Insert(waiting, at, line)
		}
		if err := tell(e.At); err != nil {
			return err
		}
		switch {
		case !e.Errand || q.Errands:
			return yield(StoryLine{Entry: &e, At: e.At})
		case e.About != nil:
			left.InMatters++
		default:
			left.Others++
		}
		return nil
	})
	if err == nil {
		err = tell(time.Time{})
	}
	return left, err
}

// matterName is the table and the number of a matter.
type matterName struct {
	kind string
	id   int64
}

// String implements fmt.Stringer.
func (n matterName) String() string { return n.kind + " " + strconv.FormatInt(n.id, 10) }

// matterInKey returns the matter that the key of a mail of ours begins with, the narrowest
// of several: “case 5 procedure 2 version 1 asked” is about the procedure.
func matterInKey(key string) (found matterName, ok bool) {
	rank := []string{"case", "meeting", "survey", "report", "confirmation", "procedure"} // a text of a change is about the change
	words := strings.Fields(key)
	for ; len(words) >= 2; words = words[2:] {
		id, err := strconv.ParseInt(words[1], 10, 64)
		at := slices.Index(rank, words[0])
		switch {
		case err != nil || at < 0 && words[0] != "reports": // reports are named by when they are due
			return found, ok
		case at >= 0 && (!ok || at > slices.Index(rank, found.kind)):
			found, ok = matterName{words[0], id}, true
		}
	}
	return found, ok
}

// errandFacts is what tells whether an entry is an errand, and about what.
type errandFacts struct {
	sent      string          // key of the mail of ours that it is
	answered  string          // key of the mail of ours that it is the answer to
	replied   string          // key of a mail of ours that it names as the one it answers
	asked     bool            // that one asked something
	began     string          // the matter that it began, or took further
	uncounted UncountedReason // why it answers a question without counting; "": it does not
	inCase    bool            // it opened a case
	forwards  bool            // it holds mail of others
	ourThread bool            // Rapport has written in its thread
}

// addErrands sets which of the entries are errands, and about what. own reports whether an
// address is one of Rapport's.
func addErrands(ctx context.Context, q querier, own func(address string) bool, at map[int64]*Entry, ids string) error {
	matters := map[string][]*Entry{}
	_, err := collect(ctx, q, "read what the log is about", func(row scanner) (none struct{}, err error) {
		var (
			message int64
			f       errandFacts
		)
		err = row.Scan(&message, &f.sent, &f.answered, &f.replied, &f.asked, &f.began, &f.inCase, &f.forwards, &f.uncounted, &f.ourThread)
		if err != nil {
			return none, err
		}
		e := at[message]
		var about string
		e.Errand, about = f.errand(*e, own)
		if name, ok := matterInKey(about); ok {
			matters[name.String()] = append(matters[name.String()], e)
		}
		return none, nil
	}, `SELECT m.id, coalesce((SELECT o.key FROM outgoing_mail o WHERE o.raw_id = m.id), ''),
			coalesce((SELECT o.key FROM request r JOIN outgoing_mail o ON o.message_id = replace(r.message_id, '`+besideMark+`', '') WHERE r.answer_id = m.id AND r.answer_id IS NOT NULL LIMIT 1), ''),
			coalesce((SELECT o.key FROM json_each(CASE b.in_reply_to WHEN 'null' THEN '[]' ELSE b.in_reply_to END) j JOIN outgoing_mail o ON o.message_id = j.value LIMIT 1), ''),
			EXISTS (SELECT 1 FROM json_each(CASE b.in_reply_to WHEN 'null' THEN '[]' ELSE b.in_reply_to END) j JOIN request r ON r.message_id = j.value),
			coalesce((SELECT 'confirmation ' || c.id FROM confirmation c WHERE c.message_id = m.id AND c.message_id IS NOT NULL ORDER BY c.id LIMIT 1),
				(SELECT 'procedure ' || p.procedure_id FROM procedure_step p WHERE p.message_id = m.id AND p.message_id IS NOT NULL ORDER BY p.procedure_id LIMIT 1), ''),
			EXISTS (SELECT 1 FROM cases c WHERE c.message_id = m.id),
			CASE b.reading WHEN '' THEN 0 ELSE json_type(b.reading, '$.holds') IS NOT NULL END,
			CASE b.reading WHEN '' THEN '' ELSE coalesce(json_extract(b.reading, '$.uncounted.why'), '') END,
			EXISTS (SELECT 1 FROM message s WHERE s.thread_id = m.thread_id AND s.kind = 'sent')
		FROM message m JOIN body b ON b.message_id = m.id WHERE m.id IN (SELECT value FROM json_each($1))`, ids)
	if err != nil {
		return err
	}
	of, err := proceduresOf(ctx, q, slices.Collect(maps.Keys(matters)))
	if err != nil {
		return err
	}
	for text, procedure := range of {
		matters[procedure] = append(matters[procedure], matters[text]...)
		delete(matters, text)
	}
	found, err := readMatters(ctx, q, slices.Sorted(maps.Keys(matters)))
	for name, m := range found {
		for _, e := range matters[name] {
			e.About = m
		}
	}
	return err
}

// errand reports whether an entry is an errand, and the beginning of a key that says about
// what it is. What passes between the two sides never is, but for an answer that counts.
func (f errandFacts) errand(e Entry, own func(address string) bool) (errand bool, about string) {
	switch {
	case f.sent != "" || e.Kind == KindSent:
		return true, f.sent
	case slices.Contains([]Kind{KindBounce, KindDelay, KindReceipt, KindFeedback}, e.Kind):
		return true, ""
	case f.inCase || e.Talk != nil:
		return false, ""
	case f.uncounted == UncountedAgain || f.uncounted == UncountedTwice: // they are asked once more
		return true, f.replied
	case f.uncounted != "" && e.Role == RoleClient:
		return false, ""
	case f.answered != "":
		return true, f.answered
	}
	toUs := len(e.To)+len(e.Cc) > 0
	for _, a := range slices.Concat(e.To, e.Cc) {
		toUs = toUs && own(a.Address)
	}
	switch {
	case !toUs:
		return false, ""
	case f.asked:
		return true, f.replied
	case e.Role != RolePM && e.Role != RoleTeam:
		return false, ""
	case f.began != "":
		return true, f.began
	}
	return f.replied != "" || f.forwards || f.ourThread, f.replied
}
