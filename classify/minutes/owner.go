package minutes

import (
	"slices"
	"strings"

	"rapport/store"
)

// Owner gives the address of the one contact whom a name means: their whole name, or a
// part of it that nobody else has; "" where that is nobody, or several.
func Owner(contacts []store.Contact, name string) (address string) {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" {
		return ""
	}
	for _, whole := range []bool{true, false} {
		n := 0
		for _, c := range contacts {
			known := strings.ToLower(c.Name)
			part := !whole && (slices.Contains(strings.Fields(known), name) || strings.HasPrefix(known, name) && len([]rune(name)) > 1)
			if len(c.Addresses) > 0 && (known == name || part) {
				address = c.Addresses[0]
				n++
			}
		}
		if n == 1 {
			return address
		}
	}
	return ""
}
