package reply

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkRead_known shows that the time is linear where the log has the answered mail, too.
func BenchmarkRead_known(b *testing.B) {
	var sentences strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&sentences, "Sentence %d of the mail that is answered is about the number %d.\n", i, i*7919)
	}
	before := []string{sentences.String(), sentences.String()}
	for name, text := range map[string]string{
		"an answer":        "Fine.\n\nOn Sun, Mar 1, 2026 at 10:00 AM Li Na <li@agency.example> wrote:\n" + "> " + strings.ReplaceAll(strings.TrimSpace(sentences.String()[:10<<10]), "\n", "\n> "),
		"nothing is known": "Fine.\n\nOn Sun, Mar 1, 2026 at 10:00 AM Li Na <li@agency.example> wrote:\n" + strings.Repeat("> words that nobody ever wrote before\n", 1900),
		"one long line":    "Fine.\n\n> " + strings.Repeat("words that nobody ever wrote ", 1<<20/29),
		"many lines":       "Fine.\n\n" + strings.Repeat("> words that nobody ever wrote\n", 1<<20/31),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Read(Input{Text: text, Subject: "Re: x", Before: before})
			}
		})
	}
}
