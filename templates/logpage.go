package templates

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/visible"
)

// The page of the log is one file: it refers to nothing elsewhere, and its policy lets a
// browser run and show only what stands here.

//go:embed page/log.html
var logPageHTML string

//go:embed page/log.css
var logPageStyle string

//go:embed page/log.js
var logPageScript string

// LogPage is the log of a project as a page for a browser, in the language of the project.
type LogPage struct {
	Project      store.Project
	Zone         *time.Location
	People       *store.Directory
	Since, Until time.Time // the first and the last day; zero: from the beginning, until now
	Shared       bool      // it has only what the client's side has
	All          bool      // entries are not folded into matters
	// Contradicted reports whether something contradicts the sender of a mail.
	Contradicted func(*store.Evidence) bool

	days  []pageDay
	lines int
}

type pageDay struct {
	Day   string
	Lines []pageLine
}

// pageLine is an entry, or a matter where Matter is set.
type pageLine struct {
	Time, Matter, Tone             string
	Number                         int64
	From, Mark, To, Subject, Start string
	Text, WholeText                string // the whole, where Start is its beginning, and the words that show it
	Meeting, Labels                []string
	Files                          []pageFile
	Mail                           string // where its bytes are; "" the page has none
	Internal, Errand               bool
}

// pageFile is a file of an entry, and where it is; "": the page has none.
type pageFile struct{ Name, Path string }

// Class returns the classes of the line's style.
func (l pageLine) Class() string {
	switch {
	case l.Internal && l.Errand:
		return "internal errand"
	case l.Internal:
		return "internal"
	case l.Errand:
		return "errand"
	}
	return ""
}

// Lines returns how many lines the page has.
func (p *LogPage) Lines() int { return p.lines }

// Add adds a line of the log. One that the page is not to have is left out.
func (p *LogPage) Add(line store.StoryLine) {
	one, day, ok := p.line(line)
	if !ok {
		return
	}
	if last := len(p.days) - 1; last < 0 || p.days[last].Day != day {
		p.days = append(p.days, pageDay{Day: day})
	}
	last := &p.days[len(p.days)-1]
	last.Lines = append(last.Lines, one)
	p.lines++
}

// line returns a line of the log as the page shows it, with its day, and whether the page is to
// have it.
func (p *LogPage) line(line store.StoryLine) (one pageLine, day string, ok bool) {
	f := format{p.Project.Language}
	switch {
	case line.Matter != nil:
		if p.Shared && !p.Project.IsShared(*line.Matter) {
			return one, "", false
		}
		m := *line.Matter
		if p.Shared { // what a tracker has is the team's
			m.WorkItem = ""
		}
		one.Matter = shownText(capital(MatterLine(f.language, m, p.Zone, func(a store.Address) string { return p.People.Participant(a).String() })))
		one.Tone = toneOf(m)
	default:
		audience := p.Project.AudienceOf(*line.Entry, p.Contradicted(line.Entry.Auth))
		if p.Shared && audience != store.AudienceShared {
			return one, "", false
		}
		one = p.entry(f, *line.Entry)
		one.Internal = audience == store.AudienceInternal
		if one.Internal {
			one.Labels = append(one.Labels, f.pick("内部", "internal"))
		}
	}
	at := line.At.In(p.Zone)
	one.Time = at.Format("15:04")
	return one, strings.ReplaceAll(f.date(at), "\u00a0", " "), true
}

// longestShown is how much of a text is shown at once, in characters.
const longestShown = 600

func (p *LogPage) entry(f format, e store.Entry) pageLine {
	one := pageLine{Number: e.ID, WholeText: f.pick("显示全文", "Show the whole text"), Subject: shownLine(e.Subject), From: f.pick("无发件人", "nobody")}
	if len(e.From) > 0 {
		from := p.People.Participant(e.From[0])
		one.From, one.Mark = shownLine(from.String()), SenderMark(f.language, from)
	}
	var to []string
	for _, a := range slices.Concat(e.To, e.Cc) {
		if name := shownLine(p.People.Participant(a).String()); !p.People.IsOwn(a.Address) && !slices.Contains(to, name) {
			to = append(to, name)
		}
	}
	one.To = strings.Join(to, f.pick("、", ", "))
	if label := f.kindLabel(e); label != "" {
		one.Labels = append(one.Labels, label)
	}
	if e.Lookalike != "" {
		one.Labels = append(one.Labels, f.pick("形似 ", "looks like ")+shownLine(e.Lookalike))
	}
	if p.Contradicted(e.Auth) {
		one.Labels = append(one.Labels, f.pick("发件人存疑", "sender contradicted"))
	}
	for _, line := range MeetingLines(f.language, e, p.Zone, p.People) {
		one.Meeting = append(one.Meeting, shownLine(line))
	}
	text := shownText(e.NewText)
	switch {
	case e.Kind == store.KindRecap && e.Recap != nil:
		one.Start, one.Text = visible.Cut(shownText(RecapStart(f.language, e.Recap)), longestShown), text
	case e.Kind == store.KindSent:
		one.Start, one.Text = FirstSentence(text), text
	case utf8.RuneCountInString(text) > longestShown:
		one.Start, one.Text = visible.Cut(text, longestShown/2), text
	default:
		one.Start = text
	}
	for _, file := range e.Attached {
		if !file.Inline && !e.IsCalendarFile(file) {
			one.Files = append(one.Files, pageFile{Name: fileLine(file)})
		}
	}
	return one
}

func fileLine(file store.Attachment) string {
	return fmt.Sprintf("%s (%s)", shownLine(cmp.Or(file.Name, file.Type)), size(file.Size))
}

// SenderMark says in a language that a sender has no address of a contact, "" where they do.
func SenderMark(language string, who store.Participant) string {
	f := format{language}
	switch {
	case who.Known || who.Address == "":
		return ""
	case who.Claims != "":
		return f.pick("不是"+shownLine(who.Claims)+"的已知地址", "not an address of "+shownLine(who.Claims))
	}
	return f.pick("未知地址", "unknown address")
}

// kindLabel names what an entry is that is no mail of a person.
func (f format) kindLabel(e store.Entry) string {
	if e.Talk != nil {
		words := map[store.TalkKind][2]string{store.TalkCall: {"电话", "call"}, store.TalkVisit: {"会面", "visit"}, store.TalkChat: {"即时消息", "chat"}}[e.Talk.Kind]
		return f.pick(words[0], words[1])
	}
	words := map[store.Kind][2]string{
		store.KindAutoReply: {"自动回复", "automatic reply"}, store.KindBounce: {"退信", "bounce"}, store.KindDelay: {"延迟通知", "delay"}, store.KindReceipt: {"回执", "receipt"},
		store.KindFeedback: {"投诉反馈", "feedback"}, store.KindCalendar: {"日历", "calendar"}, store.KindRecap: {"会议摘要", "meeting summary"}, store.KindTracker: {"任务系统", "tracker"},
		store.KindList: {"群发邮件", "list"}, store.KindAutomatic: {"自动邮件", "automatic"}, store.KindSpam: {"垃圾邮件", "spam"}, store.KindUnparsed: {"无法读取", "not readable"}, store.KindSent: {"Rapport 发出", "from Rapport"},
	}[e.Kind]
	return f.pick(words[0], words[1])
}

// toneOf returns "good" for a matter that came to agreement, "bad" for one that failed, and "".
func toneOf(m store.MatterState) string {
	switch {
	case m.Outcome == string(store.OutcomeRejected) || m.Outcome == string(store.OutcomeDisputed) || m.State == string(store.ChangeRejected) || m.State == string(store.DisputeUnresolved):
		return "bad"
	case m.State == string(store.ConfirmationSettled) || m.State == string(store.ChangeApproved) || m.State == string(store.ChangeVerified) || m.State == string(store.DisputeAgreed) || m.State == string(store.ReportSent):
		return "good"
	}
	return ""
}

// shownText returns text of a mail as the page shows it: what would turn the text around is
// named, and what nobody would see is left out.
func shownText(text string) string {
	if strings.ContainsFunc(text, turns) {
		var b strings.Builder
		for _, r := range text {
			if turns(r) {
				fmt.Fprintf(&b, "[%U]", r)
			} else {
				b.WriteRune(r)
			}
		}
		text = b.String()
	}
	return strings.TrimSpace(visible.Text(text))
}

func shownLine(text string) string { return visible.Line(shownText(text)) }

// turns reports whether r turns the direction of the text behind it (UAX #9 section 2).
func turns(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// HTML returns the page.
func (p *LogPage) HTML() ([]byte, error) {
	f := format{p.Project.Language}
	page, err := template.New("log").Parse(logPageHTML)
	if err != nil {
		return nil, fmt.Errorf("the page of the log: %w", err)
	}
	data := p.frame(f.pick(fmt.Sprintf("%d 条记录", p.lines), strings.ReplaceAll(plural(p.lines, "entry", "entries"), "\u00a0", " ")))
	data["Days"] = p.days
	var out bytes.Buffer
	if err := page.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("the page of the log: %w", err)
	}
	return out.Bytes(), nil
}

// frame returns what is around the lines of the page; count says how many these are, "" unknown.
func (p *LogPage) frame(count string) map[string]any {
	f := format{p.Project.Language}
	title := p.Project.Code
	if p.Project.Name != "" {
		title += " · " + p.Project.Name
	}
	var about []string
	for _, part := range []string{p.Project.Client, strings.ReplaceAll(p.period(f), "\u00a0", " "), count} {
		if part != "" {
			about = append(about, part)
		}
	}
	return map[string]any{
		"Language": f.language, "Title": shownLine(title + f.pick(" 沟通日志", ": communication log")), "About": shownLine(strings.Join(about, " · ")),
		"Style": template.CSS(logPageStyle), "Script": template.JS(logPageScript), // #nosec: both are files of the program
		"Policy": fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'", policyHash(logPageStyle), policyHash(logPageScript)),
		"Words": map[string]string{
			"Search":      f.pick("搜索姓名、主题、正文", "Search names, subjects, texts"),
			"MattersOnly": f.pick("只看确认、变更和报告", "Only agreements and reports"),
			"NoneFound":   f.pick("没有找到", "Nothing found"),
			"Empty":       f.pick("该时段没有记录。", "Nothing was logged in this period."),
			"Footer":      f.footer(p.Shared, p.All),
		},
	}
}

func (p *LogPage) period(f format) string {
	switch {
	case p.Since.IsZero() && p.Until.IsZero():
		return ""
	case p.Until.IsZero():
		return f.pick("自"+f.day(p.Since)+"起", "since "+f.day(p.Since))
	case p.Since.IsZero():
		return f.pick("截至"+f.day(p.Until), "until "+f.day(p.Until))
	}
	return f.period(p.Since, p.Until)
}

func (f format) footer(shared, all bool) string {
	text := ""
	if !all {
		text = f.pick("系统为办理各事项收发的邮件合并为一行，写明该事项的现状。", "Emails that only served a matter are one line, which says how the matter stands. ")
	}
	if shared {
		return text + f.pick("只含客户方参与的往来。", "Only what the client’s side has is included.")
	}
	return text + f.pick("标有“内部”的内容客户方没有收到。", "What is marked internal was not sent to the client’s side.")
}

// policyHash is the hash by which a Content-Security-Policy allows a style or script (CSP 3
// section 2.3.1).
func policyHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
