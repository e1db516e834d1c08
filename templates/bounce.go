package templates

import (
	"time"

	"rapport/store"
)

// Bounce is the data of bounce, which reports to the PM that a mail did not arrive.
type Bounce struct {
	Project   store.Project
	PM        string
	Recipient store.Address // who did not get it
	Subject   string        // of the mail that did not arrive
	Sent      time.Time     // when it was sent; zero if it never left
	Cause     Cause
	Status    string // enhanced status code (RFC 3463), 5.1.1; may be empty
	Reply     string // the words of the mail server; may be empty
	Delayed   bool   // it may still arrive: the server keeps trying
	Doubtful  bool   // the server's answer was lost, so it may have accepted the mail
	Suspended bool   // sending to the address is suspended until a person resumes it
}

// Cause says why mail did not arrive, as far as the status code tells.
type Cause string

// The causes of a bounce; any other is worded as unknown.
const (
	NoSuchAddress Cause = "no-such-address" // 5.1.1 and its like
	NoSuchDomain  Cause = "no-such-domain"  // the domain accepts no mail
	MailboxFull   Cause = "mailbox-full"
	TooLarge      Cause = "too-large"
	Refused       Cause = "refused"     // by policy: taken for spam, or the sender is not allowed
	Unreachable   Cause = "unreachable" // no server answered in time
	UnknownCause  Cause = "unknown"
)

// Bounce makes the samples of bounce.
func (s sampler) Bounce() []any {
	project := s.project()
	b := Bounce{Project: project, PM: s.pm().Name, Recipient: s.client(), Subject: s.pick("[ACME] 项目进展报告（2026年3月2日至6日）", "[ACME] Progress report, 2–6 March 2026"),
		Sent: day(time.March, 6).Add(17 * time.Hour), Cause: NoSuchAddress, Status: "5.1.1", Reply: "user unknown in virtual mailbox table", Suspended: true}
	list := []any{b}
	for _, cause := range []Cause{NoSuchDomain, MailboxFull, TooLarge, Refused, Unreachable, UnknownCause} {
		list = append(list, Bounce{Project: project, Recipient: b.Recipient, Subject: b.Subject, Cause: cause, Delayed: cause == Unreachable})
	}
	return append(list, Bounce{Project: project, Recipient: b.Recipient, Subject: b.Subject, Cause: UnknownCause, Doubtful: true})
}
