package reply

import "rapport/store"

// sent is what the subject says of how a mail came about.
type subjectPrefix byte

const (
	unsaid    subjectPrefix = iota
	answered                // Re:
	forwarded               // Fwd:
)

// subjectOf reads the first prefix: "Re: Fwd: plan" is an answer.
func subjectOf(subject string) subjectPrefix {
	switch s := store.ReadSubject(subject); {
	case s.Answer:
		return answered
	case s.Forward:
		return forwarded
	}
	return unsaid
}
