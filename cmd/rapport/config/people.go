package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/mailaddr"
)

// AddressesOf returns the addresses of the contacts of that name and, whoever that
// is, the words themselves.
func (c *Config) AddressesOf(person string) []string {
	list := []string{person}
	for _, p := range c.Projects {
		for _, contact := range p.Contacts {
			if strings.EqualFold(contact.Name, person) {
				list = append(list, contact.Addresses...)
			}
		}
	}
	return list
}

// Directory returns the contacts of all projects.
func (c *Config) Directory() *store.Directory {
	var all []store.Contact
	for _, p := range c.Projects {
		all = append(all, p.Contacts...)
	}
	return store.NewDirectory(all, c.IsOwn)
}

// IsOwn reports whether an address is one of Rapport's: the log's, with or without a tag, or
// one that it sends from.
func (c *Config) IsOwn(address string) bool {
	key := mailaddr.Key(address)
	if slices.ContainsFunc(c.Relays, func(r Relay) bool { return mailaddr.Key(r.From) == key }) {
		return true
	}
	return mailaddr.WithoutTag(key) == mailaddr.WithoutTag(mailaddr.Key(c.LogAddress))
}

// Codes returns the codes of all projects.
func (c *Config) Codes() []string {
	codes := make([]string, len(c.Projects))
	for i, p := range c.Projects {
		codes[i] = p.Code
	}
	return codes
}

// Project returns the configured project of a code in any case.
func (c *Config) Project(code string) (store.Project, error) {
	var codes []string
	for _, p := range c.Projects {
		if strings.EqualFold(p.Code, code) {
			return p, nil
		}
		codes = append(codes, p.Code)
	}
	hint := "the configuration has no project yet"
	if near := wording.Nearest(strings.ToUpper(code), codes); near != "" {
		hint = fmt.Sprintf("did you mean %s?", near)
	} else if len(codes) > 0 {
		hint = "there are " + strings.Join(codes, ", ")
	}
	return store.Project{}, exit.With(exit.NoInput, fmt.Errorf("no project %s in the configuration: %s", code, hint))
}

// ProjectOf returns the project of a code, and one without people where the configuration has
// none.
func (c *Config) ProjectOf(code string) store.Project {
	for _, p := range c.Projects {
		if p.Code == code {
			return p
		}
	}
	return store.Project{Code: code, Zone: time.Local}
}

// Zone returns the time zone of a project, and that of this machine for what is
// unfiled.
func (c *Config) Zone(code string) *time.Location {
	for _, p := range c.Projects {
		if p.Code == code && p.Zone != nil {
			return p.Zone
		}
	}
	return time.Local
}

// CanSend says what hinders that a project is sent anything.
func (c *Config) CanSend(code string) error {
	i := slices.IndexFunc(c.Projects, func(p store.Project) bool { return p.Code == code })
	switch {
	case c.Duties[i].Relay == "":
		return exit.With(exit.Config, errors.New("cannot send: the configuration has no [[relay]]"))
	case !slices.ContainsFunc(c.Projects[i].Contacts, func(p store.Contact) bool { return p.Role == store.RoleClient }):
		return exit.With(exit.Config, fmt.Errorf("cannot send: project %s has no contact with role = \"client\"", code))
	}
	return nil
}
