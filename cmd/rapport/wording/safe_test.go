package wording

import (
	"strings"
	"testing"
	"unicode"
)

// Nothing that a terminal obeys, or shows nothing for, comes through; what people write
// does.
func TestSafe_nothingThatActs(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r == '\n' || r == '\t' || r == '\r' || r == 0x200C || r == 0x200D || r >= 0xD800 && r < 0xE000 {
			continue
		}
		out := Safe("a" + string(r) + "b")
		hides := unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) || r == 0x2028 || r == 0x2029
		if hides && out != "ab" && out != "a b" && out != "a\nb" {
			t.Errorf("%U passes: %q", r, out)
		}
	}
	for _, text := range []string{
		"Minutes of our call", "会议纪要（第三次）", "شكرا ١٢٣", "می\u200cخواهم", "क्\u200dष", "👩\u200d💻 ok", "naïve", "a\tb\nc", "\u0601 ٣",
	} {
		if got := Safe(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	for _, text := range []string{"\x1b[2Jx", "\u009b2Jx", "x\u061c", "x\u200f", "\U000e0041x", "\U000e007fx", "x\u2066", "\ufeffx", "x\ufff9", "x\u180e", "x\u00ad", "\U0001d173x"} {
		if got := Safe(text); got != "x" && got != "[2Jx" && got != "2Jx" {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// The short way for text that has nothing to take out leads to the same line.
func TestOneLine_theShortWay(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xD800 && r < 0xE000 {
			continue
		}
		text := " a " + string(r) + "\n\tb" + string(r)
		line, ok := plainLine(text)
		if want := strings.Join(strings.Fields(Safe(text)), " "); ok && line != want {
			t.Errorf("%U: %q, want %q", r, line, want)
		}
	}
}
