package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// isNotice reports whether a line is what programs and firms add to every mail: a class of
// secrecy, a request not to print it, or what it is to whoever got it by mistake. A notice
// that speaks of approval or confirmation is left to be read.
func isNotice(line string) bool {
	line = strings.TrimSpace(strings.ToLower(line))
	for _, notice := range []string{"classification:", "密级：", "密级:", "密級：", "sensitivity:", "文件等级", "文件等級", "信息等级"} {
		if strings.HasPrefix(line, notice) && utf8.RuneCountInString(line) < 40 {
			return true
		}
	}
	if strings.Contains(line, "consider the environment") || strings.Contains(line, "before you print") || strings.Contains(line, "环境保护") && strings.Contains(line, "打印") {
		return true
	}
	if !containsAny(line, noticeMarks) {
		return false
	}
	return ((noticeBegins.MatchString(line) || noticeFirm.MatchString(line)) && noticeWords.MatchString(line) || plainNotice.MatchString(line)) && !decides.MatchString(line)
}

// noticeMarks are words of which a notice has one.
var noticeMarks = strings.Fields(`confidential privileged intended addressee received mistake virus disclos unauthori liability service authenticity bank views outside click monitored binding internal external scanned checked registered regist company vat hrb regulated 保密 机密 機密 收件人 误收 誤收 转发 轉發 删除 刪除 复制 病毒 仅供 僅供 书面 書面 要约 承诺 诈骗 詐騙 付款依据 核实 不构成 责任 泄露 秘密 安全网关`)

// noticeBegins and noticeWords are how such a notice begins and what it then speaks of;
// plainNotice is one in a few words. decides are the words of an answer.
var (
	noticeBegins = pattern.New(`^\W*(?:(?:(?:this|the) (?:information|content|contents)|the contents?|any views|opinions|if|unless|unauthori[sz]ed|please|disclaimer|confidentiality|confidential|important|notice|caution|warning|note|privileged|nothing in|no liability|we do not accept|our bank details|e-?mails?)\b|(?:this|the|any) (?:e-?mail|message|communication|transmission)\b|本(?:电子)?(?:邮件|郵件|信件)|此(?:电子)?(?:邮件|郵件|信)|如(?:果)?(?:您|你)(?:误|誤|不是|非|收到)|如收到本|未经许可|未經|免责|免責|声明|聲明|重要提示|溫馨提示|温馨提示|保密|谨防|謹防|提示|安全提示|法律|未加盖)`)
	noticeFirm   = pattern.New(`\bis (?:authori[sz]ed and )?regulated by\b|\bregistered (?:in|office)\b|\breg(?:istration)?\.? (?:no|number)\b|\bcompany (?:no|number)\b`)
	noticeWords  = pattern.New(`confidential|privileged|intended (?:recipient|for|solely)|addressee|received (?:this|it) in error|by mistake|viruses|virus|disclos|unauthori[sz]ed|liability|service by e-?mail|authenticity|bank details will|bank details have|views expressed|originated outside|outside (?:of )?(?:the|your) organi[sz]ation|do not click|monitored|legally binding|legal relations|保密|机密|機密|收件人|误收|誤收|转发|轉發|删除|刪除|复制|病毒|仅供参考|僅供參考|书面|書面|要约|承诺|诈骗|詐騙|付款依据|电话核实|不构成|法律责任|泄露|商业秘密`)
	plainNotice  = pattern.New(`^\W*(?:internal use only|for internal use only|confidential|strictly confidential|private (?:and|&) confidential|external e-?mail|external sender|scanned by .{2,40}|virus[- ]free.{0,40}|checked (?:by|for) .{2,40}(?:antivirus|viruses)\.?|registered in (?:england|scotland|ireland|wales).{0,120}|registered office.{0,120}|(?:company|vat|registration|hrb|ust-?id)[- .]?(?:no|number|reg|registration)?[.:]? ?[\w ]{0,20}\d.{0,60}|.{2,60}\bis (?:authori[sz]ed and )?regulated by .{2,80}|internal use only\. do not forward|.{0,20}安全网关.{0,30}|.{0,20}未发现病毒.{0,10})\W*$`)
	decides      = pattern.New(`\b(?:approv\w*|confirm\w*|agree\w*|consent\w*|object\w*|(?:the|this) (?:change|plan|minutes))\b|同意|确认|確認|批准|认可|異議|异议|验收|变更|纪要|计划`)
)

// continues reports whether a line goes on with the notice of the line above it.
func (r *reader) continues(above, line string) bool {
	last, _ := utf8.DecodeLastRuneInString(above)
	first, _ := utf8.DecodeRuneInString(line)
	return utf8.RuneCountInString(above) > 50 && !strings.ContainsRune(".。!！?？", last) && !unicode.IsUpper(first) && !decides.MatchString(strings.ToLower(line)) && r.hasNone(line, contrast, except, money, day)
}

// isDevice reports whether a line is what a telephone or a program adds: "Sent from my
// iPhone", 发自我的小米手机.
func isDevice(line string) bool {
	line = strings.ToLower(line)
	return containsAny(line, deviceMarks) && utf8.RuneCountInString(line) < 60 && device.MatchString(line)
}

// deviceMarks are words of which such a line has one.
var deviceMarks = strings.Fields(`sent written typed gesendet envoyé enviado inviato verzonden skickat from outlook via 发自 發自 来自 來自 寄自 从我的 從我的 发送 傳送 输入`)

func containsAny(line string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(line, word) })
}

var device = pattern.New(`^\W*(?:(?:sent|written|typed|gesendet|envoyé|enviado|inviato|verzonden|skickat) (?:from|with|via|using|on|von|depuis|de|desde|da|dal|vanaf|från) \S.*|from my \S.*(?:phone|iphone|ipad|mobile|samsung|huawei|xiaomi|mi|pixel)|get outlook for \w+|via (?:my )?(?:iphone|mobile|android|blackberry)|.{0,12}(?:发自|發自|来自|來自|寄自|从我的).{0,24}(?:iphone|ipad|手机|手機|邮箱|郵箱|mail|华为|小米|vivo|oppo|三星|安卓|客户端|平板).{0,12}|发自我的.{1,20}|從我的.{1,20}傳送|由.{0,20}(?:手机|手機|vivo|oppo|邮箱).{0,8}发送|使用.{0,20}(?:发送|傳送)|语音输入.{0,4}|語音輸入.{0,4})\W*$`)

// isBanner reports whether a line above the answer is what a mail program or a gateway puts
// there: all of it in brackets, and nothing of it an answer.
func (r *reader) isBanner(line string) bool {
	line = strings.TrimSpace(line)
	if bracketed.MatchString(line) {
		return !decides.MatchString(strings.ToLower(line)) && r.hasNone(line, yes, done, good, proceed, refuse, clear, verb, except, condition, contrast, money, day)
	}
	return false
}

var (
	bracketed  = pattern.New(`^(?:[\[【(（<][^\[\]【】]{2,60}[\]】)）>]\s*)+$`)
	inQuotes   = pattern.New(`["“][^"“”]*["”]`)
	inBrackets = pattern.New(`[（(][^（()）]*[)）]`)
)
