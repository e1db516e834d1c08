package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ConfirmationKind is what is to be confirmed.
type ConfirmationKind string

// The kinds of what is confirmed.
const (
	Minutes        ConfirmationKind = "minutes"
	ProjectPlan    ConfirmationKind = "plan"
	Scope          ConfirmationKind = "scope"
	Acceptance     ConfirmationKind = "acceptance" // acceptance criteria
	TrainingPlan   ConfirmationKind = "training"
	Solution       ConfirmationKind = "solution"
	ProjectSummary ConfirmationKind = "summary"
	// ActionItems are handed to their owners once the PM approves them. Nobody confirms
	// them.
	ActionItems ConfirmationKind = "actions"
	// What comes of a Procedure.
	// Agenda is sent to those invited to a meeting once the PM approves it. Nobody confirms it.
	Agenda ConfirmationKind = "agenda"
	// Retrospective is what both sides wrote at the end of a project, put together: it is sent to those who
	// were asked once the PM approves it. Nobody confirms it.
	Retrospective ConfirmationKind = "retrospective"
	ChangeRequest ConfirmationKind = "change"       // a change with its impact, to approve
	VerifyChange  ConfirmationKind = "verification" // a change that was carried out, to look at
	Settlement    ConfirmationKind = "settlement"   // of a dispute
)

// IsBinding reports whether agreeing changes money, scope, dates or what counts as done. Then
// a confirmation is asked for twice, takes effect only after a time in which it may be
// withdrawn, and nobody can give it for another.
func (k ConfirmationKind) IsBinding() bool {
	return k == ChangeRequest || k == Settlement || k == Scope || k == Acceptance
}

// IsSentOnly reports whether a text is handed out or sent once the PM approves it, and nobody is asked to
// confirm it.
func (k ConfirmationKind) IsSentOnly() bool {
	return k == ActionItems || k == Agenda || k == Retrospective
}

// EndsWithNo reports whether a plain no ends the round: it is a decision, and no text to be
// corrected.
func (k ConfirmationKind) EndsWithNo() bool { return k == ChangeRequest || k == Settlement }

// ConfirmationKinds lists the kinds that a PM may start.
func ConfirmationKinds() []ConfirmationKind {
	return []ConfirmationKind{Minutes, ProjectPlan, Scope, Acceptance, TrainingPlan, Solution, ProjectSummary}
}

// ConfirmationState is how far a confirmation is.
type ConfirmationState string

// The states of a confirmation.
const (
	ConfirmationDrafted   ConfirmationState = "drafted"   // there is a text; the PM is to see it
	ConfirmationProposed  ConfirmationState = "proposed"  // the PM was shown it as people will see it
	ConfirmationApproved  ConfirmationState = "approved"  // it is to be sent
	ConfirmationAsked     ConfirmationState = "asked"     // people were asked to confirm it
	ConfirmationSettled   ConfirmationState = "settled"   // it has its outcome
	ConfirmationWithdrawn ConfirmationState = "withdrawn" // the PM took it back
)

// ConfirmationOutcome is how a confirmation ended.
type ConfirmationOutcome string

// The outcomes.
const (
	OutcomeConfirmed ConfirmationOutcome = "confirmed" // as its policy wants
	OutcomeSilence   ConfirmationOutcome = "silence"   // nobody objected until the deadline, and the policy takes that for consent
	OutcomeDisputed  ConfirmationOutcome = "disputed"  // the PM ended it though somebody objects
	OutcomeRejected  ConfirmationOutcome = "rejected"  // somebody said no to what they were to approve
)

// Policy is when a confirmation has its outcome.
type Policy string

// The policies.
const (
	PolicyAll     Policy = "all"     // everybody must confirm
	PolicyAny     Policy = "any"     // one is enough
	PolicySilence Policy = "silence" // who says nothing until the deadline consents
)

// What happens to a confirmation.
const (
	EventConfirmationShown     Event = "the PM is shown it"
	EventConfirmationApproved  Event = "the PM approves it"
	EventConfirmationAsked     Event = "people are asked"
	EventConfirmationRevised   Event = "the PM writes another text"
	EventNextWritten           Event = "the PM writes a new version"
	EventNextShown             Event = "the PM is shown the new version"
	EventNextDropped           Event = "the PM drops the new version"
	EventNextApproved          Event = "the PM approves the new version"
	EventFilesHinder           Event = "its files cannot be sent"
	EventConfirmationSettled   Event = "it has its outcome"
	EventConfirmationWithdrawn Event = "the PM withdraws it"
	EventHandedOut             Event = "its action items are handed out"
	EventAgendaSent            Event = "the agenda is sent to those invited"
	EventAgendaPast            Event = "the meeting begins, or is called off, before its agenda is sent"
	EventRetrospectiveSent     Event = "the retrospective is sent to both sides"
)

// ConfirmationMoves is the whole of what can happen to a confirmation.
func ConfirmationMoves() []Move[ConfirmationState] {
	return []Move[ConfirmationState]{
		{EventConfirmationShown, []ConfirmationState{ConfirmationDrafted}, ConfirmationProposed},
		{EventConfirmationApproved, []ConfirmationState{ConfirmationDrafted, ConfirmationProposed}, ConfirmationApproved},
		{EventConfirmationAsked, []ConfirmationState{ConfirmationApproved}, ConfirmationAsked},
		{EventConfirmationRevised, []ConfirmationState{ConfirmationDrafted, ConfirmationProposed}, ConfirmationDrafted},
		{EventNextWritten, []ConfirmationState{ConfirmationAsked}, ConfirmationAsked},
		{EventNextShown, []ConfirmationState{ConfirmationAsked}, ConfirmationAsked},
		{EventNextDropped, []ConfirmationState{ConfirmationAsked}, ConfirmationAsked},
		{EventNextApproved, []ConfirmationState{ConfirmationAsked}, ConfirmationApproved},
		{EventFilesHinder, []ConfirmationState{ConfirmationApproved}, ConfirmationDrafted},
		{EventConfirmationSettled, []ConfirmationState{ConfirmationAsked}, ConfirmationSettled},
		{EventHandedOut, []ConfirmationState{ConfirmationApproved}, ConfirmationSettled},
		{EventAgendaSent, []ConfirmationState{ConfirmationApproved}, ConfirmationSettled},
		{EventRetrospectiveSent, []ConfirmationState{ConfirmationApproved}, ConfirmationSettled},
		{EventAgendaPast, []ConfirmationState{ConfirmationDrafted, ConfirmationProposed, ConfirmationApproved}, ConfirmationWithdrawn},
		{EventConfirmationWithdrawn, []ConfirmationState{ConfirmationDrafted, ConfirmationProposed, ConfirmationApproved, ConfirmationAsked}, ConfirmationWithdrawn},
	}
}

func confirmationMachine() machine[ConfirmationState] {
	return machine[ConfirmationState]{"confirmation", "changed_ms", ConfirmationMoves()}
}

// moveConfirmation applies an event. actor is who did it, "" where nobody did.
func (tx *Tx) moveConfirmation(id int64, event Event, actor string) (bool, error) {
	move := confirmationMachine().move
	if actor != "" {
		move = func(tx *Tx, id int64, event Event) (bool, error) {
			return confirmationMachine().moveBy(tx, id, event, actor)
		}
	}
	moved, err := move(tx, id, event)
	if err != nil || !moved || event != EventConfirmationWithdrawn {
		return moved, err
	}
	return true, tx.tellTakenBack(id)
}

// tellTakenBack queues a receipt for everybody who has agreed to the present version of a text
// that binds and was withdrawn: theirs said when it would take effect.
func (tx *Tx) tellTakenBack(id int64) error {
	c, err := tx.Confirmation(id)
	if err != nil || !c.Kind.IsBinding() {
		return err
	}
	type agreed struct {
		address, deputy string
		message         int64
	}
	list, err := collect(tx.ctx, tx.sql, "read who agreed to a text", func(row scanner) (a agreed, err error) {
		err = row.Scan(&a.address, &a.deputy, &a.message)
		return a, err
	}, `SELECT address, deputy, message_id FROM confirmer WHERE confirmation_id = $1 AND version = $2 AND state = 'confirmed' AND by = '' AND message_id IS NOT NULL ORDER BY address`, id, c.Version)
	if err != nil {
		return err
	}
	for _, a := range list {
		told := &Response{Object: id, Version: c.Version, Address: a.address}
		if a.deputy != "" {
			told.Address, told.DeputyOf = a.deputy, a.address
		}
		if err := tx.queueReceipt(AboutConfirmation, told, a.message, ReceiptTakenBack, ""); err != nil {
			return err
		}
	}
	return nil
}

// Confirmation is a text with versions that named people are asked to confirm.
type Confirmation struct {
	ID        int64               `json:"-"`
	Project   string              `json:"project"`
	Number    int                 `json:"number"` // in its project
	Kind      ConfirmationKind    `json:"kind"`
	Title     string              `json:"title"`
	State     ConfirmationState   `json:"state"`
	Outcome   ConfirmationOutcome `json:"outcome"` // "" while it has none
	Version   int                 `json:"version"` // counts what people were asked about, or are to be asked about first
	Text      string              `json:"text"`    // of that version
	Draft     int                 `json:"draft"`   // counts the texts for the PM to see
	Next      string              `json:"next"`    // text of the version that is to follow; "" while there is none
	NextShown bool                `json:"-"`       // the PM was shown Next
	Before    string              `json:"-"`       // text of the draft before this one
	Policy    Policy              `json:"policy"`
	Deadline  time.Time           `json:"deadline"` // zero before people are asked
	Reminders int                 `json:"reminders"`
	RemindNow bool                `json:"remind_now"` // who has not answered is to be reminded at once
	Overdue   bool                `json:"overdue"`    // the PM was told that the deadline has passed
	// Provisional reports that an unproved confirmation counts unless the person in whose name it
	// came, who is notified, says no within NoticePeriod.
	Provisional bool   `json:"provisional,omitempty"`
	Actor       string `json:"actor"`
	Message     int64  `json:"-"` // that brought it; 0: it came by the shell
	Case        int64  `json:"-"` // that it solves; 0: none
	// Files go with Text to those who are asked; NextFiles with Next.
	Files     []VersionFile `json:"files,omitempty"`
	NextFiles []VersionFile `json:"-"`
	Created   time.Time     `json:"created"`
	Changed   time.Time     `json:"changed"`
}

// Latest returns the text that the PM wrote last.
func (c Confirmation) Latest() string { return cmp.Or(c.Next, c.Text) }

// LatestFiles returns the files of the text that the PM wrote last.
func (c Confirmation) LatestFiles() []VersionFile {
	if c.Next != "" {
		return c.NextFiles
	}
	return c.Files
}

// SetLatestFiles puts files in the place of LatestFiles.
func (c *Confirmation) SetLatestFiles(files []VersionFile) {
	if c.Next != "" {
		c.NextFiles = files
	} else {
		c.Files = files
	}
}

// AwaitsPM reports whether the PM was shown a text that they have not approved yet.
func (c Confirmation) AwaitsPM() bool {
	return c.State == ConfirmationProposed || c.State == ConfirmationAsked && c.NextShown
}

// Confirmer is one person who is asked to confirm one version, and what they said.
type Confirmer struct {
	Version int    `json:"version"`
	Address string `json:"address"`
	Name    string `json:"name"`
	State   string `json:"state"` // waiting, confirmed or objected
	Words   string `json:"words"`
	By      string `json:"by"` // who said it for them; "" themselves
	// Deputy is the address of the deputy who answered in their place; "" where nobody did.
	Deputy     string    `json:"deputy,omitempty"`
	DeputyName string    `json:"deputy_name,omitempty"`
	At         time.Time `json:"at"`
	// Provisional reports that nothing proves that it was they who confirmed.
	Provisional bool `json:"provisional,omitempty"`
}

// The states of a Confirmer.
const (
	ConfirmerWaiting   = "waiting"
	ConfirmerConfirmed = "confirmed"
	ConfirmerObjected  = "objected"
)

// selectConfirmation reads confirmations with their files.
var selectConfirmation = `SELECT id, project, number, kind, title, state, outcome, version, text, draft, next, next_shown, before, policy, deadline_ms, reminders, remind_now, overdue, provisional, actor, COALESCE(message_id, 0), COALESCE(case_id, 0), created_ms, changed_ms, ` +
	filesColumn(AboutConfirmation, `f.object = confirmation.id AND CASE WHEN confirmation.state IN ('drafted', 'proposed', 'approved') THEN f.draft = confirmation.draft ELSE f.version = confirmation.version END`) + `, ` +
	filesColumn(AboutConfirmation, `f.object = confirmation.id AND f.draft = confirmation.draft AND confirmation.next <> ''`) + ` FROM confirmation`

func scanConfirmation(row scanner) (c Confirmation, err error) {
	err = row.Scan(&c.ID, &c.Project, &c.Number, &c.Kind, &c.Title, &c.State, &c.Outcome, &c.Version, &c.Text, &c.Draft, &c.Next, &c.NextShown, &c.Before, &c.Policy, ms(&c.Deadline), &c.Reminders, &c.RemindNow, &c.Overdue, &c.Provisional, &c.Actor, &c.Message, &c.Case, ms(&c.Created), ms(&c.Changed), filesOf(&c.Files), filesOf(&c.NextFiles))
	return c, readError("read a confirmation", err)
}

// ConfirmationQuery selects confirmations. Zero fields do not restrict.
type ConfirmationQuery struct {
	Project string
	Number  int
	ID      int64
	Open    bool // neither settled nor withdrawn
}

// Confirmations returns confirmations, the newest last.
func (s *Store) Confirmations(ctx context.Context, q ConfirmationQuery) ([]Confirmation, error) {
	var f filter
	f.when(q.Project != "", "project = $%d", q.Project)
	f.when(q.Number != 0, "number = $%d", q.Number)
	f.when(q.ID != 0, "id = $%d", q.ID)
	f.holds(q.Open, "state NOT IN ('settled', 'withdrawn')")
	return collect(ctx, s.reader, "list confirmations", scanConfirmation, selectConfirmation+f.where()+` ORDER BY id`, f.args...)
}

// Confirmers returns what people said of a confirmation, by version and address.
func (s *Store) Confirmers(ctx context.Context, confirmation int64) ([]Confirmer, error) {
	return collect(ctx, s.reader, "list who confirmed", func(row scanner) (v Confirmer, err error) {
		err = row.Scan(&v.Version, &v.Address, &v.Name, &v.State, &v.Words, &v.By, &v.Deputy, &v.DeputyName, ms(&v.At), &v.Provisional)
		return v, err
	}, `SELECT version, address, name, state, words, by, deputy, deputy_name, at_ms, provisional FROM confirmer WHERE confirmation_id = $1 ORDER BY version, address`, confirmation)
}

// Unreached returns the people whose silence means nothing: the mail that asked them about
// a version was not sent before a time, or bounced. Somebody may have confirmed in their name, with
// nothing that proves it.
func (s *Store) Unreached(ctx context.Context, confirmation int64, version int, before time.Time) ([]string, error) {
	return collect(ctx, s.reader, "list whom no mail has reached", scanValue[string], `SELECT address FROM confirmer WHERE confirmation_id = $1 AND version = $2 AND (state = 'waiting' OR state = 'confirmed' AND provisional = 1) AND NOT EXISTS (
			SELECT 1 FROM request r JOIN outgoing_mail l ON l.message_id = r.message_id JOIN delivery o ON o.mail_id = l.id
			WHERE r.purpose = 'confirm' AND r.object = $3 AND r.version = $4 AND r.address = confirmer.address AND o.state = 'sent' AND o.changed_ms < $5)
		ORDER BY address`, confirmation, version, confirmation, version, millis(before))
}

// PreviousAskedText returns the text of the last version before version that people were
// asked about, or "".
func (s *Store) PreviousAskedText(ctx context.Context, confirmation int64, version int) (string, error) {
	var text string
	err := s.reader.QueryRowContext(ctx, `SELECT text FROM confirmation_version WHERE confirmation_id = $1 AND version < $2 ORDER BY version DESC LIMIT 1`, confirmation, version).Scan(&text)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("the version before %d of a confirmation: %w", version, explain(err))
	}
	return text, nil
}

// LongestText bounds, in bytes, a text that people are asked about, or are sent: it is
// shown in full in one mail, or it is not taken.
const LongestText = 64 << 10

// ErrTooLong is the error where a text is longer than LongestText.
var ErrTooLong = errors.New("the text is longer than 64 KiB, the most that one email shows in full")
