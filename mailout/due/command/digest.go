package command

import (
	"rapport/classify/command"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// digestOnly returns the answer to who says how they want notices, and the change that it makes: at
// all their addresses.
func digestOnly(o *office.Office, q question) (templates.CommandDigest, func(*store.Tx) error) {
	only := command.Verb(q.Verb) == command.DigestOnly
	addresses := []string{q.Address}
	for _, p := range q.projects {
		addresses = append(addresses, p.AddressesOf(q.Address)...)
	}
	data := templates.CommandDigest{Name: q.who.Name, Only: only, PM: !q.Client && o.Config.Digest >= 0}
	return data, func(tx *store.Tx) error { return tx.SetDigestOnly(addresses, only) }
}
