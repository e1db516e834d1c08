package answer

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
	"rapport/store/pattern"
)

// CaseVerb is what a PM does with a case.
type CaseVerb string

// The verbs.
const (
	CaseClose  CaseVerb = "close"
	CaseKind   CaseVerb = "kind"   // Argument: one of store.CaseKinds
	CaseMerge  CaseVerb = "merge"  // Argument: the number of the other case
	CaseAssign CaseVerb = "assign" // Argument: a name or an address
	CaseSolve  CaseVerb = "solve"  // Argument: the text of the solution
	CaseReopen CaseVerb = store.VerbReopen
	CaseAwait  CaseVerb = store.VerbAwait
	CaseLater  CaseVerb = store.VerbLater // Argument: the day, as it was written
	CaseSplit  CaseVerb = store.VerbSplit // Argument: the names of the parts, a line each, or ""
)

// CaseCommand is what a PM's text says about a case. Verb is "" if it is no known command.
type CaseCommand struct {
	Verb     CaseVerb
	Argument string
}

var (
	mergeWords    = pattern.New(`(?i)^(?:merge(?: (?:it )?(?:into|with))?|same as|duplicate of|并入|合并到|合并至|合并|同|與.{0,2}合併)\s*(?:case|#|编号|第)?\s*#?(\d{1,6})\s*(?:号|號)?[.。]?$`)
	assignWords   = pattern.New(`(?i)^(?:assign(?: it\b)?(?: to\b)?|give (?:it )?to\b|指派给|指派|分配给|转给|交给|轉給)\s*[:：]?\s*(.{1,60}?)(?:处理|處理)?[.。]?$`)
	solutionWords = pattern.New(`(?i)^\s*(?:solution|解决方案|解決方案|处理方案)\s*(?:[:：]\s*(.*))?$`)
)

// ReadCase reads a PM's answer about a case: “close”, “change”, “merge 3”, “assign Zhang”,
// “waits for client”, “later Friday”, “split”, “reopen”, or “Solution:” followed by a text, and
// the same in Chinese. Each but the last must stand alone.
func ReadCase(text, name string) CaseCommand {
	lines, hidden := linesOf(text)
	for len(lines) > 0 && isGreeting(lines[0]) {
		lines = lines[1:]
	}
	if hidden || len(lines) == 0 {
		return CaseCommand{}
	}
	if m := solutionWords.FindStringSubmatch(lines[0]); m != nil {
		rest := m[1]
		if i := strings.Index(text, lines[0]); i >= 0 {
			rest += text[i+len(lines[0]):]
		}
		if rest = strings.TrimSpace(rest); rest != "" {
			return CaseCommand{CaseSolve, rest}
		}
		return CaseCommand{}
	}
	said, ok := onlyPhrase(text, name)
	if !ok {
		return CaseCommand{}
	}
	first := normalize(said)
	if closes()[first] {
		return CaseCommand{Verb: CaseClose}
	}
	if kind, ok := caseKinds[first]; ok {
		return CaseCommand{CaseKind, string(kind)}
	}
	if m := mergeWords.FindStringSubmatch(said); m != nil {
		return CaseCommand{CaseMerge, m[1]}
	}
	if m := assignWords.FindStringSubmatch(said); m != nil {
		return CaseCommand{CaseAssign, strings.TrimSpace(m[1])}
	}
	if one, ok := caseCommand(norm.NFKC.String(said)); ok {
		return CaseCommand{CaseVerb(one.Verb), one.Argument}
	}
	return CaseCommand{}
}

// caseKinds are the words for the kinds of cases. The table is read-only.
var caseKinds = map[string]store.Ask{
	"question": store.AskQuestion, "咨询": store.AskQuestion, "疑问": store.AskQuestion, "提问": store.AskQuestion, "諮詢": store.AskQuestion,
	"problem": store.AskProblem, "问题": store.AskProblem, "故障": store.AskProblem, "缺陷": store.AskProblem, "問題": store.AskProblem,
	"support": store.CaseSupport, "支持": store.CaseSupport, "求助": store.CaseSupport, "支援": store.CaseSupport,
	"change": store.AskChange, "change request": store.AskChange, "变更": store.AskChange, "變更": store.AskChange,
	"complaint": store.AskComplaint, "投诉": store.AskComplaint, "投訴": store.AskComplaint,
	"dispute": store.CaseDispute, "争议": store.CaseDispute, "纠纷": store.CaseDispute, "爭議": store.CaseDispute,
}

// Reminds reports whether a text asks to remind people, and says nothing else.
func Reminds(text, name string) bool { return isOneOf(reminds(), text, name) }

// Notes reports whether a text only acknowledges something, and says nothing else.
func Notes(text, name string) bool { return isOneOf(notes(), text, name) }

var (
	reminds = tableOf(`ask again|remind|remind them|please remind|chase|催办|催一下|提醒|再问一次|重新询问|催辦`)
	notes   = tableOf(`note|noted|leave it|leave as it is|知道了|已阅|备注|记录即可|不变`)
)

// Escalates reports whether a text asks to escalate a dispute to the mediator, and says
// nothing else.
func Escalates(text, name string) bool { return isOneOf(escalates(), text, name) }

var escalates = tableOf(`escalate|escalate it|please escalate|to the mediator|上报|升级|请升级|移交调解|提交调解|申请调解|上報|升級`)
