package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// Document is a file that people of a project sent, by its name, with its latest version.
type Document struct {
	N        int       `json:"n"` // among those of its project, in the order in which they came first
	Name     string    `json:"name"`
	Type     string    `json:"type"`
	Size     int64     `json:"size"`
	SHA256   Hash      `json:"sha256"`
	Entry    int64     `json:"entry"` // of the mail that brought the latest version
	Part     int       `json:"part"`  // number of the attachment there
	Message  int64     `json:"-"`
	Sent     time.Time `json:"sent"`
	By       Address   `json:"by"`
	Versions int       `json:"versions"` // how many there were
	// Confirmed is the version that was confirmed last, nil where none was.
	Confirmed *ConfirmedFile `json:"confirmed"`
}

// ConfirmedFile is a version of a document that was confirmed with a text.
type ConfirmedFile struct {
	Kind    ConfirmationKind `json:"kind"`
	Number  int              `json:"number"` // of the text, in its project
	Version int              `json:"version"`
	Title   string           `json:"title"`
	At      time.Time        `json:"at"`
	SHA256  Hash             `json:"sha256"`
	Latest  bool             `json:"latest"` // nobody sent another version since
}

// Documents returns the documents of a project in the order of their numbers: what people
// attached to their mail, and not what mail of ours took along.
func (s *Store) Documents(ctx context.Context, project string) ([]Document, error) {
	sent, err := collect(ctx, s.reader, "list the files of a project", func(row scanner) (d Document, err error) {
		err = row.Scan(&d.Name, &d.Type, &d.Size, hashOf{&d.SHA256}, &d.Message, &d.Part, ms(&d.Sent), &d.By.Name, &d.By.Address, &d.Entry)
		return d, err
	}, `SELECT a.name, a.type, a.size, a.sha256, m.id, a.n, m.date_ms, COALESCE(p.name, ''), COALESCE(p.address, ''), COALESCE((SELECT min(e.id) FROM entry e WHERE e.message_id = m.id), 0)
		FROM message m JOIN attachment a ON a.message_id = m.id LEFT JOIN participant p ON p.message_id = m.id AND p.field = 'from' AND p.n = (SELECT min(n) FROM participant WHERE message_id = m.id AND field = 'from')
		WHERE m.project = $1 AND a.inline = 0 AND a.name <> '' AND NOT EXISTS (SELECT 1 FROM outgoing_mail o WHERE o.raw_id = m.id)
		ORDER BY m.id, a.n`, project)
	if err != nil {
		return nil, err
	}
	confirmed, err := collect(ctx, s.reader, "list the files that were confirmed", func(row scanner) (c ConfirmedFile, err error) {
		err = row.Scan(hashOf{&c.SHA256}, &c.Kind, &c.Number, &c.Version, &c.Title, ms(&c.At))
		return c, err
	}, `SELECT f.sha256, c.kind, c.number, c.version, c.title, c.changed_ms FROM confirmation c JOIN version_file f ON f.about = 'confirmation' AND f.object = c.id AND f.version = c.version
		WHERE c.project = $1 AND c.state = 'settled' AND c.outcome IN ('confirmed', 'silence') ORDER BY c.changed_ms, c.id`, project)
	if err != nil {
		return nil, err
	}
	return documentsOf(sent, confirmed), nil
}

// documentsOf groups what was sent by name.
func documentsOf(sent []Document, confirmed []ConfirmedFile) []Document {
	list := []Document{}
	index := map[string]int{}
	hashes := map[string][]Hash{}
	for _, d := range sent {
		if (Attachment{Name: d.Name, Type: d.Type}).IsWrapping() || strings.HasPrefix(d.Type, "message/") {
			continue
		}
		key := strings.ToLower(strings.TrimSpace(d.Name))
		if !slices.Contains(hashes[key], d.SHA256) {
			hashes[key] = append(hashes[key], d.SHA256)
		}
		i, known := index[key]
		if !known {
			i = len(list)
			index[key] = i
			list = append(list, d)
		}
		if n := cmp.Compare(d.Sent.UnixMilli(), list[i].Sent.UnixMilli()); n > 0 && d.SHA256 != list[i].SHA256 {
			list[i] = d
		}
		list[i].N, list[i].Versions = i+1, len(hashes[key])
	}
	for _, c := range confirmed {
		for key, i := range index {
			if slices.Contains(hashes[key], c.SHA256) {
				one := c
				one.Latest = c.SHA256 == list[i].SHA256
				list[i].Confirmed = &one
			}
		}
	}
	return list
}
