package learn

import (
	"strings"
	"unicode"

	"rapport/classify/trust"
)

const (
	longestText  = 4 << 10 // bytes that are read
	mostFeatures = 600     // per mail
	mostPeople   = 30
	shortestWord = 3
	longestWord  = 30
)

// featuresOf returns the features of a mail, each once: the addresses of its people and
// their domains, the words of alphabetic scripts, and each pair of adjacent Chinese
// characters.
func featuresOf(people []string, subject, text string) []string {
	c := collector{seen: make(map[string]bool, 256)}
	for i, address := range people {
		if i == mostPeople {
			break
		}
		c.add("@" + address)
		if _, domain, ok := strings.Cut(address, "@"); ok && !trust.SharedProvider(domain) {
			c.add("@" + domain)
		}
	}
	c.text(subject[:min(len(subject), 500)])
	c.text(text[:min(len(text), longestText)])
	return c.list
}

type collector struct {
	list []string
	seen map[string]bool
}

func (c *collector) add(feature string) {
	if len(c.list) < mostFeatures && !c.seen[feature] {
		c.seen[feature] = true
		c.list = append(c.list, feature)
	}
}

func (c *collector) text(text string) {
	start := -1    // of a word
	previous := -1 // start of the ideograph before
	word := func(to int) {
		if start >= 0 && to-start >= shortestWord && to-start <= longestWord {
			c.add(strings.ToLower(text[start:to]))
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case r >= 0x2E80 && unicode.IsLetter(r):
			word(i)
			if previous >= 0 {
				c.add(text[previous : i+len(string(r))])
			}
			previous = i
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) && start >= 0:
			if start < 0 {
				start = i
			}
			previous = -1
		default:
			word(i)
			previous = -1
		}
	}
	word(len(text))
}

// display returns a feature in a form for people.
func display(feature string) string {
	if address, ok := strings.CutPrefix(feature, "@"); ok {
		return address
	}
	return "“" + feature + "”"
}
