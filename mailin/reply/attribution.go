package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// An attribution is the line with which a mail program introduces a quotation: "On 1 March
// 2026 at 10:00, Li Na <li@agency.example> wrote:". Programs wrap it, so it may span
// several lines. It is found by its end, and begins at the nearest line above that can be
// its start. In any language it has an address and a day, or a known verb.

const (
	mostAttributionLines = 8
	longestAttribution   = 500 // bytes
	longestOpening       = 16  // characters of a line that only opens one: "On Mon,"
	longestRest          = 8   // bytes of a line that only ends one: "12:"
)

// findAttributions returns the attributions among the unquoted lines.
func findAttributions(lines []line) []mark {
	var marks []mark
	floor := 0 // nothing before it belongs to another attribution
	for j := range lines {
		if lines[j].depth > 0 || !endsAttribution(lines[j].text) {
			continue
		}
		m, ok := attributionEndingAt(lines, j, floor)
		if !ok {
			continue
		}
		marks = append(marks, m)
		floor = m.end
	}
	return marks
}

// endsAttribution reports whether a line can be the last of an attribution: it ends in a
// colon, in dashes after a verb, or in a verb that never ends a sentence.
func endsAttribution(text string) bool {
	if len(text) > longestAttribution || text == "" {
		return false
	}
	if strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：") || strings.HasSuffix(text, ">") && namesMail(text) {
		return true
	}
	switch text[len(text)-1] {
	case '-', 'e', 'E', 't', 'T', "道"[2], "到"[2], "성"[2], "글"[2]: // spares most lines the comparison
	default:
		return false
	}
	word := strings.TrimRight(text, "- ")
	for _, verb := range []string{"wrote", "写道", "寫道", "写到", "寫到", "a écrit", "님이 작성", "님이 쓴 글"} {
		if n := len(word) - len(verb); n >= 0 && strings.EqualFold(word[n:], verb) {
			return true
		}
	}
	return false
}

// evidence is what shows that a text is an attribution.
type evidence struct {
	mail  bool // an address
	date  bool // a day, in digits or with a month's name
	year  bool
	time  bool // of the day
	verb  bool // "wrote"
	colon bool // ends the way programs end one
	last  bool // the address is last, before the colon
}

func evidenceOf(text string) evidence {
	lower := strings.ToLower(text)
	e := evidence{mail: namesMail(text), verb: hasVerb(lower), colon: endsInColon(text)}
	e.date, e.year = namesDay(lower)
	e.time = namesTime(lower)
	end := strings.TrimRight(text, ":： ")
	e.last = e.mail && strings.IndexByte(end[strings.LastIndexByte(end, ' ')+1:], '@') > 0
	return e
}

// isCertain reports whether the text is an attribution, whatever follows it.
func (e evidence) isCertain() bool {
	switch {
	case !e.colon:
		return false
	case e.mail:
		return e.date && (e.verb || e.year && e.time && e.last)
	}
	return e.verb && e.date && e.time
}

// isLikely reports whether the text is an attribution if a quotation follows it.
func (e evidence) isLikely() bool {
	return e.verb || e.mail && (e.colon || e.date) || e.date && e.time
}

// attributionEndingAt returns the attribution whose last line is j. It begins at the nearest
// line that opens one and has, with those below it, all that one has; else at the line that
// has most of it.
func attributionEndingAt(lines []line, j, floor int) (mark, bool) {
	quoted := nextIsQuoted(lines[j+1:])
	start := -1
	var best evidence
	opens := false
	joined, closed := "", ""
	for k := j; k >= floor && k > j-mostAttributionLines && lines[k].depth == 0 && lines[k].text != ""; k-- {
		joined, closed = strings.TrimSpace(lines[k].text+" "+joined), lines[k].text+closed
		if len(joined) > longestAttribution {
			break
		}
		if !quoted && !strings.ContainsAny(joined, "0123456789@") {
			continue // no day, no address
		}
		e := evidenceOf(joined)
		if k < j && !e.isCertain() {
			if whole := evidenceOf(closed); whole.isCertain() { // wrapped within a word
				e = whole
			}
		}
		if !e.isCertain() && !(quoted && e.isLikely()) && !(e.verb && (e.mail || e.date)) {
			continue
		}
		opensHere := opensAttribution(joined) || opensAttribution(closed)
		if start < 0 || opensHere && (!opens || e.isCertain()) || hasMore(e, best) && !endsSentence(lines[k].text) {
			start, best, opens = k, e, opensHere
		}
		if opensHere && e.isCertain() {
			break
		}
	}
	if start < 0 {
		return mark{}, false
	}
	for start > floor && start > j-mostAttributionLines && lines[start-1].depth == 0 && beginsAbove(lines[start-1].text, joinedLines(lines[start:j+1]), best, opens) {
		start--
		opens = opens || opensAttribution(lines[start].text)
		best = evidenceOf(joinedLines(lines[start : j+1]))
	}
	end := j + 1
	if end < len(lines) && lines[end].depth == 0 && len(lines[end].text) <= longestRest && endsInColon(lines[end].text) && !strings.ContainsFunc(lines[end].text, unicode.IsLetter) {
		end++ // the colon alone, or the minutes
		best = evidenceOf(joinedLines(lines[start:end]))
	}
	return mark{start: start, end: end, kind: attribution, certain: best.isCertain() && opens && !isSentence(lines[start].text)}, true
}

// beginsAbove reports whether an attribution begins on the line above what was found of it:
// that has the name and the address, the day, or only the first word.
func beginsAbove(above, found string, has evidence, opens bool) bool {
	switch {
	case above == "":
		return false
	case !has.date && isDayLine(above):
		return true
	case isNameAndMail(above):
		return true
	case !has.mail && namesMail(above):
		return !isSentence(above) && !endsInColon(above) && (above[0] == '<' || opensAttribution(above))
	}
	return opens && utf8.RuneCountInString(above) <= longestOpening && !isSentence(above) && !isClosing(above) && !endsInColon(above) && (opensAttribution(above+" "+found) || !beginsWithLetter(found) && opensAttribution(above+found))
}

func beginsWithLetter(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(first)
}

func joinedLines(lines []line) string {
	var words []string
	for _, l := range lines {
		words = append(words, l.text)
	}
	return strings.Join(words, " ")
}

// isDayLine reports whether a line has the day of an attribution and nothing else.
func isDayLine(text string) bool {
	return len(text) < 80 && !endsSentence(text) && opensAttribution(text) && namesTime(text)
}

// hasMore reports whether a has any evidence that b lacks.
func hasMore(a, b evidence) bool {
	return a.mail && !b.mail || a.date && !b.date || a.time && !b.time
}

// opensAttribution reports whether a line begins like an attribution: with the word before
// a date, with a date, or with a name and an address.
func opensAttribution(text string) bool {
	text = strings.ToLower(strings.TrimLeft(text, "-—* "))
	for _, word := range attributionOpeners {
		if strings.HasPrefix(text, word) {
			day, _ := namesDay(text)
			return day || namesTime(text) || namesMail(text)
		}
	}
	first, _ := utf8.DecodeRuneInString(text)
	if unicode.IsDigit(first) {
		day, _ := namesDay(text[:min(len(text), 40)])
		return day
	}
	if at := strings.IndexByte(text, '@'); at > 0 && at < 100 && text[0] != '<' {
		name, _, _ := strings.Cut(text[:at], "<")
		if strings.Count(name, " ") < 6 && (name == text[:at] || !strings.ContainsAny(name, "0123456789")) {
			return true
		}
	}
	// "Sun, 1 March", "вс, 1 мар.", "niedz., 1 mar"
	if comma := strings.IndexAny(text, ",."); comma > 0 && comma < 30 && !strings.Contains(text[:comma], " ") {
		rest := strings.TrimLeft(text[comma:], "., ")
		first, _ := utf8.DecodeRuneInString(rest)
		day, _ := namesDay(rest[:min(len(rest), 40)])
		return unicode.IsDigit(first) && day
	}
	// "su 1. maalisk.", "Mar 1, 2026"
	if space := strings.IndexByte(text, ' '); space > 0 && space < 24 && space+1 < len(text) && isDigit(text[space+1]) {
		day, _ := namesDay(text[:min(len(text), space+40)])
		return day
	}
	return false
}

// isSentence reports whether a line continues after the end of a sentence, as people's text
// does and attributions do not.
func isSentence(text string) bool {
	return strings.ContainsAny(text, "。！？!?") || strings.Contains(text, "邮件里") || strings.Contains(text, "郵件裡")
}

func endsSentence(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(text))
	return last != utf8.RuneError && strings.ContainsRune(".!?。！？", last)
}

func endsInColon(text string) bool {
	return strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：") || strings.HasSuffix(text, "--") ||
		strings.HasSuffix(text, "写道") || strings.HasSuffix(text, "寫道") || strings.HasSuffix(text, "wrote") && strings.Contains(text, "----")
}

// hasVerb reports whether a lower-case text has a verb of attributions.
func hasVerb(lower string) bool {
	for _, verb := range wroteMarks {
		if verb[0] >= utf8.RuneSelf && strings.Contains(lower, verb) {
			return true
		}
	}
	for _, verb := range wroteWords {
		for at, from := 0, 0; ; from = at + len(verb) {
			i := strings.Index(lower[from:], verb)
			if i < 0 {
				break
			}
			at = from + i
			before, _ := utf8.DecodeLastRuneInString(lower[:at])
			after, _ := utf8.DecodeRuneInString(lower[at+len(verb):])
			if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
				return true
			}
		}
	}
	return false
}

// namesMail reports whether a text contains an address.
func namesMail(text string) bool {
	at := strings.IndexByte(text, '@')
	if at <= 0 || at+3 >= len(text) {
		return false
	}
	return !strings.ContainsRune(" <>,;", rune(text[at-1])) && strings.ContainsRune(text[at+1:], '.') && text[at+1] != ' '
}

// isNameAndMail reports whether a line has nothing but a name and an address.
func isNameAndMail(text string) bool {
	open := strings.IndexByte(text, '<')
	if open < 0 || open > 80 || len(text) > 200 {
		return false
	}
	end := strings.TrimRight(text, ",， ")
	return strings.HasSuffix(end, ">") && namesMail(text[open:]) && !strings.ContainsAny(text[:open], ":：。!?") && strings.Count(text, "<") == 1
}

// namesDay reports whether a lower-case text contains a day, in digits in any order or with
// the month's name, and whether it has the year.
func namesDay(lower string) (day, year bool) {
	var numbers [3]int // of digits in the last numbers, the latest first
	run, value := 0, 0
	separated := false // only a date separator is between the last two
	for i := 0; i <= len(lower); i++ {
		c := byte(0)
		if i < len(lower) {
			c = lower[i]
		}
		if '0' <= c && c <= '9' {
			run, value = run+1, value*10+int(c-'0')
			if run > 6 {
				value = 0
			}
			continue
		}
		if run > 0 {
			if run == 4 && value >= 1990 && value < 2100 {
				year = true
			}
			if separated && numbers[0] > 0 && numbers[0] <= 4 && run <= 4 {
				day = true
			}
			numbers = [3]int{run, numbers[0], numbers[1]}
			run, value = 0, 0
			separated = c == '-' || c == '/' || c == '.' || strings.HasPrefix(lower[i:], "年") || strings.HasPrefix(lower[i:], "月") || strings.HasPrefix(lower[i:], "년") || strings.HasPrefix(lower[i:], "월")
			if separated && c >= utf8.RuneSelf {
				i += 2
			}
			continue
		}
		if c != ' ' && c != '.' || i > 0 && c == '.' && lower[i-1] == ' ' {
			separated = false
		}
	}
	return day || numbers[0] > 0 && namesMonth(lower), year
}

// namesMonth reports whether a word begins with the name of a month.
func namesMonth(lower string) bool {
	start := -1
	for i, r := range lower + " " {
		if unicode.IsLetter(r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			word := lower[start:i]
			for _, m := range months {
				if strings.HasPrefix(word, m) && len(word) <= 14 {
					return true
				}
			}
			start = -1
		}
	}
	return false
}

// namesTime reports whether a text contains a time of day: 10:00, 10.00, 10点.
func namesTime(text string) bool {
	for i := 1; i < len(text); i++ {
		if text[i-1] < '0' || text[i-1] > '9' {
			continue
		}
		rest := text[i:]
		switch {
		case len(rest) >= 3 && (rest[0] == ':' || rest[0] == '.' || rest[0] == 'h') && isDigit(rest[1]) && isDigit(rest[2]) && (len(rest) == 3 || !isDigit(rest[3])):
			// 01.03.2026 is not a time.
			before := strings.TrimRight(text[:i], "0123456789")
			if rest[0] != '.' || !strings.HasSuffix(before, ".") && (len(rest) == 3 || rest[3] != '.') {
				return true
			}
		case strings.HasPrefix(rest, "："), strings.HasPrefix(rest, "点"), strings.HasPrefix(rest, "點"), strings.HasPrefix(rest, "时"), strings.HasPrefix(rest, "時"), strings.HasPrefix(rest, "시"):
			return true
		case strings.HasPrefix(rest, " am"), strings.HasPrefix(rest, " pm"), strings.HasPrefix(rest, " uhr"):
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
