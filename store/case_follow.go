package store

import (
	"fmt"
	"slices"
	"strings"

	"rapport/store/mention"
	"rapport/store/visible"
)

// longestTitle bounds the title of a case that is one of several asks of a mail, in
// characters.
const longestTitle = 60

// followCase applies a logged mail to the cases of its thread: a client who asks something
// opens one, or one for each ask of the mail, or asks again; any mail of the team answers.
func (tx *Tx) followCase(id, thread int64, m *Message, v Verdict) error {
	if v.Kind != KindHuman || v.Project == "" || v.answersOnly() || v.Draft != nil || v.Command != nil || tx.now-millis(m.Date) > oldestCase.Milliseconds() {
		return nil
	}
	if v.May(EffectStopClock) {
		if err := tx.dropHeldCases(thread, from(m)); err != nil {
			return err
		}
	}
	known, err := collect(tx.ctx, tx.sql, fmt.Sprintf("look for the cases of thread %d", thread), scanCase, selectCase+` WHERE (c.state <> 'closed' OR c.quiet = 1)
		AND c.id IN (SELECT COALESCE(o.merged_id, o.id) FROM cases o JOIN message m ON m.id = o.message_id WHERE m.thread_id = $1) ORDER BY c.id`, thread)
	if err != nil {
		return err
	}
	switch v.Role {
	case RolePM, RoleTeam:
		return tx.answerCases(id, m, v, known)
	case RoleClient:
		if err := tx.endWaits(m, v, known); err != nil {
			return err
		}
		return tx.askCases(id, thread, m, v, known)
	}
	return nil
}

// answerCases applies a mail of the team to the open cases of its thread. Of several, those are
// answered that it speaks of; all of them where it names none.
func (tx *Tx) answerCases(id int64, m *Message, v Verdict, known []Case) error {
	open := slices.DeleteFunc(known, func(c Case) bool { return c.State != CaseOpen || m.Date.Before(c.Opened) })
	if !v.May(EffectStopClock) { // it was written before it was asked, or answers nobody
		return nil
	}
	for _, c := range meant(m.ownWords(), open) {
		if moved, err := caseMachine().move(tx, c.ID, EventCaseAnswered); err != nil || !moved {
			return err
		}
		if err := tx.exec(`UPDATE cases SET answer_id = $1, answered_ms = $2, later = '' WHERE id = $3`, id, millis(m.Date), c.ID); err != nil {
			return err
		}
	}
	return nil
}

// meant returns those of several cases that a text speaks of, all of them where it names none.
func meant(text string, list []Case) []Case {
	if found := mentioned(text, list); len(found) > 0 {
		return found
	}
	return list
}

// mentioned returns the cases that a text speaks of.
func mentioned(text string, list []Case) (found []Case) {
	things := make([]string, len(list))
	for i, c := range list {
		things[i] = c.Title + "\n" + c.Words + "\n" + c.About
	}
	for _, i := range mention.Of(text, things) {
		found = append(found, list[i])
	}
	return found
}

// askCases applies what a client asks to the cases of its thread.
func (tx *Tx) askCases(id, thread int64, m *Message, v Verdict, known []Case) error {
	if !v.May(EffectOpenCase) || v.saysThanks() {
		return nil
	}
	one := Case{Project: v.Project, Title: m.Subject, Message: id, Opened: m.Date, Actor: from(m), Acknowledged: !v.May(EffectAcknowledge) || v.Stop != nil}
	one.Kind, one.Words = gravest(v.Asks)
	list := v.cases(one)
	if one.Kind == "" && len(list) < 2 { // what they write goes on with what was closed because all was quiet
		if len(known) == 0 || slices.ContainsFunc(known, func(c Case) bool { return c.State != CaseClosed }) {
			return nil
		}
		return tx.askAgain(id, thread, m, known[len(known)-1], known[len(known)-1].Words)
	}
	if len(known) == 0 {
		for i, c := range list {
			c.Acknowledged = c.Acknowledged || i > 0
			if err := tx.openCase(c); err != nil {
				return err
			}
		}
		return nil
	}
	return tx.goOn(id, thread, m, list, known)
}

// goOn applies the asks of a mail to the cases of its thread: each to the case that it
// speaks of. One that speaks of none is another case, unless it is all that the mail asks.
func (tx *Tx) goOn(id, thread int64, m *Message, list, known []Case) error {
	before := make([][]Case, len(list))
	none := true
	for i, c := range list {
		before[i] = mentioned(c.Words+"\n"+c.About, known)
		none = none && len(before[i]) == 0
	}
	if none {
		before[0] = []Case{latest(known)}
	}
	for i, c := range list {
		if len(before[i]) == 0 {
			c.Acknowledged = true // one number is enough of what goes on
			if err := tx.openCase(c); err != nil {
				return err
			}
		}
		for _, one := range before[i] {
			if err := tx.askAgain(id, thread, m, one, c.Words); err != nil {
				return err
			}
		}
	}
	return nil
}

// latest returns the case that a mail which names none goes on with: one that is open, else the
// one that was answered last.
func latest(known []Case) Case {
	return slices.MaxFunc(known, func(a, b Case) int {
		switch {
		case a.State == CaseOpen && b.State != CaseOpen:
			return 1
		case b.State == CaseOpen && a.State != CaseOpen:
			return -1
		}
		return a.Answered.Compare(b.Answered)
	})
}

// askAgain opens a case again that was answered, or closed because all was quiet.
func (tx *Tx) askAgain(id, thread int64, m *Message, c Case, words string) error {
	event := EventCaseAskedAgain
	switch {
	case c.State == CaseOpen, m.Date.Before(c.Answered): // an older one came late
		return nil
	case c.State == CaseClosed:
		event = EventCaseRevived
	}
	if moved, err := caseMachine().move(tx, c.ID, event); err != nil || !moved {
		return err
	}
	if err := tx.exec(`UPDATE cases SET opened_ms = $1, words = $2 WHERE id = $3`, millis(m.Date), words, c.ID); err != nil {
		return err
	}
	if err := tx.restart(c.ID); err != nil {
		return err
	}
	// By its own message its thread is known.
	return tx.exec(`UPDATE cases SET message_id = $1 WHERE id = $2 AND (SELECT thread_id FROM message WHERE id = cases.message_id) = $3`, id, c.ID, thread)
}

// restart has the clock of a case that is open again begin anew.
func (tx *Tx) restart(id int64) error {
	return tx.exec(`UPDATE cases SET due_ms = 0, answered_ms = 0, answer_id = NULL, answer_warning = 'none', later = '', quiet = 0 WHERE id = $1`, id)
}

// saysThanks reports whether a mail says no more than thanks or agreement, which neither ask
// nor answer anything.
func (v Verdict) saysThanks() bool {
	return len(v.Asks) > 0 && !v.asksApart() && !slices.ContainsFunc(v.Asks, func(a FoundAsk) bool { return a.Ask != AskThanks && a.Ask != AskApproval })
}

// asksApart reports whether a mail asks for separate things, even where no word of it tells what
// the mail asks as a whole.
func (v Verdict) asksApart() bool { return len(v.cases(Case{})) > 1 }

// OpensCases returns how many cases the mail opens in a new thread, if its proof is enough.
func (v Verdict) OpensCases() int {
	if !v.OpensCase() {
		return 0
	}
	return len(v.cases(Case{}))
}

// cases returns the cases that a mail opens: the one that it is as a whole, or one for each of
// its asks.
func (v Verdict) cases(one Case) (list []Case) {
	if v.Answer == nil {
		list = casesOf(v.SeparateAsks, v.Asks, one)
	}
	if len(list) < 2 {
		return []Case{one}
	}
	return list
}

// casesOf returns a case for each ask of a mail that somebody has to act on, in the words of
// the mail that show what it asks.
func casesOf(parts []SeparateAsk, asks []FoundAsk, one Case) (list []Case) {
	parts = slices.DeleteFunc(slices.Clone(parts), func(part SeparateAsk) bool { return !slices.Contains(caseAsks, part.Ask) })
	for i, part := range parts {
		c := one
		c.Kind, c.About, c.Words = part.Ask, part.Text, visible.Cut(part.Text, longestTitle)
		same := func(other SeparateAsk) bool { return other.Ask == part.Ask }
		if alone := slices.IndexFunc(parts, same) == i && !slices.ContainsFunc(parts[i+1:], same); alone {
			found := func(a FoundAsk) bool {
				return a.Ask == part.Ask && strings.Contains(part.Text, strings.TrimSuffix(a.Words, "…"))
			}
			if at := slices.IndexFunc(asks, found); at >= 0 {
				c.Words = asks[at].Words
			}
		}
		c.Title = visible.Cut(c.Words, longestTitle)
		list = append(list, c)
	}
	return list
}
