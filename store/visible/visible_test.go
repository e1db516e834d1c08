package visible

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for text, want := range map[string]string{
		"a plan":               "a plan",
		"a\u200Db":             "a\u200Db", // the joiner of emoji
		"a\u200Cb":             "a\u200Cb", // and of Persian
		"a\u200Bb":             "ab",
		"\uFEFFa":              "a",
		"a\u00ADb":             "ab",
		"a\u2060b":             "ab",
		"a\u200E\u061Cb":       "ab",
		"a\u2028b":             "a b",
		"a\x7fb\u0085c":        "a b c",
		"  a\x00 ":             "a",
		"\u2066a\u2069\u202Eb": "ab",
		"a\r\nb":               "a  b",
		"a\xffb":               "a\uFFFDb",
		"进度\u200F表":            "进度表",
	} {
		if got := Line(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"a\n\tb\n":             "a\n\tb\n",
		"a\r\nb\rc":            "a\nb\nc",
		"a\x00\x7f\u0085b":     "ab",
		"a\u2029b":             "a\nb",
		"\uFEFFa\u202Eb\u200B": "ab",
		"\xff\xfea":            "\uFFFDa",
		"👩\u200D💻 进度\u200E表\n": "👩\u200D💻 进度表\n",
	} {
		if got := Text(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestLines_keepsWhatAnAnswerMustNotHide(t *testing.T) {
	for text, want := range map[string]string{
		"a\r\nb\x00\u202E":      "a\nb",
		"yes\u200B\u200E\u00AD": "yes\u200B\u200E\u00AD",
	} {
		if got := Lines(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\r\n\u202Eb\xff")
	f.Fuzz(func(t *testing.T, text string) {
		line, block := Line(text), Text(text)
		if Line(line) != line || Text(block) != block {
			t.Errorf("%q is not stable", text)
		}
		for i, s := range []string{line, block} {
			if !utf8.ValidString(s) {
				t.Errorf("%q: no UTF-8 in %q", text, s)
			}
			for _, r := range s {
				if IsHidden(r) || r == 0x2028 || r == 0x2029 || unicode.IsControl(r) && (i == 0 || r != '\n' && r != '\t') {
					t.Errorf("%q: %U in %q", text, r, s)
				}
			}
		}
	})
}

func TestCut_countsCharacters(t *testing.T) {
	for _, test := range []struct {
		text       string
		most       int
		start, cut string
	}{
		{"", 3, "", ""}, {"进度表", 3, "进度表", "进度表"}, {"进度表。", 3, "进度表", "进度表…"}, {"ab\xffcd", 3, "ab\xff", "ab\xff…"}, {"a", 0, "", "…"},
	} {
		if start, cut := Start(test.text, test.most), Cut(test.text, test.most); start != test.start || cut != test.cut {
			t.Errorf("%q to %d: %q and %q, want %q and %q", test.text, test.most, start, cut, test.start, test.cut)
		}
	}
}
