package separate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/store/pattern"
)

// sentence is a sentence of a text, and where it stands.
type sentence struct {
	text   string // as it was written, with the white space and marks around it
	plain  string // in the normal form NFKC, without white space around it
	at     int    // where it begins in the text, in bytes
	line   int    // its number among the lines that say something
	starts bool   // it is the first of its line
	apart  bool   // an empty line is before its line
	item   bool   // it begins an item of a list
}

// place returns how far a sentence is set apart from the one before it.
func (s sentence) place() string {
	switch {
	case s.item:
		return "item"
	case s.apart:
		return "apart"
	case s.starts:
		return "starts"
	}
	return "within"
}

const (
	mostSentences = 200
	shortestClump = 4 // Chinese characters of a sentence that only a blank ends
)

var (
	// turn is before words that begin another ask in the middle of a sentence.
	turn = pattern.New(`[,，、;；]\s*(?:另外|此外|还有(?:一?[个件])?(?:事|问题)|顺便|其次|再问一下)|[;；。.?？!！]\s*(?:[二三四五六七八九]、|[2-9２-９]\s*[)）、.．]\s*[^\d\s]|[(（][2-9二三四五][)）])|[,，;；]\s*(?i:(?:also|another thing|by the way|btw|second(?:ly)?|third(?:ly)?)\b)[^.?!]{4}`)
	// abbreviated ends in a full stop that ends no sentence.
	abbreviated = pattern.New(`(?i)(?:^|[("/])(?:mrs?|ms|dr|prof|sr|jr|st|rev|hon|messrs|mme|em|no|nos|nr|art|fig|vol|pp?|sect?|para|cl|approx|ca|cf|vs|e\.?g|i\.?e|p\.s|dept|tel|ext|inc|ltd|incl|excl|max|min|attn|[ap]\.m|[a-z])\.$`)
)

// sentencesOf returns the sentences of a text, at most mostSentences, the rest of the text with
// the last of them. Lines behind ">" are not the sender's.
func sentencesOf(text string) (list []sentence) {
	line, at, apart := 0, 0, false
	for l := range strings.Lines(text) {
		from := at
		at += len(l)
		trimmed := strings.TrimSpace(l)
		switch {
		case strings.HasPrefix(trimmed, ">"), strings.HasPrefix(trimmed, "＞"):
			continue
		case trimmed == "":
			apart = len(list) > 0
			continue
		}
		starts := true
		for _, piece := range pieces(l) {
			plain := strings.TrimSpace(norm.NFKC.String(piece))
			begins := from
			from += len(piece)
			if len(list) > 0 && (!saysAnything(plain) && !starts || len(list) == mostSentences) {
				list[len(list)-1].text += piece
				continue
			}
			list = append(list, sentence{text: piece, plain: plain, at: begins, line: line, starts: starts, apart: starts && apart, item: item.MatchString(plain)})
			starts = false
		}
		line, apart = line+1, false
	}
	return list
}

// saysAnything reports whether a text has a letter or a digit.
func saysAnything(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// pieces splits a line after the marks that end a sentence, before words that begin another
// ask and, as people write Chinese on phones, at blanks between longer runs of it.
func pieces(line string) (list []string) {
	turns := map[int]bool{}
	for _, at := range turn.FindAllStringIndex(line, mostSentences) {
		_, size := utf8.DecodeRuneInString(line[at[0]:])
		turns[at[0]+size] = true
	}
	from := 0
	cut := func(at int) {
		if strings.TrimSpace(line[from:at]) != "" {
			list = append(list, line[from:at])
			from = at
		}
	}
	for i, r := range line {
		if turns[i] {
			cut(i)
		}
		end := i + utf8.RuneLen(r)
		if r == utf8.RuneError || !ends(line, from, i, r) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(line[min(end, len(line)):])
		if isMark(next) || strings.ContainsRune(`"”’」』)）》…`, next) {
			continue // the next ends it
		}
		cut(end)
	}
	cut(len(line))
	if len(list) > 0 {
		list[len(list)-1] += line[from:]
	}
	return list
}

func isMark(r rune) bool { return strings.ContainsRune("。！？；!?;.…~～", r) }

// ends reports whether the character at i of a line ends the sentence that began at from.
func ends(line string, from, i int, r rune) bool {
	after := line[i+utf8.RuneLen(r):]
	switch r {
	case '。', '！', '？', '；', '!', '?', ';', '…':
		return true
	case '.':
		if after != "" && after[0] > ' ' {
			return false
		}
		word := line[from : i+1]
		word = word[strings.LastIndexFunc(word, unicode.IsSpace)+1:]
		return !abbreviated.MatchString(word) && !item.MatchString(line[from:i+1])
	case '"', '”', '’', '」', '』', ')', '）', '》', '~', '～': // behind the mark
		before, _ := utf8.DecodeLastRuneInString(line[from:i])
		return isMark(before) && before != '.' && (after == "" || after[0] <= ' ' || after[0] >= utf8.RuneSelf)
	case ' ', '\u3000', '\u00a0':
		return clump(line[from:i], false) && clump(after, true)
	}
	return false
}

// clump reports whether the end of a text, or its beginning, is Chinese enough to be a sentence
// which a blank ends: without marks, and longer than a name.
func clump(text string, beginning bool) bool {
	if !beginning {
		last, _ := utf8.DecodeLastRuneInString(text)
		if !unicode.Is(unicode.Han, last) && !unicode.IsDigit(last) {
			return false
		}
	} else if first, _ := utf8.DecodeRuneInString(text); !unicode.Is(unicode.Han, first) {
		return false
	}
	han := 0
	for _, r := range text[:min(len(text), 300)] {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case beginning && unicode.IsSpace(r):
			return han >= shortestClump
		}
	}
	return han >= shortestClump
}
