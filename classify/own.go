package classify

import (
	"slices"
	"strings"

	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// returnTag begins the tag of a return path of ours, log+b.TAG@agency.example.
const returnTag = "b."

// Own reports whether m claims to be mail of ours, and returns the tag of the return path
// through which it reached the log mailbox, or "".
func (d *ProjectIndex) Own(m *store.Message) (own bool, tag string) {
	if len(m.From) != 1 {
		return false, ""
	}
	if from := mailaddr.Key(m.From[0].Address); !d.isLog(from) && !d.own[from] {
		return false, ""
	}
	if tag = d.returnTagOf(m); tag == "" { // a copy may be delivered under another address
		tag, _ = d.returnTagIn(strings.Trim(withoutComments(m.Header.Get("Return-Path")), "<> \t"))
	}
	return true, tag
}

func (d *ProjectIndex) returnTagOf(m *store.Message) string {
	for _, addresses := range [][]store.Address{m.DeliveredTo, m.To} {
		for _, a := range addresses {
			if tag, ok := d.returnTagIn(a.Address); ok {
				return tag
			}
		}
	}
	return ""
}

// returnTagIn returns the tag of an address that is a return path of ours.
func (d *ProjectIndex) returnTagIn(address string) (tag string, ok bool) {
	tag, ok = d.logTag(mailaddr.Key(address))
	tag, tagged := strings.CutPrefix(tag, returnTag)
	return tag, ok && tagged
}

// bounces returns what a notification says about our mail, matched by its envelope id, by
// the return path it came to, or else by the Message-ID of the mail it returns. Its text
// alone proves nothing: anybody can write that.
func (d *ProjectIndex) bounces(m *store.Message, kind store.Kind) []store.Bounce {
	if kind != store.KindBounce && kind != store.KindDelay || m.Forwarded != nil {
		return nil
	}
	delivery, said := m.Delivery, store.DeliveryStatus{Diagnostic: firstLine(m.NewText)}
	if len(delivery) > 0 && delivery[0].FromText {
		// Prose for people: with our tag it may name the reason, but it proves no recipient.
		delivery, said = nil, delivery[0]
		if d.isLog(mailaddr.Key(said.Recipient)) {
			return nil
		}
	}
	about := store.Bounce{ReturnTag: d.returnTagOf(m), MessageID: m.Returned, ReturnedAs: m.ReturnedAs, Hard: kind == store.KindBounce}
	if len(delivery) > 0 {
		about.EnvelopeID = strings.ToLower(m.EnvelopeID)
	}
	if len(delivery) == 0 && about.ReturnTag != "" {
		about.Status, about.Reply = said.Status, said.Diagnostic
		return []store.Bounce{about}
	}
	if about.ReturnTag == "" && about.EnvelopeID == "" && about.MessageID == "" {
		return nil
	}
	var list []store.Bounce
	for _, s := range delivery {
		// The fate of the copy to the log address says nothing about the recipient,
		// although both share a return path.
		if s.Action != "failed" && s.Action != "delayed" || d.isLog(mailaddr.Key(s.Recipient)) {
			continue
		}
		b := about
		b.Recipient, b.Original, b.Status, b.Reply, b.Hard = s.Recipient, s.Original, s.Status, s.Diagnostic, s.Action == "failed"
		b.Vouched = vouches(m, s.Recipient)
		list = append(list, b)
	}
	return list
}

// returns returns the tags of our mail that m shows to have arrived: that of the return path
// that it came to, unless it tells of a failure, and the envelope id of a notice of delivery.
func (d *ProjectIndex) returns(m *store.Message, kind store.Kind) (tags []string) {
	if kind == store.KindBounce || kind == store.KindDelay || m.Forwarded != nil {
		return nil // these say more, and what they must name
	}
	if tag := d.returnTagOf(m); tag != "" {
		tags = append(tags, tag)
	}
	arrived := func(s store.DeliveryStatus) bool {
		return !s.FromText && (s.Action == "delivered" || s.Action == "relayed" || s.Action == "expanded") && !d.isLog(mailaddr.Key(s.Recipient))
	}
	if m.EnvelopeID != "" && slices.ContainsFunc(m.Delivery, arrived) {
		tags = append(tags, strings.ToLower(m.EnvelopeID))
	}
	return tags
}

// vouches reports whether m is proved to be from the organisation of a recipient.
func vouches(m *store.Message, recipient string) bool {
	if trust.Of(m.Auth, false)&trust.Proved == 0 || len(m.From) != 1 {
		return false
	}
	_, from, _ := mailaddr.Cut(mailaddr.Key(m.From[0].Address))
	_, theirs, ok := mailaddr.Cut(mailaddr.Key(recipient))
	return ok && trust.SameOrganisation(from, theirs)
}
