package reply

import (
	"strings"
	"unicode/utf8"

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
