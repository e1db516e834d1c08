package answer

import (
	"strings"
	"testing"
)

// BenchmarkWords builds the lexicon and reads a first answer with it, which is what the
// first mail after a start waits for.
func BenchmarkWords_first(b *testing.B) {
	for name, text := range map[string]string{"en": "I have read the minutes and they are fine. Confirmed, thanks.", "zh": "纪要内容我们核对过了，没有问题，确认。谢谢！"} {
		b.Run(name, func(b *testing.B) {
			c := clause{tokens: tokensOf(text)}
			var joined strings.Builder
			for i := range c.tokens {
				c.tokens[i].at = joined.Len()
				joined.WriteString(c.tokens[i].text + " ")
			}
			b.ReportAllocs()
			for b.Loop() {
				makeLexicon().split(joined.String(), c.tokens)
			}
		})
	}
}
