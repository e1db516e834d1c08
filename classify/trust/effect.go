package trust

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"rapport/store"
)

// Facts is a set of what is known of a mail when an effect of it is decided.
type Facts uint16

// The facts.
const (
	Sound      Facts = 1 << iota // nothing contradicts its sender
	Usual                        // it is proved, or it is not and mail of its sender never was
	Proved                       // a fresh signature or the receiving server vouches for its sender
	RoundTrip                    // it came to the address that only the person asked was sent
	Reference                    // it answers the mail that only the person asked was sent
	Challenged                   // it answers the second question, sent to the address on file
	Recent                       // it came while Rapport was watching, and at once
	Contact                      // its sender is a contact of the project
	Team                         // its sender is a PM or team member of the project
	PM                           // its sender is a PM of the project
	Both                         // its sender is a contact of both projects
	ToClient                     // a client of the project is among its recipients
	OwnProof                     // the mail in it is proved by itself
	Unbinding                    // what it confirms does not bind
	InSent                       // it lies in the Sent folder of its sender's own mailbox
)

// inWords lists the facts as they are read: who it is, how they answer, what proves it.
func inWords() []struct {
	fact  Facts
	words string
} {
	return []struct {
		fact  Facts
		words string
	}{
		{PM, "PM of the project"}, {Team, "PM or team member of the project"}, {Contact, "contact of the project"}, {Both, "contact of both projects"},
		{RoundTrip, "round trip"}, {Reference, "answer by Message-ID"}, {Challenged, "answer to the challenge"},
		{Proved, "proved"}, {Usual, "proved or unproved as ever"}, {Sound, "not contradicted"}, {OwnProof, "inner email proved by itself"},
		{InSent, "in its sender’s own Sent folder"}, {ToClient, "a client among the recipients"}, {Unbinding, "the text does not bind"}, {Recent, "while Rapport was watching"},
	}
}

func (f Facts) count() int { return bits.OnesCount16(uint16(f)) }

// words says each fact.
func (f Facts) words() (list []string) {
	for _, one := range inWords() {
		if f&one.fact != 0 {
			list = append(list, one.words)
		}
	}
	return list
}

// String returns the facts in words.
func (f Facts) String() string { return strings.Join(f.words(), ", ") }

// Row is one line of the table: an effect, and what it takes.
type Row struct {
	Effect store.Effect
	What   string  // in words
	Least  []Facts // any of these is enough
	Limit  int     // how often a day for one person while Proved is missing; 0: without limit
}

// Proof returns the least proof in words.
func (r Row) Proof() string {
	var ways []string
	for _, l := range r.Least {
		ways = append(ways, l.String())
	}
	text := strings.Join(ways, "; or ")
	if r.Limit > 0 {
		text += fmt.Sprintf("; without proof %d a day and person, the rest waits in the digest", r.Limit)
	}
	return text
}

// Table lists every effect that a mail can have beside being kept, logged and filed by its
// own signs, which needs no proof.
func Table() []Row { return slices.Clone(table()) }

// table is read for each effect of each mail.
var table = sync.OnceValue(func() []Row {
	return []Row{
		{Effect: store.EffectMoveOthers, What: "takes mail of others along into its project", Least: []Facts{Proved | Team, Usual | Both}},
		{Effect: store.EffectOpenCase, What: "opens a case, a change or a dispute; a client’s clock starts", Least: []Facts{Usual | Contact | Recent}},
		{Effect: store.EffectAcknowledge, What: "the client is sent the number of their case", Least: []Facts{Proved | Contact | Recent}},
		{Effect: store.EffectTellPM, What: "an email to the PM follows from it alone, or one that asks its sender whether they wrote it", Least: []Facts{Sound}, Limit: 3},
		{Effect: store.EffectStopClock, What: "stops a clock", Least: []Facts{Usual | Team | ToClient, Sound | InSent | Team | ToClient}},
		{Effect: store.EffectEndWait, What: "ends what its sender is awaited for: nobody reminds them of it, and the clock of their case runs again", Least: []Facts{Usual | Contact}},
		{Effect: store.EffectMiss, What: "shows that an email which it answers or quotes is missing from the log; the digest names that email once", Least: []Facts{Usual | Contact | Recent, Sound | InSent | Team | Recent}},
		{Effect: store.EffectArrive, What: "is an email that was missing, or contains it; no digest names that email any more", Least: []Facts{Usual | Contact, Sound | InSent | Team}},
		{Effect: store.EffectForward, What: "the email in it counts as its sender’s", Least: []Facts{Proved | Team, Sound | OwnProof}},
		{Effect: store.EffectMeeting, What: "announces a meeting", Least: []Facts{Usual | Contact | Recent, Sound | InSent | Team | Recent}},
		{Effect: store.EffectMoveMeeting, What: "moves or cancels a meeting that was announced with proof", Least: []Facts{Proved | Contact}},
		{Effect: store.EffectMinutes, What: "what a meeting system sums up becomes a draft of minutes that the PM is shown", Least: []Facts{Proved}},
		{Effect: store.EffectDraft, What: "makes a text or action items that the PM is shown, or asks its sender which project it is for; or what its PM sent to a client is offered to them in the digest", Least: []Facts{Usual | PM | Recent, Sound | InSent | PM | Recent}, Limit: 10},
		{Effect: store.EffectCommand, What: "a PM is sent what they ask to see, at the address on file", Least: []Facts{Usual | PM | Recent}},
		{Effect: store.EffectStatus, What: "a client is sent the status of their project, at the address on file", Least: []Facts{Proved | Contact | Recent}},
		{Effect: store.EffectMark, What: "a PM says whether an entry of the log is for the client’s side", Least: []Facts{Proved | PM | Recent}},
		{Effect: store.EffectPeople, What: "adds a contact to a project, or removes one who was added by email; the PM’s digest asks about what lacks the proof", Least: []Facts{Proved | PM | Recent, RoundTrip | Usual | PM}},
		{Effect: store.EffectDeputy, What: "names a deputy of its sender for a time, or ends that; without the proof the PM’s digest lists it, and whoever is taken up from there becomes no PM and is asked nothing that binds", Least: []Facts{Proved | Contact | Recent}},
		{Effect: store.EffectAnswerAdmin, What: "the administrator answers an email about a problem: it is of no project, and no PM is asked where it belongs", Least: []Facts{Proved}},
		{Effect: store.EffectDecide, What: "a PM’s word about what they were shown; any email to a client follows from it alone", Least: []Facts{RoundTrip | Usual, Reference | Proved, Sound | Challenged}},
		{Effect: store.EffectStop, What: "its sender gets no more surveys and reminders, or, of the team, is not asked for their part of reports", Least: []Facts{RoundTrip | Usual, Reference | Usual, Usual | Contact | Recent}},
		{Effect: store.EffectDigestOnly, What: "its sender gets notices in one digest a day, or each at once again", Least: []Facts{Usual | Contact | Recent}},
		{Effect: store.EffectAskAgain, What: "a team member is asked for their part of reports again, as they or a PM say", Least: []Facts{Usual | Team | Recent}},
		{Effect: store.EffectAway, What: "the silence of its sender, who says that they are away, is no consent, and their time to respond moves", Least: []Facts{RoundTrip | Usual, Proved | Contact}},
		{Effect: store.EffectSay, What: "answers a survey, reports an action item done, objects, or brings a text that was asked for and that the PM is shown", Least: []Facts{RoundTrip | Usual, Reference | Usual, Sound | Challenged}},
		{Effect: store.EffectAgree, What: "confirms a text that does not bind", Least: []Facts{RoundTrip | Proved, Reference | Proved, Sound | Challenged}},
		{Effect: store.EffectProvisional, What: "confirms minutes a day after the person was notified at the address on file, unless they say no; where the project wants that", Least: []Facts{RoundTrip | Usual | Unbinding}},
		{Effect: store.EffectBind, What: "agrees to a text that binds", Least: []Facts{Sound | Challenged}},
		{Effect: store.EffectSpeakFor, What: "a PM reports that a client confirmed; shown as the PM’s word", Least: []Facts{RoundTrip | Usual | Unbinding, Reference | Proved | Unbinding, Sound | Challenged | Unbinding}},
	}
})

// RowOf returns the row of an effect.
func RowOf(e store.Effect) (Row, bool) {
	for _, row := range table() {
		if row.Effect == e {
			return row, true
		}
	}
	return Row{}, false
}

// Allows reports whether a mail of which facts are known may have an effect, and if not,
// what is missing at least. It is the only function that decides that.
func Allows(e store.Effect, known Facts) (ok bool, missing Facts) {
	row, found := RowOf(e)
	if !found {
		return false, 0
	}
	for i, least := range row.Least {
		lacks := least &^ known
		if lacks == 0 {
			return true, 0
		}
		if i == 0 || lacks.count() < missing.count() {
			missing = lacks
		}
	}
	return false, missing
}

// Limit returns how often a day mail without proof may have an effect for one person, 0 for
// no limit, and whether a mail of which facts are known counts towards it.
func Limit(e store.Effect, known Facts) (limit int, counts bool) {
	row, _ := RowOf(e)
	return row.Limit, row.Limit > 0 && known&Proved == 0
}

// Of returns what the evidence of a mail shows of its sender. proves reports whether mail of
// that sender is proved otherwise. A mail without evidence, logged before evidence was
// recorded, has no proof.
func Of(e *store.Evidence, proves bool) Facts {
	if e == nil {
		e = &store.Evidence{Level: store.LevelUnauthenticated}
	}
	var inSent Facts
	if e.InSent {
		inSent = InSent
	}
	switch {
	case e.Level.Rank() >= store.LevelAuthenticated.Rank():
		return Sound | Usual | Proved | inSent
	case e.Level.Rank() < store.LevelUnauthenticated.Rank():
		return 0
	case proves:
		return Sound | inSent
	}
	return Sound | Usual | inSent
}

// Contradicted reports whether something contradicts the sender of a mail, and what.
func Contradicted(e *store.Evidence) (yes bool, why string) {
	if Of(e, false)&Sound != 0 {
		return false, ""
	}
	switch e.Level {
	case store.LevelAmbiguous:
		why = "it can be read in more than one way"
	case store.LevelFailed:
		why = "it is not proved to be from " + e.From
	}
	if len(e.Reasons) > 0 {
		why += ": " + e.Reasons[0]
	}
	return true, why
}
