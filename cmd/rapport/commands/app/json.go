package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"

	"rapport/cmd/rapport/wording"
)

// clearNames returns the clear names of values in JSON whose first name does not say what
// they hold. The first name stays, since docs/log.md promises that; the clear one follows
// at the end of the same object.
func clearNames() map[string]string {
	return map[string]string{
		"sign":     "signal",
		"said":     "stated",
		"holds":    "embedded",
		"outgoing": "delivery",
		"letter":   "mail",
		"once":     "at_most_once",
		"doubtful": "ambiguous_attempts",
		"tries":    "transactions",
		"matters":  "separate_asks",
	}
}

// WriteJSON writes one JSON value on one line, with both names of what has two. What a
// terminal would obey, or would not show, is escaped: the value is the same.
func WriteJSON(w io.Writer, value any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	n := namer{text: text.Bytes(), names: clearNames(), out: make([]byte, 0, text.Len()+text.Len()/8)}
	n.value()
	_, err := w.Write(append(escapeActing(n.out), '\n'))
	return err
}

// escapeActing escapes in JSON what a terminal would obey.
func escapeActing(text []byte) []byte {
	if bytes.IndexFunc(text, wording.Acts) < 0 {
		return text
	}
	var escaped bytes.Buffer
	for _, r := range string(text) {
		switch high, low := utf16.EncodeRune(r); {
		case !wording.Acts(r):
			escaped.WriteRune(r)
		case high != unicode.ReplacementChar:
			fmt.Fprintf(&escaped, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&escaped, `\u%04x`, r)
		}
	}
	return escaped.Bytes()
}

// namer copies JSON without white space, as encoding/json writes it, and adds names.
type namer struct {
	text  []byte
	at    int
	out   []byte
	names map[string]string
}

// value copies the value that begins here.
func (n *namer) value() {
	switch n.text[n.at] {
	case '{':
		n.object()
	case '[':
		for n.take(); n.text[n.at] != ']'; {
			if n.value(); n.text[n.at] == ',' {
				n.take()
			}
		}
		n.take()
	case '"':
		n.quoted()
	default: // a number, or a word
		for bytes.IndexByte([]byte(",]}\n"), n.text[n.at]) < 0 {
			n.take()
		}
	}
}

func (n *namer) object() {
	var added []byte
	for n.take(); n.text[n.at] != '}'; {
		key := n.quoted()
		n.take() // the colon
		start := len(n.out)
		n.value()
		if clear, ok := n.names[key]; ok {
			added = append(append(added, `,"`+clear+`":`...), n.out[start:]...)
		}
		if n.text[n.at] == ',' {
			n.take()
		}
	}
	n.out = append(n.out, added...)
	n.take()
}

// quoted copies a string, and returns what stands between its quotation marks.
func (n *namer) quoted() string {
	start := n.at
	for n.at++; n.text[n.at] != '"'; n.at++ {
		if n.text[n.at] == '\\' {
			n.at++
		}
	}
	n.at++
	n.out = append(n.out, n.text[start:n.at]...)
	return string(n.text[start+1 : n.at-1])
}

func (n *namer) take() {
	n.out = append(n.out, n.text[n.at])
	n.at++
}
