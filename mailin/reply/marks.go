package reply

import (
	"strings"
	"unicode/utf8"
)

// mark is a place where a quotation is announced, by the lines from start to before end.
type mark struct {
	start, end int
	kind       markKind
	// For an attribution:
	certain bool // has an address or a time, as those written by programs do
	quoted  bool // lines with ">" follow
	block   bool // is a separator or header block in its place
}

type markKind byte

const (
	nothing     markKind = iota
	attribution          // "On ... wrote:"
	history              // the answered mail follows
	forward              // a forwarded mail follows
)

// findMarks returns the marks among the unquoted lines, in order and not overlapping.
func findMarks(lines []line) []mark {
	var marks []mark
	attributions := findAttributions(lines)
	for i := 0; i < len(lines); {
		for len(attributions) > 0 && attributions[0].start < i {
			attributions = attributions[1:]
		}
		var m mark
		if len(attributions) > 0 && attributions[0].start == i {
			m = attributions[0]
		} else if m = separatorAt(lines, i); m.kind == nothing {
			if m = headersAt(lines, i); m.kind == nothing {
				m = hintedAt(lines, i)
			} else {
				m = withBareSeparator(lines, m)
			}
		}
		if m.kind == nothing {
			i++
			continue
		}
		// A separator and the header block below it are one mark.
		if n := len(marks); n > 0 && marks[n-1].kind != attribution && allBlank(lines[marks[n-1].end:m.start]) {
			marks[n-1].end = m.end
		} else {
			marks = append(marks, m)
		}
		i = m.end
	}
	for i := range marks {
		m := &marks[i]
		// What a separator or header block announces may also be marked with ">"; then
		// its end is visible, and so is an answer below it.
		if m.kind == history && nextIsQuoted(lines[m.end:]) {
			m.kind, m.block = attribution, true
		}
		m.quoted = m.kind == attribution && quoteFollows(lines, marks, i)
	}
	return marks
}

// withBareSeparator adds to a header block the words above it that announce it without
// dashes, as WeCom writes them.
func withBareSeparator(lines []line, m mark) mark {
	for i := m.start - 1; i >= 0 && i >= m.start-4; i-- {
		if lines[i].blank {
			continue
		}
		if kind := separatorLines[strings.ToLower(strings.ReplaceAll(lines[i].text, " ", ""))]; lines[i].depth == 0 && kind != nothing {
			m.start, m.kind = i, kind
		}
		break
	}
	return m
}

// hintedAt returns what the mail's HTML sets apart as the announcement of a quotation, or
// as the start of the history.
func hintedAt(lines []line, i int) mark {
	h := lines[i].hint
	if lines[i].depth > 0 || lines[i].blank || h != hintAnnounce && h != hintHistory || i > 0 && lines[i-1].hint == h {
		return mark{}
	}
	m := mark{start: i, end: i + 1, kind: history}
	if h == hintAnnounce {
		m.kind, m.certain = attribution, true
		for m.end < len(lines) && lines[m.end].hint == h && m.end-i < mostAttributionLines {
			m.end++
		}
	}
	return m
}

// nextIsQuoted reports whether the first non-blank line is quoted.
func nextIsQuoted(lines []line) bool {
	for _, l := range lines {
		if !l.blank {
			return l.depth > 0
		}
	}
	return false
}

// longestSeparator limits, in bytes, a line that can announce a quotation by words between
// dashes.
const longestSeparator = 160

func separatorAt(lines []line, i int) mark {
	l := lines[i]
	if isGroupWise(l) {
		return mark{start: i, end: i + 1, kind: history}
	}
	if l.depth == 1 && len(l.text) <= longestSeparator && beginsQuotation(lines, i) {
		// Apple Mail quotes what it forwards, including the words that announce it.
		if kind := openingLines[strings.ReplaceAll(strings.ToLower(l.text), "：", ":")]; kind == forward {
			return mark{start: i, end: i + 1, kind: forward}
		}
	}
	if l.depth > 0 || l.text == "" || len(l.text) > longestSeparator {
		return mark{}
	}
	m := mark{start: i, end: i + 1}
	switch first, _ := utf8.DecodeRuneInString(l.text); {
	case isDash(first):
		m.kind = separatorKind(l.text)
	case strings.HasSuffix(l.text, ":"), strings.HasSuffix(l.text, "："), strings.HasSuffix(l.text, "essage"):
		m.kind = openingLines[strings.ReplaceAll(strings.ToLower(l.text), "：", ":")]
	}
	if m.kind == nothing && isReplyLine(lines, i) {
		m.kind = history
	}
	return m
}

// beginsQuotation reports whether line i is the first of a quotation without an
// attribution.
func beginsQuotation(lines []line, i int) bool {
	for i--; i >= 0; i-- {
		if lines[i].depth > 0 {
			if lines[i].text != "" {
				return false
			}
		} else if !lines[i].blank {
			return !endsAttribution(lines[i].text)
		}
	}
	return true
}

// isGroupWise recognises ">>> Li Na <li@agency.example> 1 March 2026 10:00 >>>", below
// which GroupWise quotes without marks.
func isGroupWise(l line) bool {
	return l.depth == 3 && strings.HasSuffix(l.text, ">>>") && len(l.text) <= longestSeparator && namesTime(l.text)
}

// separatorKind reads words between dashes. They must follow two dashes or a long one.
func separatorKind(text string) markKind {
	// Some programs write the HTML entity in plain text.
	text = strings.ReplaceAll(text, "&nbsp;", " ")
	words := strings.TrimLeftFunc(text, isDash)
	if len(text)-len(words) < 2 {
		return nothing
	}
	words = strings.TrimFunc(words, func(r rune) bool { return isDash(r) || r == ' ' || r == ':' || r == '：' })
	bare := strings.ToLower(strings.ReplaceAll(words, " ", ""))
	if strings.HasPrefix(bare, "forwardedby") || strings.HasPrefix(bare, "weitergeleitetvon") { // Notes adds the name
		return forward
	}
	return separatorLines[bare]
}

func isDash(r rune) bool {
	switch r {
	case '-', '_', '=', '*', '—', '–', '─':
		return true
	}
	return false
}
