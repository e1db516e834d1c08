package reply

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/pattern"
)

// A header block is how Outlook, Foxmail, QQ Mail and most business programs introduce a
// quotation, often below a drawn line:
//
//	发件人: "李娜"<li@agency.example>;
//	发送时间: 2026年3月1日(星期日) 上午10:00
//	收件人: "王伟"<wang@client.example>;
//	主题: 周报

// field is the kind of field on a line of a header block.
type field byte

const (
	noField field = iota
	fromField
	sentField
	toField
	subjectField
	otherField
)

const (
	longestLabel     = 48 // bytes, with its markup
	mostHeaderLines  = 60
	mostContinuation = 12 // lines that a list of recipients may span
)

// headersAt returns the header block that begins at line i, or the drawn line with a header
// block below it.
func headersAt(lines []line, i int) mark {
	if lines[i].depth > 0 {
		return mark{}
	}
	start, ruled := i, false
	if lines[i].isRule() {
		ruled = true
		for i++; i < len(lines) && lines[i].blank && i <= start+2; i++ {
		}
	}
	if i >= len(lines) || lines[i].field == noField {
		return mark{}
	}
	var has [otherField + 1]bool
	fields, address, dated, timed := 0, false, false, false
	end, continuation := i, 0
scan:
	for j := i; j < len(lines) && j < i+mostHeaderLines && lines[j].depth == 0; j++ {
		f := lines[j].field
		switch {
		case f != noField && (f == otherField || !has[f]):
			has[f] = true
			fields++
			end, continuation = j+1, 0
			switch f {
			case fromField:
				address = strings.Contains(lines[j].text, "@")
			case sentField:
				text := lines[j].text[:min(len(lines[j].text), 200)]
				day, _ := namesDay(strings.ToLower(text))
				timed = namesTime(text)
				dated = day || timed
			}
		case lines[j].blank && fields > 0 && j+1 < len(lines) && j == end && lines[j+1].field != noField:
			// Text made from HTML may have a blank line between fields.
			continuation = 0
		case lines[j].blank || f != noField || continuation >= mostContinuation:
			break scan
		default:
			continuation++
		}
	}
	// Without an address or a day it may be a list that the sender wrote.
	believed := (address || dated) && has[fromField] && has[subjectField] && (has[sentField] || has[toField]) ||
		has[fromField] && address && fields >= 2 && (has[sentField] || has[subjectField]) ||
		ruled && has[fromField] && fields >= 2 ||
		has[fromField] && has[toField] && (timed || has[subjectField] && lines[i].text[0] >= utf8.RuneSelf) && standsAlone(lines, i, end)
	if !believed {
		return mark{}
	}
	return mark{start: start, end: end, kind: history}
}

// standsAlone reports whether a header block is a paragraph of its own, introduced by
// nothing, with fields that contain no sentences and describe no journey: a mail's date has
// the year and the time.
func standsAlone(lines []line, start, end int) bool {
	if start > 0 && (!lines[start-1].blank || endsInColon(lines[previousLine(lines, start)].text)) || end < len(lines) && !lines[end].blank {
		return false
	}
	for _, l := range lines[start:end] {
		value := l.text[max(0, colonIn(l.text)):]
		switch l.field {
		case fromField, toField:
			if strings.ContainsAny(value, ",，、。0123456789") {
				return false
			}
		case sentField:
			if !yearIn.MatchString(value) {
				return false
			}
		}
	}
	return true
}

var yearIn = pattern.New(`\b20\d\d\b|20\d\d年`)

// fieldOf reads "From: x", "*From:* x", "发件人： x", "主　题: x" and "| 主题 | x |".
func fieldOf(text string) field {
	text = strings.TrimLeft(text, "*|_ ")
	colon := colonIn(text[:min(len(text), longestLabel)])
	if colon <= 0 {
		return noField
	}
	return fieldLabels[strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '*' || r == '_' {
			return -1
		}
		return r
	}, text[:colon]))]
}

// colonIn returns the index of the first ":", "：" or "|", or -1.
func colonIn(s string) int {
	for i := range len(s) {
		if s[i] == ':' || s[i] == '|' || s[i] == "："[0] && strings.HasPrefix(s[i:], "：") {
			return i
		}
	}
	return -1
}

// Programs of languages that the table of labels lacks write the same block. Its shape tells:
// a paragraph of short labels with colons, an address in the first, then the day with year and
// time, and another address or the subject of this mail.

const (
	leastNamed      = 4  // lines of a header block that is known by its shape
	mostNamed       = 12 // lines that are looked at
	mostLabelSpaces = 3
)

// nameFields notes the fields of header blocks that only their shape shows, in a mail with a
// subject, from an address.
func nameFields(lines []line, subject, sender string) {
	base := store.ReadSubject(subject).Base
	for i := range lines {
		if lines[i].depth == 0 && isLabelled(lines[i].text) && (i == 0 || lines[i-1].blank || lines[i-1].isRule()) {
			nameBlock(lines[i:min(len(lines), i+mostNamed)], base, sender, i > 0 && lines[i-1].isRule())
		}
	}
}

// nameBlock notes the fields of the header block that lines begin with, if it is one: it has a
// day and an address, and the subject of this mail or, below a drawn line, its sender.
func nameBlock(lines []line, base, sender string, ruled bool) {
	fields := make([]field, 0, mostNamed)
	var has [otherField + 1]bool
	named, unnamed, ours := 0, 0, false
	for i, l := range lines {
		if l.blank || l.depth > 0 {
			break
		}
		value := ""
		switch {
		case isLabelled(l.text):
			value = valueOf(l.text)
			named++
			if l.field == noField {
				unnamed++
			}
		case i > 1 && namesMail(l.text): // more recipients
			fields = append(fields, noField)
			continue
		default:
			return
		}
		f := otherField
		switch {
		case base != "" && !has[subjectField] && store.ReadSubject(value).Base == base:
			f = subjectField
		case !has[sentField] && isFullDate(value):
			f = sentField
		case !has[fromField] && (namesMail(value) || i == 0 && ruled):
			f = fromField
		case !has[toField] && namesMail(value):
			f = toField
		}
		ours = ours || f != fromField && sender != "" && strings.Contains(strings.ToLower(value), sender)
		has[f] = true
		fields = append(fields, f)
	}
	if named < leastNamed || unnamed == 0 || !has[sentField] || !has[fromField] || !has[subjectField] && !(ruled && ours) {
		return
	}
	for i, f := range fields {
		lines[i].field = f
		if f == otherField && i == len(fields)-1 && !has[subjectField] {
			lines[i].field = subjectField
		}
	}
}

// isLabelled reports whether a line begins with a short label and a colon, and has a value.
func isLabelled(text string) bool {
	text = strings.TrimLeft(text, "*|_ ")
	colon := colonIn(text[:min(len(text), longestLabel)])
	if colon <= 0 || strings.TrimLeft(text[colon:], ":：*| ") == "" || strings.Count(text[:colon], " ") > mostLabelSpaces {
		return false
	}
	return !strings.ContainsAny(text[:colon], "0123456789@<>,.，。")
}

// isFullDate reports whether a text has a day with its year, and the time.
func isFullDate(text string) bool {
	return len(text) < 80 && fullDate.MatchString(text) && namesTime(text)
}

// Calendars count years from other events in Thailand and Iran.
var fullDate = pattern.New(`(^|\D)(20|25|14)\d\d(\D|$)|\d{1,2}[./-]\d{1,2}[./-]\d{2}(\D|$)`)

// withoutShown returns the marks of a mail without the header blocks that its sender shows as
// an example, and with those kept as text that nobody answers. A block that has the subject
// of this mail is its history.
func (m *Input) withoutShown(lines []line, marks []mark, sent subjectPrefix) []mark {
	if sent == forwarded {
		return marks
	}
	marks = m.withoutTold(lines, marks, sent)
	if !slices.ContainsFunc(marks, func(k mark) bool { return k.kind == history }) {
		return marks
	}
	base := store.ReadSubject(m.Subject).Base
	var kept []mark
	for i, k := range marks {
		if k.kind == history && m.Subject != "" && !hasSubject(lines[k.start:k.end], base) {
			led := k.start > 0 && leadsOn(lines[previousLine(lines, k.start)].text)
			bare := !isSeparator(lines[k.start])
			later := i+1 < len(marks)
			switch {
			case led && (m.Begins && sent != answered || later && bare):
				continue
			case m.Begins && sent != answered && bare && !allBlank(lines[:k.start]):
				k.kind = forward
			}
		}
		kept = append(kept, k)
	}
	return kept
}

// withoutTold returns the marks of a mail without the attributions of its sender's own, who
// tells what somebody said: it names no address, as those of programs do, nothing below is
// marked, and the mail answers none, or the sender signs what follows.
func (m *Input) withoutTold(lines []line, marks []mark, sent subjectPrefix) []mark {
	return slices.DeleteFunc(slices.Clone(marks), func(k mark) bool {
		if k.kind != attribution || k.block || k.quoted || allBlank(lines[:k.start]) || lines[k.start].hint == hintAnnounce {
			return false
		}
		announced := joinedLines(lines[k.start:k.end])
		if namesMail(announced) {
			return false
		}
		return m.Begins && sent != answered || k.start == marks[len(marks)-1].start && m.isSenders(lines[k.end:], announced)
	})
}

// hasSubject reports whether a header block has a subject with this base.
func hasSubject(block []line, base string) bool {
	return base != "" && slices.ContainsFunc(block, func(l line) bool {
		return l.field == subjectField && store.ReadSubject(valueOf(l.text)).Base == base
	})
}

// isSeparator reports whether a line announces what follows by its words, or by the HTML.
func isSeparator(l line) bool { return l.field == noField && !l.isRule() }
