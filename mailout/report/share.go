package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"rapport/classify/amount"
	"rapport/store/pattern"
)

var (
	saysDone = pattern.New(`(?i)\b(?:done|complete|completed|finished|there|through|built|ready|in place|written|installed|tested|migrated)\b|完成|完工|做|已|了|搞定|进度过半`)
	halfway  = pattern.New(`(?i)\b(?:half[- ]?way(?: there| through| done)?|half (?:done|finished|complete|built|written|ready))\b`)
	// countedOf matches how many of how many are done: “8 of 12 rooms are done”, “12间房已拍8间”.
	countedOf = pattern.New(`(?i)\b(\d{1,4})\s*(?:of|out of|/)\s*(?:the |our |all )?(\d{1,4})\b((?:\s+[a-z-]+){0,3}?)\s+(?:(?:are|is|have|has|were)(?: been| now| already)*\s+)?(?:done|finished|completed?|ready|built|installed|delivered|tested|migrated|written|translated|painted|live|signed|closed|shot|drawn|reviewed|imported|laid|fixed)\b`)
	doneOf    = pattern.New(`(?i)\b(?:done|finished|completed|ready)[:,]?\s+(\d{1,4})\s*(?:of|out of|/)\s*(?:the )?(\d{1,4})\b()`)
	zhOf      = pattern.New(`(?:共|全部)?(\d{1,4})\s*([个间项台套栋页份张户层条座处家段批篇])\p{Han}{0,6}?[，,（(]?\s*(?:已|目前|现|完成|其中|\p{Han}(?:了|完))[\p{Han}]{0,5}?(\d{1,4})\s*([个间项台套栋页份张户层条座处家段批篇])`)
)

// withShares returns the text of an item with what words say of how much is done as a figure in
// per cent, and the words that it takes the place of where they say more.
func withShares(text string) (figures, words string) {
	if percents.MatchString(text) {
		return text, ""
	}
	for _, form := range []*pattern.Pattern{countedOf, doneOf} {
		if m := form.FindStringSubmatchIndex(text); m != nil {
			return ratioOf(text, m[0], m[1], text[m[2]:m[3]], text[m[4]:m[5]])
		}
	}
	if m := zhOf.FindStringSubmatchIndex(text); m != nil && text[m[4]:m[5]] == text[m[8]:m[9]] {
		return ratioOf(text, m[0], m[1], text[m[6]:m[7]], text[m[2]:m[3]])
	}
	if at := halfway.FindStringIndex(text); at != nil {
		return text[:at[0]] + "50% done" + text[at[1]:], ""
	}
	if !saysDone.MatchString(text) { // “Gate: a third” may be of anything
		return text, ""
	}
	return sharesInFigures(text, nil), ""
}

// sharesInFigures returns a text with the parts of a whole that words name in per cent, but for
// those behind words that match besides.
func sharesInFigures(text string, besides *pattern.Pattern) string {
	var b strings.Builder
	end := 0
	for _, a := range amount.Find(text) {
		if a.Unit != "%" || a.Digits != "" || a.Vague || besides != nil && besides.MatchString(text[:a.Start]) {
			continue
		}
		fmt.Fprintf(&b, "%s%d%%", text[end:a.Start], int(math.Round(a.Value)))
		end = a.End
	}
	return b.String() + text[end:]
}

// roughly stands before a part of a whole that is no figure: “about half”.
var roughly = pattern.New(`(?i)(?:\b(?:about|around|roughly|nearly|almost|some|approximately|perhaps|maybe)|大概|大约|约|差不多|近|将近|估计|可能|恐怕)\s*$`)

// ratioOf writes part of whole in per cent in place of the words from one place to another.
func ratioOf(text string, from, to int, part, whole string) (figures, words string) {
	n, _ := strconv.Atoi(part)
	of, _ := strconv.Atoi(whole)
	if of == 0 || n > of {
		return text, ""
	}
	return fmt.Sprintf("%s%d%% done%s", text[:from], (200*n+of)/(2*of), text[to:]), text[from:to]
}
