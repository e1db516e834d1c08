package reply

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// signatureStart gives the number of lines before the signature of lines[from:],
// which the sender wrote, and before which other lines stand. Without a signature
// that is all of them. What stands below the sender's text is taken off from the
// end, as often as something is found.
func signatureStart(all []line, from int) int {
	lines := all[from:]
	somethingAbove := !allBlank(all[:from])
	end := len(lines)
	for {
		for end > 0 && lines[end-1].blank {
			end--
		}
		start := end
		for _, find := range []func([]line, bool) int{phoneLine, listFooter, ruledSignature, delimited} {
			if start = find(lines[:end], somethingAbove); start < end {
				break
			}
		}
		if start == end {
			break
		}
		end = start
	}
	if allBlank(lines[end:]) || hasPostscript(lines[end:]) {
		end = len(lines)
	}
	return from + end
}

var postscript = regexp.MustCompile(`(?i)^(p\.? ?s\.?( |:|：|$)|又及|附言|另[:：，,])`)

// hasPostscript says whether something was written below a signature.
func hasPostscript(lines []line) bool {
	for _, l := range lines {
		if postscript.MatchString(l.text) {
			return true
		}
	}
	return false
}

const (
	mostSignatureLines = 30 // below "-- " (RFC 3676 section 4.3)
	mostLooseLines     = 8  // below what only looks like it
	longestLooseLine   = 80 // characters
)

// delimited finds "-- ", and "--" where what follows looks like a signature.
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

// isLoose says whether lines are few and short.
func isLoose(lines []line) bool {
	n := 0
	for _, l := range lines {
		if !l.blank {
			n++
		}
		if utf8.RuneCountInString(l.text) > longestLooseLine {
			return false
		}
	}
	return n <= mostLooseLines
}

// The devices and mail services that name themselves below a mail in Chinese.
// The list is closed on purpose: "来自我的同事的建议" is a sentence.
const (
	devices  = `(iphone|ipad|android|安卓|华为|華為|荣耀|小米|红米|紅米|oppo|vivo|三星|samsung|魅族|一加|realme|mac|手机|手機|平板)`
	services = `((手机|手機)? ?(qq|网易|網易|新浪|搜狐|阿里|阿里云|163|126|139|189|企业微信|钉钉|釘釘|飞书|飛書|foxmail|outlook|gmail|yahoo|windows|mail))`
	models   = `[\w .+-]{0,30}(版?邮件|版?郵件|邮箱|郵箱|大师|大師|企业|专属商务|客户端|手机|手機|手机版|智能手机|平板|应用|app)*`
)

var (
	// phoneLines are the lines that programs put below a mail to name
	// themselves. Each is whole: "Sent from my desk, it is quicker" is text.
	phoneLines = regexp.MustCompile(`(?i)^(` + strings.Join([]string{
		`sent from my( [\w®™'’&+-]+){1,6}`,
		`sent from( [\w®™'’+-]+)? ?(mail|outlook|gmail|proton ?mail|samsung|foxmail|spark|mailbird|airmail|dingtalk|feishu|lark)( [\w®™'’.+-]+){0,5}`,
		`sent (via|with|using|by)( [\w®™'’+-]+){1,4} (e-?mail|mail|app|phone|mobile|device|smartphone)`,
		`get outlook for (ios|android|mac)`,
		`(本邮件)?(发自|發自|发送自|發送自|来自|來自)( ?我的)? ?(` + devices + `|` + services + `)` + models,
		`[从從自]( ?我的)? ?(` + devices + `|` + services + `)` + models + ` ?(上|中)?([发發][送出]|傳送|寄出)`,
		`(使用|通过|通過|由) ?` + services + models + ` ?([发發][送出])`,
		`[获獲取][取得] ?outlook for (ios|android|mac)`,
	}, "|") + `)[。.]?$`)
	linkTail = regexp.MustCompile(`(?i)\s*[<(\[]?https?://\S+[>)\]]?$`)
	linkLine = regexp.MustCompile(`(?i)^[<(\[]?https?://\S+[>)\]]?$`)
)

const longestPhoneLine = 160 // bytes

// phoneLine finds one line by which a phone or program names itself, with the
// rule above it and the link below it.
func phoneLine(lines []line, _ bool) int {
	n := len(lines)
	i := n - 1
	for i > 0 && i > n-3 && (linkLine.MatchString(lines[i].text) || lines[i].isRule() || lines[i].blank) {
		i--
	}
	if i < 0 || len(lines[i].text) > longestPhoneLine {
		return n
	}
	text := strings.Trim(linkTail.ReplaceAllString(lines[i].text, ""), "*_-—[]()（） ")
	if !phoneLines.MatchString(text) {
		return n
	}
	if i > 0 && (lines[i-1].isRule() || lines[i-1].text == "--") {
		i--
	}
	return i
}

// listFooter finds what a mailing list appends below a drawn line.
func listFooter(lines []line, _ bool) int {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-mostLooseLines; i-- {
		if !lines[i].isRule() {
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

// contactData is what a line of a signature holds: a telephone, an address.
var contactData = regexp.MustCompile(`(?i)^(tel|phone|mobile|mob|cell|fax|e-?mail|web|t|m|p|电话|手机|手機|電話|传真|傳真|邮箱|郵箱|邮件|地址|网址|網址|qq|微信)\b? ?[:：.]|^[^\s@]+@[^\s@]+\.[a-z]{2,}$|^(www\.|https?://)\S+$|^\+?[\d()（） -]{7,20}$`)

// ruledSignature finds a few short lines below a drawn line, one of which says
// how to reach the sender.
func ruledSignature(lines []line, somethingAbove bool) int {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-mostLooseLines-1; i-- {
		if !lines[i].isRule() {
			continue
		}
		for _, l := range lines[i+1:] {
			if len(l.text) <= longestPhoneLine && contactData.MatchString(l.text) && isLoose(lines[i+1:]) && (somethingAbove || !allBlank(lines[:i])) {
				return i
			}
		}
	}
	return len(lines)
}
