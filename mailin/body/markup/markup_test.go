package markup

import (
	"strings"
	"testing"

	"golang.org/x/net/html/atom"
)

// trace writes what a pass is told: text, elements that are kept in brackets.
func trace(source string) (out string, hid bool) {
	var b strings.Builder
	p := Pass[string]{
		Text: func(text []byte) { b.Write(text) },
		Start: func(_ atom.Atom, name []byte, attributes []Attribute) (string, bool) {
			id := string(Value(attributes, atom.Id))
			if id != "" {
				b.WriteString("[" + id + " ")
			}
			return id, id != ""
		},
		Close: func(id *string) { b.WriteString(" " + *id + "]") },
	}
	p.Read(source)
	return b.String(), p.HidText
}

func TestPass(t *testing.T) {
	for _, test := range []struct {
		name, source, want string
		hid                bool
	}{
		{"an element", `a<div id=x>b</div>c`, "a[x b x]c", false},
		{"one of its kind in it", `<div id=x>a<div>b</div>c</div>d`, "[x abc x]d", false},
		{"one of its kind in another in it", `<div id=x><b id=y><div>a</div></b>c</div>d`, "[x [y a y]c x]d", false},
		{"what is not closed ends with what is around it", `<div id=x><b id=y>a</div>b`, "[x [y a y] x]b", false},
		{"an end that nothing began", `a</div>b`, "ab", false},
		{"void elements are never open", `<br id=x>a<img id=y>b`, "[x a[y b", false},
		{"hidden by its style", `a<p style="Display : none">b</p>c`, "ac", true},
		{"hidden around others of its kind, with another in it", `<div hidden><a id=x><div>a</div>b</a>c</div>d`, "[x  x]d", true},
		{"a script is no hidden text", `a<script>b</script>c`, "ac", false},
		{"the head ends where the body begins", `<head><title>a</title><p>b`, "b", false},
		{"a hidden paragraph ends where the next begins", `<p hidden>a<p>b`, "b", true},
		{"entities", `a&amp;b&#20320;`, "a&b你", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, hid := trace(test.source); got != test.want || hid != test.hid {
				t.Errorf("%q, hidden text: %t; want %q, %t", got, hid, test.want, test.hid)
			}
		})
	}
}

func TestPass_endsWhereMoreSaysSo(t *testing.T) {
	n := 0
	p := Pass[bool]{Text: func([]byte) { n++ }, Start: func(atom.Atom, []byte, []Attribute) (bool, bool) { return false, false }, More: func() bool { return n < 2 }}
	if p.Read("<p>a<p>b<p>c") || n != 2 {
		t.Errorf("it read %d texts to the end", n)
	}
}
