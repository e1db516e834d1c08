package answer

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/answer/optout"
	"rapport/store"
	"rapport/store/pattern"
)

const (
	mostStopLines = 40  // that are searched for the wish to get less mail
	longestStop   = 400 // bytes of a sentence that may say it
)

// unsubscribes are the words with which people and their programs unsubscribe, as the whole
// of a subject or a text.
var unsubscribes = tableOf(`unsubscribe|unsubscribe me|please unsubscribe|please unsubscribe me|unsubscribe please|opt out|退订|退訂|请退订|請退訂|取消订阅|取消訂閱|td`)

// surveyStops are words that say so in answer to a survey alone.
var surveyStops = tableOf(`stop|stop please|please stop|stop surveys|no more surveys|no more surveys please|不再接收|不要再发|不要|不参加|t`)

// Context is what a mail that may want less mail answers.
type Context int

// The contexts.
const (
	Unasked  Context = iota // a mail of its own, or an answer to a person
	ToOurs                  // a mail of ours
	ToSurvey                // a survey
)

// String returns the name by which package optout knows a context.
func (c Context) String() string { return [...]string{"", "ours", "survey"}[c] }

// NoMoreMail returns the words with which somebody wants no more mail of ours, or less, ""
// for none: in the subject, as a program writes that follows List-Unsubscribe (RFC 2369), or
// in the text. In answer to our mail more is understood to be about it.
func NoMoreMail(subject, text, name string, to Context) string {
	lines, _ := linesOf(text)
	title := store.ReadSubject(subject).Title
	if words := strings.TrimSpace(referenceInText.ReplaceAllString(title, "")); (unsubscribes()[normalize(words)] || stopsAlone(words)) && !isAnswer(text, name) {
		return words
	}
	if to != Unasked {
		if said, ok := onlyPhrase(withoutReferences(text), name); ok && stopsAlone(strings.TrimSpace(said)) {
			return strings.TrimSpace(said)
		}
	}
	if isOneOf(unsubscribes(), withoutReferences(text), name) || to == ToSurvey && isOneOf(surveyStops(), withoutReferences(text), name) {
		return strings.TrimSpace(lines[0])
	}
	if begins := strings.TrimSpace(subject); to == Unasked && begins == title && wantsLess(title, to) && !isAnswer(text, name) {
		return title
	}
	for _, sentence := range Sentences(text) {
		if wantsLess(sentence, to) {
			return sentence
		}
	}
	return ""
}

// Sentences returns the sentences of a text in which somebody may want less mail, and then
// those of a line that follow each other, in pairs: “I get them every day. Please end that.”
func Sentences(text string) (list []string) {
	lines, _ := linesOf(text)
	var pairs []string
	for _, line := range lines[:min(len(lines), mostStopLines)] {
		sentences := sentencesOf(line)
		list = append(list, sentences...)
		for i := range max(len(sentences)-1, 0) {
			pairs = append(pairs, sentences[i]+", "+sentences[i+1])
		}
	}
	return append(list, pairs...)
}

// OnlyNoMoreMail reports whether a text says nothing beside that: what else there is is
// courtesy, or speaks of mail.
func OnlyNoMoreMail(text, name string, to Context) bool {
	lines, _ := linesOf(text)
	for i, line := range lines {
		if i == 0 && isGreeting(line) || isClosing(line, name) || referenceLine.MatchString(line) {
			continue
		}
		for _, sentence := range sentencesOf(line) {
			if !wantsLess(sentence, to) && !isClosing(sentence, name) && !isGreeting(sentence) && !ofMail.MatchString(sentence) {
				return unsubscribes()[normalize(text)]
			}
		}
	}
	return len(lines) < mostLines
}

// ofMail is what people say around the wish to get less mail.
var ofMail = pattern.New(`(?i)\b(?:a|per|every|each) (?:day|week|month)\b|\b(?:e-?mails?|mails|inbox|mailbox|reminders?|surveys?)\b|\b(?:call|phone|ring) me\b|\bannoy|\bcrazy\b|\basked (?:you )?(?:before|twice|already)\b|` +
	`每天|每周|邮件|提醒|问卷|烦|受不了|看不过来|知道了|打电话|微信`)

// isAnswer reports whether a text is a score, a yes or a no: who writes that under the subject
// of another mail does not speak of that subject.
func isAnswer(text, name string) bool {
	choice := Read(text, Question{Sender: name}).Choice
	return choice != store.ChoiceHuman
}

// referenceInText is what our link writes for a mailbox without plus-addresses.
var referenceInText = pattern.New(`\[r\.[a-z0-9]+\]`)

func withoutReferences(text string) string { return referenceInText.ReplaceAllString(text, "") }

// sentencesOf splits a line where a sentence ends: not at the point of an address.
func sentencesOf(line string) []string {
	var list []string
	for _, sentence := range sentenceEnd.Split(line, -1) {
		if sentence = strings.TrimSpace(sentence); sentence != "" && len(sentence) <= longestStop {
			list = append(list, sentence)
		}
	}
	return list
}

var sentenceEnd = pattern.New(`[!?;。！？；]|\.(?:\s|$|\.)`)

// likelyWish is how likely a sentence must want less mail to be taken for that.
const likelyWish = 0.4

// wantsLess reports whether a sentence wants less mail for who writes it.
func wantsLess(sentence string, to Context) bool {
	return asksOut.MatchString(sentence) || optout.Weigh(sentence, to.String()) >= likelyWish || to != Unasked && formsAbroad.MatchString(strings.ToLower(norm.NFKC.String(sentence)))
}

// asksOut is a sentence that says so at its beginning, whatever it goes on with.
var asksOut = pattern.New(`(?i)^\W*(?:please |kindly )?(?:unsubscribe|opt out) (?:me|us)\b|^\W*请?(?:帮|给|替)我(?:们)?(?:退订|取消订阅)`)
