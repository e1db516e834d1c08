package main

import (
	"math"
	"os"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/answer/optout"
	"rapport/classify/answer/optout/wishes"
	"rapport/classify/weigh"
)

// rereadings is how often the mails with a wish are read with what was learnt so far, to find
// which of their sentences it is.
const rereadings = 2

// weightOfMails is how often a labelled mail is learnt: far more sentences come from replies.
const weightOfMails = 8

// trainWishes learns from labelled sentences and mails what a wish for less mail is, and from
// replies, in whose sentences there is none.
func trainWishes(replies []string, to string) error {
	m, err := learnWishes(replies, trained())
	if err != nil {
		return err
	}
	return os.WriteFile(to, m.Encode(), 0o644)
}

// trained returns the names of the labelled mails to learn from.
func trained() (names []string) {
	for _, name := range wishes.Names() {
		if strings.HasSuffix(name, "-train") {
			names = append(names, name)
		}
	}
	return names
}

func learnWishes(replies, names []string) (*weigh.Model, error) {
	sentences, err := wishes.Sentences()
	if err != nil {
		return nil, err
	}
	var examples []weigh.Example
	learn := func(text, to string, wish bool) {
		if !optout.MayWish(text) {
			return
		}
		label := weigh.Neither
		if wish {
			label = weigh.Yes
		}
		examples = append(examples, weigh.Example{Features: optout.Features(text, to), Label: label})
	}
	for _, s := range sentences {
		if s.Wish || s.Never || s.To != wishes.Unasked {
			learn(s.Text, s.To, s.Wish)
		}
	}
	for _, text := range replies {
		for i, s := range answer.Sentences(text) {
			learn(s, []string{wishes.Ours, wishes.Survey, wishes.Unasked}[i%3], false)
		}
	}
	var wanted []wishes.Mail
	for _, name := range names {
		mails, err := wishes.Mails(name)
		if err != nil {
			return nil, err
		}
		for _, m := range mails {
			if m.Wish {
				wanted = append(wanted, m)
				continue
			}
			list := answer.Sentences(m.Text)
			if m.To == wishes.Unasked {
				list = append(list, m.Subject)
			}
			for _, s := range list {
				for range weightOfMails {
					learn(s, m.To, false)
				}
				for _, to := range alsoIn(m) {
					for range weightOfMails / 2 {
						learn(s, to, false)
					}
				}
			}
		}
	}
	known := examples
	var model *weigh.Model
	for range rereadings + 1 {
		examples = known[:len(known):len(known)]
		for _, m := range wanted {
			best, most := "", math.Inf(-1)
			list := answer.Sentences(m.Text)
			for _, s := range list {
				likely := 0.0
				if model != nil {
					likely = model.Weigh(optout.Features(s, m.To))[weigh.Yes]
				}
				if likely > most {
					best, most = s, likely
				}
			}
			if best != "" && (model != nil || len(list) == 1) {
				for range weightOfMails {
					learn(best, m.To, true)
				}
				for _, to := range alsoIn(m) {
					for range weightOfMails / 2 {
						learn(best, to, true)
					}
				}
			}
		}
		model = weigh.Train(examples, often, weigh.Yes)
	}
	return model, nil
}

// alsoIn returns in answer to what else a mail would be labelled the same: what wants less mail
// of us does so in answer to a survey too, and what does not, in answer to nothing too. Few
// words are none of these: “no, thanks” is a wish in answer to a survey alone.
func alsoIn(m wishes.Mail) []string {
	switch {
	case m.To != wishes.Ours:
		return nil
	case m.Wish:
		return []string{wishes.Survey}
	case len(m.Text) < fewWords:
		return []string{wishes.Unasked}
	}
	return []string{wishes.Unasked, wishes.Survey}
}

// fewWords are the bytes of a text below which it depends on the question.
const fewWords = 20
