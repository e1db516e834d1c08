package templates

// document is a mail as blocks and spans: what is left of Markdown when all that
// a mail may not have is gone. The text and the HTML are both written from it.
type document []block

// block is a part of a document that stands on lines of its own.
type block struct {
	kind    blockKind
	level   int      // of a heading, from 1
	start   int      // of an ordered list; 0: it has bullets. Of an item: its own number; 0: the next
	spans   []span   // of a heading or paragraph
	blocks  []block  // of a quote; of a list, its items; of an item, its content
	rows    [][]cell // of a table; the first is its header
	code    string   // the lines of a code block
	compact bool     // a list with nothing between its items
	written bool     // a table that somebody wrote
	state   bool     // the line that says what has happened
}

type blockKind int

const (
	paragraph blockKind = iota
	heading
	list
	item
	quote
	table
	code
	rule
)

// cell is one of a table.
type cell struct {
	spans []span
	right bool // aligned to the right
}

// span is a part of a line.
type span struct {
	text   string
	strong bool
	em     bool
	strike bool
	code   bool
	hard   bool    // a line ends here; there is no text
	tone   string  // of a label: good, warning, bad or neutral; else ""
	href   string  // of a link: http, https or mailto; else ""
	said   bool    // the text beside it has the address of the link
	image  *Inline // its text is what is read where it is not shown
}

// numbers returns the number of each item of an ordered list.
func (b *block) numbers() []int {
	list := make([]int, len(b.blocks))
	next := b.start
	for i, it := range b.blocks {
		if it.start > 0 {
			next = it.start
		}
		list[i] = next
		next++
	}
	return list
}

// words returns what a heading or paragraph says.
func (b *block) words() string {
	words := ""
	for _, s := range b.spans {
		words += s.text
	}
	return words
}

// isImage says that a block is one image and nothing else.
func (b *block) isImage() bool {
	return b.kind == paragraph && len(b.spans) == 1 && b.spans[0].image != nil
}
