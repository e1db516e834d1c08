package reply

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// markSignature marks the signature in lines[from:to]. A postscript below it is text again.
func markSignature(lines []line, parts []part, from, to int) {
	for i := from; i < to; i++ {
		if i > from && !lines[i].blank && lines[i-1].blank && isPostscript(lines[i]) {
			fill(parts[signatureStart(lines[:i], from):i], signaturePart)
			from = i
		}
	}
	fill(parts[signatureStart(lines[:to], from):to], signaturePart)
}

// signatureStart returns the number of lines before the signature of lines[from:], with
// text by the sender before it; without a signature, all of them. What follows the sender's
// text is removed from the end as often as something is found.
func signatureStart(all []line, from int) int {
	lines := all[from:]
	somethingAbove := !allBlank(all[:from])
	end := len(lines)
	for range mostNotices {
		for end > 0 && lines[end-1].blank {
			end--
		}
		start := end
		for _, find := range []func([]line, bool) int{phoneLine, hintedSignature, listFooter, disclaimer, ruledSignature, delimited, contactBlock} {
			if start = find(lines[:end], somethingAbove); start < end && !isIntroduced(lines, start) {
				break
			}
			start = end
		}
		if start == end {
			break
		}
		end = start
		for rule := end; rule > 0 && (lines[rule-1].blank || lines[rule-1].isRule()); {
			if rule--; lines[rule].isRule() {
				end = rule // drawn above the signature
			}
		}
	}
	if allBlank(lines[end:]) {
		end = len(lines)
	}
	return from + end
}

// isIntroduced reports whether a line that ends in a colon leads to what begins at start: then
// it is what the sender wants to be shown or used, like the text of an imprint.
func isIntroduced(lines []line, start int) bool {
	if start < len(lines) && (lines[start].raw == "-- " || lines[start].hint == hintSigned) {
		return false
	}
	i := start - 1
	for i > 0 && (lines[i].blank || lines[i].isRule()) {
		i--
	}
	if i >= 0 && i == start-1 && !leadsOn(lines[i].text) { // within a paragraph of short lines
		for i > 0 && !lines[i].blank && start-i < mostContactLines && (isShortName(lines[i]) || isContactData(lines[i])) && !isClosing(lines[i].text) {
			i--
		}
		for i > 0 && lines[i].blank {
			i--
		}
	}
	return i >= 0 && lines[i].depth == 0 && leadsOn(lines[i].text) && !isContactData(lines[i]) && !isClosing(strings.TrimRight(lines[i].text, ":：")) &&
		!noticeForms.banner.MatchString(lines[i].text) && !isGreetingLine(lines, i)
}

// leadsOn reports whether a line ends in a colon.
func leadsOn(text string) bool { return strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：") }

// isGreetingLine reports whether a line that ends in a colon is the first one, and greets.
func isGreetingLine(lines []line, i int) bool {
	text := strings.TrimRight(lines[i].text, ":： ")
	return utf8.RuneCountInString(text) <= longestGreeting/2 && allBlank(lines[:i]) && (isBareName(text) || greeting.MatchString(text))
}

var greeting = pattern.New(`(?i)^(dear|hi|hello|hey|good (morning|afternoon|day)|guten|hallo|liebe[rs]?|sehr|bonjour|cher|hola|estimad[oa]s?|buongiorno|beste|尊敬的|各位|大家)|(您好|你好|总|總|经理|经理|老师|先生|女士|同事们?)$`)

var postscript = pattern.New(`(?i)^(p\.? ?s\.?( |:|：|$)|又及|附言|另[:：，,])`)

// isPostscript reports whether a line is text written below a signature.
func isPostscript(l line) bool { return postscript.MatchString(l.text[:min(len(l.text), 12)]) }

const (
	mostNotices        = 20 // and signatures, one after another
	mostSignatureLines = 30 // below "-- " (RFC 3676 section 4.3)
	mostLooseLines     = 8  // below what only resembles one
	longestLooseLine   = 80 // characters
)

// hintedSignature finds what the mail's HTML marks as the signature, if there is other text
// above it.
func hintedSignature(lines []line, somethingAbove bool) int {
	i := len(lines)
	for i > 0 && (lines[i-1].hint == hintSigned || lines[i-1].blank) {
		i--
	}
	for i < len(lines) && lines[i].blank {
		i++
	}
	if len(lines)-i > mostSignatureLines || !somethingAbove && allBlank(lines[:i]) {
		return len(lines)
	}
	return i
}

// delimited finds "-- ", and "--" if what follows resembles a signature.
func delimited(lines []line, somethingAbove bool) int {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-mostSignatureLines; i-- {
		exact := lines[i].raw == "-- "
		if !exact && lines[i].text != "--" && lines[i].text != "—" {
			continue
		}
		if exact || isLoose(lines[i+1:]) && (somethingAbove || !allBlank(lines[:i])) {
			return i
		}
	}
	return len(lines)
}

// isLoose reports whether lines are few and short, and none ends a sentence.
func isLoose(lines []line) bool {
	n := 0
	for _, l := range lines {
		if !l.blank {
			n++
		}
		if utf8.RuneCountInString(l.text) > longestLooseLine || endsSentence(l.text) && !endsInAbbreviation(l.text) {
			return false
		}
	}
	return n <= mostLooseLines
}

// The devices and mail services that name themselves below a mail in Chinese. The list is
// deliberately closed: "来自我的同事的建议" is a sentence.
const (
	devices  = `(iphone|ipad|android|安卓|华为|華為|荣耀|小米|红米|紅米|oppo|vivo|三星|samsung|魅族|一加|realme|mac|手机|手機|平板)`
	services = `((手机|手機)? ?(qq|网易|網易|新浪|搜狐|阿里|阿里云|163|126|139|189|企业微信|钉钉|釘釘|飞书|飛書|foxmail|outlook|gmail|yahoo|windows|mail|腾讯|騰訊|微信))`
	models   = `[\w .+-]{0,30}(版?邮件|版?郵件|邮箱|郵箱|大师|大師|企业|专属商务|商务|客户端|手机|手機|手机版|智能手机|平板|应用|app)*`
	// deviceNames matches the name of a device or program in European languages.
	deviceNames = `( [\p{L}\d®™'’.&+/()-]+){1,7}`
)

var (
	// phoneLines are the lines with which programs name themselves below a mail. Each
	// pattern covers a whole line: "Sent from my desk, it is quicker" is text.
	phoneLines = pattern.New(`(?i)^(` + strings.Join([]string{
		`sent from my( [\w®™'’&+-]+){1,6}`,
		`sent from( [\w®™'’+-]+)? ?(mail|outlook|gmail|proton ?mail|samsung|foxmail|spark|mailbird|airmail|dingtalk|feishu|lark|wecom|zoho|aol|yahoo|blackberry|iphone|ipad|galaxy|huawei|xiaomi|canary)( [\w®™'’.+-]+){0,6}`,
		`sent (via|with|using|by|through)( the)?( [\w®™'’+-]+){1,4} (e-?mail|mail|app|phone|mobile|device|smartphone|superhuman|spark)( app| client| for (ios|android|mac|windows|iphone))?`,
		`sent (via|with|using) (superhuman|spark|mailbird|airmail|missive|front|hey)( [\w-]+){0,3}`,
		`sent (while|on the) (on the )?(go|move)`,
		`(get|download|try|bekommen|hol dir) (outlook|spark|boxer|blue ?mail|edison) (for|für|pour) (ios|android|mac|windows|mobile)`,
		`(本邮件|此邮件|此郵件)?(发自|發自|发送自|發送自|来自|來自)( ?我的)? ?(` + devices + `|` + services + `)` + models,
		`[从從自]( ?我的)? ?(` + devices + `|` + services + `)` + models + ` ?(上|中)?([发發][送出]|傳送|寄出)`,
		`(使用|通过|通過|由|用) ?` + services + models + ` ?([发發][送出])`,
		`[获獲取][取得] ?(适用于 ?)?outlook (for|(适用于)) ?(ios|android|mac)`, `下载适用于 ?(ios|android) ?的 ?outlook`, `获取适用于 ?(ios|android|mac) ?的 ?outlook`, `取得 ?(ios|android) ?版 ?outlook`,
		`(diese (nachricht|e-?mail) wurde )?(von|mit|aus|über)( (meinem|der|dem|einem))?` + deviceNames + ` (gesendet|verschickt|geschickt)`, `gesendet (von|mit|über|aus)` + deviceNames, `outlook für (ios|android|mac) beziehen`,
		`envoyé (de|depuis|à partir de|avec|via|par)` + deviceNames, `obtenir outlook pour` + deviceNames, `télécharger outlook pour` + deviceNames,
		`enviad[oa] (desde|do|da|a partir de|con|com|pelo|via)` + deviceNames, `obten(er|ha) (o )?outlook para` + deviceNames,
		`inviat[oa] (da|dal|con|tramite)` + deviceNames, `ottieni outlook per` + deviceNames, `scarica outlook per` + deviceNames,
		`verstuurd (vanaf|vanuit|van|met|via)` + deviceNames, `verzonden (vanaf|vanuit|van|met|via)` + deviceNames, `outlook voor (ios|android) downloaden`, `download outlook voor` + deviceNames,
		`wysłan[eoy] (z|ze|za pomocą|przez)` + deviceNames, `pobierz (program |aplikację )?outlook dla` + deviceNames,
		`отправлено (с|из|от)` + deviceNames, `скачать outlook для` + deviceNames, `(надіслано|відправлено) (з|із|від)` + deviceNames, `завантажити outlook для` + deviceNames,
		`skickat från` + deviceNames, `sendt fra` + deviceNames, `sent fra` + deviceNames, `hämta outlook för` + deviceNames, `få outlook for` + deviceNames, `hent outlook (til|for)` + deviceNames, `lähetetty` + deviceNames, `hanki outlook` + deviceNames,
		`(私の)?(iphone|ipad|android|スマートフォン)から送信`, `[\w ]{0,20}outlook ?(for (ios|android) )?を入手`, `[\w .]{0,30}から送信(されました)?`,
		`(나의|내) ?(iphone|ipad|갤럭시|android)에서 보냄`, `[\w ]{2,20}에서 보냄`, `(ios|android)용 outlook (다운로드|받기)`,
		`签名由 ?网易邮箱大师 ?定制`,
		`(this (e-?mail|message) was )?sent from a mobile device[\w ,.]*`,
	}, "|") + `)([.,;，。]? ?(so |please |pls )?(excuse|forgive|pardon|sorry for|apologies for|bitte entschuldig\w+|请见谅|請見諒|如有错漏)( ?[\w'’-]+){0,6}|[,，]?请见谅)?[。.!]?$`)
	linkTail = pattern.New(`(?i)\s*[<(\[]?https?://\S+[>)\]]?$`)
	linkLine = pattern.New(`(?i)^[<(\[]?https?://\S+[>)\]]?$`)
)

const longestPhoneLine = 160 // bytes

// phoneLine finds one line with which a phone or program names itself, with the rule above
// it and the link below it.
func phoneLine(lines []line, _ bool) int {
	n := len(lines)
	i := n - 1
	for i > 0 && i > n-3 && (linkLine.MatchString(lines[i].text[:min(len(lines[i].text), 500)]) || lines[i].isRule() || lines[i].blank) {
		i--
	}
	if i < 0 || len(lines[i].text) > longestPhoneLine {
		return n
	}
	text := strings.Trim(linkTail.ReplaceAllString(lines[i].text, ""), "*_-—[]()（） ")
	if !phoneLines.MatchString(text) {
		return n
	}
	if strings.HasPrefix(text, "签名由") { // below the signature that it generated
		for above := i; above > 0 && above > i-mostLooseLines && !lines[above-1].blank && (isShortName(lines[above-1]) || isContactData(lines[above-1])); {
			above--
			if above == 0 || lines[above-1].blank {
				return above
			}
		}
	}
	if i > 0 && (lines[i-1].isRule() || lines[i-1].text == "--") {
		i--
	}
	return i
}

// listFooter finds what a mailing list appends below a drawn line.
func listFooter(lines []line, _ bool) int {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-mostLooseLines; i-- {
		if !lines[i].isRule() && lines[i].text != "--" {
			continue
		}
		for _, l := range lines[i+1:] {
			text := strings.ToLower(l.text)
			if strings.Contains(text, "mailing list") || strings.Contains(text, "unsubscribe") || strings.Contains(text, "listinfo") || strings.Contains(text, "退订") {
				return i
			}
		}
	}
	return len(lines)
}

const (
	mostDisclaimerLines = 40
	shortestDisclaimer  = 10 // bytes of a paragraph
)

// disclaimer finds the notices of companies and scanners: the last paragraphs, as long as
// each is one, with the line drawn above them.
func disclaimer(lines []line, somethingAbove bool) int {
	n := len(lines)
	start := n
	for end := n; end > 0; {
		from := end
		for from > 0 && !lines[from-1].blank && !lines[from-1].isRule() && end-from < mostDisclaimerLines {
			from--
		}
		if below := from > 0 && hasEnded(lines, from) || from == 0 && somethingAbove; !isDisclaimer(lines[from:end]) && !isNotice(lines[from:end], below) && !isGatewayLine(lines[from:end], below) {
			break
		}
		start = from
		for end = from; end > 0 && (lines[end-1].blank || lines[end-1].isRule()); end-- {
		}
	}
	if start == n || allBlank(lines[:start]) && !somethingAbove {
		return n
	}
	for i := start - 1; i >= 0 && i >= start-2; i-- {
		if lines[i].isRule() {
			return i
		}
		if !lines[i].blank {
			break
		}
	}
	return start
}

func isDisclaimer(paragraph []line) bool {
	var b strings.Builder
	for _, l := range paragraph {
		if l.depth > 0 || b.Len() > 8<<10 {
			return false
		}
		b.WriteString(l.text)
		b.WriteByte(' ')
	}
	text := strings.ToLower(b.String())
	if len(text) < shortestDisclaimer {
		return false
	}
	return slices.ContainsFunc(disclaimers, func(words string) bool { return strings.Contains(text, words) })
}

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
	cardParts = pattern.New(`\s*[,，|·•;；]\s*|\s{2,}|　| (?:(?:[邮郵]编|电话|電話|手机|手機|传真|傳真|邮箱)[:： ]?)`)
	cardReach = pattern.New(`(?i)^` + contactLabel + `?[.:： ]{0,3}\+?\(?\d[\d ()/.-]{6,}$|^<?(mailto:)?[^\s@]+@[^\s@]+\.[a-z]{2,}>?$|^(www\.|https?://)\S+$|\+\d[\d ()/.-]{7,}$`)
)

// isImage reports whether a line has nothing but what stands for pictures: "[cid:…]", "[logo]",
// each perhaps with its link.
func isImage(text string) bool {
	return strings.HasPrefix(text, "[") && imageMarks.MatchString(text)
}

var imageMarks = pattern.New(`(?i)^((\[(cid|image|图片|圖片|logo)[^\[\]]{0,200}\]|\[[^\[\]]{1,200}\]\s?<(https?|mailto|tel):[^<>]{1,400}>|\[[^\[\]:：?？!！]{1,120}\])(\s?<(https?|mailto|tel):[^<>]{1,400}>)?[\s|·•]*)+$`)

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
		if shown := linkTail.ReplaceAllString(l.text[:min(len(l.text), longestPhoneLine)], ""); len(shown) < len(l.text) && shown != "" && len(l.text) <= longestPhoneLine {
			l.text = shown // what is linked
		}
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
	if contacts == 0 || first-i > 5 || i > 0 && endsInColon(lines[above].text) || contacts == 1 && !card && !(i > 0 && (isClosing(lines[above].text) || isBareName(lines[above].text)) && (count > 1 || strings.ContainsAny(lines[i].text, "|·•")) || company && i > 0 && lines[i-1].blank) {
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
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-4 && !lines[i].blank; i-- {
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
	if strings.ContainsAny(l.text, "。！？，") || strings.HasPrefix(l.text, "- ") || strings.Count(l.text, " ") > 8 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(l.text, "*_[(|· "))
	if unicode.IsDigit(first) && !isContactData(l) && !isStreet(l.text) {
		return false
	}
	// A Latin name, title or company begins with a capital.
	return !unicode.IsLower(first)
}

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
