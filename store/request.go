package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Request is a question to one person by mail. A reply shows that the mail reached its
// sender: by the token in the address that it is sent to, or by the Message-ID of the mail
// that asked, which nobody can guess either.
type Request struct {
	ID       int64
	Token    string // of the reply address; known only while it is made, the store keeps its hash
	Purpose  Purpose
	Project  string
	Object   int64 // its number in the table that the purpose names
	Version  int   // of its text
	Address  string
	DeputyOf string // the address of the person whom this one answers for as deputy; "" for themselves
	Subject  string // of the mail that asked; "" if that is not one of the outbox
	Asked    time.Time
	Expires  time.Time
	Answered time.Time // zero: not yet
	// Used and Named are the numbers of the first mail that came to its reply address, and of
	// the first that names the mail that asked; 0: none did. Who reads the log mailbox knows
	// that address, or that Message-ID, since.
	Used, Named int64
	Binds       bool             // the text that it is about binds
	Provisional bool             // the text takes an unproved confirmation
	Current     int              // the version of it that is in force; 0 where it is about something else
	Kind        ConfirmationKind // of that text; "" where it is about something else
	// Draft is that text as the PM was shown it, "" where that is not known; Author is the
	// address of who sent it in first, and Written when.
	Draft   string
	Author  string
	Written time.Time
	// Shown is what the mail that asked has, in the orders in which a program may quote it:
	// its text, and the words of its HTML. It is nil where that is not known.
	Shown []string
	// Projects are those of which a PM is asked which a mail is for; nil for other purposes.
	Projects []string
	Form     Form         // what a survey asks, or what is asked beside a solution; else empty
	Items    []DigestItem // what a digest or a list of action items holds; nil for other purposes
	// Reports are the open reports that are due with the one that a mail asks for. If it asks a team
	// member for their parts, Report is the number of the part.
	Reports []RequestedReport
}

// RequestState is whether a request has a response.
type RequestState string

// The states of a request.
const (
	RequestOpen     RequestState = "open"
	RequestAnswered RequestState = "answered" // a response counted; another may change what it said
)

// EventResponse happens to a request when the first response to it counts.
const EventResponse Event = "a response counts"

// RequestMoves is the whole of what can happen to a request.
func RequestMoves() []Move[RequestState] {
	return []Move[RequestState]{{EventResponse, []RequestState{RequestOpen}, RequestAnswered}}
}

func requestMachine() machine[RequestState] {
	return machine[RequestState]{"request", "answered_ms", RequestMoves()}
}

// Ask records a request that goes out with the mail of that Message-ID, in the same
// transaction as Enqueue.
func (tx *Tx) Ask(r Request, messageID string) error {
	hash := sha256.Sum256([]byte(r.Token))
	clear(tx.noRequest)
	err := tx.exec(`INSERT INTO request (token, message_id, purpose, project, object, version, address, deputy_of, asked_ms, expires_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		hash[:], messageID, r.Purpose, r.Project, r.Object, r.Version, keyOf(r.Address), keyOf(r.DeputyOf), tx.now, millis(r.Expires))
	if err != nil {
		return fmt.Errorf("record a request for %s: %w", r.Project, err)
	}
	return nil
}

const selectRequest = `SELECT id, message_id, purpose, project, object, version, address, deputy_of, asked_ms, expires_ms, answered_ms, used_id, named_id,
	coalesce((SELECT json_extract(m.message, '$.subject') FROM outgoing_mail m WHERE m.message_id = request.message_id), '') FROM request`

// readRequest returns the one request that condition selects, with what its purpose
// lists or asks.
func readRequest(ctx context.Context, q querier, condition string, args ...any) (r Request, found bool, err error) {
	var messageID string
	err = q.QueryRowContext(ctx, selectRequest+condition, args...).
		Scan(&r.ID, &messageID, &r.Purpose, &r.Project, &r.Object, &r.Version, &r.Address, &r.DeputyOf, ms(&r.Asked), ms(&r.Expires), ms(&r.Answered), &r.Used, &r.Named, &r.Subject)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err != nil {
		return r, false, fmt.Errorf("look for the request: %w", explain(err))
	}
	if r.Shown, err = shownBy(ctx, q, messageID); err != nil {
		return r, true, err
	}
	if kind, known := requestKindOf(r.Purpose); known && kind.load != nil {
		err = kind.load(ctx, q, &r)
	}
	return r, true, err
}

// A mail that came back to the log mailbox has left its token there: nobody answers it.
const (
	byToken     = ` WHERE token = $1 AND returned_ms = 0`
	byMessageID = ` WHERE message_id = $1 AND returned_ms = 0`
)

// RequestByToken returns the request of a token, unless the mail that asked came back.
func (tx *Tx) RequestByToken(token string) (Request, bool, error) {
	hash := sha256.Sum256([]byte(token))
	return readRequest(tx.ctx, tx.sql, byToken, hash[:])
}

// RequestByMessageID returns the request that a mail of ours made.
func (tx *Tx) RequestByMessageID(id string) (Request, bool, error) {
	if tx.noRequest[id] {
		return Request{}, false, nil
	}
	r, found, err := readRequest(tx.ctx, tx.sql, byMessageID, id)
	if !found && err == nil {
		tx.noRequest[id] = true // each mail of a thread names those before it
	}
	return r, found, err
}

// RequestByToken is Tx.RequestByToken outside a transaction.
func (s *Store) RequestByToken(token string) (Request, bool, error) {
	hash := sha256.Sum256([]byte(token))
	return readRequest(context.Background(), s.reader, byToken, hash[:])
}

// RequestByMessageID is Tx.RequestByMessageID outside a transaction.
func (s *Store) RequestByMessageID(id string) (Request, bool, error) {
	return readRequest(context.Background(), s.reader, byMessageID, id)
}

// noteUse records that a message came to the reply addresses of requests, or names the mails
// that asked. Whether it counts as a response makes no difference: an automatic reply also
// shows the address to others.
func (tx *Tx) noteUse(message int64, v Verdict) error {
	for _, token := range v.Tokens {
		hash := sha256.Sum256([]byte(token))
		if err := tx.exec(`UPDATE request SET used_id = $1 WHERE token = $2 AND used_id = 0`, message, hash[:]); err != nil {
			return fmt.Errorf("record that a mail came to a reply address: %w", err)
		}
		if err := tx.proveRequest(`r.token = $1`, hash[:]); err != nil {
			return err
		}
	}
	for _, id := range v.Named {
		if err := tx.exec(`UPDATE request SET named_id = $1 WHERE message_id = $2 AND named_id = 0`, message, id); err != nil {
			return fmt.Errorf("record that a mail names <%s>: %w", id, err)
		}
		if err := tx.proveRequest(`r.message_id = $1`, id); err != nil {
			return err
		}
	}
	for _, tag := range v.Returns {
		if err := tx.proveReturn(tag); err != nil {
			return err
		}
	}
	return nil
}

// Decision is what a response says.
type Decision string

// The decisions.
const (
	DecisionText  Decision = "text"  // it brings a text
	DecisionOK    Decision = "ok"    // what was shown may be sent
	DecisionSkip  Decision = "skip"  // there is to be none this time
	DecisionItems Decision = "sort"  // it says what is to be done with numbered things
	DecisionFor   Decision = "for"   // it says that somebody else confirmed
	DecisionClose Decision = "close" // it closes a case, or says that a change is carried out
	// It rejects what it is to approve.
	DecisionReject Decision = "reject"
	// It asks those once more who have not confirmed a text, or leaves it as it is.
	DecisionRemind Decision = "remind"
	DecisionNote   Decision = "note"
	// It is a whole new text, and says so; Argument is the text. Or it says which words of
	// the present one are to be others.
	DecisionNewText Decision = "new-text"
	DecisionEdit    Decision = "edit"
	// It takes a dispute to the mediator.
	DecisionEscalate Decision = "escalate"
	// What a PM makes of a case: another kind, the same as another, somebody's, or
	// solved by a text that the client is to confirm.
	DecisionKind     Decision = "kind"
	DecisionMerge    Decision = "merge"
	DecisionAssign   Decision = "assign"
	DecisionSolve    Decision = "solve"
	DecisionReopen   Decision = "reopen"
	DecisionAwait    Decision = "await"     // its client is awaited
	DecisionLater    Decision = "later"     // Argument is the day
	DecisionSplit    Decision = "split"     // Argument names the parts, a line each; or ""
	DecisionAskAgain Decision = "ask-again" // who wanted not to be asked wants that again
	DecisionScore    Decision = "score"     // it answers the question beside a solution, and says nothing of it
)

// Response is a message as the answer to a request.
type Response struct {
	Request  int64    `json:"-"`
	Purpose  Purpose  `json:"purpose"`
	Object   int64    `json:"object"`
	Version  int      `json:"version"`
	Decision Decision `json:"decision"`
	Address  string   `json:"address"` // whose it is
	// DeputyOf is the address of the person whom they answer for as deputy, and DeputyName their own
	// name; "" if they answer for themselves.
	DeputyOf   string `json:"deputy_of,omitempty"`
	DeputyName string `json:"deputy_name,omitempty"`
	Reason     string `json:"reason"` // why it counts, for a person to read
	// Argument completes a decision: who confirmed, the kind of a case, the number of the
	// other case, the address of its owner, the text of its solution.
	Argument string `json:"for,omitempty"`
	// ByReference reports that it is tied to its request by a Message-ID alone, which more
	// people may know than the reply address.
	ByReference bool `json:"by_reference,omitempty"`
	// First reports that it is the first mail that names that Message-ID, where the log mailbox
	// takes no reply addresses: who wrote it has the mail that one person was sent.
	First bool `json:"first,omitempty"`
	// Proved reports that its sender is proved to have written it in answer to its request.
	Proved bool `json:"proved,omitempty"`
	// Unproved reports that nothing proves who wrote it. It counts for what needs no
	// proof.
	Unproved bool `json:"unproved,omitempty"`
	// Provisional reports that it confirms unless the person who was asked says no, if the text
	// takes that.
	Provisional bool `json:"provisional,omitempty"`
	// Rejection is set if the response has no effect but receipts: one of the Rejected
	// words. If somebody else wrote the mail, Address is theirs.
	Rejection string `json:"void,omitempty"`
	// Unsure reports that nobody but a person can tell whether it agrees. Meant is the word
	// for which a slip of the finger in it probably stands, or "".
	Unsure bool   `json:"unsure,omitempty"`
	Meant  string `json:"meant,omitempty"`
	// Also is what it asks besides, about something else, which opens a case.
	Also string `json:"also,omitempty"`
	// Commands are what it says with DecisionItems, and Problems which of its words could
	// not be understood.
	Commands []ItemCommand `json:"sorted,omitempty"`
	Problems []string      `json:"problems,omitempty"`
	// Facts are what a PM says for the summary of their project; nil: nothing.
	Facts *ClosingFacts `json:"facts,omitempty"`
	// Text is what it brings where that may go on to others: its words without the salutation
	// above and the name below. "" where these are all of it.
	Text string `json:"text,omitempty"`
	// Parts are what it says about each of several reports, or of a team member’s parts of them.
	Parts []ReportPart `json:"parts,omitempty"`
	// Edits are what it says with DecisionEdit.
	Edits []Edit `json:"edits,omitempty"`
	// Replies and Comment are what it says to a survey. Anonymous reports that nothing may
	// lead from these to who wrote them.
	Replies []SurveyReply `json:"replies,omitempty"`
	Comment string        `json:"comment,omitempty"`
	// Quiet reports that it also wants less mail: what needs no action is not sent to who
	// wrote it.
	Quiet bool `json:"quiet,omitempty"`
	// Altered is what it changes in what it quotes of our mail.
	Altered   []Alteration `json:"altered,omitempty"`
	Anonymous bool         `json:"anonymous,omitempty"`
	// Files are the numbers of its attachments that are files of what it brings, and NoFiles
	// reports that there are to be none.
	Files   []int `json:"files,omitempty"`
	NoFiles bool  `json:"no_files,omitempty"`
}

// Alteration is a change in what somebody quotes of a mail of ours, with the words around
// it.
type Alteration struct {
	Was string `json:"was"`
	Is  string `json:"is"`
}

// String returns both on one line.
func (a Alteration) String() string { return "[−] " + a.Was + " [+] " + a.Is }

// Why a response has no effect.
const (
	RejectedUninvited = "other" // it comes from somebody who was not asked
	RejectedLate      = "late"  // the time to answer was over
	RejectedBlank     = "blank" // it has no words of its own; Argument names its files
	RejectedUnproved  = "proof" // its sender is asked first whether they wrote it
	RejectedListed    = "list"  // nothing proves it, and anybody can have written it: the PM sees it in the digest
)

// applyResponse makes the change of state that a response asks for, as the kind of its
// request says. A rejected response has no effect but receipts.
func (tx *Tx) applyResponse(message int64, a *Response, m *Message) error {
	kind, known := requestKindOf(a.Purpose)
	if !known {
		return fmt.Errorf("response to request %d: no such purpose: %q", a.Request, a.Purpose)
	}
	if a.Rejection != "" {
		return tx.queueRejection(kind, message, a, m)
	}
	if err := tx.proveRequest(`r.id = $1`, a.Request); err != nil {
		return err
	}
	first, err := requestMachine().move(tx, a.Request, EventResponse)
	if err == nil && first {
		err = tx.exec(`UPDATE request SET answer_id = $1 WHERE id = $2`, message, a.Request)
	}
	if err != nil {
		return err
	}
	return kind.apply(tx, message, a, m.withAltered(a))
}

// Request returns a request by its number.
func (s *Store) Request(ctx context.Context, id int64) (Request, bool, error) {
	return readRequest(ctx, s.reader, ` WHERE id = $1`, id)
}

// LastRequest returns the Message-ID of the last mail in which a person was asked
// about a report, or "".
func (s *Store) LastRequest(ctx context.Context, object int64, address string) (string, error) {
	var id string
	err := s.reader.QueryRowContext(ctx, `SELECT message_id FROM request WHERE object = $1 AND address = $2 AND purpose IN ('report-ask', 'report-draft') ORDER BY id DESC LIMIT 1`, object, keyOf(address)).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look for what was asked: %w", explain(err))
	}
	return id, nil
}

// Asked returns the addresses of those who were asked about a version of an object.
func (s *Store) Asked(ctx context.Context, purpose Purpose, object int64, version int) ([]string, error) {
	return collect(ctx, s.reader, "list who was asked", scanValue[string], `SELECT DISTINCT address FROM request WHERE purpose = $1 AND object = $2 AND version = $3`, purpose, object, version)
}

// AskedEver returns the addresses of those who were asked anything of some purposes about an
// object, whichever its version.
func (s *Store) AskedEver(ctx context.Context, object int64, purposes ...Purpose) (list []string, err error) {
	for _, purpose := range purposes {
		asked, err := collect(ctx, s.reader, "list who was asked", scanValue[string], `SELECT DISTINCT address FROM request WHERE purpose = $1 AND object = $2`, purpose, object)
		if err != nil {
			return nil, err
		}
		list = append(list, asked...)
	}
	return list, nil
}

// LastRequestFor is LastRequest for the objects of one purpose, which the mail may have asked about
// beside something else.
func (s *Store) LastRequestFor(ctx context.Context, purpose Purpose, object int64, address string) (string, error) {
	var id string
	err := s.reader.QueryRowContext(ctx, `SELECT message_id FROM request WHERE purpose = $1 AND object = $2 AND address = $3 ORDER BY id DESC LIMIT 1`, purpose, object, keyOf(address)).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look for what was asked: %w", explain(err))
	}
	return strings.TrimSuffix(id, besideMark), nil
}
