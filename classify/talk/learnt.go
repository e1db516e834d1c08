package talk

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/weigh"
	"rapport/store"
	"rapport/store/pattern"
)

// surely is how likely a mail must be the note of a talk, where the ways to begin one do not
// tell.
const surely = 0.4

//go:embed weights.bin.gz
var weights []byte

var learnt = weigh.Embedded(weights)

// Labels returns the kinds of talks as the labels of what is learnt.
func Labels() []weigh.Label {
	return []weigh.Label{weigh.Label(store.TalkCall), weigh.Label(store.TalkVisit), weigh.Label(store.TalkChat)}
}

// Features returns what is weighed of a mail with that subject and newly written text.
func Features(subject, text string) weigh.Set {
	return features(cleaned(subject), norm.NFKC.String(strings.ToValidUTF8(text[:min(len(text), longestText)], "")))
}

func features(subject, text string) (set weigh.Set) {
	set.AddText("subject", subject)
	first := firstSentence(text)
	set.AddText("first", first)
	set.AddText("any", subject+"\n"+first)
	words, _ := weigh.Words(subject)
	if len(words) > 0 {
		set.Add("begins", words[0])
		set.Add("ends", words[len(words)-1])
	}
	words, _ = weigh.Words(first)
	if len(words) > 0 {
		set.Add("text begins", words[0])
	}
	if ahead.MatchString(subject) {
		set.Add("ahead")
	}
	if ahead.MatchString(first) {
		set.Add("text ahead")
	}
	if asked.MatchString(firstLines(text)) {
		set.Add("asked")
	}
	return set
}

func cleaned(subject string) string {
	return strings.TrimSpace(prefix.ReplaceAllString(norm.NFKC.String(strings.ToValidUTF8(subject, "")), ""))
}

func firstSentence(text string) string {
	text = strings.TrimSpace(text)
	end := strings.IndexFunc(text, func(r rune) bool { return strings.ContainsRune(".!?。！？；;\n", r) })
	if end < 0 {
		end = len(text)
	}
	return text[:end]
}

// ofMeeting is in the subject of minutes, which are confirmed as such.
var ofMeeting = pattern.New(`(?i)\bminutes\b|会议(?:纪要|记录)|會議(?:紀要|記錄)`)

// weighed returns the kind of the talk that a mail is a note of by what was learnt, or "":
// whoever asks for a talk notes none.
func weighed(subject, text string) store.TalkKind {
	if ofMeeting.MatchString(subject) || strings.ContainsAny(firstLines(text), "?？") {
		return ""
	}
	best, of := surely, store.TalkKind("")
	weight := learnt().Weigh(features(subject, text))
	for _, label := range Labels() { // in order, so that equal weights decide alike each time
		if likely := weight[label]; likely >= best {
			best, of = likely, store.TalkKind(label)
		}
	}
	return of
}

// behind is before the names of those whom one talked to.
var behind = pattern.New(`(?i)\b(?:with|to|from|at|called|phoned|rang|met|visited|saw|by|and)\s+|[,:、;]\s*|^|(?:和|与|與|跟|同|給|给|拜访|拜訪|见|見|找|记录|記錄|电话|電話|微信|了|到|在|[上下中]午|今天|昨天|刚才|刚)\s*`)

// namedIn returns the people whose names stand in the subject of a note, or else in its first
// sentence, wherever they do.
func namedIn(subject, text string) []string {
	for _, words := range []string{subject, firstSentence(text)} {
		for _, at := range behind.FindAllStringIndex(words, mostPeople) {
			if people, after := peopleIn(words[at[1]:]); len(people) > 0 && (at[1] > 0 || rest.MatchString(after) && !isWord(people[0])) {
				return people
			}
		}
	}
	return nil
}

// isWord reports whether a name is one word of Latin letters, as the first word of any sentence
// is.
func isWord(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return r == ' ' || r > unicode.MaxLatin1 })
}
