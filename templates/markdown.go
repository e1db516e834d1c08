package templates

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// maxDepth bounds how deep lists and quotes stand in each other. What is deeper
// is drawn up to the level above.
const maxDepth = 6

// reader makes a document of Markdown.
type reader struct {
	markdown parser.Parser
	written  parser.Parser // of Markdown that is data
	images   []Inline
	used     *[]Inline // the images that were shown, in their order
	source   []byte
	data     bool // the Markdown is data: every word of it is shown, its headings are demoted, and it shows no images
	asText   bool // data is shown line by line, without its Markdown
	depth    int
}

// newMarkdown returns the parser of templates: CommonMark with tables, strike-through
// and bare addresses as links.
func newMarkdown() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify)).Parser()
}

func (r reader) read(source string) document {
	r.source = []byte(source)
	return r.blocks(r.markdown.Parse(text.NewReader(r.source)))
}

// blocks reads the children of a node.
func (r reader) blocks(parent ast.Node) []block {
	var list []block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		list = append(list, r.block(n)...)
	}
	return list
}

// block reads one node. What a mail does not have, as raw HTML, is nothing.
func (r reader) block(node ast.Node) []block {
	switch n := node.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		return r.paragraph(n)
	case *ast.Heading:
		spans := r.spans(n)
		if r.data {
			return []block{{kind: heading, level: 4, spans: spans}}
		}
		return []block{{kind: heading, level: min(n.Level, 4), spans: spans}}
	case *ast.ThematicBreak:
		if r.data {
			return nil
		}
		return []block{{kind: rule}}
	case *ast.FencedCodeBlock:
		code := r.code(n.Lines())
		if r.data && n.Info != nil {
			info := block{kind: paragraph, spans: []span{{text: oneLine(plain(string(n.Info.Value(r.source)), verbatim))}}}
			return append([]block{info}, code...)
		}
		return code
	case *ast.CodeBlock:
		return r.code(n.Lines())
	case *extast.Table:
		if r.data {
			return r.tableWritten(n)
		}
		return []block{{kind: table, rows: r.rows(n)}}
	case *quotation:
		return r.quotation(n)
	case *ast.Blockquote, *ast.List, *ast.ListItem:
		return r.container(node)
	}
	return nil
}

// container reads a block of blocks.
func (r reader) container(node ast.Node) []block {
	r.depth++
	inner := r.blocks(node)
	_, isItem := node.(*ast.ListItem)
	if len(inner) == 0 && !(isItem && r.data) { // an empty item may have a number
		return nil
	}
	deep := !isItem && r.depth > 2*maxDepth
	switch n := node.(type) {
	case *ast.List:
		b := block{kind: list, blocks: inner, compact: n.IsTight}
		switch {
		case n.IsOrdered() && r.data:
			r.number(&b, n, deep)
		case n.IsOrdered():
			b.start = max(n.Start, 1)
		}
		if deep {
			return unwrapped(inner)
		}
		return []block{b}
	case *ast.ListItem:
		return []block{{kind: item, blocks: inner}}
	}
	if deep {
		return unwrapped(inner)
	}
	return []block{{kind: quote, blocks: inner}}
}

// unwrapped returns the content of items alone.
func unwrapped(blocks []block) []block {
	var flat []block
	for _, b := range blocks {
		if b.kind == item {
			flat = append(flat, b.blocks...)
			continue
		}
		flat = append(flat, b)
	}
	return flat
}

// paragraph reads a paragraph. One that is nothing but a mark of Markdown is what
// that Markdown holds.
func (r reader) paragraph(n ast.Node) []block {
	if t, ok := n.FirstChild().(*ast.Text); ok && n.ChildCount() == 1 {
		if p := parts(strings.TrimSpace(string(t.Value(r.source)))); len(p) == 1 && p[0].kind == markMD {
			return r.ofData(p[0].text)
		}
	}
	if spans := r.spans(n); len(spans) > 0 {
		return []block{{kind: paragraph, spans: spans}}
	}
	return nil
}

// ofData reads Markdown that somebody wrote. What has more marks in a paragraph than any
// writer makes would cost the parser time that grows with their square: it is taken for
// plain text.
func (r reader) ofData(source string) document {
	if r.asText {
		return literal(source)
	}
	for _, p := range strings.Split(source, "\n\n") {
		marks := 0
		for _, c := range []byte(p) {
			if strings.IndexByte("[]()*_!<>&~`", c) >= 0 {
				marks++
			}
		}
		if marks > mostMarks {
			return literal(source)
		}
	}
	return r.inner().read(source + "\n")
}

// mostMarks is how many characters of a paragraph may be marks of Markdown.
const mostMarks = 1500

// inner is the reader of Markdown that is data.
func (r reader) inner() reader {
	r.data, r.images, r.markdown, r.depth = true, nil, r.written, 0
	return r
}

func (r reader) code(lines *text.Segments) []block {
	return []block{{kind: code, code: strings.TrimRight(plain(string(lines.Value(r.source)), verbatim), "\n")}}
}

func (r reader) rows(n ast.Node) [][]cell {
	var rows [][]cell
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []cell
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			tc, ok := c.(*extast.TableCell)
			cells = append(cells, cell{spans: r.spans(c), right: ok && tc.Alignment == extast.AlignRight})
		}
		rows = append(rows, cells)
	}
	return rows
}

// spans reads the content of a line.
func (r reader) spans(node ast.Node) []span {
	var list []span
	r.inline(node, span{}, &list)
	return trim(merge(list))
}

// inline reads the children of a node, which have the style of it.
func (r reader) inline(parent ast.Node, style span, list *[]span) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		s := style
		switch n := node.(type) {
		case *ast.Text:
			r.text(string(n.Segment.Value(r.source)), r.decode, style, list)
			switch {
			case n.HardLineBreak(), n.SoftLineBreak() && r.data && endedByWriter(r.source, n.Segment.Stop):
				*list = append(*list, span{hard: true})
			case n.SoftLineBreak():
				s.text = "\n"
				*list = append(*list, s)
			}
		case *ast.String:
			r.text(string(n.Value), verbatim, style, list)
		case *ast.CodeSpan:
			s.code = true
			var inner []span
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					r.text(strings.ReplaceAll(string(t.Segment.Value(r.source)), "\n", " "), verbatim, s, &inner)
				}
			}
			r.styled(n, "`", style, inner, list)
		case *ast.Emphasis:
			s.em, s.strong = s.em || n.Level == 1, s.strong || n.Level == 2
			r.styled(n, strings.Repeat("*", n.Level), style, r.within(n, s), list)
		case *extast.Strikethrough:
			s.strike = true
			r.styled(n, "~~", style, r.within(n, s), list)
		case *ast.AutoLink:
			r.autoLink(n, s, list)
		case *ast.Link:
			if r.data {
				r.linkWritten(n, s, list)
				continue
			}
			s.href = link(plain(string(n.Destination), decode), false)
			r.inline(n, s, list)
		case *ast.Image:
			if r.data {
				r.literalLink("![", n, n.Destination, n.Title, s, list)
				continue
			}
			if id, ok := strings.CutPrefix(plain(string(n.Destination), verbatim), "cid:"); ok {
				r.image(id, words(r.inner().within(n, span{})), list)
			}
		}
	}
}

// within returns the content of a node, which has a style.
func (r reader) within(n ast.Node, style span) (list []span) {
	r.inline(n, style, &list)
	return list
}

// styled appends what stands between two marks. In data the marks are shown where they
// are all that keeps two words apart.
func (r reader) styled(n ast.Node, mark string, style span, inner []span, list *[]span) {
	if !r.data || !r.glued(n, inner, *list) {
		*list = append(*list, inner...)
		return
	}
	style.text = mark
	*list = append(append(append(*list, style), inner...), style)
}

// autoLink appends an address that is a link by itself.
func (r reader) autoLink(n *ast.AutoLink, s span, list *[]span) {
	label := string(n.Label(r.source))
	s.href = link(plain(string(n.URL(r.source)), verbatim), n.AutoLinkType == ast.AutoLinkEmail)
	if r.data && (fillsIn(s.href) || r.glued(n, []span{{text: label}}, *list)) {
		s.href = ""
		if r.source[n.Pos()] == '<' {
			label = "<" + label + ">"
		}
	}
	r.text(label, verbatim, s, list)
}

// decode returns a literal text without the escapes of Markdown. In data a character
// reference is text.
func (r reader) decode(s string) string {
	if r.data {
		return unescape(s)
	}
	return decode(s)
}

// narrowest is the least margin, in columns, at which programs wrap text.
const narrowest = 56

// endedByWriter reports whether the line of source that ends at stop was ended by who
// wrote it, and not by a program that wraps lines: the next word had room in it.
func endedByWriter(source []byte, stop int) bool {
	begin := bytes.LastIndexByte(source[:stop], '\n') + 1
	_, next, _ := bytes.Cut(source[stop:], []byte("\n"))
	next = bytes.TrimLeft(next[:min(len(next), 4*narrowest)], " \t>")
	size := 0
	for size < len(next) && next[size] != ' ' && next[size] != '\n' && size < narrowest {
		r, n := utf8.DecodeRune(next[size:])
		if size += n; unicode.Is(unicode.Han, r) { // may be wrapped after each
			break
		}
	}
	return stop-begin < 4*narrowest && columns(string(source[begin:stop]))+1+columns(string(next[:size])) <= narrowest
}

// text reads text with its marks. What is literal in it is passed through a
// function.
func (r reader) text(s string, literal func(string) string, style span, list *[]span) {
	for _, p := range parts(s) {
		piece := style
		switch p.kind {
		case 0:
			piece.text = shown(literal(p.text))
		case markText:
			piece.text = p.text
		case markLabel:
			piece.tone, piece.text, _ = strings.Cut(p.text, " ")
		case markImage:
			r.image(p.text, "", list)
			continue
		case markMD:
			*list = append(*list, flatten(r.ofData(p.text))...)
			continue
		}
		*list = append(*list, piece)
	}
}

// image shows one of the images of a mail; one that the mail has not is nothing.
func (r reader) image(id, alt string, list *[]span) {
	i := slices.IndexFunc(r.images, func(image Inline) bool { return image.ContentID == id })
	if i < 0 {
		return
	}
	image := r.images[i]
	if alt == "" {
		alt = oneLine(image.Alt)
	}
	if !slices.ContainsFunc(*r.used, func(u Inline) bool { return u.ContentID == id }) {
		*r.used = append(*r.used, image)
	}
	*list = append(*list, span{text: alt, image: &image})
}

// words returns the words of a line, and of the Markdown in it, alone.
func (r reader) words(line string) string {
	var b strings.Builder
	for _, p := range parts(line) {
		switch p.kind {
		case markMD:
			b.WriteString(words(flatten(r.ofData(p.text))))
		case 0, markText:
			b.WriteString(p.text)
		}
	}
	return oneLine(b.String())
}
