// Package bounce tells the PMs which mail was not delivered, and lists the addresses to
// which nothing is sent any more.
package bounce

import (
	"context"
	"fmt"
	"strings"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// Duty looks after mail that was not delivered.
type Duty struct{}

// Name returns "bounce".
func (Duty) Name() string { return "bounce" }

const template = "bounce"

// mostNotices bounds how many deliveries one look deals with.
const mostNotices = 50

// Run tells the PMs who did not get what. Where a notice of this
// kind cannot be delivered itself nobody receives another: that is logged, and the
// notice remains in the outbox.
func (Duty) Run(ctx context.Context, o *office.Office) (failures []error) {
	list, err := o.Store.DeliveryProblems(ctx, mostNotices)
	if err != nil || len(list) == 0 {
		return office.Fail("the delivery problems", err)
	}
	suspended, err := suspendedAddresses(ctx, o)
	if err != nil {
		return office.Fail("the suspended addresses", err)
	}
	for _, n := range list {
		var mails []office.Mail
		p := o.Config.Project(n.Project)
		if p != nil && n.Purpose != template {
			mails = mailsAbout(p, n, suspended[mailaddr.Key(n.Recipient)])
		}
		err := o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkProblemReported(n) })
		failures = append(failures, office.Fail(fmt.Sprintf("the notice of outgoing %d", n.ID), err)...)
		if err == nil && len(mails) == 0 {
			o.Log.Error("a mail was not delivered, and there is no PM to tell; see `rapport outbox show`", "outgoing", n.ID, "project", n.Project)
		}
	}
	return failures
}

func mailsAbout(p *office.Project, n store.DeliveryProblem, suspended bool) (mails []office.Mail) {
	status, words := splitStatus(n.Reply)
	data := templates.Bounce{
		Project: p.Project, Recipient: p.Contact(n.Recipient), Subject: n.Subject, Cause: causeOf(status), Status: status, Reply: words,
		Delayed: n.Delayed, Doubtful: n.State == store.DeliveryUnknown, Suspended: suspended,
	}
	if n.State != store.DeliveryFailed { // it did leave
		data.Sent = n.Queued.In(p.Zone)
	}
	thread := n.MessageID
	if n.Secret { // who knows the Message-ID of a question can answer it by reference
		thread = ""
	}
	for _, pm := range p.People(store.RolePM) {
		if mailaddr.Key(pm.Address) == mailaddr.Key(n.Recipient) {
			continue // this mail would not reach them either
		}
		data.PM = pm.Name
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("bounce of %d state %s attempt %d to %s", n.ID, n.State, n.Attempts, pm.Address), Template: template, Once: true,
			Data: data, To: []store.Address{pm}, Thread: thread,
		})
	}
	return mails
}

// suspendedAddresses returns the set of addresses to which nothing is sent any more.
func suspendedAddresses(ctx context.Context, o *office.Office) (map[string]bool, error) {
	all, err := o.Store.Suspensions(ctx)
	addresses := make(map[string]bool, len(all))
	for _, s := range all {
		addresses[s.Address] = true
	}
	return addresses, err
}

// splitStatus splits a reply into its enhanced status code (RFC 3463), "" where it has
// none, and the words of the server.
func splitStatus(reply string) (status, words string) {
	first, rest, _ := strings.Cut(reply, " ")
	if parts := strings.Split(first, "."); len(parts) == 3 && len(first) <= 11 && strings.Trim(first, ".0123456789") == "" {
		return first, rest
	}
	return "", reply
}

// causeOf returns the cause that a status code names; classes and subjects are those of
// RFC 3463 section 3.
func causeOf(status string) templates.Cause {
	_, detail, _ := strings.Cut(status, ".")
	switch detail {
	case "1.1", "1.3", "1.6", "2.1":
		return templates.NoSuchAddress
	case "1.2", "1.10", "4.4":
		return templates.NoSuchDomain
	case "2.2":
		return templates.MailboxFull
	case "2.3", "3.4":
		return templates.TooLarge
	}
	switch {
	case strings.HasPrefix(detail, "7."):
		return templates.Refused
	case strings.HasPrefix(detail, "4."):
		return templates.Unreachable
	}
	return templates.UnknownCause
}
