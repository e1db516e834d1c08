package body

import (
	"testing"
	"unicode/utf8"
)

func FuzzHTMLText(f *testing.F) {
	for _, seed := range []string{
		"", "a<b", "<p>one<p>two", "<table><tr><td>a<td>b</table>", "<blockquote><pre>a\nb</blockquote>", "<head><title>x</title><body>a",
		"<a href=https://x.example>a</a>", "<span style='display:none'>a</span>b", "<!-- a", "&#0;&#xD800;&amp", "<svg><p>a</svg>b", "<![CDATA[a]]>", "\xff<\xfe",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		const limit = 1000
		text, defects := htmlText(source, limit)
		if !utf8.ValidString(text) {
			t.Errorf("no valid UTF-8: %q", text)
		}
		if len(text) > limit+4*200+1000 {
			t.Errorf("%d bytes of text, limit %d", len(text), limit)
		}
		if len(text) >= limit && len(defects) == 0 {
			t.Error("text is left out, and nothing said")
		}
		for _, r := range text {
			if r < ' ' && r != '\n' {
				t.Errorf("the control %q in %q", r, text)
			}
		}
		if again := HTMLText(source, limit); again != text {
			t.Errorf("%q, and the second time %q", text, again)
		}
	})
}
