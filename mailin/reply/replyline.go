package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// A reply line is the line above which ticket systems ask for the answer: "-- Please reply
// above this line --". They write it first into their own mail, and it comes back as the
// first line of what people quote. It is known by what it says, in any language: a place, a
// line and, unless it is drawn around, this very line and the wish for an answer.

const (
	shortestReplyLine = 12  // bytes
	longestReplyLine  = 200 // bytes
	mostReplyWords    = 14
)

var replyLineWords = struct{ place, line, this, answer, together *pattern.Pattern }{
	place:  pattern.New(`(?i)\b(above|below|underneath|beneath|over|ovenfor|under|nedenfor|boven|onder|sopra|sotto|acima|abaixo|encima|arriba|debajo|nad|pod|iznad|ispod|deasupra|dedesubt|sobre|nach oben|di atas|di bawah)\b|über|oberhalb|unterhalb|dessus|dessous|powyżej|poniżej|выше|ниже|над|под|вище|нижче|изнад|испод|ovanför|nedanför|yläpuolel|alapuolel|fölé|alá|üzerin|üstün|altın|πάνω|κάτω|trên|dưới|เหนือ|ใต้|ด้านบน|فوق|أعلى|تحت|بالای|מעל|מתחת`),
	line:   pattern.New(`(?i)\b(lines?|zeilen?|linien?|trennlinie|lignes?|traits?|l[ií]neas?|linhas?|righe|riga|regel|lijn|rad|raden|linjen?|liniju|linii|wiersz\w*|redka|red|baris|garis|dòng|sor|vonal)\b|\b(rând|eilut|rida|reast|rindi)|linię|linią|rivin|viivan|řád|čár|riadk|строк|строч|черт|рядк|лини|satır|çizgi|γραμμή|บรรทัด|เส้น|السطر|الخط|خط|سطر|שורה|השורה|קו`),
	this:   pattern.New(`(?i)\b(this|diese[rsnm]?|cette|ce|esta|este|quest[ao]|dez[et]|dit|tej|ten|denn[ae]|dette|tímto|tento|touto|týmto|bu|ezen|ovog|ove|ovu|tega|ini)\b|\bacest|tämän|này|šios|šią|šo|tą lini|эт(ой|у|ого)|ці(єї|єю)|αυτή|นี้|هذا|این|זו|זה`),
	answer: pattern.New(`(?i)\b(repl|respon|answer|write|type|enter|post|antwor|schreib|eingeb|répon|saisi|respu|escrib|conteste|escrev|insira|digite|rispo|rispon|scriv|antwoord|typ|reage|odpow|pis|pros|svar|skriv|vastaa|kirjoit|odpov|odgovor|piš|válasz|yanıt|cevap|yaz|răspun|scrie|balas|tulis|trả|viết|atsak|vasta|atbild)|écri|írj|ответ|пиш|відпов|απάντ|γράψ|ตอบ|พิมพ์|رد|اكتب|پاسخ|השב|תשובה|כתוב`),
	// Languages without spaces say place and line together.
	together: pattern.New(`(此|本|该|該|这条|這條|这一?|這一?)(一)?(行|线|線|横线|橫線|分割线|分隔线|分隔線)(文字|内容)?(的)?(以上|之上|上方|上面|上边|前面|以下|之下|下方|下面)|(この|こちらの)(行|線|ライン)(より|の|から)?(上|下)|이 ?(줄|선|라인)[을를의]? ?(위|아래|이상|이하)`),
}

// lineStems are parts of the words for a line: without one of them a line is not looked at.
var lineStems = []string{
	"line", "zeile", "linie", "ligne", "trait", "linea", "línea", "linha", "riga", "righe", "regel", "lijn", "rad", "lini", "linj", "wiersz", "red", "baris", "garis", "dòng", "rând", "sor", "vonal", "eilut", "rida", "rea", "rind", "riv", "viiva", "řád", "čár", "satır", "çizgi",
	"строк", "строч", "черт", "рядк", "лини", "γραμμ", "บรรทัด", "เส้น", "خط", "سطر", "שורה", "קו", "行", "线", "線", "ライン", "줄", "선", "라인",
}

// isReplyLine reports whether line i asks for the answer above it.
func isReplyLine(lines []line, i int) bool {
	text := lines[i].text
	if lines[i].depth > 0 || len(text) < shortestReplyLine || len(text) > longestReplyLine {
		return false
	}
	words, drawn := undrawn(text)
	if strings.HasPrefix(text, "##-") && strings.HasSuffix(text, "-##") {
		return true
	}
	if !drawn && !standsApart(lines, i) || strings.Count(words, " ") >= mostReplyWords || !containsAny(strings.ToLower(words), lineStems) {
		return false
	}
	w := &replyLineWords
	ruled := i > 0 && lines[i-1].isRule()
	switch {
	case w.together.MatchString(words):
		return drawn || ruled || hasAnswerWord(words)
	case !w.place.MatchString(words), !w.line.MatchString(words):
		return false
	case drawn:
		return w.answer.MatchString(words) || w.this.MatchString(words)
	}
	return w.answer.MatchString(words) && w.this.MatchString(words) && !strings.ContainsAny(words, ",;?")
}

// standsApart reports whether nothing but blank and drawn lines is around line i.
func standsApart(lines []line, i int) bool {
	apart := func(i int) bool { return i < 0 || i >= len(lines) || lines[i].blank || lines[i].isRule() }
	return apart(i-1) && (apart(i+1) || i == 0)
}

// hasAnswerWord reports whether a text in Chinese, Japanese or Korean speaks of an answer.
func hasAnswerWord(text string) bool {
	return strings.Contains(text, "回") || strings.Contains(text, "答") || strings.Contains(text, "返信") || strings.Contains(text, "입력") || strings.Contains(text, "회신") || strings.Contains(text, "답장")
}

// undrawn returns what is written between the signs that are drawn on both sides of a line;
// drawn is false if there are none.
func undrawn(text string) (words string, drawn bool) {
	left := strings.TrimLeftFunc(text, isDrawn)
	words = strings.TrimRightFunc(left, isDrawn)
	before, after := strings.TrimSpace(text[:len(text)-len(left)]), strings.TrimSpace(left[len(words):])
	return strings.TrimRight(words, ".。!！ "), utf8.RuneCountInString(before) >= 2 && utf8.RuneCountInString(strings.TrimLeft(after, ".。 ")) >= 2
}

func isDrawn(r rune) bool {
	switch r {
	case ' ', '#', '~', '+', '|', '<', '>', '▲', '△', '↑', '⬆', '▼', '↓', '＝', '＿', '－', '─', '━', '·', '＃':
		return true
	}
	return isDash(r)
}

// addressedLine returns the place of the only line that is drawn around, where what is below
// it addresses the sender by name: in any language, that is a reply line and the mail that
// was answered. Without one it returns the number of lines.
func addressedLine(lines []line, sender string) int {
	found := -1
	for i, l := range lines {
		if l.depth > 0 || len(l.text) > longestReplyLine || len(l.text) < 8 {
			continue
		}
		words, drawn := undrawn(l.text)
		if !drawn || !strings.Contains(words, " ") && !strings.ContainsFunc(words, isIdeograph) {
			continue
		}
		if found >= 0 {
			return len(lines)
		}
		found = i
	}
	if found < 0 || allBlank(lines[:found]) {
		return len(lines)
	}
	for _, l := range lines[found+1:] {
		if l.blank {
			continue
		}
		if l.depth == 0 && utf8.RuneCountInString(l.text) <= longestGreeting && names(l.text, sender) {
			return found
		}
		break
	}
	return len(lines)
}

// longestGreeting limits, in characters, a line that greets somebody.
const longestGreeting = 40

func isIdeograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// names reports whether a text has one of the names of a person as a word.
func names(text, person string) bool {
	for _, name := range strings.FieldsFunc(person, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' }) {
		if first, _ := utf8.DecodeRuneInString(name); isIdeograph(first) {
			// A family name stands before a title: 王总.
			if strings.Contains(text, name) || strings.HasPrefix(text, string(first)) {
				return true
			}
			continue
		}
		for at := strings.Index(text, name); at >= 0 && utf8.RuneCountInString(name) > 1; {
			before, _ := utf8.DecodeLastRuneInString(text[:at])
			after, _ := utf8.DecodeRuneInString(text[at+len(name):])
			if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
				return true
			}
			next := strings.Index(text[at+1:], name)
			if next < 0 {
				break
			}
			at += 1 + next
		}
	}
	return false
}
