package reply

import "rapport/store"

// subjectPrefix is how a mail came about, according to its subject.
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
