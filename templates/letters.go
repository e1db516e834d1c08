package templates

import (
	"time"

	"rapport/store"
)

// ReportAsk is the data of report-ask: the PM is asked for a report before it is
// due.
type ReportAsk struct {
	Project  store.Project
	PM       string // the name; may be empty
	From, To time.Time
	Due      time.Time // when the report is to be with the client
	Figures  *Figures  // counted from the log; nil where there is nothing to tell
	Last     *Report   // the report before, to begin from; nil where there is none
	// Feedback is low scores and remarks of clients since the report before.
	Feedback []string
}

// ReportDraft is the data of report-draft: the PM is shown the report as the
// client will see it, and sends it off with one word.
type ReportDraft struct {
	Report
	PM         string
	Recipients []store.Address // who will get it
	Cc         []store.Address
	Problems   []Problem // found in the PM's text; the report was made all the same
}

// ReportReminder is the data of report-reminder: a report waits for its PM.
type ReportReminder struct {
	Project  store.Project
	PM       string
	From, To time.Time
	Due      time.Time
	Waiting  bool // for the word to send it; else for its text
	Last     bool // no reminder will follow
}

// ReportProblem is the data of report-problem: no report could be made of the
// PM's text.
type ReportProblem struct {
	Project  store.Project
	PM       string
	From, To time.Time
	Problems []Problem
	Text     string // as it was read
}

// Problem is something in the text of a report that could not be read, or is
// missing.
type Problem struct {
	Line   int    // from 1; 0 is the text as a whole
	Code   Code   // what kind of problem it is, so that each language words it
	Detail string // what the writer wrote, cut where it is long
	Hint   string // what may have been meant: the nearest heading; or ""
}

// Code names a kind of problem.
type Code string

// The problems of a text.
const (
	NoSummary      Code = "no-summary"      // neither a summary nor text before the first heading
	UnknownHeading Code = "unknown-heading" // its text was put at the end of the summary
	UnknownStatus  Code = "unknown-status"  // none of the words for a status, or several
	NoPercent      Code = "no-percent"      // work in progress without a figure: taken as 0
	PercentRange   Code = "percent-range"   // more than 100: taken as 100
	NoDate         Code = "no-date"         // a milestone with no day, and not done
	BadDate        Code = "bad-date"        // no such day: it was left as text
	UnreadBudget   Code = "unread-budget"   // no used and total, or no per cent: left out
	BudgetText     Code = "budget-text"     // words beside the figures: left out
	TooLong        Code = "too-long"        // the text was cut
	TooManyItems   Code = "too-many-items"  // the rest was left out
	NotUnderstood  Code = "not-understood"  // an answer that is neither yes nor no nor a report
)

// Bounce is the data of bounce: a PM is told of mail that did not arrive.
type Bounce struct {
	Project   store.Project
	PM        string
	Recipient store.Address // who did not get it
	Subject   string        // of the mail that did not arrive
	Sent      time.Time     // when it was sent; zero where it never left
	Cause     Cause
	Status    string // enhanced status code (RFC 3463), 5.1.1; may be empty
	Reply     string // the words of the mail server; may be empty
	Delayed   bool   // it may still arrive: the server goes on trying
	Doubtful  bool   // nobody knows whether the server took it
	Suspended bool   // nothing more is sent to the address until a person lifts it
}

// Cause says why mail did not arrive, as far as the status code tells.
type Cause string

// The causes of a bounce; any other is worded as unknown.
const (
	NoSuchAddress Cause = "no-such-address" // 5.1.1 and its like
	NoSuchDomain  Cause = "no-such-domain"  // the domain takes no mail
	MailboxFull   Cause = "mailbox-full"
	TooLarge      Cause = "too-large"
	Refused       Cause = "refused"     // by policy: taken for spam, or the sender is not allowed
	Unreachable   Cause = "unreachable" // no server answered in time
	UnknownCause  Cause = "unknown"
)

// AnswerLate is the data of answer-late: somebody is told that their answer came when
// the time to answer was over.
type AnswerLate struct {
	Project  store.Project
	Name     string
	PM       bool // they are a PM
	Asked    time.Time
	Until    time.Time
	Managers []store.Address // to whom their answer to this goes
}
