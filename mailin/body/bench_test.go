package body

import (
	"fmt"
	"strings"
	"testing"
)

// benchHTML returns HTML as a mail program writes it: a table and quotations.
func benchHTML(size int) string {
	var b strings.Builder
	b.WriteString("<html><head><style>p{margin:0}</style></head><body>")
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `<table><tr><td class="a" style="color:#333">Item %d</td><td>&nbsp;done&amp;paid</td></tr></table><p>See <a href="https://team.example/%d">the page</a>.<br></p><blockquote>Any news?</blockquote>`, i, i)
	}
	return b.String() + "</body></html>"
}

func BenchmarkHTMLText(b *testing.B) {
	const size = 200 << 10
	for name, source := range map[string]string{
		"as programs write it": benchHTML(size),
		"nested div":           strings.Repeat("<div>", size/5),
		"nested blockquote":    strings.Repeat("<blockquote>a", size/13),
		"links never closed":   strings.Repeat("<a href=https://team.example>a", size/30),
		"hidden":               strings.Repeat("<p style='display:none'>a</p>", size/29),
		"brackets":             strings.Repeat("<", size),
		"comments":             strings.Repeat("<!--", size/4),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(source)))
			b.ReportAllocs()
			for b.Loop() {
				HTMLText(source, 2<<20)
			}
		})
	}
}
