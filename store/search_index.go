package store

import (
	"fmt"
	"strings"

	"rapport/store/search"
)

// indexed is a row of the index that is still to be written.
type indexed struct {
	message                              int64
	sender, people, subject, body, files string
}

// index makes a message findable: who wrote it, who else it names, its subject,
// what it newly says, and the names of its attachments.
func (tx *Tx) index(id int64, m *Message, quoted string) {
	var sender, people, files strings.Builder
	for _, f := range m.participants() {
		for _, a := range *f.list {
			b := &people
			if f.name == "from" {
				b = &sender
			}
			b.WriteString(a.Name)
			b.WriteByte(' ')
			b.WriteString(a.Address)
			b.WriteByte('\n')
		}
	}
	for _, a := range m.Attachments {
		files.WriteString(a.Name)
		files.WriteByte('\n')
	}
	body := m.NewText
	if quoted != "" {
		body += "\n" + quoted
	}
	tx.words = append(tx.words, indexed{id, search.Index(sender.String()), search.Index(people.String()), search.Index(m.Subject), search.Index(body), search.Index(files.String())})
}

// writeIndex writes what index gathered, at the end of the transaction: any
// statement with a savepoint of its own makes FTS5 write out what it holds, and
// one segment for each mail costs more than all the rest.
func (tx *Tx) writeIndex() error {
	for _, w := range tx.words {
		if err := tx.exec(`INSERT INTO search (rowid, sender, people, subject, body, files) VALUES ($1, $2, $3, $4, $5, $6)`,
			w.message, w.sender, w.people, w.subject, w.body, w.files); err != nil {
			return fmt.Errorf("index message %d: %w", w.message, err)
		}
	}
	return nil
}
