package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"rapport/classify/separate"
	"rapport/classify/weigh"
)

// asking is a labelled mail, with the sentence in which each of its asks is made.
type asking struct {
	Subject, Text string
	Asks          []string
}

// repliesIn is of how many replies that ask nothing one is learnt from: there are far more of
// them than labelled mail.
const repliesIn = 20

// trainAsks learns which sentences of a mail begin an ask, from the labelled mail in a folder and
// from labelled answers.
func trainAsks(folder, answers string) error {
	list, err := readAsks(folder, answers)
	if err != nil {
		return err
	}
	return os.WriteFile("classify/separate/weights.bin.gz", learnAsks(list).Encode(), 0o644)
}

func learnAsks(list []asking) *weigh.Model {
	var examples []weigh.Example
	for _, a := range list {
		examples = append(examples, separate.Examples(a.Subject, a.Text, a.Asks)...)
	}
	return weigh.Train(examples, often, separate.Labels()...)
}

// readAsks reads the labelled mail to learn from, and of the answers some that are a yes without
// a question: they ask nothing.
func readAsks(folder, answers string) (list []asking, err error) {
	for _, pattern := range []string{filepath.Join(folder, "asks-train*.jsonl"), answers} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			return nil, fmt.Errorf("finding labelled asks at %s: %d files, %w", pattern, len(paths), err)
		}
		yeses := 0
		for _, path := range paths {
			file, err := os.Open(path)
			if err != nil {
				return nil, err
			}
			defer file.Close()
			lines := bufio.NewScanner(file)
			for n := 1; lines.Scan(); n++ {
				var a struct {
					asking
					Label weigh.Label
				}
				if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
					return nil, fmt.Errorf("%s:%d: %w", path, n, err)
				}
				if pattern == answers {
					if a.Label != weigh.Yes {
						continue
					}
					if yeses++; yeses%repliesIn != 0 || strings.ContainsAny(a.Text, "?？") {
						continue
					}
				}
				list = append(list, a.asking)
			}
			if err := lines.Err(); err != nil {
				return nil, fmt.Errorf("read %s: %w", path, err)
			}
		}
	}
	return list, nil
}
