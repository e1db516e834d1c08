package markup

import (
	"bytes"
	"strings"

	"golang.org/x/net/html/atom"
)

// rule is one of a style sheet, for elements of a tag, id and class; "" is any.
type rule struct {
	tag, id, class string
	look           look
}

// longestSheet and mostRules bound what is read of style sheets.
const (
	longestSheet = 64 << 10
	mostRules    = 300
)

// sheets returns the rules of the style sheets of a page that keep text from being seen.
func sheets(source string) []rule {
	lower := []byte(source)
	if !bytes.Contains(lower, []byte("</")) {
		return nil
	}
	var rules []rule
	for size := 0; size < longestSheet && len(rules) < mostRules; {
		i := indexFold(lower, "<style")
		if i < 0 {
			return rules
		}
		lower = lower[i+len("<style"):]
		begin := bytes.IndexByte(lower, '>')
		if begin < 0 {
			return rules
		}
		sheet := lower[begin+1:]
		if end := indexFold(sheet, "</style"); end >= 0 {
			sheet, lower = sheet[:end], sheet[end:]
		} else {
			lower = nil
		}
		sheet = sheet[:min(len(sheet), longestSheet-size)]
		size += len(sheet) + 1
		rules = appendRules(rules, uncommented(strings.ToLower(string(sheet))))
	}
	return rules
}

// indexFold is bytes.Index for a word in any case of letters.
func indexFold(text []byte, word string) int {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], word[0])
		if i < 0 || from+i+len(word) > len(text) {
			return -1
		}
		if strings.EqualFold(string(text[from+i:from+i+len(word)]), word) {
			return from + i
		}
		from += i + 1
	}
}

var commentMarks = strings.NewReplacer("<!--", "", "-->", "")

func uncommented(sheet string) string {
	sheet = commentMarks.Replace(sheet)
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sheet, "/*")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, sheet, _ = strings.Cut(rest, "*/")
	}
}

// appendRules reads a style sheet. What holds for some windows alone, and what depends on
// the elements around, may hide text and may not.
func appendRules(rules []rule, sheet string) []rule {
	for len(rules) < mostRules {
		selectors, rest, found := strings.Cut(sheet, "{")
		if !found {
			return rules
		}
		selectors = strings.TrimSpace(selectors[strings.LastIndexAny(selectors, ";}")+1:])
		if strings.HasPrefix(selectors, "@") {
			if sheet = rest; !strings.HasPrefix(selectors, "@media") || strings.Contains(selectors, "print") {
				_, sheet, _ = strings.Cut(rest, "}")
			}
			continue
		}
		declarations, after, _ := strings.Cut(rest, "}")
		sheet = after
		l := declared(declarations)
		if l.plain() {
			continue
		}
		for selector := range strings.SplitSeq(selectors, ",") {
			compounds := strings.FieldsFunc(selector, func(r rune) bool {
				return r == ' ' || r == '>' || r == '+' || r == '~' || r == '\n' || r == '\t' || r == '\r'
			})
			if len(compounds) == 0 || strings.ContainsAny(selector, "[:") {
				continue
			}
			r := ruleFor(compounds[len(compounds)-1])
			if r.look = l; len(compounds) > 1 {
				r.look = look{faint: l.hides || l.faint, struck: l.struck}
			}
			rules = append(rules, r)
		}
	}
	return rules
}

func ruleFor(compound string) (r rule) {
	rest := compound
	end := strings.IndexAny(rest, ".#")
	if end < 0 {
		end = len(rest)
	}
	r.tag, rest = strings.TrimPrefix(rest[:end], "*"), rest[end:]
	for rest != "" {
		next := strings.IndexAny(rest[1:], ".#") + 1
		if next == 0 {
			next = len(rest)
		}
		if rest[0] == '#' {
			r.id = rest[1:next]
		} else {
			r.class = rest[1:next]
		}
		rest = rest[next:]
	}
	return r
}

// fits reports whether a rule is for an element.
func (r rule) fits(name []byte, attributes []Attribute) bool {
	if r.tag != "" && r.tag != string(name) {
		return false
	}
	if r.id != "" && !strings.EqualFold(r.id, string(Value(attributes, atom.Id))) {
		return false
	}
	if r.class == "" {
		return true
	}
	for class := range bytes.FieldsSeq(Value(attributes, atom.Class)) {
		if strings.EqualFold(r.class, string(class)) {
			return true
		}
	}
	return false
}
