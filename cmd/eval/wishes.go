package main

import (
	"fmt"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/answer/optout/wishes"
)

// contextOf are the contexts by what a labelled mail answers.
var contextOf = map[string]answer.Context{wishes.Unasked: answer.Unasked, wishes.Ours: answer.ToOurs, wishes.Survey: answer.ToSurvey}

// judgeWishes scores how many wishes for less mail are heard, and that nothing else is taken
// for one. Files that the model has learnt from measure nothing, and are left out.
func (s *scores) judgeWishes() error {
	for _, file := range wishes.Names() {
		group := "wishes-" + file
		if strings.HasSuffix(file, "-train") || !strings.Contains(group, s.only) {
			continue
		}
		mails, err := wishes.Mails(file)
		if err != nil {
			return err
		}
		for i, m := range mails {
			point := map[bool]string{true: "wish for less mail", false: "no such wish"}[m.Wish]
			heard := answer.NoMoreMail(m.Subject, m.Text, "", contextOf[m.To])
			s.point(labelled{group: group, name: fmt.Sprint(file, " ", i+1)}, point, (heard != "") == m.Wish, m.Text, heard)
		}
	}
	return nil
}
