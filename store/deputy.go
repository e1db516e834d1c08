package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/store/mailaddr"
)

// Deputy is a deputy whom somebody named in a project, for a time.
type Deputy struct {
	Project string    `json:"project"`
	Of      string    `json:"of"`      // whose deputy it is, in lower case
	Address string    `json:"address"` // the deputy's, in lower case; "": they ended it
	From    string    `json:"from"`    // the first day, where the project is: 2026-03-02
	Until   string    `json:"until"`   // the last
	Proved  bool      `json:"proved"`  // the mail that named them had the proof that this takes
	Message int64     `json:"-"`       // the mail that named them
	Changed time.Time `json:"changed"`
}

// LongestDeputy is how far ahead the last day of a deputy may be.
const LongestDeputy = 190 * 24 * time.Hour

// InForce reports whether somebody is deputy on a day, such as 2026-03-06.
func (d Deputy) InForce(day string) bool { return d.From <= day && day <= d.Until }

// WithDeputies returns the project as it is at a time: whom a PM named with proof, and the
// configuration allows, is a PM meanwhile.
func (p Project) WithDeputies(list []Deputy, now time.Time) Project {
	day := now.In(p.zone()).Format(time.DateOnly)
	configured := p.Contacts
	for _, d := range list {
		away := contactWith(configured, d.Of)
		if d.Project != p.Code || !d.InForce(day) || !d.Proved || away < 0 || configured[away].Role != RolePM {
			continue
		}
		i := contactWith(p.Contacts, d.Address)
		if i < 0 || p.Contacts[i].Role == RolePM || !configured[away].AllowsContact(p.Contacts[i]) {
			continue
		}
		stand := p.Contacts[i]
		stand.Role, stand.DeputyOf = RolePM, keyOf(d.Of)
		p.Contacts = append(slices.Delete(slices.Clone(p.Contacts), i, i+1), stand) // behind the PMs, in whose name mail goes out
	}
	return p
}

func (p Project) zone() *time.Location { return cmp.Or(p.Zone, time.UTC) }

// AllowsContact reports whether the configuration lets somebody be the deputy of a contact in
// everything, binding texts included. It never allows a contact whom a PM added by mail.
func (c Contact) AllowsContact(deputy Contact) bool {
	return !deputy.ByMail && slices.ContainsFunc(deputy.Addresses, func(address string) bool {
		return slices.ContainsFunc(c.Deputies, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(address) })
	})
}

// DeputyAt returns the deputy, at a time, of the contact with an address; false if there is none.
// For a text that does not bind, any other contact of the client can be the deputy; for one that
// binds, only somebody whom the configuration allows.
func (p Project) DeputyAt(list []Deputy, of string, binds bool, now time.Time) (Contact, bool) {
	day := now.In(p.zone()).Format(time.DateOnly)
	away := contactWith(p.Contacts, of)
	if away < 0 {
		return Contact{}, false
	}
	for _, d := range list {
		i := contactWith(p.Contacts, d.Address)
		if d.Project != p.Code || !d.InForce(day) || i < 0 || i == away || contactWith(p.Contacts, d.Of) != away || p.Contacts[i].Role != p.Contacts[away].Role {
			continue
		}
		if binds && (!d.Proved || !p.Contacts[away].AllowsContact(p.Contacts[i])) {
			continue
		}
		return p.Contacts[i], true
	}
	return Contact{}, false
}

// Deputies returns the deputies whose time was not over on a day. A deputy that was ended has no
// Address.
func (s *Store) Deputies(ctx context.Context, day string) ([]Deputy, error) {
	return collect(ctx, s.reader, "list deputies", func(row scanner) (d Deputy, err error) {
		err = row.Scan(&d.Project, &d.Of, &d.Address, &d.From, &d.Until, &d.Proved, &d.Message, ms(&d.Changed))
		return d, err
	}, `SELECT project, address, deputy, from_day, to_day, proved, message_id, changed_ms FROM deputy WHERE to_day >= $1 ORDER BY to_day, id`, day)
}

// DeputiesNow returns the deputies whose time is not over in any time zone, or ended within the
// last week: a deadline may have moved with it.
func (s *Store) DeputiesNow(ctx context.Context) ([]Deputy, error) {
	return s.Deputies(ctx, dayOf(s.now(), 8))
}

// NameDeputy records a deputy, in place of one whom the same person named before.
func (tx *Tx) NameDeputy(d Deputy) error {
	err := tx.exec(`INSERT INTO deputy (project, address, deputy, from_day, to_day, proved, message_id, changed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (project, address) DO UPDATE SET deputy = excluded.deputy, from_day = excluded.from_day, to_day = excluded.to_day, proved = excluded.proved, message_id = excluded.message_id, changed_ms = excluded.changed_ms`,
		d.Project, keyOf(d.Of), keyOf(d.Address), d.From, d.Until, d.Proved, d.Message, tx.now)
	if err != nil {
		return fmt.Errorf("record the deputy of %s in %s: %w", d.Of, d.Project, err)
	}
	return nil
}

// EndDeputy ends the time of somebody's deputy in a project, with until as the last day. It reports
// false if there was no deputy.
func (tx *Tx) EndDeputy(project, of, until string, message int64) (bool, error) {
	done, err := tx.changedOne(`UPDATE deputy SET deputy = '', to_day = min(to_day, $1), message_id = $2, changed_ms = $3 WHERE project = $4 AND address = $5 AND deputy <> ''`, until, message, tx.now, project, keyOf(of))
	if err != nil {
		return false, fmt.Errorf("end the deputy of %s in %s: %w", of, project, err)
	}
	return done, nil
}

// DeputyWish is a line of a mail in which the sender names a deputy, by name or address, with the
// days; or ends that.
type DeputyWish struct {
	Name    string        `json:"name,omitempty"`
	Address string        `json:"address,omitempty"`
	From    string        `json:"from,omitempty"`
	Until   string        `json:"until,omitempty"`
	End     bool          `json:"end,omitempty"`
	Words   string        `json:"words,omitempty"` // the line
	Refused DeputyRefusal `json:"refused,omitempty"`
}

// DeputyRefusal is why somebody cannot be a deputy.
type DeputyRefusal string

// The refusals.
const (
	DeputyUnread  DeputyRefusal = "unread"  // the line does not tell whom or when it means
	DeputyWhen    DeputyRefusal = "when"    // it names no last day, one that is past, or one too far ahead
	DeputyNobody  DeputyRefusal = "nobody"  // the project has no such contact, or several
	DeputySelf    DeputyRefusal = "self"    // it names its sender
	DeputySide    DeputyRefusal = "side"    // of a client: they are no contact of the client
	DeputyAllowed DeputyRefusal = "allowed" // of a PM: the configuration does not allow them
	DeputyProof   DeputyRefusal = "proof"   // of a PM: nothing proves who named them
	DeputyNone    DeputyRefusal = "none"    // they have no deputy to end
)

// inWhosePlace returns the address of who was to answer: theirs whose deputy did, or that of who
// did.
func (a *Response) inWhosePlace() string { return cmp.Or(a.DeputyOf, a.Address) }
