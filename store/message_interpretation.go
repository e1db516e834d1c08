package store

import "encoding/json"

// Ask is what a person's mail asks of its readers.
type Ask string

// The asks.
const (
	AskQuestion    Ask = "question"
	AskProblem     Ask = "problem"
	AskChange      Ask = "change"      // something is to be other than agreed
	AskApproval    Ask = "approval"    // it agrees, approves or confirms
	AskObjection   Ask = "objection"   // it refuses, or agrees only in part
	AskComplaint   Ask = "complaint"   // dissatisfaction, or a call for superiors
	AskThanks      Ask = "thanks"      // and nothing that waits for an answer
	AskInformation Ask = "information" // none of the above
)

// FoundAsk is one ask of a mail, with the words of the mail that show it.
type FoundAsk struct {
	Ask   Ask    `json:"ask"`
	Words string `json:"words"`
}

// Choice is what a mail says as the answer to something that was asked.
type Choice string

// The choices. A score is its digit, "1" to "5".
const (
	ChoiceApprove Choice = "approve"
	ChoiceReject  Choice = "reject"
	ChoiceHuman   Choice = "human" // a person has to read it
)

// StatedChoice is the choice that a mail makes, with the words that decided, and why
// where it is left to a person.
type StatedChoice struct {
	Choice Choice `json:"choice"`
	Words  string `json:"words"`
	Why    string `json:"why"`
}

// Deadline is a day, or a number of days, by which a mail asks for something.
type Deadline struct {
	Day   string `json:"day"`  // 2026-03-06, in the zone of the mail's Date; "" where only Days is known
	Days  int    `json:"days"` // working or calendar days asked for; 0 where only Day is known
	Words string `json:"words"`
}

// Suggestion is what a language model made of a mail of which the rules left open
// what it asks. It decides nothing.
type Suggestion struct {
	Ask     Ask    `json:"ask"`
	Summary string `json:"summary"`
	Model   string `json:"model"` // its name
}

// Interpretation is what was made of a message beyond what a mail program shows. It is
// kept with the entry, and covered by its hash.
type Interpretation struct {
	Signature string        `json:"signature,omitempty"`
	Asks      []FoundAsk    `json:"asks,omitempty"`
	Stated    *StatedChoice `json:"said,omitempty"`
	Deadlines []Deadline    `json:"deadlines,omitempty"`
	// Suggested is what a model made of it, where one was asked.
	Suggested *Suggestion `json:"suggested,omitempty"`
	// Delivery is what a notification of delivery says of each recipient.
	Delivery  []DeliveryStatus `json:"delivery,omitempty"`
	Calendar  *Calendar        `json:"calendar,omitempty"`
	Recap     *Recap           `json:"recap,omitempty"`
	Forwarded *Forwarded       `json:"forwarded,omitempty"`
	Embedded  []EmbeddedMail   `json:"holds,omitempty"`
	Auth      *Evidence        `json:"auth,omitempty"`
	Lookalike string           `json:"lookalike,omitempty"`
	Uncounted *Uncounted       `json:"uncounted,omitempty"`
	Tracker   *TrackerItem     `json:"tracker,omitempty"`
	// Absence is of an automatic reply; AbsenceCounts reports that it had the proof it takes.
	Absence       *Absence      `json:"absence,omitempty"`
	AbsenceCounts bool          `json:"absence_counts,omitempty"`
	Talk          *Talk         `json:"noted,omitempty"`
	MentionsFile  bool          `json:"mentions_file,omitempty"`
	Offers        Offer         `json:"offers,omitempty"`
	OffersCount   bool          `json:"offers_count,omitempty"` // its PM is offered to have it, or the talk, confirmed
	SeparateAsks  []SeparateAsk `json:"matters,omitempty"`      // where there are several
	// Entered is who entered the note of a talk on the machine, by their name there; "" of mail.
	Entered string `json:"entered,omitempty"`
	Awaits  string `json:"awaits,omitempty"` // of a client, by a PM
}

func interpretationOf(m *Message, v Verdict) Interpretation {
	parts := v.SeparateAsks
	if len(parts) < 2 {
		parts = nil
	}
	return Interpretation{
		Absence: v.Absence, AbsenceCounts: v.AbsenceCounts, Talk: v.Talk, MentionsFile: v.MentionsFile, Offers: v.Offers, OffersCount: v.OffersCount, SeparateAsks: parts, Awaits: v.Awaits, Entered: v.Entered,
		Signature: m.Signature,
		Asks:      v.Asks, Stated: v.Stated, Deadlines: v.Deadlines, Suggested: m.Suggested,
		Delivery: m.Delivery, Calendar: m.Calendar, Recap: v.Recap,
		Forwarded: m.Forwarded, Embedded: m.Embedded,
		Auth: m.Auth, Lookalike: v.Lookalike, Uncounted: v.Uncounted, Tracker: v.Tracker,
	}
}

// text is the form that is kept and hashed: JSON, or "" where there is nothing.
func (r Interpretation) text() string {
	text, err := json.Marshal(r)
	if err != nil { // strings, numbers and structs of them always marshal
		panic(err)
	}
	if string(text) == "{}" {
		return ""
	}
	return string(text)
}

// Absence is from when until when the author of an automatic reply is away, as days in the
// zone of its Date, such as 2026-03-06, "" where it names none, and their deputy, an
// address or a name or "". Until is the last day away.
type Absence struct {
	From   string `json:"from"`
	Until  string `json:"until"`
	Deputy string `json:"deputy"`
}

// TalkKind is how people talked, if not by mail.
type TalkKind string

// The kinds of talk.
const (
	TalkCall  TalkKind = "call"
	TalkVisit TalkKind = "visit" // they met
	TalkChat  TalkKind = "chat"
)

// Talk is what a PM's note says of a talk beside what was said.
type Talk struct {
	Kind   TalkKind `json:"kind"`
	Day    string   `json:"day"`            // 2026-03-06, in the zone of the note's Date
	Time   string   `json:"time,omitempty"` // 10:30, or ""
	People []string `json:"people"`         // named as the note has them
}

// SeparateAsk is one of the asks of a mail, with the part of the text that is about it.
type SeparateAsk struct {
	Ask  Ask    `json:"ask"`
	Text string `json:"text"`
}

// Offer is what a mail in which nobody was asked anything reads as, which a PM is offered to
// have confirmed or recorded.
type Offer string

// The offers: what a PM's mail to clients reads as, and what a client's words in such a thread
// do.
const (
	OfferMinutes    Offer = "minutes"
	OfferPlan       Offer = "plan"
	OfferAcceptance Offer = "acceptance"
	OfferChange     Offer = "change"
	OfferAgreement  Offer = "agreement"
)
