package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"time"
)

// AboutSurvey is what a response to a survey was about.
const AboutSurvey = "survey"

// DecisionStop, with PurposeSurvey, is that somebody wants no surveys.
const DecisionStop Decision = "stop"

// SurveyReply is what somebody answers to one question.
type SurveyReply struct {
	Question int    `json:"question"` // from 1
	Score    int    `json:"score"`    // or the number of the choice, from 1
	Words    string `json:"words"`    // of a text, or the choice
}

// applySurveyResponse records what somebody answers to a survey: a later answer to the same
// question replaces the earlier, until the survey closes. A first answer that is one number, and
// not low, has no receipt.
func (tx *Tx) applySurveyResponse(message int64, a *Response, m *Message) error {
	address := keyOf(a.Address)
	if a.Decision == DecisionStop {
		return nil // see stopMail
	}
	one, err := tx.survey(a.Object)
	if err != nil {
		return err
	}
	if one.State != SurveyAsked {
		if one.Anonymous {
			return tx.queueReceipt(AboutSurvey, a, message, ReceiptLate, "")
		}
		if err := tx.queueReceipt(AboutSurvey, a, message, ReceiptComment, m.ownWords()); err != nil {
			return err
		}
		return tx.queueReceipt(AboutSurvey, a, message, ReceiptLate, "")
	}
	if one.Anonymous {
		return tx.anonymous(message, a, one)
	}
	if len(a.Replies) == 0 && a.Comment == "" {
		return nil // thanks, and nothing else
	}
	plain := len(one.Questions) == 1 && len(a.Replies) == 1 && a.Comment == "" && a.Replies[0].Score != 0
	if plain {
		var before bool
		if err := tx.row(`SELECT EXISTS (SELECT 1 FROM survey_answer WHERE survey_id = $1 AND address = $2)`, one.ID, address).Scan(&before); err != nil {
			return fmt.Errorf("look for an earlier answer to survey %d: %w", one.ID, err)
		}
		plain = !before
	}
	low, err := tx.keepAnswers(message, a, one)
	if err != nil {
		return err
	}
	if low {
		if err := tx.lowScore(message, a, one, m); err != nil {
			return err
		}
	}
	if (low || a.Comment != "") && !one.LooksBack() { // which the PM gets put together
		if err := tx.queueReceipt(AboutSurvey, a, message, ReceiptComment, m.ownWords()); err != nil {
			return err
		}
	}
	if plain && !low { // what a number means is in no doubt, and another replaces it
		return nil
	}
	return tx.queueReceipt(AboutSurvey, a, message, ReceiptRecorded, "")
}

// keepAnswers records what somebody answers to a survey, in place of their earlier answers, and
// reports whether a score is low.
func (tx *Tx) keepAnswers(message int64, a *Response, one Survey) (low bool, err error) {
	address := keyOf(a.Address)
	for _, r := range a.Replies {
		low = low || one.Questions[r.Question-1].IsLow(r.Score, one.Low)
		// What nothing proves replaces nothing that is proved.
		if err := tx.exec(`DELETE FROM survey_answer WHERE survey_id = $1 AND address = $2 AND question = $3 AND unproved >= $4`, one.ID, address, r.Question, a.Unproved); err != nil {
			return false, err
		}
		if err := tx.keepAnswer(one.ID, address, r, a.Unproved, message, tx.now); err != nil {
			return false, err
		}
	}
	if a.Comment != "" {
		if err := tx.exec(`DELETE FROM survey_answer WHERE survey_id = $1 AND address = $2 AND question = 0 AND words = $3`, one.ID, address, a.Comment); err != nil {
			return false, err
		}
		if err := tx.keepAnswer(one.ID, address, SurveyReply{Words: a.Comment}, a.Unproved, message, tx.now); err != nil {
			return false, err
		}
	}
	if err := tx.exec(`UPDATE survey_person SET state = 'answered' WHERE survey_id = $1 AND address = $2`, one.ID, address); err != nil {
		return false, err
	}
	return low, nil
}

// lowScore opens a case for a low score, once for each person and survey.
func (tx *Tx) lowScore(message int64, a *Response, one Survey, m *Message) error {
	first, err := tx.changedOne(`UPDATE survey_person SET low = 1 WHERE survey_id = $1 AND address = $2 AND low = 0`, one.ID, keyOf(a.Address))
	if err != nil || !first {
		return err
	}
	return tx.openCase(Case{Project: one.Project, Kind: AskComplaint, Title: one.Title, Words: m.ownWords(), Message: message, Opened: m.Date, Actor: from(m)})
}

// anonymous keeps answers without anything that leads to who gave them. So they cannot be
// changed either: the first answer of each person counts.
func (tx *Tx) anonymous(message int64, a *Response, one Survey) error {
	if len(a.Replies) == 0 && a.Comment == "" {
		return nil
	}
	first, err := tx.changedOne(`UPDATE survey_person SET state = 'answered' WHERE survey_id = $1 AND address = $2 AND state <> 'answered'`, one.ID, keyOf(a.Address))
	if err != nil {
		return err
	}
	if !first {
		return tx.queueReceipt(AboutSurvey, a, message, ReceiptSettled, "")
	}
	replies := a.Replies
	if a.Comment != "" {
		replies = append(replies[:len(replies):len(replies)], SurveyReply{Words: a.Comment})
	}
	for _, r := range replies {
		if err := tx.keepAnswer(one.ID, "", r, a.Unproved, 0, 0); err != nil {
			return err
		}
	}
	return tx.queueReceipt(AboutSurvey, a, message, ReceiptRecorded, "")
}

func (tx *Tx) keepAnswer(survey int64, address string, r SurveyReply, unproved bool, message, at int64) error {
	var id [8]byte
	rand.Read(id[:]) // never fails
	err := tx.exec(`INSERT INTO survey_answer (id, survey_id, address, question, score, words, unproved, message_id, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		int64(binary.BigEndian.Uint64(id[:])>>1), survey, address, r.Question, r.Score, r.Words, unproved, optional(message), at)
	if err != nil {
		return fmt.Errorf("keep an answer to survey %d: %w", survey, err)
	}
	return nil
}

// SurveyAnswer is what one person answered to one question.
type SurveyAnswer struct {
	SurveyReply
	Address    string    `json:"address"` // "" where the survey is anonymous
	Unverified bool      `json:"unverified"`
	At         time.Time `json:"at"`
}

// SurveyAnswers returns the answers to a survey, the oldest first; those of an
// anonymous one in no order.
func (s *Store) SurveyAnswers(ctx context.Context, id int64) ([]SurveyAnswer, error) {
	return collect(ctx, s.reader, "list answers to a survey", func(row scanner) (a SurveyAnswer, err error) {
		err = row.Scan(&a.Question, &a.Score, &a.Words, &a.Address, &a.Unverified, ms(&a.At))
		return a, err
	}, `SELECT question, score, words, address, unproved, at_ms FROM survey_answer WHERE survey_id = $1 ORDER BY at_ms, question = 0, question, id`, id)
}
