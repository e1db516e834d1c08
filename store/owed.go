package store

// The kinds of what a client owes.
const (
	OwedQuestion = "question" // of a PM, which nobody has answered
	OwedDecision = "decision" // that a report asked for
)
