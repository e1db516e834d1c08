package office

import (
	"slices"
	"time"

	"rapport/store"
)

// WithDeputies returns the configuration as it is at a time, with the deputies that people have
// named: those of PMs are among the PMs.
func (c *Config) WithDeputies(list []store.Deputy, now time.Time) *Config {
	if len(list) == 0 {
		return c
	}
	merged := *c
	merged.Projects = slices.Clone(c.Projects)
	for i := range merged.Projects {
		p := &merged.Projects[i]
		p.Deputies = slices.DeleteFunc(slices.Clone(list), func(d store.Deputy) bool { return d.Project != p.Code })
		p.Project = p.Project.WithDeputies(p.Deputies, now)
	}
	return &merged
}

// DeputyOf returns the address of the deputy, at a time, of the contact with an address, for a text
// that binds or one that does not; false if there is none.
func (p *Project) DeputyOf(address string, binds bool, now time.Time) (store.Address, bool) {
	c, ok := p.DeputyAt(p.Deputies, address, binds, now)
	if !ok {
		return store.Address{}, false
	}
	return store.Address{Name: c.Name, Address: c.Addresses[0]}, true
}

// NextDeputy returns when the time of a deputy of the project next begins or ends; zero if none
// will.
func (p *Project) NextDeputy(now time.Time) (next time.Time) {
	for _, d := range p.Deputies {
		for _, at := range []time.Time{DayIn(d.From, p.Zone), DayIn(d.Until, p.Zone).AddDate(0, 0, 1)} {
			if at.After(now) && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
	}
	return next
}
