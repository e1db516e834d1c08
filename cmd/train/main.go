// Command train learns from the labelled answers how likely a text is a yes or a no, and
// writes the model that the program embeds:
//
//	go run -tags sqlite_fts5 ./cmd/train
//
// It learns from the files *-train*.jsonl of cmd/eval/answers, and from the list of replies
// that are nearly a yes. The other files measure it, and so are never learnt from.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/answer/consent"
)

func main() {
	from := flag.String("from", "cmd/eval/answers/*-train*.jsonl", "pattern of the files to learn from")
	near := flag.String("near", "classify/answer/testdata/near-yeses.txt", "list of replies that are no yes, each behind what was asked and a tab")
	to := flag.String("to", "classify/answer/consent/weights.bin", "file to write")
	flag.Parse()
	if err := train(*from, *near, *to); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func train(from, near, to string) error {
	files, err := filepath.Glob(from)
	if err != nil || len(files) == 0 {
		return fmt.Errorf("finding labelled answers at %s: %d files, %w", from, len(files), err)
	}
	var examples []consent.Example
	for _, path := range files {
		list, err := read(path)
		if err != nil {
			return err
		}
		examples = append(examples, list...)
	}
	list, err := readNear(near)
	if err != nil {
		return err
	}
	examples = append(examples, list...)
	if err := os.WriteFile(to, consent.Train(examples).Encode(), 0o644); err != nil {
		return err
	}
	fmt.Printf("learnt from %d examples in %d files\n", len(examples), len(files))
	return nil
}

// read returns the examples of a file of labelled answers.
func read(path string) (examples []consent.Example, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		var r struct{ Asked, Label, Name, Shown, Text string }
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		examples = add(examples, r.Text, answer.Question{Kind: answer.Kind(r.Asked), Text: r.Shown, Sender: r.Name}, consent.Label(r.Label))
	}
	return examples, lines.Err()
}

// readNear returns the examples of a list of replies that are no yes.
func readNear(path string) (examples []consent.Example, err error) {
	list, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(list)) {
		asked, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(asked, "#") {
			continue
		}
		examples = add(examples, strings.ReplaceAll(text, `\n`, "\n"), answer.Question{Kind: answer.Kind(asked)}, consent.Neither)
	}
	return examples, nil
}

// add adds an answer twice: with what was asked and, since that is not always known, without.
func add(examples []consent.Example, text string, q answer.Question, label consent.Label) []consent.Example {
	for _, q := range []answer.Question{q, {Sender: q.Sender}} {
		if features, ok := answer.Features(text, q); ok {
			examples = append(examples, consent.Example{Features: features, Label: label})
		}
	}
	return examples
}
