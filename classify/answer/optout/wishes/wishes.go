// Package wishes has the labelled mails and sentences that the wish for less mail is learnt
// from and measured with. Files named *-train.txt are learnt from, the others measure.
package wishes

import (
	"embed"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
)

//go:embed *.txt
var files embed.FS

// What a mail answers.
const (
	Unasked = ""       // nothing of ours
	Ours    = "ours"   // a mail of ours
	Survey  = "survey" // a survey
)

// Mail is a mail, and whether its sender wants less mail.
type Mail struct {
	Wish          bool
	Subject, Text string
	To            string
}

// Names returns the names of the files of mails, without ".txt".
func Names() (list []string) {
	paths, _ := fs.Glob(files, "*.txt") // the pattern is right
	for _, path := range paths {
		if !strings.HasPrefix(path, "sentences-") {
			list = append(list, strings.TrimSuffix(path, ".txt"))
		}
	}
	return list
}

// Mails returns the mails of a file: one a line, behind "stop" or "no", which have "-alone"
// behind them if the mail answers nothing of ours. A subject stands before " || ".
func Mails(name string) (list []Mail, err error) {
	err = eachLine(name+".txt", func(label, rest string) error {
		label, alone := strings.CutSuffix(label, "-alone")
		if label != "stop" && label != "no" {
			return fmt.Errorf("%q is no label", label)
		}
		m := Mail{Wish: label == "stop", Subject: "Re: [ACME] Please confirm: minutes “Call”", Text: rest, To: Ours}
		if before, after, found := strings.Cut(rest+" ", " || "); found {
			m.Subject, m.Text = before, strings.TrimSpace(after)
		}
		m.Text = strings.ReplaceAll(m.Text, `\n`, "\n")
		switch {
		case alone || !strings.HasPrefix(m.Subject, "Re: "):
			m.To = Unasked
		case strings.Contains(m.Subject, "How satisfied"):
			m.To = Survey
		}
		list = append(list, m)
		return nil
	})
	return list, err
}

// Sentence is a sentence in a mail, and whether it wants less mail.
type Sentence struct {
	Wish     bool
	Never    bool // it is a wish in answer to nothing
	Text, To string
}

// places are what a mail must answer for a sentence with a label to be a wish.
var places = map[string][]string{"any": {Unasked, Ours, Survey}, "ours": {Ours, Survey}, "survey": {Survey}, "no": nil}

// Sentences returns the sentences to learn from, each in every place, and some of them with
// words before or behind that make no difference.
func Sentences() (list []Sentence, err error) {
	paths, err := fs.Glob(files, "sentences-*.txt")
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		var leads, trails []string
		var some []Sentence
		err := eachLine(path, func(label, line string) error {
			wished, ok := places[label]
			switch {
			case label == "lead":
				leads = Expand(line)
				return nil
			case label == "trail":
				trails = Expand(line)
				return nil
			case !ok:
				return fmt.Errorf("%q is no label", label)
			}
			for _, text := range Expand(line) {
				for _, to := range places["any"] {
					some = append(some, Sentence{slices.Contains(wished, to), len(wished) == 0, text, to})
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for i, s := range some {
			switch n := i / len(places["any"]); n % 4 {
			case 0:
				some[i].Text = leads[n/4%len(leads)] + " " + s.Text
			case 1:
				some[i].Text += trails[n/4%len(trails)]
			}
		}
		list = append(list, some...)
	}
	return list, nil
}

// mostOfOne limits how many of the sentences that one line stands for are learnt.
const mostOfOne = 40

// Expand returns some of the sentences that a line with alternatives in braces stands for,
// the same ones each time.
func Expand(line string) (list []string) {
	h := fnv.New64a()
	h.Write([]byte(line))
	random, seen := rand.New(rand.NewPCG(h.Sum64(), 0)), map[string]bool{}
	for range mostOfOne {
		var b strings.Builder
		for rest := line; rest != ""; {
			before, after, found := strings.Cut(rest, "{")
			b.WriteString(before)
			if !found {
				break
			}
			choice, after, _ := strings.Cut(after, "}")
			all := strings.Split(choice, "|")
			b.WriteString(all[random.IntN(len(all))])
			rest = after
		}
		if text := strings.Join(strings.Fields(b.String()), " "); !seen[text] {
			seen[text] = true
			list = append(list, text)
		}
	}
	return list
}

// eachLine calls do with the label and the rest of each line of a file.
func eachLine(path string, do func(label, rest string) error) error {
	data, err := files.ReadFile(path)
	if err != nil {
		return err
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		label, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if label == "" || label == "#" {
			continue
		}
		if err := do(label, strings.TrimSpace(rest)); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return nil
}
