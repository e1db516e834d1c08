package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"rapport/store/visible"
)

// longestTeamPart bounds, in characters, what is kept of a team member's part; the log has all of it.
const longestTeamPart = 16 << 10

// loadTeamParts reads which projects a request asks for a part of the report of: each is a
// RequestedReport with the number of the part.
func loadTeamParts(ctx context.Context, q querier, r *Request) error {
	list, err := collect(ctx, q, "list the parts that a mail asks for", func(row scanner) (one RequestedReport, err error) {
		err = row.Scan(&one.Report, &one.Project)
		return one, err
	}, `SELECT id, project FROM team_part WHERE ask = $1 ORDER BY id`, r.Object)
	r.Reports = list
	return err
}

// teamPartOpen reports whether what a response says of one of the reports can still have its effect.
func (tx *Tx) teamPartOpen(a *Response) (bool, error) {
	for _, part := range a.Parts {
		p, err := tx.teamPart(part.Report)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		if open, err := tx.awaitsTeam(p); err != nil || open || part.Decision != DecisionText {
			return true, err
		}
	}
	return false, nil
}

func (tx *Tx) teamPart(id int64) (TeamPart, error) {
	return scanTeamPart(tx.row(selectTeamPart+` WHERE id = $1`, id))
}

// awaitsTeam reports whether the report of a part is not approved yet, sent or left out.
func (tx *Tx) awaitsTeam(p TeamPart) (open bool, err error) {
	err = tx.row(`SELECT NOT EXISTS (SELECT 1 FROM report WHERE project = $1 AND period = $2 AND state IN ('approved', 'sent', 'skipped'))`, p.Project, p.Period).Scan(&open)
	if err != nil {
		err = fmt.Errorf("look for the report %s of %s: %w", p.Period, p.Project, err)
	}
	return open, err
}

// applyTeamResponse keeps what a team member says of their work for the PMs, and whether they want
// to be asked again. A receipt goes out where the PMs' form does not have what they wrote.
func (tx *Tx) applyTeamResponse(message int64, a *Response, m *Message) error {
	told := map[string][]string{} // the projects, by what the receipt says
	for _, part := range a.Parts {
		p, err := tx.teamPart(part.Report)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		tell, err := tx.applyTeamPart(message, p, part)
		if err != nil {
			return fmt.Errorf("apply the part about %s: %w", part.Project, err)
		}
		told[tell] = append(told[tell], p.Project)
	}
	for _, tell := range []string{ReceiptWithdrawn, ReceiptRecorded, ReceiptLate} {
		if len(told[tell]) > 0 {
			return tx.queueReceipt(AboutTeam, a, message, tell, strings.Join(told[tell], ", "))
		}
	}
	if len(a.Problems) > 0 || len(a.Parts) == 0 && a.Decision != DecisionNote {
		words := m.ownWords()
		if len(a.Problems) > 0 {
			words = a.Problems[0]
		}
		return tx.queueReceipt(AboutTeam, a, message, ReceiptWhich, shortened(words))
	}
	return nil
}

// applyTeamPart applies what a response says of one report, and returns what its sender is to be told.
func (tx *Tx) applyTeamPart(message int64, p TeamPart, said ReportPart) (tell string, err error) {
	switch said.Decision {
	case DecisionSkip:
		if _, err := teamPartMachine().move(tx, p.ID, EventTeamPartDeclined); err != nil {
			return "", err
		}
		return ReceiptWithdrawn, tx.StopAskingTeam(p.Project, p.Address, message)
	case DecisionAskAgain:
		_, err := tx.AskTeamAgain(p.Project, p.Address)
		return ReceiptRecorded, err
	}
	if open, err := tx.awaitsTeam(p); err != nil || !open {
		return ReceiptLate, err
	}
	if _, err := teamPartMachine().move(tx, p.ID, EventTeamPartAnswered); err != nil {
		return "", err
	}
	return "", tx.exec(`UPDATE team_part SET text = $1, message_id = $2, shown = '[]' WHERE id = $3`, visible.Cut(said.Text, longestTeamPart), message, p.ID)
}
