package reply

import (
	"bytes"
	"slices"
	"strings"

	"rapport/store/pattern"
)

// The earlier text of a thread is known if the log has it. It reveals a quotation that
// nothing announces, and an answer that somebody wrote in the middle of an unmarked
// history.

const (
	mostKnown    = 64 << 10 // bytes of the thread to compare
	tellingLine  = 10       // bytes from which a line is recognised by its words
	mostCompared = 2000     // lines
	longestRule  = 200      // bytes of a line of dashes or the like
	leastKnown   = 40       // bytes of known text that count as a quotation
)

// known is the text of a thread in the form in which it is compared.
type known struct {
	text  []byte
	short map[string]bool // whole lines that are too short to search for
}

func knownOf(before []string) known {
	k := known{short: map[string]bool{}}
	for _, text := range before {
		for line := range strings.Lines(text) {
			if len(k.text) > mostKnown {
				return k
			}
			from := len(k.text)
			k.text = appendBare(k.text, []byte(withoutLinks(line)))
			if len(k.text)-from < tellingLine {
				k.short[string(k.text[from:])] = true
			}
		}
		k.text = append(k.text, '\n') // no line spans two mails
	}
	return k
}

// bareOf returns a line as it is compared.
func bareOf(text string) []byte { return appendBare(nil, []byte(withoutLinks(text))) }

var link = pattern.New(`[<(\[]?(https?://|mailto:|cid:)[^\s<>]*[>)\]]?`)

// withoutLinks returns a text without links: gateways rewrite them, and programs write them
// beside the words that are linked.
func withoutLinks(text string) string {
	if !strings.Contains(text, ":") {
		return text
	}
	return link.ReplaceAllString(text, "")
}

// isEmptyOfWords reports whether a line has nothing to compare, such as dashes below a
// heading.
func isEmptyOfWords(l line) bool {
	return len(l.text) < longestRule && len(bareOf(l.text)) == 0
}

// has reports whether line i is in the thread; telling means that it is long enough to be
// certain. A short line that continues its neighbour is the rest of a rewrapped line.
func (k known) has(lines []line, i int) (yes, telling bool) {
	bare := bareOf(lines[i].text)
	if len(bare) >= tellingLine {
		return bytes.Contains(k.text, bare), true
	}
	if len(bare) == 0 || k.short[string(bare)] {
		return len(bare) > 0, false
	}
	for _, neighbour := range []int{i - 1, i + 1} {
		if neighbour < 0 || neighbour >= len(lines) {
			continue
		}
		other := bareOf(lines[neighbour].text)
		if len(other) < tellingLine {
			continue
		}
		joined := slices.Concat(other, bare)
		if neighbour > i {
			joined = slices.Concat(bare, other)
		}
		if bytes.Contains(k.text, joined) {
			return true, false
		}
	}
	return false, false
}

// knownTail returns the number of lines before those at the end that are all known, with
// the line that announces them.
func knownTail(lines []line, before []string) int {
	if len(before) == 0 || len(lines) > mostCompared {
		return len(lines)
	}
	k := knownOf(before)
	start, size := len(lines), 0
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		if isEmptyOfWords(l) {
			continue
		}
		yes, telling := k.has(lines, i)
		if l.depth > 0 || !yes {
			break
		}
		start = i
		if telling {
			size += len(l.text)
		}
	}
	if size < leastKnown || allBlank(lines[:start]) {
		return len(lines)
	}
	// The announcement ends in a colon in any language, or has lines drawn around it.
	for i := start - 1; i >= 0 && i >= start-mostAttributionLines; i-- {
		if lines[i].blank {
			continue
		}
		_, drawn := undrawn(lines[i].text)
		if drawn || endsInColon(lines[i].text) && strings.ContainsAny(lines[i].text, "0123456789@") {
			return i
		}
		break
	}
	return start
}

// withinWords say that the answers are within the quoted text, marked by colour or
// position. Plain text has no colour, so then all of it is kept.
var withinWords = []string{
	"inline", "in-line", "in line below", "answers below", "answer below", "comments below", "replies below", "responses below", "remarks below", "between the lines", "marked below", "marked with [", "marked [", "answers are marked",
	"标红", "标蓝", "標紅", "红字", "蓝字", "紅字", "藍字", "黄色标", "逐条回复", "逐条答复", "逐條回覆", "原文中", "在原邮件中", "在邮件中回复", "原邮件中批注", "见下文批注", "在下面回复", "在下方回复", "下面逐条", "见以下红", "下方逐条", "原文批注", "【回复】部分", "【答复】部分",
	"rot markiert", "antworten unten", "antworten im text", "dans le texte", "赤字", "青字",
}

// colourWords say so in a line that mentions answers.
var colourWords = []string{
	"in red", "in blue", "in green", "in purple", "in orange", "in bold", "in colour", "in color", "红色", "蓝色", "绿色", "紅色", "藍色", "紫色", "橙色",
	"in rot", "in blau", "in grün", "en rouge", "en bleu", "en vert", "en rojo", "en azul", "em vermelho", "em azul", "in rosso", "in blu", "in het rood", "in het blauw", "na czerwono", "красным", "синим", "червоним", "i rött", "i blått", "빨간색", "파란색",
}

var answerWords = []string{
	"answer", "repl", "comment", "remark", "respon", "mark", "note", "below", "see ", "mine", "my ", "回复", "回覆", "答复", "答覆", "批注", "意见", "見", "见", "标", "標", "如下", "下方", "下面", "部分", "备注", "注释",
	"antwort", "kommentar", "anmerk", "répon", "respuest", "respost", "rispost", "antwoord", "odpowied", "ответ", "відпов", "svar", "回答", "답",
}

// answersWithin reports whether the text above a history says that the answers are in it.
func answersWithin(lines []line, parts []part) bool {
	looked := 0
	for i, l := range lines {
		if parts[i] != newPart || l.blank || len(l.text) > 400 {
			continue
		}
		if looked++; looked > mostCoverLines {
			return false
		}
		lower := strings.ToLower(l.text)
		if hasAny(lower, withinWords) || hasAny(lower, colourWords) && containsAny(lower, answerWords) {
			return true
		}
	}
	return false
}

// hasAny reports whether lower contains one of words as a whole word.
func hasAny(lower string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		i := strings.Index(lower, word)
		return i >= 0 && !insideWord(lower, i, i+len(word))
	})
}

func containsAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(s, word) })
}

// mostCoverLines limits the lines above the answers that introduce them.
const mostCoverLines = 6

// insideWord reports whether letters of an alphabet adjoin [i:j].
func insideWord(s string, i, j int) bool {
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' }
	return i > 0 && letter(s[i-1]) && letter(s[i]) || j < len(s) && letter(s[j]) && letter(s[j-1])
}
