package requote

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

const english = `ACME website

Third weekly meeting
====================

Dear Wang Fang,

Please read the minutes below and reply to this email by Wednesday 11 March
2026:

> - If it is correct: reply confirmed
> - If something is wrong: write what it should say

The text
--------

Present: Wang Fang, Li Min

Decisions

- The home page is dark blue, see the draft <https://acme.example/draft?id=4711>
- Launch on 10 April, at EUR 48,000 and no later than 14:30 on that day, and after the test run of two weeks
- No penalty for the first phase

Actions

1. Wang Fang: list of test accounts by 10 March
2. Li Min: contract for 3 years at 7.5%

Still open from earlier meetings
--------------------------------

- Wang Fang: List of test accounts (by Wednesday 4 March 2026) [overdue]
`

const chinese = `官网改版

第三次周会
==========

王芳，您好：

请审阅下面的会议纪要，并在 2026年3月11日（周三）前回复本邮件：

> - 内容无误：回复 确认
> - 有误：请直接写出应改为的内容

正文
----

与会：王芳、李敏

决定

- 首页采用深蓝色，见 <https://acme.example/draft>
- 上线时间 4 月 10 日，费用不超过 48,000 元，测试运行两周以后方可上线
- 第一阶段不计违约金

待办

1. 王芳：3 月 10 日前提供测试账号
2. 李敏：签订 3 年期合同，折扣 7.5%

会议尚未完成的待办

- 王芳：提供测试账号（3月4日前） [已逾期]
`

// programs quote a text, each in its way, without changing a word.
func programs() map[string]func(text string) string {
	header := "From: Li Na <log@agency.example>\nSent: Monday, March 9, 2026 10:00 AM\nTo: wang@acme.example\nSubject: [ACME] Please confirm: minutes “Third weekly meeting”\n\n"
	return map[string]func(string) string{
		"as it is": func(text string) string { return text },
		"marked": func(text string) string {
			return "On Mon, 9 Mar 2026 at 10:00, Li Na <log@agency.example> wrote:\n" + marked("> ", text)
		},
		"marked twice":  func(text string) string { return marked(">>", text) },
		"wrapped at 60": func(text string) string { return marked("> ", wrapped(text, 60)) },
		"wrapped at 40": func(text string) string { return header + wrapped(text, 40) },
		"not wrapped":   func(text string) string { return header + wrapped(text, 10000) },
		"Outlook": func(text string) string {
			return "________________________________\n" + strings.ReplaceAll(header, "From", "发件人") + strings.ReplaceAll(strings.ReplaceAll(text, "- ", "·         "), "\n", "\n\n")
		},
		"Word's bullets": func(text string) string { return header + strings.ReplaceAll(text, "\n- ", "\no   ") },
		"no numbers":     func(text string) string { return header + regexp.MustCompile(`(?m)^\d\. `).ReplaceAllString(text, "") },
		"tabs and hard spaces": func(text string) string {
			return strings.ReplaceAll(strings.ReplaceAll(text, " ", "\u00a0"), "\n", "\n\t")
		},
		"straight quotes": func(text string) string {
			return marked("> ", strings.NewReplacer("“", `"`, "”", `"`, "’", "'", "：", ":", "，", ",").Replace(text))
		},
		"safe links": func(text string) string {
			return header + regexp.MustCompile(`https?://[^>]+`).ReplaceAllString(text, "https://nam02.safelinks.protection.outlook.example/?url=https%3A%2F%2Facme.example%2Fdraft&data=05%7C02")
		},
		"no links":     func(text string) string { return regexp.MustCompile(` ?<https?://[^>]+>`).ReplaceAllString(text, "") },
		"no underline": func(text string) string { return regexp.MustCompile(`(?m)^[=-]+\n`).ReplaceAllString(text, "") },
		"stars for bold": func(text string) string {
			return strings.NewReplacer("Decisions", "*Decisions*", "决定", "*决定*", "EUR", "*EUR*").Replace(text)
		},
		"end cut off": func(text string) string {
			return marked("> ", text[:strings.LastIndex(text, "\n2. ")]) + "\n[Message clipped]\n"
		},
		"beginning cut off": func(text string) string { return text[strings.Index(text, "\n\n- ")+2:] },
		"a preview above": func(text string) string {
			return "Please reply by Wednesday 11 March 2026: confirmed, or what should be corrected\n" + text
		},
		"older mail below": func(text string) string {
			return marked("> ", text) + ">\n> On Mon, 2 Mar 2026, Li Na wrote:\n" + marked(">> ", strings.ReplaceAll(text, "10 ", "12 "))
		},
		"a footer below": func(text string) string {
			return header + text + "\n-- \nYou got this email because you are on the mailing list. Unsubscribe at 10 places.\n"
		},
		"invisible characters": func(text string) string { return strings.ReplaceAll(text, "e", "e\u200b") },
		"addresses of pictures": func(text string) string {
			return header + "[cid:logo@01D9]\n" + strings.ReplaceAll(text, "wang@acme.example", "wang@acme.example<mailto:wang@acme.example>")
		},
		"CRLF": func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") },
	}
}

func marked(mark, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(mark + line)
	}
	return b.String()
}

// wrapped joins the lines of each paragraph or item and wraps them anew.
func wrapped(text string, width int) string {
	var b strings.Builder
	column := 0
	for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		item := strings.HasPrefix(line, "- ") || strings.HasPrefix(line, ">") || line == "" || len(line) > 2 && line[1] == '.'
		if i > 0 && (item || column == 0) {
			b.WriteString("\n")
			column = 0
		}
		if line == "" {
			b.WriteString("\n")
			column = 0
			continue
		}
		for _, word := range strings.SplitAfter(line, " ") {
			for _, piece := range pieces(word) {
				if column > 0 && column+len([]rune(piece)) > width {
					b.WriteString("\n")
					column = 0
				}
				b.WriteString(piece)
				column += len([]rune(piece))
			}
		}
		if column > 0 && !strings.HasSuffix(line, " ") && len([]rune(line)) == len(line) {
			b.WriteString(" ")
		}
	}
	return b.String()
}

// pieces returns what may be parted: Chinese characters.
func pieces(word string) (list []string) {
	for _, r := range word {
		if n := len(list); n > 0 && !unicode.Is(unicode.Han, r) {
			list[n-1] += string(r)
			continue
		}
		list = append(list, string(r))
	}
	return list
}

func TestCompare_anUntouchedQuotationIsNoEdit(t *testing.T) {
	for language, text := range map[string]string{"en": english, "zh": chinese} {
		for name, quote := range programs() {
			if edits := Compare([]string{text}, []string{quote(text)}); len(edits) > 0 {
				t.Errorf("%s, %s: %v\n%s", language, name, edits, quote(text))
			}
		}
	}
}

func TestCompare_findsWhatWasChanged(t *testing.T) {
	for text, changes := range map[string][][2]string{
		english: {
			{"10 April", "17 April"}, {"10 April", "~~10 April~~ 17 April"}, {"10 April", "~~10 April~~"}, {"10 April", "10 April17 April"}, {"- No penalty for the first phase\n", ""}, {"48,000", "84,000"}, {"7.5%", "7.5"}, {"EUR 48", "USD 48"},
			{"dark blue", "not dark blue"}, {"on that day", "on that day, if the bank agrees"}, {"for 3 years", "for 2 years"}, {"No penalty", "Penalty"}, {"Li Min: contract", "Wang Fang: contract"}, {"7.5%", "7.5% (NO! we said 10)"}, {"first phase\n", "first phase - please delete this\n"},
			{"dark blue", "dark ~~blue~~"}, {"[overdue]", "[overdue] done on Monday"}, {"14:30", "14:00"}, {"Actions\n", "Actions (only if paid)\n"},
		},
		chinese: {
			{"4 月 10 日", "4 月 17 日"}, {"4 月 10 日", "~~4 月 10 日~~ 4 月 17 日"}, {"深蓝色", "~~深蓝色~~"}, {"- 第一阶段不计违约金\n", ""}, {"48,000", "84,000"}, {"不超过", "约"}, {"不计违约金", "计违约金"}, {"两周", "三周"},
			{"第一阶段不计违约金\n", "第一阶段不计违约金（不同意）\n"}, {"7.5%", "10%"}, {"李敏：签订", "王芳：签订"}, {"3 年期", "2 年期"}, {"深蓝色", "浅蓝色"}, {"方可上线", "方可上线，另行付款"},
		},
	} {
		for _, change := range changes {
			edited := strings.Replace(text, change[0], change[1], 1)
			if edited == text {
				t.Fatalf("%q is not in the text", change[0])
			}
			for name, quote := range programs() {
				if name == "end cut off" || name == "no numbers" && strings.Contains(change[0], ".") || name == "beginning cut off" {
					continue
				}
				if edits := Compare([]string{text}, []string{quote(edited)}); len(edits) == 0 || len(edits) > 3 {
					t.Errorf("%s: %q for %q: %v", name, change[1], change[0], edits)
				}
			}
		}
	}
}

func TestCompare_otherTextIsNoQuotation(t *testing.T) {
	for _, other := range []string{"", "Confirmed", "On Mon, Li Na wrote:\n> see you tomorrow at ten, all of you and the others\n", "王芳，您好：\n明天见。", strings.Repeat("The quick brown fox jumps over the lazy dog. ", 50), strings.Repeat("x ", 200000)} {
		if edits := Compare([]string{english, chinese}, []string{other}); len(edits) > 0 {
			t.Errorf("%.40q: %v", other, edits)
		}
	}
}

// The nearest of the orders counts, and the quotation that shows more.
func TestCompare_severalOrdersAndReadings(t *testing.T) {
	if edits := Compare([]string{english, wrapped(english, 60) + "picture"}, []string{english, marked("> ", english)}); len(edits) > 0 {
		t.Error(edits)
	}
	if edits := Compare([]string{english}, []string{english, strings.Replace(english, "10 April", "~~10 April~~", 1)}); len(edits) != 1 {
		t.Error(edits)
	}
}

var number = regexp.MustCompile(`\d+`)

// FuzzCompare rewraps texts, which is no edit, and changes one of their numbers, which is.
func FuzzCompare(f *testing.F) {
	f.Add(english, uint64(1), uint16(60), ">")
	f.Add(chinese, uint64(2), uint16(30), "")
	f.Fuzz(func(t *testing.T, text string, seed uint64, width uint16, mark string) {
		if len(text) > 5000 || strings.ContainsAny(text, "~\r\x00\u2028\u2029\v\f\u0085") || strings.Contains(text, "://") || strings.Contains(text, ":") && !strings.Contains(english+chinese, text) || len(mark) > 3 || strings.Trim(mark, "> ") != "" {
			return
		}
		random := rand.New(rand.NewPCG(seed, 1))
		words := strings.Fields(text)
		var b strings.Builder
		column := 0
		for i, w := range words {
			if i > 0 && (column > 10+int(width)%90 || random.IntN(12) == 0) {
				b.WriteString("\n" + mark)
				column = 0
			} else if i > 0 {
				b.WriteString(" ")
			}
			b.WriteString(w)
			column += len(w) + 1
		}
		quoted := mark + b.String()
		if edits := Compare([]string{text}, []string{quoted}); len(edits) > 0 {
			t.Fatalf("rewrapped: %v\n%q\n%q", edits, text, quoted)
		}
	})
}

// TestCompare_aChangedNumberIsAlwaysFound changes each number of the texts in turn, however
// they are wrapped.
func TestCompare_aChangedNumberIsAlwaysFound(t *testing.T) {
	for _, text := range []string{english, chinese, "The price for all of it together is\n\n48000\n", "One line only with the number 7"} {
		for _, place := range number.FindAllStringIndex(text, -1) {
			if url := strings.LastIndex(text[:place[0]], "<http"); url >= 0 && !strings.Contains(text[url:place[0]], ">") {
				continue
			}
			changed := text[:place[0]] + fmt.Sprint(random(text[place[0]:place[1]])) + text[place[1]:]
			for _, width := range []int{20, 30, 45, 60, 76, 200} {
				for _, mark := range []string{"", "> ", ">> "} {
					quoted := marked(mark, wrapped(changed, width)+"\n")
					if len(Compare([]string{text}, []string{quoted})) == 0 {
						t.Errorf("%q to %q at %d is not found:\n%s", text[place[0]:place[1]], changed[place[0]:place[0]+len(text[place[0]:place[1]])], width, quoted)
						return
					}
				}
			}
		}
	}
}

func random(digits string) string {
	last := digits[len(digits)-1]
	return digits[:len(digits)-1] + string('0'+(last-'0'+3)%10)
}

func BenchmarkCompare(b *testing.B) {
	long := strings.Repeat(english, 40)
	edited := marked("> ", strings.ReplaceAll(wrapped(long, 50), "10 April", "11 April"))
	for b.Loop() {
		Compare([]string{long}, []string{edited})
	}
}
