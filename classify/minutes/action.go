package minutes

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"rapport/classify/deadline"
)

var (
	ownerFirst = regexp.MustCompile(`^@?([^:：–—-]{1,40}?)\s*(?:[:：]|\s[–—-]\s)\s*(.+)$`)
	mentioned  = regexp.MustCompile(`^@([\p{L}]+(?: \p{Lu}\p{L}+)?)\s+(.+)$`)
	todoOf     = regexp.MustCompile(`(?i)^todo\s*[(（]([^)）]{1,40})[)）]\s*[:：]?\s*(.+)$`)
	willDo     = regexp.MustCompile(`^(\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,2}) (?:to|will|shall|should) (.+)$`)
	takesCare  = regexp.MustCompile(`^(?:由)?(\p{Han}{2,4}?)(?:负责|負責|来负责)(.+)$`)
	doneBy     = regexp.MustCompile(`^由(\p{Han}{2,3})(?:在|于|於)?(.+)$`)
	ownerField = regexp.MustCompile(`(?i)[(（,，;；\s]*(?:owner|responsible|who|assignee|assigned to|负责人|责任人|负责|責任人|負責人)\s*[:：]\s*([^,，;；()（）:：\n]{1,40}?)\s*(?:[,，;；)）]|\s(?:due|by|截止|期限|完成)|$)`)
	ownerLast  = regexp.MustCompile(`\s*[(（]([^()（）]{1,60})[)）]\s*[.。]?$`)
	dueField   = regexp.MustCompile(`(?i)[(（,，;；\s]*(?:due date|due|deadline|until|by|截止日期|截止时间|截止|期限|完成时间|时限)\s*[:：]?\s*([^,，;；()（）]{2,30}?)\s*[)）]?[.。]?$`)
	isoDate    = regexp.MustCompile(`\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b`)
	hanDate    = regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号號]`)
	longDate   = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)? (?:of )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (\d{1,2})(?:st|nd|rd|th)?\b`)
)

// action takes a line that says what somebody is to do.
func (r *reader) action(line string) {
	if len(r.m.Actions) == mostItems {
		return
	}
	a := Action{What: strings.Trim(line, " \t;；"), Due: r.due(line)}
	owner, what := r.owner(a.What)
	if owner != "" {
		a.Owner, a.What = owner, what
	}
	a.What = strings.TrimSpace(strings.TrimRight(withoutFields(a.What), " ,，;；"))
	if a.What == "" || strings.HasPrefix(strings.ToLower(a.What), "none") || a.What == "无" {
		return
	}
	r.m.Actions = append(r.m.Actions, a)
}

// withoutFields cuts “(due: Friday)” and “负责人：王芳” off, where something else is
// left.
func withoutFields(what string) string {
	for range 2 {
		short := strings.TrimSpace(ownerField.ReplaceAllString(dueField.ReplaceAllString(what, ""), " "))
		if len(short) < 2 || !strings.ContainsAny(what, "(（:：") {
			return what
		}
		what = short
	}
	return what
}

// owner finds who is to do what a line says.
func (r *reader) owner(line string) (owner, what string) {
	if m := todoOf.FindStringSubmatch(line); m != nil && r.mayOwn(m[1]) {
		return clean(m[1]), m[2]
	}
	if m := mentioned.FindStringSubmatch(line); m != nil {
		return clean(m[1]), m[2]
	}
	if m := ownerField.FindStringSubmatch(line); m != nil && r.mayOwn(m[1]) {
		return clean(m[1]), line
	}
	if m := ownerFirst.FindStringSubmatch(line); m != nil && r.mayOwn(m[1]) {
		return clean(m[1]), m[2]
	}
	if m := willDo.FindStringSubmatch(line); m != nil && r.mayOwn(m[1]) && !commonWords[strings.ToLower(m[1])] {
		return clean(m[1]), m[2]
	}
	if m := takesCare.FindStringSubmatch(line); m != nil && r.mayOwn(m[1]) {
		return m[1], m[2]
	}
	if m := doneBy.FindStringSubmatch(line); m != nil && r.takesPart(m[1]) {
		return m[1], m[2]
	}
	if m := ownerLast.FindStringSubmatch(line); m != nil {
		for _, part := range between.Split(m[1], -1) {
			if part = clean(part); isName(part) && r.mayOwn(part) && !commonWords[strings.ToLower(part)] && r.due("by "+part).IsZero() {
				return part, strings.TrimSpace(strings.TrimSuffix(line, m[0]))
			}
		}
	}
	// 王芳3月10日前提供…: a name of those who took part, and nothing between.
	for _, p := range r.m.Participants {
		if hanName.MatchString(p.Name) && strings.HasPrefix(line, p.Name) {
			return p.Name, strings.TrimLeft(strings.TrimPrefix(line, p.Name), " ，,将需在")
		}
	}
	return "", line
}

// commonWords begin a sentence and are no names.
var commonWords = map[string]bool{"we": true, "they": true, "team": true, "the": true, "all": true, "everybody": true, "everyone": true, "client": true, "agency": true, "it": true, "this": true, "nothing": true,
	"note": true, "next": true, "open": true, "done": true, "tbd": true, "risk": true, "status": true, "date": true, "time": true, "monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true}

// mayOwn says whether words may name who is to do something: as names are written, and
// where the minutes say who took part and write names in Chinese, one of them.
func (r *reader) mayOwn(words string) bool {
	words = clean(words)
	if !isName(words) || commonWords[strings.ToLower(words)] {
		return false
	}
	if _, word := headings[strings.ToLower(words)]; word {
		return false
	}
	if latinName.MatchString(words) || len(r.m.Participants) == 0 {
		return true
	}
	return r.takesPart(words) || len([]rune(words)) <= 3
}

// takesPart says whether a name is that of one who took part.
func (r *reader) takesPart(name string) bool {
	return slices.ContainsFunc(r.m.Participants, func(p Person) bool { return p.Name == name || strings.HasPrefix(p.Name, name) })
}

func clean(name string) string {
	return strings.Trim(strings.TrimSpace(parenthesis.ReplaceAllString(name, "")), "@.。-– \t\"'“”")
}

// due finds the day that a line names; zero where it names none, or several.
func (r *reader) due(line string) time.Time {
	var found time.Time
	for _, d := range deadline.Of(line, r.written) {
		day, err := time.ParseInLocation(time.DateOnly, d.Day, r.written.Location())
		switch {
		case err != nil: // a number of days, of which nobody says from when
		case !found.IsZero() && !found.Equal(day):
			return time.Time{}
		default:
			found = day
		}
	}
	if !found.IsZero() {
		return found
	}
	// A date that stands there bare, in a line that says what is to be done.
	var days []time.Time
	for _, m := range isoDate.FindAllStringSubmatch(line, 3) {
		days = append(days, r.date(m[1], m[2], m[3]))
	}
	for _, m := range hanDate.FindAllStringSubmatch(line, 3) {
		days = append(days, r.date(m[1], m[2], m[3]))
	}
	for _, m := range longDate.FindAllStringSubmatch(line, 3) {
		day, month := m[1]+m[4], strings.ToLower(m[2]+m[3])
		days = append(days, r.date("", months[month[:3]], day))
	}
	if len(days) == 1 {
		return days[0]
	}
	return time.Time{}
}

var months = map[string]string{"jan": "1", "feb": "2", "mar": "3", "apr": "4", "may": "5", "jun": "6", "jul": "7", "aug": "8", "sep": "9", "oct": "10", "nov": "11", "dec": "12"}

// date gives a day. Without a year it is the one that is nearest ahead, or just past.
func (r *reader) date(year, month, day string) time.Time {
	text := year + "-" + month + "-" + day
	if year == "" {
		text = r.written.Format("2006") + text
	}
	t, err := time.ParseInLocation("2006-1-2", text, r.written.Location())
	if err != nil || t.Year() < 1990 || t.Year() > 2200 {
		return time.Time{}
	}
	if year == "" && t.Before(r.written.AddDate(0, -3, 0)) {
		t = t.AddDate(1, 0, 0)
	}
	return t
}
