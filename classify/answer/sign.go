package answer

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// ownLines returns the lines of an answer without what programs and firms put around it and
// without the sender's signature: below their own name, their office, firm, motto and how to
// reach them.
func (r *reader) ownLines(lines []string) []string {
	var own []string
	signed, placed, notice := false, false, false // the name was there; below it an office or a firm
	for i, line := range lines {
		notice = isNotice(line) || isDevice(line) && r.hasNone(line, except, condition, contrast, refuse, money, day) || notice && r.continues(lines[i-1], line) || len(own) == 0 && r.isBanner(line)
		switch {
		case notice, isContact(line) && len(own) > 0, signed && r.isAddress(line):
			placed = placed || signed
			continue
		case r.isName(line):
			signed = true
			continue
		case r.signsAs(line):
			signed, placed = true, true
			continue
		case signed && (isOffice(line) || r.isSignature(line)):
			placed = true
			continue
		case placed && r.isSlogan(line):
			continue
		case len(own) > 0 && i+1 < len(lines) && r.isPrincipal(line) && r.isName(lines[i+1]):
			continue
		case isOffice(line) && len(own) > 0:
			r.unsigned = true
		}
		own = append(own, line)
	}
	return own
}

// signsAs reports whether a line is the sender's name and, behind a mark, an office, a firm
// or a motto: "Anna Wright, Head of Sales", "Anna Wright | Acme | "Less is more"".
func (r *reader) signsAs(line string) bool {
	at := strings.IndexAny(line, "|｜,，(（/–—·•")
	if at <= 0 || !r.isName(line[:at]) {
		return false
	}
	_, size := utf8.DecodeRuneInString(line[at:])
	piped := strings.HasPrefix(line[at:], "|") || strings.HasPrefix(line[at:], "｜")
	tail := strings.Trim(line[at+size:], " )）")
	if piped {
		return !slices.ContainsFunc(strings.FieldsFunc(tail, func(c rune) bool { return c == '|' || c == '｜' }), func(part string) bool {
			part = strings.TrimSpace(part)
			return !(isTitled(part) && r.isQuip(part) || r.isSignature(part) || r.isAddress(part) || r.isMotto(part) || r.isSlogan(part) || r.isQuip(part) && r.hasNone(part, except, condition, contrast, objection, improve, done, verb, proceed, yes, clear, complaint))
		})
	}
	return isOffice(tail) || honours()[normalize(tail)] || isTitled(tail) && r.isMotto(tail) && names(tail)
}

// honours are forms of address that people put behind their own name.
var honours = tableOf(`mr|mrs|ms|miss|mx|dr|prof|he/him|she/her|they/them|先生|女士|小姐`)

// isSignature reports whether a line below the sender's name is a firm, an office or a
// motto: it is written as such, and nothing in it could be meant for the reader.
func (r *reader) isSignature(line string) bool {
	line = strings.TrimSpace(line)
	if isHanOffice(line) {
		return true
	}
	if (isTitled(line) || isDecorated(line)) && r.isMotto(line) {
		return true
	}
	if isAdvertisement(line) {
		return r.hasNone(line) && !r.asks(line)
	}
	if isQuoted(line) {
		return r.hasNone(line, money, day, whenever, back) && !r.asks(line)
	}
	for _, mark := range []string{"|", "｜", " – ", " — ", " - ", "–", ". "} {
		head, tail, found := strings.Cut(line, mark)
		if head = strings.TrimSpace(head); !found || !r.isFirmOfTheirs(head) {
			continue
		}
		return r.isMotto(tail) || r.isQuip(tail)
	}
	return r.isFirmOfTheirs(line)
}

// isFirmOfTheirs reports whether a line is written as the name of a firm or an office, and
// says so itself or has the sender's name in it.
func (r *reader) isFirmOfTheirs(line string) bool {
	if isHanOffice(line) {
		return true
	}
	if !isTitled(line) || len(line) > 80 || startsToRestrict(line) {
		return false
	}
	return names(line) || slices.ContainsFunc(strings.Fields(strings.ToLower(line)), func(word string) bool {
		return len(word) > 2 && slices.Contains(nameParts(strings.ToLower(r.asked.Sender)), strings.Trim(word, ".,&-"))
	})
}

// startsToRestrict reports whether a word of a title could restrict what is above it: "Not
// Smith Ltd", "Only for Acme".
func startsToRestrict(line string) bool {
	return slices.ContainsFunc(strings.Fields(strings.ToLower(line)), func(word string) bool {
		word = strings.Trim(word, ".,&–-()")
		return restricting()[word] && word != "change" && word != "stop" && word != "wrong" && word != "we"
	})
}

// names reports whether a line has a word for a firm, a department or an office.
func names(line string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(line), func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("|,/&–—-().", c) }), func(word string) bool {
		return firms()[word] || offices()[word] || word == "co"
	})
}

// firms are words for firms and their departments.
var firms = tableOf(`ltd|limited|llp|llc|inc|plc|gmbh|ag|kg|ohg|ug|ab|oy|bv|nv|sas|sarl|srl|spa|pte|pty|corp|corporation|company|group|holding|holdings|brothers|bros|sons|agencies|agency|services|service|solutions|systems|consulting|consultancy|consultants|school|college|university|academy|hospital|clinic|council|ministry|department|dept|division|unit|section|cell|office|team|committee|board|trust|foundation|society|association|institute|laboratory|laboratories|lab|bank|hotel|hotels|farm|farms|studio|studios|works|industries|enterprises|logistics|hire|rentals|roofing|joinery|plumbing|catering|printing|plumbers|builders|engineering|energy|foods|bakery|books|media|design|architects|solicitors|accountants|insurance|pharma|motors|software|technologies|technology|electronics|networks|operations|procurement|purchasing|finance|accounts|marketing|sales|logistik|verlag|stiftung|operations|pmo|hr|it`)

// isQuoted reports whether a line is in quotation marks from end to end, as what a firm says
// of itself is. What the sender wants nobody puts there.
func isQuoted(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	return utf8.RuneCountInString(line) > 4 && strings.ContainsRune("\"“”「『*★", first) && strings.ContainsRune("\"“”」』*★", last)
}

// isAdvertisement reports whether a line is set off at both ends by signs that nobody types
// by hand.
func isAdvertisement(line string) bool {
	return utf8.RuneCountInString(line) > 10 && slices.ContainsFunc([]string{"★", "☆", "◆", "■", "※", "**", "==", "~~", "++", "##"}, func(sign string) bool { return strings.HasPrefix(line, sign) && strings.HasSuffix(line, sign) })
}

// isQuip reports whether what a firm says of itself says nothing of what was asked.
func (r *reader) isQuip(line string) bool {
	return r.hasNone(sinceYear.ReplaceAllString(line, ""), money, day, whenever, back, refuse, number) && !r.asks(line) && !startsToRestrict(firstWord(line))
}

// sinceYear is how long a firm has been there.
var sinceYear = pattern.New(`(?i)\b(?:since|est\.?|established|founded|seit)\s+(?:in\s+)?\d{4}\b|(?:自|始于|创立于|成立于)?\d{4}年?(?:创立|成立|至今)`)

func firstWord(line string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return word
}

// isSlogan reports whether a line below an office or a firm says nothing of what was asked,
// nor anything that could be an answer.
func (r *reader) isSlogan(line string) bool {
	return r.hasNone(sinceYear.ReplaceAllString(line, ""), part, money, day, whenever, back, condition, except, contrast, doubt, number, matter, proceed, verb, done, yes, clear, refuse, object, objection) && !r.asks(line)
}

// asks reports whether a line is a request: it names the reader or is polite.
func (r *reader) asks(line string) bool {
	return strings.Contains(line, "请") || strings.Contains(line, "請") || slices.ContainsFunc(strings.Fields(strings.ToLower(line)), func(word string) bool {
		return word == "please" || word == "pls" || word == "kindly" || word == "i" || word == "my"
	})
}

// hasNone reports whether a line, which is short, holds no word of some classes and no name
// of what was asked.
func (r *reader) hasNone(line string, classes ...class) bool {
	if len(line) > longestLine {
		return false
	}
	var s splitter
	s.split(line)
	for _, sentence := range s.finish() {
		for _, c := range sentence.clauses {
			r.tag(&c)
			for _, t := range c.tokens {
				if t.is(classes...) || t.class == object && t.kinds != 0 || t.class == unkind && t.text != "★" && t.text != "◆" {
					return false
				}
			}
		}
	}
	return true
}

// isMotto reports whether nothing in a line could be meant for the reader.
func (r *reader) isMotto(line string) bool {
	restricts := []class{number, condition, except, later, whenever, part, doubt, improve, money, day, contrast, back, objection}
	if !isDecorated(strings.TrimSpace(line)) {
		restricts = append(restricts, not, refuse, complaint, others, ask, serve)
	}
	return r.hasNone(line, restricts...)
}

// isPrincipal reports whether the line above the sender's name says for whom they sign:
// "for Acme Ltd", 代表某公司.
func (r *reader) isPrincipal(line string) bool {
	for _, begin := range []string{"for and on behalf of ", "on behalf of ", "for ", "per pro ", "pp ", "p.p. ", "i.A. ", "ppa. "} {
		if of, ok := strings.CutPrefix(line, begin); ok && isTitled(of) && !startsToRestrict(of) {
			return true
		}
	}
	return isHanOffice(line)
}

// isTitled reports whether every word of a line begins with a capital letter, apart from
// words that link, or the line is a firm, a department or an office in Chinese.
func isTitled(line string) bool {
	capitals := 0
	for _, word := range strings.FieldsFunc(line, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("|,/&–—-().", c) }) {
		first, _ := utf8.DecodeRuneInString(word)
		switch {
		case unicode.IsUpper(first):
			capitals++
		case unicode.Is(unicode.Han, first):
			if !endsAsOffice(word) {
				return false
			}
			capitals++
		case !linking()[word] && word != "plc":
			return false
		}
	}
	return capitals > 0
}

// isHanOffice reports whether a line below the sender's name is the name of a firm, a
// department or an office in Chinese: each of its words ends as one, and none begins as a
// reservation does.
func isHanOffice(line string) bool {
	if line == "" || strings.ContainsAny(line, "，。！？；、,!?;") || utf8.RuneCountInString(line) > 40 {
		return false
	}
	for _, word := range strings.FieldsFunc(inQuotes.ReplaceAllString(inBrackets.ReplaceAllString(line, ""), ""), func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("|｜/·•\"“”", c) }) {
		first, _ := utf8.DecodeRuneInString(word)
		if !unicode.Is(unicode.Han, first) || !endsAsOffice(word) || strings.ContainsRune(reserves, first) {
			return false
		}
	}
	return true
}

// reserves are characters with which a reservation begins, and hardly ever a firm.
const reserves = "不没未但除只仅先等待须需请若如暂由转问改拒"

// endsAsOffice reports whether a Chinese word is the name of a firm, a department or an
// office.
func endsAsOffice(word string) bool {
	for _, end := range officeEnds {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}

var officeEnds = strings.Fields(`部 局 厅 委 办 署 管委会 居委会 村委会 政府 街道 网 检测 科技 传媒 文化 教育 咨询 商贸 贸易 实业 工业 建筑 建设 装饰 设计 餐饮 食品 医药 地产 置业 管理 律所 科 课 課 处 處 室 组 組 岗 股 中心 公司 集团 集團 医院 醫院 学校 學校 大学 大學 学院 學院 幼儿园 研究院 设计院 院 所 事务所 事務所 事业部 旅行社 出版社 合作社 报社 俱乐部 俱樂部 委员会 委員會 协会 協會 基金会 基金會 商会 理事会 工作室 实验室 實驗室 办公室 辦公室 博物馆 图书馆 酒店 饭店 店 厂 廠 家政 物流 银行 銀行 分行 支行 车间
	经理 經理 主任 总监 總監 处长 處長 科长 科長 课长 課長 部长 部長 组长 組長 院长 院長 校长 校長 园长 厂长 店长 站长 队长 主席 会长 會長 理事 秘书 秘書 秘书长 秘書長 助理 专员 專員 主管 顾问 顧問 工程师 工程師 设计师 架构师 分析师 律师 会计 會計 会计师 出纳 教授 讲师 代表 负责人 負責人 联系人 创始人 創辦人 合伙人 法人 董事 董事长 董事長 总裁 總裁 总经理 答疑官 官 经办人 采购员 管理员 质检员 文员`)

// isDecorated reports whether a line is set off by signs at both ends, as mottos are.
func isDecorated(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	const signs = "\"“”*★—–~「」『』【】☆◆■"
	return utf8.RuneCountInString(line) > 2 && strings.ContainsRune(signs, first) && strings.ContainsRune(signs, last)
}

// isName reports whether a line is the sender's name, a short form of it or its initials.
func (r *reader) isName(line string) bool {
	line = strings.Trim(line, " -–—~*,.，。")
	if consistsOf(normalize(line), r.signs.parts) {
		return true
	}
	if r.signs.mayBear(line) && r.bearsName(line) || isHanShort(line, r.asked.Sender) {
		return true
	}
	words := strings.FieldsFunc(line, func(c rune) bool { return unicode.IsSpace(c) || c == '.' || c == ',' })
	if len(words) == 0 || len(words) > 4 {
		return false
	}
	for _, word := range words {
		if !r.signs.isShort(strings.ToLower(word)) {
			return false
		}
	}
	return true
}

// hasSender reports whether the sender's name, or a part of it, is in any clause.
func (r *reader) hasSender(sentences []sentence) bool {
	for _, sentence := range sentences {
		for _, c := range sentence.clauses {
			for i := range c.tokens {
				if startsWith(c.tokens[i:], r.sender) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// isHanShort reports whether a line is the given name of a Chinese sender, or their surname
// with 老 or 小: 嘉欣, 老颜.
func isHanShort(line, sender string) bool {
	short := []rune(line)
	if len(short) != 2 {
		return false
	}
	for _, part := range nameParts(sender) {
		full := []rune(part)
		if len(full) < 2 || !unicode.Is(unicode.Han, full[0]) {
			continue
		}
		if string(short) == string(full[len(full)-2:]) || (short[0] == '老' || short[0] == '小') && short[1] == full[0] {
			return true
		}
	}
	return false
}

// signs are how a person may sign.
type signs struct {
	parts    []string // of the name, as texts are compared
	lower    []string // of the name in lower case
	initials string
	first    []string // token of the name, and of each part of it
	common   bool     // one of these is a word that another may stand for: "Will" is in "we'll"
}

func signsOf(name string) signs {
	s := signs{parts: nameParts(normalize(name)), lower: nameParts(strings.ToLower(name))}
	for _, part := range s.lower {
		first, _ := utf8.DecodeRuneInString(part)
		s.initials += string(first)
	}
	return s
}

// isShort reports whether a word is a part of the name, a short form of one, or initials.
func (s *signs) isShort(word string) bool {
	for _, part := range s.lower {
		if part == word || len(word) >= 3 && strings.HasPrefix(part, word) {
			return true
		}
	}
	return word != "" && strings.HasPrefix(s.initials, word) || len(word) == 1 && strings.Contains(s.initials, word)
}

// starting notes the first token of each form of the name.
func (s *signs) starting(names [][]token) {
	for _, name := range names {
		if len(name) > 0 {
			s.first = append(s.first, name[0].text)
			s.common = s.common || expanded()[name[0].text]
		}
	}
}

// expanded are the words that stand for a word in a text which does not have them.
var expanded = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for _, words := range []map[string]string{contractions, unwritten} {
		for _, two := range words {
			for word := range strings.FieldsSeq(two) {
				set[word] = true
			}
		}
	}
	return set
})

// mayBear reports whether the name may be in a line. It returns false for most lines in
// ASCII in which it is not, which saves splitting them.
func (s *signs) mayBear(line string) bool {
	if s.common || !isASCII(line) {
		return true
	}
	line = strings.ToLower(line)
	return slices.ContainsFunc(s.first, func(first string) bool { return strings.Contains(line, first) })
}

// bearsName reports whether a line is the sender's name with a courtesy, such as "i.A." or
// 敬上, or with the same name in the other script.
func (r *reader) bearsName(line string) bool {
	var s splitter
	s.split(line)
	named, others, han := false, 0, 0
	sentences := s.finish()
	if !r.hasSender(sentences) { // as most lines: to tag the words takes longer
		return false
	}
	for _, sentence := range sentences {
		for _, c := range sentence.clauses {
			r.tag(&c)
			for _, t := range c.tokens {
				isHan := t.text[0] >= 0xe4
				switch {
				case t.class == name:
					named = true
					if isHan {
						han++
					}
				case t.class == unknown || isHan && t.class == talk:
					others++
					if isHan {
						han--
					}
				case t.class != courtesy:
					return false
				}
			}
		}
	}
	return named && (others == 0 || others <= 4 && (han == -others || han > 0))
}
