// Package talk reads a note of what was said elsewhere than by mail: a telephone call, a visit,
// a chat. The subject or the first sentences say so in the past: "Call with Anna",
// "Yvette rang on Wednesday", "昨天到药房见了盛药师". Like all of classify it is pure: the caller
// passes the date of the mail.
package talk

import (
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/weigh"
	"rapport/store"
	"rapport/store/pattern"
)

const (
	mostPeople    = 10
	mostSentences = 3       // of the text, after a greeting
	longestText   = 8 << 10 // bytes
	longestScene  = 400     // bytes of a sentence
)

var (
	prefix  = pattern.New(`^(?:\s*\[[^\]]{1,40}\]|\s*【[^】]{1,40}】)+\s*`)
	answers = pattern.New(`(?i)^\s*(?:re|aw|fw|fwd|wg|sv|tr|回复|回覆|答复|转发|轉發|转寄)\s*:`)
	// ofMeeting is in the subject of minutes, which are confirmed as such.
	ofMeeting = pattern.New(`(?i)^minutes\b|[^\d ]\s+minutes\b|会议(?:纪要|记录)|會議(?:紀要|記錄)`)
	greeting  = pattern.New(`(?i)^(?:(?:hi|hello|hey|dear|good (?:morning|evening|afternoon))\b.{0,30}|(?:各位|大家|同事们|你们|您)?[早上下午晚]{0,2}好|各位.{0,4}|(?:for|to) the (?:log|file|record)s?)[,:!]?$`)
)

// signature is a last line that is a name at most.
var signature = pattern.New(`([.!?。,;:"”)~…]|[\p{Han}])\s*\n\s*[\p{L}' .·-]{1,25}$`)

// Of returns the note of a talk that a mail is, sent at a time in its author's zone, and
// whether it is one. Where it names no day, the talk was on that of the mail.
func Of(subject, text string, sent time.Time) (store.Talk, bool) {
	text = norm.NFKC.String(strings.ToValidUTF8(text[:min(len(text), longestText)], ""))
	n := note{subject: cleaned(subject), text: text, said: sentences(text)}
	if answers.MatchString(n.subject) || ofMeeting.MatchString(n.subject) {
		return store.Talk{}, false
	}
	n.scenes()
	kind := n.kind()
	if kind == "" {
		return store.Talk{}, false
	}
	people := n.people()
	on, past := n.day(sent)
	if len(people) == 0 || !past {
		return store.Talk{}, false
	}
	return store.Talk{Kind: kind, Day: on.Format(time.DateOnly), Time: timeIn(n.subject, text), People: people[:min(len(people), mostPeople)]}, true
}

// note is a mail as it is read: what its subject and its first sentences say of a talk.
type note struct {
	subject, text string
	said          []string // the first sentences of the text
	titled        scene    // of the subject
	told          []scene  // of each sentence
	best          int      // the first sentence that says that somebody talked, or -1

	weight map[weigh.Label]float64 // by what was learnt
}

func (n *note) scenes() {
	n.titled, n.best = sceneOf(n.subject), -1
	for i, s := range n.said {
		sc := sceneOf(s)
		n.told = append(n.told, sc)
		if n.best < 0 && (sc.told || sc.kind != "") {
			n.best = i
		}
	}
}

func cleaned(subject string) string {
	subject = norm.NFKC.String(strings.ToValidUTF8(subject[:min(len(subject), longestScene)], ""))
	return strings.TrimSpace(prefix.ReplaceAllString(subject, ""))
}

// sentences returns the first sentences of a text, without a greeting.
func sentences(text string) (list []string) {
	text = signature.ReplaceAllString(strings.TrimSpace(text), "$1")
	for len(list) < mostSentences {
		text = strings.TrimSpace(text)
		if text == "" {
			break
		}
		end := sentenceEnd(text)
		if s := strings.TrimSpace(text[:min(end, longestScene)]); !greeting.MatchString(s) {
			list = append(list, strings.ToValidUTF8(s, ""))
		}
		text = text[end:]
	}
	return list
}

// short is before a full stop that ends no sentence.
var short = pattern.New(`(?i)(?:^|[\s(,])(?:mrs?|ms|mx|drs?|prof|sgt|st|capt|col|lt|rev|fr|hr|tel|w|approx|ca|no|nr|vs|a\.m|p\.m|incl|resp|dept|ing|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|\p{L}|\d{1,2}|\d{1,2}\.\d{1,2})$`)

// sentenceEnd returns where the first sentence of a text ends.
func sentenceEnd(text string) int {
	for i, r := range text {
		end := i + len(string(r))
		switch r {
		case '。', '!', '?', ';', '\n':
			return end
		case '.':
			if end == len(text) || (text[end] == ' ' || text[end] == '\n') && !short.MatchString(text[max(0, i-12):i]) {
				return end
			}
		}
	}
	return len(text)
}
