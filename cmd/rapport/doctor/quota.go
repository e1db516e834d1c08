package doctor

import (
	"context"
	"fmt"

	"rapport/mailin/mailbox"
)

// How full a mailbox is, in per cent, when its owner should do something, and when they must.
const (
	fullSoon = 80
	fullNow  = 95
)

// judgeQuota looks at how full the mailbox is.
func (e *examination) judgeQuota(ctx context.Context) {
	const check = "imap quota"
	list, err := e.session.Quotas(ctx, e.Folder)
	worst, share := mailbox.Quota{}, 0.0
	for _, q := range list {
		if s := float64(q.Used) / float64(q.Limit) * 100; q.Resource == "STORAGE" || q.Resource == "MESSAGE" {
			if worst.Limit == 0 || s > share {
				worst, share = q, s
			}
		}
	}
	text := fmt.Sprintf("the mailbox is %.0f %% full: %s of %s", share, amount(worst.Resource, worst.Used), amount(worst.Resource, worst.Limit))
	const room = "delete or archive mail that Rapport has logged, in a mail program, or ask the provider for more room; "
	switch {
	case err != nil || worst.Limit == 0:
		e.ok(check, "the server does not say how full the mailbox is")
	case share >= fullNow:
		e.fault(check, text, room+"once it is full, mail to the log address comes back")
	case share >= fullSoon:
		e.warn(check, text, room+"do so before it is full: mail to the log address then comes back")
	default:
		e.ok(check, text)
	}
}

// amount writes what a mailbox holds of a resource.
func amount(resource string, n int64) string {
	if resource == "MESSAGE" {
		return fmt.Sprintf("%d mails", n)
	}
	return fmt.Sprintf("%.1f GiB", float64(n)/(1<<20))
}
