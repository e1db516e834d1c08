package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Command is a request by mail to see something.
type Command struct {
	ID       int64     `json:"-"`
	Message  int64     `json:"-"`
	Verb     string    `json:"verb"`             // of command.Verb
	Number   int       `json:"number,omitempty"` // of a file, or an entry
	Projects []string  `json:"projects"`         // of which; more than one where none was named
	From     time.Time `json:"from"`             // of a log: the first day, in the zone of the first project
	To       time.Time `json:"to"`               // and the last
	Name     string    `json:"name,omitempty"`   // of a team member who is asked again
	Unread   string    `json:"unread,omitempty"`
	Address  string    `json:"address"` // of record: the first that the project has of them
	Client   bool      `json:"client"`  // a client asks, and not a PM
	Proved   bool      `json:"proved"`  // their mail server vouches for who wrote it
	Reason   string    `json:"reason"`
	// People are the lines of a command about contacts. Unproved reports that its mail lacks the
	// proof that takes: the PM's digest asks about it, and nothing changes before.
	People   []PersonChange `json:"people,omitempty"`
	Unproved bool           `json:"unproved,omitempty"`
	// Deputy is the deputy whom its sender names; nil for other commands. With Unproved, a PM took
	// it up without proof, and the deputy may not agree to what binds.
	Deputy *DeputyWish `json:"deputy,omitempty"`
}

// command queues the answer to a command.
func (tx *Tx) command(message int64, c *Command) error {
	text, err := json.Marshal(c)
	if err == nil {
		err = tx.exec(`INSERT INTO command (message_id, address, command) VALUES ($1, $2, $3)`, message, c.Address, string(text))
	}
	if err != nil {
		return fmt.Errorf("queue the command of %s: %w", c.Address, err)
	}
	return nil
}

// Commands returns the commands that have no answer yet, the oldest first.
func (s *Store) Commands(ctx context.Context) ([]Command, error) {
	return collect(ctx, s.reader, "list what is asked", func(row scanner) (c Command, err error) {
		var (
			id, message int64
			text        string
		)
		if err = row.Scan(&id, &message, &text); err == nil {
			err = json.Unmarshal([]byte(text), &c)
		}
		c.ID, c.Message = id, message
		return c, err
	}, `SELECT id, message_id, command FROM command ORDER BY id LIMIT 100`)
}

// MarkCommandAnswered records that a command was answered, or need not be.
func (tx *Tx) MarkCommandAnswered(c Command) (bool, error) {
	return tx.changedOne(`DELETE FROM command WHERE id = $1`, c.ID)
}
