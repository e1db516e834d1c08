package reply

import (
	"slices"
	"strings"
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
		for _, find := range []func([]line, bool) int{phoneLine, hintedSignature, listFooter, disclaimer, ruledSignature, delimited, belowClosing, contactBlock} {
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

// markdownLink is a link as Proton writes it in a text.
var markdownLink = pattern.New(`\[([^\[\]]+)\]\(https?://[^()\s]+\)`)

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
	text := strings.Trim(linkTail.ReplaceAllString(markdownLink.ReplaceAllString(lines[i].text, "$1"), ""), "*_-—[]()（） ")
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
	start, end := n, n
	for end > 0 && (lines[end-1].blank || lines[end-1].isRule()) {
		end--
	}
	for end > 0 {
		from := end
		for from > 0 && !lines[from-1].blank && !lines[from-1].isRule() && end-from < mostDisclaimerLines {
			from--
		}
		if below := from > 0 && hasEnded(lines, from) || from == 0 && somethingAbove; !recurs(lines[from:end]) && !isDisclaimer(lines[from:end]) && !isNotice(lines[from:end], below) && !isGatewayLine(lines[from:end], below) {
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

// recurs reports whether the mail of others ends with a paragraph too.
func recurs(paragraph []line) bool {
	return len(paragraph) > 0 && !slices.ContainsFunc(paragraph, func(l line) bool { return !l.recursBelow })
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
