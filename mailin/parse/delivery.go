package parse

import (
	"bytes"
	"strings"

	"rapport/store"
)

// mostRecipients bounds the recipients that one notification tells of.
const mostRecipients = 50

// readDelivery notes what a part of a delivery status notification says: of
// each recipient (message/delivery-status, RFC 3464 section 2), or which mail
// came back.
func (r *reader) readDelivery(h *header, kind string, body []byte) {
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		decoded, _ := readBounded(transferDecoded(h, body), r.limits.Text)
		r.message.Delivery = append(r.message.Delivery, r.deliveryOf(decoded)...)
	case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
		if r.message.Returned != "" {
			return
		}
		decoded, _ := readBounded(transferDecoded(h, body), r.limits.Header)
		inner, _ := readHeader(decoded, r.limits.Header, r.limits.HeaderFields)
		if ids := (&reader{limits: r.limits, header: &inner}).messageIDs("Message-ID"); len(ids) > 0 {
			r.message.Returned = ids[0]
		}
	}
}

// deliveryOf reads the blocks of fields, of which the first is about the mail
// and each other about one recipient.
func (r *reader) deliveryOf(text []byte) []store.DeliveryStatus {
	var list []store.DeliveryStatus
	for len(list) < mostRecipients {
		if text = bytes.TrimLeft(text, "\r\n"); len(text) == 0 {
			break
		}
		h, rest := readHeader(text, r.limits.PartHeader, r.limits.HeaderFields)
		if len(rest) >= len(text) {
			break
		}
		text = rest
		field := func(name string) string { return oneLine(h.decodeValue(h.get(name))) }
		recipient := afterType(field("final-recipient"))
		if original := afterType(field("original-recipient")); recipient == "" || original != "" && !strings.Contains(recipient, "@") {
			recipient = original
		}
		if recipient == "" { // the block about the mail
			if id := field("original-envelope-id"); id != "" && r.message.EnvelopeID == "" {
				r.message.EnvelopeID = bounded(id, 100)
			}
			continue
		}
		list = append(list, store.DeliveryStatus{
			Recipient:  recipient,
			Action:     strings.ToLower(field("action")),
			Status:     firstField(field("status")),
			Diagnostic: bounded(afterType(field("diagnostic-code")), 500),
		})
	}
	return list
}

// afterType gives what stands behind the type of an address or a code, as in
// "rfc822; wang@client.example".
func afterType(value string) string {
	if _, rest, ok := strings.Cut(value, ";"); ok {
		value = rest
	}
	return strings.Trim(strings.TrimSpace(value), "<>")
}

func oneLine(value string) string { return strings.Join(strings.Fields(value), " ") }

func firstField(value string) string {
	word, _, _ := strings.Cut(value, " ")
	return bounded(word, 20)
}

// bounded cuts text to at most n characters.
func bounded(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}
