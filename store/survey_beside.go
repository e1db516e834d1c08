package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// besideMark is behind the Message-ID of a mail that asks a second thing, in the request for
// that: the Message-ID alone belongs to the first.
const besideMark = "#beside"

// AskBeside records a second request that the mail with a Message-ID makes. Only its token leads to
// it: a reply to the mail answers the first request.
func (tx *Tx) AskBeside(r Request, messageID string) error { return tx.Ask(r, messageID+besideMark) }

// OccasionOfCase is the occasion of the survey about a case.
func OccasionOfCase(id int64) string { return fmt.Sprint(SurveyByCase, " ", id) }

// IsOneScore reports whether a form is one question that a number answers, and not anonymous: such a
// question can be asked in a mail about something else.
func (f Form) IsOneScore() bool {
	return len(f.Questions) == 1 && f.Questions[0].Kind == QuestionScore && !f.Anonymous
}

// SurveyOn returns the survey of an occasion; found is false if it had none.
func (s *Store) SurveyOn(ctx context.Context, project, occasion string) (one Survey, found bool, err error) {
	list, err := collect(ctx, s.reader, "look for a survey", scanSurvey, selectSurvey+` WHERE project = $1 AND occasion = $2`, project, occasion)
	if err != nil || len(list) == 0 {
		return one, false, err
	}
	return list[0], true, nil
}

// MaySurvey reports whether PlanSurvey would ask a contact.
func (s *Store) MaySurvey(ctx context.Context, one Survey, c Contact, every time.Duration) (bool, error) {
	stopped, last, err := lastSurveyed(ctx, s.reader, c, one)
	return !stopped && (last == 0 || millis(s.now())-last >= every.Milliseconds()), err
}

// PlanSurveyBeside plans a survey of one contact and records that a mail about something else asks
// them, so that they get no reminder. It returns 0 if they may not be asked.
func (tx *Tx) PlanSurveyBeside(s Survey, c Contact, every time.Duration) (id int64, err error) {
	number, _, err := tx.PlanSurvey(s, []Contact{c}, every)
	if err != nil || number == 0 {
		return 0, err
	}
	if err := tx.row(`SELECT id FROM survey WHERE project = $1 AND number = $2`, s.Project, number).Scan(&id); err != nil {
		return 0, fmt.Errorf("look for survey %d of %s: %w", number, s.Project, err)
	}
	if _, err := tx.MarkSurveyAsked(id, s.Closes); err != nil {
		return 0, err
	}
	_, err = tx.MarkSurveyReminded(id)
	return id, err
}

// besideSolution returns the survey that may be answered in a reply to the solution of a case: the
// one about that case, while it is open and asks one score of the person at an address.
func besideSolution(ctx context.Context, q querier, confirmation int64, address string) (survey int64, form Form, err error) {
	var text string
	err = q.QueryRowContext(ctx, `SELECT s.id, s.form FROM confirmation c JOIN survey s ON s.project = c.project AND s.occasion = 'case ' || c.case_id
		JOIN survey_person p ON p.survey_id = s.id AND p.address = $1 WHERE c.id = $2 AND c.kind = 'solution' AND s.state = 'asked'`, keyOf(address), confirmation).Scan(&survey, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, form, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &form)
	}
	if err != nil {
		return 0, form, fmt.Errorf("look for the survey beside confirmation %d: %w", confirmation, explain(err))
	}
	if !form.IsOneScore() {
		return 0, Form{}, nil
	}
	return survey, form, nil
}

// recordBeside records the score that a reply to a solution has beside what it says of it.
func (tx *Tx) recordBeside(message int64, a *Response, m *Message) error {
	survey, _, err := besideSolution(tx.ctx, tx.sql, a.Object, a.Address)
	if err != nil || survey == 0 {
		return err
	}
	said := Response{Purpose: PurposeSurvey, Object: survey, Address: a.Address, Decision: DecisionText, Replies: a.Replies, Proved: a.Proved, Unproved: !a.Proved}
	return tx.applySurveyResponse(message, &said, m)
}
