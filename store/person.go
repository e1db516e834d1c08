package store

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/store/mailaddr"
	"rapport/store/visible"
)

// People who take part in mail are known by their addresses alone: anybody can write any name
// beside theirs.

// Person is a participant as a reader is to see them.
type Person struct {
	Name    string `json:"name"` // of the contact whose address it is; else as the mail has it
	Address string `json:"address"`
	Known   bool   `json:"known"` // it is an address of a contact, or of Rapport
	// Claims is the name of the contact whose name stands beside an address that is none of
	// theirs; "" where it is nobody's.
	Claims string `json:"claims,omitempty"`
}

// String returns the name of who is known, and otherwise the name and the address.
func (p Person) String() string {
	name, address := visible.Line(p.Name), visible.Line(p.Address)
	switch {
	case name == "":
		return address
	case p.Known || address == "":
		return name
	}
	return name + " <" + address + ">"
}

// Directory knows the contacts of one or more projects.
type Directory struct {
	names  map[string]string // of contacts, by address
	owners map[string]string // names of contacts, by nameKey
	own    func(address string) bool
}

// NewDirectory returns a Directory of contacts. own reports whether an address is one of
// Rapport's, whose mail has the name of a PM.
func NewDirectory(contacts []Contact, own func(address string) bool) *Directory {
	d := &Directory{names: map[string]string{}, owners: map[string]string{}, own: own}
	for _, c := range contacts {
		for _, address := range c.Addresses {
			d.names[mailaddr.Key(address)] = c.Name
		}
		if key := nameKey(c.Name); key != "" {
			d.owners[key] = c.Name
		}
	}
	return d
}

// Person returns a participant as a reader is to see them.
func (d *Directory) Person(a Address) Person {
	p := Person{Name: a.Name, Address: a.Address}
	name, known := d.names[mailaddr.Key(a.Address)]
	switch {
	case known:
		p.Known = true
		if name != "" {
			p.Name = name
		}
	case d.own(a.Address):
		p.Known = true
	default:
		p.Claims = d.owners[nameKey(a.Name)]
	}
	return p
}

// nameKey returns a name in the form in which names are compared: “Wright, Anna” is that of
// Anna Wright.
func nameKey(name string) string {
	words := nameWords(norm.NFKC.String(visible.Line(name)))
	slices.Sort(words)
	return strings.Join(words, " ")
}

// IsOwn reports whether an address is one of Rapport's.
func (d *Directory) IsOwn(address string) bool { return d.own(address) }
