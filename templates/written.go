package templates

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// newWritten returns the parser of Markdown that people wrote. Every word of it is to be
// shown: it knows neither raw HTML nor definitions of links, so that these are text; and
// what is quoted in it, as the words of somebody else, is text as it stands.
func newWritten() parser.Parser {
	blocks := []util.PrioritizedValue{
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(quotationParser{}, 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	}
	inlines := []util.PrioritizedValue{
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewStrikethroughParser(), 500),
		util.Prioritized(extension.NewLinkifyParser(), 999),
	}
	return parser.NewParser(
		parser.WithBlockParsers(blocks...), parser.WithInlineParsers(inlines...),
		parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
}

// quotation is a quotation in Markdown that somebody wrote. Its lines are what is behind
// the quotation marks, as it is.
type quotation struct{ ast.BaseBlock }

var kindQuotation = ast.NewNodeKind("Quotation")

// Kind implements ast.Node.
func (*quotation) Kind() ast.NodeKind { return kindQuotation }

// IsRaw implements ast.Node.
func (*quotation) IsRaw() bool { return true }

// Dump implements ast.Node.
func (q *quotation) Dump(source []byte, n int) { ast.DumpHelper(q, source, n, nil, nil) }

// quotationParser reads lines that begin with ">" (CommonMark section 5.1), without what
// would be structure or a link in them.
type quotationParser struct{}

// Trigger implements parser.BlockParser.
func (quotationParser) Trigger() []byte { return []byte{'>'} }

// CanInterruptParagraph implements parser.BlockParser.
func (quotationParser) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine implements parser.BlockParser.
func (quotationParser) CanAcceptIndentedLine() bool { return false }

// Close implements parser.BlockParser.
func (quotationParser) Close(ast.Node, text.Reader, parser.Context) {}

// Open implements parser.BlockParser.
func (p quotationParser) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	q := &quotation{}
	if !q.add(reader) {
		return nil, parser.NoChildren
	}
	return q, parser.NoChildren
}

// Continue implements parser.BlockParser.
func (quotationParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	if q, ok := node.(*quotation); ok && q.add(reader) {
		return parser.Continue | parser.NoChildren
	}
	return parser.Close
}

// add takes the line that the reader is at, and reports whether it is quoted.
func (q *quotation) add(reader text.Reader) bool {
	line, segment := reader.PeekLine()
	width, at := util.IndentWidth(line, reader.LineOffset())
	if width > 3 || at >= len(line) || line[at] != '>' {
		return false
	}
	at++
	if at < len(line) && line[at] == ' ' {
		at++
	}
	q.Lines().Append(text.NewSegment(segment.Start-segment.Padding+at, segment.Stop))
	reader.AdvanceToEOL()
	return true
}

// quotation reads what is quoted: each run of lines is a paragraph of literal text.
func (r reader) quotation(q *quotation) []block {
	lines := q.Lines()
	var inner []block
	var spans []span
	end := func() {
		if spans = trim(merge(spans)); len(spans) > 0 {
			inner = append(inner, block{kind: paragraph, spans: spans})
		}
		spans = nil
	}
	for i := range lines.Len() {
		segment := lines.At(i)
		line := strings.TrimSpace(plain(string(segment.Value(r.source)), verbatim))
		if line == "" {
			end()
			continue
		}
		if len(spans) > 0 {
			if stop := lines.At(i - 1).Stop; endedByWriter(r.source, stop-1) {
				spans = append(spans, span{hard: true})
			} else {
				spans = append(spans, span{text: "\n"})
			}
		}
		spans = append(spans, span{text: line})
	}
	end()
	if len(inner) == 0 {
		return nil
	}
	return []block{{kind: quote, blocks: inner}}
}

// tableWritten reads a table that somebody wrote. One with cells that belong to no column
// is shown by its lines.
func (r reader) tableWritten(n *extast.Table) []block {
	asTable := true
	var lines []span
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		line, _, _ := bytes.Cut(r.source[row.Pos():], []byte("\n"))
		asTable = asTable && cellsOf(line) <= row.ChildCount()
		if len(lines) > 0 {
			lines = append(lines, span{hard: true})
		}
		lines = append(lines, span{text: strings.TrimSpace(plain(string(line), verbatim))})
	}
	if asTable {
		return []block{{kind: table, rows: r.rows(n), written: true}}
	}
	return []block{{kind: paragraph, spans: lines}}
}

// cellsOf counts the cells of a line of a table.
func cellsOf(line []byte) int {
	line = bytes.TrimSpace(line)
	line = bytes.TrimSuffix(bytes.TrimPrefix(line, []byte("|")), []byte("|"))
	n := 1
	for i, c := range line {
		if c == '|' && (i == 0 || line[i-1] != '\\') {
			n++
		}
	}
	return n
}

// number keeps the numbers that the writer of an ordered list put before its items. Where
// these cannot be numbers of a list, as 03 or that of an empty item, they are text; where
// asText is set, all are.
func (r reader) number(b *block, n *ast.List, asText bool) {
	var markers []string
	for it := n.FirstChild(); it != nil; it = it.NextSibling() {
		marker, _, _ := strings.Cut(string(r.source[it.Pos():]), "\n")
		marker = strings.TrimLeft(marker, " \t")
		digits := len(marker) - len(strings.TrimLeft(marker, "0123456789"))
		markers = append(markers, marker[:min(len(marker), digits+1)])
	}
	for i, marker := range markers {
		number, err := strconv.Atoi(strings.TrimRight(marker, ".)"))
		b.blocks[i].start = number
		asText = asText || err != nil || marker[0] == '0' || len(b.blocks[i].blocks) == 0
	}
	if !asText {
		b.start = b.blocks[0].start
		return
	}
	for i, marker := range markers {
		b.blocks[i].lead(marker + " ")
	}
}

// lead puts words in front of an item.
func (b *block) lead(words string) {
	b.start = 0
	lead := span{text: words}
	if len(b.blocks) > 0 && b.blocks[0].kind == paragraph {
		b.blocks[0].spans = append([]span{lead}, b.blocks[0].spans...)
		return
	}
	lead.text = strings.TrimSpace(words)
	b.blocks = append([]block{{kind: paragraph, spans: []span{lead}}}, b.blocks...)
}

// literalLink appends a link that is not made one as its source has it: an image, or what
// leads to no place that a mail may link to.
func (r reader) literalLink(open string, n ast.Node, destination, title []byte, style span, list *[]span) {
	s := style
	s.text = open
	*list = append(*list, s)
	r.inline(n, style, list)
	s.text = "](" + shown(string(destination))
	if len(title) > 0 {
		s.text += ` "` + shown(string(title)) + `"`
	}
	s.text += ")"
	*list = append(*list, s)
}

// linkWritten appends a link that somebody wrote, with the address to which it leads and
// its title beside its words.
func (r reader) linkWritten(n *ast.Link, style span, list *[]span) {
	s := style
	s.href = link(shown(string(n.Destination)), false)
	var words []span
	r.inline(n, s, &words)
	if s.href == "" || fillsIn(s.href) || strings.TrimSpace(textOf(words)) == "" || isWord(last(*list)) || hasImage(words) {
		r.literalLink("[", n, n.Destination, n.Title, style, list)
		return
	}
	for i := range words {
		words[i].said = true
	}
	*list = append(*list, words...)
	style.text = " <" + s.href + ">"
	*list = append(*list, style)
	if len(n.Title) > 0 {
		style.text = ` "` + shown(string(n.Title)) + `"`
		*list = append(*list, style)
	}
	if next := n.NextSibling(); next != nil && isWord(r.firstOf(next)) {
		style.text = " "
		*list = append(*list, style)
	}
}

// fillsIn reports whether a link fills in a mail: nobody sees to whom, or what with.
func fillsIn(href string) bool {
	return strings.HasPrefix(strings.ToLower(href), "mailto:") && strings.Contains(href, "?")
}

// glued reports whether a word goes on in or out of an element: there its marks are what
// keeps two words, or figures, apart.
func (r reader) glued(n ast.Node, inner []span, list []span) bool {
	if len(inner) == 0 {
		return true
	}
	if isWord(last(list)) && isWord(first(inner)) {
		return true
	}
	next := n.NextSibling()
	return next != nil && isWord(last(inner)) && isWord(r.firstOf(next))
}

// firstOf returns the first character of a node, a space where it has none.
func (r reader) firstOf(n ast.Node) rune {
	for n != nil {
		if t, ok := n.(*ast.Text); ok {
			c, _ := utf8.DecodeRune(t.Segment.Value(r.source))
			return c
		}
		if a, ok := n.(*ast.AutoLink); ok {
			c, _ := utf8.DecodeRune(a.Label(r.source))
			return c
		}
		n = n.FirstChild()
	}
	return ' '
}

// last returns the last character of spans, a space where they have none.
func last(spans []span) rune {
	if len(spans) == 0 || spans[len(spans)-1].text == "" {
		return ' '
	}
	c, _ := utf8.DecodeLastRuneInString(spans[len(spans)-1].text)
	return c
}

// isWord reports whether a character is part of a word that is set apart by spaces.
func isWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !wide(r)
}

// textOf returns the text of spans.
func textOf(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.text)
	}
	return b.String()
}

func hasImage(spans []span) bool {
	for _, s := range spans {
		if s.image != nil {
			return true
		}
	}
	return false
}

// unescape takes the backslashes of Markdown off, and leaves character references as they
// are.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// literal returns a text as it stands, line by line.
func literal(source string) document {
	var d document
	for _, p := range strings.Split(source, "\n\n") {
		var spans []span
		for line := range strings.Lines(p) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			if len(spans) > 0 {
				spans = append(spans, span{hard: true})
			}
			spans = append(spans, span{text: line})
		}
		if len(spans) > 0 {
			d = append(d, block{kind: paragraph, spans: spans})
		}
	}
	return d
}

// flatten returns what is in blocks as one line.
func flatten(blocks []block) []span {
	var list []span
	add := func(spans []span) {
		if len(list) > 0 && len(spans) > 0 {
			list = append(list, span{text: " "})
		}
		list = append(list, spans...)
	}
	for _, b := range blocks {
		add(b.spans)
		add(flatten(b.blocks))
		if b.code != "" {
			add([]span{{text: oneLine(b.code)}})
		}
		for _, row := range b.rows {
			for _, c := range row {
				add(c.spans)
			}
		}
	}
	return list
}
