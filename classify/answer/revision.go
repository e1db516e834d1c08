package answer

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/visible"
)

// Revision is what a PM's reply about a text says of its words.
type Revision struct {
	Text    string       // the whole new text, where the reply says that it is one
	Edits   []store.Edit // the words that are to be others
	Unclear []string     // what the reply says beside the edits
}

// mostEdits limits the edits that are read in one reply.
const mostEdits = 50

// ReadRevision reads "new text: …" and "replace 10 April by 17 April", and the like in
// Chinese. Of any other reply it returns nothing.
func ReadRevision(text, name string) Revision {
	text = Body(text, name)
	lines := strings.Split(text, "\n")
	if whole, ok := afterMarker(lines); ok {
		return Revision{Text: whole}
	}
	var r Revision
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, ">") || strings.HasPrefix(line, "＞") {
			continue
		}
		for _, part := range clausesOf(listMark.ReplaceAllString(line, "")) {
			if isByTheWay(part, name) {
				continue
			}
			if e, ok := editOf(part); ok && len(r.Edits) < mostEdits {
				r.Edits = append(r.Edits, e)
			} else {
				r.Unclear = append(r.Unclear, visible.Cut(part, longestSaid))
			}
		}
	}
	if len(r.Edits) == 0 {
		return Revision{}
	}
	return r
}

// listMark is a number or bullet before an edit.
var listMark = pattern.New(`^(?:[-*•·–]\s*|\(?\d{1,2}[.)、）]\s*|[（(]\d{1,2}[）)]\s*|[一二三四五六七八九十]、\s*)`)

// newText is what a whole new text begins with.
var newText = pattern.New(`(?i)^(?:(?:here is |this is |please use )?(?:the |my |a )?(?:(?:new|revised|corrected|changed|updated|full|whole|complete) (?:text|version|minutes|plan|report|draft)(?: \d{1,3})?(?: is)?(?: as follows| below)?|version \d{1,3})` +
	`|(?:以下(?:是|为))?(?:新版本|新版|新文本|新的文本|新正文|新的正文|新全文|新的全文|新内容|修改后的?(?:全文|文本|版本|内容|纪要|计划)|修订版?|修订后的?(?:全文|文本)|修改稿|更正后的?(?:全文|文本)|完整文本|第\s?[\d一二三四五六七八九十]{1,3}\s?版|新文字|新本文|修訂版)(?:如下)?)\s*[:：]\s*(.*)$`)

// afterMarker returns the text behind the marker with which a reply begins.
func afterMarker(lines []string) (text string, ok bool) {
	m := newText.FindStringSubmatch(strings.TrimSpace(lines[0]))
	if m == nil {
		return "", false
	}
	text = strings.TrimSpace(m[1] + "\n" + strings.Join(lines[1:], "\n"))
	return text, text != ""
}

// IsCourtesy reports whether a text has nothing but courtesies, excuses and words that only
// say that a mail has come: no text that anybody was asked for.
func IsCourtesy(text, name string) bool {
	said := false
	for line := range strings.Lines(text) {
		for _, part := range clausesOf(strings.TrimSpace(line)) {
			if !isByTheWay(part, name) && !received.MatchString(normalize(part)) {
				return false
			}
			said = true
		}
	}
	return said
}

// isByTheWay reports whether a clause beside an edit says nothing about the text: a
// courtesy, an approval, an excuse.
func isByTheWay(part, name string) bool {
	part = strings.TrimSpace(part)
	return isGreeting(part) || isClosing(part, name) || excuse.MatchString(normalize(part)) || introduction.MatchString(normalize(part))
}

var (
	received     = pattern.New(`^(?:ok(?:ay)?|yes|sure|noted|received|got it|will do|understood|收到了?|好的?|好吧|行|可以|嗯+|知道了|明白了?|了解了?)(?:[,，]? ?(?:many )?(?:thanks|thank you|thx|谢谢您?|多谢|感谢))?$`)
	excuse       = pattern.New(`^(?:i'm |i am |we're |we are |so |very )*(?:sorry|apologies|my apologies|excuse me|my mistake|my fault|my bad|oops|typo)(?: (?:about|for) (?:that|this|the mistake|the error|the typo|the extra work))?(?:,? (?:my mistake|my fault|my typo))?$|^(?:非常|很|实在)?(?:抱歉|不好意思|对不起)(?:[，,]?(?:我|是我)?(?:写错了?|笔误|弄错了?|的笔误))?$|^(?:是)?(?:我)?(?:的)?笔误$|^(?:我)?写错了$`)
	introduction = pattern.New(`^(?:just |only )?(?:one|two|three|four|a few|some|these|the following|\d{1,2})(?: more| small| minor| little| last| quick)? (?:changes?|corrections?|edits?|things?|points?)(?: please| only)?:?$|^(?:有)?(?:以下)?(?:[一二两三四五几\d]{1,2})(?:处|点|个)(?:小)?(?:修改|改动|更正|调整|问题)(?:如下)?[:：]?$|^(?:修改|更正)(?:意见|如下)[:：]?$|^(?:then |and then |and )?(?:please )?(?:send|resend|re-send) (?:it|them)(?: again| out| then)?(?: please)?$|^(?:然后|再|请|之后)*(?:发送|发出|发给我看|再发|重新发送)(?:一下|即可|吧)?$`)
)

// clausesOf splits a line where a sentence ends, and between two edits. Text in
// quotation marks is never split.
func clausesOf(line string) (list []string) {
	quotations := quotation.FindAllStringIndex(line, mostEdits)
	start := 0
	add := func(end int) {
		if part := strings.Trim(line[start:end], " \t,，、;；。"); part != "" {
			list = append(list, part)
		}
	}
	for _, at := range separator.FindAllStringIndex(line, mostSeparators) {
		if at[0] < start || slices.ContainsFunc(quotations, func(q []int) bool { return q[0] < at[0] && at[0] < q[1] }) {
			continue
		}
		if endsSentence(line[at[0]:at[1]], line[at[1]:]) || isEdit(line[start:at[0]]) && isEdit(line[at[1]:]) {
			add(at[0])
			start = at[1]
		}
	}
	add(len(line))
	return list
}

const mostSeparators = 60

// separator is what may stand between two edits.
var separator = pattern.New(`(?i)[,;，；、。！]\s*(?:(?:and|also|then|plus)\s+)*(?:并且?|同时|另外|以及|再|还有)?|[.!]\s+(?:(?:and|also|then)\s+)*|\s+(?:and|also|then|plus)\s+|\s*(?:并且?|同时|另外|以及)`)

// endsSentence reports whether a separator ends a sentence, with what follows it: "25 Jan.
// 2026" goes on.
func endsSentence(separator, rest string) bool {
	switch {
	case rest == "":
		return false
	case strings.ContainsAny(separator, ";；。！"):
		return true
	}
	first, _ := utf8.DecodeRuneInString(rest)
	return strings.ContainsAny(separator, ".!") && (unicode.IsUpper(first) || unicode.Is(unicode.Han, first))
}

func isEdit(clause string) bool {
	_, ok := editOf(strings.TrimSpace(clause))
	return ok
}

const (
	quote  = `(?:“[^”]+”|"[^"]+"|„[^“”]+[“”]|「[^」]+」|『[^』]+』|‘[^’]+’|'[^']+'|《[^》]+》|«[^»]+»)`
	quoted = `^(?:` + quote + `)$`
)

var (
	quotation  = pattern.New(quote)
	wholeQuote = pattern.New(quoted)
)

// editForm is a sentence that asks for other words. Behind "replace" the first of its words
// are meant as they stand; behind "change" they may also name what is meant.
type editForm struct {
	form    *pattern.Pattern
	swapped bool // the new words come first
	literal bool // the old words are never but a name
}

// The forms in which people ask for other words. The words between are taken apart by
// operators, so that each way to read a sentence is found.
var (
	editForms = []editForm{
		{form: pattern.New(`(?i)^(?:replace|substitute|swap)\s+(.+)$`), literal: true},
		{form: pattern.New(`(?i)^(?:change|correct|amend|modify|update|alter|adjust|move|postpone|set|fix|make)\s+(.+)$`)},
		{form: pattern.New(`^[把将將]\s*(.+)$`)},
		{form: pattern.New(`(?i)^(?:it |this |that |there )?(?:should (?:be|read|say)|must (?:be|read|say)|please write|write|use|put|is)\s+(.+)$`), swapped: true, literal: true},
		{form: pattern.New(`(?i)^instead of\s+(.+)$`), literal: true},
		{form: pattern.New(`^[用以]\s*(.+)$`), swapped: true, literal: true},
		{form: pattern.New(`^(.+)$`)},
	}
	operators = [][]*pattern.Pattern{
		{pattern.New(`(?i)\s+(?:by|with|for|to|into)\s+`), arrow},
		{pattern.New(`(?i)\s+(?:to|into)\s+`), arrow},
		{pattern.New(`\s*(?:改成|改为|改為|换成|换为|換成|換為|替换成|替换为|替換成|替換為|修改成|修改为|更正为|更正成|更改为|调整为|调整到|变更为|写成|改到|延到|延期到|推迟到|提前到|移到)\s*`), arrow},
		{pattern.New(`(?i)\s*,?\s+(?:instead of|rather than|not)\s+`)},
		{pattern.New(`(?i)\s*,?\s*(?:please )?(?:write|use|put|say|it (?:should|must) (?:be|say|read))\s+`)},
		{pattern.New(`\s*(?:替换掉?|替換掉?|替代|代替|取代)\s*`)},
		{arrow, pattern.New(`\s*(?:应该?改[为成]|應改為|请改[为成]|需改[为成]|要改[为成]|改成|改为|改為|换成|換成|更正为|应更正为)\s*`), shouldBe},
	}
	arrow    = pattern.New(`\s*(?:->|-->|=>|→|⇒|➔|➜|⟶)\s*`)
	shouldBe = pattern.New(`(?i)\s+(?:should (?:be|read|say)|must (?:be|read|say)|has to (?:be|read)|needs to (?:be|read)|is actually|is now)\s+|\s*(?:应该是|应该为|应当是|应当为|应为|应是|應為|應該是)\s*`)
	removal  = pattern.New(`(?i)^(?:delete|remove|strike(?: out)?|take out|leave out|cut)\s+(.+)$|^(?:删除|删掉|删去|去掉|刪除|刪掉)\s*(.+)$|^[把将將]\s*(.+?)\s*(?:删除|删掉|删去|去掉|刪除|刪掉)$`)
)

// editOf reads a clause as an edit.
func editOf(clause string) (store.Edit, bool) {
	e := store.Edit{Said: visible.Cut(clause, longestSaid)}
	if len(clause) > longestEdit {
		return e, false
	}
	said := withoutFrame(clause)
	if e.Items = droppedItems(said); e.Items != nil {
		return e, true
	}
	if m := removal.FindStringSubmatch(said); m != nil {
		return removalOf(e, cmp.Or(m[1], m[2], m[3]))
	}
	for i, f := range editForms {
		m := f.form.FindStringSubmatch(said)
		if m == nil {
			continue
		}
		for _, op := range operators[i] {
			e.Ways = append(e.Ways, waysOf(m[1], op, f, op == shouldBe)...)
		}
		if len(e.Ways) > 0 {
			break
		}
	}
	// The longer the words that are to be others, the surer it is that they are all meant.
	slices.SortStableFunc(e.Ways, func(a, b store.Replacement) int {
		if a.Field != b.Field {
			return map[bool]int{false: -1, true: 1}[a.Field]
		}
		return len(b.Old) - len(a.Old)
	})
	return e, len(e.Ways) > 0
}

const longestEdit = 3000 // bytes

// waysOf returns every way in which words may be split by an operator.
func waysOf(words string, operator *pattern.Pattern, f editForm, figures bool) (ways []store.Replacement) {
	for _, at := range operator.FindAllStringIndex(words, 12) {
		before, after := words[:at[0]], words[at[1]:]
		if f.swapped {
			before, after = after, before
		}
		ways = append(ways, wayOf(before, after, f.literal, figures)...)
	}
	return ways
}

// wayOf returns what is to be done where old is to become new.
func wayOf(old, fresh string, literal, figures bool) []store.Replacement {
	from, isQuoted := unquoted(old)
	to, _ := unquoted(strings.TrimRight(strings.TrimSpace(fresh), "?？"))
	if !isQuoted {
		to = withoutStop(to, from)
	}
	switch {
	case from == "" || to == "" || from == to || empty()[strings.ToLower(from)]:
		return nil
	case isQuoted:
		return []store.Replacement{{Old: from, New: to}}
	case literal && hasFigure(to) && !hasFigure(from) && !isPlaceholder(from):
		return []store.Replacement{{Old: from, New: to}, {Old: from, New: to, Field: true}}
	case literal:
		return []store.Replacement{{Old: from, New: to}}
	case figures && !(hasFigure(from) && hasFigure(to)):
		return nil
	case hasFigure(to) && !hasFigure(from) && !isPlaceholder(from):
		return []store.Replacement{{Old: from, New: to, Field: true}}
	}
	ways := []store.Replacement{{Old: from, New: to}}
	if m := fromValue.FindStringSubmatch(from); m != nil { // "the date from 10 April"
		value, _ := unquoted(cmp.Or(m[1], m[2]))
		ways = append(ways, store.Replacement{Old: value, New: to})
	}
	return ways
}

var fromValue = pattern.New(`(?i)^.*?\bfrom\s+(.+)$|^.*?(?:从|由)\s*(.+)$`)

// empty are words that name nothing in a text.
var empty = tableOf(`it|this|that|them|all|these|those|everything|他|它|这个|那个|全部`)

func hasFigure(words string) bool {
	return strings.ContainsFunc(words, unicode.IsDigit) || weekday.MatchString(words)
}

// weekday is a value too, though it has no figure.
var weekday = pattern.New(`(?i)^(?:mon|tues|wednes|thurs|fri|satur|sun)day$|^(?:周|星期|礼拜)[一二三四五六日天]$`)

func isPlaceholder(words string) bool {
	return placeholder.MatchString(strings.TrimSpace(words))
}

var placeholder = pattern.New(`(?i)^(?:tb[acd]|n/?a|x+|\?+|？+|\.{3}|…|_+|待定|未定|待确认|暂定|空)$`)

// unquoted returns words without the quotation marks around them, and whether they had any.
func unquoted(words string) (string, bool) {
	words = strings.TrimSpace(words)
	if trimmed := strings.TrimRight(words, ".。,，"); wholeQuote.MatchString(trimmed) {
		_, first := utf8.DecodeRuneInString(trimmed)
		_, last := utf8.DecodeLastRuneInString(trimmed)
		return strings.TrimSpace(trimmed[first : len(trimmed)-last]), true
	}
	return words, false
}

// withoutStop drops the full stop of the sentence, which is no part of the words that it asks
// for unless the old words end in one.
func withoutStop(words, old string) string {
	for _, stop := range []string{".", "。", "!", "！"} {
		if short, ok := strings.CutSuffix(words, stop); ok && !strings.HasSuffix(old, stop) {
			return strings.TrimSpace(short)
		}
	}
	return words
}

// removalOf reads what is to be left out. A single word is so in quotation marks only.
func removalOf(e store.Edit, words string) (store.Edit, bool) {
	old, isQuoted := unquoted(words)
	if !isQuoted {
		old = withoutStop(old, "")
	}
	plain := strings.Contains(old, " ") || utf8.RuneCountInString(old) >= 4 && strings.ContainsFunc(old, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	if old == "" || !isQuoted && !plain {
		return e, false
	}
	e.Ways = []store.Replacement{{Old: old}}
	return e, true
}

// What people write around an edit: "OK, but please …, then send it".
var (
	frames = []*pattern.Pattern{
		pattern.New(`(?i)^(?:(?:ok(?:ay)?|yes|fine|good|great|perfect|thanks|thank you|looks good(?: to me)?|all good|almost|nearly|hi|hello)\b\s*[,.;:!–—-]*\s*)+`),
		pattern.New(`(?i)^(?:but|just|only|except(?: that)?|one (?:more )?(?:change|correction|thing)|a small (?:change|correction)|correction)\b\s*[,:–—-]*\s*`),
		pattern.New(`(?i)^(?:please|pls|kindly|(?:could|can|would|will) you(?: please)?|you (?:need|have) to|we (?:need|have) to|we should|let's|let us|i(?:'d| would) like (?:you )?to|i want (?:you )?to|first|then|also|and|(?:in )?line \d+)\b\s*[,:]?\s*`),
		pattern.New(`^(?:好的?|可以(?:发送|发)?|行|没问题|没有问题|基本可以|大体可以|收到|谢谢|同意)[，,。；;！!\s]+`),
		pattern.New(`^(?:但是?|不过|只是|就是|有一处(?:修改|改动)?|一处修改|需要修改|更正)[，,：:\s]*`),
		pattern.New(`^(?:请|麻烦您?|帮忙|烦请|劳烦|需要|还要|还请|另外|同时|并且?|然后|先|再)[，,\s]*`),
	}
	tails = []*pattern.Pattern{
		pattern.New(`(?i)[,;.]?\s+(?:and |then |please )*(?:first|before (?:you )?send(?:ing)?(?: it)?(?: out)?|(?:and |then )(?:please )?send(?: it)?(?: out)?|thanks|thank you|please|instead|everywhere|throughout)\s*[.!?]*$`),
		pattern.New(`[，,；;。]\s*(?:然后|之后|再|就|请)*(?:可以)?(?:发送|发出|发给客户|再发|发吧|发|谢谢|麻烦了|辛苦了)(?:了|吧|即可)?[。！!]*$`),
		pattern.New(`(?:[，,]\s*(?:改好|修改|改))?(?:(?:之后|以后|后|了)(?:再|就)?(?:可以)?|再)(?:发送|发出|发给客户|发)(?:了|吧|即可)?[。！!]*$`),
		pattern.New(`[吗吧]?[？?]$`),
		pattern.New(`(?i)[,;.]?\s+(?:and |but )?(?:otherwise|apart from that|the rest|everything else|all else)(?: is| looks)?(?: all)? (?:ok(?:ay)?|fine|good|correct|unchanged|as it is)[.!]*$`),
		pattern.New(`[，,；;。]\s*(?:其余|其他|其它|别的|其餘)的?(?:都|均|内容)?(?:可以(?:发送|发)?|没问题|没有问题|不变|不用改|照旧|同意|无误)[。！!]*$`),
	}
)

// withoutFrame returns a clause without what is written around the edit.
func withoutFrame(clause string) string {
	said := strings.TrimSpace(clause)
	for shorter := true; shorter; {
		before := said
		for _, frame := range frames {
			said = frame.ReplaceAllString(said, "")
		}
		for _, tail := range tails {
			said = tail.ReplaceAllString(said, "")
		}
		shorter = said != before
	}
	return strings.TrimSpace(said)
}
