package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/store/mailaddr"
)

// Person is a contact of a project whom a PM added by mail, beside those of the configuration.
type Person struct {
	Project string    `json:"project"`
	Name    string    `json:"name"`
	Address string    `json:"address"` // in lower case
	Role    Role      `json:"role"`    // RoleClient or RoleTeam
	Contact string    `json:"contact"` // of whom this is a further address: one of theirs in the configuration; "" a person of their own
	Actor   string    `json:"actor"`   // the PM's address
	Message int64     `json:"-"`       // by which
	Changed time.Time `json:"changed"`
}

// WithPeople returns the project with those contacts that PMs added to it by mail. They are
// never approvers, and what the configuration says of an address always counts instead.
func (p Project) WithPeople(people []Person) Project {
	configured := len(p.Contacts)
	p.Contacts = slices.Clone(p.Contacts)
	for _, one := range people {
		if one.Project != p.Code || contactWith(p.Contacts, one.Address) >= 0 {
			continue
		}
		if one.Contact == "" {
			p.Contacts = append(p.Contacts, Contact{Name: one.Name, Role: one.Role, Addresses: []string{one.Address}, ByMail: true})
			continue
		}
		i := contactWith(p.Contacts[:configured], one.Contact)
		if i < 0 || !p.MayHaveMore(p.Contacts[i]) {
			continue // the configuration has changed since
		}
		p.Contacts[i].Addresses = append(slices.Clone(p.Contacts[i].Addresses), one.Address)
	}
	return p
}

// MayHaveMore reports whether a PM may add an address of a contact by mail: of a client or
// team member who does not approve changes, and whom the configuration lets stand in for nobody.
func (p Project) MayHaveMore(c Contact) bool {
	return (c.Role == RoleClient || c.Role == RoleTeam) && !c.Approves && len(c.Addresses) > 0 &&
		!slices.ContainsFunc(p.Contacts, func(away Contact) bool { return away.AllowsContact(c) })
}

// contactWith returns the index of the contact that has an address, or -1.
func contactWith(contacts []Contact, address string) int {
	return slices.IndexFunc(contacts, func(c Contact) bool {
		return slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(address) })
	})
}

const selectPeople = `SELECT project, name, address, role, contact, actor, message_id, changed_ms FROM person WHERE role IN ('client', 'team') ORDER BY id`

func scanPerson(row scanner) (p Person, err error) {
	err = row.Scan(&p.Project, &p.Name, &p.Address, &p.Role, &p.Contact, &p.Actor, &p.Message, ms(&p.Changed))
	return p, err
}

// People returns the contacts of all projects that PMs added by mail, in the order in which
// their addresses came up first.
func (s *Store) People(ctx context.Context) ([]Person, error) {
	return collect(ctx, s.reader, "list who was added by mail", scanPerson, selectPeople)
}

// AddPerson makes somebody a contact of a project, or changes what they are there. It reports
// false where they are that already.
func (tx *Tx) AddPerson(p Person) (bool, error) {
	if p.Role != RoleClient && p.Role != RoleTeam {
		return false, fmt.Errorf("add %s to %s by mail: not as %q", p.Address, p.Project, p.Role)
	}
	done, err := tx.changedOne(`INSERT INTO person (project, address, name, role, contact, actor, message_id, changed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (project, address) DO UPDATE SET name = excluded.name, role = excluded.role, contact = excluded.contact, wanted = '', actor = excluded.actor, message_id = excluded.message_id, changed_ms = excluded.changed_ms
		WHERE role <> excluded.role OR name <> excluded.name OR contact <> excluded.contact`,
		p.Project, keyOf(p.Address), p.Name, p.Role, keyOf(p.Contact), cleanActor(p.Actor), p.Message, tx.now)
	if err != nil {
		return false, fmt.Errorf("add %s to %s: %w", p.Address, p.Project, err)
	}
	return done, nil
}

// RemovePerson removes from a project whom a PM added by mail. It reports false where nobody
// of that address was.
func (tx *Tx) RemovePerson(project, address, actor string, message int64) (bool, error) {
	done, err := tx.changedOne(`UPDATE person SET role = '', contact = '', wanted = '', actor = $1, message_id = $2, changed_ms = $3 WHERE project = $4 AND address = $5 AND role <> ''`,
		cleanActor(actor), message, tx.now, project, keyOf(address))
	if err != nil {
		return false, fmt.Errorf("remove %s from %s: %w", address, project, err)
	}
	return done, nil
}

// Wanted is what becomes of a person where a PM's mail asks for it without proof.
type Wanted string

// What is wanted.
const (
	WantedClient Wanted = "client"
	WantedTeam   Wanted = "team"
	WantedRemove Wanted = "remove"
)

// WantPerson notes what mail without proof asks for, so that the PM's digest asks whether it is
// theirs. It changes no contact.
func (tx *Tx) WantPerson(p Person, w Wanted) error {
	err := tx.exec(`INSERT INTO person (project, address, name, role, wanted, message_id, changed_ms) VALUES ($1, $2, $3, '', $4, $5, $6)
		ON CONFLICT (project, address) DO UPDATE SET wanted = excluded.wanted, message_id = excluded.message_id, changed_ms = excluded.changed_ms,
			name = CASE role WHEN '' THEN excluded.name ELSE name END`,
		p.Project, keyOf(p.Address), p.Name, w, p.Message, tx.now)
	if err != nil {
		return fmt.Errorf("note that %s was asked for in %s: %w", p.Address, p.Project, err)
	}
	return nil
}

// markAsked records that a digest asks about a person: it does so once.
func (tx *Tx) markAsked(project, address, name string) error {
	err := tx.exec(`INSERT INTO person (project, address, name, role, told, changed_ms) VALUES ($1, $2, $3, '', 1, $4)
		ON CONFLICT (project, address) DO UPDATE SET told = 1`, project, keyOf(address), name, tx.now)
	if err != nil {
		return fmt.Errorf("record that %s was asked about in %s: %w", address, project, err)
	}
	return nil
}

// WantedPerson is somebody whom mail without proof asks to add or remove.
type WantedPerson struct {
	Person
	Wanted Wanted
}

// WantedPeople returns whom mail without proof asks to add to, or remove from, some projects.
func (s *Store) WantedPeople(ctx context.Context) ([]WantedPerson, error) {
	return collect(ctx, s.reader, "list who was asked for", func(row scanner) (w WantedPerson, err error) {
		err = row.Scan(&w.Project, &w.Name, &w.Address, &w.Role, &w.Wanted, &w.Message, ms(&w.Changed))
		return w, err
	}, `SELECT project, name, address, role, wanted, message_id, changed_ms FROM person WHERE wanted IN ('client', 'team', 'remove') ORDER BY id`)
}

// Writer is somebody who writes to the threads of a project and is no contact of it.
type Writer struct {
	Project, Name, Address string
	Mails                  int
	Answered               bool      // a PM or team member wrote in a thread of theirs
	Latest                 time.Time // that they wrote
}

// Writers returns who wrote at least so many mails of their own to threads of a project since
// a time, is no contact of it, and was in no digest yet: no machine, and nobody whose mail
// something contradicts or whose address resembles another.
func (s *Store) Writers(ctx context.Context, project string, least int, since time.Time) ([]Writer, error) {
	return collect(ctx, s.reader, "list who else writes", func(row scanner) (w Writer, err error) {
		w.Project = project
		err = row.Scan(&w.Address, &w.Name, &w.Mails, &w.Answered, ms(&w.Latest))
		return w, err
	}, `SELECT p.key, max(p.name), count(DISTINCT m.id), max(EXISTS (SELECT 1 FROM message r WHERE r.thread_id = m.thread_id AND r.project = m.project AND r.role IN ('pm', 'team') AND r.kind = 'human')), max(m.received_ms)
		FROM message m JOIN participant p ON p.message_id = m.id AND p.field = 'from' AND p.n = (SELECT min(n) FROM participant WHERE message_id = m.id AND field = 'from') JOIN body b ON b.message_id = m.id
		WHERE m.project = $1 AND m.date_ms >= $2 AND m.role = $3 AND m.kind = $4
			AND (SELECT count(*) FROM participant q WHERE q.message_id = m.id AND q.field = 'from') = 1
			AND (b.reading = '' OR coalesce(json_extract(b.reading, '$.lookalike'), '') = '' AND coalesce(json_extract(b.reading, '$.auth.level'), '') NOT IN ('failed', 'ambiguous') AND json_extract(b.reading, '$.entered') IS NULL)
			AND NOT EXISTS (SELECT 1 FROM person x WHERE x.project = m.project AND x.address = p.key AND (x.role <> '' OR x.told = 1))
		GROUP BY p.key HAVING count(DISTINCT m.id) >= $5 ORDER BY max(m.received_ms), p.key LIMIT 20`,
		project, millis(since), RoleOther, KindHuman, least)
}

// IsMachine reports whether an address has sent mail of machines or lists to a project since a
// time, and none that a person wrote.
func (s *Store) IsMachine(ctx context.Context, project, address string, since time.Time) (yes bool, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT coalesce(sum(m.kind IN ('list', 'automatic', 'bounce', 'spam', 'tracker')), 0) > 0 AND coalesce(sum(m.kind = 'human'), 0) = 0
		FROM message m JOIN participant p ON p.message_id = m.id AND p.field = 'from' AND p.key = $1 WHERE m.project = $2 AND m.date_ms >= $3`, keyOf(address), project, millis(since)).Scan(&yes)
	if err != nil {
		return false, fmt.Errorf("look what %s has sent: %w", address, explain(err))
	}
	return yes, nil
}

// settlePerson is what a PM decides of a person whom their digest lists.
func settlePerson(tx *Tx, item DigestItem, s ItemCommand, actor string, message int64) (bool, error) {
	p := Person{Project: item.Project, Address: item.Name, Name: item.Called, Actor: actor, Message: message}
	switch s.Verb {
	case VerbClient:
		p.Role = RoleClient
	case VerbTeam:
		p.Role = RoleTeam
	case VerbIs:
		p.Name, p.Role, p.Contact = s.Name, s.Role, s.Argument
	case VerbRemove:
		return tx.RemovePerson(item.Project, item.Name, actor, message)
	default:
		return true, tx.exec(`UPDATE person SET wanted = '' WHERE project = $1 AND address = $2`, item.Project, item.Name)
	}
	if p.Name == "" || p.Role == "" {
		return false, errNotSo
	}
	return tx.AddPerson(p)
}

// PersonRefusal is why a PM cannot have somebody added or removed by mail.
type PersonRefusal string

// The refusals.
const (
	RefusedUnread    PersonRefusal = "unread"    // the line cannot be read
	RefusedProject   PersonRefusal = "project"   // the sender leads no such project, or it is over
	RefusedWhich     PersonRefusal = "which"     // it may be several
	RefusedRole      PersonRefusal = "role"      // as client or as a team member only
	RefusedAddress   PersonRefusal = "address"   // it is none
	RefusedOurs      PersonRefusal = "ours"      // it is ours
	RefusedMachine   PersonRefusal = "machine"   // a list or a program has it
	RefusedName      PersonRefusal = "name"      // it is no name of a person
	RefusedNamesake  PersonRefusal = "namesake"  // somebody of the project has that name
	RefusedKnown     PersonRefusal = "known"     // the configuration has them in the project
	RefusedElsewhere PersonRefusal = "elsewhere" // another project has them
	RefusedDomain    PersonRefusal = "domain"    // it is in a domain of another client
	RefusedLookalike PersonRefusal = "lookalike" // it looks like another, and is not
	RefusedNobody    PersonRefusal = "nobody"    // the project has nobody of that name or address
)

// PersonChange is one line of a PM's mail: whom to add to a project, or remove from it.
type PersonChange struct {
	Person
	Remove  bool          `json:"remove,omitempty"`
	Words   string        `json:"words,omitempty"` // of the line
	Refused PersonRefusal `json:"refused,omitempty"`
}
