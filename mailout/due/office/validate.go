package office

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store"
)

const day = 24 * time.Hour

// Validate returns every mistake in c, joined.
func (c Config) Validate() error {
	var errs []error
	refuse := func(wrong bool, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	refuse(c.Templates == nil, "no templates")
	refuse(c.Charts == nil, "no charts")
	refuse(c.Poll <= 0, "poll = %s: want more than 0", c.Poll)
	refuse(c.Expire <= 0, "mail expires after %s: want more than 0", c.Expire)
	refuse(c.Digest >= day, "the digest is due %s after midnight: want less than a day", c.Digest)
	known := map[string]bool{}
	for i, p := range c.Projects {
		refuse(p.Code == "", "project %d: no code", i+1)
		refuse(known[p.Code], "project %s: another project has the same code", p.Code)
		known[p.Code] = true
		refuse(p.Relay != "" && !isAddress(c.LogAddress), "project %s: log address %q: want an address for the replies", p.Code, c.LogAddress)
		if err := p.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("project %s: %w", p.Code, err))
		}
	}
	return errors.Join(errs...)
}

// Validate returns every mistake in p, joined.
func (p Project) Validate() error {
	var errs []error
	refuse := func(wrong bool, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	refuse(p.Zone == nil, "no time zone")
	refuse(p.Relay != "" && !isAddress(p.From.Address), "sender %q: want an address", p.From.Address)
	refuse(p.Ask < 0, "asked %s before a report is due: want 0 or more", p.Ask)

	refuse(!slices.Contains([]Remind{"", RemindTeam, RemindAll, RemindNone}, p.Remind), "unknown value %q of remind", p.Remind)

	policies := []store.Policy{"", store.PolicyAll, store.PolicyAny, store.PolicySilence}
	refuse(!slices.Contains(policies, p.Confirm.Policy), "unknown policy %q of confirmations", p.Confirm.Policy)
	refuse(p.Confirm.Days < 0, "%d days to confirm: want 0 or more", p.Confirm.Days)
	refuse(p.Confirm.TakeBack < 0, "%s to take back a confirmation: want 0 or more", p.Confirm.TakeBack)

	k := p.Clock
	refuse(k.Within < 0 || k.Solve < 0, "%s to answer a case and %s to solve it: want 0 or more", k.Within, k.Solve)
	refuse((k.Within > 0 || k.Solve > 0) && (k.Begin < 0 || k.End <= k.Begin || k.End > day), "working day from %s to %s after midnight: want a beginning before its end, both within a day", k.Begin, k.End)

	s := p.Surveys
	refuse((s.Scheduled == nil) != (s.At == nil), "a survey on schedule needs both questions and a schedule")
	refuse(s.Every < 0, "a survey every %s: want 0 or more", s.Every)
	refuse(s.Low < 0 || s.Low > 5, "low scores up to %d: want 0 to 5", s.Low)
	return errors.Join(errs...)
}

// isAddress reports whether text has the form of a mail address.
func isAddress(text string) bool {
	local, domain, found := strings.Cut(text, "@")
	return found && local != "" && domain != "" && !strings.ContainsAny(text, " \r\n<>")
}
