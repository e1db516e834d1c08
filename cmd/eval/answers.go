package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"

	"rapport/classify/answer"
	"rapport/store"
)

// reply is one natural reply to a question of ours, as somebody typed it, with the label
// of a careful person.
type reply struct {
	ID    string `json:"id"`
	Who   string `json:"who"`   // client or pm
	Asked string `json:"asked"` // minutes, plan, change, acceptance, solution or draft
	Label string `json:"label"` // yes, no or neither
	Also  string `json:"also"`  // "question" where the yes comes with an unrelated one
	Name  string `json:"name"`  // display name of the sender
	Shown string `json:"shown"` // the text that was asked about, where the reply speaks of it
	Text  string `json:"text"`
}

// judgeReplies scores the replies of every *.jsonl file in a folder: how many plain yeses
// and noes are understood, and that nothing else is taken for a yes. The replies of a
// hold-out file are counted, never listed: whoever reads its misses can no longer measure
// with it. Those that the model of answers has learnt from measure nothing, and are left out.
func (s *scores) judgeReplies(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil {
		return err
	}
	for _, file := range files {
		if strings.Contains(filepath.Base(file), "-train") {
			continue // cmd/train has learnt from it
		}
		replies, err := readReplies(file)
		if err != nil {
			return err
		}
		group := "answers-" + strings.TrimSuffix(filepath.Base(file), ".jsonl")
		before := len(s.misses)
		for _, r := range replies {
			if strings.Contains(group, s.only) || strings.Contains(r.ID, s.only) {
				s.judgeReply(group, r)
			}
		}
		if strings.HasSuffix(group, "-holdout") {
			s.misses = s.misses[:before]
		}
	}
	return nil
}

func (s *scores) judgeReply(group string, r reply) {
	c := labelled{group: group, name: r.ID, raw: r.mail()}
	m, _ := read(c.raw, nil, nil)
	choice := answer.Read(m.OwnText, answer.Question{Kind: answer.Kind(r.Asked), Text: r.Shown, Sender: r.Name}).Choice
	switch r.Label {
	case "yes":
		s.point(c, "yes understood", choice == store.ChoiceApprove, r.Text, string(choice))
	case "no":
		s.point(c, "no understood", choice == store.ChoiceReject, r.Text, string(choice))
	}
	if r.Label != "yes" {
		s.point(c, "no false yes", choice != store.ChoiceApprove, r.Text, string(choice))
	}
}

// mail returns the reply as the mail that a plain program would send.
func (r reply) mail() []byte {
	from := mail.Address{Name: r.Name, Address: "sender@client.example"}
	return fmt.Appendf(nil, "From: %s\r\nTo: log@agency.example\r\nSubject: Re: [ACME] %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		from.String(), r.Asked, strings.ReplaceAll(r.Text, "\n", "\r\n"))
}

func readReplies(path string) (replies []reply, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		var r reply
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		replies = append(replies, r)
	}
	return replies, lines.Err()
}
