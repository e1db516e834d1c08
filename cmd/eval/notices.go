package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	trim "rapport/mailin/reply"
)

// judgeNotices scores the paragraphs in every file of a folder: what gateways and companies put
// above and below mail is nobody's words, and what a person wrote stays theirs. Each is read in
// a first mail, of whose domain nothing is known.
func (s *scores) judgeNotices(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return err
	}
	for _, path := range files {
		group := "notices-" + strings.TrimSuffix(filepath.Base(path), ".txt")
		if !strings.Contains(group, s.only) {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n := 0
		for line := range strings.Lines(string(data)) {
			label, words, _ := strings.Cut(strings.TrimSpace(line), " ")
			if label == "" || label == "#" {
				continue
			}
			n++
			if err := s.judgeNotice(labelled{group: group, name: fmt.Sprint(n)}, label, words); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	return nil
}

func (s *scores) judgeNotice(c labelled, label, words string) error {
	const own = "the plan is fine.\n\nWang Wei"
	mails, point := []string{words + "\n\n" + own, words + "\n\nDear Li Na,\n\n" + own}, "above the text"
	switch label {
	case "above":
	case "below":
		mails, point = []string{own + "\n\n" + words, "Dear Li Na,\n\n" + own + "\n\n" + words}, "below the text"
	case "near":
		mails, point = append(mails, own+"\n\n"+words, "Dear Li Na,\n\n"+words+"\n\nWang Wei", words+"\n\nThe rest is fine."), "a person's own words"
	default:
		return fmt.Errorf("%q is no label", label)
	}
	got, right := "", true
	for _, mail := range mails {
		want := strings.TrimSpace(strings.Replace(mail, words, "", 1))
		if label == "near" {
			want = mail
		}
		if own := trim.Read(trim.Input{Text: mail}).Own; own != want {
			got, right = own, false
			break
		}
	}
	s.point(c, point, right, words, got)
	return nil
}
