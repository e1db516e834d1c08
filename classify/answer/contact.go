package answer

import (
	"strings"
	"unicode"

	"rapport/store/pattern"
)

// isContact reports whether a line below an answer is part of a signature: how to reach the
// sender, or where they work. It decides that an answer above it says nothing else, so a
// line in which anything restricts or refuses is none.
func isContact(line string) bool {
	text := normalize(line)
	return reachable.MatchString(text) || isFirm(strings.TrimSpace(line)) || isChineseFirm(text)
}

// reachable is an initial, or a label with what fits it: digits behind a telephone, an
// address behind an email.
var reachable = pattern.New(`^\p{L}\.?$|^(?:电话|手机|传真|tel|phone|mobile|mob|fax|did|t|m)\.?\s?[:：+]?\s?[\d\s()+./-]{6,40}$|^(?:邮箱|e-?mail)\.?\s?[:：]\s?[\w.+-]+@[\w.-]+$`)

// isAddress reports whether a line below the sender's name is a number, an address or a
// place in the web, or several of them: "T +44 20 7946 0000 | www.acme.example".
func (r *reader) isAddress(line string) bool {
	if decides.MatchString(strings.ToLower(line)) || startsToRestrict(line) || !r.hasNone(inBrackets.ReplaceAllString(line, ""), except, condition, contrast, part, not, refuse, improve, money, doubt, complaint) {
		return false
	}
	found := false
	for _, part := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("|｜·•", r) }) {
		part = strings.ToLower(strings.TrimSpace(part))
		if part == "" {
			continue
		}
		if !dialled.MatchString(part) && !webPlace.MatchString(part) && !street.MatchString(part) && !hanStreet.MatchString(part) && !reachable.MatchString(part) {
			return false
		}
		found = true
	}
	return found
}

// dialled is a telephone number with its label, if any, and an extension. webPlace is a site
// or an address of mail. street and hanStreet are where a house is.
var (
	dialled   = pattern.New(`^(?:(?:电话|電話|手机|手機|座机|总机|传真|傳真|直线|内线|内線|分机|分機|分機號碼|热线|邮编|郵編|微信|微信号|qq|office|direct|direct line|switchboard|telephone|tel|phone|mobile|mob|cell|handy|fax|ext|extn|extension|whatsapp|did|hp|[tmpfdoh])\.?\s?(?:[:：]\s?|\s)?)?[+(]?\d[\d\s()+./-]{2,40}(?:(?:转|轉|分机|分機|ext\.?|extn\.?|x|-)\s?\d{1,6})?\s?(?:[(（][^()（）]{1,24}[)）])?$`)
	webPlace  = pattern.New(`^(?:(?:邮箱|郵箱|电子邮箱|信箱|网址|网站|官网|主页|e-?mail|mail|web|website|site|www|url|linkedin|e|w)\.?\s?[:：]?\s?)?(?:(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?|[\w.+-]+@[\w.-]+|(?:https?://)\S+)$`)
	street    = pattern.New(`^(?:(?:address|add|office)[:：]\s?)?(?:[\p{L}\d .,'#&/-]{0,60}\b(?:road|rd|street|st|avenue|ave|lane|drive|close|court|square|place|park|quay|row|terrace|house|building|bldg|tower|floor|suite|boulevard|blvd|crescent|highway|way|estate|centre|plaza|\p{L}*(?:straße|strasse|str\.|platz|weg|allee|gasse|gatan|laan|straat)|rue|via|calle)\b[\p{L}\d .,'#&/-]{0,60}|(?:p\.?o\.? box) [\d, \p{L}-]{1,40}|[\p{L} ,.-]{2,40}\b[a-z]{1,2}\d{1,2}[a-z]? \d[a-z]{2}|[a-z]{0,2}-?\d{4,6} [\p{L} .-]{2,30}|[\p{L} .-]{2,30},? [a-z]{2} \d{5}|[\p{L} .-]{2,30} \d{5,6})$`)
	hanStreet = pattern.New(`^(?:(?:公司|办公|辦公|联系|通讯|单位)?地址\s?[:：]\s?)?[\p{Han}\d\w（）()#·\s-]{2,50}(?:号|號|楼|樓|室|层|層|座|栋|大厦|大廈|广场|园区|路|街|道)(?:[\d\w-]{1,8})?$`)
)

// firm is a firm with its legal form.
var firm = pattern.New(`(?i)^[\p{L}&.\- ]{2,40}\b(?:ltd|gmbh|inc|llc|ab|ag|pte|co)\.?$`)

// isFirm reports whether a line is the name of a firm: every word of it capitalised, and
// none that restricts or refuses ("But not for Smith GmbH").
func isFirm(line string) bool {
	if !firm.MatchString(line) {
		return false
	}
	for _, word := range strings.Fields(line) {
		if restricting()[strings.ToLower(strings.Trim(word, ".,"))] {
			return false
		}
		if first := []rune(word)[0]; unicode.IsLower(first) && word != "of" && word != "and" {
			return false
		}
	}
	return true
}

var restricting = tableOf(`not|no|never|none|without|except|excluding|unless|until|but|only|if|subject|disagree|reject|rejected|refuse|decline|against|minus|pending|wrong|stop|cancel|withdraw|hold|wait|we|i|you|after|before|less|more|ask|remove|change`)

// chineseFirm is a firm or a department; a department may follow its firm.
var chineseFirm = pattern.New(`^(?:[\p{Han}]{2,16}(?:有限公司|集团|公司|事务所|医院|大学|学校|银行))?\s?(?:[\p{Han}]{1,8}(?:部|科|处|室|中心|办公室))?$`)

// isChineseFirm reports whether a line is the name of a firm or department in which no
// character says anything else ("价格过高 财务部").
func isChineseFirm(text string) bool {
	return text != "" && chineseFirm.MatchString(text) && !strings.ContainsAny(text, "需高低经由"+notInOffices)
}

// isOffice reports whether a line below the sender's name is their job title: it names an
// office, every word of it is capitalised, and none restricts or refuses.
func isOffice(line string) bool {
	line = strings.TrimSpace(line)
	if len(line) > longestLine {
		return false
	}
	if chineseOffice.MatchString(line) {
		return !strings.ContainsAny(line, notInOffices)
	}
	office := false
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("|,/&–—-().", r) }) {
		lower := strings.ToLower(word)
		if restricting()[lower] || lower == word && !linking()[lower] {
			return false
		}
		office = office || offices()[lower]
	}
	return office
}

// offices are words of job titles, linking those that may be in lower case between them.
var (
	offices = tableOf(`manager|director|head|officer|lead|leader|engineer|architect|designer|developer|consultant|analyst|partner|owner|founder|president|secretary|assistant|coordinator|specialist|buyer|controller|accountant|administrator|supervisor|chairman|chairwoman|chair|ceo|cto|cfo|coo|cio|cmo|vp|executive|representative|planner|principal|associate|adviser|advisor|strategist|editor|producer|technician|trainer|professor|lecturer|counsel|lawyer|leiter|leiterin|geschäftsführer|geschäftsführerin|directeur|directrice|responsable|jefe|gerente|direttore`)
	linking = tableOf(`of|and|for|the|de|der|des|von|du|la|le|del|di|to|at|in`)
)

// chineseOffice is a department or firm, if any, and a job title.
var chineseOffice = pattern.New(`^(?:[\p{Han}]{2,16}\s)?(?:[\p{Han}]{1,16})?(?:总监|经理|主任|工程师|总裁|助理|主管|专员|负责人|董事长|顾问|会计|部长|科长|处长|代表|秘书|组长|院长|校长|厂长|店长|架构师|设计师|分析师)$`)

// notInOffices are characters that restrict, refuse or ask, and are in no job title.
const notInOffices = "不没未无非除但须先再仅只待等若如果改请拒否缓停撤过太贵错缺少删取消要给找问让转"
