package summary

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/pattern"
)

// Section is what the lines below a heading are.
type Section int

// The sections.
const (
	None Section = iota
	Prose
	Actions
	Decisions
	People
	Skipped // chapters, key words and the like
)

// headings are the words above the sections of a recap, in lower case. The table is read-only.
var headings = headingWords()

func headingWords() map[string]Section {
	list := map[string]Section{}
	for of, words := range map[Section]string{
		Prose: "summary|quick recap|recap|overview|ai summary|meeting summary|meeting overview|notes|meeting notes|ai notes|ai recap|meeting recap|key points|key takeaways|takeaways|meeting purpose|purpose|topics|topics discussed|details|detailed notes|quick notes|gist|short summary|detailed summary|executive summary|tl;dr|outline|highlights|call highlights|call brief|call summary|brief|discussion|key discussion points|discussion points|main points|bullet point notes|what was discussed" +
			"|摘要|总结|会议摘要|会议总结|全文摘要|全文概要|全文总结|会议概要|概要|概述|会议概述|会议回顾|智能摘要|智能总结|智能纪要|ai总结|ai摘要|ai纪要|会议内容|内容摘要|会议要点|要点|内容要点|主要内容|讨论要点|讨论内容|快速回顾|快速概述|核心要点|关键要点|会议纪要" +
			"|resumen|résumé|resumo|zusammenfassung|riepilogo|samenvatting|detalles|détails|detalhes|要約|概要|詳細|요약|まとめ|クイック要約",
		Actions: "next steps|suggested next steps|recommended next steps|action items|ai action items|actions|action points|follow-up tasks|follow up tasks|follow-ups|follow ups|follow-up items|follow-up|follow up|to-dos|to dos|to do|todo|todos|to-do list|tasks|ai tasks|suggested tasks|recommended actions|assigned tasks|your action items|next actions|commitments" +
			"|待办|待办事项|会议待办|智能待办|ai待办|待办任务|待办清单|行动项|行动事项|行动计划|后续行动|后续步骤|后续工作|下一步|下一步计划|下一步行动|后续计划|后续事项|跟进事项|任务|会议任务" +
			"|próximos pasos sugeridos|próximos pasos|próximas etapas sugeridas|próximas etapas|próximos passos sugeridos|próximos passos|prochaines étapes suggérées|étapes suivantes suggérées|étapes suivantes|prochaines étapes|vorgeschlagene nächste schritte|nächste schritte|passaggi successivi suggeriti|passaggi successivi|prossimi passi|voorgestelde volgende stappen|volgende stappen|推奨される次のステップ|次のステップ|추천 다음 단계|다음 단계",
		Decisions: "decisions|key decisions|decisions made|agreements|resolutions|决策|决定|决议|会议决议|会议决定|会议结论|结论|关键决策|关键结论|达成共识|共识|decisiones|décisions|decisões|entscheidungen|決定事項",
		People:    "attendees|participants|people|present|meeting participants|meeting attendees|invited|参会人|参会人员|参会者|参与人|参与人员|参与者|与会人|与会人员|与会者|出席人员|出席|参会成员",
		Skipped:   "recording|chapters|chapters & topics|smart chapters|chapters and topics|transcript|keywords|key questions|questions|speaker stats|speakers|metrics|meeting metrics|attachments|clips|reactions|engagement|sentiment|talk ratio|topics covered by speaker|智能章节|章节|章节速览|会议章节|关键词|发言总结|发言人总结|说话人总结|发言人观点|逐字稿|文字记录|原文|金句时刻|问答回顾|数据统计|相关链接",
	} {
		for _, word := range strings.Split(words, "|") {
			list[word] = of
		}
	}
	return list
}

const longestHeading = 40 // characters

var (
	numbering = pattern.New(`^(?:[一二三四五六七八九十]{1,2}、|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.、])\s*`)
	pictorial = pattern.New(`^[^\p{L}\p{N}（(“"「@【]+`)
	suggested = pattern.New(`^(?:建议的?|推荐的?|ai\s*)`)
	tally     = pattern.New(`\s*[(（]\d{1,3}[)）]$`)
	// fielded is a line such as “会议主题：…” or “Attendees: …”.
	fielded = pattern.New(`^([^:：]{1,30})[:：]\s*(.*)$`)
)

// Heading returns the section that a line opens, and what of it follows on the line.
func (l Line) Heading() (of Section, rest string, ok bool) {
	text := strings.TrimSpace(pictorial.ReplaceAllString(l.Text, ""))
	text = strings.NewReplacer("【", "", "】", "").Replace(text)
	text = numbering.ReplaceAllString(text, "")
	whole := tally.ReplaceAllString(strings.TrimRight(text, ":： "), "")
	if of, ok = headings[suggested.ReplaceAllString(strings.ToLower(whole), "")]; ok {
		return of, "", true
	}
	m := fielded.FindStringSubmatch(text)
	if m == nil {
		return None, "", false
	}
	of, ok = headings[strings.ToLower(strings.TrimSpace(m[1]))]
	return of, strings.TrimSpace(m[2]), ok
}

// meta are the fields above the sections, and what they hold.
var meta = map[string]string{
	"会议主题": "title", "主题": "title", "会议标题": "title", "标题": "title", "会议名称": "title", "topic": "title", "title": "title", "meeting topic": "title", "meeting title": "title", "meeting": "title",
	"会议时间": "time", "时间": "time", "开始时间": "time", "日期": "time", "date": "time", "time": "time", "when": "time", "date and time": "time",
	"会议号": "id", "会议id": "id", "会议 id": "id", "#腾讯会议": "id", "meeting id": "id", "入会口令": "id",
	"duration": "other", "时长": "other", "会议时长": "other", "passcode": "other", "密码": "other", "host": "other", "主持人": "other", "发起人": "other", "组织者": "other", "会议地点": "other", "地点": "other", "recorded by": "other", "organizer": "other", "shareable link": "other", "share link": "other", "language": "other", "created by": "other", "created": "other", "记录人": "other", "录制时间": "time",
}

// Field returns what of the meeting a line names: its "title", "time", "id", "other", or "".
func (l Line) Field() string {
	m := fielded.FindStringSubmatch(l.Text)
	if m == nil {
		return ""
	}
	return meta[strings.ToLower(strings.TrimSpace(pictorial.ReplaceAllString(strings.TrimPrefix(m[1], "#"), "")))]
}

var (
	notDigits = pattern.New(`[^\d]`)
	joinLink  = pattern.New(`https://(?:[\w-]+\.)?zoom\.(?:us|com|com\.cn)/[jw]/(\d{9,11})|https://meet\.google\.com/([a-z]{3,4}-[a-z]{4}-[a-z]{3,4})\b`)
)

// Input is the text of a summary, and what is known besides.
type Input struct {
	Text  string
	Title string                   // of the meeting; "" where only the text has it
	Names []string                 // of people, as far as they are known
	Day   func(text string) string // returns the day that a line says, as 2026-03-05, or ""; nil: days are not read
}

// Read reads a summary. It does not guess: an action of which nobody is clearly the owner has
// none.
func Read(in Input) store.Recap {
	text, title := in.Text, in.Title
	r := store.Recap{Title: title, Actions: []store.RecapAction{}}
	if found := joinLink.FindStringSubmatch(text[:min(len(text), longestText)]); found != nil {
		r.Meeting = found[1] + found[2]
	}
	b := body{recap: &r, names: in.Names, day: in.Day}
	if b.day == nil {
		b.day = func(string) string { return "" }
	}
	lines := Lines(text)
	for i := range lines {
		b.line(lines, i)
	}
	b.endActions()
	r.Summary = strings.TrimSpace(strings.Join(b.paragraphs, "\n"))
	if r.Summary == "" {
		r.Summary = strings.TrimSpace(strings.Join(b.intro, "\n"))
	}
	if r.Summary == "" && len(r.Decisions) > 0 {
		r.Summary = strings.Join(r.Decisions, "\n")
	}
	if len(r.Actions) == 0 {
		r.Actions = append(r.Actions, rawActions(text)...)
	}
	if r.Title == "" {
		r.Title = b.heading(lines)
	}
	r.LinkOnly = r.Summary == "" && len(r.Actions) == 0
	return r
}

// body is the state of reading the text of a recap.
type body struct {
	recap      *store.Recap
	day        func(string) string
	names      []string // of people, as far as they are known
	in         Section
	begun      bool // a section was opened
	joined     bool // the last paragraph may go on
	paragraphs []string
	intro      []string // sentences ahead of all sections
	tasks      []Line
}

func (b *body) line(lines []Line, i int) {
	l := lines[i]
	if of, rest, ok := l.Heading(); ok && !(l.Bullet && rest != "") && !(b.in == Actions && l.Bullet) {
		b.open(of, rest, l)
		return
	}
	if furniture.MatchString(l.Text) && (!l.Bullet || made.MatchString(l.Text)) {
		b.open(None, "", Line{})
		return
	}
	if b.isLabel(l) || b.endsActions(lines, i) {
		b.open(None, "", Line{})
		return
	}
	if b.field(l) {
		return
	}
	switch b.in {
	case None:
		if b.recap.Day == "" && i < 12 {
			b.recap.Day = b.day(l.Text)
		}
		if !b.begun && IsSentence(l.Text) {
			b.intro = append(b.intro, l.Text)
		}
	case Prose:
		b.say(l)
	case Decisions:
		b.recap.Decisions = append(b.recap.Decisions, clockMark.ReplaceAllString(l.Text, ""))
	case People:
		b.recap.People = append(b.recap.People, peopleIn(l.Text)...)
	case Actions:
		b.tasks = append(b.tasks, l)
	}
}

// isLabel reports whether a line is the label of a link below a section: in a list, what is
// no item of it.
func (b *body) isLabel(l Line) bool {
	if !l.link || l.Bullet || utf8.RuneCountInString(l.Text) > longestHeading || strings.ContainsAny(l.Text, ".!?。！？") {
		return false
	}
	return b.in != Actions || slices.ContainsFunc(b.tasks, func(t Line) bool { return t.Bullet })
}

// endsActions reports whether a line below a list of actions is none of them: it stands apart,
// has no bullet, and heads no further ones, as the label of a button.
func (b *body) endsActions(lines []Line, i int) bool {
	l := lines[i]
	if b.in != Actions || l.Bullet || !l.Gap || utf8.RuneCountInString(l.Text) > longestHeading || strings.ContainsAny(l.Text, ".!?:。！？：") {
		return false
	}
	if i+1 < len(lines) && (lines[i+1].Bullet || !lines[i+1].Gap) {
		return false // it is somebody's name
	}
	return len(b.tasks) > 0 && !slices.ContainsFunc(b.tasks, func(t Line) bool { return !t.Bullet })
}

// open begins a section. A second list of actions is taken for a part of the summary.
func (b *body) open(of Section, rest string, l Line) {
	if b.in == Actions {
		b.endActions()
	}
	b.joined = false
	if of == Actions && len(b.recap.Actions) > 0 {
		of = Skipped
	}
	b.in, b.begun = of, b.begun || of != None && of != People
	if rest == "" {
		return
	}
	switch of {
	case People:
		b.recap.People = append(b.recap.People, peopleIn(rest)...)
		b.in = None
	case Prose:
		b.say(Line{Text: rest})
	case Decisions:
		b.recap.Decisions = append(b.recap.Decisions, rest)
	case Actions:
		b.tasks = append(b.tasks, Line{Text: rest, Bullet: true})
	}
}

// field reads a line that names the meeting.
func (b *body) field(l Line) bool {
	m := fielded.FindStringSubmatch(l.Text)
	if m == nil || l.Bullet {
		return false
	}
	value := strings.TrimSpace(m[2])
	switch l.Field() {
	case "title":
		if b.in != None {
			return false
		}
		if value != "" {
			b.recap.Title = Title(value)
		}
	case "time":
		if b.recap.Day == "" {
			b.recap.Day = b.day(value)
		}
	case "id":
		if id := notDigits.ReplaceAllString(value, ""); len(id) >= 6 && b.recap.Meeting == "" {
			b.recap.Meeting = id
		}
	case "other":
	default:
		return false
	}
	return true
}

// say adds a line to the summary, or to its last paragraph where the sender wrapped it.
func (b *body) say(l Line) {
	text := clockMark.ReplaceAllString(l.Text, "")
	if text == "" || len(b.paragraphs) == 0 && b.namesMeeting(l) {
		return
	}
	if l.Bullet {
		text = "- " + text
	}
	if n := len(b.paragraphs); n > 0 && b.joined && !l.Bullet && !l.Gap && isOpen(b.paragraphs[n-1]) {
		b.paragraphs[n-1] += " " + text
	} else {
		b.paragraphs = append(b.paragraphs, text)
	}
	b.joined = true
}

// whenLine is a line that says when a meeting was, and no more: “Thursday, 21 May 2026 14:30 - 15:15”.
var whenLine = pattern.New(`(?i)^(?:\p{L}{2,10}\.?,?\s+)?(?:\d{1,2}(?:st|nd|rd|th|\.)?\s+\p{L}{3,12}\.?,?\s+\d{4}|\p{L}{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?)(?:\s*[（(]\p{L}{1,10}[)）])?[\s,，·•|@–—-]*(?:(?:at|um|à)\s+)?(?:(?:上午|下午)?\s*\d{1,2}:\d{2}.{0,40}|\d{1,3}\s?(?:mins?|minutes|分钟|h)\b.{0,10})?$`)

// namesMeeting reports whether a line ahead of a summary repeats the title of the meeting, or
// says when it was.
func (b *body) namesMeeting(l Line) bool {
	if l.Bullet {
		return false
	}
	if squeeze(l.Text) != "" && squeeze(l.Text) == squeeze(b.recap.Title) {
		return true
	}
	if !whenLine.MatchString(l.Text) {
		return false
	}
	if b.recap.Day == "" {
		b.recap.Day = b.day(l.Text)
	}
	return true
}

// isOpen reports whether a paragraph seems to go on in the next line.
func isOpen(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return utf8.RuneCountInString(text) >= 55 && !strings.ContainsRune(".!?:。！？：…", last)
}

// IsSentence reports whether a line is prose: long, and ended as a sentence.
func IsSentence(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return utf8.RuneCountInString(text) >= 60 && strings.ContainsRune(".!?。！？", last) || utf8.RuneCountInString(text) >= 25 && strings.ContainsRune("。！？", last)
}

// heading returns the first line that may be the title of the meeting: above the one with
// its day, or the first at all.
func (b *body) heading(lines []Line) string {
	for i, l := range lines[:min(len(lines), 8)] {
		if _, _, ok := l.Heading(); ok || i > 0 && b.day(l.Text) != "" {
			if i == 0 {
				continue
			}
			title := lines[i-1].Text
			if furniture.MatchString(title) || utf8.RuneCountInString(title) > 100 || IsSentence(title) {
				return ""
			}
			if _, _, ok := lines[i-1].Heading(); ok || b.day(title) != "" {
				return ""
			}
			return Title(title)
		}
	}
	return ""
}
