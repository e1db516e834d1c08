package reply

import (
	"fmt"
	"strings"
	"testing"
)

// missing returns the first line of text that is not blank and that t does not
// hold in its place, or "": each part is lines of the text in their order, and
// together they are all of them.
func missing(text string, t Trimmed) string {
	lines := shown(text)
	counts := make(map[string]int)
	for _, l := range lines {
		counts[l]++
	}
	for _, part := range []string{t.New, t.Quoted, t.Signature} {
		at := 0
		for _, l := range shown(part) {
			counts[l]--
			for at < len(lines) && lines[at] != l {
				at++
			}
			if at == len(lines) {
				return l
			}
			at++
		}
	}
	for _, l := range lines {
		if counts[l] != 0 {
			return l
		}
	}
	return ""
}

// shown returns the lines of a text that are not blank.
func shown(text string) []string {
	var all []string
	for _, l := range split(text) {
		if !l.blank {
			all = append(all, l.raw)
		}
	}
	return all
}

func FuzzTrim(f *testing.F) {
	for _, seed := range []string{
		"", "a\r\rb", "> a\nb\n> c\nd", "-- \n-- \n--\n", "On 1 Mar 2026 10:00 a <a@b> wrote:\n\nb", "发件人: a@b\n主题: c\n发送时间: d\n\ne",
		"a\n________\nFrom: a@b\nTo: c\n\nd", "---- 原始邮件 ----\nx", "FYI\n--- Forwarded message ---\nx", ">From a\n>From b", "a\n\n发自我的iPhone\n<https://x>\n-----",
		"a\n-----\nb\nwww.x.example", ">b\n> \n>b\n> c\nb", "在\n2026年3月1日\n写道：\n＞a", "\u200b\n\u00a0>\u200b> x", "a\xff\xfe\n\x00>b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Trim(text)
		if lost := missing(text, got); lost != "" {
			t.Fatalf("%q in %q: %+v", lost, text, got)
		}
		if again := Trim(text); again != got {
			t.Fatalf("two readings of %q", text)
		}
	})
}

// hostile texts are such as make a careless reader take quadratic time.
func hostile(n int) map[string]string {
	return map[string]string{
		"quote marks":   strings.Repeat(">", n),
		"quoted lines":  strings.Repeat("> a\nb\n", n/6),
		"attributions":  strings.Repeat("On 1 Mar 2026 10:00 a <a@b> wrote:\n", n/35),
		"almost ends":   strings.Repeat("x wrote:\n", n/9),
		"open forever":  strings.Repeat("On 1 Mar 2026\n", n/14),
		"one line":      "On 1 Mar 2026 " + strings.Repeat("a", n) + " wrote:",
		"headers":       strings.Repeat("From: a\n", n/8),
		"headers apart": strings.Repeat("Cc: a\n\n", n/7),
		"recipients":    "To: a\n" + strings.Repeat("b;\n", n/3),
		"rules":         strings.Repeat("-----\n", n/6),
		"rules apart":   strings.Repeat("_____\n\n", n/7),
		"signatures":    strings.Repeat("-- \na\n", n/5),
		"phones":        strings.Repeat("Sent from my iPhone\n", n/20),
		"dashes":        strings.Repeat("-", n),
		"blank":         strings.Repeat("\n", n),
		"spaces":        strings.Repeat(" \u3000", n/4),
		"CR":            strings.Repeat("\r", n),
		"no end":        strings.Repeat("写", n/3),
	}
}

func TestTrim_hostileTextLosesNothing(t *testing.T) {
	t.Parallel()
	for name, text := range hostile(64 << 10) {
		if lost := missing(text, Trim(text)); lost != "" {
			t.Errorf("%s: lost %.40q", name, lost)
		}
	}
}

// BenchmarkTrim_hostile shows that the time is linear: the MB/s of a text and of
// one sixteen times as long are alike.
func BenchmarkTrim_hostile(b *testing.B) {
	for _, size := range []int{128 << 10, 2 << 20} {
		for name, text := range hostile(size) {
			b.Run(fmt.Sprintf("%s/%d KiB", name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					Trim(text)
				}
			})
		}
	}
}

func BenchmarkTrim(b *testing.B) {
	english := strings.Repeat("We looked at the shop again, and these are our findings.\n\n", 20) +
		"On Sun, Mar 1, 2026 at 10:00 AM Li Na <li@agency.example> wrote:\n" + strings.Repeat("> Please have another look at the shop and tell us what you find.\n", 130)
	chinese := strings.Repeat("我们又看了一遍商城，发现以下几个问题，请尽快处理。\n\n", 15) +
		"------------------ 原始邮件 ------------------\n发件人: \"李娜\"<li@agency.example>;\n主题: 商城\n发送时间: 2026年3月1日\n\n" + strings.Repeat("请您再看一下商城，有问题请告诉我们。\n", 150)
	for name, text := range map[string]string{"English 10 KB": english, "Chinese 10 KB": chinese} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Trim(text)
			}
		})
	}
}
