package classify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// Side is one of the two between which a project's mail passes.
type Side byte

// The sides of a project. NoSide is neither.
const (
	NoSide     Side = iota // nobody of the project, or nobody knows
	OurSide                // its PMs and team
	ClientSide             // its clients
	Rapport                // our own mail
)

// SideOf returns the side of a project that an address belongs to, and the contact who has it.
func (d *ProjectIndex) SideOf(code, address string) (store.Contact, Side) {
	key := mailaddr.Key(address)
	if d.isLog(key) {
		return store.Contact{}, Rapport
	}
	n, known := d.codes[strings.ToLower(code)]
	if !known {
		return store.Contact{}, NoSide
	}
	for _, c := range d.projects[n].contacts {
		if slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == key }) {
			return c, sideOf(c.Role)
		}
	}
	if d.isOfClient(n, key) {
		return store.Contact{Addresses: []string{address}, Role: store.RoleClient}, ClientSide
	}
	return store.Contact{}, NoSide
}

func sideOf(role store.Role) Side {
	switch role {
	case store.RolePM, store.RoleTeam:
		return OurSide
	case store.RoleClient:
		return ClientSide
	}
	return NoSide
}

// WhoWrote returns the contact of a project who wrote a quoted mail, and their side, from the line
// with which mail programs announce it: by the address, or else by the name of exactly one contact.
func (d *ProjectIndex) WhoWrote(code, announced string) (store.Contact, Side) {
	addressed := false
	for _, word := range strings.FieldsFunc(announced, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("<>()[]\"'“”:：;；,，、|*", r)
	}) {
		if mailaddr.Key(word) == "" {
			continue
		}
		if who, side := d.SideOf(code, word); side != NoSide {
			return who, side
		}
		addressed = true
	}
	n, known := d.codes[strings.ToLower(code)]
	if addressed || !known {
		return store.Contact{}, NoSide
	}
	var found []store.Contact
	for _, c := range d.projects[n].contacts {
		if namesPerson(announced, c.Name) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return store.Contact{}, NoSide
	}
	return found[0], sideOf(found[0].Role)
}

// namesPerson reports whether a text has a name as words of its own.
func namesPerson(text, name string) bool {
	text, name = strings.ToLower(strings.Join(strings.Fields(text), " ")), strings.ToLower(strings.Join(strings.Fields(name), " "))
	if utf8.RuneCountInString(name) < 2 {
		return false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return false
		}
		from += i + len(name)
		before, _ := utf8.DecodeLastRuneInString(text[:from-len(name)])
		after, _ := utf8.DecodeRuneInString(text[from:])
		if name[0] >= utf8.RuneSelf || !unicode.IsLetter(before) && !unicode.IsLetter(after) { // Chinese has no spaces
			return true
		}
	}
}

// MayBring returns the codes of the projects whose missing mail m may bring: the project to which
// it is filed, or those of its sender.
func (d *ProjectIndex) MayBring(m *store.Message, v *store.Verdict, log Log) (codes []string, err error) {
	if m.Forwarded != nil { // whose word counts is that of who sent it on
		return []string{v.Project}, nil
	}
	k, err := d.sender(m, log)
	if err != nil || len(m.From) != 1 {
		return nil, err
	}
	for _, who := range d.lookup(mailaddr.Key(m.From[0].Address)) {
		if code := d.projects[who.project].code; v.Project == "" || v.Project == code {
			if ok, _ := trust.Allows(store.EffectArrive, k.sender|d.in(who.project, m)); ok {
				codes = append(codes, code)
			}
		}
	}
	return codes, nil
}
