package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
	"rapport/templates"
)

// statuses lists the words for a status, longer words before their own beginnings.
var statuses = []struct {
	status templates.Status
	words  []string
}{
	{templates.OnTrack, []string{"on track", "on-track", "ontrack", "on schedule", "on plan", "green", "normal", "正常推进", "正常进行", "进展正常", "正常", "按计划进行", "按计划推进", "按计划", "顺利", "绿灯", "绿色", "🟢"}},
	{templates.AtRisk, []string{"at risk", "at-risk", "amber", "yellow", "有风险", "存在风险", "有延期风险", "黄灯", "黄色", "🟡"}},
	{templates.Late, []string{"late", "delayed", "behind schedule", "behind", "off track", "overdue", "red", "已延期", "延期", "滞后", "延迟", "落后", "红灯", "红色", "🔴"}},
}

// separators matches what separates the parts of an item.
const separators = " \t:：,，;；|｜.。-–—→>"

// readStatus reads a status and the reason after it.
func (p *parser) readStatus(it line) {
	if it.text == "" {
		return
	}
	text := plain(it.text)
	found, rest := statusWord(text)
	if _, again := statusWord(strings.TrimLeft(rest, " /|／、或or")); found == "" || again != "" && strings.HasPrefix(strings.TrimSpace(rest), "/") {
		p.problem(it.number, templates.UnknownStatus, text, "")
		p.report.StatusReason = text
		return
	}
	p.report.Status = found
	p.report.StatusReason = strings.TrimSpace(unwrap(strings.TrimLeft(rest, separators)))
}

// statusWord returns the status that a text begins with.
func statusWord(text string) (templates.Status, string) {
	for _, s := range statuses {
		for _, w := range s.words {
			if len(text) < len(w) || !strings.EqualFold(text[:len(w)], w) {
				continue
			}
			rest := text[len(w):]
			if next, _ := utf8.DecodeRuneInString(rest); next < utf8.RuneSelf && unicode.IsLetter(next) && w[0] < utf8.RuneSelf {
				continue // “lately”
			}
			return s.status, rest
		}
	}
	return "", text
}

// unwrap returns a text without the parentheses that enclose the whole of it.
func unwrap(text string) string {
	for _, pair := range []string{"()", "（）"} {
		open, shut := pair[:len(pair)/2], pair[len(pair)/2:]
		if inner, ok := strings.CutPrefix(text, open); ok && strings.Count(text, open) == 1 {
			if inner, ok = strings.CutSuffix(inner, shut); ok {
				return inner
			}
		}
	}
	return text
}

// percent matches a figure in per cent, in any letter case.
const percent = `(\d{1,6}(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)`

var (
	percents    = pattern.New(`(?i)` + percent)
	anchored    = pattern.New(`(?i)[:：(（|\-–—]\s*(?:约|已完成|完成|done|about)?\s*` + percent)
	barePercent = pattern.New(`[:：|]\s*(\d{1,3})\s*$`)
	finished    = pattern.New(`(?i)[:：|,，\-–—(（]\s*(?:done|completed?|finished|已?完成)\s*[)）]?\s*$`)
	notBegun    = pattern.New(`(?i)[:：|,，\-–—(（]\s*(?:not (?:yet )?started|未开始|尚未开始)\s*[)）]?\s*$`)
)

// readWork reads “name: 60% — note” and similar forms.
func (p *parser) readWork(it line) templates.WorkItem {
	text := plain(narrow(it.text))
	at := anchored.FindStringSubmatchIndex(text)
	if at == nil {
		at = percents.FindStringSubmatchIndex(text)
	}
	if at == nil {
		at = barePercent.FindStringSubmatchIndex(text)
	}
	if at == nil {
		item := templates.WorkItem{Name: text}
		if cut := finished.FindStringIndex(text); cut != nil {
			item.Name, item.Percent = tidy(text[:cut[0]]), 100
		} else if cut := notBegun.FindStringIndex(text); cut != nil {
			item.Name = tidy(text[:cut[0]])
		} else {
			p.problem(it.number, templates.NoPercent, text, "")
		}
		return item
	}
	figure, _ := strconv.ParseFloat(text[at[2]:at[3]], 64)
	item := templates.WorkItem{Name: tidy(text[:at[0]]), Percent: int(min(figure, 100) + 0.5), Note: tidy(text[at[1]:])}
	if figure > 100 {
		p.problem(it.number, templates.PercentRange, text, "")
	}
	if item.Name == "" { // the per cent came first
		item.Name, item.Note = item.Note, ""
		if i := strings.Index(item.Name, " — "); i > 0 {
			item.Name, item.Note = item.Name[:i], tidy(item.Name[i+len(" — "):])
		}
	}
	return item
}

// tidy returns a part of an item without the separators at its ends.
func tidy(text string) string {
	text = strings.TrimRight(strings.TrimLeft(text, separators+")）"), " \t:：,，;；|｜-–—→>(（")
	return strings.TrimSpace(unwrap(strings.TrimSpace(text)))
}

var (
	by     = pattern.New(`(?i)[\s,，;；|(（:：–—-]*(\b(?:by|before|until|due|deadline|no later than)\b|请于|请在|截止|截至|最晚|最迟|期限)?[:：\s]*` + dateMark + `\s*(之前|以前|前|截止)?\s*([)）])?\s*[.。]?$`)
	midway = pattern.New(dateMark + `\s*(?:之前|以前|前)`)
)

// readDecision reads “choose a colour by 6 March”. A day at the end, where it is a
// deadline, is removed from the text; a day within the text stays.
func (p *parser) readDecision(it line) templates.Decision {
	text, days := p.markDates(line{it.number, plain(it.text)})
	decision := templates.Decision{Text: plain(narrow(it.text))}
	if len(days) == 0 {
		return decision
	}
	if m := by.FindStringSubmatchIndex(text); m != nil && (m[2] >= 0 || m[4] >= 0 || m[6] >= 0 || strings.ContainsAny(text[m[0]:m[1]], "|—–")) {
		decision.By = days[len(days)-1]
		if strings.Count(text, dateMark) == 1 && m[0] > 0 {
			decision.Text = text[:m[0]]
		}
		return decision
	}
	if at := midway.FindStringIndex(text); at != nil {
		decision.By = days[strings.Count(text[:at[0]], dateMark)]
	}
	return decision
}
