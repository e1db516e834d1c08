package store

import "time"

// Role is what a person is to a project.
type Role string

// The roles. A sender who is no contact of the project is RoleOther.
const (
	RoleClient Role = "client"
	RolePM     Role = "pm"
	RoleTeam   Role = "team"
	// RoleMediator is whom a dispute goes to that the two sides cannot settle.
	RoleMediator Role = "mediator"
	RoleOther    Role = "other"
)

// Contact is a person with one or more addresses. Only the addresses identify
// a person; the name is for reading.
type Contact struct {
	Name      string
	Role      Role
	Addresses []string
	Approves  bool // may approve changes, for the client
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
}
