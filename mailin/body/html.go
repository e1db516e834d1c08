package body

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"rapport/mailin/body/markup"
	"rapport/store/visible"
)

// HTMLText makes plain text of HTML, as a person sees it: what is hidden is left
// out, what is crossed out stands between "~~", quotations begin with "> ", tables
// are in lines, links show where they lead. Nothing is fetched and nothing of the markup is left. The text is at
// most limit bytes, or a little more.
func HTMLText(source string, limit int) string {
	text, _ := htmlText(source, limit)
	return text
}

func htmlText(source string, limit int) (text string, defects []string) {
	w := htmlWriter{limit: limit}
	w.pass = markup.Pass[element]{
		Text: w.text, Start: w.start, Close: w.close, End: w.end,
		More: func() bool { return w.out.Len() < limit },
	}
	whole := w.pass.Read(source)
	w.unstrike()
	if w.pass.HidText {
		defects = append(defects, "the HTML holds hidden text, which is left out")
	}
	if !whole {
		defects = append(defects, "the HTML is longer than limits.text; the rest is left out")
	}
	return w.out.String(), defects
}

// element is an open element that changes how what is in it is written.
type element struct {
	quote bool
	pre   bool
	link  string // where an a element leads
	list  bool
	item  int // number of the next item of a list; 0 where they have none
	from  int // where its text begins in the output
}

// htmlWriter writes the text of HTML.
type htmlWriter struct {
	pass   markup.Pass[element]
	out    strings.Builder
	limit  int
	quotes int
	quoted int // of the last line that was written
	pre    int
	lines  int  // line ends that are due before the next text
	space  bool // white space is due
	begun  bool // this line has text
	struck bool // what was written last is crossed out
	cell   bool // a table cell has ended in this line
}

// text writes text, its white space folded outside of pre.
func (w *htmlWriter) text(text []byte) {
	if w.pass.Hidden > 0 { // of our own
		return
	}
	for len(text) > 0 && w.out.Len() < w.limit { // a line end may write many quotation marks
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case r == '\n' && w.pre > 0:
			w.lineEnd(1)
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' || r == 0xA0:
			if w.pre > 0 && r != '\r' {
				w.write(' ')
				continue
			}
			w.space = w.begun && w.lines == 0 || w.space && w.begun
		case unicode.IsControl(r) || visible.IsHidden(r) || r == 0x200C && !w.begun:
		default:
			if w.pass.Struck == 0 {
				w.unstrike()
			}
			if w.space && w.lines == 0 && w.begun {
				w.write(' ')
			}
			w.space = false
			if w.pass.Struck > 0 && !w.struck {
				w.struck = true
				w.write('~')
				w.out.WriteByte('~')
			}
			w.write(r)
		}
	}
}

// write writes one character, after the line ends that are due.
func (w *htmlWriter) write(r rune) {
	if w.lines > 0 || w.out.Len() == 0 {
		if w.out.Len() > 0 {
			for n := range w.lines {
				// Empty lines between quotations of different depth belong to neither.
				if n > 0 {
					w.out.WriteString(strings.Repeat(">", min(w.quotes, w.quoted)))
				}
				w.out.WriteByte('\n')
			}
		}
		w.lines, w.quoted = 0, w.quotes
		if w.quotes > 0 {
			w.out.WriteString(strings.Repeat(">", w.quotes))
			w.out.WriteByte(' ')
		}
	}
	w.begun = true
	w.out.WriteRune(r)
}

// unstrike ends what is crossed out, which stands between two "~~".
func (w *htmlWriter) unstrike() {
	if w.struck {
		w.out.WriteString("~~")
		w.struck = false
	}
}

// lineEnd makes n line ends due, of which those of neighbours count once.
func (w *htmlWriter) lineEnd(n int) {
	w.unstrike()
	if w.pre > 0 && w.lines > 0 && n == 1 {
		w.lines++
	}
	w.lines = min(max(w.lines, n), 3)
	w.begun, w.space, w.cell = false, false, false
}

// breakLine ends a line, also an empty one.
func (w *htmlWriter) breakLine() {
	w.unstrike()
	w.lines = min(w.lines+1, 3)
	w.begun, w.space, w.cell = false, false, false
}

func (w *htmlWriter) start(tag atom.Atom, _ []byte, attributes []markup.Attribute) (e element, keep bool) {
	switch tag {
	case atom.Br:
		w.breakLine()
		return e, false
	case atom.Hr:
		w.lineEnd(1)
		w.text([]byte(Rule))
		w.lineEnd(1)
		return e, false
	case atom.Img:
		if alt := bytes.TrimSpace(markup.Value(attributes, atom.Alt)); len(alt) > 0 && len(alt) < 200 {
			w.text([]byte("[" + string(alt) + "]"))
		}
		return e, false
	case atom.Li:
		w.lineEnd(1)
		w.text([]byte(w.bullet()))
	case atom.Td, atom.Th:
		w.space = w.space || w.cell
	default:
		w.block(tag)
	}
	e.from = w.out.Len()
	switch tag {
	case atom.Blockquote:
		e.quote = !markup.IsIndent(attributes)
	case atom.Pre, atom.Textarea:
		e.pre = true
	case atom.A:
		e.link = string(markup.Value(attributes, atom.Href))
	case atom.Ul, atom.Dir:
		e.list = true
	case atom.Ol:
		e.list, e.item = true, 1
		if n, err := strconv.Atoi(string(markup.Value(attributes, atom.Start))); err == nil && n > 0 && n < 1_000_000 {
			e.item = n
		}
	}
	w.quotes += one(e.quote)
	w.pre += one(e.pre)
	return e, e.quote || e.pre || e.link != "" || e.list
}

// Rule stands for the line that a browser draws for an hr element.
const Rule = "----------------------------------------"

// block ends the line before and behind an element that has lines of its
// own; a paragraph is set apart by an empty one.
func (w *htmlWriter) block(tag atom.Atom) {
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Ul, atom.Ol, atom.Table, atom.Pre:
		w.lineEnd(w.gap())
	default:
		if markup.IsBlock(tag) {
			w.lineEnd(1)
		}
	}
}

// gap is how many line ends set a paragraph apart: none at the very start.
func (w *htmlWriter) gap() int {
	if w.out.Len() == 0 {
		return 0
	}
	return 2
}

func (w *htmlWriter) end(tag atom.Atom) {
	if tag == atom.Td || tag == atom.Th {
		w.cell = true
		return
	}
	w.block(tag)
}

// close closes an element: a link shows where it leads, unless its text does.
func (w *htmlWriter) close(e *element) {
	w.quotes -= one(e.quote)
	w.pre -= one(e.pre)
	if e.link == "" || w.pass.Hidden > 0 || !strings.HasPrefix(strings.ToLower(e.link), "http") || len(e.link) > 500 {
		return
	}
	shown := strings.TrimSpace(w.out.String()[min(e.from, w.out.Len()):])
	bare := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(e.link, "https://"), "http://"), "/")
	if shown != "" && !strings.Contains(shown, bare) && !strings.HasPrefix(shown, "[") {
		w.text([]byte(" <" + visible.Line(e.link) + ">"))
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// bullet returns what stands before the next item of the innermost list.
func (w *htmlWriter) bullet() string {
	for e := range w.pass.Open {
		if e.item > 0 {
			e.item++
			return strconv.Itoa(e.item-1) + ". "
		}
		if e.list {
			break
		}
	}
	return "- "
}
