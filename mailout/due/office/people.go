package office

import (
	"slices"

	"rapport/store"
	"rapport/store/mailaddr"
)

// People returns the contacts of a role, each at the first of their addresses.
func (p *Project) People(role store.Role) []store.Address {
	return p.contacts(func(c store.Contact) bool { return c.Role == role })
}

// Approvers returns who approves changes: the clients marked so, or all of them where
// none is.
func (p *Project) Approvers() []store.Address {
	approvers := p.contacts(func(c store.Contact) bool { return c.Role == store.RoleClient && c.Approves })
	if len(approvers) > 0 {
		return approvers
	}
	return p.People(store.RoleClient)
}

func (p *Project) contacts(wanted func(store.Contact) bool) []store.Address {
	var list []store.Address
	for _, c := range p.Contacts {
		if wanted(c) && len(c.Addresses) > 0 {
			list = append(list, store.Address{Name: c.Name, Address: c.Addresses[0]})
		}
	}
	return list
}

// Clients returns the contacts of the client that have an address.
func (p *Project) Clients() []store.Contact {
	return slices.DeleteFunc(slices.Clone(p.Contacts), func(c store.Contact) bool {
		return c.Role != store.RoleClient || len(c.Addresses) == 0
	})
}

// ClientMail returns which mail is the client's: the addresses of its contacts, and its
// domains with an @ before them, in lower case.
func (p *Project) ClientMail() (list []string) {
	for _, c := range p.Clients() {
		for _, a := range c.Addresses {
			list = append(list, mailaddr.Key(a))
		}
	}
	for _, domain := range p.Domains {
		list = append(list, "@"+domain)
	}
	return list
}

// Contact returns the address with the name of the contact that has it, if any.
func (p *Project) Contact(address string) store.Address {
	who := store.Address{Address: address}
	if c := p.contactAt(address); c != nil {
		who.Name = c.Name
	}
	return who
}

// Reach returns where the contact gets mail who has an address, or reports false where it is
// no contact's any more.
func (p *Project) Reach(address string) (store.Address, bool) {
	c := p.contactAt(address)
	if c == nil {
		return store.Address{}, false
	}
	return store.Address{Name: c.Name, Address: c.Addresses[0]}, true
}

// Moved returns the new address of the contact of a role who had the given one, which the
// configuration has no more: that of the one contact of the same name.
func (p *Project) Moved(who store.Address, role store.Role) (store.Address, bool) {
	if _, known := p.Reach(who.Address); known || who.Name == "" {
		return store.Address{}, false
	}
	same := p.contacts(func(c store.Contact) bool { return c.Role == role && c.Name == who.Name })
	if len(same) != 1 {
		return store.Address{}, false
	}
	return same[0], true
}

// AddressesOf returns all addresses of the contact that has the given one, in lower
// case.
func (p *Project) AddressesOf(address string) (list []string) {
	for _, c := range p.Contacts {
		if HasAddress(c, address) {
			for _, a := range c.Addresses {
				list = append(list, mailaddr.Key(a))
			}
		}
	}
	return list
}

// IsPM reports whether an address is the first of a PM of the project.
func (p *Project) IsPM(address string) bool {
	return slices.ContainsFunc(p.People(store.RolePM), func(pm store.Address) bool { return mailaddr.Key(pm.Address) == mailaddr.Key(address) })
}

// HasAddress reports whether a contact has an address.
func HasAddress(c store.Contact, address string) bool {
	return slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(address) })
}

func (p *Project) contactAt(address string) *store.Contact {
	for i, c := range p.Contacts {
		if HasAddress(c, address) {
			return &p.Contacts[i]
		}
	}
	return nil
}
