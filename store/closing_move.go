package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/store/pattern"
)

// AboutClosing is what a response to the questions at the end of a project was about.
const AboutClosing = "closing"

// DecisionTakeUp, with PurposeDraft, is that suggestions of a retrospective, by their numbers, become
// action items and lessons.
const DecisionTakeUp Decision = "take-up"

// mostRoundsOfClosing is how often a PM is asked what becomes of what is open: a program that answers
// every mail comes to an end.
const mostRoundsOfClosing = 10

// BeginClosing begins the closing of a project, or of a quarter of it. Of c, Project, Client, Occasion,
// From, To, Retrospective, Actor and Message count. It reports false, and returns the one that there is,
// where the occasion has one that was not called off; that of a PM who has not answered is asked again.
func (tx *Tx) BeginClosing(c Closing) (Closing, bool, error) {
	list, err := collect(tx.ctx, tx.sql, "look for a closing", scanClosing, selectClosing+` WHERE project = $1 AND occasion = $2 AND state <> 'dropped'`, c.Project, c.Occasion)
	if err != nil {
		return c, false, err
	}
	if len(list) > 0 {
		if list[0].State == ClosingAsked {
			_, err = tx.askClosingAgain(list[0])
		}
		return list[0], false, err
	}
	state := ClosingBegun
	if !c.Ends() {
		state = ClosingAnswered
	}
	err = tx.row(`INSERT INTO closing (project, client, occasion, from_day, to_day, state, retrospective, actor, message_id, created_ms, changed_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
		c.Project, c.Client, c.Occasion, c.From, c.To, state, c.Retrospective, cleanActor(c.Actor), optional(c.Message), tx.now, tx.now).Scan(&c.ID)
	if err != nil {
		return c, false, fmt.Errorf("begin to close %s: %w", c.Project, err)
	}
	c, err = tx.closing(c.ID)
	return c, true, err
}

func (tx *Tx) closing(id int64) (Closing, error) {
	return scanClosing(tx.row(selectClosing+` WHERE id = $1`, id))
}

// MarkClosingAsked records that the PMs were asked about items. It reports false where the closing has
// moved on since c was read.
func (tx *Tx) MarkClosingAsked(c Closing, items []ClosingItem) (bool, error) {
	asked, err := closingMachine().move(tx, c.ID, EventClosingAsked)
	if err != nil || !asked {
		return asked, err
	}
	return true, tx.keepClosing(c.ID, items, c.Facts, c.Retrospective, nil, c.Round+1)
}

// keepClosing records what is known for a summary.
func (tx *Tx) keepClosing(id int64, items []ClosingItem, facts ClosingFacts, mode RetrospectiveMode, problems []string, round int) error {
	list, err := json.Marshal(slices.Concat([]ClosingItem{}, items))
	if err != nil {
		return fmt.Errorf("record what is open at closing %d: %w", id, err)
	}
	said, err := json.Marshal(facts)
	if err != nil {
		return fmt.Errorf("record what the PM says at closing %d: %w", id, err)
	}
	unread, err := json.Marshal(slices.Concat([]string{}, problems))
	if err != nil {
		return fmt.Errorf("record what was not understood at closing %d: %w", id, err)
	}
	return tx.exec(`UPDATE closing SET items = $1, facts = $2, retrospective = $3, problems = $4, round = $5 WHERE id = $6`, string(list), string(said), mode, string(unread), round, id)
}

// askClosingAgain has the PMs asked again. It reports false where they were asked too often.
func (tx *Tx) askClosingAgain(c Closing) (bool, error) {
	if c.Round >= mostRoundsOfClosing {
		return false, nil
	}
	return closingMachine().move(tx, c.ID, EventClosingUnclear)
}

// ClosingAnswer is what a PM says of a closing.
type ClosingAnswer struct {
	Words         []ItemCommand // VerbCarry, VerbDrop or VerbLeave for numbers; 0: all that is not named
	Facts         ClosingFacts
	Retrospective RetrospectiveMode // "": they do not say
	Problems      []string
}

// AnswerClosing applies what a PM says of a closing, and returns it as it then is: answered once every
// item has its word and they said how both sides are asked to look back. What they drop ends at once.
func (tx *Tx) AnswerClosing(c Closing, a ClosingAnswer, actor string, message int64) (Closing, error) {
	problems := slices.Clone(a.Problems)
	named := map[int]bool{}
	for _, w := range a.Words {
		named[w.Number] = true
	}
	for _, w := range a.Words {
		numbers := []int{w.Number}
		if w.Number == 0 {
			numbers = slices.DeleteFunc(c.Missing(), func(n int) bool { return named[n] })
		}
		for _, n := range numbers {
			word, known := closingWords()[w.Verb]
			if !known || n < 1 || n > len(c.Items) {
				problems = append(problems, w.said())
				continue
			}
			c.Items[n-1].Word = word
		}
	}
	c.Facts = c.Facts.With(a.Facts)
	if a.Retrospective != "" {
		c.Retrospective = a.Retrospective
	}
	problems, err := tx.dropOpen(c, problems, actor, message)
	if err != nil {
		return c, err
	}
	if err := tx.keepClosing(c.ID, c.Items, c.Facts, c.Retrospective, problems, c.Round); err != nil {
		return c, err
	}
	if len(c.Missing())+len(problems) > 0 || c.Retrospective == "" {
		if c.State == ClosingAsked {
			_, err = tx.askClosingAgain(c)
		}
	} else {
		_, err = closingMachine().moveBy(tx, c.ID, EventClosingAnswered, actor)
	}
	if err != nil {
		return c, err
	}
	return tx.closing(c.ID)
}

// closingWords are the words for items, by verb.
func closingWords() map[string]ClosingWord {
	return map[string]ClosingWord{VerbCarry: ClosingCarry, VerbDrop: ClosingDrop, VerbLeave: ClosingLeave}
}

// dropOpen ends the items that a PM drops. What cannot be ended keeps no word and is a problem.
func (tx *Tx) dropOpen(c Closing, problems []string, actor string, message int64) ([]string, error) {
	for i, item := range c.Items {
		if item.Word != ClosingDrop {
			continue
		}
		how := ItemCommand{Verb: VerbDrop}
		switch item.Kind {
		case ItemCase:
			how.Verb = VerbClose
		case ItemReport:
			how.Verb = "" // it is skipped
		}
		became, _, err := tx.settleItem(DigestItem{Kind: item.Kind, Object: item.Object, Version: item.Version, Project: c.Project}, how, actor, message)
		if err != nil {
			return problems, err
		}
		if became == itemUnknown {
			c.Items[i].Word = ""
			problems = append(problems, strconv.Itoa(i+1)+" "+VerbDrop)
		}
	}
	return problems, nil
}

// carryOver hands what a PM carries over to the next project of the client. A closing that was called
// off hands over nothing.
func (tx *Tx) carryOver(c Closing) error {
	for _, item := range c.Items {
		if item.Word != ClosingCarry {
			continue
		}
		if err := tx.addLesson(Lesson{Project: c.Project, Client: c.Client, Kind: LessonCarried, Text: item.Title, Actor: c.Actor}); err != nil {
			return err
		}
	}
	return nil
}

// AskClosingAgain has the PMs asked again, since both sides cannot be asked to look back as they said. It
// reports false where the closing has moved on, or they were asked too often.
func (tx *Tx) AskClosingAgain(c Closing) (bool, error) { return tx.askClosingAgain(c) }

// RefuseRetrospective takes back how both sides are asked to look back: that cannot be done as the PMs said.
// It reports false where the closing has moved on.
func (tx *Tx) RefuseRetrospective(c Closing) (bool, error) {
	return tx.changedOne(`UPDATE closing SET retrospective = '' WHERE id = $1 AND state = 'begun' AND retrospective = $2`, c.ID, c.Retrospective)
}

// applyClosing applies the reply of a PM to the questions at the end of a project. The next mail tells
// them what became of it: the draft of the summary, or the questions that are left.
func (tx *Tx) applyClosing(message int64, a *Response, m *Message) error {
	c, err := tx.closing(a.Object)
	if err != nil {
		return err
	}
	if c.State != ClosingAsked {
		return tx.queueReceipt(AboutClosing, a, message, ReceiptLate, m.ownWords())
	}
	if a.Decision == DecisionSkip {
		if _, err := closingMachine().moveBy(tx, c.ID, EventClosingDropped, a.Address); err != nil {
			return err
		}
		return tx.queueReceipt(AboutClosing, a, message, ReceiptWithdrawn, "")
	}
	said := ClosingAnswer{Words: a.Commands, Problems: a.Problems, Retrospective: RetrospectiveMode(a.Argument)}
	if a.Facts != nil {
		said.Facts = *a.Facts
	}
	if a.Decision == DecisionOK && len(c.Missing()) == 0 && (c.Retrospective != "" || said.Retrospective != "") {
		said.Problems = nil // what else they wrote before was no word for an item
	}
	if c, err = tx.AnswerClosing(c, said, a.Address, message); err != nil || c.State != ClosingAsked {
		return err
	}
	return tx.queueReceipt(AboutClosing, a, message, ReceiptUnclear, "") // they were asked too often
}

// closingOpen reports whether a reply to the questions at the end of a project can still have its effect.
func (tx *Tx) closingOpen(a *Response) (bool, error) {
	c, err := tx.closing(a.Object)
	return c.State == ClosingAsked, err
}

// DraftSummary makes the summary of a closing a text to confirm; progress is what its chart shows. It
// reports false where the closing has one, or was called off.
func (tx *Tx) DraftSummary(c Closing, title, text string, progress []ProgressPoint) (bool, error) {
	drafted, err := closingMachine().move(tx, c.ID, EventClosingDrafted)
	if err != nil || !drafted {
		return drafted, err
	}
	summary, err := tx.DraftConfirmation(Confirmation{Project: c.Project, Kind: ProjectSummary, Title: title, Text: text, Actor: daemonActor})
	if err != nil {
		return false, err
	}
	points, err := json.Marshal(slices.Concat([]ProgressPoint{}, progress))
	if err != nil {
		return false, fmt.Errorf("record the progress of %s: %w", c.Project, err)
	}
	return true, tx.exec(`UPDATE closing SET confirmation_id = $1, progress = $2 WHERE id = $3`, summary.ID, string(points), c.ID)
}

// EndClosing records that the summary of a closing has its outcome, or that its PM withdrew it.
func (tx *Tx) EndClosing(c Closing) (bool, error) {
	var state ConfirmationState
	if err := tx.row(`SELECT state FROM confirmation WHERE id = $1`, c.Confirmation).Scan(&state); err != nil {
		return false, fmt.Errorf("look at the summary of %s: %w", c.Project, err)
	}
	switch {
	case state == ConfirmationSettled, state == ConfirmationWithdrawn && !c.Ends(): // a quarter is offered once
		closed, err := closingMachine().move(tx, c.ID, EventClosingClosed)
		if err != nil || !closed {
			return closed, err
		}
		return true, tx.carryOver(c)
	case state == ConfirmationWithdrawn:
		dropped, err := closingMachine().move(tx, c.ID, EventClosingDropped)
		if err != nil || !dropped {
			return dropped, err
		}
		return true, tx.endRetrospective(c, daemonActor)
	}
	return false, nil
}

// LeaveQuarter records that the log has nothing of a quarter to sum up.
func (tx *Tx) LeaveQuarter(c Closing) (bool, error) {
	return closingMachine().move(tx, c.ID, EventClosingEmpty)
}

// CallOffClosing calls off a closing that is not over. The summary of it, if there is one, is withdrawn.
func (tx *Tx) CallOffClosing(c Closing, actor string) (bool, error) {
	if c.Confirmation != 0 {
		if _, err := tx.WithdrawConfirmation(c.Confirmation, actor); err != nil {
			return false, err
		}
	}
	dropped, err := closingMachine().moveBy(tx, c.ID, EventClosingDropped, actor)
	if err != nil || !dropped {
		return dropped, err
	}
	return true, tx.endRetrospective(c, actor)
}

// ReopenProject opens a project again that was closed. What it carried over is no longer handed on. It
// reports false where it was not closed.
func (tx *Tx) ReopenProject(c Closing, actor string) (bool, error) {
	reopened, err := closingMachine().moveBy(tx, c.ID, EventClosingReopened, actor)
	if err != nil || !reopened {
		return reopened, err
	}
	if err := tx.exec(`DELETE FROM lesson WHERE project = $1 AND kind = $2`, c.Project, LessonCarried); err != nil {
		return false, fmt.Errorf("take back what %s carried over: %w", c.Project, err)
	}
	return true, tx.endRetrospective(c, actor)
}

// endRetrospective ends the survey of a closing that does not stand, so that nobody is asked twice.
func (tx *Tx) endRetrospective(c Closing, actor string) error {
	if c.Survey == 0 {
		return nil
	}
	closed, err := tx.EndSurvey(c.Survey, actor)
	if err == nil && closed {
		_, err = tx.MarkSurveyReported(c.Survey)
	}
	return err
}

// PlanRetrospective plans the survey that asks both sides to look back. However lately somebody was asked
// something else, they are asked this once. It reports false where there is one already, or nobody to ask.
func (tx *Tx) PlanRetrospective(c Closing, template string, form Form, people []Contact) (bool, error) {
	var had bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM closing WHERE id = $1 AND survey_id IS NOT NULL)`, c.ID).Scan(&had); err != nil || had {
		return false, err
	}
	number, _, err := tx.PlanSurvey(Survey{Project: c.Project, Template: template, Form: form, Cause: SurveyByCommand, Occasion: occasionOfClosing + strconv.FormatInt(c.ID, 10), Actor: c.Actor}, people, time.Duration(0))
	if err != nil || number == 0 {
		return false, err
	}
	return true, tx.exec(`UPDATE closing SET survey_id = (SELECT id FROM survey WHERE project = $1 AND number = $2) WHERE id = $3`, c.Project, number, c.ID)
}

// DraftRetrospective makes what both sides wrote a text that the PM is shown.
func (tx *Tx) DraftRetrospective(c Closing, title, text string) error {
	t, err := tx.DraftConfirmation(Confirmation{Project: c.Project, Kind: Retrospective, Title: title, Text: text, Actor: daemonActor})
	if err != nil {
		return err
	}
	return tx.exec(`UPDATE closing SET retrospective_id = $1 WHERE id = $2`, t.ID, c.ID)
}

// MarkRetrospectiveSent records that a retrospective goes to both sides. It reports false where it is not
// approved any more.
func (tx *Tx) MarkRetrospectiveSent(id int64) (bool, error) {
	return tx.moveConfirmation(id, EventRetrospectiveSent, "")
}

// takenMark is before the suggestions of a retrospective that a PM has taken up.
const takenMark = "✓ "

// suggestionLine is a suggestion of a retrospective, with its number.
var suggestionLine = pattern.New(`^(\d{1,3})\. (\S.*)$`)

// takeUpSuggestions makes action items and lessons of the suggestions of a retrospective that a PM names
// by their numbers, and marks them in its text. It reports false where none of them is new.
func (tx *Tx) takeUpSuggestions(c Confirmation, a *Response) (bool, error) {
	list, err := collect(tx.ctx, tx.sql, "look for the closing of a retrospective", scanClosing, selectClosing+` WHERE retrospective_id = $1`, c.ID)
	if err != nil || len(list) == 0 {
		return false, err
	}
	wanted := func(n int) bool {
		return slices.ContainsFunc(a.Commands, func(one ItemCommand) bool { return one.Number == n || one.Number == 0 })
	}
	var taken []string
	lines := strings.Split(c.Latest(), "\n")
	for i, line := range lines {
		m := suggestionLine.FindStringSubmatch(line)
		if m == nil || strings.HasPrefix(m[2], takenMark) {
			continue
		}
		if n, err := strconv.Atoi(m[1]); err != nil || !wanted(n) {
			continue
		}
		taken = append(taken, wordsOf(m[2]))
		lines[i] = m[1] + ". " + takenMark + m[2]
	}
	if len(taken) == 0 {
		return false, nil
	}
	if revised, err := tx.reviseWith(c, strings.Join(lines, "\n"), c.LatestFiles(), a.Address); err != nil || !revised {
		return revised, err
	}
	for _, text := range taken {
		if _, err := tx.AddAction(Action{Project: c.Project, What: text, Confirmation: c.ID, Actor: a.Address}); err != nil {
			return false, err
		}
		if err := tx.addLesson(Lesson{Project: c.Project, Client: list[0].Client, Kind: LessonLearnt, Text: text, Actor: a.Address}); err != nil {
			return false, err
		}
	}
	return true, nil
}
