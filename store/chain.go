package store

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// This file is the canonical form of the log: what is hashed, byte for byte.
// docs/log.md describes it so that anybody can check a log without Rapport.

// Act is what an entry of the chain records.
type Act string

// The acts.
const (
	ActLogged      Act = "logged" // a message entered the log
	ActFiled       Act = "filed"  // a logged message was moved to a project
	ActErased      Act = "erased" // the content of a message was erased on request
	ActReprocessed Act = "reread" // a message was read again, and what is shown of it since is other
)

// link is an entry as it stands in the chain. It holds no content: that is
// covered by content, an HMAC under a key that can be destroyed.
type link struct {
	id         int64
	recorded   int64 // milliseconds UTC
	act        Act
	message    int64
	at         int64 // milliseconds UTC
	kind       Kind
	project    string
	sign       Signal
	confidence int
	actor      string
	key        int64
	content    [32]byte
}

// canonical is the form that is hashed. No value can hold a line end: all but
// actor are ours, and actor is cleaned on its way in.
func (l link) canonical() []byte {
	var b strings.Builder
	line := func(name, value string) {
		b.WriteString(name)
		b.WriteByte(':')
		b.WriteString(value)
		b.WriteByte('\n')
	}
	number := func(name string, value int64) { line(name, strconv.FormatInt(value, 10)) }
	b.WriteString("rapport entry 1\n")
	number("entry", l.id)
	number("recorded", l.recorded)
	line("act", string(l.act))
	number("message", l.message)
	number("at", l.at)
	line("kind", string(l.kind))
	line("project", l.project)
	line("sign", string(l.sign))
	number("confidence", int64(l.confidence))
	line("actor", l.actor)
	number("key", l.key)
	line("content", hex.EncodeToString(l.content[:]))
	return []byte(b.String())
}

// hash chains the entry to the hash of the one before it; the first follows 32
// zero bytes.
func (l link) hash(before Hash) Hash {
	h := sha256.New()
	h.Write(before[:])
	h.Write(l.canonical())
	return Hash(h.Sum(nil))
}

// digest hashes all that the log shows of a message, under key. Each value
// stands behind its name and length, so that no two contents look alike.
func digest(key []byte, c content) [32]byte {
	mac := hmac.New(sha256.New, key)
	c.writeTo(mac)
	return [32]byte(mac.Sum(nil))
}

// writeTo writes the content in the form of which the HMAC is taken.
func (c content) writeTo(mac io.Writer) {
	var line []byte
	value := func(name, text string) {
		line = append(line[:0], name...)
		line = append(line, ' ')
		line = strconv.AppendInt(line, int64(len(text)), 10)
		line = append(line, '\n')
		mac.Write(line)
		line = append(append(line[:0], text...), '\n')
		mac.Write(line)
	}
	mac.Write([]byte("rapport content 1\n"))
	value("raw", c.sha256.String())
	value("message-id", c.messageID)
	value("in-reply-to", c.inReplyTo)
	value("references", c.references)
	value("received", strconv.FormatInt(c.received, 10))
	value("subject", c.subject)
	value("kind-reason", c.kindReason)
	value("role", string(c.role))
	value("reasons", c.reasons)
	value("notes", c.notes)
	value("new-text", c.newText)
	value("quoted", c.quoted)
	value("defects", c.defects)
	value("unparsed", c.unparsed)
	if c.reading != "" { // entries of before there was one have none
		value("reading", c.reading)
	}
	for _, p := range c.participants {
		value(p.field, p.address.Name)
		value("address", p.address.Address)
	}
	for _, a := range c.attachments {
		value("attachment", a.Name)
		value("type", a.Type)
		value("size", strconv.FormatInt(a.Size, 10))
		value("sha256", a.SHA256.String())
		value("content-id", a.ContentID)
		value("inline", strconv.FormatBool(a.Inline))
	}
}

// content is what the database holds of one message, in the form in which it
// holds it: lists are JSON text.
type content struct {
	sha256                             Hash
	messageID, inReplyTo, references   string
	received                           int64
	subject, kindReason                string
	role                               Role
	reasons, notes                     string
	newText, quoted, defects, unparsed string
	reading                            string
	participants                       []participant
	attachments                        []Attachment
}

type participant struct {
	field   string
	address Address
}

// chainHead is the last entry of the chain.
type chainHead struct {
	id   int64
	hash Hash
}

// chain appends an entry. It fills in the entry's number and hash.
func (tx *Tx) chain(l link) (int64, error) {
	if tx.head == nil {
		var (
			head chainHead
			hash []byte
		)
		err := tx.row(`SELECT id, hash FROM entry ORDER BY id DESC LIMIT 1`).Scan(&head.id, &hash)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, fmt.Errorf("read the end of the log: %w", err)
		}
		copy(head.hash[:], hash)
		tx.head = &head
	}
	l.id, l.recorded = tx.head.id+1, tx.now
	hash := l.hash(tx.head.hash)
	err := tx.exec(`INSERT INTO entry (id, recorded_ms, act, message_id, at_ms, kind, project, sign, confidence, actor, key_id, content, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		l.id, l.recorded, l.act, l.message, l.at, l.kind, l.project, l.sign, l.confidence, l.actor, l.key, l.content[:], hash[:])
	if err != nil {
		return 0, fmt.Errorf("write entry %d: %w", l.id, err)
	}
	*tx.head = chainHead{l.id, hash}
	return l.id, nil
}

type keyID struct{ project, person string }

type contentKey struct {
	id  int64
	key []byte
}

// contentKey returns the key for the content of one person in one project, made
// at first need. Where an earlier one was destroyed a new one takes its place
// under a numbered name.
func (tx *Tx) contentKey(project, person string) (contentKey, error) {
	name := keyID{project, person}
	if k, ok := tx.keys[name]; ok {
		return k, nil
	}
	var k contentKey
	err := tx.row(`SELECT id, key FROM content_key WHERE project = $1 AND person = $2 AND key IS NOT NULL`, project, person).Scan(&k.id, &k.key)
	if errors.Is(err, sql.ErrNoRows) {
		k.key = make([]byte, 32)
		rand.Read(k.key) // never fails: crypto/rand ends the process instead
		err = tx.row(`INSERT INTO content_key (project, person, key) VALUES ($1, $2, $3) RETURNING id`, project, person, k.key).Scan(&k.id)
	}
	if err != nil {
		return k, fmt.Errorf("key for the content of a contact in project %q: %w", project, err)
	}
	tx.keys[name] = k
	return k, nil
}
