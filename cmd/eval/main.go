// Command eval measures how well mail is read: on the labelled mail in
// cmd/eval/mail, and on the real mail beside the module, where that is present.
// It prints a table of scores, and every miss by its name.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	mail := flag.String("mail", "cmd/eval/mail", "the folder of labelled mail")
	answers := flag.String("answers", "cmd/eval/answers", "the folder of labelled replies")
	habits := flag.String("habits", "cmd/eval/habits", "the folder of labelled mail of other habits: absences, notes of talks")
	forms := flag.String("forms", "cmd/eval/forms", "the folder of labelled parts of progress reports")
	notices := flag.String("notices", "cmd/eval/notices", "the folder of labelled paragraphs of gateways, companies and people")
	diaries := flag.String("diaries", "cmd/eval/diaries", "the folder of the mail of projects about their meetings")
	corpus := flag.String("corpus", "../shared/corpus", "the folder of real mail; left out where it is missing")
	verbose := flag.Bool("v", false, "say of each miss what was wanted and what was read")
	only := flag.String("only", "", "only the cases whose name contains this")
	manners := flag.String("manners", "", "instead of all this: a JSONL file of reports in the manner of their writers, to be measured by parts")
	flag.Parse()
	if *manners != "" {
		if err := printManners(*manners, *verbose); err != nil {
			fmt.Fprintln(os.Stderr, "eval:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(*mail, *answers, *habits, *forms, *notices, *diaries, *corpus, *only, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(mail, answers, habits, forms, notices, diaries, corpus, only string, verbose bool) error {
	cases, err := readCases(mail)
	if err != nil {
		return err
	}
	s := &scores{only: only}
	for _, c := range cases {
		s.judge(c)
	}
	if err := s.judgeReplies(answers); err != nil {
		return err
	}
	if err := s.judgeHabits(habits); err != nil {
		return err
	}
	if err := s.judgeForms(forms); err != nil {
		return err
	}
	if err := s.judgeManners(forms); err != nil {
		return err
	}
	if err := s.judgeNotices(notices); err != nil {
		return err
	}
	if err := s.judgeDiaries(diaries); err != nil {
		return err
	}
	if err := s.judgeWishes(); err != nil {
		return err
	}
	if err := s.judgeCorpus(corpus); err != nil {
		return err
	}
	s.print(os.Stdout, verbose)
	return nil
}
