package minutes

import (
	"slices"
	"strings"

	"rapport/store"
	"rapport/store/mailaddr"
)

// Contact returns the one contact that a name refers to: by whole name or address, by part
// of the name, or by the local part of an address. ok is false if there is none or several.
func Contact(contacts []store.Contact, name string) (found store.Contact, ok bool) {
	if name = strings.ToLower(strings.TrimSpace(name)); name == "" {
		return found, false
	}
	for _, means := range []func(c store.Contact) bool{
		func(c store.Contact) bool {
			return strings.EqualFold(c.Name, name) || slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(name) })
		},
		func(c store.Contact) bool {
			known := strings.ToLower(c.Name)
			return slices.Contains(strings.Fields(known), name) || strings.HasPrefix(known, name) && len([]rune(name)) > 1
		},
		func(c store.Contact) bool {
			return slices.ContainsFunc(c.Addresses, func(a string) bool { return strings.HasPrefix(strings.ToLower(a), name+"@") })
		},
	} {
		n := 0
		for _, c := range contacts {
			if len(c.Addresses) > 0 && means(c) {
				found = c
				n++
			}
		}
		switch {
		case n == 1:
			return found, true
		case n > 1:
			return store.Contact{}, false
		}
	}
	return store.Contact{}, false
}

// Owner returns the address of the Contact that a name refers to, or "".
func Owner(contacts []store.Contact, name string) string {
	if c, ok := Contact(contacts, name); ok {
		return c.Addresses[0]
	}
	return ""
}
