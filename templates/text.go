package templates

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// lineWidth is the longest a line of text is, in columns, where it can be broken.
const lineWidth = 76

// textWriter writes a document as text that is complete in itself.
type textWriter struct {
	lines []string
}

// writeText returns the text of a mail, of lines that end in LF.
func writeText(d document) string {
	w := &textWriter{}
	w.blocks(d, "", "")
	text := strings.ReplaceAll(strings.Join(w.lines, "\n"), "\u00a0", " ")
	return strings.Trim(text, "\n") + "\n"
}

// blocks writes blocks, with an empty line between two. The first line begins
// with one prefix, all others with the other.
func (w *textWriter) blocks(blocks []block, head, prefix string) {
	for i := range blocks {
		if i > 0 {
			w.line(prefix, "")
		}
		w.block(&blocks[i], head, prefix)
		head = prefix
	}
}

func (w *textWriter) block(b *block, head, prefix string) {
	switch b.kind {
	case heading:
		n := len(w.lines)
		w.paragraph(b.spans, head, prefix)
		if under := map[int]string{1: "=", 2: "-"}[b.level]; under != "" {
			longest := 0
			for _, line := range w.lines[n:] {
				longest = max(longest, columns(line)-columns(prefix))
			}
			w.line(prefix, strings.Repeat(under, longest))
		}
	case paragraph:
		w.paragraph(b.spans, head, prefix)
	case list:
		w.list(b, head, prefix)
	case item:
		w.blocks(b.blocks, head, prefix)
	case quote:
		w.blocks(b.blocks, head+"> ", prefix+"> ")
	case code:
		for _, line := range strings.Split(b.code, "\n") {
			w.line(head, line)
			head = prefix
		}
	case table:
		w.table(b, head, prefix)
	case rule:
		w.line(head, strings.Repeat("-", lineWidth-columns(head)))
	}
}

func (w *textWriter) line(prefix, text string) {
	w.lines = append(w.lines, strings.TrimRight(prefix+text, " "))
}

func (w *textWriter) list(b *block, head, prefix string) {
	numbers := b.numbers()
	for i, it := range b.blocks {
		if i > 0 && !b.compact {
			w.line(prefix, "")
		}
		bullet := "- "
		if b.start > 0 {
			bullet = strconv.Itoa(numbers[i]) + ". "
		}
		indent := strings.Repeat(" ", len(bullet))
		at := head + bullet
		for j := range it.blocks {
			inner := &it.blocks[j]
			if j > 0 && (!b.compact || inner.kind != list) {
				w.line(prefix+indent, "")
			}
			w.block(inner, at, prefix+indent)
			at = prefix + indent
		}
		head = prefix
	}
}

// table writes columns where they fit beside each other, and else each row as an
// item with its cells below.
func (w *textWriter) table(b *block, head, prefix string) {
	if len(b.rows) == 0 {
		return
	}
	widths := make([]int, len(b.rows[0]))
	total := -2
	for j := range widths {
		for _, row := range b.rows {
			if j < len(row) {
				widths[j] = max(widths[j], columns(flat(row[j].spans)))
			}
		}
		total += widths[j] + 2
	}
	if total > lineWidth-columns(prefix) {
		w.stacked(b, head, prefix)
		return
	}
	for i, row := range b.rows {
		var line strings.Builder
		for j, c := range row {
			text := flat(c.spans)
			pad := strings.Repeat(" ", max(0, widths[j]-columns(text)))
			if j > 0 {
				line.WriteString("  ")
			}
			if c.right {
				line.WriteString(pad + text)
			} else {
				line.WriteString(text + pad)
			}
		}
		w.line(head, line.String())
		head = prefix
		if i == 0 {
			w.line(prefix, strings.Repeat("-", total))
		}
	}
}

func (w *textWriter) stacked(b *block, head, prefix string) {
	names, rows := b.rows[0], b.rows[1:]
	if b.written { // the name of each column, also where no cell below shows it
		var spans []span
		for j, name := range names {
			if j > 0 {
				spans = append(spans, span{text: " | "})
			}
			spans = append(spans, name.spans...)
		}
		w.paragraph(spans, head, prefix)
		head = prefix
	}
	for _, row := range rows {
		w.paragraph(row[0].spans, head+"- ", prefix+"  ")
		for j, c := range row[1:] {
			if len(c.spans) == 0 || j+1 >= len(names) {
				continue
			}
			name := append([]span{}, names[j+1].spans...)
			w.paragraph(append(append(name, span{text: ": "}), c.spans...), prefix+"  ", prefix+"  ")
		}
		head = prefix
	}
}

// paragraph writes spans over as many lines as they take.
func (w *textWriter) paragraph(spans []span, head, prefix string) {
	var pieces []piece
	for _, s := range spans {
		pieces = appendPieces(pieces, s)
	}
	line, used := "", 0
	for _, p := range pieces {
		gap := 0
		if p.space && line != "" {
			gap = 1
		}
		switch {
		case p.end:
			w.line(head, line)
			head, line, used = prefix, "", 0
			continue
		case line != "" && p.breaks && used+gap+columns(p.text) > lineWidth-columns(prefix):
			w.line(head, line)
			head, line, used, gap = prefix, "", 0, 0
		}
		line += strings.Repeat(" ", gap) + p.text
		used += gap + columns(p.text)
	}
	if line != "" {
		w.line(head, line)
	}
}

// piece is a part of a line that is not broken.
type piece struct {
	text   string
	space  bool // there is a space before it
	breaks bool // a line may end before it
	end    bool // a line ends here; there is no text
}

// appendPieces appends those of a span.
func appendPieces(list []piece, s span) []piece {
	if s.hard {
		return append(list, piece{end: true})
	}
	text, address := asText(s)
	for i, word := range strings.Split(text, " ") {
		list = appendWord(list, word, i > 0)
	}
	if address != "" {
		list = append(list, piece{text: "<" + address + ">", space: true, breaks: true})
	}
	return list
}

// appendWord appends what stands between two spaces: one piece, or several where
// Chinese characters may be parted.
func appendWord(list []piece, word string, space bool) []piece {
	if word == "" {
		if space && len(list) > 0 {
			list = append(list, piece{space: true, breaks: true})
		}
		return list
	}
	before := ' '
	switch n := len(list); {
	case n > 0 && list[n-1].text == "" && !list[n-1].end: // the space at the end of a span
		list, space = list[:n-1], true
	case n > 0:
		before, _ = utf8.DecodeLastRuneInString(list[n-1].text)
	}
	breaks := space || parted(before, word)
	start := 0
	for i, r := range word {
		if i > start {
			prev, _ := utf8.DecodeLastRuneInString(word[:i])
			if mayBreak(prev, r) {
				list = append(list, piece{word[start:i], space, breaks, false})
				start, space, breaks = i, false, true
			}
		}
	}
	return append(list, piece{word[start:], space, breaks, false})
}

func parted(before rune, word string) bool {
	after, _ := utf8.DecodeRuneInString(word)
	return before != ' ' && mayBreak(before, after)
}

// mayBreak reports whether a line may end between two characters that have no space
// between them: beside a Chinese character, unless what follows closes or what
// precedes opens.
func mayBreak(before, after rune) bool {
	switch {
	case !wide(before) && !wide(after), before == '\u00a0', after == '\u00a0':
		return false
	case unicode.In(after, unicode.Mn, unicode.Me, unicode.Cf), before == '\u200d':
		return false
	case unicode.In(after, unicode.Pe, unicode.Pf), strings.ContainsRune("、。，．：；！？,.:;!?%％‰°’”…—～·々ー", after):
		return false
	case unicode.In(before, unicode.Ps, unicode.Pi), strings.ContainsRune("“‘￥¥$€£#@", before):
		return false
	}
	return true
}

// asText returns a span as text, and the address of a link where the text does not
// say it.
func asText(s span) (text, address string) {
	switch {
	case s.image != nil:
		return "[" + s.text + "]", ""
	case s.tone != "":
		return "[" + s.text + "]", ""
	case s.strike:
		s.text = "~" + s.text + "~"
	}
	if s.said {
		return s.text, ""
	}
	address = strings.TrimPrefix(s.href, "mailto:")
	if address != s.href && strings.Contains(address, "?") {
		address = "" // it fills in a mail, which nobody can read or copy
	}
	if shown := strings.TrimSpace(s.text); shown == s.href || shown == address || shown == strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://") {
		address = ""
	}
	return s.text, address
}

// flat returns spans as one line.
func flat(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.hard {
			b.WriteString(" ")
			continue
		}
		text, address := asText(s)
		b.WriteString(text)
		if address != "" {
			b.WriteString(" <" + address + ">")
		}
	}
	return b.String()
}

// columns is the width of a text. Characters of ambiguous width are narrow,
// wherever Rapport runs.
func columns(text string) int {
	c := runewidth.Condition{StrictEmojiNeutral: true}
	return c.StringWidth(text)
}

func wide(r rune) bool {
	c := runewidth.Condition{StrictEmojiNeutral: true}
	return c.RuneWidth(r) == 2
}
