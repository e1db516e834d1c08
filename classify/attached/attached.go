// Package attached recognises a text that speaks of a file which comes with it: "please find
// attached", "见附件". Like all of classify it is pure.
package attached

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/weigh"
	"rapport/store/pattern"
)

const longestText = 16 << 10 // bytes that are read

const files = `(?:files?|documents?|docs?|pdfs?|word|excel|spreadsheets?|sheets?|minutes|plans?|lists?|checklists?|drawings?|drafts?|versions?|tables?|photos?|pictures?|images?|screenshots?|reports?|slides?|presentation|deck|offers?|quotes?|quotation|contracts?|agreements?|forms?|invoices?|agendas?|notes?|cop(?:y|ies)|letters?|schedules?|timelines?|requests?|protocols?|summar(?:y|ies)|proposals?|specifications?|spec|estimates?|sketch(?:es)?|criteria|scan|zip|archive)`

var (
	// here are the ways to say that a file comes with a text, by the clause.
	here = []*pattern.Pattern{
		pattern.New(`(?i)\b(?:find|see|refer to|review|check|consult|sign|read|confirm|here(?:'s| is| are)|provided?|sending(?: you)?|send(?: you)?|sent)\b[^.!?]{0,60}\b(?:attached|enclosed|attachments?|enclosures?)\b`),
		pattern.New(`(?i)^\W*(?:(?:as (?:promised|discussed|agreed|requested)|dear \w+|hi \w+|hello|hi)\W+)?(?:attached|enclosed|attaching|enclosing)\b`),
		pattern.New(`(?i)\b(?:i|we)(?:'ve| have| had)?\s+(?:also |now |just )?(?:attach(?:ed)?|enclosed?)\b`),
		pattern.New(`(?i)\b(?:i'm|i am|we're|we are)\s+(?:also |now )?(?:attaching|enclosing)\b`),
		pattern.New(`(?i)\b(?:is|are)\s+(?:also |now )?(?:attached|enclosed)\b`),
		pattern.New(`(?i)\b(?:attached|enclosed)\s+(?:\S+\s+){0,3}?` + files + `\b`),
		pattern.New(`(?i)\b` + files + `\s+(?:\S+\s+){0,2}?\(?(?:attached|enclosed)\b`),
		pattern.New(`(?i)\b(?:in|as|see|per)\s+(?:the\s+|an?\s+)?(?:attachments?|enclosures?)\b`),
		pattern.New(`(?i)\bpfa\b|\(attached\)|\bvia attachment\b`),
		pattern.New(`(?:见|見|参阅|参考|參閱|查收|查閱|查阅|查看|如|请看|請看|看一下|看下|看看|看|下载|请审阅|请核对)[^。；;，,\n]{0,8}附[件檔档]`),
		pattern.New(`附[件檔档](?:[0-9一二三四五]|里|裡|中|内)?\s*(?:[:：]|是|为|為|有|里|裡|中|内|附|所示|所列|请|請|的?(?:文件|图纸|表格|清单|纪要|计划|文档|截图|照片|合同|报告))`),
		pattern.New(`(?:附上|附了|附带了|附帶了|随附|隨附|附于|附後|附后)`),
		pattern.New(`(?:在|放在|放到|放进|作为|作為|以|通过)附[件檔档](?:里|裡|中|内|形式|方式|发|發|$)`),
		pattern.New(`(?:^|\s)附(?:图|表|件)?\s*[:：]`),
	}
	// elsewhere are the ways to speak of a file that does not: one that is wanted, was or will
	// be sent, is missing, or belongs to what the text is about.
	elsewhere = []*pattern.Pattern{
		pattern.New(`(?i)\b(?:please|kindly|could you|can you|would you|will you)\s+(?:also |then |re)?-?(?:send|resend|attach|enclose|upload|add|provide|forward|include)\b`),
		pattern.New(`(?i)\bto (?:attach|enclose)\b|(?:\b(?:will|shall|would|should|going to|must|can)|'ll)\s+(?:then |also )?(?:be )?(?:attach\w*|enclose\w*|send|sent)\b`),
		pattern.New(`(?i)\b(?:no|not|nothing|without|forgot\w*|forget|missing|miss|never|n't)\b[^.!?]{0,30}\b(?:attach|enclos)|n't\b[^.!?]{0,30}\battach`),
		pattern.New(`(?i)\b(?:attach\w*|enclos\w*)\b[^.!?]{0,30}\b(?:missing|needed|required|could not|cannot|can't|fails?|failed|broken|possible|does not|doesn't)\b`),
		pattern.New(`(?i)\b(?:you|your|she|he|they)\b(?:\s+\S+){0,3}\s+(?:attach\w*|enclos\w*)`),
		pattern.New(`(?i)\b(?:thanks?|thank you)\b[^.!?]{0,30}\b(?:attach|enclos)`),
		pattern.New(`(?i)\b(?:got|received|opened|read through) the (?:attach|enclos)`),
		pattern.New(`(?i)\b(?:users?|uploads?|comments?|tickets?|unknown senders?|column|feature)\b`),
		pattern.New(`(?i)\benclosed by\b|\benclosed (?:court|garden|space|area|room|yard)|\b(?:conditions?|strings|importance|value)\b[^.!?]{0,20}\battached\b`),
		pattern.New(`请附上|請附上|须附|需附|应附|下次|请以附件|为我|发给我|给我|寄給我|发我`),
		pattern.New(`打不开|打不開|忘|没有附|沒有附|无附|無附|未附|漏|没收到|没看到|丢失|损坏`),
		pattern.New(`上传|上傳|功能|支持|单个|不超过|评论|评论区|列表页|字段|附件栏|下载附件失败|报错`),
		pattern.New(`(?:您|你|贵司|贵方|对方|他|她|客户)(?:们)?(?:的|发|给|上次|昨天|之前|寄|邮件)[^，,。；;]{0,12}附[件檔档]|(?:昨天|上周|上次|之前|前天)[^，,。；;见見请請看查详]{0,10}附[件檔档]|附[件檔档][^，,。；;]{0,4}(?:已?收到|看过|看了|已阅)`),
		pattern.New(`补发|補發|重新(?:发|寄|發)|合同附件|协议附件|附件[一二三四五六七八九十0-9]+第|附加|附近|附议|附属|附和`),
		pattern.New(`(?:明天|稍后|晚点|回头|之后|随后|周[一二三四五])[^，,。；;]{0,10}附|负责[^，,。；;]{0,20}附`),
	}
	attachedTo = pattern.New(`(?i)\b(?:attached|enclosed)\s+(?:to|with|in)\s+(?:the\s+|a\s+|an\s+|this\s+|my\s+|our\s+|your\s+|each\s+)?(\w+)`)
	mailWords  = pattern.New(`(?i)^(?:e-?mail|mail|message|letter)$`)
	yours      = pattern.New(`(?i)\battached\s+to\s+(?:your|his|her|their)\b`)
)

// Mentioned reports whether the newly written text of a mail speaks of a file that comes with
// it. One that is asked for, was sent before or will be sent, or that the text says is not
// there, is none.
func Mentioned(text string) bool {
	return slices.ContainsFunc(clausesOf(text), comes)
}

// clausesOf returns the clauses of what is not quoted.
func clausesOf(text string) (list []string) {
	text = strings.ReplaceAll(norm.NFKC.String(strings.ToValidUTF8(text[:min(len(text), longestText)], "")), "’", "'")
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, ">") {
			list = append(list, clauses(line)...)
		}
	}
	return list
}

func comes(clause string) bool {
	if !about.MatchString(clause) {
		return false
	}
	likely := learnt().Weigh(Features(clause))[weigh.Yes]
	if says := Says(clause); says && likely < hardly || !says && likely < surely {
		return false
	}
	for _, m := range attachedTo.FindAllStringSubmatch(clause, 3) {
		if !mailWords.MatchString(m[1]) || yours.MatchString(clause) {
			return false
		}
	}
	return true
}

func anyOf(list []*pattern.Pattern, clause string) bool {
	for _, p := range list {
		if p.MatchString(clause) {
			return true
		}
	}
	return false
}

// clauses splits a line where a clause ends. A full stop does where a space follows.
func clauses(line string) (list []string) {
	from := 0
	for i, r := range line {
		switch r {
		case '。', '!', '?', ';', ',', '…':
		case '.':
			if i+1 < len(line) && line[i+1] != ' ' {
				continue
			}
		default:
			continue
		}
		list = append(list, line[from:i])
		from = i + len(string(r))
	}
	return append(list, line[from:])
}
