package main

import (
	"go/parser"
	"go/token"
	"testing"
)

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		name, body, want string
		conditions       int
	}{
		{"an if", `if a { f() }`, `if mutateTurned(0, a) { f() }`, 1},
		{"both sides and the whole", `if a && (b) { f() }`, `if mutateTurned(0, mutateTurned(1, a) && (mutateTurned(2, b))) { f() }`, 3},
		{"three in a row", `if a || b || c { f() }`, `if mutateTurned(0, mutateTurned(1, mutateTurned(3, a) || mutateTurned(4, b)) || mutateTurned(2, c)) { f() }`, 5},
		{"a returned one has only its sides", `return a && b`, `return mutateTurned(0, a) && mutateTurned(1, b)`, 2},
		{"a loop", `for a { f() }`, `for mutateTurned(0, a) { f() }`, 1},
		{"an endless loop", `for { f() }`, `for { f() }`, 0},
		{"a switch without a tag", `switch { case a, b: f(); default: f() }`, `switch { case mutateTurned(0, a), mutateTurned(1, b): f(); default: f() }`, 2},
		{"a switch over a value", `switch x { case 1: f() }`, `switch x { case 1: f() }`, 0},
		{"one within a function within one", `if g(func() bool { return a && b }) { f() }`,
			`if mutateTurned(0, g(func() bool { return mutateTurned(1, a) && mutateTurned(2, b) })) { f() }`, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			source := []byte("package p\n\nfunc _() bool { " + test.body + " }\n")
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, "p.go", source, 0)
			if err != nil {
				t.Fatal(err)
			}
			var list []condition
			want := "package p\n\nfunc _() bool { " + test.want + " }\n"
			if got := string(wrap(set, file, source, &list)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if len(list) != test.conditions {
				t.Errorf("%d conditions, want %d", len(list), test.conditions)
			}
		})
	}
}
