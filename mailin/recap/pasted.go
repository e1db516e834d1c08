package recap

import (
	"strings"
	"sync"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/pattern"
)

// pasted is how the summary of a system begins, where somebody copies it into a mail.
type pasted struct {
	vendor string
	mark   *pattern.Pattern // in a line of its own, above the sections
	link   *pattern.Pattern // anywhere in the text, with byAI or a section
	trim   *pattern.Pattern // of a title
}

// made says that no person wrote a text.
var made = pattern.New(`(?i)(?:AI|智能|人工智能|大模型|小助手|混元|元宝)\S{0,8}(?:自动)?(?:生成|总结|整理|纪要|摘要|记录)|由\s*\S{0,16}\s*(?:AI|智能|小助手|机器人)\S{0,6}\s*生成|自动生成|ai[- ]generated|generated (?:by|with) (?:ai|zoom|gemini|copilot)`)

// pastes are how the summaries of each system begin.
var pastes = sync.OnceValue(func() []pasted {
	return []pasted{
		{"tencent", pattern.New(`(?i)腾讯会议.{0,12}(?:AI|智能|小助手|元宝)|(?:AI|智能|小助手|元宝).{0,12}腾讯会议|腾讯会议\s*(?:会议纪要|智能纪要|纪要|智能总结)$`), pattern.New(`https://meeting\.tencent\.com/(?:\S*(?:cw|ctm|crm|mn|minutes|record|user-center))`), nil},
		{"feishu", pattern.New(`^\W*(?:来自)?(?:飞书|Lark)?\s*(?:智能)?(?:妙记|Minutes)(?:\s*[:：|｜·-].*)?$|^\W*.{0,40}(?:飞书妙记|飞书智能纪要).{0,12}$|^\W*智能纪要[:：]`), feishuLink, nil},
		{"dingtalk", pattern.New(`^\W*.{0,6}(?:钉钉|DingTalk)\s*(?:AI\s*)?(?:闪记|听记|会议纪要|智能纪要).*$|^\W*(?:AI\s*)?(?:闪记|听记)(?:\s*[:：|｜·-].*)?$`), pattern.New(`https://(?:shanji\.dingtalk\.com|[\w.-]*dingtalk\.com/\S*(?:transcribes|minutes|shanji|tingji))`), nil},
	}
})

var (
	markWords   = pattern.New(`(?i)[【\[]?\s*(?:来自)?(?:钉钉|飞书|腾讯会议)?\s*(?:AI\s*|智能\s*)?(?:闪记|听记|妙记|会议纪要|智能纪要|纪要)\s*[】\]]?`)
	markInside  = pattern.New(`[（(][^（）()]*(?:AI|智能|小助手|生成)[^（）()]*[)）]`)
	mostMarking = 6 // lines in which the mark may be
)

// readPasted returns the summary of Tencent Meeting, Feishu or DingTalk that is the whole of
// what somebody writes. The words of a person around it make it a person's mail.
func readPasted(m *store.Message) (*store.Recap, bool) {
	text := m.NewText
	if strings.TrimSpace(m.Quoted) != "" || !strings.ContainsAny(text, "\n") {
		return nil, false
	}
	lines := linesOf(text)
	for _, p := range pastes() {
		at := p.begins(lines, text)
		if at < 0 {
			continue
		}
		note := make([]string, 0, at)
		for _, l := range lines[:at] {
			note = append(note, l.text)
		}
		if !isNote(strings.Join(note, "\n")) {
			return nil, false
		}
		r := readBody(fromLine(text, lines, at), "", m)
		if r.Summary == "" && len(r.Actions) == 0 || !hasSections(lines[at:]) || isAddressed(lines[:at]) || hasOwnWords(lines[at:]) {
			return nil, false
		}
		r.Vendor, r.How = p.vendor, store.RecapPasted
		if r.Title == "" || markWords.MatchString(r.Title) {
			r.Title = titleOfPaste(lines[at:], m.Subject)
		}
		return &r, true
	}
	return nil, false
}

// begins returns the line with which the summary begins, or -1.
func (p pasted) begins(lines []line, text string) int {
	for i, l := range lines[:min(len(lines), mostMarking)] {
		if utf8.RuneCountInString(l.text) <= 60 && p.mark.MatchString(l.text) {
			return i
		}
	}
	if !p.link.MatchString(text) && !(p.vendor == "tencent" && made.MatchString(text) && strings.Contains(text, "腾讯会议")) {
		return -1
	}
	if !made.MatchString(text) && p.vendor == "tencent" {
		return -1
	}
	for i, l := range lines[:min(len(lines), mostMarking)] { // what is above may be a note
		if of, _, ok := headingOf(l); ok && of != none || fieldName(l) != "" || markWords.MatchString(l.text) && utf8.RuneCountInString(l.text) <= 30 {
			return i
		}
	}
	return -1
}

// fieldName returns what a line says of the meeting: its title, time or id; or "".
func fieldName(l line) string {
	m := fielded.FindStringSubmatch(l.text)
	if m == nil {
		return ""
	}
	return meta[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(m[1], "#")))]
}

// fromLine returns the text from a line on.
func fromLine(text string, lines []line, at int) string {
	if at == 0 {
		return text
	}
	if i := strings.Index(text, lines[at].text); i >= 0 {
		return text[strings.LastIndexByte(text[:i], '\n')+1:]
	}
	return text
}

// hasSections reports whether the summary has headings of its own.
func hasSections(lines []line) bool {
	for _, l := range lines {
		if of, _, ok := headingOf(l); ok && (of == summary || of == actions || of == decisions) {
			return true
		}
	}
	return false
}

var (
	salutation = pattern.New(`(?i)^(?:hi|hello|dear|good (?:morning|afternoon))\b.*[,:，：!]?$|^.{1,12}(?:您好|你好|好)[，,：:！!。]?$|^(?:各位|大家).{0,10}[，,：:！!。]?$`)
	asksUs     = pattern.New(`^(?:另外|此外|还有|补充|请(?:您|你|贵司|贵方|大家|各位)|麻烦|我(?:们)?(?:觉得|认为|希望|建议|想|不同意|同意|要|对)|以上.{0,20}(?:请|是否|有没有)|如有.{0,12}(?:请|异议)|请.{0,12}(?:确认|核对|审阅|回复)|[PＰ][SＳ][:：])`)
)

// isAddressed reports whether the lines above a summary greet somebody and say more.
func isAddressed(lines []line) bool {
	return len(lines) > 2 && salutation.MatchString(lines[0].text)
}

// hasOwnWords reports whether somebody adds words of their own below the last section.
func hasOwnWords(lines []line) bool {
	for i, l := range lines {
		if i > 0 && l.gap && !l.bullet && asksUs.MatchString(l.text) {
			return true
		}
	}
	return false
}

// titleOfPaste returns the title beside the mark, in the line below it or in the subject.
func titleOfPaste(lines []line, subject string) string {
	clean := func(text string) string {
		text = markInside.ReplaceAllString(text, "")
		text = markWords.ReplaceAllString(text, "")
		return trimTitle(strings.Trim(text, " :：|｜·-–—【】"))
	}
	if title := clean(lines[0].text); title != "" && !made.MatchString(title) {
		return title
	}
	if len(lines) > 1 {
		l := lines[1]
		if _, _, heads := headingOf(l); !heads && fieldName(l) == "" && day(l.text) == "" && !isSentence(l.text) && utf8.RuneCountInString(l.text) <= 60 {
			return trimTitle(l.text)
		}
	}
	return clean(store.ReadSubject(subject).Title)
}
