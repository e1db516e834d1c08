package offer

import (
	_ "embed"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/weigh"
	"rapport/store"
)

// What the signs of a kind do not settle is weighed, by mails that people have labelled: first
// whether a mail is of any kind, then of which. These are the bounds from which that counts.
const (
	likely = 0.75 // enough for a mail to be of some kind
	surely = 0.9  // enough although its words are those of something else
	signed = 0.3  // enough for what the signs name
	hardly = 0.1  // too unlikely that it is of the kind which the signs name
)

//go:embed weights.bin.gz
var weights []byte

//go:embed any.bin.gz
var anyWeights []byte

var learnt, learntAny = weigh.Embedded(weights), weigh.Embedded(anyWeights)

// weighed returns the kind of a mail by the points of each kind and what was learnt, or "".
func weighed(subject, text string, points []int) store.Offer {
	set := features(subject, text, points)
	weight, some := learnt().Weigh(set), learntAny().Weigh(set)[weigh.Yes]
	elsewhere := another.MatchString(subject) || asks.MatchString(text)
	of, most := store.Offer(""), enough-1
	for i, k := range kinds {
		if points[i] > most && weight[weigh.Label(k.kind)] >= hardly && some >= signed && !elsewhere {
			of, most = k.kind, points[i]
		}
	}
	if of != "" {
		return of
	}
	if some < likely || elsewhere && some < surely {
		return ""
	}
	best := 0.0
	for _, k := range kinds {
		if l := weight[weigh.Label(k.kind)]; l > best {
			of, best = k.kind, l
		}
	}
	return of
}

// Labels returns the kinds as the labels of what is learnt.
func Labels() (list []weigh.Label) {
	for _, k := range kinds {
		list = append(list, weigh.Label(k.kind))
	}
	return list
}

// Features returns what is weighed of a mail with that subject and newly written text.
func Features(subject, text string, sent time.Time) weigh.Set {
	subject, text = cleaned(subject, text)
	return features(subject, text, pointsOf(subject, text, sent))
}

// cleaned returns the subject without project codes, and the text that is read, both in the
// normal form NFKC.
func cleaned(subject, text string) (string, string) {
	text = norm.NFKC.String(strings.ToValidUTF8(text[:min(len(text), longestText)], ""))
	return prefix.ReplaceAllString(norm.NFKC.String(strings.ToValidUTF8(subject, "")), ""), text
}

func features(subject, text string, points []int) (set weigh.Set) {
	set.AddText("subject", subject)
	set.AddText("text", text)
	items := min(len(item.FindAllString(text, 20)), 6)
	set.Add("items", strconv.Itoa(items))
	set.Add("lines", strconv.Itoa(min(strings.Count(text, "\n")/2, 6)))
	for i, n := range points {
		set.Add("points", strconv.Itoa(i), strconv.Itoa(min(n, 4)))
	}
	if asks.MatchString(text) {
		set.Add("asks")
	}
	if another.MatchString(subject) {
		set.Add("another")
	}
	return set
}
