package due

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rapport/store"
	"rapport/templates"
)

const bounceTemplate = "bounce"

// mostNotices bounds how many are told of at one look.
const mostNotices = 50

// tellBounces tells the PMs who did not get what, and gives what could not be
// told. Of a notice of this kind that itself cannot be delivered nobody is told
// by mail: that is logged, and stands in the outbox.
func (d *Due) tellBounces(ctx context.Context, c *Config) (troubles []error) {
	list, err := d.store.DeliveryProblems(ctx, mostNotices)
	if err != nil {
		return []error{err}
	}
	suspended, err := d.suspended(ctx, list)
	if err != nil {
		return []error{err}
	}
	for _, n := range list {
		var mails []mail
		p := c.project(n.Project)
		if p != nil && n.Purpose != bounceTemplate {
			mails = bounceMails(p, n, suspended[strings.ToLower(n.Recipient)])
		}
		err := d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkProblemReported(n) })
		if err != nil {
			troubles = append(troubles, fmt.Errorf("tell of outgoing %d: %w", n.ID, err))
		} else if len(mails) == 0 {
			d.log.Error("a mail was not delivered, and there is no PM to tell; see `rapport outbox show`", "outgoing", n.ID, "project", n.Project)
		}
	}
	return troubles
}

func bounceMails(p *Project, n store.DeliveryProblem, suspended bool) []mail {
	to := store.Address{Address: n.Recipient}
	for _, contact := range p.Contacts {
		for _, address := range contact.Addresses {
			if strings.EqualFold(address, n.Recipient) {
				to.Name = contact.Name
			}
		}
	}
	status, words := splitStatus(n.Reply)
	var sent time.Time
	if n.State != store.DeliveryFailed { // it did leave
		sent = n.Queued.In(p.Zone)
	}
	var mails []mail
	for _, pm := range p.people(store.RolePM) {
		if strings.EqualFold(pm.Address, n.Recipient) {
			continue // they would not get this one either
		}
		mails = append(mails, mail{
			key: fmt.Sprintf("bounce of %d state %s attempt %d to %s", n.ID, n.State, n.Attempts, pm.Address), template: bounceTemplate, once: true,
			data: templates.Bounce{Project: p.Project, PM: pm.Name, Recipient: to, Subject: n.Subject, Sent: sent,
				Cause: causeOf(status), Status: status, Reply: words, Delayed: n.Delayed, Doubtful: n.State == store.DeliveryUnknown, Suspended: suspended},
			to: []store.Address{pm}, thread: n.MessageID,
		})
	}
	return mails
}

// suspended tells which recipients get nothing more.
func (d *Due) suspended(ctx context.Context, list []store.DeliveryProblem) (map[string]bool, error) {
	if len(list) == 0 {
		return nil, nil
	}
	all, err := d.store.Suspensions(ctx)
	addresses := make(map[string]bool, len(all))
	for _, s := range all {
		addresses[s.Address] = true
	}
	return addresses, err
}

// splitStatus takes the enhanced status code (RFC 3463) off the words of a
// server.
func splitStatus(reply string) (status, words string) {
	first, rest, _ := strings.Cut(reply, " ")
	if parts := strings.Split(first, "."); len(parts) == 3 && len(first) <= 11 && strings.Trim(first, ".0123456789") == "" {
		return first, rest
	}
	return "", reply
}

// causeOf tells the cause by the status code; classes and subjects are those of
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
