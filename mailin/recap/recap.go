// Package recap reads the summaries of meetings that other systems mail: who they say took
// part, what was said and decided, and who is to do what. It decides nothing and opens no
// link. Summaries that somebody forwards or pastes are read too, and prove nothing.
package recap

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	"rapport/classify/ask"
	"rapport/mailin/forward"
	"rapport/mailin/reply"
	"rapport/store"
	"rapport/store/mailaddr"
)

const (
	longestText = 128 << 10 // bytes of a mail that are read
	longestNote = 120       // characters that somebody may write above what they send on
	mostNested  = 3         // mails within mails that are looked at
)

// Read returns the recap that m is, or that somebody sent on or pasted in it. The bool is
// false for all other mail: of people, also of those who quote or comment on a recap, and
// the digests and news of the systems that write recaps. It reads what m.Text, NewText and
// OwnText hold.
func Read(m *store.Message) (*store.Recap, bool) {
	if len(m.From) != 1 || len(m.Text) == 0 {
		return nil, false
	}
	if v, title, ok := recognise(m.From[0].Address, m.Subject); ok {
		r := readBody(m.Text, title, m)
		if !v.shows(m.Text, r) || digest.MatchString(m.Text[:min(len(m.Text), 300)]) {
			return nil, false
		}
		r.Vendor = v.name
		return &r, true
	}
	if len(m.InReplyTo) > 0 && store.ReadSubject(m.Subject).Answer {
		return nil, false
	}
	if r, ok := readForwarded(m); ok {
		return &r, true
	}
	return readPasted(m)
}

// readForwarded returns the recap that m forwards in its text, under no more than a short
// note.
func readForwarded(m *store.Message) (store.Recap, bool) {
	text, subject := m.NewText, m.Subject
	for range mostNested {
		sent, found := reply.Forwarded(text, subject)
		if !found {
			return store.Recap{}, false
		}
		if v, title, ok := recognise(addressIn(sent.From), sent.Subject); ok {
			if !isNote(m.OwnText) {
				return store.Recap{}, false
			}
			r := readBody(sent.Text, title, m)
			if !v.shows(sent.Text, r) {
				return store.Recap{}, false
			}
			r.Vendor, r.How = v.name, store.RecapForwarded
			return r, true
		}
		text, subject = sent.Text, sent.Subject
	}
	return store.Recap{}, false
}

// isNote reports whether what somebody writes above what they send on says and asks nothing
// of its own.
func isNote(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" {
		return true
	}
	if utf8.RuneCountInString(text) > longestNote {
		return false
	}
	for _, found := range ask.Of("", text) {
		if found.Ask != store.AskInformation && found.Ask != store.AskThanks {
			return false
		}
	}
	return true
}

// addressIn returns the address in a From as people see it: `Zoom <no-reply@zoom.us>`,
// `no-reply@zoom.us [mailto:no-reply@zoom.us]`.
func addressIn(from string) string {
	for _, word := range strings.FieldsFunc(from, func(r rune) bool { return strings.ContainsRune(" <>[]()\"'“”;；,，|\t\u00a0", r) }) {
		word = strings.TrimPrefix(word, "mailto:")
		if _, err := mail.ParseAddress(word); err == nil {
			return word
		}
	}
	return ""
}

// recognise returns the vendor that writes recaps from an address under a subject, and the
// title that the subject has. Neither is enough alone.
func recognise(address, subject string) (v vendor, title string, ok bool) {
	local, domain, ok := mailaddr.Cut(mailaddr.Lower(address))
	if !ok {
		return v, "", false
	}
	subject = oneLine(subject)
	for _, v := range vendors() {
		if !v.writesFrom(local, domain) {
			continue
		}
		for i, frame := range v.frames {
			m := frame.FindStringSubmatch(subject)
			if m == nil {
				continue
			}
			title := titleIn(m[1:])
			if i >= v.own && notRecap.MatchString(strings.Replace(subject, title, "", 1)) {
				return v, "", false
			}
			return v, title, true
		}
	}
	return v, "", false
}

// Program returns the name of the system whose program alone writes from an address, be it
// recaps, digests or news; "" for all others.
func Program(address string) string {
	local, domain, ok := mailaddr.Cut(mailaddr.Lower(address))
	if !ok {
		return ""
	}
	for _, v := range vendors() {
		if v.writesFrom(local, domain) {
			return v.name
		}
	}
	return ""
}

// titleIn returns the first group that matched, without the quotation marks around it.
func titleIn(groups []string) string {
	for _, group := range groups {
		if title := trimTitle(group); title != "" {
			return title
		}
	}
	return ""
}

func trimTitle(title string) string {
	title = strings.TrimSpace(title)
	for _, pair := range []string{`""`, "“”", "‘’", "''", "„“", "«»", "「」", "《》", "『』", "【】"} {
		open, size := utf8.DecodeRuneInString(pair)
		last, _ := utf8.DecodeRuneInString(pair[size:])
		if inner, ok := strings.CutPrefix(title, string(open)); ok {
			if inner, ok := strings.CutSuffix(inner, string(last)); ok && !strings.ContainsRune(inner, open) {
				return strings.TrimSpace(inner)
			}
		}
	}
	return title
}

// day returns the day that a text says, as 2026-03-05, or "".
func day(text string) string {
	if at, ok := forward.ReadDate(text, utc); ok {
		return at.Format("2006-01-02")
	}
	return ""
}
