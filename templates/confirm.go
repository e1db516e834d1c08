package templates

import (
	"time"

	"rapport/store"
)

// Confirmed is what a text to confirm is, in all the mail about it.
type Confirmed struct {
	Project store.Project
	Kind    store.ConfirmationKind
	Title   string
	Number  int // in its project
	Version int
	Text    string       // Markdown of the PM's
	Open    []ActionItem // with minutes: what is open of earlier ones
	Binds   bool         // agreeing takes a second word, and may be taken back for some time
}

// ConfirmDraft is the data of confirm-draft: the PM is shown a text as those will
// see it who are to confirm it, and sends it off with one word.
type ConfirmDraft struct {
	Confirmed
	PM         string // the name; may be empty
	Recipients []store.Address
	Days       int // working days that they have
	Policy     store.Policy
	Changes    []Change // against the version before; none in the first
	Found      *Found   // what was read out of minutes; nil: nothing
}

// Found is what was read out of minutes.
type Found struct {
	Participants []store.Address // without an address: no contact of the project
	Decisions    []string
	Actions      []ActionItem
}

// Confirm is the data of confirm and of confirm-reminder: somebody is asked to
// confirm a text.
type Confirm struct {
	Confirmed
	Name     string // the name; may be empty
	Deadline time.Time
	Policy   store.Policy
	Changes  []Change
	Late     bool // the deadline has passed
}

// Change is a line that a version has and the one before has not, or the other
// way round.
type Change struct {
	Added bool
	Text  string
}

// ConfirmReceipt is the data of confirm-receipt: somebody is told what became of
// their answer.
type ConfirmReceipt struct {
	Confirmed
	Name    string
	What    string // one of the store's Tell words
	Outcome store.ConfirmationOutcome
	From    time.Time // from when what binds is in force
}

// ConfirmDone is the data of confirm-done: a PM is told what became of their answer.
type ConfirmDone struct {
	Confirmed
	PM       string
	What     string // one of the store's Tell words
	Whom     string // they said that confirmed
	State    store.ConfirmationState
	Old      bool            // they answered about another version
	Waiting  []store.Address // have not confirmed
	Deadline time.Time       // until when these are to answer
}

// ConfirmNote is the data of confirm-note: the PM is told what somebody says of a
// text, or that the time is up.
type ConfirmNote struct {
	Confirmed
	PM       string
	Who      store.Address // who says it; empty where the time is up
	Words    string
	NotAsked bool // Who has the mail of somebody who was asked
	Old      bool // they were asked about another version
	Waiting  []store.Address
	// Unreached are those of Waiting whose silence would be consent, had the question
	// reached them a day before its deadline.
	Unreached []store.Address
	Settled   bool // the text has its outcome already
	// From is set where Who agrees to what binds: from when it is in force.
	From time.Time
}

// ConfirmOutcome is the data of confirm-outcome: everybody is told how it ended.
type ConfirmOutcome struct {
	Confirmed
	Outcome store.ConfirmationOutcome
	Voices  []store.Confirmer
}
