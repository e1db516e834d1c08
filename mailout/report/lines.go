package report

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

var (
	comments = pattern.New(`(?s)<!--.*?-->`)
	rule     = pattern.New(`^\s*(?:-{3,}|={3,}|\*{3,}|_{3,}|—{2,}|(?:- ){2,}-)\s*$`)
	bold     = pattern.New(`\*\*([^*]+)\*\*|__([^_]+)__|` + "`([^`]+)`")
)

// subheading marks a line that divides a section. No other line begins with it, because
// control characters were removed.
const subheading = "\x02"

// bullet returns the length of the bullet at the beginning of a line, with the space
// after it, or 0.
func bullet(text string) int {
	trimmed := strings.TrimLeft(text, " \t")
	indent := len(text) - len(trimmed)
	r, size := utf8.DecodeRuneInString(trimmed)
	switch {
	case trimmed == "":
		return 0
	case strings.ContainsRune("•·・･●▪◦‣○■□◆➢❖–—－", r), r >= '①' && r <= '⑳':
	case strings.ContainsRune("-*+", r):
		if strings.HasPrefix(trimmed[size:], string(r)) {
			return 0 // bold, or a rule
		}
	default:
		m := readMark(trimmed)
		if m.size == 0 || m.style == letters && !strings.HasPrefix(trimmed[1:], ")") {
			return 0
		}
		size = m.size
	}
	rest := strings.TrimLeft(trimmed[size:], " \t")
	return indent + len(trimmed) - len(rest)
}

// subnumber is “3.1 x”, the mark of an item below heading 3.
var subnumber = pattern.New(`^\s*(\d{1,2})\.(\d{1,2})\.?\s+(\S.*)$`)

// withoutSubnumbers returns lines with “3.1 x” as items, where 3 is the number of their
// heading or the next line is 3.2: “1.5 km of cable” has no such mark.
func withoutSubnumbers(lines []line, heading mark) []line {
	parts := func(i int) (first, second int, rest string) {
		if i < 0 || i >= len(lines) {
			return 0, 0, ""
		}
		m := subnumber.FindStringSubmatch(lines[i].text)
		if m == nil {
			return 0, 0, ""
		}
		first, _ = strconv.Atoi(m[1])
		second, _ = strconv.Atoi(m[2])
		return first, second, m[3]
	}
	list := slices.Clone(lines)
	for i := range lines {
		first, second, rest := parts(i)
		before, last, _ := parts(i - 1)
		after, next, _ := parts(i + 1)
		if rest != "" && (heading.style == digits && first == heading.n || before == first && second == last+1 || after == first && next == second+1) {
			list[i].text = "- " + rest
		}
	}
	return list
}

// withoutIndent returns lines without the spaces with which all of them begin.
func withoutIndent(lines []line) []line {
	least := -1
	for _, l := range lines {
		if n := indentOf(l.text); strings.TrimSpace(l.text) != "" && (least < 0 || n < least) {
			least = n
		}
	}
	list := slices.Clone(lines)
	for i, l := range list {
		list[i].text = l.text[min(len(l.text), max(least, 0)):]
	}
	return list
}

// withoutHints returns the lines without the form's hints on how to fill it in, which
// are in parentheses over one line or a few.
func withoutHints(lines []line) []line {
	var kept []line
	for i := 0; i < len(lines); i++ {
		n := hintLines(lines[i:])
		if n == 0 {
			kept = append(kept, lines[i])
			continue
		}
		i += n - 1
		kept = append(kept, line{number: lines[i].number})
	}
	return kept
}

// hintLines returns how many of the lines are one hint.
func hintLines(lines []line) int {
	const most = 5
	depth, text := 0, lines[0].text[bullet(lines[0].text):]
	if readMark(text).size > 0 || !strings.HasPrefix(text, "(") && !strings.HasPrefix(text, "（") {
		return 0
	}
	for i, l := range lines[:min(len(lines), most)] {
		if i > 0 {
			text = strings.TrimSpace(l.text)
		}
		for j, r := range text {
			switch r {
			case '(', '（':
				depth++
			case ')', '）':
				if depth--; depth == 0 {
					if strings.Trim(text[j+utf8.RuneLen(r):], " .。-:：") == "" {
						return i + 1
					}
					return 0 // something was written after it
				}
			}
		}
	}
	return 0
}

// items returns the items of a list. A line without a bullet continues the item before
// it if that has one; in a list without bullets each line is an item. Items under a
// subheading begin with it.
func items(lines []line) []line {
	var list []line
	var last joined
	group, open := "", false
	end := func() {
		if text := last.String(); text != "" && !blank(strings.TrimPrefix(text, group)) {
			list[len(list)-1].text = text
		} else if text != "" {
			list = list[:len(list)-1]
		}
		last = joined{}
	}
	for _, l := range lines {
		n := bullet(l.text)
		text := strings.TrimSpace(l.text[n:])
		name, divides := strings.CutPrefix(l.text, subheading)
		switch {
		case divides:
			end()
			group, open = name+colon(name), false
		case text == "" || rule.MatchString(l.text):
			open = false
		case n == 0 && open:
			last.add(text)
		default:
			end()
			list = append(list, line{number: l.number})
			last.add(group + text)
			open = n > 0
		}
	}
	end()
	return list
}

// colon returns the colon of the script in which a text ends.
func colon(text string) string {
	if r, _ := utf8.DecodeLastRuneInString(text); unicode.Is(unicode.Han, r) {
		return "："
	}
	return ": "
}

// joined joins lines with a space, and without one between Chinese characters.
type joined struct {
	strings.Builder
	last rune
}

func (j *joined) add(text string) {
	first, _ := utf8.DecodeRuneInString(text)
	if j.Len() > 0 && !(wide(j.last) && wide(first)) {
		j.WriteByte(' ')
	}
	j.WriteString(text)
	j.last, _ = utf8.DecodeLastRuneInString(text)
}

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60
}

// blank reports whether a field of the form was left empty, in one of the ways in which
// people do that.
func blank(text string) bool {
	switch strings.ToLower(strings.Trim(text, " .。-—–_/…")) {
	case "", "nil", "n/a", "n.a", "na", "无", "暂无", "没有", "同上周":
		return true
	}
	return noneYet.MatchString(text)
}

// noneYet is “none” in more words.
var noneYet = pattern.New(`(?i)^\W*(?:(?:currently|so far|still|at (?:present|the moment)|for now)[,:]? )?(?:none|nothing|no|nope)(?: (?:so far|yet|new|known|open|needed|required|this (?:week|time|month|period)|at (?:present|the moment)|for now|to report|to decide))*[\s.!–—-]*$|^\W*(?:目前|暂时|本周|本期|本月|当前|现阶段|暂)*(?:无|没有|不适用|未发现)(?:新增|异常|其他|需要决定的?)?[\s。.！!]*$`)

// oneLine returns a section that is a single text: the status, or the budget.
func oneLine(lines []line) line {
	var text line
	var all joined
	for _, it := range items(lines) {
		if text.number == 0 {
			text.number = it.number
		}
		all.add(it.text)
	}
	text.text = all.String()
	return text
}

// paragraphs returns lines as Markdown, without blank lines around them, and never with
// more than one in a row.
func paragraphs(lines []line) string {
	var out []string
	for _, l := range withoutIndent(lines) {
		text := l.text
		if rule.MatchString(text) || bullet(text) > 0 && blank(text[bullet(text):]) {
			text = ""
		}
		if name, ok := strings.CutPrefix(text, subheading); ok {
			text = "**" + strings.ReplaceAll(name, "*", "") + "**"
			out = append(out, "", text, "")
			continue
		}
		if text != "" || len(out) > 0 && out[len(out)-1] != "" {
			out = append(out, text)
		}
	}
	text := strings.Trim(strings.Join(out, "\n"), "\n")
	for strings.Contains(text, "\n\n\n") {
		text = strings.ReplaceAll(text, "\n\n\n", "\n\n")
	}
	if blank(text) {
		return ""
	}
	return text
}

// plain returns a text of one line without the emphasis of Markdown.
func plain(text string) string {
	text = bold.ReplaceAllString(text, "$1$2$3")
	for _, box := range []string{"[ ]", "[]", "[x]", "[X]", "[ x]", "[x ]", "[√]", "[✓]", "☑", "✓", "✔", "✅"} {
		text = strings.TrimPrefix(text, box)
	}
	return strings.TrimSpace(text)
}

// narrow returns a text with wide digits, and the signs beside them, in ASCII. It leaves
// wide punctuation alone.
func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case strings.ContainsRune("％／．－＋", r):
			return r - 0xfee0
		case r == '﹪':
			return '%'
		}
		return r
	}, text)
}
