package spelling

import (
	"testing"
	"unicode/utf8"
)

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"status", "status", 0},
		{"statsu", "status", 1}, {"statu", "status", 1}, {"statuss", "status", 1}, {"stetus", "status", 1},
		{"里程杯", "里程碑", 1}, {"程里碑", "里程碑", 1},
		{"kitten", "sitting", 3},
		{"ca", "abc", 3}, // no letter is moved twice
	} {
		if got := Distance(test.a, test.b); got != test.want {
			t.Errorf("%q to %q: %d, want %d", test.a, test.b, got, test.want)
		}
		if got := Distance(test.b, test.a); got != test.want {
			t.Errorf("%q to %q: %d, want %d", test.b, test.a, got, test.want)
		}
	}
}

func FuzzDistance(f *testing.F) {
	f.Add("statsu", "status")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 100 || len(b) > 100 {
			return
		}
		d := Distance(a, b)
		long, short := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
		if long < short {
			long, short = short, long
		}
		if d != Distance(b, a) || d < long-short || d > long {
			t.Errorf("%q to %q: %d", a, b, d)
		}
	})
}
