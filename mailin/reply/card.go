package reply

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// contactLabel is the label before a way to reach somebody.
const contactLabel = `(tel|phone|ph|mobile|mob|cell|fax|direct line|office line|mobile phone|cell phone|e-?mail|mail|web|website|www|t|m|p|f|e|o|w|c|d|direct|office|skype|add|address|addr|linkedin|wechat|teams|电话|手机|手機|電話|传真|傳真|邮箱|郵箱|邮件|电子邮件|電子郵件|电邮|地址|網址|网址|官网|qq|微信|微信号|分机|座机|座機|直线|邮编|公司地址|telefon|telefono|teléfono|téléphone|tél|handy|mobil|móvil|portable|tel\.? ?nr|ust-id|sitz|geschäftsführer|hrb|siret|р|тел|моб|e-post|puh|電話番号|携帯|전화|휴대폰|이메일|주소|팩스)`

// contactData is a signature line: a telephone number, an address.
var contactData = pattern.New(`(?i)^[|·•* ]*` + contactLabel + `\.?( ?(no|nr)\.?)? {0,8}[:：|/.+(（][^?？!！]*$|^` + contactLabel + `[ 　]{1,3}\+?\d[\d ()-]{5,}[^?？!！]*$|^<?(mailto:)?[^\s@]+@[^\s@]+\.[a-z]{2,}>?( ?[|·•/,]? ?<?\S+>?)?$|^(www\.|https?://)\S+( ?<\S+>)?$|^\+?[\d()（） ./-]{7,24}([ |/,;x]+[\w +.()-]{1,30})?$|[|·•].*(\+?\d[\d ()-]{6,}|[^\s@]+@[^\s@]+\.[a-z]{2,}|www\.)|^[^\d。！？!?]{1,20}[ 　]1[3-9]\d[ -]?\d{4}[ -]?\d{4}([ 　(（][^\d。！？!?]{0,12})?$`)

// companies are the endings of company names.
var companies = pattern.New(`(?i)(有限公司|集团|公司|事务所|研究院|\b(ltd|inc|llc|gmbh|corp|co)\b\.?)$`)

// ruledSignature finds a few short lines below a drawn line, one of which says how to reach
// the sender.
func ruledSignature(lines []line, somethingAbove bool) int {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-mostLooseLines-3; i-- {
		if !lines[i].isRule() {
			continue
		}
		for _, l := range lines[i+1:] {
			if isContactData(l) && isLoose(lines[i+1:]) && (somethingAbove || !allBlank(lines[:i])) {
				return i
			}
		}
	}
	return len(lines)
}

func isContactData(l line) bool {
	return l.depth == 0 && len(l.text) <= longestPhoneLine && (contactData.MatchString(l.text) || isCard(l.text) || isImage(l.text) && strings.ContainsAny(l.text, "<:"))
}

// isCard reports whether a line is all that a card has: a company, an address, a telephone
// number, between commas or bars.
func isCard(text string) bool {
	if !strings.ContainsAny(text, "0123456789@") && !strings.Contains(text, "www.") {
		return false
	}
	if endsSentence(text) && !endsInAbbreviation(text) || strings.ContainsAny(text, "?？!！。") {
		return false
	}
	reach, parts := false, 0
	for _, part := range cardParts.Split(text, -1) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		parts++
		first, _ := utf8.DecodeRuneInString(part)
		if utf8.RuneCountInString(part) > longestCardPart || unicode.IsLower(first) && !cardReach.MatchString(part) {
			return false
		}
		reach = reach || cardReach.MatchString(part)
	}
	return reach && parts > 2
}

const longestCardPart = 50 // characters

var (
	cardParts = pattern.New(`\s*[,，|｜·•;；]\s*|\s/\s|\s{2,}|　| (?:(?:[邮郵]编|电话|電話|手机|手機|传真|傳真|邮箱)[:： ]?)`)
	cardReach = pattern.New(`(?i)^` + contactLabel + `?[.:： ]{0,3}\+?\(?\d[\d ()/.-]{6,}$|^<?(mailto:)?[^\s@]+@[^\s@]+\.[a-z]{2,}>?$|^(www\.|https?://)\S+$|\+\d[\d ()/.-]{7,}$`)
)

// isImage reports whether a line has nothing but what stands for pictures: "[cid:…]", "[logo]",
// each perhaps with its link.
func isImage(text string) bool {
	return strings.HasPrefix(text, "[") && imageMarks.MatchString(text)
}

var imageMarks = pattern.New(`(?i)^((\[(cid|image|图片|圖片|logo)[^\[\]]{0,200}\]|\[[^\[\]]{1,200}\]\s?<(https?|mailto|tel):[^<>]{1,400}>|\[[^\[\]:：?？!！]{1,120}\])(\s?<(https?|mailto|tel):[^<>]{1,400}>)?[\s|｜·•]*)+$`)

// isImages reports whether lines have nothing but what stands for pictures.
func isImages(lines []line) bool {
	return !slices.ContainsFunc(lines, func(l line) bool { return l.depth > 0 || len(l.text) > 1000 || !isImage(l.text) })
}

// isStreet reports whether a line is one of an address that begins with a number: of the
// house, or of the place.
func isStreet(text string) bool {
	return len(text) <= longestContactLine && !endsSentence(text) && street.MatchString(text)
}

var street = pattern.New(`^\d{1,6}[a-zA-Z]?([-–/]\d{1,4}[a-zA-Z]?)?,? \p{Lu}[\p{L}\d.,'’ -]*$`)

const (
	mostContactLines    = 14 // of a block, without blank ones
	longestContactLine  = 70 // characters
	mostSignatureBlanks = 1  // in a row within a block
	mostAboveContact    = 5  // lines above its first contact data, unless closing words lead to them
)

// contactBlock finds an unannounced signature: the last short lines, at least two of which
// say how to reach the sender. It begins below the closing words and the bare name or,
// without closing words, with the name.
func contactBlock(lines []line, somethingAbove bool) int {
	n := len(lines)
	i, contacts, pictures, count, blanks := n, 0, 0, 0, 0
	first := n // the topmost line with contact data
	for i > 0 && count < mostContactLines {
		l := lines[i-1]
		if l.blank {
			if blanks++; blanks > mostSignatureBlanks && contacts+pictures == 0 || blanks > 2 {
				break
			}
			i--
			continue
		}
		data, image := isContactData(l), isImage(l.text)
		l = withoutLink(l)
		if l.depth > 0 || !data && !image && (!isShortName(l) || isClosing(l.text)) {
			break
		}
		if blanks > 0 && contacts+pictures > 0 && !data && !image && !anyContactAbove(lines[:i]) && !(isImage(lines[firstWritten(lines, i)].text) && closesAbove(lines[:i])) {
			break // the paragraph above has no contact data
		}
		blanks = 0
		if data {
			first = i - 1
		}
		switch {
		case data && image:
			pictures = 1 // however many there are
		case data && isCard(l.text):
			contacts += 2
		case data:
			contacts++
		}
		count++
		i--
	}
	for i < n && lines[i].blank {
		i++
	}
	contacts += pictures
	above, company := previousLine(lines, i), false
	for _, l := range lines[i:n] {
		company = company || len(l.text) <= longestPhoneLine && companies.MatchString(l.text)
	}
	card := count >= 3 && isBareName(lines[i].text) && i > 0 && lines[i-1].blank // a name, a title or company, and a telephone
	if contacts == 0 || first-i > mostAboveContact && !(i > 0 && isClosing(lines[above].text)) || i > 0 && endsInColon(lines[above].text) || contacts == 1 && !card && !(i > 0 && (isClosing(lines[above].text) || isBareName(lines[above].text)) && (count > 1 || strings.ContainsAny(lines[i].text, "|·•")) || company && i > 0 && lines[i-1].blank) {
		return n
	}
	if i > 0 && isClosing(lines[above].text) && !isContactData(lines[i]) {
		i++ // the bare name below the closing words is the sender's
		for i < n && lines[i].blank {
			i++
		}
	}
	if !somethingAbove && allBlank(lines[:i]) {
		return n
	}
	return i
}

// belowClosing finds a card of any shape: all that is below closing words and the name, where
// that is short lines, addresses and pictures, and one of them says how to reach the sender.
func belowClosing(lines []line, _ bool) int {
	n, reach, written := len(lines), false, 0
	for i := n - 1; i >= 0 && written <= mostCardLines; i-- {
		l := lines[i]
		if l.blank {
			continue
		}
		if isClosing(l.text) && written > 0 {
			start := firstWritten(lines, i+1)
			if isBareName(lines[start].text) {
				start = firstWritten(lines, start+1)
			}
			if !reach || start >= n {
				return n
			}
			return start
		}
		data := isContactData(l)
		if l.depth > 0 || !data && !l.isRule() && !isImage(l.text) && !isShortName(withoutLink(l)) {
			return n
		}
		reach = reach || data
		written++
	}
	return n
}

const mostCardLines = 24

// withoutLink returns a line without the link that the rendering of HTML adds at its end.
func withoutLink(l line) line {
	if len(l.text) <= longestPhoneLine {
		if shown := linkTail.ReplaceAllString(l.text, ""); shown != "" {
			l.text = shown
		}
	}
	return l
}

// isBareName reports whether a line can be the name that ends a mail: up to three
// capitalised words, or up to four Chinese characters.
func isBareName(text string) bool {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 3 || strings.ContainsAny(text, "0123456789:：,，;；!！?？。") {
		return false
	}
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.Is(unicode.Han, first):
			if utf8.RuneCountInString(text) > 4 {
				return false
			}
		case !unicode.IsUpper(first):
			return false
		}
	}
	return true
}

// previousLine returns the last non-blank line before i, or 0.
func previousLine(lines []line, i int) int {
	for i--; i > 0 && lines[i].blank; i-- {
	}
	return max(i, 0)
}

// anyContactAbove reports whether one of the last four lines of a paragraph is contact
// data.
func anyContactAbove(lines []line) bool {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-4 && !lines[i].blank; i-- {
		if isContactData(lines[i]) {
			return true
		}
	}
	return false
}

// closesAbove reports whether the last lines are short and begin below closing words.
func closesAbove(lines []line) bool {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-mostContactLines && !lines[i].blank; i-- {
		if isClosing(lines[i].text) {
			return true
		}
		if !isShortName(lines[i]) {
			return false
		}
	}
	return false
}

// isShortName reports whether a line can be a name, title or company: short, and not a
// sentence.
func isShortName(l line) bool {
	if n := utf8.RuneCountInString(l.text); n > longestContactLine || n == 0 {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(l.text)
	if strings.ContainsRune("!?。！？:：;；,，…", last) || last == '.' && !endsInAbbreviation(l.text) {
		return false
	}
	if strings.ContainsAny(l.text, "。！？，") || strings.HasPrefix(l.text, "- ") || strings.Count(barred.Replace(l.text), " ") > 8 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(l.text, "*_[(|· "))
	if unicode.IsDigit(first) && !isContactData(l) && !isStreet(l.text) {
		return false
	}
	// A Latin name, title or company begins with a capital.
	return !unicode.IsLower(first)
}

// barred takes the bars between the parts of a line with the blanks around them.
var barred = strings.NewReplacer(" | ", "|", " · ", "·", " • ", "•", " / ", "/")

// endsInAbbreviation recognises the endings of company names: Ltd., Inc., Co.
func endsInAbbreviation(text string) bool {
	word := strings.ToLower(text[strings.LastIndexByte(text, ' ')+1:])
	switch word {
	case "ltd.", "inc.", "co.", "corp.", "s.a.", "s.l.", "b.v.", "e.v.", "jr.", "o.o.", "s.r.l.", "s.p.a.", "llc.", "kg.", "ph.d.":
		return true
	}
	return false
}

// closingWords precede a name at the end of a mail.
var closingWords = []string{
	"best regards", "kind regards", "warm regards", "regards", "best", "best wishes", "many thanks", "thanks", "thank you", "thanks and regards", "thanks & regards", "sincerely", "yours sincerely", "yours faithfully", "cheers", "br", "kr", "with best regards", "with kind regards", "all the best", "cordially", "respectfully",
	"此致", "敬礼", "此致敬礼", "祝好", "谢谢", "多谢", "顺祝商祺", "顺颂商祺", "祝商祺", "商祺", "祝工作顺利", "祝您工作愉快", "致礼", "敬上", "顺颂时祺", "谢谢！", "順頌商祺", "敬禮", "祝順心", "謝謝", "顺祝 商祺",
	"mit freundlichen grüßen", "mit freundlichen grüssen", "freundliche grüße", "viele grüße", "beste grüße", "mfg", "lg", "schöne grüße", "cordialement", "bien cordialement", "bien à vous", "salutations", "saludos", "un saludo", "saludos cordiales", "atentamente", "atenciosamente", "cumprimentos", "abraços", "cordiali saluti", "saluti", "distinti saluti",
	"met vriendelijke groet", "vriendelijke groeten", "groeten", "groet", "pozdrawiam", "z poważaniem", "с уважением", "з повагою", "med vänlig hälsning", "vänliga hälsningar", "hälsningar", "med vennlig hilsen", "vennlig hilsen", "mvh", "hilsen", "terveisin", "よろしくお願いします", "よろしくお願いいたします", "以上", "敬具", "감사합니다", "드림",
}

func isClosing(text string) bool {
	word := strings.ToLower(strings.Trim(text, " ,.!，。！~～—-"))
	return slices.Contains(closingWords, word)
}
