package classify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/classify/summary"
	"rapport/classify/trust"
	"rapport/store"
)

// recapKind recognises what another system sums up of a meeting, also where somebody sends
// it on or pastes it.
func recapKind(s *marks) (store.Kind, string) {
	if s.recap == nil {
		return "", ""
	}
	reason := "from " + s.recap.Vendor + ", which sums up a meeting"
	switch s.recap.How {
	case store.RecapForwarded:
		reason = "forwards what " + s.recap.Vendor + " sums up of a meeting, and adds nothing"
	case store.RecapPasted:
		reason = "has what " + s.recap.Vendor + " sums up of a meeting, and nothing else"
	}
	return store.KindRecap, reason
}

// isAnswer reports whether m answers a request: then it is its sender's, whatever they paste
// into it.
func (d *ProjectIndex) isAnswer(m *store.Message, log Log) (bool, error) {
	if m.Recap.How == "" || log == nil {
		return false, nil
	}
	_, tied, err := d.request(m, log)
	return tied.how != "", err
}

// sumUp enters into the verdict what m sums up of a meeting. Only the system's own mail is
// proved.
func sumUp(v *store.Verdict, m *store.Message) {
	if v.Kind != store.KindRecap {
		return
	}
	r := *m.Recap
	proved, _ := trust.Allows(store.EffectMinutes, trust.Of(m.Auth, false))
	r.Proved = proved && r.How == ""
	v.Recap = &r
}

// byMeeting looks for the meeting that a recap is of, in the projects of those who got it; in
// all of them where nobody is known. Where meetings of several projects fit, the people whom it
// names may tell. What nothing tells is never guessed.
func (d *ProjectIndex) byMeeting(r *store.Recap, m *store.Message, contact finding, log Log) (finding, error) {
	f := finding{signal: store.SignalMeeting}
	known, ok := log.(Meetings)
	if r == nil || !ok || len(contact.left) == 1 || contact.stop {
		return f, nil
	}
	for n, p := range d.projects {
		if p.closed || len(contact.left) > 0 && !slices.Contains(contact.left, n) {
			continue
		}
		list, err := known.MeetingsBefore(p.code, m.Date, summary.Window)
		if err != nil {
			return f, fmt.Errorf("look for the meeting of message <%s>: %w", m.MessageID, err)
		}
		for _, one := range summary.Told(*r, m.Date, list, cmp.Or(p.zone, time.UTC)) {
			f.add(n, fmt.Sprintf("sums up %q of %s", one.Title, one.Start.In(cmp.Or(p.zone, time.UTC)).Format("2006-01-02 15:04")))
		}
	}
	named := d.peopleIn(r, contact.left)
	switch {
	case len(f.left) > 1 && len(intersect(f.left, named)) > 0:
		f.left = intersect(f.left, named)
	case len(f.left) > 0 && len(named) > 0 && len(intersect(f.left, named)) == 0:
		f.notes = append(f.notes, "the meeting is of "+d.list(f.left)+", and the people are of "+d.list(named)+": not decided by meeting")
		f.left = nil
	}
	if len(f.left) > 1 {
		f.notes = append(f.notes, "meetings of more than one project fit: "+d.list(f.left))
	}
	return f, nil
}

// peopleIn returns the projects, ascending, of which a recap names a contact who is in one of
// some projects alone; in one of all where these are none.
func (d *ProjectIndex) peopleIn(r *store.Recap, among []int) (left []int) {
	names := slices.Clone(r.People)
	for _, a := range r.Actions {
		names = append(names, a.Owner)
	}
	for _, name := range names {
		var of []int
		for n, p := range d.projects {
			if (len(among) == 0 || slices.Contains(among, n)) && !p.closed && slices.ContainsFunc(p.contacts, func(c store.Contact) bool { return strings.EqualFold(strings.TrimSpace(name), c.Name) && c.Name != "" }) {
				of = append(of, n)
			}
		}
		if len(of) == 1 && !slices.Contains(left, of[0]) {
			left = append(left, of[0])
		}
	}
	slices.Sort(left)
	return left
}
