package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"rapport/classify/matter"
	"rapport/classify/weigh"
)

// asking is a labelled mail, with the sentence in which each of its asks is made.
type asking struct {
	Subject, Text string
	Asks          []string
}

// trainAsks learns which sentences of a mail begin an ask, from the labelled mail in a folder and
// from replies that are a yes.
func trainAsks(folder string, yeses []string) error {
	list, err := readAsks(folder)
	if err != nil {
		return err
	}
	return os.WriteFile("classify/matter/weights.bin.gz", learnAsks(list, yeses).Encode(), 0o644)
}

// repliesIn is how many replies that ask nothing there are for each of which one is learnt from.
const repliesIn = 20

// learnAsks learns from labelled mail, and from replies that are a plain yes, which ask nothing.
func learnAsks(list []asking, yeses []string) *weigh.Model {
	var examples []weigh.Example
	for i := 0; i < len(yeses); i += repliesIn {
		if !strings.ContainsAny(yeses[i], "?？") {
			examples = append(examples, matter.Examples("", yeses[i], nil)...)
		}
	}
	for _, a := range list {
		examples = append(examples, matter.Examples(a.Subject, a.Text, a.Asks)...)
	}
	return weigh.Train(examples, often, matter.Labels()...)
}

// readAsks reads the labelled mail to learn from.
func readAsks(folder string) (list []asking, err error) {
	paths, err := filepath.Glob(filepath.Join(folder, "asks-train*.jsonl"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("finding labelled asks in %s: %d files, %w", folder, len(paths), err)
	}
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		for n := 1; lines.Scan(); n++ {
			var a asking
			if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, n, err)
			}
			list = append(list, a)
		}
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
	}
	return list, nil
}
