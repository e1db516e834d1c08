package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"rapport/store/ledger"
	"rapport/store/mailaddr"
)

// reading is what the log shows of one message.
type reading struct {
	id      int64
	m       *Message
	v       Verdict
	filing  Filing
	quoted  string // kept only where what it quotes is not in the log
	content ledger.Content
}

// Record puts a message that was kept as raw mail id into the log: the message,
// its thread, its entry in the chain and its words in the index. What it shows
// of the project of its thread files the rest of the thread. Recording a second
// time changes nothing. It returns the number of the entry, 0 where nothing
// changed.
func (tx *Tx) Record(id int64, m *Message, v Verdict) (entry int64, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("record message %d: %w", id, err)
		}
	}()
	var known bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM message WHERE id = $1)`, id).Scan(&known); err != nil {
		return 0, err
	}
	if known {
		return 0, tx.exec(`DELETE FROM pending WHERE raw_id = $1`, id)
	}
	defer tx.causedBy(id, proofOf(m, v.Answer))()
	t, notes, err := tx.join(m, v)
	if err != nil {
		return 0, err
	}
	if v.Held != nil {
		notes = append(notes, noteHeld+v.Held.Missing)
	}
	v.Notes = slices.Concat(v.Notes, notes)
	if v.Answer != nil && v.Answer.Anonymous {
		if m, v, err = tx.stripContent(id, m, v); err != nil {
			return 0, err
		}
	}
	if entry, err = tx.logMessage(id, t, m, v); err != nil {
		return 0, err
	}
	if own := ownFiling(v); own.Confidence > t.Confidence {
		if err := tx.fileThread(&t, own); err != nil {
			return 0, err
		}
	}
	if err := tx.takeEffect(id, t.id, m, v); err != nil {
		return 0, err
	}
	return entry, tx.exec(`DELETE FROM pending WHERE raw_id = $1`, id)
}

// logMessage writes the message, its words and its entry.
func (tx *Tx) logMessage(id int64, t thread, m *Message, v Verdict) (entry int64, err error) {
	r := reading{id: id, m: m, v: v, filing: Filing{Project: v.Project}}
	if v.Project != "" && len(v.Reasons) > 0 {
		r.filing.Signal, r.filing.Confidence = v.Reasons[0].Signal, v.Reasons[0].Confidence
	}
	if v.Project == "" {
		r.filing = ownFiling(v)
	}
	if v.Project == "" && t.Project == "" && t.Signal == SignalPerson {
		r.filing = t.Filing // it goes the way of its thread
		r.v.Notes = append(r.v.Notes, noteOfNone)
	}
	if r.quoted, err = tx.unknownQuote(m); err != nil {
		return 0, err
	}
	r.content = contentOf(m, r.v, r.quoted)
	if err := tx.insertMessage(r, t.id); err != nil {
		return 0, err
	}
	tx.index(id, m, r.quoted)
	return tx.chainReading(ledger.ActLogged, r)
}

// chainReading appends the entry that covers what is shown of a message.
func (tx *Tx) chainReading(act ledger.Act, r reading) (entry int64, err error) {
	key, err := tx.contentKey(r.filing.Project, keyOf(from(r.m)))
	if err != nil {
		return 0, err
	}
	return tx.chain(ledger.Link{
		Act: act, Message: r.id, At: millis(r.m.Date), Kind: string(r.v.Kind),
		Project: r.filing.Project, Signal: string(r.filing.Signal), Confidence: r.filing.Confidence,
		Actor: daemonActor, Key: key.id, Content: r.content.Digest(key.key),
	})
}

// takeEffect makes every change of state that a logged message asks for and may have.
func (tx *Tx) takeEffect(id, thread int64, m *Message, v Verdict) error {
	for _, address := range v.Proved {
		if err := tx.recordProof(address); err != nil {
			return err
		}
	}
	if err := tx.noteUse(id, v); err != nil {
		return err
	}
	switch {
	case v.Held == nil:
	case v.Held.Why == HeldProject:
		if err := tx.holdForProject(id, *v.Held, m); err != nil {
			return err
		}
	case v.Project != "":
		if _, err := tx.hold(id, v.Project, *v.Held, m); err != nil {
			return err
		}
	}
	if v.Answer != nil {
		if err := tx.applyResponse(id, v.Answer, m); err != nil {
			return err
		}
	}
	if d := v.Draft; d != nil && v.Project != "" {
		if err := tx.draftOrHold(id, v.Project, d, m); err != nil {
			return err
		}
	}
	if err := tx.meet(m, v); err != nil {
		return err
	}
	if v.Command != nil {
		if err := tx.command(id, v.Command); err != nil {
			return err
		}
	}
	if err := tx.followCase(id, thread, m, v); err != nil {
		return err
	}
	if err := tx.followAwaited(id, thread, m, v); err != nil {
		return err
	}
	if err := tx.miss(id, m, v); err != nil {
		return err
	}
	if v.Stop != nil {
		if err := tx.stopMail(id, m, v); err != nil {
			return err
		}
	}
	for _, b := range v.Bounces {
		if err := tx.bounce(id, b); err != nil {
			return err
		}
	}
	return nil
}

// draftOrHold is draft, unless there were too many that day that nothing proves.
func (tx *Tx) draftOrHold(message int64, project string, d *Draft, m *Message) error {
	if d.Limit > 0 {
		ok, err := tx.Spend(EffectDraft, d.Actor, tx.day(0), d.Limit)
		if err != nil {
			return err
		}
		if !ok {
			_, err := tx.hold(message, project, Held{Why: HeldMany, Draft: d}, m)
			return err
		}
	}
	return tx.draft(message, project, d, m.ownWords())
}

// draft records the text of a PM's mail that people are to confirm or get as action items,
// or the change that it asks for.
func (tx *Tx) draft(message int64, project string, d *Draft, text string) error {
	text = cmp.Or(d.Text, text)
	files, err := tx.attached(message, d.Files)
	if err != nil {
		return err
	}
	if d.Kind == ChangeRequest {
		raised, err := tx.RaiseProcedure(Procedure{Project: project, Kind: ProcedureChange, Title: d.Title, Actor: d.Actor}, text, message)
		if err != nil {
			return err
		}
		return tx.bindFiles(AboutProcedure, raised.ID, raised.Version, files)
	}
	_, err = tx.DraftConfirmation(Confirmation{Project: project, Kind: d.Kind, Title: d.Title, Text: text, Files: files, Actor: d.Actor, Message: message})
	return err
}

// noteHeld begins the note of a mail that would begin something if its proof were enough.
const noteHeld = "begins nothing by itself; missing: "

// NoteStaysText is the note of a mail whose forwarded mail does not count as its sender's.
const NoteStaysText = "the mail in it stays text: nothing proves that a PM or team member of its project sent it on"

// noteOfNone stands with what follows in a thread that a person filed nowhere.
const noteOfNone = "somebody found its thread to belong to no project"

// ownFiling is what the message says by itself, its thread left aside. The
// thread follows the most certain of its messages, whichever came first.
func ownFiling(v Verdict) Filing {
	if v.May(EffectAnswerAdmin) {
		return Filing{Signal: SignalOwn, Confidence: ownConfidence}
	}
	if v.Project == "" {
		return Filing{}
	}
	for _, r := range v.Reasons {
		if r.Signal != SignalThread && r.Signal != SignalPerson && (r.Signal != SignalLearnt || r.Project == v.Project) {
			return Filing{r.Project, r.Signal, r.Confidence}
		}
	}
	return Filing{}
}

// unknownQuote returns what m quotes, unless the mail it answers is in the log with its words,
// where the same stand already: one that came earlier in the thread does not have them. A mail
// in which nothing is new shows what it quotes.
func (tx *Tx) unknownQuote(m *Message) (string, error) {
	answered := m.Answered()
	if m.Quoted == "" || len(answered) == 0 || strings.TrimSpace(m.NewText) == "" {
		return m.Quoted, nil
	}
	for _, id := range answered {
		var known bool
		err := tx.row(`SELECT EXISTS (SELECT 1 FROM message m JOIN body b ON b.message_id = m.id WHERE m.message_id = $1 AND (b.new_text <> '' OR b.quoted <> ''))`, id).Scan(&known)
		if err != nil {
			return "", err
		}
		if !known || id == m.MessageID {
			return m.Quoted, nil
		}
	}
	return "", nil
}

func contentOf(m *Message, v Verdict, quoted string) ledger.Content {
	return ledger.Content{
		SHA256: m.SHA256, MessageID: m.MessageID, InReplyTo: list(m.InReplyTo), References: list(m.References),
		Received: millis(m.Received), Subject: m.Subject, KindReason: v.KindReason, Role: string(v.Role),
		Reasons: list(v.Reasons), Notes: list(v.Notes),
		NewText: m.NewText, Quoted: quoted, Defects: list(m.Defects), Unparsed: m.Unparsed,
		Reading:      interpretationOf(m, v).text(),
		Participants: m.ledgerParticipants(),
		Attachments:  ledgerAttachments(m.Attachments),
	}
}

// ledgerParticipants returns the participants in the order in which the ledger has them.
func (m *Message) ledgerParticipants() (list []ledger.Participant) {
	for _, f := range m.participants() {
		for _, a := range *f.list {
			list = append(list, ledger.Participant{Field: f.name, Name: a.Name, Address: a.Address})
		}
	}
	return list
}

func ledgerAttachments(attachments []Attachment) (list []ledger.Attachment) {
	for _, a := range attachments {
		list = append(list, ledger.Attachment{Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256, ContentID: a.ContentID, Inline: a.Inline})
	}
	return list
}

// participants pairs the address lists of m with the names under which they
// are stored, in alphabetical order, as the database returns them.
func (m *Message) participants() []addressField {
	return []addressField{
		{"cc", &m.Cc}, {"delivered-to", &m.DeliveredTo}, {"from", &m.From},
		{"reply-to", &m.ReplyTo}, {"sender", &m.Sender}, {"to", &m.To},
	}
}

type addressField struct {
	name string
	list *[]Address
}

// list is the JSON of a list, [] where it is empty.
func list[T any](values []T) string {
	if len(values) == 0 {
		return "[]"
	}
	text, err := json.Marshal(values)
	if err != nil { // strings and plain structs of strings always marshal
		panic(err)
	}
	return string(text)
}

func (tx *Tx) insertMessage(r reading, thread int64) error {
	c, f := r.content, r.filing
	err := tx.exec(`INSERT INTO message (id, thread_id, message_id, date_ms, received_ms, subject, kind, role, project, signal, confidence, base)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		r.id, thread, c.MessageID, millis(r.m.Date), c.Received, c.Subject, r.v.Kind, c.Role, f.Project, f.Signal, f.Confidence, ReadSubject(c.Subject).Base)
	if err != nil {
		return fmt.Errorf("insert: %w", err)
	}
	return tx.insertContent(r.id, c)
}

// insertContent writes what is long in a message, its participants and files.
func (tx *Tx) insertContent(id int64, c ledger.Content) error {
	err := tx.exec(`INSERT INTO body (message_id, in_reply_to, refs, kind_reason, reasons, notes, defects, unparsed, new_text, quoted, reading)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, c.InReplyTo, c.References, c.KindReason, c.Reasons, c.Notes, c.Defects, c.Unparsed, c.NewText, c.Quoted, c.Reading)
	if err != nil {
		return fmt.Errorf("insert text: %w", err)
	}
	if err := tx.insertParticipants(id, c.Participants); err != nil {
		return err
	}
	for n, a := range c.Attachments {
		if err := tx.exec(`INSERT INTO attachment (message_id, n, name, type, size, sha256, content_id, inline) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id, n+1, a.Name, a.Type, a.Size, a.SHA256[:], a.ContentID, a.Inline); err != nil {
			return fmt.Errorf("insert attachment: %w", err)
		}
	}
	return nil
}

// mostTogether is how many rows one statement inserts at most.
const mostTogether = 16

func (tx *Tx) insertParticipants(message int64, all []ledger.Participant) error {
	for first := 0; first < len(all); first += mostTogether {
		some := all[first:min(len(all), first+mostTogether)]
		args := make([]any, 0, 6*len(some))
		for i, p := range some {
			args = append(args, message, p.Field, first+i, p.Name, p.Address, mailaddr.Key(p.Address))
		}
		rows := `(?, ?, ?, ?, ?, ?)` + strings.Repeat(`, (?, ?, ?, ?, ?, ?)`, len(some)-1)
		if err := tx.exec(`INSERT INTO participant (message_id, field, n, name, address, key) VALUES `+rows, args...); err != nil {
			return fmt.Errorf("insert participants: %w", err)
		}
	}
	return nil
}
