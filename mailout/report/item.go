package report

import (
	"strconv"
	"strings"
	"time"

	"rapport/store/pattern"
	"rapport/templates"
)

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
const percent = `(\d{1,6}(?:\.\d+)?)\s*(?:%|percent\b|per cent\b|pct\b)`

var (
	percents = pattern.New(`(?i)` + percent)
	anchored = pattern.New(`(?i)[:：(（|\-–—]\s*(?:约|已完成|完成|done|about)?\s*` + percent)
	// aboutBehind stands behind a figure and says nothing of the work.
	aboutBehind = pattern.New(`(?i)^\s*(?:左右|上下|(?:done|complete|completed|finished)(?:[\s.,，。]|$))`)
	barePercent = pattern.New(`[:：|]\s*(\d{1,3})\s*$`)
	finished    = pattern.New(`(?i)[:：|,，\-–—(（]\s*(?:done|completed?|finished|已?完成)\s*[)）]?\s*$`)
	notBegun    = pattern.New(`(?i)[:：|,，\-–—(（]\s*(?:not (?:yet )?(?:started|begun)|to be started|未开始|尚未开始|还没开始|未启动|尚未启动)\s*[)）]?\s*$`)
)

// readWork reads “name: 60% — note” and similar forms.
func (p *parser) readWork(it line) templates.WorkItem {
	text, words := withShares(withBoth(plain(narrow(it.text))))
	if list := percents.FindAllStringSubmatchIndex(text, 8); len(list) > 1 {
		item, sure := workOf(text, list)
		if !sure {
			p.problem(it.number, templates.SeveralPercents, text, "")
		} else if item.Percent > 100 {
			item.Percent = 100
			p.problem(it.number, templates.PercentRange, text, "")
		}
		return item
	}
	at := percents.FindStringSubmatchIndex(text)
	if at == nil {
		at = barePercent.FindStringSubmatchIndex(text)
	}
	if at == nil {
		item := templates.WorkItem{Name: text, Percent: -1}
		if cut := finished.FindStringIndex(text); cut != nil {
			item.Name, item.Percent = tidy(text[:cut[0]]), 100
		} else if cut := notBegun.FindStringIndex(text); cut != nil {
			item.Name, item.Percent = tidy(text[:cut[0]]), 0
		} else {
			p.problem(it.number, templates.NoPercent, text, "")
		}
		return item
	}
	of := tenseOf(text[:at[0]], text[at[1]:])
	if of == earlier || of == planned || of == rise {
		p.problem(it.number, templates.NoPercent, text, "")
		return templates.WorkItem{Name: text, Percent: -1}
	}
	figure, _ := strconv.ParseFloat(text[at[2]:at[3]], 64)
	before, after := text[:at[0]], text[at[1]:]
	if of == open {
		figure, before, after = max(100-figure, 0), withoutLabel(before), afterFigures(text, [][]int{at})
	}
	if label := figureLabel.FindStringIndex(before); label != nil {
		before = before[:label[0]]
	}
	item := templates.WorkItem{Name: tidy(before), Percent: int(min(figure, 100) + 0.5), Note: tidy(aboutBehind.ReplaceAllString(after, ""))}
	if words != "" && item.Name != "" {
		item.Note = words + strings.Repeat(", ", min(len(item.Note), 1)) + item.Note
	}
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
	by     = pattern.New(`(?i)[\s,，;；|(（:：–—-]*(\b(?:(?:please )?(?:reply|answer|respond|tell us|let us know)?\s*(?:by|before|until|no later than)|due|deadline)\b|请您?(?:最迟|务必)?[于在]|在|截止|截至|最晚|最迟|期限)?[:：\s]*(?:on )?` + weekdays + dateMark + `\s*` + weekdaysZh + `\s*(之前|以前|前|截止)?(?:[给向]?我们|予以|作出)?(?:答复|回复|反馈|确认|告知|给出|确定|决定|选定|定下来?|定|回复我们)?(?:\s*,? ?please|谢谢)?\s*([)）])?\s*[.。]?$`)
	midway = pattern.New(dateMark + `\s*` + weekdaysZh + `\s*(?:之前|以前|前)|(?i:\b(?:by|before|until|no later than)) (?:on )?` + dateMark)
	// dayAlone is a day without a word that makes it a deadline.
	dayAlone = pattern.New(`(?i)[,，;；|(（\s]+` + weekdays + dateMark + `\s*` + weekdaysZh + `\s*[)）]?\s*$`)
)

const (
	weekdays   = `(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?`
	weekdaysZh = `(?:[(（]?(?:周|星期|礼拜)[一二三四五六日天][)）]?|[(（](?i:mon|tues?|wed|wednes|thu|thurs?|fri|satur|sat|sun)(?i:day)?\.?[)）])?`
)

// readDecision reads “choose a colour by 6 March”. A day at the end, where it is a
// deadline, is removed from the text, also where it is named twice; a day within the text
// stays.
func (p *parser) readDecision(it line) templates.Decision {
	if len(it.text) > longestDecision {
		return templates.Decision{Text: plain(it.text)}
	}
	text, named := p.markDates(line{it.number, plain(it.text)})
	if len(named) == 0 {
		return templates.Decision{Text: plain(narrow(it.text))}
	}
	var days []time.Time
	for _, d := range named {
		day, _ := d.resolve(p.today, false)
		days = append(days, day)
	}
	var decision templates.Decision
	for range mostDeadlines {
		n := strings.Count(text, dateMark)
		if n == 0 {
			break
		}
		day := days[n-1]
		m := by.FindStringSubmatchIndex(text)
		isDeadline := m != nil && !day.IsZero() && (m[2] >= 0 || m[4] >= 0 || m[6] >= 0 || strings.ContainsAny(text[m[0]:m[1]], "|—–"))
		again := dayAlone.FindStringIndex(text)
		switch {
		case isDeadline && m[0] > 0 && (decision.By.IsZero() || decision.By.Equal(day)):
			decision.By, text = day, text[:m[0]]
			continue
		case isDeadline && decision.By.IsZero():
			decision.By = day
		case !decision.By.IsZero() && decision.By.Equal(day) && again != nil && again[0] > 0:
			text = text[:again[0]]
			continue
		}
		break
	}
	if decision.By.IsZero() {
		if at := midway.FindStringIndex(text); at != nil {
			decision.By = days[strings.Count(text[:at[0]], dateMark)]
		}
	}
	decision.Text = strings.TrimRight(asWritten(text, named), " ,，;；")
	for i := range strings.Count(text, dateMark) {
		decision.Said = decision.Said || days[i].Equal(decision.By)
	}
	return decision
}

// longestDecision bounds the bytes of a decision in which a deadline is looked for.
const longestDecision = 4000

// mostDeadlines is how often a deadline is looked for at the end of a decision.
const mostDeadlines = 4
