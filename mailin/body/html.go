package body

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"rapport/store/visible"
)

// maxOpen bounds the elements that are open at a time and mean something to us.
const maxOpen = 200

// HTMLText makes plain text of HTML, as a person sees it: what is hidden is left
// out, quotations begin with "> ", tables are in lines, links show where they
// lead. Nothing is fetched and nothing of the markup is left. The text is at
// most limit bytes, or a little more.
func HTMLText(source string, limit int) string {
	text, _ := htmlText(source, limit)
	return text
}

func htmlText(source string, limit int) (text string, defects []string) {
	w := htmlWriter{limit: limit}
	tokens := html.NewTokenizer(strings.NewReader(source))
	for w.out.Len() < limit {
		switch tokens.Next() {
		case html.ErrorToken:
			return w.finish()
		case html.TextToken:
			w.text(tokens.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := tokens.TagName()
			tag := atom.Lookup(name)
			attributes := w.attributes[:0]
			for more && len(attributes) < 50 {
				var key, value []byte
				key, value, more = tokens.TagAttr()
				attributes = append(attributes, attribute{atom.Lookup(key), string(value)})
			}
			w.attributes = attributes
			w.start(tag, attributes)
		case html.EndTagToken:
			name, _ := tokens.TagName()
			w.end(atom.Lookup(name))
		}
	}
	w.defects = append(w.defects, "the HTML is longer than limits.text; the rest is left out")
	return w.finish()
}

type attribute struct {
	name  atom.Atom
	value string
}

// element is an open element that changes how what is in it is written.
type element struct {
	tag    atom.Atom
	nested int // open elements of the same tag in it, which its end must not end
	quote  bool
	hidden bool
	pre    bool
	link   string // where an a element leads
	list   bool
	item   int // number of the next item of a list; 0 where they have none
	from   int // where its text begins in the output
}

// htmlWriter writes the text of HTML.
type htmlWriter struct {
	out        strings.Builder
	limit      int
	open       []element
	quotes     int
	quoted     int // of the last line that was written
	hidden     int
	pre        int
	lines      int  // line ends that are due before the next text
	space      bool // white space is due
	begun      bool // something stands in this line
	cell       bool // a table cell has ended in this line
	attributes []attribute
	defects    []string
}

func (w *htmlWriter) finish() (string, []string) {
	return w.out.String(), w.defects
}

// text writes text, its white space folded outside of pre.
func (w *htmlWriter) text(text []byte) {
	if w.hidden > 0 {
		if len(bytes.TrimSpace(text)) > 0 && w.visibleTag() {
			w.hiddenText()
		}
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
			if w.space && w.lines == 0 && w.begun {
				w.write(' ')
			}
			w.space = false
			w.write(r)
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
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

// lineEnd makes n line ends due, of which those of neighbours count once.
func (w *htmlWriter) lineEnd(n int) {
	if w.pre > 0 && w.lines > 0 && n == 1 {
		w.lines++
	}
	w.lines = min(max(w.lines, n), 3)
	w.begun, w.space, w.cell = false, false, false
}

// breakLine ends a line, also an empty one.
func (w *htmlWriter) breakLine() {
	w.lines = min(w.lines+1, 3)
	w.begun, w.space, w.cell = false, false, false
}

func (w *htmlWriter) start(tag atom.Atom, attributes []attribute) {
	if n := len(w.open); n > 0 && w.open[n-1].hidden && w.open[n-1].tag == atom.P && isBlock(tag) {
		w.pop() // a paragraph ends where the next block begins
	}
	if n := len(w.open); n > 0 && w.open[n-1].tag == atom.Head && !inHead(tag) {
		w.pop() // nobody need write where the head ends, nor where the body begins
	}
	switch tag {
	case atom.Br:
		w.breakLine()
		return
	case atom.Hr:
		w.lineEnd(1)
		w.text([]byte(Rule))
		w.lineEnd(1)
		return
	case atom.Img:
		if w.hidden == 0 {
			if alt := strings.TrimSpace(value(attributes, atom.Alt)); alt != "" && len(alt) < 200 {
				w.text([]byte("[" + alt + "]"))
			}
		}
		return
	case atom.Li:
		w.lineEnd(1)
		w.text([]byte(w.bullet()))
	case atom.Td, atom.Th:
		w.space = w.space || w.cell
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Ul, atom.Ol, atom.Table, atom.Pre:
		w.lineEnd(w.gap())
	default:
		if isBlock(tag) {
			w.lineEnd(1)
		}
	}
	w.push(tag, attributes)
}

// Rule stands for the line that a browser draws for an hr element.
const Rule = "----------------------------------------"

// inHead says whether an element may stand in the head of a page.
func inHead(tag atom.Atom) bool {
	switch tag {
	case atom.Base, atom.Link, atom.Meta, atom.Noscript, atom.Object, atom.Script, atom.Style, atom.Template, atom.Title, 0:
		return true
	}
	return false
}

// gap is how many line ends set a paragraph apart: none at the very start.
func (w *htmlWriter) gap() int {
	if w.out.Len() == 0 {
		return 0
	}
	return 2
}

// push opens an element, where it changes anything.
func (w *htmlWriter) push(tag atom.Atom, attributes []attribute) {
	e := element{tag: tag, from: w.out.Len()}
	e.hidden = neverShown(tag)
	switch tag {
	case atom.Blockquote:
		e.quote = !indents(value(attributes, atom.Style))
	case atom.Pre, atom.Textarea:
		e.pre = true
	case atom.A:
		e.link = value(attributes, atom.Href)
	case atom.Ul, atom.Dir:
		e.list = true
	case atom.Ol:
		e.list, e.item = true, 1
		if n, err := strconv.Atoi(value(attributes, atom.Start)); err == nil && n > 0 && n < 1_000_000 {
			e.item = n
		}
	case atom.Input, atom.Meta, atom.Link, atom.Col, atom.Area, atom.Base, atom.Wbr, atom.Embed, atom.Source:
		return // without content
	}
	if hides(attributes) {
		e.hidden = true
	}
	if !e.hidden && !e.quote && !e.pre && e.link == "" && !e.list {
		if n := len(w.open); n > 0 && w.open[n-1].tag == tag {
			w.open[n-1].nested++
		}
		return
	}
	if len(w.open) >= maxOpen {
		return
	}
	w.open = append(w.open, e)
	w.quotes += b2i(e.quote)
	w.hidden += b2i(e.hidden)
	w.pre += b2i(e.pre)
}

func (w *htmlWriter) end(tag atom.Atom) {
	for i := len(w.open) - 1; i >= 0; i-- {
		if w.open[i].tag != tag {
			continue
		}
		if i == len(w.open)-1 && w.open[i].nested > 0 {
			w.open[i].nested--
			break
		}
		for len(w.open) > i {
			w.pop()
		}
		break
	}
	switch tag {
	case atom.Td, atom.Th:
		w.cell = true
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Ul, atom.Ol, atom.Table, atom.Pre:
		w.lineEnd(w.gap())
	default:
		if isBlock(tag) {
			w.lineEnd(1)
		}
	}
}

// pop closes the innermost element.
func (w *htmlWriter) pop() {
	e := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	w.quotes -= b2i(e.quote)
	w.hidden -= b2i(e.hidden)
	w.pre -= b2i(e.pre)
	if e.link == "" || w.hidden > 0 || !strings.HasPrefix(strings.ToLower(e.link), "http") || len(e.link) > 500 {
		return
	}
	shown := strings.TrimSpace(w.out.String()[min(e.from, w.out.Len()):])
	bare := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(e.link, "https://"), "http://"), "/")
	if shown != "" && !strings.Contains(shown, bare) && !strings.HasPrefix(shown, "[") {
		w.text([]byte(" <" + visible.Line(e.link) + ">"))
	}
}

// bullet gives what stands before the next item of the innermost list.
func (w *htmlWriter) bullet() string {
	for i := len(w.open) - 1; i >= 0; i-- {
		e := &w.open[i]
		if !e.list {
			continue
		}
		if e.item == 0 {
			break
		}
		e.item++
		return strconv.Itoa(e.item-1) + ". "
	}
	return "- "
}

// indents says whether a style is that of the blockquote by which Gmail and
// Outlook indent what the sender wrote.
func indents(style string) bool {
	style = strings.ToLower(strings.ReplaceAll(style[:min(len(style), 500)], " ", ""))
	return strings.Contains(style, "border:none") && strings.Contains(style, "40px")
}

// neverShown says whether what is in such an element is no text of the mail.
func neverShown(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Noscript, atom.Object, atom.Svg, atom.Select,
		atom.Iframe, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

// visibleTag says whether what is hidden is so by its style, and not by being a
// script or the like.
func (w *htmlWriter) visibleTag() bool {
	for _, e := range w.open {
		if neverShown(e.tag) {
			return false
		}
	}
	return true
}

func (w *htmlWriter) hiddenText() {
	const defect = "the HTML holds hidden text, which is left out"
	if len(w.defects) == 0 {
		w.defects = append(w.defects, defect)
	}
}

func value(attributes []attribute, name atom.Atom) string {
	for _, a := range attributes {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// hides says whether the attributes of an element keep it from being shown.
func hides(attributes []attribute) bool {
	for _, a := range attributes {
		switch a.name {
		case atom.Hidden:
			return true
		case atom.Style:
			style := strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) {
					return -1
				}
				return unicode.ToLower(r)
			}, a.value[:min(len(a.value), 2000)])
			for _, how := range []string{"display:none", "visibility:hidden", "mso-hide:all", "font-size:0;", "font-size:0px", "opacity:0;"} {
				if strings.Contains(style+";", how) {
					return true
				}
			}
		}
	}
	return false
}

func isBlock(tag atom.Atom) bool {
	switch tag {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Center, atom.Dd, atom.Details, atom.Dir, atom.Div, atom.Dl, atom.Dt,
		atom.Fieldset, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr, atom.Li, atom.Main,
		atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Tfoot, atom.Thead, atom.Tr, atom.Ul, atom.Caption:
		return true
	}
	return false
}
