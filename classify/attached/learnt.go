package attached

import (
	_ "embed"
	"slices"

	"rapport/classify/weigh"
	"rapport/store/pattern"
)

// What the ways to say it do not settle is weighed, by clauses that people have labelled.
// These are the bounds from which that counts.
const (
	surely = 0.6  // likely enough that a file comes with a clause
	hardly = 0.15 // too unlikely
)

// about is in every clause that can speak of a file which comes with it.
var about = pattern.New(`(?i)attach|enclos|herewith|\bwith this\b|\bin this (?:e-?mail|mail|message)\b|\bpfa\b|\b(?:here|below|sending|send|sent|find|see|comes?|added|appended|included|drop(?:ped)?|please)\b|` + `\b` + files + `\b|附|随信|隨信|隨函|随函|随邮件|邮件里|文件|檔案|档案|发您|发你|發您|发给|发过|发来|传|寄|奉上|呈上|送上|请查|請查|查收|查阅|查閱|过目|過目`)

//go:embed weights.bin.gz
var weights []byte

var learnt = weigh.Embedded(weights)

// Features returns what is weighed of a clause.
func Features(clause string) (set weigh.Set) {
	set.AddText("word", clause)
	words, _ := weigh.Words(clause)
	for i, word := range words {
		for far := 2; far <= 5 && i+far < len(words); far++ {
			set.Add("pair", word, words[i+far])
		}
	}
	if anyOf(here, clause) {
		set.Add("here")
	}
	if anyOf(elsewhere, clause) {
		set.Add("elsewhere")
	}
	return set
}

// Clauses returns the clauses of a text that may speak of a file.
func Clauses(text string) (list []string) {
	for _, clause := range clausesOf(text) {
		if about.MatchString(clause) {
			list = append(list, clause)
		}
	}
	return list
}

// Says reports whether a clause says in one of the known ways that a file comes with it.
func Says(clause string) bool { return anyOf(here, clause) && !anyOf(elsewhere, clause) }

// Stated reports whether a text says so in one of the known ways.
func Stated(text string) bool { return slices.ContainsFunc(clausesOf(text), Says) }
