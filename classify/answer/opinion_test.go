package answer

import (
	"slices"
	"strings"
	"testing"

	"rapport/store/visible"
)

// The model is asked about what somebody wrote, and only where it can be an answer.
func TestFeatures(t *testing.T) {
	t.Parallel()
	q := Question{Kind: Minutes, Sender: "Anna Wright 王伟"}
	for text, want := range map[string]bool{
		"Confirmed.": true, "确认。": true, "Dear Kate,\n\nConfirmed.": true,
		"": false, "> Confirmed.": false, "Dear Kate,": false, "您好：": false,
		"Con\u200bfirmed.":           false, // what does not show
		strings.Repeat("Yes.\n", 90): false, strings.Repeat("Yes.\n", mostLines): false, strings.Repeat("Yes.\n", mostLines-1): true,
		strings.Repeat("very ", 400): false,
	} {
		if _, ok := Features(text, q); ok != want {
			t.Errorf("%q: asked %v, want %v", visible.Cut(text, 40), ok, want)
		}
	}
	plain, _ := Features("Confirmed.", q)
	for _, greeted := range []string{"Dear Kate,\nConfirmed.", "Hi,\nDear Kate,\nConfirmed."} {
		if with, _ := Features(greeted, q); !slices.Equal(with, plain) {
			t.Errorf("%q is weighed with its greeting", greeted)
		}
	}
}

// A yes that the model hears keeps what it asks besides, in the sender's words.
func TestAsides(t *testing.T) {
	t.Parallel()
	r := newReader(Question{Kind: Minutes})
	for _, c := range []struct {
		lines []string
		also  []string // found by the grammar
		want  string
	}{
		{[]string{"All of it is as we said. When is lunch, and where?"}, nil, "when is lunch, and where"},
		{[]string{"都按会上说的来。几点吃饭？"}, nil, "几点吃饭"},
		{[]string{"All of it is as we said. See you."}, nil, ""},
		{[]string{"All of it is as we said. When is lunch?"}, []string{"The printer is jammed"}, "The printer is jammed"},
	} {
		if got := r.asides(c.lines, mail{also: c.also}); got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.lines, c.also, got, c.want)
		}
	}
}
