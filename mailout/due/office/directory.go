package office

import (
	"slices"

	"rapport/store"
	"rapport/store/mailaddr"
)

// IsOwn reports whether an address is one of Rapport's: the log's, with or without a tag, or
// one that it sends from.
func (c *Config) IsOwn(address string) bool {
	key := mailaddr.Key(address)
	return mailaddr.WithoutTag(key) == mailaddr.WithoutTag(mailaddr.Key(c.LogAddress)) ||
		slices.ContainsFunc(c.Projects, func(p Project) bool { return mailaddr.Key(p.From.Address) == key })
}

// Directory returns the contacts of a project as a reader is to see them in mail.
func (c *Config) Directory(p *Project) *store.Directory {
	return store.NewDirectory(p.Contacts, c.IsOwn)
}
