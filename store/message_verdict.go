package store

// Kind is what sort of mail a message is.
type Kind string

// The kinds of mail.
const (
	KindHuman     Kind = "human"      // a person wrote it
	KindAutoReply Kind = "auto-reply" // vacation and other automatic answers
	KindBounce    Kind = "bounce"     // a delivery status notification of failure (RFC 3464)
	KindDelay     Kind = "delay"      // a delivery status notification of delay
	KindReceipt   Kind = "receipt"    // a read receipt (RFC 8098) or a notice of delivery
	KindFeedback  Kind = "feedback"   // an abuse report (RFC 5965)
	KindCalendar  Kind = "calendar"   // an invitation, answer or cancellation (RFC 5546)
	KindRecap     Kind = "recap"      // another system sums up a meeting
	KindTracker   Kind = "tracker"    // an issue tracker tells of something
	KindList      Kind = "list"       // list or bulk mail
	KindAutomatic Kind = "automatic"  // other machine-written mail
	KindSpam      Kind = "spam"       // marked so by the server
	KindUnparsed  Kind = "unparsed"   // could not be read as mail
	KindSent      Kind = "sent"       // Rapport wrote and sent it
)

// Kinds lists every kind, in the order in which they are documented.
func Kinds() []Kind {
	return []Kind{KindHuman, KindAutoReply, KindBounce, KindDelay, KindReceipt, KindFeedback,
		KindCalendar, KindRecap, KindTracker, KindList, KindAutomatic, KindSpam, KindUnparsed, KindSent}
}

// Signal is what a project was recognised by.
type Signal string

// The signals, from the most certain to the least.
const (
	SignalPerson  Signal = "person"  // somebody filed it by hand
	SignalOwn     Signal = "own"     // Rapport wrote it, or asked what it answers
	SignalAddress Signal = "address" // the project address: log+ACME@agency.example
	SignalTag     Signal = "tag"     // [ACME] in the subject
	SignalForward Signal = "forward" // the mail that holds it, or that it holds
	SignalThread  Signal = "thread"  // the thread it belongs to
	SignalTracker Signal = "tracker" // what the issue tracker of its team calls the project
	SignalMeeting Signal = "meeting" // the meeting that it sums up
	SignalContact Signal = "contact" // a contact's address
	SignalDomain  Signal = "domain"  // a domain of the client's
	SignalAlias   Signal = "alias"   // an alias of the project in the subject
	SignalLearnt  Signal = "learnt"  // words and people as in mail that was filed before
)

// Reason is one piece of evidence for a project, for a person to read.
type Reason struct {
	Signal     Signal `json:"sign"`
	Project    string `json:"project"`
	Confidence int    `json:"confidence"` // per cent
	Text       string `json:"text"`       // "project address log+ACME@agency.example in To"
}

// Verdict is what is made of a message: its kind, its project, and why.
type Verdict struct {
	Kind       Kind   `json:"kind"`
	KindReason string `json:"kind_reason"` // "Auto-Submitted: auto-replied"
	// Project is the code, or "" where no project could be told for certain.
	Project string `json:"project"`
	// Role is the sender's, in Project or, where that is "", in any project.
	Role Role `json:"role"`
	// Reasons holds all the evidence, the most certain first. Where Project
	// is set the first reason decided.
	Reasons []Reason `json:"reasons"`
	// Notes holds what a person should know of the decision, such as evidence
	// that was overruled or a person who is in two projects.
	Notes []string `json:"notes"`
	// Asks holds what a person's mail asks, Stated what it decides should it be an
	// answer, Deadlines by when it wants something. They are empty for other kinds.
	Asks      []FoundAsk    `json:"asks,omitempty"`
	Stated    *StatedChoice `json:"said,omitempty"`
	Deadlines []Deadline    `json:"deadlines,omitempty"`
	// Absence is what an automatic reply says of its sender's, nil where that is nothing.
	// AbsenceCounts reports that they are not expected to answer meanwhile.
	Absence       *Absence `json:"absence,omitempty"`
	AbsenceCounts bool     `json:"absence_counts,omitempty"`
	// Talk is the talk that a PM's mail notes; nil for other mail.
	Talk *Talk `json:"noted,omitempty"`
	// Entered is who entered the note on the machine; "" of mail.
	Entered string `json:"entered,omitempty"`
	// MentionsFile reports that the newly written text speaks of a file that comes with it.
	MentionsFile bool `json:"mentions_file,omitempty"`
	// Offers is what a mail reads as in which nobody was asked anything, or "".
	Offers Offer `json:"offers,omitempty"`
	// OffersCount reports that the PM is offered to have it confirmed, or the talk that it
	// notes.
	OffersCount bool `json:"offers_count,omitempty"`
	// SeparateAsks are what it asks, one by one.
	SeparateAsks []SeparateAsk `json:"matters,omitempty"`
	// Awaits is what a PM's mail asks of a client, in its words, or "".
	Awaits string `json:"awaits,omitempty"`
	// Missing are mails that it shows the log not to have, and Arrived the numbers of those that
	// were missing and that it brings.
	Missing []MissingMail `json:"-"`
	Arrived []int64       `json:"-"`
	// Tracker is what mail of an issue tracker is about; nil for other mail.
	Tracker *TrackerItem `json:"tracker,omitempty"`
	// Lookalike is the address or domain that the sender's looks like and is
	// not, or "".
	Lookalike string `json:"lookalike,omitempty"`
	// Answer is the message as the response to a request; nil if it answers none, or
	// does not count.
	Answer *Response `json:"answer,omitempty"`
	// Uncounted is set if it answers a request without counting, for a reason of which nobody
	// has a mail.
	Uncounted *Uncounted `json:"uncounted,omitempty"`
	// Draft is set where a PM sends a text that people are to confirm.
	Draft *Draft `json:"draft,omitempty"`
	// Command is set where somebody asks by mail to see something.
	Command *Command `json:"command,omitempty"`
	// Effects are those beside answers, drafts and commands that it may have, by the table
	// of classify/trust.
	Effects []Effect `json:"effects,omitempty"`
	// Held is what it would begin if its proof were enough; nil if that is nothing.
	Held *Held `json:"held,omitempty"`
	// Proved are the addresses, and domains with an @ before them, whose mail it proves to
	// be proved.
	Proved []string `json:"-"`
	// Tokens are those of the reply addresses that it came to, and Named the Message-IDs of
	// ours that it names.
	Tokens []string `json:"-"`
	Named  []string `json:"-"`
	// Returns are the tags of our mail that it shows to have arrived: of the return path that
	// it came to, or the envelope id that it names.
	Returns []string `json:"-"`
	// Stop is set if its sender wants no more surveys and reminders.
	Stop *Stop `json:"stop,omitempty"`
	// Recap is what it sums up of a meeting; nil for other kinds.
	Recap *Recap `json:"recap,omitempty"`
	// Bounces is what it says of mail that was sent.
	Bounces []Bounce `json:"bounces,omitempty"`
}

// TrackerItem is an item of an issue tracker: a ticket, a work item, a merge request.
type TrackerItem struct {
	System string `json:"system"` // jira, redmine, pingcode, …; "" where it cannot be told
	Key    string `json:"key"`    // as people write it: SHOP-123, #4711, shop/web!12; "" where none is named
}

// Stop is the wish of a client to get less mail of ours.
type Stop struct {
	Addresses []string `json:"addresses"` // of who wrote it
	Words     string   `json:"words"`
	Private   bool     `json:"private,omitempty"` // the mail answers an anonymous survey: nobody is to be led to it
}

// Draft is a text of a PM that people are to confirm.
type Draft struct {
	Kind   ConfirmationKind `json:"kind"`
	Title  string           `json:"title"`
	Actor  string           `json:"actor"` // the PM's address
	Reason string           `json:"reason"`
	// Text is the text without the salutation above and the name below. "" where the mail
	// has no other words.
	Text string `json:"text,omitempty"`
	// Limit is how many drafts the PM is shown a day while nothing proves that they are
	// theirs; 0: it is proved.
	Limit int `json:"limit,omitempty"`
	// Files are the numbers of the attachments of the mail that go along with the text.
	Files []int `json:"files,omitempty"`
}
