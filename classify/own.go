package classify

import (
	"strings"

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

// bounces returns what a notification says about our mail, matched by the return path it
// came to, by its envelope id, or else by the Message-ID of the mail it returns. Its text
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
	tag := d.returnTagOf(m)
	if tag == "" && len(delivery) > 0 {
		tag = strings.ToLower(m.EnvelopeID) // our envelope ids are such tags
	}
	if tag != "" {
		for _, s := range delivery {
			// The fate of the copy to the log address says nothing about the recipient,
			// although both share a return path.
			if (s.Action == "failed" || s.Action == "delayed") && !d.isLog(mailaddr.Key(s.Recipient)) {
				return []store.Bounce{{ReturnTag: tag, MessageID: m.Returned, Recipient: s.Recipient, Status: s.Status, Reply: s.Diagnostic, Hard: s.Action == "failed"}}
			}
		}
		if len(delivery) > 0 {
			return nil
		}
		return []store.Bounce{{ReturnTag: tag, Hard: kind == store.KindBounce, Status: said.Status, Reply: said.Diagnostic}}
	}
	if m.Returned == "" {
		return nil
	}
	var list []store.Bounce
	for _, s := range delivery {
		if s.Action == "failed" || s.Action == "delayed" {
			list = append(list, store.Bounce{MessageID: m.Returned, Recipient: s.Recipient, Hard: s.Action == "failed", Status: s.Status, Reply: s.Diagnostic})
		}
	}
	return list
}
