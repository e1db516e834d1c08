package classify

import (
	"slices"
	"strings"
	"time"

	"rapport/classify/command"
	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// standsIn reports whether who was asked in the place of another is still their deputy when m
// came, and may answer what r asks.
func (d *ProjectIndex) standsIn(r store.Request, m *store.Message) bool {
	n, known := d.codes[strings.ToLower(r.Project)]
	if !known {
		return false
	}
	p := store.Project{Code: d.projects[n].code, Zone: d.projects[n].zone, Contacts: d.projects[n].contacts}
	deputy, ok := p.DeputyAt(d.deputies, r.DeputyOf, r.Binds, m.Received)
	return ok && slices.ContainsFunc(deputy.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(r.Address) })
}

// commandOfDeputy returns the command by which somebody names their deputy, in all projects in
// which they are in that role, or in that which the mail names.
func (d *ProjectIndex) commandOfDeputy(wish store.DeputyWish, mine []member, code string, role store.Role, m *store.Message) *store.Command {
	found := &store.Command{Verb: string(command.Deputy), Deputy: &wish, Client: role == store.RoleClient, Reason: "a command of a " + string(role) + ", to us alone", Proved: trust.Of(m.Auth, false)&trust.Proved != 0}
	for _, who := range mine {
		p := d.projects[who.project]
		if p.closed || code != "" && !strings.EqualFold(p.code, code) || p.contacts[who.contact].DeputyOf != "" { // a deputy names none
			continue
		}
		found.Projects = append(found.Projects, p.code)
		if found.Address == "" {
			found.Address = p.contacts[who.contact].Addresses[0]
		}
	}
	if len(found.Projects) == 0 {
		return nil
	}
	return found
}

// deputyIn reads the line of a mail that names a deputy: its first one, or else its subject. Only a
// signature may follow.
func deputyIn(m *store.Message, lines []string, day time.Time) (command.Command, bool) {
	if len(lines) > 0 {
		if w, code, ok := command.ReadDeputy(lines[0], day); ok {
			return command.Command{Verb: command.Deputy, Deputy: &w, Project: code}, len(lines) <= mostBelow && isSignatureLike(lines[1:])
		}
	}
	if s := store.ReadSubject(m.Subject); !s.Answer && !s.Forward && len(lines) <= mostBelow && isSignatureLike(lines) {
		if w, code, ok := command.ReadDeputy(s.Title, day); ok {
			return command.Command{Verb: command.Deputy, Deputy: &w, Project: code}, true
		}
	}
	return command.Command{}, false
}
