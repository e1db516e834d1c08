package classify

import (
	"slices"
	"strings"

	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// The confidence of a forwarded mail's project, by where it comes from.
const (
	certainForward  = 92 // the mail that forwards it names the project, by address or tag
	embeddedForward = 85 // the embedded mail belongs to the project
	likelyForward   = 55 // the mail that forwards it was filed by its people alone
)

// Forwards reports whether the mails embedded in m may have to be logged separately: a PM or
// team member forwarded them, and nothing contradicts that sender. MayForward decides it
// for each.
func (d *ProjectIndex) Forwards(m *store.Message) bool {
	if len(m.From) != 1 {
		return false
	}
	if kind, _ := d.kindOf(m); kind != store.KindHuman {
		return false
	}
	if contradicted, _ := trust.Contradicted(m.Auth); contradicted {
		return false
	}
	return slices.ContainsFunc(d.lookup(mailaddr.Key(m.From[0].Address)), func(who member) bool {
		return who.role == store.RolePM || who.role == store.RoleTeam
	})
}

// byForward returns what the mail that forwards m shows about its project, and what the
// mails embedded in m show.
func (d *ProjectIndex) byForward(m *store.Message) (around, embedded finding) {
	around, embedded = finding{signal: store.SignalForward, percent: likelyForward}, finding{signal: store.SignalForward, percent: embeddedForward}
	if f := m.Forwarded; f != nil && f.Filing.Project != "" && f.Filing.Signal != store.SignalLearnt {
		switch f.Filing.Signal {
		case store.SignalPerson, store.SignalOwn, store.SignalAddress, store.SignalTag, store.SignalThread:
			around.percent = certainForward
		}
		if n, known := d.codes[strings.ToLower(f.Filing.Project)]; known {
			around.add(n, f.By.Address+" sent it on in a mail of "+d.projects[n].code)
		}
	}
	for _, inner := range m.Embedded {
		switch inner.Filing.Signal {
		case store.SignalDomain, store.SignalAlias, store.SignalLearnt, store.SignalForward:
			continue // a stranger can cause these
		}
		if n, known := d.codes[strings.ToLower(inner.Filing.Project)]; known {
			embedded.add(n, "holds a mail from "+inner.From.Address+", which belongs to "+d.projects[n].code)
		}
	}
	return around, embedded
}
