package reply

import (
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// A notice is what companies and gateways put below or above the mail of their people, each
// in words of its own. It is known by its shape: it speaks of this mail, or warns, in the
// words of such notices, and of nothing that the sender may speak of; it belongs to nobody.

// noticeForms are the forms of notices, compiled when first used.
var noticeForms = struct{ banner, itself, law, house, warns, own, matter *pattern.Pattern }{
	// How a warning begins.
	banner: pattern.New(`(?i)^[\[【(*_ !⚠️]{0,4}(caution|warning|attention|external( (e-?mail|sender|message|mail))?|notice|disclaimer|important( notice)?|security notice|confidentiality|legal notice|注意|警告|提醒|提示|温馨提示|安全提示|安全提醒|声明|免责声明|重要提示|外部邮件|外部郵件|注意：外部|免責聲明|警示)[\]】)*_ !]{0,4}([:：!！.。\-–—|]|$|(?:此|本|该|this ))`),
	// That a text speaks of the mail that it is in.
	itself: pattern.New(`(?i)\b(this|the|any|our|all|an?) (e-?mails?|messages?|communications?|transmissions?|correspondence|mails?)\b|\be-?mails? (from|sent|originat)|(本|此|该|這封|这封|本電子|本电子)(封)?(邮件|郵件|电邮|電郵|电子邮件|電子郵件|信息|来信)|(通过|以|經由|透過)(本)?(电子|電子)?(邮件|郵件)`),
	// What such notices are about.
	law: pattern.New(`(?i)\b(binding|bind|contracts?|contractual|agreement|offers?|acceptance|liab(le|ility)|signed|signatures?|signator(y|ies)|authori[sz]ed|unauthori[sz]ed|authority|disclaim\w*|confidential\w*|privileged?|originat\w*|outside (of )?(the|your|our|this) (organi[sz]ation|company|network)|external|unless you (recogni[sz]e|know|trust)|click|links?|attachments?|virus(es)?|malware|phishing|constitutes?|deemed|construed|views|opinions|recipients?|monitor\w*|copyright|registered|represent(s|ative)?|warrant\w*|legal(ly)?|laws?)\b|要约|要約|承诺|承諾|合同|合約|协议|约束力|約束力|法律|责任|責任|保密|机密|機密|签署|签字|簽署|书面|書面|盖章|蓋章|授权|授權|观点|觀點|立场|立場|外部|公司外|谨慎|謹慎|链接|連結|附件|病毒|钓鱼|釣魚|来源|來源|泄露|收件人|误收|删除|电子签名|電子簽名|发件人`),
	// That it is a house which speaks, of all its people and mail.
	house: pattern.New(`(?i)\b(compan(y|ies)|employees?|staff|organi[sz]ations?|the sender|recipients?|addressees?|directors?|board|ltd|limited|inc|gmbh|plc|llc|corp|group|nothing in (this|any)|no (contract|agreement|employee|one)|any (statement|communication|information|use|part|such)|electronic signature)\b|公司|员工|員工|发件人|發件人|收件人|双方|雙方|任何|组织|組織`),
	// That a gateway speaks, of where a mail comes from and what is in it.
	warns: pattern.New(`(?i)\b(originat\w+|outside (of )?(the|your|our|this)|external|scanned|checked for|malware|virus(es)?|phishing|links?|attachments?|get e?-?mail from)\b|外部|互联网|甄别|诈骗|詐騙|链接|連結|病毒|钓鱼|釣魚|来源|可疑`),
	// What a person says for themselves, or to whom they write.
	own: pattern.New(`(?i)\b(i|i'm|i’m|i'll|i’ll|i'd|me|my|mine|but|please (change|add|remove|correct|call|send))\b|我|但是|不过|请(改|加|删|补|回电|联系我)`),
	// What is agreed on, which no notice speaks of.
	matter: pattern.New(`(?i)\d|\b(item|point|clause|section|price|cost|fee|date|deadline|phase|minutes|change request|plan|scope|budget|milestone|invoice|version|draft)s?\b|第.{1,3}[条项點点款页版期]|价格|费用|日期|工期|进度|变更|纪要|方案|计划|预算|里程碑|发票|付款|草案`),
}

// longNotice is the length in bytes from which a notice may stand directly below the text;
// a shorter one follows the name of the sender, or begins like a warning.
const longNotice = 160

// longestNotice is the length in bytes of the longest paragraph that is looked at: a mail may
// be one line of many megabytes.
const longestNotice = 8 << 10

// isNotice reports whether a paragraph is a notice. below reports whether the letter has
// ended above it. What could be a person's condition is theirs: it is a smaller harm that
// somebody reads a notice than that nobody reads a condition.
func isNotice(paragraph []line, below bool) bool {
	var b strings.Builder
	for _, l := range paragraph {
		if l.depth > 0 || b.Len()+len(l.text) > longestNotice {
			return false
		}
		b.WriteString(l.text + " ")
	}
	text := strings.Trim(b.String(), " *_|")
	if len(text) < shortestDisclaimer {
		return false
	}
	if noticeForms.own.MatchString(ourCompany.Replace(text)) || noticeForms.matter.MatchString(withoutAddresses(text)) {
		return false
	}
	banner, itself, house := noticeForms.banner.MatchString(text), noticeForms.itself.MatchString(text), noticeForms.house.MatchString(text)
	ended := below || len(text) >= longNotice
	// To count costs more than to find one, and few paragraphs come so far.
	law := func() int { return len(noticeForms.law.FindAllString(text, 3)) }
	warns := func() int { return len(noticeForms.warns.FindAllString(text, 3)) }
	switch {
	case banner && itself:
		return noticeForms.warns.MatchString(text) || house && noticeForms.law.MatchString(text)
	case banner && (house && law() > 1 || fromOutside(text) && warns() > 1):
		return true
	case banner && linkTail.MatchString(text) && utf8.RuneCountInString(text) < 100:
		return true
	case !ended:
		return false
	case itself && (gatewayForms.thisMail.MatchString(text) && warns() > 1 || strings.Contains(strings.ToLower(text), "scanned") && noticeForms.warns.MatchString(text)):
		return true
	}
	return house && (itself && noticeForms.law.MatchString(text) || gatewayForms.denies.MatchString(text) && law() > 2)
}

// fromOutside reports whether a warning begins with the words of a gateway for mail of others.
func fromOutside(text string) bool {
	text = strings.ToLower(strings.TrimLeft(text, "[【(*_ "))
	return strings.HasPrefix(text, "external") || strings.HasPrefix(text, "外部") || strings.HasPrefix(text, "安全")
}

// ourCompany takes out of a text how companies call themselves.
var ourCompany = strings.NewReplacer("我司", "", "我公司", "", "我行", "", "我院", "", "我单位", "")

var anAddress = pattern.New(`\S+(://|@|www\.)\S+|www\.\S+`)

// withoutAddresses returns a text without addresses of pages and mail.
func withoutAddresses(text string) string { return anAddress.ReplaceAllString(text, "") }

// leadingLines returns the number of lines at the beginning that nobody wrote to the reader:
// the warning of a gateway, and the line above which a ticket system asks for the answer, with
// the logos and lines drawn around them.
func leadingLines(lines []line) int {
	end := 0
	for i := 0; i < len(lines); {
		for i < len(lines) && (lines[i].blank || lines[i].isRule()) {
			i++
		}
		from := i
		for i < len(lines) && !lines[i].blank && !lines[i].isRule() && i < from+mostLeading {
			i++
		}
		if from == i {
			break
		}
		if isReplyLine(lines, from) {
			i = from + 1
			end = i
			continue
		}
		if lines[from].recursAbove {
			end = i
			continue
		}
		if n := warningLines(lines[from:i]); n > 0 {
			i = from + n
			end = i
			continue
		}
		if !isImages(lines[from:i]) {
			break
		}
	}
	for end > 0 && end < len(lines) && (lines[end].blank || lines[end].isRule()) {
		end++
	}
	if allBlank(lines[end:]) {
		return 0
	}
	return end
}

// mostLeading bounds the lines of a paragraph that may be a warning.
const mostLeading = 12

// warningLines returns how many lines of a paragraph are the warning of a gateway: all of
// them, or those above a sentence that is none.
func warningLines(paragraph []line) int {
	for n := len(paragraph); n > 0; n-- {
		if n < len(paragraph) && !endsSentence(paragraph[n-1].text) && !strings.HasSuffix(paragraph[n-1].text, ">") {
			continue
		}
		if !isWarning(paragraph[:n]) {
			continue
		}
		// What the last line says by itself may be the sender's.
		if last := paragraph[n-1 : n]; n > 1 && endsSentence(paragraph[n-2].text) && !speaksOfMail(last[0].text) && !strings.HasSuffix(last[0].text, "BannerEnd") && isWarning(paragraph[:n-1]) {
			continue
		}
		return n
	}
	return 0
}

// hasEnded reports whether a letter has ended above line i: its last line is a name, closing
// words, a way to reach the sender or drawn, and there is text above that.
func hasEnded(lines []line, i int) bool {
	last := previousLine(lines, i)
	l := lines[last]
	ends := l.isRule() || l.text == "--" || isClosing(l.text) || isBareName(l.text) || isContactData(l) || len(l.text) <= longestPhoneLine && companies.MatchString(l.text)
	return ends && !allBlank(lines[:last])
}
