package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"rapport/classify/answer/optout/wishes"
	"rapport/classify/weigh"
	"rapport/mailin/reply"
)

// trainNotices learns what gateways and companies put above and below mail: from labelled
// paragraphs, from the labelled mail of the evaluation and from replies.
func trainNotices(labelled, mail string, replies []string, to string) error {
	var examples []weigh.Example
	learn := func(text string, below, notice bool) {
		label := weigh.Neither
		if notice {
			label = weigh.Yes
		}
		examples = append(examples, weigh.Example{Features: reply.NoticeFeatures(text, below), Label: label})
	}
	paths, err := filepath.Glob(filepath.Join(labelled, "*-train.txt"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		if err := readNotices(path, learn); err != nil {
			return err
		}
	}
	if err := readLetters(mail, learn); err != nil {
		return err
	}
	for i, text := range replies {
		for p := range strings.SplitSeq(text, "\n\n") {
			learn(strings.Join(strings.Fields(p), " "), i%2 == 0, false)
		}
	}
	return os.WriteFile(to, weigh.Train(examples, often).Encode(), 0o644)
}

// readNotices reads paragraphs with alternatives in braces, behind "above", "below" or "own".
func readNotices(path string, learn func(text string, below, notice bool)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		label, text, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		if label == "" || label == "#" {
			continue
		}
		for _, p := range wishes.Expand(text) {
			switch label {
			case "above", "below":
				learn(p, label == "below", true)
			case "own":
				learn(p, false, false)
				learn(p, true, false)
			default:
				return fmt.Errorf("%s:%d: %q is no label", path, n, label)
			}
		}
	}
	return lines.Err()
}

// readLetters learns from the labelled mail of a folder that what its senders wrote is no
// notice.
func readLetters(folder string, learn func(text string, below, notice bool)) error {
	paths, err := filepath.Glob(filepath.Join(folder, "reply-*.txtar"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
		for _, f := range archive.Files {
			if filepath.Ext(f.Name) != ".toml" {
				continue
			}
			var want struct {
				NewText string `toml:"new_text"`
			}
			if err := toml.Unmarshal(f.Data, &want); err != nil {
				return fmt.Errorf("%s: %s: %w", path, f.Name, err)
			}
			for p := range strings.SplitSeq(want.NewText, "\n\n") {
				learn(strings.Join(strings.Fields(p), " "), false, false)
				learn(strings.Join(strings.Fields(p), " "), true, false)
			}
		}
	}
	return nil
}
