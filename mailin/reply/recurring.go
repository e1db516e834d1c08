package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/classify/answer"
	"rapport/classify/ask"
	"rapport/store"
	"rapport/store/mailaddr"
)

// What a company or a gateway puts above or below every mail recurs, word for word, in mail
// of several people and threads. It is neither side's words, in whatever language it is.

// Recurring has the paragraphs that recur. The zero value has none. Any number of goroutines
// may use it.
type Recurring struct {
	of map[edge]*recurrence
}

// edge is a paragraph at the beginning or the end of the mail of a domain; domain is "" for
// those of all.
type edge struct {
	domain string
	below  bool
	text   string // as it is compared
}

// recurrence is who has sent a paragraph.
type recurrence struct {
	mails           int
	people, domains map[string]bool
	threads         map[int64]bool
}

// When a paragraph recurs: in so many mails, of so many people and threads; one that is to
// count for mail of any domain, in mail of so many domains.
const (
	leastMails   = 4
	leastPeople  = 2
	leastThreads = 3
	leastDomains = 2
)

const (
	mostEdges         = 3       // paragraphs at either end of a mail
	shortestRecurring = 24      // bytes, as it is compared
	shortestNotice    = 12      // of one that speaks of mail
	longestRecurring  = 4 << 10 // bytes
	mostRecurring     = 20_000  // paragraphs that are counted
)

// Add counts what stands at the beginning and the end of a text.
func (r *Recurring) Add(w store.WrittenText) {
	if r.of == nil {
		r.of = map[edge]*recurrence{}
	}
	_, domain, _ := mailaddr.Cut(w.Sender)
	seen := map[edge]bool{} // one that is alone stands at both ends
	count := func(paragraph []line, below bool) {
		bare := bareParagraph(paragraph)
		for _, of := range []string{domain, ""} {
			e := edge{of, below, bare}
			if bare == "" || seen[e] {
				continue
			}
			seen[e] = true
			c := r.of[e]
			if c == nil {
				if len(r.of) >= mostRecurring {
					continue
				}
				c = &recurrence{people: map[string]bool{}, domains: map[string]bool{}, threads: map[int64]bool{}}
				r.of[e] = c
			}
			c.mails++
			c.people[w.Sender], c.domains[domain], c.threads[w.Thread] = true, true, true
		}
	}
	for _, text := range []string{w.Text, w.Signature} {
		lines := split(text)
		list := paragraphs(lines)
		for i, p := range list {
			if i < mostEdges {
				count(lines[p.start:p.end], false)
			}
			if i >= len(list)-mostEdges {
				count(lines[p.start:p.end], true)
			}
		}
	}
}

// note notes the paragraphs that recur in the mail of a domain.
func (r *Recurring) note(lines []line, domain string) {
	if r == nil || len(r.of) == 0 {
		return
	}
	for _, p := range paragraphs(lines) {
		above, below := r.has(domain, false, lines[p.start:p.end]), r.has(domain, true, lines[p.start:p.end])
		for i := p.start; i < p.end && (above || below); i++ {
			lines[i].recursAbove, lines[i].recursBelow = above, below
		}
	}
}

// paragraphs returns what is between blank, drawn and quoted lines.
func paragraphs(lines []line) (list []segment) {
	start := -1
	for i, l := range lines {
		if l.blank || l.depth > 0 || l.isRule() {
			start = -1
			continue
		}
		if start < 0 {
			start = i
			list = append(list, segment{start: i})
		}
		list[len(list)-1].end = i + 1
	}
	return list
}

// has reports whether a paragraph recurs at one end of the mail of a domain, or of all.
func (r *Recurring) has(domain string, below bool, paragraph []line) bool {
	bare := bareParagraph(paragraph)
	if bare == "" || len(bare) < shortestRecurring && !speaksOfPost(joinedLines(paragraph)) {
		return false
	}
	for _, of := range []string{domain, ""} {
		c := r.of[edge{of, below, bare}]
		if c != nil && c.mails >= leastMails && len(c.people) >= leastPeople && len(c.threads) >= leastThreads && (of != "" || len(c.domains) >= leastDomains) {
			return !saysSomething(joinedLines(paragraph))
		}
	}
	return false
}

// bareParagraph returns a paragraph as it is compared: without its layout, links and numbers;
// "" for one that is too short or too long to recur.
func bareParagraph(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		if b.Len()+len(l.text) > longestRecurring {
			return ""
		}
		b.Write(bareOf(l.text))
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, b.String())
	if len(bare) < shortestNotice {
		return ""
	}
	return bare
}

// saysSomething reports whether a paragraph may be a person's words to the reader, however
// often it recurs: an answer, a wish, a greeting, or what they say of themselves.
func saysSomething(text string) bool {
	post, theirs := speaksOfPost(text), ourCompany.Replace(text)
	if gatewayForms.person.MatchString(theirs) || noticeForms.own.MatchString(theirs) || strings.ContainsAny(text, "?？") && !post || greeting.MatchString(text) {
		return true
	}
	if !(post && utf8.RuneCountInString(text) >= longAnswer) && isAnswer(text) {
		return true
	}
	if post { // “notify the sender” is no wish of theirs
		return false
	}
	for _, a := range ask.Of("", text) {
		if a.Ask != store.AskInformation {
			return true
		}
	}
	return false
}

// longAnswer is the length in characters from which words that speak of mail are no answer: “not
// a secure medium”.
const longAnswer = 60

// speaksOfPost reports whether a text is about mail and those who write it, print it or look
// into it, as notices are.
func speaksOfPost(text string) bool {
	return gatewayForms.thisMail.MatchString(text) || gatewayForms.anyMail.MatchString(text) || gatewayForms.sender.MatchString(text) || gatewayForms.scan.MatchString(text) || gatewayForms.rare.MatchString(text) ||
		shapes.scans.MatchString(text) || shapes.sealed.MatchString(text) || shapes.printed.MatchString(text) || shapes.mistaken.MatchString(text) && shapes.undo.MatchString(text) || shapes.neverAsks.MatchString(text) ||
		shapes.registry.MatchString(text) || shapes.privacy.MatchString(text) || shapes.tag.MatchString(text) || failsProof.MatchString(text) || anyMailing.MatchString(text) || strings.Contains(text, "邮箱")
}

// isAnswer reports whether a paragraph by itself is a yes, a no or a score.
func isAnswer(text string) bool {
	choice := answer.Read(text, answer.Question{Fresh: true}).Choice
	return choice != "" && choice != store.ChoiceHuman
}
