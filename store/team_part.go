package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// TeamPartState is how far a team member's part of a report is.
type TeamPartState string

// The states of a TeamPart.
const (
	TeamPartAsked    TeamPartState = "asked"    // the team member was asked
	TeamPartAnswered TeamPartState = "answered" // they wrote something
	TeamPartDeclined TeamPartState = "declined" // they do not want to be asked
)

// What happens to a TeamPart.
const (
	EventTeamPartAnswered Event = "the team member answers"
	EventTeamPartDeclined Event = "the team member does not want to be asked"
)

// TeamPartMoves returns everything that can happen to a TeamPart. A later answer replaces an earlier
// one.
func TeamPartMoves() []Move[TeamPartState] {
	return []Move[TeamPartState]{
		{EventTeamPartAnswered, []TeamPartState{TeamPartAsked, TeamPartAnswered, TeamPartDeclined}, TeamPartAnswered},
		{EventTeamPartDeclined, []TeamPartState{TeamPartAsked}, TeamPartDeclined},
	}
}

func teamPartMachine() machine[TeamPartState] {
	return machine[TeamPartState]{"team_part", "changed_ms", TeamPartMoves()}
}

// TeamPart is what a team member writes about their work for a report. It is internal: PMs read it
// in the form of the report, and a client reads only what a PM takes over.
type TeamPart struct {
	ID      int64         `json:"-"`
	Project string        `json:"project"`
	Period  string        `json:"period"`  // of the report
	Address string        `json:"address"` // of the team member
	State   TeamPartState `json:"state"`
	Ask     int64         `json:"-"`    // the ID of the first part that the same mail asks for
	Text    string        `json:"text"` // their words; "" before they answer
	Message int64         `json:"-"`    // the mail that brought them; 0: none
	Shown   []string      `json:"-"`    // the addresses of the PMs who were shown Text
	Changed time.Time     `json:"changed"`
}

const selectTeamPart = `SELECT id, project, period, address, state, ask, text, coalesce(message_id, 0), shown, changed_ms FROM team_part`

func scanTeamPart(row scanner) (p TeamPart, err error) {
	var shown string
	err = row.Scan(&p.ID, &p.Project, &p.Period, &p.Address, &p.State, &p.Ask, &p.Text, &p.Message, &shown, ms(&p.Changed))
	if err == nil {
		err = json.Unmarshal([]byte(shown), &p.Shown)
	}
	return p, readError("read the part of a team member", err)
}

// TeamParts returns the parts of the report of a period, in the order in which they were asked for.
func (s *Store) TeamParts(ctx context.Context, project, period string) ([]TeamPart, error) {
	return collect(ctx, s.reader, "list the parts of the team", scanTeamPart, selectTeamPart+` WHERE project = $1 AND period = $2 ORDER BY id`, project, period)
}

// AskedTeamParts returns the parts that one mail asked for. ask is the number of the first.
func (s *Store) AskedTeamParts(ctx context.Context, ask int64) ([]TeamPart, error) {
	return collect(ctx, s.reader, "list the parts that a mail asks for", scanTeamPart, selectTeamPart+` WHERE ask = $1 ORDER BY id`, ask)
}

// AskTeamParts records that a team member is asked, in one mail, for their parts of some reports.
// It returns the number that the request is about, 0 where they were asked for all of them before.
func (tx *Tx) AskTeamParts(parts []TeamPart) (ask int64, err error) {
	for _, p := range parts {
		var id int64
		err := tx.row(`INSERT INTO team_part (project, period, address, state, changed_ms) VALUES ($1, $2, $3, 'asked', $4)
			ON CONFLICT (project, period, address) DO NOTHING RETURNING id`, p.Project, p.Period, keyOf(p.Address), tx.now).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if ask == 0 {
			ask = id
		}
		if err == nil {
			err = tx.exec(`UPDATE team_part SET ask = $1 WHERE id = $2`, ask, id)
		}
		if err != nil {
			return 0, fmt.Errorf("record that %s is asked for a part of the report %s of %s: %w", p.Address, p.Period, p.Project, err)
		}
	}
	return ask, nil
}

// MarkTeamPartShown records that a PM was shown a part as it was read. It changes nothing where
// the team member has written again since.
func (tx *Tx) MarkTeamPartShown(p TeamPart, pm string) error {
	err := tx.exec(`UPDATE team_part SET shown = json_insert(shown, '$[#]', $1) WHERE id = $2 AND message_id = $3 AND NOT EXISTS (SELECT 1 FROM json_each(shown) WHERE value = $4)`,
		keyOf(pm), p.ID, p.Message, keyOf(pm))
	if err != nil {
		return fmt.Errorf("record that %s was shown what %s wrote: %w", pm, p.Address, err)
	}
	return nil
}

// TeamStops returns the addresses of those who opted out of being asked about the reports of a project.
func (s *Store) TeamStops(ctx context.Context, project string) ([]string, error) {
	return collect(ctx, s.reader, "list who is not asked for a part of the report", scanValue[string], `SELECT address FROM team_stop WHERE project = $1 ORDER BY address`, project)
}

// StopAskingTeam records that a team member opted out of being asked for their part of the reports of
// a project. message is the mail that says so.
func (tx *Tx) StopAskingTeam(project, address string, message int64) error {
	err := tx.exec(`INSERT INTO team_stop (project, address, since_ms, message_id) VALUES ($1, $2, $3, $4) ON CONFLICT (project, address) DO NOTHING`, project, keyOf(address), tx.now, optional(message))
	if err != nil {
		return fmt.Errorf("stop asking %s about %s: %w", address, project, err)
	}
	return nil
}

// AskTeamAgain undoes StopAskingTeam. It returns false if nobody with that address had opted out.
func (tx *Tx) AskTeamAgain(project, address string) (bool, error) {
	again, err := tx.changedOne(`DELETE FROM team_stop WHERE project = $1 AND address = $2`, project, keyOf(address))
	if err != nil {
		return false, fmt.Errorf("ask %s about %s again: %w", address, project, err)
	}
	return again, nil
}
