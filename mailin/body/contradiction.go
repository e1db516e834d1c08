package body

import (
	"bytes"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What is compared of two alternatives: the start of each.
const (
	comparedBytes = 32 << 10 // of text; of HTML four times that
	comparedWords = 2000
)

// contradicts says whether a text and the HTML beside it say different things.
// They are compared by their words, since programs write the same mail in many
// ways: with the addresses of links or without them, with marks for bold text,
// lists and tables. In a short mail a word that only the text has, where another
// stands in the HTML, is enough; in a long one it takes most of them. Where the
// HTML only says more, it must be more than all of the text.
func contradicts(plain, source string) bool {
	if sameLetters(plain, source) {
		return false
	}
	one, two := wordsOf(plain[:min(len(plain), comparedBytes)]), wordsOfHTML(source[:min(len(source), 4*comparedBytes)])
	if len(one) == 0 || len(two) == 0 {
		return false // pictures, or links
	}
	missing := 0
	for word := range one {
		if !two[word] {
			missing++
		}
	}
	extra := len(two) - (len(one) - missing)
	if max(len(one), len(two)) <= 40 {
		return missing > 0 && extra > 0 || extra > len(one)+5
	}
	return missing*2 > len(one) || extra > len(one)*2+20
}

// wordsOf gives the words of a text in lower case: letters that stand together,
// or a single character of a script that sets no spaces. What belongs to an
// address or a number is left out.
func wordsOf(text string) map[string]bool {
	words := make(map[string]bool, 64)
	addWords(words, text)
	return words
}

func addWords(words map[string]bool, text string) {
	for field := range strings.FieldsSeq(text) {
		if len(words) >= comparedWords {
			return
		}
		if strings.Contains(field, "://") || strings.Contains(field, "@") || strings.Contains(field, "www.") || strings.HasPrefix(field, "[cid:") {
			continue
		}
		start := -1 // of a word in field
		for i, r := range field {
			letter := unicode.IsLetter(r) || unicode.IsMark(r)
			ideograph := letter && r >= 0x2E80
			if start >= 0 && (!letter || ideograph) {
				words[strings.ToLower(field[start:i])] = true
				start = -1
			}
			switch {
			case ideograph:
				words[field[i:i+utf8.RuneLen(r)]] = true
			case letter && start < 0:
				start = i
			}
		}
		if start >= 0 {
			words[strings.ToLower(field[start:])] = true
		}
	}
}

// wordsOfHTML gives the words of HTML that are shown. It is quick rather than
// exact; only where something is hidden the HTML is read in full.
func wordsOfHTML(source string) map[string]bool {
	lower := strings.ToLower(source)
	if len(lower) != len(source) || strings.Contains(lower, "display:") || strings.Contains(lower, "visibility:") || strings.Contains(lower, "hidden") ||
		strings.Contains(lower, "mso-hide") || strings.Contains(lower, "opacity") {
		text, _ := htmlText(source, comparedBytes)
		return wordsOf(text)
	}
	words := make(map[string]bool, 64)
	var line bytes.Buffer // text between tags that end a word
	flush := func() {
		if line.Len() > 0 {
			addWords(words, html.UnescapeString(line.String()))
			line.Reset()
		}
	}
	for len(source) > 0 && len(words) < comparedWords {
		i := strings.IndexByte(source, '<')
		if i < 0 {
			line.WriteString(source)
			break
		}
		line.WriteString(source[:i])
		source, lower = source[i:], lower[i:]
		end := ">"
		for _, skip := range []struct{ start, end string }{
			{"<!--", "-->"}, {"<style", "</style"}, {"<script", "</script"}, {"<title", "</title"},
		} {
			if strings.HasPrefix(lower, skip.start) {
				end = skip.end
			}
		}
		if !isInlineTag(lower) {
			flush()
		}
		n := strings.Index(lower, end)
		if n < 0 {
			break
		}
		n += len(end)
		source, lower = source[n:], lower[n:]
		if end != ">" && end != "-->" {
			if n = strings.IndexByte(lower, '>'); n < 0 {
				break
			}
			source, lower = source[n+1:], lower[n+1:]
		}
	}
	flush()
	return words
}

// isInlineTag says whether a tag may stand within a word.
func isInlineTag(tag string) bool {
	name := strings.TrimPrefix(tag[1:min(len(tag), 10)], "/")
	if i := strings.IndexAny(name, " >\t\r\n/"); i >= 0 {
		name = name[:i]
	}
	switch name {
	case "b", "i", "u", "em", "strong", "span", "font", "a", "wbr", "s", "o:p":
		return true
	}
	return false
}
