package store

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/store/pattern"
)

// Edit is a change of words that a reply asks for.
type Edit struct {
	Said string        `json:"said"` // in the words of the reply
	Ways []Replacement `json:"ways"` // how it may be meant, the likeliest first
	// Items are the numbers of the action items that it leaves out, as the PM was shown
	// them.
	Items []int `json:"items,omitempty"`
	// Within reports that one of them does not stand on a line of its own, so that nobody
	// can tell which words to leave out.
	Within bool `json:"within,omitempty"`
}

// Replacement puts one passage of a text in the place of another.
type Replacement struct {
	Old string `json:"old"`
	New string `json:"new"` // "" removes Old
	// Field reports that Old only names what is meant: "the launch date". New then takes
	// the place of the one date, percentage or sum in the line that Old names.
	Field bool `json:"field,omitempty"`
	// Line, from 1, reports that Old is a whole line, and which of those that read so. It is
	// removed.
	Line int `json:"line,omitempty"`
	// Append reports that New is a line that is added at the end. First reports that it is
	// the first of its reply, above which ChangesMark stands.
	Append bool `json:"append,omitempty"`
	First  bool `json:"first,omitempty"`
}

// ChangesMark is the line of a report's text below which the lines stand that change parts of
// it, those of each reply below a mark of its own.
const ChangesMark = "*-*-*"

// revision is what a PM's response makes of a text: the new text, or what of the response
// could not be applied.
type revision struct {
	text    string
	problem string // one of the Receipt words; "" where there is none
	words   string // that could not be applied
}

// revise returns what a response with the words makes of the present text. It guesses
// nothing: a text is a new version only where the response says so or it resembles the
// present one.
func (a *Response) revise(present, words string) revision {
	switch {
	case a.Decision == DecisionNewText:
		return revision{text: a.Argument}
	case a.editsAlone():
		return applyEdits(present, a.Edits)
	case resembles(present, words):
		return revision{text: withoutLeadIn(present, words)}
	case len(a.Problems) > 0: // it says more than the edits
		words = strings.Join(a.Problems, "\n")
	}
	return revision{problem: ReceiptUnclear, words: words}
}

// applyEdits applies every edit, or none.
func applyEdits(text string, edits []Edit) revision {
	var missing, within []string
	for _, e := range edits {
		done := false
		if e.Within {
			within = append(within, e.Said)
			continue
		}
		for _, way := range e.Ways {
			if after, ok := way.apply(text); ok {
				text, done = after, true
				break
			}
		}
		if !done {
			missing = append(missing, e.Said)
		}
	}
	switch {
	case len(missing) > 0:
		return revision{problem: ReceiptNotInText, words: strings.Join(slices.Compact(missing), "\n")}
	case len(within) > 0:
		return revision{problem: ReceiptWithin, words: strings.Join(within, "\n")}
	case strings.TrimSpace(text) == "": // all of it is left out: skip says that
		return revision{problem: ReceiptUnclear, words: edits[0].Said}
	}
	return revision{text: text}
}

// apply replaces every passage that reads as Old, and reports whether there is one.
func (r Replacement) apply(text string) (string, bool) {
	switch {
	case r.Field:
		return r.applyField(text)
	case r.Line > 0:
		return r.applyLine(text)
	case r.First:
		return strings.TrimRight(text, "\n") + "\n\n" + ChangesMark + "\n" + r.New, true
	case r.Append:
		return text + "\n" + r.New, true
	}
	form := passage(r.Old)
	if form == nil {
		return text, false
	}
	var b strings.Builder
	end := 0
	for _, at := range form.FindAllStringIndex(text, -1) {
		if !isWhole(text, at[0], at[1]) {
			continue
		}
		b.WriteString(text[end:at[0]])
		b.WriteString(r.New)
		end = at[1]
	}
	if end == 0 {
		return text, false
	}
	b.WriteString(text[end:])
	if r.New != "" {
		return b.String(), true
	}
	return withoutEmptyItems(b.String(), text), true
}

// applyLine removes one line.
func (r Replacement) applyLine(text string) (string, bool) {
	old := wholeLine(r.Old)
	lines, n := strings.Split(text, "\n"), 0
	for i, line := range lines {
		if wholeLine(line) != old {
			continue
		}
		if n++; n == r.Line {
			return strings.Join(slices.Delete(lines, i, i+1), "\n"), true
		}
	}
	return text, false
}

func wholeLine(line string) string { return norm.NFC.String(strings.TrimSpace(line)) }

// passage returns the forms that a passage may have in a text: in any case of letters,
// with any blanks between words, and with or without them beside Chinese and digits.
func passage(words string) *regexp.Regexp {
	var b strings.Builder
	var before rune
	blank := false
	for _, r := range strings.TrimSpace(words) {
		if unicode.IsSpace(r) {
			blank = true
			continue
		}
		switch loose := before != 0 && (isHan(r) || isHan(before)); {
		case loose:
			b.WriteString(`\s*`)
		case blank:
			b.WriteString(`\s+`)
		}
		b.WriteString(regexp.QuoteMeta(string(r)))
		before, blank = r, false
	}
	form, err := regexp.Compile(`(?i)` + b.String())
	if err != nil || before == 0 || utf8.RuneCountInString(words) > longestPassage {
		return nil
	}
	return form
}

const longestPassage = 2000 // characters

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// isWhole reports whether a passage is no part of a longer word or number.
func isWhole(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return !isOneWord(before, first) && !isOneWord(last, after)
}

func isOneWord(a, b rune) bool {
	word := func(r rune) bool { return unicode.IsLetter(r) && !isHan(r) }
	return word(a) && word(b) || unicode.IsDigit(a) && unicode.IsDigit(b)
}

// withoutEmptyItems drops the lines of which a removal left nothing but the mark of a list.
func withoutEmptyItems(after, before string) string {
	had := strings.Split(before, "\n")
	lines := slices.DeleteFunc(strings.Split(after, "\n"), func(line string) bool {
		return strings.TrimSpace(line) != "" && lineKey(line) == "" && !slices.Contains(had, line)
	})
	return strings.Join(lines, "\n")
}

// values are the forms of what a field holds: a day, a share, a sum or number.
var values = []*pattern.Pattern{
	pattern.New(`(?i)(?:\d{4}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*[日号號]|\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?` + monthNames + `(?:,?\s+\d{4})?|` + monthNames + `\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?`),
	pattern.New(`(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:周|星期|礼拜)[一二三四五六日天]`),
	pattern.New(`\d{1,2}[:：]\d{2}`),
	pattern.New(`\d+(?:\.\d+)?\s*[%％]`),
	pattern.New(`(?i)(?:EUR|USD|GBP|CNY|RMB|[€$£¥￥])?\s*\d+(?:[,.]\d+)*\s*(?:k\b|万|亿)?\s*(?:EUR|USD|GBP|CNY|RMB|元|€)?`),
}

const monthNames = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`

// applyField puts New in the place of the one value of its form in the one line that Old
// names.
func (r Replacement) applyField(text string) (string, bool) {
	fresh := strings.TrimSpace(r.New)
	i := slices.IndexFunc(values, func(form *pattern.Pattern) bool { return form.FindString(fresh) == fresh })
	words := fieldWords(r.Old)
	if i < 0 || len(words) == 0 {
		return text, false
	}
	lines, found := strings.Split(text, "\n"), -1
	for n, line := range lines {
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(strings.ToLower(line), word) }) {
			if found >= 0 {
				return text, false
			}
			found = n
		}
	}
	if found < 0 {
		return text, false
	}
	at := values[i].FindAllStringIndex(lines[found], -1)
	if len(at) != 1 {
		return text, false
	}
	lines[found] = lines[found][:at[0][0]] + fresh + lines[found][at[0][1]:]
	return strings.Join(lines, "\n"), true
}

// fieldWords returns the words that a line must have for it to be the one that is named,
// in lower case: "the launch date" names the line with "launch".
func fieldWords(name string) (words []string) {
	for _, word := range strings.Fields(strings.ToLower(name)) {
		switch word {
		case "the", "our", "of", "for", "date", "day", "time", "deadline", "amount", "number":
			continue
		}
		for _, end := range []string{"的时间", "的日期", "时间", "日期", "期限", "金额", "日"} {
			if short, ok := strings.CutSuffix(word, end); ok && utf8.RuneCountInString(short) > 1 {
				word = short
				break
			}
		}
		words = append(words, word)
	}
	return words
}

// resembles reports whether a text is another version of the present one: more than half
// of its lines are kept, as they are or with a few words changed.
func resembles(present, text string) bool {
	old, fresh := lineKeys(present), lineKeys(text)
	alike := 0.6
	if len(old) < 3 { // of a short text a single line is much
		alike = 0.7
	}
	kept, free := 0, slices.Clone(fresh)
	for _, line := range old {
		i := slices.IndexFunc(free, func(f string) bool { return isAlike(line, f, alike) })
		if i >= 0 {
			free = slices.Delete(free, i, i+1)
			kept++
		}
	}
	return 2*kept > len(old) && (kept == len(old) || 3*kept >= len(fresh))
}

// withoutLeadIn drops the lines with which a mail leads to the text that it brings: what
// ends in a colon before the line with which the present text begins.
func withoutLeadIn(present, text string) string {
	old := lineKeys(present)
	lines := strings.Split(strings.TrimSpace(text), "\n")
	last := -1
	for i, line := range lines[:min(len(lines), 6)] {
		if len(old) > 0 && isAlike(old[0], lineKey(line), 0.6) {
			return strings.TrimSpace(strings.Join(lines[last+1:], "\n"))
		}
		if s := strings.TrimSpace(line); strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：") {
			last = i
		}
	}
	return strings.TrimSpace(text)
}

// mostCompared limits the lines of a text that are compared, and longestCompared their length
// in bytes.
const (
	mostCompared    = 500
	longestCompared = 2000
)

// lineKeys returns the lines of a text that say something, without marks, blanks and case.
func lineKeys(text string) (keys []string) {
	for line := range strings.Lines(text) {
		if key := lineKey(line[:min(len(line), longestCompared)]); key != "" && len(keys) < mostCompared {
			keys = append(keys, key)
		}
	}
	return keys
}

func lineKey(line string) string {
	line = strings.TrimLeft(strings.TrimSpace(line), "-*•·#>＞+–— ")
	return strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFKC.String(line)), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("*_`\"“”‘’'.,;。，；、", r)
	}), " ")
}

// isAlike reports whether two lines are the same but for a few words: they share a label
// before a colon, or at least a share of their pairs of letters.
func isAlike(a, b string, share float64) bool {
	if a == b {
		return true
	}
	if label, _, ok := strings.Cut(a, ":"); ok && label != "" && len(label) <= 60 {
		if other, rest, ok := strings.Cut(b, ":"); ok && other == label && rest != "" {
			return true
		}
	}
	pairs, n := map[[2]rune]int{}, 0
	eachPair(a, func(p [2]rune) { pairs[p]++; n++ })
	common := 0
	eachPair(b, func(p [2]rune) {
		n++
		if pairs[p] > 0 {
			pairs[p]--
			common++
		}
	})
	return n > 0 && float64(2*common)/float64(n) >= share
}

func eachPair(text string, do func([2]rune)) {
	var before rune
	for i, r := range text {
		if i > 0 {
			do([2]rune{before, r})
		}
		before = r
	}
}

// reviseConfirmation applies a PM's response to the text of a confirmation, and returns what
// the PM is to be told of it, "" where the draft will say it.
func (tx *Tx) reviseConfirmation(c Confirmation, a *Response, words string, files []VersionFile) (tell, said string, err error) {
	r := a.revise(c.Latest(), words)
	if max(len(r.text), len(words)) > LongestText {
		return ReceiptTooLong, "", nil
	}
	if r.problem != "" && SameFiles(c.LatestFiles(), files) {
		return r.problem, shortened(r.words), nil
	}
	if r.problem != "" { // its files are taken, and it is told what of its words was not
		r.text, tell, said = c.Latest(), r.problem, shortened(r.words)
	}
	done, err := tx.reviseWith(c, r.text, files, a.Address)
	if err != nil {
		return "", "", fmt.Errorf("another text of %s %d: %w", c.Kind, c.Number, err)
	}
	if !done {
		return ReceiptNoEffect, "", nil
	}
	return tell, said, nil
}

// longestSaid is the length, in characters, of words that are shown as not understood.
const longestSaid = 300

func shortened(words string) string {
	words = strings.TrimSpace(words)
	if runes := []rune(words); len(runes) > longestSaid {
		return string(runes[:longestSaid-1]) + "…"
	}
	return words
}
