package config

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rapport/store"
	"rapport/store/mailaddr"
)

// UnprovedPM is an address of a PM whose mail nothing proves, as the log shows.
type UnprovedPM struct {
	Address  string
	Projects []string // codes of those whose PM they are
	Mails    int      // that came of late, not one of them proved

	noPlus   bool
	ownHosts bool // the log's server could vouch for its own domain
}

// UnprovedPMs returns the addresses of PMs whose mail of late was never proved, in the order
// of the configuration.
func (c *Config) UnprovedPMs(ctx context.Context, log *store.Store) (list []UnprovedPM, err error) {
	var keys []string
	for _, p := range c.Projects {
		for _, contact := range p.Contacts {
			if p.Closed || contact.Role != store.RolePM {
				continue
			}
			for _, address := range contact.Addresses {
				key := mailaddr.Key(address)
				i := slices.Index(keys, key)
				if i < 0 {
					i, keys = len(keys), append(keys, key)
					list = append(list, UnprovedPM{Address: address, noPlus: !c.Sending.Plus, ownHosts: sameDomain(address, c.LogAddress)})
				}
				list[i].Projects = append(list[i].Projects, p.Code)
			}
		}
	}
	mails, err := log.UnprovedSenders(ctx, keys)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Mails = mails[keys[i]]
	}
	return slices.DeleteFunc(list, func(u UnprovedPM) bool { return u.Mails == 0 }), nil
}

func sameDomain(a, b string) bool { return domainOf(a) == domainOf(b) }

func domainOf(address string) string {
	_, domain, _ := mailaddr.Cut(mailaddr.Key(address))
	return domain
}

// String says what is missing, and what it means for the PM.
func (u UnprovedPM) String() string {
	means := "what they forward counts as their own text, and a second reply to the same email of ours has no effect by itself"
	if u.noPlus {
		means = "what they forward counts as their own text, and each ok of theirs is asked about once more"
	}
	return fmt.Sprintf("nothing proves that mail of %s, a PM of %s, is theirs: not one of the %d latest has a DKIM signature of %s that counts; %s",
		u.Address, strings.Join(u.Projects, ", "), u.Mails, domainOf(u.Address), means)
}

// Remedy says what to change.
func (u UnprovedPM) Remedy() string {
	sign := "have the mail server of " + domainOf(u.Address) + " sign what it sends with DKIM"
	if u.ownHosts {
		return sign + ", internal mail too; or set authserv_id, if the server of the log address writes Authentication-Results"
	}
	return sign + ", or set authserv_id, if the server of the log address writes Authentication-Results"
}
