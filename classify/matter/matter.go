// Package matter separates what one mail asks for: the two things of "the export fails; on
// another subject, when does the invoice come?". It separates only where the sender does, by a
// numbered list or by words such as "another thing" and "另外". Like all of classify it is pure.
package matter

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/ask"
	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/visible"
)

const (
	longestText = 16 << 10 // bytes that are read
	longestPart = 600      // characters that are kept of a matter
	most        = 10       // matters of one mail
)

// Of returns the separate asks of a mail with that subject and newly written text, in its
// order, each with the part of the text that is about it; nothing for a mail that asks nothing.
func Of(subject, text string) []store.Matter {
	text = norm.NFKC.String(strings.ToValidUTF8(text[:min(len(text), longestText)], ""))
	if strings.TrimSpace(text) == "" {
		text = subject
	}
	var list []store.Matter
	waiting := "" // text that asks nothing yet
	for _, p := range split(text) {
		kind := gravest(p.text)
		switch {
		case kind == "" && len(list) == 0:
			waiting = join(waiting, p.text)
		case kind == "" || len(list) > 0 && !p.begins(kind, list[len(list)-1]) || len(list) == most:
			last := &list[len(list)-1]
			last.Text = join(last.Text, p.text)
			if kind = gravest(last.Text); kind != "" {
				last.Ask = kind
			}
		default:
			list = append(list, store.Matter{Ask: kind, Text: join(waiting, p.text)})
			waiting = ""
		}
	}
	for i := range list {
		list[i].Text = visible.Cut(list[i].Text, longestPart)
	}
	return list
}

func join(a, b string) string {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}

// gravest returns the gravest ask of a text that somebody has to act on, or "".
func gravest(text string) store.Ask {
	for _, found := range ask.Of("", text) {
		switch found.Ask {
		case store.AskComplaint, store.AskObjection, store.AskChange, store.AskProblem, store.AskQuestion:
			return found.Ask
		}
	}
	return ""
}

// part is a piece of a text, and how clearly it is set apart from what is before.
type part struct {
	text string
	set  apart
}

type apart int

const (
	not    apart = iota
	weakly       // "also", "另外": perhaps about the same
	words        // "on another subject", "还有件事"
	listed       // under a number or a heading of its own
)

var (
	refersBack = pattern.New(`(?i)^\W*(?:\w+\W+){0,5}?(?:it|this|that|they|these|those|them)\b|它|该问题|这个问题|上述|^.{0,12}(?:这|那)`)
	remedy     = pattern.New(`(?i)\b(?:when|how soon|how fast|by when)\b[^.?]{0,30}\b(?:fixed|solved|resolved|repaired|work again|back)\b|\b(?:send|come)\b[^.?]{0,20}\btoday\b|\bas soon as possible\b|(?:什么时候|何时|多久|几时)[^。?]{0,10}(?:修|解决|恢复|处理好|好)|(?:尽快|马上)(?:处理|修|解决)`)
)

// begins reports whether a part that asks is another matter than the one before.
func (p part) begins(kind store.Ask, before store.Matter) bool {
	switch p.set {
	case listed:
		return true
	case words:
		return !remedy.MatchString(p.text)
	case weakly:
		return kind != before.Ask && !remedy.MatchString(p.text) && !refersBack.MatchString(p.text)
	}
	return false
}

var (
	item     = pattern.New(`^\s*(?:[-*•·]\s+|\(?\d{1,2}\s*[.):、]\s*|[(]?[一二三四五六七八九十]\s*[、).:]\s*|(?i:(?:problem|issue|question|point|topic|request|wish|问题|事项|需求|事情)\s*(?:no\.?\s*)?[\d一二三四五六七八九]\s*[:.,、]\s*))`)
	inline   = pattern.New(`([;。.?!]\s*)((?:[二三四五六七八九]、|[2-9]\s*[)、.]\s*[^\d\s]|\([2-9二三四五]\)))`)
	heading  = pattern.New(`^\s*([^:。.?!;,]{2,40}):\s*(.{4,})$`)
	noHead   = pattern.New(`(?i)^(?:hi|hello|dear|hey|best|regards|thanks|phone|tel|fax|mobile|e-?mail|web|address|您好|你好|电话|手机|邮箱|地址|http|https|steps?|expected|actual|browser|version|error|message|note|步骤|预期|实际|版本|浏览器|提示)\b|^(?:您好|你好|电话|手机|邮箱|地址|步骤|预期|实际|版本|浏览器|提示|报错)`)
	byWords  = pattern.New(`(?i)^\W*(?:(?:and|oh|but)\W+)?(?:another (?:thing|question|point|matter|issue|problem|subject|topic|request)|(?:on|about) (?:a (?:completely|totally|very|rather|somewhat) different|another|a different|an unrelated|a separate) (?:subject|note|matter|topic|thing)|separately|unrelated|something else|something different|by the way|btw|p\.?\s?s\b|one more (?:thing|question|point)|(?:then )?there is (?:also|the matter)|then there is|(?:the |my |a )?second(?:ly| thing| point| question| problem)?\s*[:,]|third(?:ly)?\s*[:,]|different (?:topic|subject|matter))|^\W*(?:另一[个件]|另有一|还有(?:一?[个件])?(?:事|问题|不相关|需求)|还有[个件]|顺便|顺带|再问|再请教|再有|其次|第二|第三|换个话题|不相关|PS|另[,:])`)
	byAlso   = pattern.New(`(?i)^\W*(?:(?:and|but)\W+)?(?:also|in addition|additionally|besides|furthermore|moreover|plus|apart from that|on top of that|(?:i|we) (?:also|would also)|i'd also|we'd also)\b|^\W*(?:另外|此外|还有|再就是|再者|除此之外|与此同时)`)
	hanAlso  = pattern.New(`([,、])((?:另外|此外|还有(?:一?[个件])?(?:事|问题)|顺便|其次|再问一下))`)
	hanFirst = pattern.New(`([.?!]\s+|\n)((?i:second(?:ly)?|third(?:ly)?)\s*[:,])`)
)

// split returns the parts of a text as its sender sets them apart.
func split(text string) []part {
	text = inline.ReplaceAllString(text, "$1\n$2")
	text = hanAlso.ReplaceAllString(text, "$1\n$2")
	text = hanFirst.ReplaceAllString(text, "$1\n$2")
	var lines []string
	for line := range strings.Lines(text) {
		if l := strings.TrimSpace(line); !strings.HasPrefix(l, ">") {
			lines = append(lines, l)
		}
	}
	if parts := ofList(lines, func(l string) bool { return item.MatchString(l) }); parts != nil {
		return parts
	}
	if parts := ofList(lines, isHeading); parts != nil {
		return parts
	}
	return ofSentences(lines)
}

func isHeading(line string) bool {
	m := heading.FindStringSubmatch(line)
	return m != nil && !noHead.MatchString(m[1]) && gravest(m[2]) != ""
}

// ofList returns the items of a list, each of which asks, with what is before and after it;
// nil where there is no such list, or it only details what the text before it asks.
func ofList(lines []string, begins func(string) bool) []part {
	first := slices.IndexFunc(lines, begins)
	if first < 0 {
		return nil
	}
	before := strings.TrimSpace(strings.Join(lines[:first], "\n"))
	if strings.HasSuffix(before, ":") && gravest(before) != "" {
		return nil
	}
	parts := ofSentences(lines[:first])
	items, closed := 0, false
	for _, line := range lines[first:] {
		switch {
		case begins(line):
			parts = append(parts, part{line, listed})
			items, closed = items+1, false
		case line == "":
			closed = true
		case closed:
			parts = append(parts, ofSentences([]string{line})...)
		default:
			last := &parts[len(parts)-1]
			last.text += "\n" + line
		}
	}
	for _, p := range parts {
		if p.set == listed && gravest(item.ReplaceAllString(p.text, "")) == "" {
			return nil
		}
	}
	if items < 2 {
		return nil
	}
	return parts
}

// ofSentences returns the parts that begin with words such as "also".
func ofSentences(lines []string) []part {
	parts := []part{{}}
	for _, line := range lines {
		for _, sentence := range sentences(line) {
			set := not
			switch {
			case byWords.MatchString(sentence):
				set = words
			case byAlso.MatchString(sentence):
				set = weakly
			}
			if set != not {
				parts = append(parts, part{set: set})
			}
			last := &parts[len(parts)-1]
			last.text += sentence
		}
		parts[len(parts)-1].text += "\n"
	}
	return parts
}

// sentences splits a line after the marks that end a sentence. A full stop does where a space
// follows.
func sentences(line string) (list []string) {
	from := 0
	for i, r := range line {
		switch r {
		case '。', '!', '?', ';':
		case '.':
			if i+1 < len(line) && line[i+1] != ' ' {
				continue
			}
		default:
			continue
		}
		end := i + len(string(r))
		list = append(list, line[from:end])
		from = end
	}
	return append(list, line[from:])
}
