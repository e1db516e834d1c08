package classify

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/command"
	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/store/pattern"
)

// WithPeople returns an index in which those are contacts too whom PMs added by mail, those
// PMs whom a PM named as deputy for the time of now, and those projects closed whose codes are
// named. It keeps what d has learnt.
func (d *ProjectIndex) WithPeople(people []store.Person, deputies []store.Deputy, closed []string, now time.Time) *ProjectIndex {
	if d.configured == nil {
		return d
	}
	c := *d.configured
	c.Projects = slices.Clone(c.Projects)
	for i := range c.Projects {
		c.Projects[i] = c.Projects[i].WithPeople(people).WithDeputies(deputies, now).WithClosed(closed)
	}
	merged := compile(c)
	merged.configured, merged.learnt, merged.deputies = d.configured, d.learnt, deputies
	return merged
}

const longestPerson = 60 // characters of a name

var (
	machines = pattern.New(`(?i)^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?|owner|request|listserv|majordomo|news(?:letter)?|notifications?|alerts?|robot|all|everyone|staff|list|lists|subscribe|unsubscribe)(?:$|[-+._])|[-._](?:bounces?|request|owner|list|announce|l|noreply|no-reply)$`)
	lists    = pattern.New(`(?i)^(?:lists?|listserv|groups|mailman|bounces?)\.|^(?:googlegroups\.com|groups\.io|yahoogroups\.com)$`)
	// nameLike is what the name of a person is made of.
	nameLike = pattern.New(`^[\p{L}\p{M}][\p{L}\p{M}\p{Nd} .'’·,()（）-]*$`)
)

// RefusePerson returns why a PM cannot add somebody to a project by mail, "" if they can.
func (d *ProjectIndex) RefusePerson(p store.Person) store.PersonRefusal {
	address := mailaddr.Key(p.Address)
	n, known := d.codes[strings.ToLower(p.Project)]
	_, domain, ok := mailaddr.Cut(address)
	switch {
	case !known || d.projects[n].closed:
		return store.RefusedProject
	case p.Role != store.RoleClient && p.Role != store.RoleTeam:
		return store.RefusedRole
	case !ok || badAddress(p.Address) != "" || strings.ContainsFunc(p.Address, isInvisible) || mixesScripts(strings.ToLower(domain)) || len(address) > 254:
		return store.RefusedAddress
	case d.isLog(address) || d.own[address] || p.Role == store.RoleClient && within(domain, d.logDomain):
		return store.RefusedOurs
	case isMachine(address):
		return store.RefusedMachine
	case badName(p.Name):
		return store.RefusedName
	}
	for _, who := range d.lookup(address) {
		c := d.projects[who.project].contacts[who.contact]
		switch {
		case who.project == n && !c.ByMail:
			return store.RefusedKnown
		case who.project != n && (!c.ByMail || c.Role != p.Role):
			return store.RefusedElsewhere
		}
	}
	if _, projects := d.domainOf(address); len(projects) > 0 && !slices.Contains(projects, n) {
		return store.RefusedDomain
	}
	known = len(d.lookup(address)) > 0
	_, of := d.domainOf(address)
	if !known && d.lookalikes.resembles(p.Address, mailaddr.WithoutTag(address), len(of) > 0) != "" {
		return store.RefusedLookalike
	}
	if p.Contact == "" && slices.ContainsFunc(d.projects[n].contacts, func(c store.Contact) bool {
		return sameName(c.Name, p.Name) && !slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == address })
	}) {
		return store.RefusedNamesake
	}
	return ""
}

// isMachine reports whether an address, in lower case, is that of a list or a program.
func isMachine(address string) bool {
	local, domain, _ := mailaddr.Cut(address)
	return machines.MatchString(local) || lists.MatchString(domain)
}

// badName reports whether a text is no name of a person: empty, long, or with signs that hide
// something or mean something in a mail.
func badName(name string) bool {
	switch {
	case name != strings.TrimSpace(name) || utf8.RuneCountInString(name) > longestPerson || !nameLike.MatchString(name):
		return true
	case strings.ContainsFunc(name, func(r rune) bool { return isInvisible(r) || unicode.IsControl(r) }):
		return true
	}
	return mixesScripts(strings.ReplaceAll(name, " ", ""))
}

// sameName reports whether a reader takes two names for one.
func sameName(a, b string) bool {
	fold := func(s string) string { return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ") }
	return fold(a) == fold(b) || skeleton(strings.ToLower(strings.ReplaceAll(a, " ", ""))) == skeleton(strings.ToLower(strings.ReplaceAll(b, " ", "")))
}

// peopleCommand completes a command about people: which project each line is about, and why
// something in it cannot be done. mine are the projects of the PM; code is that of the mail,
// if it names one.
func (d *ProjectIndex) peopleCommand(c command.Command, mine []member, code string) (changes []store.PersonChange) {
	for _, line := range c.People {
		change := store.PersonChange{Person: store.Person{Name: line.Name, Address: line.Address, Role: line.Role}, Remove: line.Remove, Words: line.Words}
		wanted := cmp.Or(line.Project, code)
		var of []member
		for _, who := range mine {
			if wanted == "" || strings.EqualFold(d.projects[who.project].code, wanted) {
				of = append(of, who)
			}
		}
		switch {
		case line.Unread:
			change.Refused = store.RefusedUnread
		case len(of) == 0:
			change.Refused = store.RefusedProject
		case len(of) > 1:
			change.Refused = store.RefusedWhich
		default:
			change.Project = d.projects[of[0].project].code
			change.Refused = d.refuse(&change)
		}
		changes = append(changes, change)
	}
	return changes
}

// refuse returns why a change cannot be made, and completes it otherwise.
func (d *ProjectIndex) refuse(change *store.PersonChange) store.PersonRefusal {
	if !change.Remove {
		if change.Role == "" {
			return store.RefusedRole
		}
		return d.RefusePerson(change.Person)
	}
	var found []store.Contact
	for _, c := range d.projects[d.codes[strings.ToLower(change.Project)]].contacts {
		switch {
		case change.Address != "" && slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(change.Address) }),
			change.Address == "" && sameName(c.Name, change.Name):
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 0:
		return store.RefusedNobody
	case len(found) > 1:
		return store.RefusedWhich
	case !found[0].ByMail && (change.Address == "" || d.isConfigured(change.Project, change.Address)):
		return store.RefusedKnown
	case change.Address == "":
		change.Address = found[0].Addresses[0]
	}
	change.Name, change.Role = found[0].Name, found[0].Role
	return ""
}

// isConfigured reports whether the configuration itself has an address among the contacts of a
// project.
func (d *ProjectIndex) isConfigured(code, address string) bool {
	return d.configured != nil && slices.ContainsFunc(d.configured.Projects, func(p store.Project) bool {
		return p.Code == code && slices.ContainsFunc(p.Contacts, func(c store.Contact) bool {
			return slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(address) })
		})
	})
}

// grantPeople lets a command about people act only with the proof it takes; without that, the
// PM's digest asks whether it is theirs.
func grantPeople(c *store.Command, facts trust.Facts) {
	ok, _ := trust.Allows(store.EffectPeople, facts)
	c.Unproved = !ok
}
