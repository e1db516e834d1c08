// Package bounce reads notifications of delivery: what their fields say of each
// recipient (RFC 3464), or what a mail system says in words.
package bounce

import (
	"slices"
	"strings"

	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/visible"
)

// Read fills in Delivery, EnvelopeID and Returned of m.Message, where m is a
// notification that mail was not delivered, or holds another mail. It needs the
// text that body.Select selected.
func Read(m *mime.Parsed, limits mime.Limits) {
	r := &reader{mail: m, message: m.Message, limits: limits}
	for _, report := range m.Reports {
		r.readReport(report)
	}
	r.readNotice()
}

// reader is the reading of one message.
type reader struct {
	mail    *mime.Parsed
	message *store.Message
	limits  mime.Limits

	deliveryReport bool // it has a part of its fields
	returned       returned
}

// returned is what is known of the mail that a notification returns.
type returned struct {
	seen   bool
	to     []store.Address // of its To and Cc
	sender []store.Address // of its From and Return-Path
}

// readNotice reads what a notification says in words, where it has none of the
// fields of RFC 3464, or none that name a recipient. Only what looks like the
// mail of a mail system by its header is read so: a person who writes of a bounce
// quotes the same words.
func (r *reader) readNotice() {
	m := r.message
	if named(m.Delivery) {
		return
	}
	looks, says, nullPath := r.looksLikeNotice()
	if looks == noNotice {
		return
	}
	if list := notificationService(m.Text); len(list) > 0 {
		m.Delivery = list
		return
	}
	n := readNoticeText(m.Text)
	if n.returned != "" {
		h, _ := mime.ReadHeader([]byte(n.returned), r.limits.PartHeader, r.limits.HeaderFields)
		r.readReturned(&h)
	}
	if i := n.fields; i >= 0 {
		if list := r.deliveryOf([]byte(m.Text[i:])); named(list) {
			m.Delivery = fromText(list)
			return
		}
	}
	n.notRecipients(m.To, m.DeliveredTo, m.From, r.returned.sender)
	var listed []store.Address
	var failed mime.Header
	for _, f := range r.message.Header {
		if strings.EqualFold(f.Name, "X-Failed-Recipients") && len(listed) < mostRecipients {
			listed = append(listed, failed.AddressList(f.Value, f.Name, r.limits)...)
		}
	}
	for _, defect := range failed.Defects() {
		r.mail.Defect(defect)
	}
	for _, a := range listed {
		n.find(a.Address, inHeader)
	}
	n.find(subjectRecipient(m.Subject), inSubject)
	evidence := n.failure || n.reply || n.delay && n.best() <= inSentence || says && (len(n.found) > 0 || r.returned.seen) ||
		nullPath && n.best() <= onItsOwn // in a language that we do not know
	if looks == perhapsNotice {
		evidence = (n.failure || n.delay) && (n.reply || r.returned.seen || n.best() <= onItsOwn)
	}
	if !evidence {
		return
	}
	if len(n.found) == 0 && len(r.returned.sender) > 0 && contains(strings.ToLower(r.returned.sender[0].Address), daemons) != "" {
		// A notification that passed on another one.
		if i := strings.Index(n.returned[:min(len(n.returned), mostNotice)], "\nFinal-Recipient:"); i >= 0 {
			if list := r.deliveryOf([]byte(n.returned[i+1:])); named(list) {
				m.Delivery = fromText(list)
				return
			}
		}
	}
	if len(n.found) == 0 && len(r.returned.to) == 1 {
		n.find(r.returned.to[0].Address, ofReturned)
	}
	delayed := n.delay || contains(strings.ToLower(m.Subject), delayWords) != ""
	list := fromText(n.statuses(delayed && !n.final))
	if len(list) == 1 && len(m.Delivery) == 1 { // its fields tell all but the recipient
		m.Delivery[0].Recipient, m.Delivery[0].FromText = list[0].Recipient, true
		return
	}
	if len(list) > 0 {
		m.Delivery = list
	}
}

// named reports whether a recipient is named in a list.
func named(list []store.DeliveryStatus) bool {
	return slices.ContainsFunc(list, func(s store.DeliveryStatus) bool { return strings.Contains(s.Recipient, "@") })
}

func fromText(list []store.DeliveryStatus) []store.DeliveryStatus {
	for i := range list {
		list[i].FromText = true
	}
	return list
}

// Whether a message is a notification of a mail system, by its header alone.
const (
	noNotice      = iota
	perhapsNotice // if its text says so beyond doubt
	surelyNotice  // or some other mail of the mail system
)

// looksLikeNotice returns one of them, whether the subject says that something was not
// delivered, and whether nothing can be returned to whoever sent it.
func (r *reader) looksLikeNotice() (looks int, says, nullPath bool) {
	m := r.message
	local, name := "", ""
	if len(m.From) > 0 {
		local, _, _ = strings.Cut(strings.ToLower(m.From[0].Address), "@")
		name = strings.ToLower(m.From[0].Name)
	} else {
		local = strings.ToLower(strings.Trim(m.Header.Get("From"), ` "<>`))
	}
	subject := strings.ToLower(strings.TrimSpace(m.Subject))
	answers := hasPrefixOf(subject, answerPrefixes)
	if path := m.Header.Values("Return-Path"); len(path) > 0 {
		path := strings.ToLower(strings.TrimSpace(path[0]))
		nullPath = path == "<>" || strings.Contains(path, "mailer-daemon")
	}
	says = !answers && contains(subject, failureSubjects+"|"+delayWords) != ""
	system := contains(local+" "+name, systemNames) != ""
	switch {
	case contains(local, daemons) != "" || contains(name, "mailer-daemon|mailer daemon|mail delivery s") != "":
		return surelyNotice, says, nullPath
	case len(m.Header.Values("X-Failed-Recipients")) > 0 || r.deliveryReport || nullPath && says:
		return surelyNotice, says, nullPath
	case nullPath, says && system, system && strings.HasPrefix(strings.TrimSpace(m.Text), "{"):
		return perhapsNotice, says, nullPath
	}
	return noNotice, false, nullPath
}

const (
	daemons     = "mailer-daemon|maildaemon|mail-daemon|mailerdaemon|mailer_daemon|postmaster|mdaemon|mail.delivery.system|microsoftexchange329e71ec88ae4615bbc36ab6ce41109e"
	systemNames = "mail|deliver|system|admin|daemon|postmaster|mta|bounce|reply|notif|exchange|gateway|smtp|server|root|系统|系統|邮件|郵件|管理员|管理員|退信|投递"

	answerPrefixes = "re:|re :|fw:|fwd:|aw:|wg:|sv:|vs:|tr:|rv:|r:|i:|res:|enc:|odp:|回复|答复|转发|回覆|轉寄|re：|fw：|回复："
)

// subjectRecipient returns the one address that a subject names, or "".
func subjectRecipient(subject string) string {
	var one string
	for a := range addressesIn(visible.Start(subject, 500)) {
		if one != "" && one != a.text {
			return ""
		}
		one = a.text
	}
	return one
}

// readReturned notes of which mail a header was returned.
func (r *reader) readReturned(h *mime.Header) {
	if ids := h.MessageIDs("Message-ID", r.limits); len(ids) > 0 && r.message.Returned == "" {
		r.message.Returned = ids[0]
		r.message.ReturnedAs = h.MessageIDs("References", r.limits)
	}
	if r.returned.seen {
		return
	}
	r.returned = returned{
		seen:   len(h.Fields) > 1,
		to:     append(h.Addresses("To", r.limits), h.Addresses("Cc", r.limits)...),
		sender: append(h.Addresses("From", r.limits), h.Addresses("Return-Path", r.limits)...),
	}
	if len(r.returned.to) == 0 {
		r.returned.to = h.Addresses("X-Original-To", r.limits)
	}
}
