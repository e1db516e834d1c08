// Package markup reads HTML in one pass over its tokens, for whoever wants its
// text, its words or the containers of mail programs in it. It knows what is open
// and what is shown. Nothing is fetched, no tree is built, and whatever the source
// is, the pass takes time in proportion to its length.
package markup

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxOpen bounds the elements that are kept open at a time, and maxAttributes the
// attributes of one that are looked at.
const (
	maxOpen       = 200
	maxAttributes = 50
)

// Attribute is an attribute of a name that HTML knows. That of Zimbra, data-marker,
// is called class. Value is good until the next element.
type Attribute struct {
	Name  atom.Atom
	Value []byte
}

// Value returns the value of the first attribute of that name.
func Value(attributes []Attribute, name atom.Atom) []byte {
	for _, a := range attributes {
		if a.Name == name {
			return a.Value
		}
	}
	return nil
}

// Pass is one pass over HTML. T is what is kept of an element while it is open.
type Pass[T any] struct {
	// Text is called with text that is shown.
	Text func(text []byte)
	// Start is called where an element begins. It returns what to keep of it, and
	// whether to keep anything.
	Start func(tag atom.Atom, name []byte, attributes []Attribute) (of T, keep bool)
	// Close, where not nil, is called for each element that was kept once it is no
	// longer open, the innermost first.
	Close func(of *T)
	// End, where not nil, is called for each end tag, after Close.
	End func(tag atom.Atom)
	// More, where not nil, is asked before each token whether to go on.
	More func() bool

	// Unseen, where not nil, is called with text that only a style hides.
	Unseen func(text []byte)

	// Hidden counts the open elements whose content is not shown. HidText is set
	// where text in one was left out that only a style hides.
	Hidden  int
	HidText bool
	// Struck counts the open elements whose content is crossed out.
	Struck int

	open       []opened[T]
	unshown    int // open elements of which no browser shows the content
	faint      int // open elements whose content is shown where nobody sees it
	ink, paper colour
	rules      []rule
	attributes []Attribute
}

// IsFaint reports whether text that is shown now cannot be seen: it has the colour of its
// background, or no size, or lies off the page.
func (p *Pass[T]) IsFaint() bool { return p.faint > 0 || p.ink.isUnseen(p.paper) }

// opened is an open element that is kept, or hidden.
type opened[T any] struct {
	tag             atom.Atom
	nested          int // open elements of the same tag in it, which its end tag does not end
	hidden, unshown bool
	look            look
	ink, paper      colour // around it
	kept            bool
	of              T
}

// endsAt reports whether an element that is not closed ends where another begins (HTML
// section 13.1.2.4).
func (o *opened[T]) endsAt(tag atom.Atom) bool {
	switch o.tag {
	case atom.P:
		return IsBlock(tag)
	case atom.Li, atom.Tr:
		return tag == o.tag
	case atom.Td, atom.Th:
		return tag == atom.Td || tag == atom.Th || tag == atom.Tr
	}
	return false
}

// Read reads source. It returns false where More ended it.
func (p *Pass[T]) Read(source string) bool {
	p.rules = sheets(source)
	tokens := html.NewTokenizer(strings.NewReader(source))
	for p.More == nil || p.More() {
		switch tokens.Next() {
		case html.ErrorToken:
			return true
		case html.TextToken:
			text := tokens.Text()
			switch {
			case p.Hidden == 0:
				p.Text(text)
			case p.unshown == 0 && len(bytes.TrimSpace(text)) > 0:
				p.HidText = true
				if p.Unseen != nil {
					p.Unseen(text)
				}
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			p.start(tokens)
		case html.EndTagToken:
			name, _ := tokens.TagName()
			tag := atom.Lookup(name)
			p.end(tag)
			if p.End != nil {
				p.End(tag)
			}
		}
	}
	return false
}

// Open calls yield with what is kept of the open elements, the innermost first,
// until it returns false.
func (p *Pass[T]) Open(yield func(of *T) bool) {
	for i := len(p.open) - 1; i >= 0; i-- {
		if p.open[i].kept && !yield(&p.open[i].of) {
			return
		}
	}
}

func (p *Pass[T]) start(tokens *html.Tokenizer) {
	name, more := tokens.TagName()
	tag := atom.Lookup(name)
	p.attributes = p.attributes[:0]
	for n := 0; more && n < maxAttributes; n++ {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		known := atom.Lookup(key)
		if known == 0 {
			known = otherAttribute(string(key))
		}
		if known != 0 {
			p.attributes = append(p.attributes, Attribute{known, value})
		}
	}
	if n := len(p.open); n > 0 {
		switch top := &p.open[n-1]; {
		case (top.hidden || !top.kept) && top.endsAt(tag): // its end tag is optional
			p.pop()
		case top.tag == atom.Head && !inHead(tag): // </head> and <body> are optional
			p.pop()
		}
	}
	o := opened[T]{tag: tag, unshown: isUnshown(tag)}
	o.of, o.kept = p.Start(tag, name, p.attributes)
	if IsVoid(tag) {
		return
	}
	o.look = attributed(tag, p.attributes)
	for _, r := range p.rules {
		if r.fits(name, p.attributes) {
			o.look = r.look.over(o.look)
		}
	}
	if o.hidden = o.unshown || o.look.hides; !o.hidden && !o.kept && o.look.plain() {
		for i := len(p.open) - 1; i >= 0; i-- {
			if p.open[i].tag == tag {
				p.open[i].nested++
				break
			}
		}
		return
	}
	if len(p.open) == maxOpen {
		if p.Close != nil && o.kept {
			of := o.of
			p.Close(&of)
		}
		return
	}
	o.ink, o.paper = p.ink, p.paper
	if o.look.ink.said {
		p.ink = o.look.ink
	}
	if o.look.paper.said {
		p.paper = o.look.paper
	}
	p.open = append(p.open, o)
	p.Hidden += one(o.hidden)
	p.unshown += one(o.unshown)
	p.faint += one(o.look.faint)
	p.Struck += one(o.look.struck)
}

func (p *Pass[T]) end(tag atom.Atom) {
	for i := len(p.open) - 1; i >= 0; i-- {
		if p.open[i].tag != tag {
			continue
		}
		if p.open[i].nested > 0 {
			p.open[i].nested--
			return
		}
		for len(p.open) > i {
			p.pop()
		}
		return
	}
}

// pop closes the innermost element.
func (p *Pass[T]) pop() {
	o := &p.open[len(p.open)-1]
	p.open = p.open[:len(p.open)-1]
	p.Hidden -= one(o.hidden)
	p.unshown -= one(o.unshown)
	p.faint -= one(o.look.faint)
	p.Struck -= one(o.look.struck)
	p.ink, p.paper = o.ink, o.paper
	if p.Close != nil && o.kept {
		p.Close(&o.of)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Style appends the start of a style attribute to out in lower case and without
// white space.
func Style(out, value []byte) []byte {
	for _, c := range value[:min(len(value), 2000)] {
		switch {
		case c == ' ' || c >= '\t' && c <= '\r':
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
		default:
			out = append(out, c)
		}
	}
	return out
}

// IsIndent reports whether a blockquote only indents what the sender wrote, as those
// of Gmail and Outlook do.
func IsIndent(attributes []Attribute) bool {
	var buffer [256]byte
	style := Style(buffer[:0], Value(attributes, atom.Style))
	return bytes.Contains(style, []byte("border:none")) && bytes.Contains(style, []byte("40px"))
}

// isUnshown reports whether no browser shows what is in an element.
func isUnshown(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Noscript, atom.Object, atom.Svg, atom.Select,
		atom.Iframe, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

// IsVoid reports whether an element has no content (HTML section 13.1.2).
func IsVoid(tag atom.Atom) bool {
	switch tag {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// inHead reports whether an element may stand in the head of a page.
func inHead(tag atom.Atom) bool {
	switch tag {
	case atom.Base, atom.Link, atom.Meta, atom.Noscript, atom.Object, atom.Script, atom.Style, atom.Template, atom.Title, 0:
		return true
	}
	return false
}

// IsBlock reports whether an element begins and ends a line.
func IsBlock(tag atom.Atom) bool {
	switch tag {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Center, atom.Dd, atom.Details, atom.Dir, atom.Div, atom.Dl, atom.Dt,
		atom.Fieldset, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr, atom.Li, atom.Main,
		atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Tfoot, atom.Thead, atom.Tr, atom.Ul, atom.Caption:
		return true
	}
	return false
}
