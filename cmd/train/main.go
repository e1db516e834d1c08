// Command train learns from the labelled answers how likely a text is a yes or a no, and
// writes the model that the program embeds:
//
//	go run -tags sqlite_fts5 ./cmd/train
//
// and another of how likely a sentence asks for less mail, from the labelled mails of
// classify/answer/optout/wishes; and what PMs send clients, note of talks and attach, and what
// clients ask in one mail, from those of cmd/eval/habits.
//
// It learns from the files *-train*.jsonl of cmd/eval/answers, and from the list of replies
// that are nearly a yes. The other files measure it, and so are never learnt from.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/weigh"
)

// often is in how many examples a feature stands that a model knows; of the answers, each
// of which is two examples, in twice as many.
const often = 2

func main() {
	from := flag.String("from", "cmd/eval/answers/*-train*.jsonl", "pattern of the files to learn from")
	near := flag.String("near", "classify/answer/testdata/near-yeses.txt", "list of replies that are no yes, each behind what was asked and a tab")
	to := flag.String("to", "classify/answer/weights.bin.gz", "file to write; empty to leave a model as it is")
	wishes := flag.String("wishes", "classify/answer/optout/weights.bin.gz", "file to write of the wish for less mail")
	notices := flag.String("notices", "mailin/reply/notices.bin.gz", "file to write of what gateways and companies add")
	habits := flag.String("habits", "cmd/eval/habits", "folder of the labelled mail that nobody asked for; empty to leave its models as they are")
	flag.Parse()
	if err := train(*from, *near, *to, *wishes, *notices, *habits); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func train(from, near, to, wishes, notices, habits string) error {
	files, err := filepath.Glob(from)
	if err == nil && len(files) == 0 {
		err = errors.New("there is no such file")
	}
	if err != nil {
		return fmt.Errorf("find labelled answers at %s: %w", from, err)
	}
	var examples []weigh.Example
	var texts []string
	for _, path := range files {
		list, written, err := read(path)
		if err != nil {
			return err
		}
		examples, texts = append(examples, list...), append(texts, written...)
	}
	list, err := readNear(near)
	if err != nil {
		return err
	}
	examples = append(examples, list...)
	if to != "" {
		if err := os.WriteFile(to, weigh.Train(examples, 2*often, weigh.Yes, weigh.No).Encode(), 0o644); err != nil {
			return err
		}
	}
	if wishes != "" {
		if err := trainWishes(texts, wishes); err != nil {
			return fmt.Errorf("learning wishes for less mail: %w", err)
		}
	}
	if notices != "" {
		if err := trainNotices("mailin/reply/labelled", "cmd/eval/mail", texts, notices); err != nil {
			return fmt.Errorf("learning what gateways and companies add: %w", err)
		}
	}
	if habits != "" {
		if err := trainHabits(habits, from); err != nil {
			return fmt.Errorf("learning mail that nobody asked for: %w", err)
		}
	}
	fmt.Printf("learnt from %d examples in %d files\n", len(examples), len(files))
	return nil
}

// read returns the examples of a file of labelled answers, and the text of each.
func read(path string) (examples []weigh.Example, texts []string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		var r struct{ Asked, Label, Name, Shown, Text string }
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		texts = append(texts, r.Text)
		examples = add(examples, r.Text, answer.Question{Kind: answer.Kind(r.Asked), Text: r.Shown, Sender: r.Name}, weigh.Label(r.Label))
	}
	return examples, texts, lines.Err()
}

// readNear returns the examples of a list of replies that are no yes.
func readNear(path string) (examples []weigh.Example, err error) {
	list, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(list)) {
		asked, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(asked, "#") {
			continue
		}
		examples = add(examples, strings.ReplaceAll(text, `\n`, "\n"), answer.Question{Kind: answer.Kind(asked)}, weigh.Neither)
	}
	return examples, nil
}

// add adds an answer twice: with what was asked and, since that is not always known, without.
func add(examples []weigh.Example, text string, q answer.Question, label weigh.Label) []weigh.Example {
	for _, q := range []answer.Question{q, {Sender: q.Sender}} {
		if features, ok := answer.Features(text, q); ok {
			examples = append(examples, weigh.Example{Features: features, Label: label})
		}
	}
	return examples
}
