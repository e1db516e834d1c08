package classify

import (
	"slices"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/command"
	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// mostBelow is how many lines may follow a command, as a signature does.
const mostBelow = 6

// command returns the command of a PM or client: a line that is a command and nothing else,
// in the subject or at the start of a mail to Rapport alone. A line that only resembles a
// command, or names an unknown project, returns nil unless it cannot be anything else; then
// the command is Help.
func (d *ProjectIndex) command(m *store.Message, v *store.Verdict, request finding) *store.Command {
	if v.Kind != store.KindHuman || m.Forwarded != nil || request.answers || len(m.From) != 1 || len(m.Header.Values("From")) != 1 {
		return nil
	}
	c, ok := commandIn(m, d.nameOf(m))
	if !ok {
		return nil
	}
	if len(m.Files) > 0 && (c.Verb == command.Files || c.Verb == command.File) { // it brings files
		return nil
	}
	code, toUs := d.isToUsAlone(m)
	if !toUs {
		return nil
	}
	if code == "" && slices.ContainsFunc(v.Reasons, func(r store.Reason) bool { return r.Signal == store.SignalTag && r.Project == v.Project }) {
		code = v.Project
	}
	of := map[store.Role][]member{}
	for _, who := range d.lookup(mailaddr.Key(m.From[0].Address)) {
		of[who.role] = append(of[who.role], who)
	}
	role := store.RolePM
	if len(of[role]) == 0 {
		role = store.RoleClient
	}
	mine := slices.Clone(of[role])
	if c.Verb == command.Deputy && len(mine) > 0 {
		if c.Project != "" {
			code = c.Project
		}
		return d.commandOfDeputy(*c.Deputy, mine, code, role, m)
	}
	if c.Verb == command.AskAgain {
		return d.commandOfTeam(c, of, code, m)
	}
	if c.Verb == command.People && len(mine) > 0 && role == store.RolePM {
		return d.commandOfPeople(c, mine, code, m)
	}
	if len(mine) == 0 || role == store.RoleClient && c.Verb != command.Status && !c.Verb.IsOwn() {
		return nil
	}
	found := &store.Command{Verb: string(c.Verb), From: c.From, To: c.To, Number: c.Number, Unread: c.Unread, Client: role == store.RoleClient, Reason: "a command of a " + string(role) + ", to us alone"}
	found.Proved = trust.Of(m.Auth, false)&trust.Proved != 0
	if wanted := c.Project; wanted != "" || code != "" {
		if wanted == "" {
			wanted = code
		}
		n, known := d.codes[strings.ToLower(wanted)]
		mine = slices.DeleteFunc(mine, func(who member) bool { return who.project != n })
		if !known || len(mine) == 0 {
			if role == store.RoleClient || wanted != strings.ToUpper(wanted) {
				return nil
			}
			mine, found.Verb, found.Unread = of[role], string(command.Help), wanted
		}
	}
	for _, who := range mine {
		p := d.projects[who.project]
		found.Projects = append(found.Projects, p.code)
		if found.Address == "" {
			found.Address = p.contacts[who.contact].Addresses[0]
		}
	}
	if found.Client && len(found.Projects) != 1 && !c.Verb.IsOwn() {
		return nil
	}
	return found
}

// commandOfPeople returns the command of a PM who adds people or removes them. It has the proof
// that takes only once grantPeople finds so.
func (d *ProjectIndex) commandOfPeople(c command.Command, mine []member, code string, m *store.Message) *store.Command {
	found := &store.Command{Verb: string(c.Verb), People: d.peopleCommand(c, mine, code), Reason: "a command of a pm, to us alone", Unproved: true, Proved: trust.Of(m.Auth, false)&trust.Proved != 0}
	for _, who := range mine {
		p := d.projects[who.project]
		concerned := slices.ContainsFunc(found.People, func(change store.PersonChange) bool { return change.Project == p.code })
		if found.Address == "" || concerned && len(found.Projects) == 0 {
			found.Address = p.contacts[who.contact].Addresses[0]
		}
		if concerned {
			found.Projects = append(found.Projects, p.code)
		}
	}
	if len(found.Projects) == 0 { // to tell them why nothing was done
		found.Projects = []string{d.projects[mine[0].project].code}
	}
	return found
}

// commandIn reads the command of a mail: from its subject, if the text has nothing but a
// signature, or from its first line, if only a signature follows.
func commandIn(m *store.Message, name string) (command.Command, bool) {
	lines := strings.FieldsFunc(answer.Body(m.OwnText, name), func(r rune) bool { return r == '\n' || r == '\r' })
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.TrimSpace(line) == "" })
	if c, ok := peopleIn(m, lines); ok {
		return c, true
	}
	day := m.Date.In(m.Zone())
	if c, ok := deputyIn(m, lines, day); ok {
		return c, true
	}
	if s := store.ReadSubject(m.Subject); !s.Answer && !s.Forward && (len(lines) == 0 || len(lines) <= mostBelow && isSignatureLike(lines)) {
		if c, ok := command.Read(s.Title, day); ok {
			return c, true
		}
	}
	if len(lines) == 0 || len(lines) > mostBelow || !isSignatureLike(lines[1:]) {
		return command.Command{}, false
	}
	return command.Read(lines[0], day)
}

// mostPeople bounds how many people one mail adds or removes.
const mostPeople = 10

// peopleIn reads the lines of a mail that add people or remove them: all at its beginning, or
// else its subject. Only a signature may follow.
func peopleIn(m *store.Message, lines []string) (command.Command, bool) {
	c := command.Command{Verb: command.People}
	for len(lines) > 0 && len(c.People) < mostPeople {
		p, ok := command.ReadPerson(lines[0])
		if !ok {
			break
		}
		c.People, lines = append(c.People, p), lines[1:]
	}
	if s := store.ReadSubject(m.Subject); len(c.People) == 0 && !s.Answer && !s.Forward {
		if p, ok := command.ReadPerson(s.Title); ok {
			c.People = append(c.People, p)
		}
	}
	return c, len(c.People) > 0 && len(lines) <= mostBelow && isSignatureLike(lines)
}

// isSignatureLike reports whether lines are short enough for a signature and ask nothing.
func isSignatureLike(lines []string) bool {
	return !slices.ContainsFunc(lines, func(line string) bool { return len([]rune(line)) > 40 || strings.ContainsAny(line, "?？") })
}

// isToUsAlone reports whether all recipients of a mail are Rapport's own addresses, PMs or
// team members, and returns the code of the project whose address is among them.
func (d *ProjectIndex) isToUsAlone(m *store.Message) (code string, ok bool) {
	for _, list := range [][]store.Address{m.To, m.Cc} {
		for _, a := range list {
			address := mailaddr.Key(a.Address)
			if tag, ours := d.logTag(address); ours {
				if _, known := d.codes[strings.ToLower(tag)]; known {
					code = tag
				}
				ok = true
				continue
			}
			if d.own[address] {
				ok = true
				continue
			}
			if !slices.ContainsFunc(d.lookup(address), func(who member) bool { return who.role == store.RolePM || who.role == store.RoleTeam }) {
				return "", false
			}
		}
	}
	return code, ok
}
