package parse

import (
	"html"
	"strings"
	"unicode/utf8"
)

// content is the text that a part has to show.
type content struct {
	text   string // HTML still as it is
	html   bool
	worth  worth
	beside []content // what says the same as text, and is not shown: its alternatives
}

// worth is what a text is worth where one of several is to be shown.
type worth int

const (
	worthNothing worth = iota // no text at all, or a note that this program cannot show HTML
	worthMarkup               // text/enriched and the like
	worthHTML
	worthPlain
)

// worthOf gives the worth of the best of several texts.
func worthOf(texts []content) worth {
	most := worthNothing
	for _, c := range texts {
		most = max(most, c.worth)
	}
	return most
}

// better chooses between two alternatives: plain text, unless it says nothing.
func (r *reader) better(one, other []content) []content {
	if len(one) == 0 || len(other) != 0 && worthOf(other) > worthOf(one) {
		one, other = other, one
	}
	if len(one) > 0 && len(other) > 0 {
		one[0].beside = append(one[0].beside, other...)
	}
	return one
}

// cutOff are the ends of plain text that a program has shortened.
var cutOff = []string{"[...]", "[…]", "[message clipped]", "[truncated]", "[邮件被截断]"}

// plainWorth says whether plain text is all there is to say: more than that the
// program at hand cannot show HTML, and not a part of it.
func plainWorth(text string) worth {
	text = strings.TrimSpace(text)
	if text == "" {
		return worthNothing
	}
	if len(text) < 300 {
		text = strings.ToLower(text)
		if strings.Contains(text, "html") {
			for _, word := range []string{"view", "support", "read", "show", "display", "capable", "查看", "支持", "显示", "顯示"} {
				if strings.Contains(text, word) {
					return worthNothing
				}
			}
		}
	}
	end := strings.ToLower(text[max(0, len(text)-20):])
	for _, cut := range cutOff {
		if strings.HasSuffix(end, cut) {
			return worthMarkup
		}
	}
	return worthPlain
}

// text makes one text of what is to be shown.
func (r *reader) text(parts []content) string {
	var b strings.Builder
	for _, c := range parts {
		if b.Len() > 2*r.limits.Text {
			r.header.defect("the text is longer than limits.text allows; the rest is left out")
			break
		}
		text := c.text
		if c.html {
			var defects []string
			text, defects = htmlText(text, r.limits.Text)
			for _, defect := range defects {
				r.header.defect(defect)
			}
		} else {
			r.compare(c)
		}
		text = plainText(text)
		if b.Len() > 0 && strings.TrimSpace(text) != "" {
			b.WriteString("\n")
		}
		b.WriteString(text)
		if text != "" && !strings.HasSuffix(text, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// maxCompared bounds the alternatives of a mail that are compared.
const maxCompared = 10

// compare says where a text that is shown has an alternative that says something
// else: other programs show that one.
func (r *reader) compare(c content) {
	for _, other := range c.beside {
		if !other.html {
			continue
		}
		if r.compared++; r.compared > maxCompared {
			return
		}
		if contradicts(c.text, other.text) {
			r.header.defect("its HTML says something else than its text")
			return
		}
	}
}

// shownHTML gives the source of what is shown, where any of it is HTML or has an
// alternative that is. Text that has none stands in it preformatted, so that it
// is all there. It is cut at limits.text.
func (r *reader) shownHTML(parts []content) string {
	var b strings.Builder
	found := false
	write := func(source string) {
		if room := r.limits.Text - b.Len(); len(source) > room {
			source = strings.ToValidUTF8(source[:room], "")
		}
		b.WriteString(source)
	}
	for _, c := range parts {
		has := false
		for _, from := range append([]content{c}, c.beside...) {
			if from.html {
				write(from.text)
				has = true
			}
		}
		found = found || has
		if !has && strings.TrimSpace(c.text) != "" {
			write("<pre>" + html.EscapeString(c.text) + "</pre>")
		}
	}
	if !found {
		return ""
	}
	return b.String()
}

// plainText gives text with line feeds for line ends and without controls.
func plainText(text string) string {
	text = strings.TrimPrefix(text, "\uFEFF")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f {
			return strings.Map(func(r rune) rune {
				switch {
				case r == '\n' || r == '\t':
					return r
				case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xFEFF || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
					return -1
				case r == 0x2028 || r == 0x2029:
					return '\n'
				}
				return r
			}, text)
		}
	}
	return text
}
