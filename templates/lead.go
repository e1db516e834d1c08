package templates

import (
	"time"

	"rapport/store"
)

// Lead is the data of lead: the weekly state of all projects of a head of department.
type Lead struct {
	Name     string
	From, To time.Time // the first and the last day of the week that is over
	Projects []LeadLine
}

// LeadLine is the state of one project.
type LeadLine struct {
	Project      store.Project
	Cases        int // the open cases that a client is waiting for
	CasesOverdue int
	Client       int       // the items that the client has to deal with
	Team         int       // the other items, which the PM or the team has to deal with
	Overdue      int       // of all of these
	Report       time.Time // when the last report was sent; zero for none
}

// Quiet reports whether nothing is open.
func (l LeadLine) Quiet() bool { return l.Cases+l.Client+l.Team == 0 }

// Overdue returns the number of projects in which something is overdue.
func (l Lead) Overdue() (n int) {
	for _, p := range l.Projects {
		if p.Overdue > 0 {
			n++
		}
	}
	return n
}

// Lead makes the samples of lead.
func (s sampler) Lead() []any {
	other := s.project()
	other.Code, other.Name = "LHKJ", s.pick("订单系统", "Order system")
	busy := LeadLine{Project: s.project(), Cases: 3, CasesOverdue: 1, Client: 2, Team: 1, Overdue: 2, Report: day(time.March, 6)}
	return []any{
		Lead{Name: s.pick("陈刚", "Ruth Stone"), From: day(time.March, 2), To: day(time.March, 8), Projects: []LeadLine{busy, {Project: other}}},
		Lead{From: day(time.March, 2), To: day(time.March, 8), Projects: []LeadLine{{Project: other, Cases: 1, Client: 1, Report: day(time.March, 6)}}},
	}
}
