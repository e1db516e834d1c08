// Package frame tells the text that a mail brings from the letter around it: the salutation
// and the words that announce the text above, and below it the closing, the name of its
// writer and the signature. It is for texts that go on to others, such as minutes and
// reports; what cannot be told from the text stays in it.
package frame

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

const (
	mostAbove   = 6   // lines that are read from the top
	mostBelow   = 14  // and from the end, blank ones apart
	longestLine = 160 // bytes of a line of the frame
	longestName = 60
	mostTitles  = 6 // lines of a signature below a name
)

// Text returns a text without its frame.
func Text(text, author string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	from, to := Within(lines, author)
	return strings.Trim(strings.Join(lines[from:to], "\n"), "\n")
}

// Within returns which of the lines are within the frame, lines[from:to]. author is the
// name of who wrote them, "" where it is not known. A text of nothing but a frame is
// returned whole.
func Within(lines []string, author string) (from, to int) {
	to = end(lines, author)
	from = start(lines[:to])
	if from >= to {
		return 0, len(lines)
	}
	return from, to
}

// Closes reports whether lines end with the end of a letter: a closing, or the name of their
// writer.
func Closes(lines []string, author string) bool { return end(lines, author) < len(lines) }

// IsEmpty reports whether a text is nothing but a frame: a salutation, a closing, a name.
func IsEmpty(text, author string) bool {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	to := end(lines, author)
	from := start(lines[:to])
	left := said(lines[min(from, to):to])
	return len(left) == 0 || len(left) <= mostTitles && isOwn(left[0], author) && !slices.ContainsFunc(left, func(line string) bool { return len(line) > longestName || strings.ContainsAny(line, ".。?？!！") })
}

var (
	salutation = pattern.New(`(?i)^(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings)(?:,? (?:all|everyone|everybody|team|both|folks|there|dear|colleagues|ladies and gentlemen|[^\s,.:!]{1,24})){0,6}|(?:morning|afternoon)(?:,? (?:all|everyone|everybody|team|both|folks))?)\s*[,:!.，：！]?$`)
	// salutationZh ends in a greeting or title, or is one of a few words.
	salutationZh = pattern.New(`^(?:(?:尊敬的)?[^，。：:,；;]{0,12}(?:您好|你好|你们好|大家好|各位好|早上好|上午好|下午好|晚上好)|(?:尊敬的|各位|大家)[^，。：:,；;]{0,10}|尊敬的?[^，。：:,；;]{1,12}|[^，。：:,；;\s]{1,4}(?:总|经理|工|老师|先生|女士|主任|总监|院长|处长|局长)(?:好|，您好|,您好)?)\s*[：:，,！!。]*$`)
	titled       = pattern.New(`^(?:\p{Han}{1,3}(?:总|经理|老师|先生|女士|主任|总监|院长|处长|局长)(?:、\p{Han}{1,3}(?:总|经理|老师|先生|女士|主任|总监))*|\p{Han}{2,4}|[\p{L}.]{2,20})[，,]\s*(?:您|你们?)好[：:，,！!。]*$`)
	// named is what is announced.
	named = `(?:notes?|minutes|reports?|summary|text|update|version|status|write-?up|recap|record|plan|actions?|action items|draft|list)`
	// announcement leads to the text below it.
	announcement = pattern.New(`(?i)^(?:(?:hi|hello|sorry|apologies|ok|okay|thanks[^.:]{0,60}|thank you[^.:]{0,60}|as (?:promised|agreed|discussed))[,.!]?\s*(?:all|everyone|team)?[,.!]?\s*)*` +
		`(?:(?:here|below|attached|please find|find|these|this|see|i send you|sending)\b[^.:]{0,60}\b` + named + `\b[^.:]{0,60}|(?:my |our |the )?` + named + `\b[^.:]{0,50}\b(?:below|as follows|is here|are here|follows?))\s*[:.]$`)
	announcementZh = pattern.New(`^(?:.{0,10}[，,])?(?:以下是|以下为|下面是|附上|这是|现将|现把|请看|请见)?[^。：:；;]{0,24}(?:纪要|报告|周报|月报|记录|文本|内容|全文|正文|进展|情况|计划|待办)[^。：:；;]{0,12}(?:如下|见下|附后|发给您|发给大家|发给各位|发送给各位)?(?:[，,]?请(?:您|大家|各位)?(?:查收|查阅|审阅|知悉|过目|看一下|确认))?\s*[。：:！!]$`)
	announces      = pattern.New(`以下|下面|如下|见下|附后|附上|现将|现把|发给|查收|查阅|审阅|知悉`)
	pleasantry     = pattern.New(`(?i)^(?:(?:many )?thanks|thank you|hope (?:you|this)|i hope|it was (?:good|great|nice)|good (?:to|talking|meeting))\b[^:]{0,80}[.!,]?$|^(?:感谢|谢谢)(?:各位|大家|您)?[^：:]{0,24}(?:参加|参会|出席|时间|支持)[^：:]{0,8}[。！!]?$|^(?:大家|各位|您)?辛苦了[。！!]?$`)

	closing   = pattern.New(`(?i)^(?:(?:with )?(?:(?:very |my )?(?:best|kind|kindest|warm|warmest|many|all best)(?: (?:regards|wishes|thanks|and thanks))?|regards|rgds|br|kr|cheers|thanks|thx|ta|thank you|many thanks|best|sincerely|yours(?: (?:sincerely|faithfully|truly))?|sincerely yours|all the best|take care|have a (?:nice|good|great|lovely) (?:day|week|weekend|evening)|enjoy (?:your|the) weekend|talk soon|speak soon|viele gr(?:ü|ue)(?:ß|ss)e|(?:mit )?(?:freundlichen|besten|herzlichen) gr(?:ü|ue)(?:ß|ss)en?|(?:beste|liebe) gr(?:ü|ue)(?:ß|ss)e|mfg|vg|lg|(?:bien )?cordialement|salutations|saludos(?: cordiales)?|un saludo|cordiali saluti|groeten|met vriendelijke groet(?:en)?|med vennlig hilsen|mvh|hälsningar|atenciosamente)(?: (?:in advance|again|all|everyone|everybody|a lot|so much|very much|and regards|for (?:your|the|reading|everything)[^.!]{0,30}))?(?:,? and )?[\s,.!]*)+$`)
	closingZh = pattern.New(`^(?:(?:非常|十分|多谢|谢谢|感谢|感激)(?:感谢|谢谢)?(?:您|大家|各位|支持|配合|理解|查收|审阅|您的支持|您的配合|大家的支持)*|此致|敬礼|(?:顺)?(?:祝|颂)(?:您|各位|大家)?[^。！!，,：:；;]{0,10}|祝好|商祺|(?:大家|各位)?辛苦了|(?:祝)?(?:大家|您)?周末愉快|节日快乐|以上|特此(?:汇报|报告|通知)|敬请(?:查阅|审阅|知悉)|妥否.{0,6}|请(?:您|大家|各位)?(?:查收|知悉|审阅|查阅|批示|指正))(?:[，,。！!~～\s]+|$)`)
	offer     = pattern.New(`(?i)^(?:please |just |do |and )*(?:let me know\b|(?:if|should|in case) (?:you|there|anything|something)\b.{0,80}\b(?:let|call|mail|e-?mail|write|contact|ask|shout|tell|reach|get in touch)\b|(?:any|for) questions?\b|happy to\b|feel free\b|looking forward\b|i look forward\b|have a (?:nice|good|great|lovely)\b|(?:call|ring|ask|contact|mail|email|ping|write to|shout)(?: at)?(?: me| us)?,? (?:if|for|with|any|should))[^:]{0,100}[.!?]?$`)
	offerZh   = pattern.New(`^(?:以上[，,。]?)?(?:大家|各位|您)?(?:如果?|若|有|倘)(?:您|大家|各位|有|还)*(?:有)?(?:任何|什么|其他|其它|不清楚|不妥|遗漏|问题|疑问|意见|需要|异议|补充)[^：:]{0,24}(?:联系|电话|来电|致电|微信|邮件|告知|告诉|指出|反馈|回复|沟通|说明|补充|提出|指正|找我|问我)[^：:]{0,10}[。！!]?$|^(?:期待|盼)(?:您的)?(?:回复|答复|反馈)[。！!]?$`)
	appliance = pattern.New(`(?i)^(?:sent from my |sent from (?:outlook|mail)|get outlook for |发自我的|来自我的|从我的.{1,12}发送|发送自)`)
	dayOnly   = pattern.New(`(?i)^(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{1,2}(?:st|nd|rd|th)? \p{L}{3,9},? \d{4}|\d{1,2} ?月 ?\d{1,2} ?日)$`)
	latinName = pattern.New(`^(?:\p{Lu}[\p{L}.'’-]*)(?: (?:\p{Lu}[\p{L}.'’-]*|de|van|von|der|la|den)){0,3}[.,]?$`)
	hanName   = pattern.New(`^\p{Han}(?: ?\p{Han}){1,3}$`)
)

// start returns the first line behind the salutation and what announces the text.
func start(lines []string) int {
	from, greeted, seen := 0, false, 0
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if seen++; seen > mostAbove || len(line) > longestLine {
			break
		}
		switch {
		case isSalutation(line):
			greeted = true
		case announcement.MatchString(line), announcementZh.MatchString(line) && (greeted || strings.HasSuffix(line, "：") || strings.HasSuffix(line, ":")) && announces.MatchString(line):
		case announcementsZh(line), greeted && isPleasantry(line):
		default:
			return from
		}
		from = i + 1
	}
	return from
}

func isSalutation(line string) bool {
	if salutation.MatchString(line) {
		words := len(strings.Fields(line))
		return words <= 3 || words <= 7 && strings.ContainsAny(line[len(line)-1:], ",:!")
	}
	return salutationZh.MatchString(line) || titled.MatchString(line)
}

// isPleasantry reports whether every sentence of a line is one, or announces the text.
func isPleasantry(line string) bool {
	if pleasantry.MatchString(line) {
		return true
	}
	said := false
	for _, part := range strings.SplitAfter(line, ". ") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if !pleasantry.MatchString(part) && !announcement.MatchString(part) {
			return false
		}
		said = true
	}
	return said
}

// announcementsZh reports whether a line is a salutation and an announcement in one:
// “各位好，以下是本周报告：”.
func announcementsZh(line string) bool {
	i := strings.IndexAny(line, "，,！!：:")
	if i < 0 || i == len(line)-1 {
		return false
	}
	_, size := utf8.DecodeRuneInString(line[i:])
	rest := strings.TrimSpace(line[i+size:])
	return isSalutation(line[:i+size]) && announcementZh.MatchString(rest) && announces.MatchString(rest)
}

// end returns the line with which the letter's end begins.
func end(lines []string, author string) int {
	cut, seen := len(lines), 0
	for i := len(lines) - 1; i >= 0; i-- {
		line := strings.TrimSpace(lines[i])
		if line == "" {
			continue
		}
		if seen++; seen > mostBelow || !mayBelong(line) {
			break
		}
		if line == "--" || line == "—" || line == "–" || isEnd(lines, i, author) {
			cut = i
		}
	}
	for cut > 0 { // the courtesies above it
		line := strings.TrimSpace(lines[cut-1])
		if line != "" && !(len(line) <= longestLine && (isClosing(line) || offer.MatchString(line) || offerZh.MatchString(line) || appliance.MatchString(line))) {
			break
		}
		cut--
	}
	return cut
}

// mayBelong reports whether a line may belong to the end of a letter.
func mayBelong(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	switch {
	case len(line) > longestLine, strings.HasSuffix(line, ":"), strings.HasSuffix(line, "："), strings.ContainsRune("#【>|•·●①", first):
		return false
	case strings.HasPrefix(line, "- "), strings.HasPrefix(line, "* "), strings.HasPrefix(line, "– "), strings.HasPrefix(line, "+ "), numbered.MatchString(line):
		return false
	}
	return true
}

var numbered = pattern.New(`^(?:[(（]?\d{1,2}[.、)）．]|[(（]?[一二三四五六七八九十]{1,3}[、)）])`)

func isClosing(line string) bool {
	if closing.MatchString(line) {
		return true
	}
	for rest := line; ; {
		at := closingZh.FindStringIndex(rest)
		if at == nil || at[1] == 0 {
			return false
		}
		if rest = strings.TrimLeft(rest[at[1]:], "，,。！!~～ "); rest == "" {
			return true
		}
	}
}

// isEnd reports whether the end of a letter begins with line i: a closing with nothing but
// a name and a signature below it, or the writer's own name.
func isEnd(lines []string, i int, author string) bool {
	line := strings.TrimSpace(lines[i])
	below := said(lines[i+1:])
	switch {
	case appliance.MatchString(line):
		return len(below) == 0
	case closesWithName(line, author):
		return len(below) <= mostTitles
	case isClosing(line):
		return len(below) == 0 || isName(below[0], author) || isClosing(below[0]) || appliance.MatchString(below[0]) || dayOnly.MatchString(below[0]) || strings.HasPrefix(below[0], "--")
	case isOwn(line, author), isOwn(withoutTitle(line), author):
		return (standsApart(lines, i) || i > 0 && isOffer(lines[i-1])) && len(below) <= mostTitles
	}
	return false
}

// closesWithName reports whether a line is a closing and the writer's name: “Thanks, Kate”.
func closesWithName(line, author string) bool {
	for i, r := range line {
		if strings.ContainsRune(",，!！。 ", r) && isClosing(line[:i]) && isOwn(strings.Trim(line[i:], ",，!！。 "), author) {
			return true
		}
	}
	return false
}

// title is what stands behind a Chinese name.
var title = pattern.New(`^(\p{Han}{2,4})[ \t　|｜/-]+\p{Han}{0,8}(?:经理|主管|总监|顾问|工程师|负责人|助理|专员)$`)

// withoutTitle returns the name in a line of a name and a title, or "".
func withoutTitle(line string) string {
	if m := title.FindStringSubmatch(line); m != nil {
		return m[1]
	}
	return ""
}

func isOffer(line string) bool {
	line = strings.TrimSpace(line)
	return isClosing(line) || offer.MatchString(line) || offerZh.MatchString(line)
}

// standsApart reports whether a line is behind a blank one, and not below a heading.
func standsApart(lines []string, i int) bool {
	for j := i - 1; j >= 0; j-- {
		above := strings.TrimSpace(lines[j])
		if above != "" {
			return j < i-1 && !strings.HasSuffix(above, ":") && !strings.HasSuffix(above, "：")
		}
	}
	return false
}

func said(lines []string) (list []string) {
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// isName reports whether a line below a closing may be a name.
func isName(line, author string) bool {
	line = strings.TrimRight(line, ".,，。")
	return len(line) <= longestName && (latinName.MatchString(line) || hanName.MatchString(line)) || isOwn(line, author) || utf8.RuneCountInString(line) == 1
}

// isOwn reports whether a line is the writer's name, a part of it, its initials or, in
// Chinese, another name with the same surname.
func isOwn(line, author string) bool {
	line, author = strings.TrimRight(strings.TrimSpace(line), ".,，。"), strings.TrimSpace(author)
	if line == "" || author == "" || len(line) > longestName {
		return false
	}
	if strings.EqualFold(line, author) {
		return true
	}
	if hanName.MatchString(line) && hasHan(author) {
		first, _ := utf8.DecodeRuneInString(line)
		return strings.ContainsRune(strings.TrimLeft(author, "老小阿"), first) || strings.Contains(author, line)
	}
	initials := ""
	var words []string // of the name, which may be there twice, as the mail and the contacts have it
	for _, w := range strings.Fields(strings.ToLower(author)) {
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		initials += string(first)
	}
	name := strings.ToLower(strings.ReplaceAll(line, ".", ""))
	if len(words) > 1 && name == initials {
		return true
	}
	return !slices.ContainsFunc(strings.Fields(name), func(w string) bool { return !slices.Contains(words, w) })
}

func hasHan(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
