package recap

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"rapport/classify/summary"
	"rapport/store"
	"rapport/store/pattern"
)

// pasted is how the summary of a system begins, where somebody copies it into a mail.
type pasted struct {
	vendor string
	words  []string         // one of which all of its summaries hold
	mark   *pattern.Pattern // in a line of its own, above the sections
	link   *pattern.Pattern // anywhere in the text, with byAI or a section
}

// pastes lists them.
var pastes = sync.OnceValue(func() []pasted {
	return []pasted{
		{"tencent", []string{"腾讯会议", "meeting.tencent.com"}, pattern.New(`(?i)腾讯会议.{0,12}(?:AI|智能|小助手|元宝)|(?:AI|智能|小助手|元宝).{0,12}腾讯会议|腾讯会议\s*(?:会议纪要|智能纪要|纪要|智能总结)$`), pattern.New(`https://meeting\.tencent\.com/(?:\S*(?:cw|ctm|crm|mn|minutes|record|user-center))`)},
		{"feishu", []string{"妙记", "智能纪要", "Minutes", "/minutes/"}, pattern.New(`^\W*(?:来自)?(?:飞书|Lark)?\s*(?:智能)?(?:妙记|Minutes)(?:\s*[:：|｜·-].*)?$|^\W*.{0,40}(?:飞书妙记|飞书智能纪要).{0,12}$|^\W*智能纪要[:：]`), feishuLink},
		{"dingtalk", []string{"钉钉", "DingTalk", "听记", "闪记", "dingtalk.com"}, pattern.New(`^\W*.{0,6}(?:钉钉|DingTalk)\s*(?:AI\s*)?(?:闪记|听记|会议纪要|智能纪要).*$|^\W*(?:AI\s*)?(?:闪记|听记)(?:\s*[:：|｜·-].*)?$`), pattern.New(`https://(?:shanji\.dingtalk\.com|[\w.-]*dingtalk\.com/\S*(?:transcribes|minutes|shanji|tingji))`)},
	}
})

var (
	markWords  = pattern.New(`(?i)[【\[]?\s*(?:来自)?(?:钉钉|飞书|腾讯会议)?\s*(?:AI\s*|智能\s*)?(?:闪记|听记|妙记|会议纪要|智能纪要|纪要)\s*[】\]]?`)
	markInside = pattern.New(`[（(][^（）()]*(?:AI|智能|小助手|生成)[^（）()]*[)）]`)
)

// mostMarking is how many lines may be above the mark.
const mostMarking = 6

// readPasted returns the summary of Tencent Meeting, Feishu or DingTalk that is the whole of
// what somebody writes. The words of a person around it make it a person's mail.
func readPasted(m *store.Message) (*store.Recap, bool) {
	text := m.NewText
	if strings.TrimSpace(m.Quoted) != "" || !strings.ContainsAny(text, "\n") {
		return nil, false
	}
	holds := func(word string) bool { return strings.Contains(text, word) }
	if !slices.ContainsFunc(pastes(), func(p pasted) bool { return slices.ContainsFunc(p.words, holds) }) {
		return nil, false
	}
	lines := summary.Lines(text)
	for _, p := range pastes() {
		at := p.begins(lines, text)
		if at < 0 {
			continue
		}
		note := make([]string, 0, at)
		for _, l := range lines[:at] {
			note = append(note, l.Text)
		}
		if !isNote(strings.Join(note, "\n")) {
			return nil, false
		}
		r := readText(fromLine(text, lines, at), "", m)
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
func (p pasted) begins(lines []summary.Line, text string) int {
	for i, l := range lines[:min(len(lines), mostMarking)] {
		if utf8.RuneCountInString(l.Text) <= 60 && p.mark.MatchString(l.Text) {
			return i
		}
	}
	if !p.link.MatchString(text) && !(p.vendor == "tencent" && summary.IsMade(text) && strings.Contains(text, "腾讯会议")) {
		return -1
	}
	if !summary.IsMade(text) && p.vendor == "tencent" {
		return -1
	}
	for i, l := range lines[:min(len(lines), mostMarking)] { // what is above may be a note
		if of, _, ok := l.Heading(); ok && of != summary.None || l.Field() != "" || markWords.MatchString(l.Text) && utf8.RuneCountInString(l.Text) <= 30 {
			return i
		}
	}
	return -1
}

// fromLine returns the text from a line on.
func fromLine(text string, lines []summary.Line, at int) string {
	if at == 0 {
		return text
	}
	if i := strings.Index(text, lines[at].Text); i >= 0 {
		return text[strings.LastIndexByte(text[:i], '\n')+1:]
	}
	return text
}

// hasSections reports whether the summary has headings of its own.
func hasSections(lines []summary.Line) bool {
	for _, l := range lines {
		if of, _, ok := l.Heading(); ok && (of == summary.Prose || of == summary.Actions || of == summary.Decisions) {
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
func isAddressed(lines []summary.Line) bool {
	return len(lines) > 2 && salutation.MatchString(lines[0].Text)
}

// hasOwnWords reports whether somebody adds words of their own below the last section.
func hasOwnWords(lines []summary.Line) bool {
	for i, l := range lines {
		if i > 0 && l.Gap && !l.Bullet && asksUs.MatchString(l.Text) {
			return true
		}
	}
	return false
}

// titleOfPaste returns the title beside the mark, in the line below it or in the subject.
func titleOfPaste(lines []summary.Line, subject string) string {
	clean := func(text string) string {
		text = markInside.ReplaceAllString(text, "")
		text = markWords.ReplaceAllString(text, "")
		return summary.Title(strings.Trim(text, " :：|｜·-–—【】"))
	}
	if title := clean(lines[0].Text); title != "" && !summary.IsMade(title) {
		return title
	}
	if len(lines) > 1 {
		l := lines[1]
		if _, _, heads := l.Heading(); !heads && l.Field() == "" && day(l.Text) == "" && !summary.IsSentence(l.Text) && utf8.RuneCountInString(l.Text) <= 60 {
			return summary.Title(l.Text)
		}
	}
	return clean(store.ReadSubject(subject).Title)
}
