package bounce

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"

	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/visible"
)

// mostRecipients bounds the recipients that one notification tells of.
const mostRecipients = 50

// readReport notes what a part of a delivery status notification says: of each
// recipient (message/delivery-status, RFC 3464 section 2), or which mail came back.
func (r *reader) readReport(report mime.Report) {
	switch report.Type {
	case "message/delivery-status", "message/global-delivery-status":
		r.deliveryReport = true
		r.message.Delivery = append(r.message.Delivery, r.deliveryOf(report.Content)...)
		r.message.Delivery = r.message.Delivery[:min(len(r.message.Delivery), mostRecipients)]
	default:
		if r.message.Returned != "" && r.returned.seen {
			return
		}
		inner, _ := mime.ReadHeader(report.Content, r.limits.Header, r.limits.HeaderFields)
		r.readReturned(&inner)
	}
}

// deliveryOf reads the blocks of fields, of which the first is about the mail
// and each other about one recipient. Programs leave out the empty line between
// two blocks, or write one within a block: a recipient begins a block, whatever
// stands around it.
func (r *reader) deliveryOf(text []byte) []store.DeliveryStatus {
	var list []store.DeliveryStatus
	for len(list) < mostRecipients {
		if text = bytes.TrimLeft(text, "\r\n"); len(text) == 0 {
			break
		}
		h, rest := mime.ReadHeader(text, r.limits.PartHeader, r.limits.HeaderFields)
		if len(rest) >= len(text) {
			break
		}
		text = rest
		for begin := 0; begin < len(h.Fields); {
			end := begin + 1
			for seen := isFinalRecipient(h.Fields[begin].Name); end < len(h.Fields); end++ {
				if isFinalRecipient(h.Fields[end].Name) {
					if seen {
						break
					}
					seen = true
				}
			}
			list = r.recipientBlock(list, &mime.Header{Fields: h.Fields[begin:end]})
			begin = end
		}
	}
	return list[:min(len(list), mostRecipients)]
}

func isFinalRecipient(name string) bool { return strings.EqualFold(name, "Final-Recipient") }

// recipientBlock adds to the list what a block of fields says.
func (r *reader) recipientBlock(list []store.DeliveryStatus, h *mime.Header) []store.DeliveryStatus {
	field := func(name string) string { return oneLine(h.Text(name)) }
	recipient := afterType(field("final-recipient"))
	for _, name := range []string{"original-recipient", "x-actual-recipient"} {
		if other := afterType(field(name)); recipient == "" || other != "" && !strings.Contains(recipient, "@") {
			recipient = other
		}
	}
	if id := field("original-envelope-id"); id != "" && r.message.EnvelopeID == "" && len(list) == 0 && recipient == "" {
		r.message.EnvelopeID = visible.Start(id, 100)
	}
	action, _, _ := strings.Cut(strings.ToLower(field("action")), " ")
	original := afterType(field("original-recipient"))
	if original == recipient {
		original = ""
	}
	s := store.DeliveryStatus{
		Recipient:  visible.Start(recipient, 300),
		Original:   visible.Start(original, 300),
		Action:     visible.Start(action, 20),
		Status:     firstField(field("status")),
		Diagnostic: visible.Start(afterType(field("diagnostic-code")), 500),
	}
	if recipient == "" { // about the mail, or the rest of the block before
		if n := len(list); n > 0 && s.Action != "" && list[n-1].Action == "" {
			s.Recipient = list[n-1].Recipient
			list[n-1] = completed(s)
		}
		return list
	}
	return append(list, completed(s))
}

// completed fills in the status and the action that a block leaves out, from the
// reply that it shows.
func completed(s store.DeliveryStatus) store.DeliveryStatus {
	if reply, found := findReply(s.Diagnostic); found && statusAt(s.Status) == "" {
		if s.Status = reply.status; s.Status == "" {
			s.Status = statusOf(reply.code, s.Diagnostic, '5')
		}
	}
	if s.Action == "" && s.Status != "" {
		switch s.Status[0] {
		case '2':
			s.Action = "delivered"
		case '4', '5':
			s.Action = "failed"
		}
	}
	return s
}

// notificationService reads the notification that a sending service posts as
// JSON: of a bounce it names each recipient, whatever stands around.
func notificationService(text string) []store.DeliveryStatus {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "{") || len(text) > mostNotice {
		return nil
	}
	var outer struct{ Message string }
	if json.Unmarshal([]byte(jsonOf(text)), &outer) == nil && strings.HasPrefix(outer.Message, "{") {
		text = outer.Message
	}
	var notice struct {
		NotificationType, EventType string
		Bounce                      struct {
			BounceType        string
			BouncedRecipients []struct{ EmailAddress, Action, Status, DiagnosticCode string }
		}
	}
	if json.Unmarshal([]byte(jsonOf(text)), &notice) != nil {
		return nil
	}
	var list []store.DeliveryStatus
	for _, b := range notice.Bounce.BouncedRecipients {
		s := completed(store.DeliveryStatus{
			Recipient: visible.Start(oneLine(b.EmailAddress), 300), Action: strings.ToLower(firstField(oneLine(b.Action))), Status: firstField(oneLine(b.Status)),
			Diagnostic: visible.Start(afterType(oneLine(b.DiagnosticCode)), 500), FromText: true,
		})
		s.Action = cmp.Or(s.Action, "failed")
		if s.Status == "" && notice.Bounce.BounceType == "Permanent" {
			s.Status = "5.0.0"
		}
		if len(list) < mostRecipients {
			list = append(list, s)
		}
	}
	return list
}

// jsonOf returns the object at the start of a text, without what a program added
// below it.
func jsonOf(text string) string {
	text = strings.ReplaceAll(text, "\n", "") // some break lines within strings
	if i := strings.LastIndexByte(text, '}'); i >= 0 {
		return text[:i+1]
	}
	return text
}

// afterType returns what stands behind the type of an address or a code, as in
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
	return visible.Start(word, 20)
}
