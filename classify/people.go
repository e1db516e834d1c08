package classify

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"rapport/store"
	"rapport/store/mailaddr"
)

// person is a participant of a message, in From, To or Cc. Reply-To is for display only,
// and Rapport's own addresses are no participants.
type person struct {
	address string // canonical
	field   string // the first field with the address
	members []member
}

// participants returns the people of m in From, then To, then Cc, each once and sorted by
// address within a field, so that the order of recipients makes no difference.
func (d *ProjectIndex) participants(m *store.Message) []person {
	people := make([]person, 0, len(m.From)+len(m.To)+len(m.Cc))
	var seen map[string]bool
	add := func(field string, addresses []store.Address) {
		start := len(people)
		for _, a := range addresses {
			address := mailaddr.Key(a.Address)
			if address == "" || d.isLog(address) {
				continue
			}
			people = append(people, person{address: address, field: field})
		}
		byAddress := func(a, b person) int { return cmp.Compare(a.address, b.address) }
		slices.SortFunc(people[start:], byAddress)
	}
	add("From", m.From)
	add("To", m.To)
	add("Cc", m.Cc)

	if len(people) > 8 {
		seen = make(map[string]bool, len(people))
	}
	once := people[:0]
	for _, p := range people {
		if seen == nil && slices.ContainsFunc(once, func(o person) bool { return o.address == p.address }) || seen[p.address] {
			continue
		}
		if seen != nil {
			seen[p.address] = true
		}
		p.members = d.lookup(p.address)
		once = append(once, p)
	}
	return once
}

// byContact looks for people whose address is configured. It leaves the projects that all
// clients among them share; PMs and team members choose between several. If no client is
// known, PMs and team members count alone. What people do not share is never guessed.
func (d *ProjectIndex) byContact(people []person) finding {
	f := finding{signal: store.SignalContact}
	clients, left := d.sharedProjects(people, isAnyClient, nil)
	if len(clients) == 0 {
		f.staff = true
		staff, left := d.sharedProjects(people, isAnyContact, nil)
		d.chooseProject(&f, staff, d.running(left))
		return f
	}
	left = d.running(left)
	if len(left) > 1 {
		if _, narrowed := d.sharedProjects(people, isNoClient, left); len(narrowed) > 0 {
			left = narrowed
		}
	}
	d.chooseProject(&f, clients, left)
	return f
}

// running returns those projects that are not closed, or all of them where all are: people
// who were in one project and are in another now mean that.
func (d *ProjectIndex) running(projects []int) []int {
	open := slices.DeleteFunc(slices.Clone(projects), func(n int) bool { return d.projects[n].closed })
	if len(open) == 0 {
		return projects
	}
	return open
}

func isClient(m member) bool { return m.role == store.RoleClient }
func isStaff(m member) bool  { return m.role != store.RoleClient }

func isAnyClient(p person) bool  { return slices.ContainsFunc(p.members, isClient) }
func isNoClient(p person) bool   { return !isAnyClient(p) }
func isAnyContact(p person) bool { return len(p.members) > 0 }

// advocate is a person and the projects, ascending, that their presence points to.
type advocate struct {
	person
	name     string
	projects []int
}

// sharedProjects returns the people who count and are in a project, and the projects that
// all of them share. A person points to every project they are in, in any role. If among is
// given, only people in one of those projects count, and only for those projects.
func (d *ProjectIndex) sharedProjects(people []person, counts func(person) bool, among []int) (voters []advocate, shared []int) {
	for _, p := range people {
		if len(p.members) == 0 || !counts(p) {
			continue
		}
		v := advocate{person: p, name: p.members[0].name, projects: make([]int, 0, len(p.members))}
		for _, m := range p.members {
			v.projects = appendNew(v.projects, m.project)
		}
		if among != nil {
			v.projects = intersect(among, v.projects)
		}
		if len(v.projects) == 0 {
			continue
		}
		if len(voters) == 0 {
			shared = v.projects
		} else {
			shared = intersect(shared, v.projects)
		}
		voters = append(voters, v)
	}
	return voters, shared
}

// chooseProject records what the advocates show, and why it does not decide.
func (d *ProjectIndex) chooseProject(f *finding, voters []advocate, left []int) {
	if len(voters) == 0 {
		return
	}
	f.left = left
	f.named = d.evidenceOf(voters)
	switch {
	case len(left) == 0:
		f.stop = !f.staff // a stranger's domain may still identify the client
		var who []string
		for _, v := range voters {
			who = append(who, v.String()+" ("+d.list(v.projects)+")")
		}
		f.notes = append(f.notes, "these people share no project: "+enumerate(who))
		if f.staff {
			f.left = allProjects(voters)
		}
	case len(left) > 1:
		v := voters[0]
		for _, other := range voters {
			if len(other.projects) < len(v.projects) {
				v = other
			}
		}
		f.notes = append(f.notes, v.String()+" is in "+d.list(left)+": not decided by contact")
	}
}

// evidenceOf lists the projects that the advocates point to, each with who does.
func (d *ProjectIndex) evidenceOf(voters []advocate) []evidence {
	numbers := allProjects(voters)
	named := make([]evidence, len(numbers))
	for i, n := range numbers {
		var who []string
		for _, v := range voters {
			if slices.Contains(v.projects, n) {
				who = append(who, string(v.roleIn(n))+" "+v.String()+" in "+v.field)
			}
		}
		named[i] = evidence{project: n, text: enumerate(who)}
	}
	return named
}

func (p person) roleIn(n int) store.Role {
	for _, m := range p.members {
		if m.project == n {
			return m.role
		}
	}
	return store.RoleOther
}

// String returns the name from the configuration, never the one in the mail, and the
// address.
func (v advocate) String() string {
	return store.Address{Name: v.name, Address: v.address}.String()
}

// allProjects returns every project that one of the advocates points to, ascending.
func allProjects(voters []advocate) []int {
	if len(voters) == 1 {
		return voters[0].projects
	}
	var all []int
	for _, v := range voters {
		for _, n := range v.projects {
			all = appendNew(all, n)
		}
	}
	slices.Sort(all)
	return all
}

// byDomain looks for a client's domain, or a sub-domain of one, in the participants'
// addresses. PMs and team members do not count: they may well have an address at the
// client's.
func (d *ProjectIndex) byDomain(people []person) finding {
	f := finding{signal: store.SignalDomain}
	if len(d.domains) == 0 {
		return f
	}
	first := true
	for _, p := range people {
		if slices.ContainsFunc(p.members, isStaff) {
			continue
		}
		domain, projects := d.domainOf(p.address)
		if len(projects) == 0 {
			continue
		}
		for _, n := range projects {
			i, found := slices.BinarySearchFunc(f.named, n, func(e evidence, n int) int { return cmp.Compare(e.project, n) })
			if !found {
				text := "client's domain " + domain + ": " + p.address + " in " + p.field
				f.named = slices.Insert(f.named, i, evidence{project: n, text: text})
			}
		}
		if first {
			f.left, first = projects, false
		} else {
			f.left = intersect(f.left, projects)
		}
	}
	f.left = d.running(f.left)
	switch {
	case first:
	case len(f.left) == 0:
		f.stop = true
		f.notes = append(f.notes, "the domains of the participants belong to different projects")
	case len(f.left) > 1:
		f.notes = append(f.notes, "the domain is that of "+d.list(f.left)+": not decided by domain")
	}
	return f
}

// domainOf returns the longest configured domain that address is in, and its projects. It
// looks at most 8 labels up: a name has at most 127.
func (d *ProjectIndex) domainOf(address string) (domain string, projects []int) {
	_, domain, ok := mailaddr.Cut(address)
	for range 8 {
		if !ok {
			break
		}
		if projects := d.domains[domain]; projects != nil {
			return domain, projects
		}
		_, domain, ok = strings.Cut(domain, ".")
	}
	return "", nil
}

// mostListed limits the items of an enumeration.
const mostListed = 4

// enumerate joins words: "a, b and c"; "a, b, c, d and 5 more".
func enumerate(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	if len(words) == 0 {
		return ""
	}
	if len(words) > mostListed {
		return strings.Join(words[:mostListed], ", ") + " and " + strconv.Itoa(len(words)-mostListed) + " more"
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
