package requote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// word is a word, a number, a Chinese character or a sign that says something by itself.
type word struct {
	text      string // as it is compared: in lower case, with "~" before it if it is crossed out
	shown     string // as it stands
	tail      string // what stands between it and the next of its line
	line      int    // number of its line, without blank ones
	depth     int    // how many times its line is quoted
	apart     bool   // its line is behind a blank one
	announces bool   // its line is none of the text: a header, a rule
	mark      bool   // it marks an item of a list
}

// isNumber reports whether a word is a number.
func (w word) isNumber() bool { return strings.ContainsAny(w.text[:1], "0123456789") }

// notWords are addresses of links and pictures, which programs and gateways leave out, add
// and rewrite.
var notWords = pattern.New(`(?i)[<(\[]?\b(https?://|mailto:|cid:)[^\s<>()\[\]“”"，。；、）》]*[>)\]]?`)

// strike stands around what is crossed out.
const strike = "~~"

// read returns the words of a text, without marks of quotation.
func read(text string) []word {
	var list []word
	number, blank, struck := 0, false, false
	for line := range strings.Lines(text) {
		line, depth := unmarked(line)
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			blank = true
			continue
		}
		number++
		from := len(list)
		line = notWords.ReplaceAllString(line, " ")
		list, struck = appendWords(list, line, struck)
		announces := isAnnouncement(line)
		for i := from; i < len(list); i++ {
			list[i].line, list[i].depth, list[i].apart, list[i].announces = number, depth, blank && i == from, announces
		}
		if from < len(list) {
			list[from].mark = isMark(line, list[from].shown)
		}
		blank = false
	}
	return list
}

// unmarked returns a line without the marks of a quotation before it, and their number.
func unmarked(line string) (rest string, depth int) {
	for {
		rest = strings.TrimLeftFunc(line, func(r rune) bool { return unicode.IsSpace(r) && r != '\n' || r == '\u200b' || r == '\ufeff' })
		switch {
		case strings.HasPrefix(rest, ">"):
			line = rest[1:]
		case strings.HasPrefix(rest, "＞"):
			line = rest[len("＞"):]
		case strings.HasPrefix(rest, "| "):
			line = rest[2:]
		default:
			return rest, depth
		}
		depth++
	}
}

// appendWords appends those of a line. struck is whether the line begins crossed out, and
// then whether it ends so.
func appendWords(list []word, line string, struck bool) ([]word, bool) {
	end := -1 // of the last word in the line
	add := func(text string, from, to int) {
		w := word{text: strings.ToLower(text), shown: text}
		if struck {
			w.text, w.shown = "~"+w.text, strike+text+strike
		}
		if end >= 0 {
			list[len(list)-1].tail = strings.ReplaceAll(line[end:from], strike, "")
		}
		list = append(list, w)
		end = to
	}
	start := -1 // of a word
	var before rune
	for i, r := range line {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		alone := unicode.Is(unicode.Han, r) || unicode.In(r, unicode.Hiragana, unicode.Katakana)
		if unicode.Is(unicode.Cf, r) { // invisible
			continue
		}
		if start >= 0 && (!letter || alone) {
			add(strings.Map(visible, line[start:i]), start, i)
			start = -1
		}
		switch {
		case alone, isSign(r), r == '-' || r == '−':
			if r == '-' || r == '−' {
				next, _ := utf8.DecodeRuneInString(line[i+utf8.RuneLen(r):])
				if unicode.IsDigit(next) && !unicode.IsLetter(before) && !unicode.IsDigit(before) && before != '-' {
					add("-", i, i+utf8.RuneLen(r))
				}
				break
			}
			add(string(r), i, i+utf8.RuneLen(r))
		case letter && start < 0:
			start = i
		case strings.HasPrefix(line[i:], strike) && before != '~':
			struck = !struck
		}
		before = r
	}
	if start >= 0 {
		add(strings.Map(visible, line[start:]), start, len(line))
	}
	if end >= 0 {
		list[len(list)-1].tail = line[end:]
	}
	return list, struck
}

func visible(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// isSign reports whether a sign changes the meaning: of money, a share, a box.
func isSign(r rune) bool {
	return unicode.Is(unicode.Sc, r) || strings.ContainsRune("%‰％±×≤≥≠✓✔√✗✘✖☐☑☒❌✅", r)
}

// isAnnouncement reports whether a line is one of a header, or is drawn.
func isAnnouncement(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasSuffix(line, ":") || strings.HasSuffix(line, "：") || strings.Contains(line, "@") ||
		strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") || strings.HasPrefix(line, "---") || strings.HasPrefix(line, "___") || strings.HasPrefix(line, "===")
}

// isMark reports whether the first word of a line marks an item of a list: a number with a
// point or parenthesis behind it, or the "o" of Word.
func isMark(line, first string) bool {
	line = strings.TrimLeft(line, "(（ \t")
	rest, ok := strings.CutPrefix(line, first)
	if !ok {
		return false
	}
	if first == "o" {
		return strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\t")
	}
	if !strings.ContainsAny(first[:1], "0123456789") || len(first) > 3 {
		return false
	}
	next, size := utf8.DecodeRuneInString(rest)
	behind, _ := utf8.DecodeRuneInString(rest[size:])
	return strings.ContainsRune(".)）、．", next) && !unicode.IsDigit(behind)
}
