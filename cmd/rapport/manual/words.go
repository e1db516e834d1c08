package manual

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Words returns the page about the words that people write, rapport(7), made of a page of
// the documentation in Markdown: headings, paragraphs, and tables whose last column says what
// the others mean.
func Words(about About, markdown string) string {
	p := newPage(about, "rapport", "7", "words that people write to Rapport by email")
	for _, b := range readMarkdown(markdown) {
		switch {
		case b.title && b.level == 1:
			p.heading("Description")
		case b.title:
			p.heading(b.text)
		case b.tag != "":
			p.item(b.tag, b.text)
		default:
			p.paragraph(b.text)
		}
	}
	p.heading("See also")
	p.text(bold("rapport") + "(1), " + bold("rapport.toml") + "(5)")
	return p.String()
}

// block is a piece of a page in Markdown.
type block struct {
	title bool
	level int
	tag   string   // of a row of a table: all cells but the last
	words []string // of a row: what is in code there
	text  string
}

// readMarkdown reads the parts of Markdown that Words knows.
func readMarkdown(source string) (blocks []block) {
	bytes := []byte(source)
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(bytes))
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			blocks = append(blocks, block{title: true, level: n.Level, text: inline(n, bytes)})
		case *extast.Table:
			for row := n.FirstChild(); row != nil; row = row.NextSibling() {
				if _, body := row.(*extast.TableRow); !body {
					continue
				}
				var cells []string
				for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
					cells = append(cells, inline(cell, bytes))
				}
				last := len(cells) - 1
				blocks = append(blocks, block{tag: strings.Join(cells[:last], ", "), words: codeIn(row, bytes), text: cells[last]})
			}
		default:
			blocks = append(blocks, block{text: inline(n, bytes)})
		}
	}
	return blocks
}

// inline returns the text of a node, with what is code in bold. Where a link leads is left
// out: a manual page cannot follow it.
func inline(node ast.Node, source []byte) string {
	var b strings.Builder
	for n := node.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.CodeSpan:
			b.WriteString(bold(inline(n, source))) // its children are plain text
		case *ast.Text:
			b.Write(n.Segment.Value(source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		default:
			b.WriteString(inline(n, source))
		}
	}
	return b.String()
}

// codeIn returns what is in code in a node.
func codeIn(node ast.Node, source []byte) (list []string) {
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // nothing in it fails
		if code, is := n.(*ast.CodeSpan); is && entering {
			list = append(list, inline(code, source))
		}
		return ast.WalkContinue, nil
	})
	return list
}
