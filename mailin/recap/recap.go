// Package recap reads the summaries of meetings that other systems mail: who they say took
// part, what was said and decided, and who is to do what. It decides nothing and opens no
// link. Summaries that somebody forwards or pastes are read too, and prove nothing.
package recap

import (
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/classify/answer"
	"rapport/classify/ask"
	"rapport/classify/summary"
	"rapport/mailin/forward"
	"rapport/mailin/reply"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/store/pattern"
)

const (
	longestNote = 120 // characters that somebody may write above what they send on
	mostNested  = 3   // mails within mails that are looked at
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
		r := readText(m.Text, title, m)
		r.Title = titleOr(r.Title, m.Subject)
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
	if !slices.ContainsFunc(vendors(), func(v vendor) bool {
		return slices.ContainsFunc(v.domains, func(domain string) bool { return strings.Contains(text, domain) })
	}) {
		return store.Recap{}, false
	}
	for range mostNested {
		sent, found := reply.Forwarded(text, subject)
		if !found {
			return store.Recap{}, false
		}
		if v, title, ok := recognise(addressIn(sent.From), sent.Subject); ok {
			if !isNote(m.OwnText) {
				return store.Recap{}, false
			}
			r := readText(sent.Text, title, m)
			r.Title = titleOr(r.Title, sent.Subject)
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

var (
	// filing are words with which somebody sends on what they have nothing to add to.
	filing = pattern.New(`(?i)\bf\.?y\.?i\b|\bfor (?:your|the|our) (?:information|info|reference|records?|log|files?)\b|\b(?:see|as) below\b|\b(?:recap|summary|notes|minutes)\b|\bplease (?:file|log|find)\b|存档|归档|备案|查收|查阅|参考|知悉|转发|转给|如下|见下|附上|纪要|记录|摘要|妙记|闪记|听记`)
	// remark are words that say something of what is sent on.
	remark = pattern.New(`(?i)\b(?:not|no|never|wrong|incorrect|missing|but|however|except|change|correct|instead|should|must|cannot|agree[sd]?|ok(?:ay)?|approved?|confirm\w*)\b|n['’]t\b|[?？]|错|不|没|但|改|更正|漏|少了|应该|同意|确认|审阅|核对|批准|有误|意见|是否`)
)

// isNote reports whether what somebody writes above what they send on is a greeting and a
// word or two on why they do, and says nothing of the recap.
func isNote(text string) bool {
	if utf8.RuneCountInString(text) > longestNote || remark.MatchString(text) {
		return false
	}
	for _, found := range ask.Of("", text) {
		if found.Ask != store.AskInformation && found.Ask != store.AskThanks {
			return false
		}
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !filing.MatchString(line) && !salutation.MatchString(line) && !answer.IsCourtesy(line, "") && !isSignOff(line) {
			return false
		}
	}
	return true
}

// isSignOff reports whether a line may be the name below a note.
func isSignOff(line string) bool {
	return utf8.RuneCountInString(line) <= 24 && len(strings.Fields(line)) <= 3 && !strings.ContainsAny(line, ".。!！,，:：;；")
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
	subject = summary.OneLine(subject)
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
			if frame == fathomWith {
				title = "" // whom, not what; its text says it
			}
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

// readText reads the text of a recap in m. title is that of its subject.
func readText(text, title string, m *store.Message) store.Recap {
	r := summary.Read(summary.Input{Text: text, Title: title, Names: namesOf(m), Day: day})
	if r.Day == "" {
		r.Day = day(m.Subject)
	}
	return r
}

// titleOr returns a title or, where the text has none either, with whom the meeting was.
func titleOr(title, subject string) string {
	if m := fathomWith.FindStringSubmatch(summary.OneLine(subject)); title == "" && m != nil {
		return summary.Title(m[1])
	}
	return title
}

// stamped is when a meeting was, as Google has it behind a title: “Weekly (2026-03-11 at 10:00 GMT)”,
// “Weekly - 2026/03/11 10:00 GMT”.
var stamped = pattern.New(`\s*(?:[-–—]\s*|[（(])\d{4}[-/]\d{2}[-/]\d{2}(?:\s*(?:at|um|à|,)?\s*\d{1,2}:\d{2}.{0,24}?)?[)）]?\s*$`)

// titleIn returns the first group that matched, without the quotation marks around it and the
// time behind it.
func titleIn(groups []string) string {
	for _, group := range groups {
		if title := summary.Title(stamped.ReplaceAllString(strings.TrimSpace(group), "")); title != "" {
			return title
		}
	}
	return ""
}

// day returns the day that a text says, as 2026-03-05, or "".
func day(text string) string {
	if at, ok := forward.ReadDate(text, utc); ok {
		return at.Format("2006-01-02")
	}
	return ""
}

// namesOf returns the names of the recipients of m, whole and first names.
func namesOf(m *store.Message) (list []string) {
	for _, field := range [][]store.Address{m.To, m.Cc} {
		for _, a := range field {
			if a.Name == "" || strings.Contains(a.Name, "@") {
				continue
			}
			list = append(list, a.Name)
			if first, _, ok := strings.Cut(a.Name, " "); ok {
				list = append(list, first)
			}
		}
	}
	return list
}
