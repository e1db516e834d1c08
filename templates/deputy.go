package templates

import (
	"time"

	"rapport/store"
)

// CommandDeputy is the data of command-deputy: the outcome of a line that names a deputy or ends
// that. It goes to the sender, and to each deputy about the projects in which they are deputy.
type CommandDeputy struct {
	ToDeputy    bool          // it goes to the deputy
	Name        string        // of the sender, whose deputy it is
	Deputy      store.Address // empty where nobody was recorded
	From, Until time.Time     // the first and the last day
	End         bool          // the line ends that they have a deputy
	Words       string        // of their line
	Called      string        // the name in that line
	Projects    []DeputyIn
}

// DeputyIn is the outcome in one project.
type DeputyIn struct {
	Project store.Project
	Deputy  store.Address // who is deputy there; empty where nobody was recorded
	PM      bool          // the sender is a PM there
	Binds   bool          // the deputy may agree to what binds
	Refused string        // one of the store's Deputy words; "" where it was done
}

// Done returns the number of projects in which it was done.
func (c CommandDeputy) Done() int { return len(c.Granted()) }

// CommandDeputy makes the samples of command-deputy.
func (s sampler) CommandDeputy() []any {
	jane, beta := s.confirmers()[1], s.project()
	beta.Code = "LHKJ"
	named := CommandDeputy{Name: s.client().Name, Deputy: jane, From: day(time.March, 2), Until: day(time.March, 9), Called: jane.Name, Projects: []DeputyIn{{Project: s.project(), Deputy: jane, Binds: true}, {Project: beta, Deputy: store.Address{Name: jane.Name, Address: "jane@other.example"}}}}
	tom := store.Address{Name: s.pick("李雷", "Tom Baker"), Address: "tom@agency.example"}
	pm := CommandDeputy{Name: s.pm().Name, Deputy: tom, From: day(time.March, 2), Until: day(time.March, 9), Projects: []DeputyIn{{Project: s.project(), Deputy: tom, PM: true, Binds: true}}}
	refused := CommandDeputy{Name: s.client().Name, Called: jane.Name, Words: s.pick("代理人 陈静 到3月9日", "deputy Jane Porter until 9 March")}
	for _, why := range []store.DeputyRefusal{store.DeputyUnread, store.DeputyWhen, store.DeputyNobody, store.DeputySelf, store.DeputySide, store.DeputyAllowed, store.DeputyProof, store.DeputyNone} {
		refused.Projects = append(refused.Projects, DeputyIn{Project: s.project(), Refused: string(why)})
	}
	mixed := named
	mixed.Projects = []DeputyIn{{Project: s.project(), Deputy: jane}, {Project: beta, Refused: string(store.DeputyNobody)}}
	toDeputy, toPM := named, pm
	toDeputy.ToDeputy, toPM.ToDeputy = true, true
	return []any{
		named, pm, refused, mixed, toDeputy, toPM,
		CommandDeputy{Name: s.client().Name, End: true, Projects: []DeputyIn{{Project: s.project()}}},
		CommandDeputy{End: true, Projects: []DeputyIn{{Project: s.project(), Refused: string(store.DeputyNone)}}},
	}
}

// Granted returns the projects in which it was done.
func (c CommandDeputy) Granted() (list []DeputyIn) {
	for _, p := range c.Projects {
		if p.Refused == "" {
			list = append(list, p)
		}
	}
	return list
}
