package answer

import (
	_ "embed"
	"strings"
	"testing"

	"rapport/store"
)

//go:embed testdata/near-yeses.txt
var nearYeses string

// labelled returns the lines of a list of replies: what was asked, and the reply.
func labelled(list string) (replies [][2]string) {
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if asked, text, ok := strings.Cut(line, "\t"); ok && line[0] != '#' {
			replies = append(replies, [2]string{asked, strings.ReplaceAll(text, `\n`, "\n")})
		}
	}
	return replies
}

func TestRead_aNearYesIsNone(t *testing.T) {
	t.Parallel()
	list := labelled(nearYeses)
	if len(list) < 300 {
		t.Fatalf("%d replies", len(list))
	}
	for _, c := range list {
		for _, sender := range []string{"Anna Wright", "王伟"} {
			if got := Read(c[1], Question{Kind: Kind(c[0]), Sender: sender}); got.Choice == store.ChoiceApprove {
				t.Errorf("%s: %q is a yes", c[0], c[1])
			}
		}
	}
}

// blockers are words each of which keeps any answer from being a yes, wherever it stands.
var blockers = []string{"but", "except", "unless", "if", "however", "not", "until", "maybe", "probably", "only", "pending", "reject", "tomorrow", "👎", "❌", "?", "但", "除外", "如果", "不", "除非", "可能", "应该", "明天", "等", "吗", "撤回", "改"}

// FuzzRead_blocked inserts a word that restricts between any two words of an answer.
func FuzzRead_blocked(f *testing.F) {
	for _, text := range []string{"Confirmed.", "Yes, please go ahead. Thanks!", "I have read the minutes and we agree.", "同意，请按此执行。", "好的，没问题，谢谢", "ok 👍"} {
		f.Add(text, 1, 0)
	}
	f.Fuzz(func(t *testing.T, text string, at, which int) {
		words := strings.Fields(text)
		at, which = max(at, 0)%(len(words)+1), max(which, 0)%len(blockers)
		said := strings.Join(words[:at], " ") + " " + blockers[which] + " " + strings.Join(words[at:], " ")
		for _, kind := range []Kind{Minutes, Change, Solution, Draft} {
			if strings.ContainsAny(said, ">＞") || Read(text, Question{Kind: kind}).Choice != store.ChoiceApprove {
				continue
			}
			if got := Read(said, Question{Kind: kind}); got.Choice == store.ChoiceApprove && !blesses(blockers[which]) && got.Also == "" {
				t.Fatalf("%s: %q is a yes", kind, said)
			}
		}
	})
}

// blesses reports whether a word that restricts may also be part of a phrase that agrees:
// "would not change a word", "不用改", or make an aside.
func blesses(word string) bool {
	return word == "not" || word == "不" || word == "if" || word == "only" || word == "改" || word == "?" || word == "吗" || word == "但"
}

func BenchmarkRead_answer(b *testing.B) {
	for name, text := range map[string]string{
		"plain":  "Confirmed.",
		"en":     "Hi Kate,\n\nI have read the minutes and they are fine. Confirmed, thanks for the quick turnaround.\n\nBest regards\nAnna",
		"zh":     "张经理您好：\n\n纪要内容我们核对过了，没有问题，确认。谢谢！\n\n王伟",
		"letter": strings.Repeat("The server was down again this morning, and nobody could order anything until ten.\n", 20),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Read(text, Question{Sender: "Anna Wright"})
			}
		})
	}
}
