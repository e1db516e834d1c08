// Package minutes finds in the minutes of a meeting who took part, what was decided,
// and who is to do what by when. It reads plain text and Markdown, in Chinese and
// English. Like all of classify it is pure. It says less rather than guess: an action
// whose owner or day is not plain has none.
package minutes

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

const (
	longestText = 64 << 10 // bytes that are read
	longestLine = 1000     // bytes of a line that is read
	mostItems   = 100      // of each kind
	longestName = 60       // bytes of a name
)

// Minutes is what was found.
type Minutes struct {
	Participants []Person
	Decisions    []string
	Actions      []Action
}

// Person is somebody who took part, as written.
type Person struct {
	Name    string
	Address string // "" where none stands there
}

// Action is something that somebody is to do.
type Action struct {
	Owner string // "" where it is not plain
	What  string
	Due   time.Time // a day in the zone of the minutes; zero where none is named
}

// section says what the lines below a heading are.
type section int

const (
	other section = iota
	people
	absent
	decisions
	actions
)

// headings are the words of headings, in lower case. The table is never written to.
var headings = headingWords()

func headingWords() map[string]section {
	list := map[string]section{}
	for of, words := range map[section]string{
		people:    "present|attendees|attending|participants|attendance|in attendance|who was there|与会|与会人员|与会者|参会|参会人员|参会人|参加人员|参加人|出席|出席人员|到会人员|與會|與會人員|出席人員|参与人|参与人员",
		absent:    "absent|apologies|regrets|excused|not present|缺席|请假|缺席人员|請假",
		decisions: "decisions|decision|decided|resolutions|agreed|agreements|what we decided|decisions made|决定|决议|会议决议|会议决定|结论|会议结论|决策|達成決議|決定|決議|结论与决定|达成一致|共识",
		actions:   "actions|action|action items|action points|to do|todo|to-do|todos|to dos|next steps|tasks|follow-up|follow-ups|follow up|待办|待办事项|待办工作|行动项|行动计划|行动事项|后续工作|后续行动|后续事项|下一步|下一步工作|下一步计划|任务|任务分工|任务安排|工作安排|待辦|待辦事項|後續工作|行動項",
		other:     "topics|agenda|discussion|discussed|notes|minutes|summary|date|time|place|location|venue|subject|next meeting|risks|open questions|questions|chair|minute taker|议题|议程|讨论|讨论内容|会议内容|会议议题|时间|会议时间|日期|地点|会议地点|主题|会议主题|主持人|主持|记录人|记录|下次会议|风险|问题|备注|背景|概述|摘要",
	} {
		for _, word := range strings.Split(words, "|") {
			list[word] = of
		}
	}
	return list
}

var (
	bullet = regexp.MustCompile(`^\s*(?:[-*•·●○▪–]\s+|[-•·●]|\d{1,2}[.)、．]\s*|[(（]\d{1,2}[)）]\s*|[①-⑳]\s*|[a-z][.)]\s+|\[[ xX]?\]\s*)+`)
	// bracketed is a heading as 【待办】.
	bracketed = regexp.MustCompile(`^【([^】]{1,20})】\s*[:：]?`)
	ordinal   = regexp.MustCompile(`^\s*(?:[一二三四五六七八九十]{1,3}[、.．]\s*|第[一二三四五六七八九十]{1,3}[、项]\s*)`)
	marks     = regexp.MustCompile("\\*\\*|__|~~|`|^#{1,6}\\s*|\\s*#+$|[【】]|^>\\s?")
	fielded   = regexp.MustCompile(`^([^:：]{1,40})[:：]\s*(.*)$`)
	anAction  = regexp.MustCompile(`(?i)^(?:ai|action|action item|todo|to do|待办|行动项|任务)\s*(?:\d{1,2})?\s*[:：]\s*(.+)$`)
	checkbox  = regexp.MustCompile(`^\s*[-*]?\s*\[( |x|X)\]\s+`)
)

// Read reads minutes that were written at a time, in the zone of their writer.
func Read(text string, written time.Time) Minutes {
	r := reader{written: written}
	text = norm.NFC.String(text[:min(len(text), longestText)])
	for line := range strings.Lines(text) {
		if len(line) <= longestLine {
			r.line(strings.TrimRight(line, "\r\n"))
		}
	}
	return r.m
}

type reader struct {
	written time.Time
	m       Minutes
	in      section
	table   []string // the heads of the columns of the table that is read, in lower case
}

func (r *reader) line(raw string) {
	text := bracketed.ReplaceAllString(strings.TrimSpace(raw), "$1：")
	text = strings.TrimSpace(marks.ReplaceAllString(text, ""))
	if text == "" {
		r.table = nil
		return
	}
	if r.row(text) {
		return
	}
	if todoOf.MatchString(text) {
		r.action(text)
		return
	}
	boxed := checkbox.MatchString(raw)
	item := bullet.MatchString(text) || boxed
	body := strings.TrimSpace(ordinal.ReplaceAllString(bullet.ReplaceAllString(text, ""), ""))
	if of, rest, ok := heading(body, item); ok {
		r.in = of
		if rest != "" {
			r.entry(rest)
			if of == other || of == people || of == absent {
				return
			}
		}
		return
	}
	if m := anAction.FindStringSubmatch(body); m != nil && r.in != people {
		r.action(m[1])
		return
	}
	if boxed && r.in != people {
		r.action(body)
		return
	}
	if strings.HasPrefix(raw, "#") {
		r.in = other // a heading that is none of ours
		return
	}
	r.entry(body)
}

// heading says whether a line is a heading, or begins with one, and of what.
func heading(line string, item bool) (of section, rest string, ok bool) {
	key := strings.ToLower(strings.TrimSpace(strings.TrimRight(line, ":： ")))
	if of, ok = headings[key]; ok {
		return of, "", true
	}
	m := fielded.FindStringSubmatch(line)
	if m == nil {
		return other, "", false
	}
	key = strings.ToLower(strings.TrimSpace(parenthesis.ReplaceAllString(m[1], "")))
	of, ok = headings[key]
	if !ok || item && (of == actions || of == decisions) && strings.TrimSpace(m[2]) != "" {
		return other, "", false // “- Action: …” is one of them
	}
	return of, strings.TrimSpace(m[2]), true
}

// entry takes a line of the section that it stands in.
func (r *reader) entry(line string) {
	switch r.in {
	case people:
		r.people(line)
	case decisions:
		if len(r.m.Decisions) < mostItems {
			r.m.Decisions = append(r.m.Decisions, line)
		}
	case actions:
		r.action(line)
	}
}

var (
	parenthesis = regexp.MustCompile(`\s*[(（\[][^)）\]]*[)）\]]`)
	address     = regexp.MustCompile(`<?([^\s<>,;，；、()（）]+@[^\s<>,;，；、()（）]+\.[A-Za-z]{2,})>?`)
	between     = regexp.MustCompile(`\s*(?:[,;，；、/|]|\s+and\s+|\s+und\s+|\s*&\s*|和|及|以及)\s*`)
	aSide       = regexp.MustCompile(`^(?:[^:：,，、]{1,30})[:：]\s*`) // “Client: Anna, Tom”
)

// people takes the names of a line.
func (r *reader) people(line string) {
	line = aSide.ReplaceAllString(line, "")
	if apart := strings.Fields(line); len(apart) > 1 && !slices.ContainsFunc(apart, func(w string) bool { return !hanName.MatchString(w) }) {
		line = strings.Join(apart, "、")
	}
	for _, part := range between.Split(line, -1) {
		p := Person{}
		if m := address.FindStringSubmatch(part); m != nil {
			p.Address = m[1]
			part = address.ReplaceAllString(part, "")
		}
		part = strings.Trim(strings.TrimSpace(parenthesis.ReplaceAllString(part, "")), ".。-– \t\"'“”")
		if part == "" && p.Address == "" || len(part) > longestName || !isName(part) && part != "" || len(r.m.Participants) == mostItems {
			continue
		}
		p.Name = part
		if slices.Contains(r.m.Participants, p) {
			continue
		}
		r.m.Participants = append(r.m.Participants, p)
	}
}

var (
	hanName   = regexp.MustCompile(`^\p{Han}{2,4}(?:总|經理|经理|工|老师|先生|女士|主任)?$`)
	latinName = regexp.MustCompile(`^\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|de|van|von|der|la)){0,3}$`)
)

// isName says whether words are as a name is written.
func isName(words string) bool {
	return len(words) <= longestName && (hanName.MatchString(words) || latinName.MatchString(words))
}
