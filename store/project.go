package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store/mailaddr"
)

// Role is what a person is to a project.
type Role string

// The roles. A sender who is no contact of the project is RoleOther.
const (
	RoleClient Role = "client"
	RolePM     Role = "pm"
	RoleTeam   Role = "team"
	// RoleMediator is whom a dispute goes to that the two sides cannot settle.
	RoleMediator Role = "mediator"
	// RoleLead is a head of department, who gets one mail a week about their projects.
	RoleLead  Role = "lead"
	RoleOther Role = "other"
)

// Contact is a person with one or more addresses. Only the addresses identify
// a person; the name is for reading.
type Contact struct {
	Name      string
	Role      Role
	Addresses []string
	Approves  bool // may approve changes, for the client
	// Begin and End are their hours on a working day, since midnight; both 0: as the project.
	Begin, End time.Duration
	Language   string // zh-CN or en, of what is sent to them alone; "" as the project
	ByMail     bool   // a PM added them by mail: they never approve changes
	// Deputies are the addresses of the contacts whom they may name as deputy in everything,
	// binding texts included.
	Deputies []string
	// DeputyOf is the address of the PM whose deputy they are at present; "" for others.
	DeputyOf string
}

// Project is what the configuration says of a project. The store refers to it
// by Code alone.
type Project struct {
	Code     string // upper-case letters, digits and hyphens: ACME
	Name     string
	Client   string
	Language string // zh-CN or en
	Zone     *time.Location
	Contacts []Contact
	Domains  []string // mail domains of the client, lower case
	Aliases  []string // words that name the project in a subject
	// Closed says that the project is over: its log is kept, what people still answer
	// counts, and nothing begins any more.
	Closed bool
	// Keep is how long after its last mail the log of a closed project is kept.
	Keep Keep
	// TrackerKey is the key of the project in the issue tracker of its team: SCR of SCR-5; ""
	// where none is known.
	TrackerKey string
	// Tracker is the name of the tracker in the configuration; "" where none is asked.
	Tracker string
}

// OpenBeside returns how much is open in each project that is not among those of the given
// codes: confirmations, reports, changes, disputes and cases, which nobody looks after.
func (s *Store) OpenBeside(ctx context.Context, codes []string) (map[string]int, error) {
	open := map[string]int{}
	count := func(project string) {
		if project != "" && !slices.Contains(codes, project) {
			open[project]++
		}
	}
	confirmations, err := s.Confirmations(ctx, ConfirmationQuery{Open: true})
	if err != nil {
		return nil, err
	}
	for _, c := range confirmations {
		count(c.Project)
	}
	reports, err := s.Reports(ctx, "", true)
	if err != nil {
		return nil, err
	}
	for _, r := range reports {
		count(r.Project)
	}
	procedures, err := s.Procedures(ctx, ProcedureQuery{Open: true})
	if err != nil {
		return nil, err
	}
	for _, p := range procedures {
		count(p.Project)
	}
	cases, err := s.Cases(ctx, CaseQuery{Open: true})
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		count(c.Project)
	}
	return open, nil
}

// IsCalled reports whether a name, a first name or an address is that of the contact.
func (c Contact) IsCalled(name string) bool {
	first, _, _ := strings.Cut(c.Name, " ")
	return strings.EqualFold(name, c.Name) || strings.EqualFold(name, first) || slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(name) })
}

// ProjectCount is what the log holds of a project; of what is unfiled, where
// Project is "".
type ProjectCount struct {
	Project string    `json:"project"`
	Entries int       `json:"entries"`
	Threads int       `json:"threads"`
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
}

// HasProject reports whether anything in the log is filed in a project.
func (s *Store) HasProject(code string) (has bool, err error) {
	err = s.reader.QueryRow(`SELECT EXISTS (SELECT 1 FROM message WHERE project = $1)`, code).Scan(&has)
	if err != nil {
		err = fmt.Errorf("look for project %s in the log: %w", code, explain(err))
	}
	return has, err
}

// ProjectCounts counts the log by project.
func (s *Store) ProjectCounts(ctx context.Context) ([]ProjectCount, error) {
	return collect(ctx, s.reader, "count the log", func(row scanner) (c ProjectCount, err error) {
		err = row.Scan(&c.Project, &c.Entries, &c.Threads, ms(&c.First), ms(&c.Last))
		return c, err
	}, `SELECT project, count(*), count(DISTINCT thread_id), min(date_ms), max(date_ms) FROM message
		WHERE project <> '' OR kind <> 'sent' GROUP BY project ORDER BY project`)
}
