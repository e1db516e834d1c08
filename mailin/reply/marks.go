package reply

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// mark is a place where a quotation is announced: the lines from start to before
// end say so.
type mark struct {
	start, end int
	kind       markKind
	// Of an attribution:
	certain bool // holds an address or a time, as those that programs write
	quoted  bool // lines with ">" follow
	block   bool // is a separator or header block in the place of one
}

type markKind byte

const (
	nothing     markKind = iota
	attribution          // "On ... wrote:"
	history              // what follows is what was answered
	forward              // what follows was forwarded
)

// findMarks gives the marks of the lines that are not quoted themselves, in
// order, none overlapping another.
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
			m = headersAt(lines, i)
		}
		if m.kind == nothing {
			i++
			continue
		}
		// A separator and the header block below it are one.
		if n := len(marks); n > 0 && marks[n-1].kind != attribution && allBlank(lines[marks[n-1].end:m.start]) {
			marks[n-1].end = m.end
		} else {
			marks = append(marks, m)
		}
		i = m.end
	}
	for i := range marks {
		m := &marks[i]
		// What a separator or header block announces may be marked with ">"
		// as well, and then its end can be seen, and an answer below it.
		if m.kind == history && nextIsQuoted(lines[m.end:]) {
			m.kind, m.block = attribution, true
		}
		m.quoted = m.kind == attribution && quoteFollows(lines, marks, i)
	}
	return marks
}

// nextIsQuoted says whether the first line that is not blank is quoted.
func nextIsQuoted(lines []line) bool {
	for _, l := range lines {
		if !l.blank {
			return l.depth > 0
		}
	}
	return false
}

// separators are the words between dashes by which programs announce what
// follows, in lower case and without spaces, so that a line may space them as it
// likes.
func separators() map[string]markKind {
	return map[string]markKind{
		// Outlook, Lotus, eM Client, Proton, Samsung, QQ and NetEase.
		"originalmessage": history, "original": history, "originalmail": history, "originale-mail": history,
		"originalemail": history, "originalappointment": history, "repliedmessage": history, "replymessage": history,
		"原始邮件": history, "原邮件": history, "邮件原件": history, "原始信件": history, "回复的原邮件": history, "回复的邮件": history,
		"原始约会": history, "原始消息": history, "来件": history,
		"原始郵件": history, "郵件原件": history, "原郵件": history, "原始約會": history, "原始訊息": history,
		// Gmail, Thunderbird, NetEase, Sina.
		"forwardedmessage": forward, "forwardedmail": forward, "forwardedemail": forward, "forwardedmessages": forward,
		"转发邮件信息": forward, "转发的邮件": forward, "转发邮件": forward, "转发的消息": forward, "已转发邮件": forward, "转发消息": forward, "转发信息": forward,
		"轉寄郵件": forward, "轉寄的郵件": forward, "轉發的郵件": forward, "轉寄信件": forward, "已轉寄的郵件": forward,
	}
}

// openers are whole lines that announce what follows, without dashes.
func openers() map[string]markKind {
	return map[string]markKind{
		"begin forwarded message:": forward, "begin forwarded message": forward, // Apple
		"开始转发的邮件:": forward, "开始转发的信息:": forward, "下面是被转发的邮件:": forward, "以下是转发的邮件:": forward,
		"開始轉寄郵件:": forward, "開始轉寄訊息:": forward, "以下是轉寄的郵件:": forward,
	}
}

var ( // made once, never written to
	separatorLines = separators()
	openingLines   = openers()
	// replyAbove is the line that ticket systems ask to write above of.
	replyAbove = regexp.MustCompile(`(?i)^[-=#*~_ ]*(please )?(type |write |enter )?(your )?reply above (this|the) line[-=#*~_. ]*$|^[-=#*~_ ]*请在此(行|线)(以上|之上|上方)回复[-=#*~_。 ]*$`)
)

// longestSeparator bounds in bytes a line that can announce a quotation by words
// between dashes.
const longestSeparator = 160

func separatorAt(lines []line, i int) mark {
	l := lines[i]
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
	if m.kind == nothing && (strings.Contains(l.text, "bove") || strings.Contains(l.text, "回复")) && replyAbove.MatchString(l.text) {
		m.kind = history
	}
	return m
}

// separatorKind reads words between dashes. They must stand behind two dashes
// or a long one.
func separatorKind(text string) markKind {
	// Some programs write the entity out in plain text.
	text = strings.ReplaceAll(text, "&nbsp;", " ")
	words := strings.TrimLeftFunc(text, isDash)
	if len(text)-len(words) < 2 {
		return nothing
	}
	words = strings.TrimFunc(words, func(r rune) bool { return isDash(r) || r == ' ' || r == ':' || r == '：' })
	return separatorLines[strings.ToLower(strings.ReplaceAll(words, " ", ""))]
}

func isDash(r rune) bool {
	switch r {
	case '-', '_', '=', '*', '—', '–', '─':
		return true
	}
	return false
}
