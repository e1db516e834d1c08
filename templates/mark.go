package templates

import (
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode"
	"unicode/utf8"

	"rapport/store"
)

// marked is what an action of a template writes in the place of its data: a mark
// of letters and digits that Markdown has no meaning for. Data thus never passes
// through the Markdown parser, and cannot be structure in whatever place of a
// template it stands; the mark becomes its data again when the parsed document
// is read.
type marked string

// The kinds of mark.
const (
	markText  = 't' // a text of one line
	markMD    = 'm' // Markdown of its own
	markImage = 'i' // a Content-ID
	markLabel = 'l' // a tone, a space and words
)

// A mark is one of these around a kind and hexadecimal digits. They are private
// to Unicode's users, and taken out of all data.
const (
	markOpen  = '\uE000'
	markClose = '\uE001'
)

// maxText bounds a text of one line, in characters. What is beyond is cut.
const maxText = 4000

// ErrTooLong is the error of Render where a text is longer than store.LongestText: it
// would be cut, and what people are asked about is shown in full or not at all.
var ErrTooLong = errors.New("the text is too long to be shown in one email")

// markdown marks a text as Markdown that somebody wrote.
func markdown(value any) (marked, error) {
	text := fmt.Sprint(value)
	if len(text) > store.LongestText {
		return "", ErrTooLong
	}
	return mark(markMD, clean(text)), nil
}

func mark(kind byte, data string) marked {
	if data == "" {
		return ""
	}
	return marked(string(markOpen) + string(kind) + hex.EncodeToString([]byte(data)) + string(markClose))
}

// escape appends esc to every pipeline of a template that writes something, as
// html/template does.
func escape(t *template.Template) {
	for _, t := range t.Templates() {
		if t.Tree != nil && t.Tree.Root != nil {
			escapeNode(t.Tree, t.Tree.Root)
		}
	}
}

func escapeNode(tree *parse.Tree, node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				escapeNode(tree, child)
			}
		}
	case *parse.IfNode:
		escapeBranch(tree, &n.BranchNode)
	case *parse.RangeNode:
		escapeBranch(tree, &n.BranchNode)
	case *parse.WithNode:
		escapeBranch(tree, &n.BranchNode)
	case *parse.ActionNode:
		if len(n.Pipe.Decl) > 0 {
			return // it sets a variable and writes nothing
		}
		esc := parse.NewIdentifier("esc").SetTree(tree).SetPos(n.Pos)
		n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{esc}})
	}
}

func escapeBranch(tree *parse.Tree, b *parse.BranchNode) {
	escapeNode(tree, b.List)
	escapeNode(tree, b.ElseList)
}

// esc marks a value as text of one line, unless it is marked already.
func esc(value any) marked {
	if m, ok := value.(marked); ok {
		return m
	}
	if value == nil {
		return ""
	}
	if v := reflect.ValueOf(value); v.Kind() == reflect.Pointer && v.IsNil() {
		return ""
	}
	return mark(markText, oneLine(fmt.Sprint(value)))
}

// oneLine returns a text without what could end a line or turn it around: each run
// of space is one space, and control characters are left out.
func oneLine(text string) string {
	var b strings.Builder
	space, count := false, 0
	for _, r := range text {
		switch {
		case unicode.IsSpace(r) && r != '\u00a0':
			space = b.Len() > 0
			continue
		case hidden(r):
			continue
		}
		if count++; count > maxText {
			b.WriteRune('…')
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// clean returns a text of several lines, without control characters.
func clean(text string) string { return shown(withLF(text)) }

// withLF returns a text whose lines all end in LF.
func withLF(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n", "\v", "\n", "\f", "\n").Replace(text)
}

// hidden reports whether a character is never shown, changes how others are, or is
// ours: controls, the overrides and isolates of writing direction, private use,
// tags and noncharacters. Joiners stay: names and emoji are written with them.
func hidden(r rune) bool {
	switch {
	case r == '\u200d' || r == '\u200c':
		return false
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp):
		return true
	}
	return r == utf8.RuneError || r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef
}

// part is a piece of a text that holds marks: literal text, or a mark's data.
type part struct {
	kind byte // 0 is literal
	text string
}

// parts reads the marks of a text.
func parts(text string) []part {
	var list []part
	literal := func(s string) {
		if s != "" {
			list = append(list, part{0, s})
		}
	}
	for {
		before, rest, ok := strings.Cut(text, string(markOpen))
		literal(strings.ReplaceAll(before, string(markClose), ""))
		if !ok {
			return list
		}
		inner, after, ok := strings.Cut(rest, string(markClose))
		if !ok || inner == "" {
			text = rest
			continue
		}
		if data, err := hex.DecodeString(inner[1:]); err == nil {
			list = append(list, part{inner[0], string(data)})
		}
		text = after
	}
}

// plain returns a text with the words of its marks in place of them. What is
// literal in it is passed through a function.
func plain(text string, literal func(string) string) string {
	var b strings.Builder
	for _, p := range parts(text) {
		switch p.kind {
		case 0:
			b.WriteString(shown(literal(p.text)))
		case markLabel:
			_, words, _ := strings.Cut(p.text, " ")
			b.WriteString(words)
		case markMD:
			b.WriteString(oneLine(p.text))
		case markText:
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// shown leaves out what is hidden in literal text, but for its lines.
func shown(text string) string {
	return strings.Map(func(r rune) rune {
		if hidden(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}

// verbatim leaves literal text as it is.
func verbatim(text string) string { return text }
