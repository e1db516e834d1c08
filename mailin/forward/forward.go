// Package forward extracts the mails that somebody forwarded in a mail: attached as they
// came (message/rfc822), or in its text below a header block as mail programs write it.
package forward

import (
	"bytes"
	stdmime "mime"
	"net/mail"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rapport/mailin/mime"
	"rapport/mailin/reply"
	"rapport/store"
)

// MaxEmbedded limits the mails extracted from one.
const MaxEmbedded = 20

// Embedded is a forwarded mail.
type Embedded struct {
	Raw  []byte
	Text bool // reconstructed from the text, not as it came
}

// Find returns the mails embedded in m, which was read from raw. It looks in the text only
// if none is attached.
func Find(raw []byte, m *store.Message, limits mime.Limits) []Embedded {
	var list []Embedded
	tries := 0 // each reads all of raw
	for _, a := range m.Attachments {
		if !isMail(a) || a.Size == 0 || tries == MaxEmbedded {
			continue
		}
		tries++
		var inner bytes.Buffer
		if _, err := mime.Attachment(&inner, raw, a.N, limits); err == nil && inner.Len() > 0 {
			list = append(list, Embedded{Raw: inner.Bytes()})
		}
	}
	if len(list) > 0 {
		return list
	}
	sent, found := reply.Forwarded(m.NewText, m.Subject)
	if !found {
		return nil
	}
	if made := compose(sent, m); made != nil {
		list = append(list, Embedded{Raw: made, Text: true})
	}
	return list
}

// isMail reports whether an attachment is a mail; some programs give it only a file name.
func isMail(a store.Attachment) bool {
	return a.Type == "message/rfc822" || strings.EqualFold(path.Ext(a.Name), ".eml") && (a.Type == "application/octet-stream" || a.Type == "text/plain")
}

// compose builds a mail (RFC 5322) from what a text says about one, or returns nil if that
// names no sender. A date without a zone is in the zone of outer.
func compose(sent reply.Sent, outer *store.Message) []byte {
	from := addresses(sent.From)
	if len(from) == 0 {
		return nil
	}
	date, ok := ReadDate(sent.Date, outer.Zone())
	if !ok || date.After(outer.Date.Add(24*time.Hour)) {
		date = outer.Date
	}
	var b bytes.Buffer
	field := func(name, value string) {
		if value != "" {
			b.WriteString(name + ": " + value + "\r\n")
		}
	}
	field("From", from[0].String())
	field("To", list(addresses(sent.To)))
	field("Date", date.Format(time.RFC1123Z))
	field("Subject", stdmime.QEncoding.Encode("utf-8", oneLine(sent.Subject)))
	field("Comments", "taken from the text of the mail in which it was sent on")
	field("MIME-Version", "1.0")
	field("Content-Type", "text/plain; charset=utf-8")
	field("Content-Transfer-Encoding", "8bit")
	b.WriteString("\r\n")
	b.WriteString(strings.ReplaceAll(sent.Text, "\n", "\r\n"))
	b.WriteString("\r\n")
	return b.Bytes()
}

// mostAddresses limits the addresses of one field.
const mostAddresses = 50

// addresses returns the addresses in a list as people see it: `Wang <wang@x>; "Li" li@x
// [mailto:li@x]`. A name precedes its address.
func addresses(text string) []mail.Address {
	var list []mail.Address
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";；,，、", r) }) {
		at := strings.IndexByte(part, '@')
		if at <= 0 || len(list) == mostAddresses {
			continue
		}
		start := 0
		if i := strings.LastIndexFunc(part[:at], notInAddress); i >= 0 {
			_, size := utf8.DecodeRuneInString(part[i:])
			start = i + size
		}
		end := len(part)
		if i := strings.IndexFunc(part[at+1:], notInAddress); i >= 0 {
			end = at + 1 + i
		}
		address := strings.Trim(strings.TrimPrefix(part[start:end], "mailto:"), ".")
		if _, err := mail.ParseAddress(address); err != nil {
			continue
		}
		name := strings.Trim(oneLine(part[:start]), `<>[]()"'“”* :`)
		name = strings.TrimSuffix(name, "mailto")
		list = append(list, mail.Address{Name: strings.Trim(name, `<>[]()"'“”* :`), Address: address})
	}
	return list
}

func notInAddress(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("<>()[]\"'“”:;,*|", r) || !unicode.IsGraphic(r) || r == unicode.ReplacementChar
}

func list(addresses []mail.Address) string {
	var all []string
	for _, a := range addresses {
		all = append(all, a.String())
	}
	return strings.Join(all, ",\r\n ")
}

// oneLine returns text without line ends and control characters.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}
