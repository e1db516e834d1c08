package templates

import (
	"fmt"
	"math"
	"rapport/store"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The languages that mail is written in.
const (
	Chinese = "zh-CN"
	English = "en"
)

// Languages lists the languages that mail is written in.
func Languages() []string { return []string{Chinese, English} }

// format writes numbers and times in one language.
type format struct{ language string }

func (f format) chinese() bool { return f.language == Chinese }

// pick returns the one of two texts that is of the language.
func (f format) pick(chinese, english string) string {
	if f.chinese() {
		return chinese
	}
	return english
}

// date is a day with its weekday: 2026年3月6日（周五）, Friday 6 March 2026.
func (f format) date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if f.chinese() {
		return fmt.Sprintf("%d年%d月%d日（周%s）", t.Year(), t.Month(), t.Day(), [...]string{"日", "一", "二", "三", "四", "五", "六"}[t.Weekday()])
	}
	return t.Format("Monday 2\u00a0January 2006")
}

// day is a day in short: 3月6日, 6 March. It has its year where that is another
// than that of the day beside it.
func (f format) day(t time.Time, beside ...time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case len(beside) > 0 && beside[0].Year() == t.Year():
		if f.chinese() {
			return fmt.Sprintf("%d月%d日", t.Month(), t.Day())
		}
		return t.Format("2\u00a0January")
	case f.chinese():
		return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
	}
	return t.Format("2\u00a0January\u00a02006")
}

// moment is a day with its time: 2026年3月6日（周五）17:00, Friday 6 March 2026, 17:00.
func (f format) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return f.date(t) + f.pick("", ", ") + t.Format("15:04")
}

// stamp is moment in short, for a subject: 3月6日 17:00, 6 March, 17:00.
func (f format) stamp(t time.Time) string {
	return f.day(t, t) + f.pick(" ", ", ") + t.Format("15:04")
}

// period is from one day to another, without saying anything twice:
// 2026年3月2日至6日, 2–6 March 2026.
func (f format) period(from, to time.Time) string {
	year, month := from.Year() == to.Year(), from.Year() == to.Year() && from.Month() == to.Month()
	switch {
	case from.IsZero() || to.IsZero() || month && from.Day() == to.Day():
		if to.IsZero() {
			to = from
		}
		return f.day(to)
	case f.chinese() && month:
		return f.day(from) + fmt.Sprintf("至%d日", to.Day())
	case f.chinese():
		return f.day(from) + "至" + f.day(to, from)
	case month:
		return fmt.Sprintf("%d–%s", from.Day(), f.day(to))
	case year:
		return f.day(from, to) + " to " + f.day(to)
	}
	return f.day(from) + " to " + f.day(to)
}

// iso is a day as a form has it: 2026-03-06.
func iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// number has its thousands apart, and at most two decimals: 48,000.5.
func (f format) number(value any) (string, error) {
	n, err := toFloat(value)
	if err != nil {
		return "", err
	}
	return grouped(strconv.FormatFloat(math.Round(n*100)/100, 'f', -1, 64)), nil
}

// percent is 60%.
func (f format) percent(value any) (string, error) {
	n, err := toFloat(value)
	if err != nil {
		return "", err
	}
	return strconv.FormatFloat(math.Round(n), 'f', -1, 64) + "%", nil
}

// money is an amount in a unit: ¥48,000.50, EUR 48,000, 12.5 days, 40%. A
// currency has two decimals or none.
func (f format) money(amount float64, unit string) (string, error) {
	text, err := f.number(amount)
	if err != nil {
		return "", err
	}
	switch u := strings.ToLower(unit); {
	case unit == "%":
		return text + "%", nil
	case unit == "":
		return text, nil
	case len(unit) == 3 && unit == strings.ToUpper(unit):
		if amount != math.Trunc(amount) {
			text = grouped(strconv.FormatFloat(amount, 'f', 2, 64))
		}
		if unit == "CNY" && f.chinese() {
			return "¥" + text, nil
		}
		return unit + "\u00a0" + text, nil
	case f.chinese():
		switch strings.TrimSuffix(u, "s") {
		case "day":
			unit = "天"
		case "hour":
			unit = "小时"
		case "person-day", "man-day":
			unit = "人天"
		}
	}
	return text + "\u00a0" + unit, nil
}

// duration is in the two greatest units that it has: 2 小时 5 分钟, 2 hours 5 minutes.
func (f format) duration(d time.Duration) string {
	if d < time.Minute {
		return f.pick("不到 1 分钟", "less than a minute")
	}
	units := []struct {
		size             time.Duration
		chinese, english string
	}{{24 * time.Hour, "天", "day"}, {time.Hour, "小时", "hour"}, {time.Minute, "分钟", "minute"}}
	for i, u := range units {
		if d < u.size {
			continue
		}
		text := f.count(int(d/u.size), u.chinese, u.english)
		if i+1 < len(units) {
			next := units[i+1]
			if n := int(d % u.size / next.size); n > 0 {
				text += " " + f.count(n, next.chinese, next.english)
			}
		}
		return text
	}
	return ""
}

func (f format) count(n int, chinese, english string) string {
	if f.chinese() {
		return fmt.Sprintf("%d\u00a0%s", n, chinese)
	}
	return plural(n, english, english+"s")
}

// kinds names what is confirmed, in each language.
func kinds(of any) (words [2]string) {
	words, known := map[store.ConfirmationKind][2]string{
		store.Minutes: {"会议纪要", "minutes"}, store.ProjectPlan: {"项目计划", "project plan"}, store.Scope: {"项目范围", "scope"},
		store.Acceptance: {"验收标准", "acceptance criteria"}, store.TrainingPlan: {"培训计划", "training plan"}, store.Solution: {"解决方案", "solution"},
		store.ProjectSummary: {"项目总结", "project summary"}, store.ActionItems: {"待办", "action items"}, store.Agenda: {"会议议程", "agenda"}, store.Retrospective: {"项目复盘", "retrospective"}, store.ChangeRequest: {"变更申请", "change request"},
		store.VerifyChange: {"变更完成情况", "completed change"}, store.Settlement: {"争议解决方案", "settlement"},
	}[store.ConfirmationKind(fmt.Sprint(of))]
	if !known {
		return [2]string{"文本", "text"}
	}
	return words
}

// capital returns words as a sentence begins with them.
func capital(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}

// kind names what is confirmed.
func (f format) kind(of any) string {
	words := kinds(of)
	return f.pick(words[0], words[1])
}

// besides is the kind of a text, and "" where its title names that already: “Minutes of our
// call”, 《会议纪要（3月5日）》.
func (f format) besides(of any, title string) string {
	words := kinds(of)
	if namesKind(title, words) {
		return ""
	}
	return f.pick(words[0], words[1])
}

// named is a text with its kind, which is not said twice: minutes “Weekly meeting”.
func (f format) named(of any, title string) string {
	kind := f.besides(of, title)
	if f.chinese() {
		return kind + "《" + title + "》"
	}
	return strings.TrimSpace(kind + " “" + title + "”")
}

// namesKind reports whether a title has the word for a kind, in either language: the last
// of several in English, the last two characters in Chinese.
func namesKind(title string, words [2]string) bool {
	chinese := []rune(words[0])
	if strings.Contains(title, string(chinese[max(0, len(chinese)-2):])) {
		return true
	}
	english := strings.Fields(words[1])
	last := english[len(english)-1]
	for _, word := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if word == last || word+"s" == last || word == last+"s" {
			return true
		}
	}
	return false
}

// caseKind names what a client asked.
func (f format) caseKind(of any) string {
	words, known := map[store.Ask][2]string{
		store.AskQuestion: {"咨询", "question"}, store.AskProblem: {"故障", "problem"}, store.CaseSupport: {"支持", "request for support"},
		store.AskChange: {"变更申请", "change request"}, store.AskComplaint: {"投诉", "complaint"}, store.CaseDispute: {"争议", "dispute"},
	}[store.Ask(fmt.Sprint(of))]
	if !known {
		return fmt.Sprint(of)
	}
	return f.pick(words[0], words[1])
}

// step names a state of a change or a dispute.
func (f format) step(state any) string {
	words := map[store.ProcedureState][2]string{
		store.ChangeRaised: {"已提出", "raised"}, store.ChangeAssessed: {"已评估", "assessed"}, store.ChangeApproved: {"已批准", "approved"},
		store.ChangeRejected: {"未批准", "rejected"}, store.ChangeCarriedOut: {"已实施", "carried out"}, store.ChangeVerified: {"已验证", "verified"},
		store.ProcedureDropped: {"已撤回", "dropped"}, store.DisputeIdentified: {"已登记", "identified"}, store.DisputeAnalysed: {"已分析", "analysed"},
		store.DisputeProposed: {"已提出方案", "settlement proposed"}, store.DisputeEscalated: {"已提交调解", "with the mediator"},
		store.DisputeAgreed: {"已达成一致", "agreed"}, store.DisputeUnresolved: {"未达成一致", "ended without agreement"}, store.DisputeEvaluated: {"已总结", "evaluated"},
	}[store.ProcedureState(fmt.Sprint(state))]
	return f.pick(words[0], words[1])
}

// ProcedureState names a state of a change or a dispute in a language.
func ProcedureState(language string, state store.ProcedureState) string {
	return format{language}.step(state)
}

// plural is a number and the word for as many.
func plural(n int, one, more string) string {
	if n == 1 {
		return "1\u00a0" + one
	}
	return grouped(strconv.Itoa(n)) + "\u00a0" + more
}

// grouped puts commas between the thousands of a decimal number.
func grouped(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, fraction, dot := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + fraction
	}
	return sign + whole
}

func toFloat(value any) (float64, error) {
	switch n := value.(type) {
	case int:
		return float64(n), nil
	case float64:
		if math.IsNaN(n) || math.IsInf(n, 0) {
			return 0, fmt.Errorf("%v is no number to write", n)
		}
		return n, nil
	}
	return 0, fmt.Errorf("%v (%T) is no number", value, value)
}
