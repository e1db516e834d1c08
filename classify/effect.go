package classify

import (
	"fmt"
	"slices"
	"strings"

	"rapport/classify/command"
	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// known is what is known of a mail when its effects are decided.
type known struct {
	sender trust.Facts
	proved []string // whose mail it proves to be proved
}

// sender returns what is known of the sender of m, and whether m came at once.
func (d *ProjectIndex) sender(m *store.Message, log Log) (k known, err error) {
	address := ""
	if len(m.From) == 1 && len(m.Header.Values("From")) <= 1 {
		address = mailaddr.Key(m.From[0].Address)
	}
	names := []string{address}
	if base := mailaddr.WithoutTag(address); base != "" && base != address { // the same person, who is as known with a tag as without
		names = append(names, base)
	}
	if _, domain, ok := mailaddr.Cut(address); ok && domain == d.logDomain {
		names = append(names, "@"+domain)
	}
	proves := false
	for _, name := range names {
		if log == nil || address == "" || proves || m.Forwarded != nil { // whose word counts is that of who sent it on
			break
		}
		if proves, err = log.ProvesMail(name); err != nil {
			return k, fmt.Errorf("look for earlier mail of the sender of message <%s>: %w", m.MessageID, err)
		}
	}
	if k.sender = trust.Of(m.Auth, proves); address == "" {
		k.sender = 0
	}
	if m.Arrival == store.ArrivedWatched {
		k.sender |= trust.Recent
	}
	if k.sender&trust.Proved != 0 && len(d.lookup(address)) > 0 {
		k.proved = names
	}
	return k, nil
}

// in returns what is known of the sender of m in a project; -1: in none.
func (d *ProjectIndex) in(project int, m *store.Message) (facts trust.Facts) {
	if project < 0 || len(m.From) != 1 {
		return 0
	}
	for _, who := range d.lookup(mailaddr.Key(m.From[0].Address)) {
		if who.project != project || who.role == store.RoleOther || who.role == store.RoleLead { // who only reads
			continue
		}
		facts |= trust.Contact
		switch who.role {
		case store.RolePM:
			facts |= trust.PM | trust.Team
		case store.RoleTeam:
			facts |= trust.Team
		}
	}
	for _, a := range slices.Concat(m.To, m.Cc) {
		if d.isOfClient(project, mailaddr.Key(a.Address)) {
			facts |= trust.ToClient
		}
	}
	return facts
}

// isOfClient reports whether an address is that of a client of a project, or in a domain of
// the client.
func (d *ProjectIndex) isOfClient(project int, address string) bool {
	if members := d.lookup(address); len(members) > 0 {
		return slices.ContainsFunc(members, func(who member) bool { return who.project == project && who.role == store.RoleClient })
	}
	_, projects := d.domainOf(address)
	return slices.Contains(projects, project)
}

// inBoth returns the fact that the sender of m is a contact of its project and of that of
// the thread it answers in, if that is filed.
func (d *ProjectIndex) inBoth(project int, m *store.Message, thread finding) trust.Facts {
	facts := d.in(project, m) & trust.Contact
	if len(thread.named) > 0 {
		facts &= d.in(thread.named[0].project, m)
	} else if thread.stop {
		facts = 0 // of a project that nobody here knows
	}
	if facts == 0 {
		return 0
	}
	return trust.Both
}

// grant enters into the verdict which effects the mail may have, and what it would begin if
// its proof were enough.
func (d *ProjectIndex) grant(v *store.Verdict, m *store.Message, k known, facts trust.Facts) {
	v.Proved = k.proved
	if n, known := d.codes[strings.ToLower(v.Project)]; known && d.projects[n].closed {
		d.holdClosed(v, facts)
		return
	}
	for _, e := range []store.Effect{
		store.EffectMoveOthers, store.EffectOpenCase, store.EffectAcknowledge, store.EffectStopClock, store.EffectEndWait, store.EffectMiss, store.EffectMeeting, store.EffectMoveMeeting,
	} {
		if ok, _ := trust.Allows(e, facts); ok {
			v.Effects = append(v.Effects, e)
		}
	}
	d.holdDoubtful(v, m, facts)
	if v.Draft != nil {
		ok, missing := trust.Allows(store.EffectDraft, facts)
		if limit, counts := trust.Limit(store.EffectDraft, facts); counts {
			v.Draft.Limit = limit
		}
		if !ok {
			d.hold(v, store.Held{Draft: v.Draft}, facts, missing)
			v.Draft = nil
		}
	}
	if v.Command != nil {
		if ok, missing := trust.Allows(effectOf(v.Command), facts|d.commander(v.Command)); !ok && (len(v.Command.People) == 0 || missing&trust.Recent != 0) {
			d.hold(v, store.Held{Command: v.Command}, facts, missing)
			v.Command = nil
		} else if facts&trust.Sound == 0 {
			v.Command = nil
		} else if len(v.Command.People) > 0 {
			grantPeople(v.Command, facts|d.commander(v.Command))
		}
	}
	if v.OpensCase() && !v.May(store.EffectOpenCase) {
		_, missing := trust.Allows(store.EffectOpenCase, facts)
		d.hold(v, store.Held{Case: true}, facts, missing)
	}
}

// holdClosed holds what a mail would begin in a project that is over. Who may ask to see its
// log still may.
func (d *ProjectIndex) holdClosed(v *store.Verdict, facts trust.Facts) {
	if v.Command != nil {
		if ok, missing := trust.Allows(effectOf(v.Command), facts|d.commander(v.Command)); !ok {
			d.hold(v, store.Held{Command: v.Command}, facts, missing)
			v.Command = nil
		}
		return
	}
	h := store.Held{Why: store.HeldClosed, Draft: v.Draft, Case: v.Draft == nil && v.OpensCase()}
	v.Draft = nil
	if facts&trust.Sound != 0 && (h.Draft != nil || h.Case) {
		v.Held = &h
	}
}

// holdDoubtful holds the draft or the command of a mail that shows different people different
// words, or hides or strikes out some: nobody can tell which of them its sender meant.
func (d *ProjectIndex) holdDoubtful(v *store.Verdict, m *store.Message, facts trust.Facts) {
	if m.Beside == "" || v.Draft == nil && v.Command == nil {
		return
	}
	d.hold(v, store.Held{Draft: v.Draft, Command: v.Command}, facts, 0)
	if v.Held != nil {
		v.Held.Missing = "one text: it shows different people different words, or hides or strikes out some"
	}
	v.Draft, v.Command = nil, nil
}

// effectOf returns the effect that a command is.
func effectOf(c *store.Command) store.Effect {
	switch {
	case c.Deputy != nil:
		return store.EffectDeputy
	case command.Verb(c.Verb) == command.AskAgain:
		return store.EffectAskAgain
	case command.Verb(c.Verb).IsOwn():
		return store.EffectDigestOnly
	case c.Client:
		return store.EffectStatus
	case command.Verb(c.Verb).Marks() != "":
		return store.EffectMark
	}
	return store.EffectCommand
}

// commander returns the role in which somebody sends a command: a PM of several projects may
// name none.
func (d *ProjectIndex) commander(c *store.Command) trust.Facts {
	if c.Client {
		return trust.Contact
	}
	return trust.Contact | trust.Team | trust.PM
}

// hold keeps what a mail would begin, unless something contradicts its sender.
func (d *ProjectIndex) hold(v *store.Verdict, h store.Held, facts, missing trust.Facts) {
	if facts&trust.Sound == 0 {
		return
	}
	if h.Command != nil && h.Command.Deputy != nil { // whoever takes it up, nothing of it binds
		h.Command.Unproved = true
	}
	h.Why, h.Missing = store.HeldUnproved, missing.String()
	if missing&trust.Recent != 0 {
		h.Why = store.HeldPast
	}
	v.Held = &h
}

// MayForward reports whether a mail that was taken out of m counts as its sender's in the
// project that inner names: a PM or team member of that very project sent it on, and is
// proved, or it is proved by itself.
func (d *ProjectIndex) MayForward(m *store.Message, project string, inner *store.Evidence) bool {
	facts := trust.Of(m.Auth, false)
	if n, known := d.codes[strings.ToLower(project)]; known {
		facts |= d.in(n, m)
	} else if d.Forwards(m) { // of no project: it becomes nobody's
		facts |= trust.Team
	}
	if trust.Of(inner, false)&trust.Proved != 0 {
		facts |= trust.OwnProof
	}
	ok, _ := trust.Allows(store.EffectForward, facts)
	return ok
}
