package answer

import (
	"rapport/store/pattern"
	"strings"
	"unicode"
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
