package office

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/store/pattern"
)

// People returns the contacts of a role, each at the first of their addresses.
func (p *Project) People(role store.Role) []store.Address {
	return p.contacts(func(c store.Contact) bool { return c.Role == role })
}

// Approvers returns who approves changes: the clients marked so, or all of them where
// none is, apart from those whom a PM added by mail.
func (p *Project) Approvers() []store.Address {
	approvers := p.contacts(func(c store.Contact) bool { return c.Role == store.RoleClient && c.Approves })
	if len(approvers) > 0 {
		return approvers
	}
	return p.contacts(func(c store.Contact) bool { return c.Role == store.RoleClient && !c.ByMail })
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

// Names reports whether a text names somebody: their name is in it, and is no part of a longer
// word ("Annual" names no Ann) or name (王伟强 is not 王伟).
func Names(text, name string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(name)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		last, _ := utf8.DecodeLastRuneInString(name)
		switch {
		case unicode.Is(unicode.Han, last):
			if utf8.RuneCountInString(name) > 2 || !unicode.Is(unicode.Han, after) || behindName.MatchString(text[end:]) {
				return true
			}
		case !unicode.IsLetter(before) || unicode.Is(unicode.Han, before):
			if !unicode.IsLetter(after) || unicode.Is(unicode.Han, after) {
				return true
			}
		}
		from = end
	}
}

// behindName is what follows a Chinese name of two characters where the name ends there.
var behindName = pattern.New(`^(?:负责|提供|确认|牵头|跟进|完成|参加|出席|介绍|汇报|提出|表示|认为|准备|联系|整理|编写|审核|测试|安排|协助|主持|先生|女士|经理|总监|主任|老师|工程师|和|与|及|以及|将|已|在|于|对|需|要|会|的|说|把|向|为|请|等|同意)`)

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
