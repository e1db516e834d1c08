// Package minutes extracts from the minutes of a meeting who took part, what was decided,
// and who is to do what by when. It reads plain text and Markdown, in Chinese and English:
// lists below headings, tables, marked lines, and sentences that assign something to
// somebody. Like all of classify it is pure. It does not guess: an action without a clear
// owner or day has none.
package minutes

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/store/pattern"
)

const (
	longestText = 64 << 10 // bytes that are read
	longestLine = 1000     // bytes of a line that is read
	mostItems   = 100      // of each kind
	longestName = 60       // bytes of a name
)

// Minutes is what was extracted.
type Minutes struct {
	Participants []Person
	Decisions    []string
	Actions      []Action
}

// Person is a participant, as written.
type Person struct {
	Name    string
	Address string // "" if none is given
}

// Action is something that somebody is to do.
type Action struct {
	Owner string // "" if unclear
	What  string
	Due   time.Time // a day in the zone of the minutes; zero if none is named

	line   int   // of the text, from 0
	alone  bool  // the line says nothing else
	listed bool  // it is in a list or table of actions
	heads  []int // the lines of the heading above it, and of the heads of its table
}

// Read extracts from minutes that were written at a time, in the zone of their author.
func Read(text string, written time.Time) Minutes {
	text = norm.NFC.String(text[:min(len(text), longestText)])
	r := reader{written: written, dayFirst: dayFirst(text)}
	r.lines(text)
	// The participants may be listed at the end, and so may the actions: all is read again
	// with that known.
	known := reader{written: r.written, dayFirst: r.dayFirst, missed: r.missed}
	known.m.Participants = r.m.Participants
	known.hasList = slices.ContainsFunc(r.m.Actions, func(a Action) bool { return a.listed })
	known.lines(text)
	return known.m
}

func (r *reader) lines(text string) {
	for i, line := range strings.Split(text, "\n") {
		if len(line) > longestLine {
			continue
		}
		r.at, r.shared = i, false
		before := len(r.m.Actions)
		said := len(r.m.Participants) + len(r.m.Decisions)
		r.line(strings.TrimRight(line, "\r"))
		alone := !r.shared && len(r.m.Actions) == before+1 && len(r.m.Participants)+len(r.m.Decisions) == said
		for n := range r.m.Actions[before:] {
			r.m.Actions[before+n].alone = alone
		}
	}
}

// reader is the state of reading minutes.
type reader struct {
	written  time.Time
	dayFirst order
	m        Minutes

	in      section
	number  string // of this section's heading, "" if it has none
	begun   bool   // this section has content
	listed  bool   // its content has bullets
	counted bool   // its content is numbered
	spaced  bool   // a blank line precedes its content
	inline  bool   // its content begins on the heading's line
	started bool
	first   bool // this is the first line
	gap     bool // a blank line precedes this one
	table   []string
	missed  []string // the absent
	hasList bool     // there is a list of actions: what sentences say of them is the same

	at        int   // the number of this line
	shared    bool  // it says more than one action
	head      []int // the heading of this section, where that is of actions
	tableHead []int // the lines of the heads of this table
}

// open starts a section.
func (r *reader) open(of section, number string) {
	r.in, r.number, r.begun, r.listed, r.counted, r.spaced, r.inline = of, number, false, false, false, false, false
	if r.head = nil; of == actions {
		r.head = []int{r.at}
	}
}

var (
	bullet = pattern.New(`^\s*(?:[-*•·●○▪◆◇■□☐✓✔√▶➤–]\s+|[-•·●○◆√]|\d{1,2}(?:\.\d{1,2})?[.)、．]\s*|\d{1,2}\.\d{1,2}\s+|[(（](?:\d{1,2}|[a-z])[)）]\s*|[①-⑳]\s*|[a-z][.)]\s+|[A-Z]\)\s+|\d{1,2}\s+|[A-Z]{1,4}\d{1,3}[.:)]\s+|[A-Z]{2,6}-\d{1,5}:?\s+|(?:No|TOP|Item)\.?\s*\d{1,3}[.:]?\s+|\[[ xX]?\]\s*)+`)
	// bracketed is a heading as 【待办】.
	bracketed = pattern.New(`^【([^】]{1,20})】\s*[:：]?`)
	ordinal   = pattern.New(`^\s*(?:[一二三四五六七八九十]{1,3}[、.．]\s*|第[一二三四五六七八九十]{1,3}[、项]\s*|[(（][一二三四五六七八九十]{1,3}[)）]\s*)`)
	emphasis  = pattern.New(`(^|\s)[*_]([^*_\s][^*_]*)[*_]`)
	symbols   = pattern.New(`^[\p{So}\x{fe0f}\x{200d}]+\s*`)
	counted   = pattern.New(`^\s*(\d{1,2})(?:\.0)?[.)、．\s]`)
	marks     = pattern.New("\\*\\*|__|~~|`|^#{1,6}\\s*|\\s*#+$|[【】]")
	anAction  = pattern.New(`(?i)^(?:(?:ai|actions?|action items?|action points?|todo|to do|待办|行动|行动项|任务|措施|对策|分工(?:如下)?)\s*(?:\d{1,2})?\s*[:：]|(?:todo|ai)\s+(?:@|[A-Z]\w*\s*[-–:：]))\s*(.*)$`)
	isDecided = pattern.New(`(?i)^(?:decisions?|decided|agreed|resolutions?|resolved|决定|决议|结论|共识|議決|決議|決定)\s*(?:\d{1,2})?\s*[:：]\s*(.+)$`)
	pointed   = pattern.New(`^(?:->|=>|→|➜)\s*`)
	quoted    = pattern.New(`^[>＞]\s?`)
	courtesy  = pattern.New(`(?i)^(?:(?:with )?(?:best|kind|warm|many)? ?(?:regards|wishes|thanks)|best|thank you|thx|ta|cheers|love|yours|sincerely|cordialement|谢谢|多谢|祝好|此致|敬礼|顺祝商祺)[,，!！.。~]*$`)
	checkbox  = pattern.New(`^\s*[-*]?\s*\[( |x|X)\]\s+`)
	ticked    = pattern.New(`^\s*[-*]?\s*\[[xX]\]`)
	nothing   = pattern.New(`(?i)^(?:none|nil|n/a|no|-|无|無|没有|略|（略）|\(略\))[.。]?$`)
)

// columnMarks replaces other vertical rules between columns.
var columnMarks = strings.NewReplacer("▏", "|", "│", "|", "｜", "|")

func (r *reader) line(raw string) {
	text := bracketed.ReplaceAllString(r.withOwnerFirst(strings.TrimSpace(raw)), "$1：")
	arrow := quoted.MatchString(text)
	if pointed.MatchString(text) {
		text, arrow = pointed.ReplaceAllString(text, ""), true
	}
	text = marks.ReplaceAllString(quoted.ReplaceAllString(text, ""), "")
	text = strings.TrimSpace(columnMarks.Replace(emphasis.ReplaceAllString(text, "$1$2")))
	if text == "" {
		r.table, r.gap = nil, true
		return
	}
	gap := r.gap
	r.gap, r.first = false, !r.started
	r.started = true
	if r.row(text) {
		return
	}
	text = symbols.ReplaceAllString(fields(text), "")
	boxed := checkbox.MatchString(raw)
	if boxed && r.in == actions && ticked.MatchString(raw) {
		r.begun, r.listed = true, true
		return // it is done
	}
	item := bullet.MatchString(text) || boxed
	body := strings.TrimSpace(ordinal.ReplaceAllString(bullet.ReplaceAllString(text, ""), ""))
	if body == "" || strings.Trim(body, "-=—_* ") == "" {
		return // a rule
	}
	if todoOf.MatchString(text) {
		r.action(text)
		return
	}
	numbered := numberOf(text)
	if of, rest, ok := heading(body, item, strings.HasPrefix(raw, "#") || numbered != ""); ok {
		r.open(of, numbered)
		if rest != "" {
			r.shared, r.head = true, nil
			r.entry(rest)
			r.begun, r.inline = true, true
		}
		return
	}
	if courtesy.MatchString(body) || r.ends(raw, body, numbered, item, gap) {
		r.open(other, "")
	}
	if r.in != other && !r.begun {
		r.spaced = gap
	}
	if r.in != people && r.readMarked(body, arrow || boxed) {
		r.begun, r.listed = true, r.listed || item
		return
	}
	switch {
	case r.in == other && item && !r.hasList && r.isOwnedItem(body):
		r.action(body)
		return
	case r.in == other:
		r.prose(body, item)
		return
	case r.in == people && strings.HasPrefix(strings.TrimSpace(raw), "[ ]"):
		r.in = absent
		r.entry(body)
		r.in = people
	default:
		r.entry(body)
	}
	r.begun, r.listed, r.counted = true, r.listed || item, r.counted || numbered != ""
}

// isOwnedItem reports whether a list item, below any heading, begins with a participant and
// names the day by which they are to do what it says.
func (r *reader) isOwnedItem(body string) bool {
	m := ownerFirst.FindStringSubmatch(body)
	if m == nil || reports.MatchString(m[2]) || strings.Contains(m[2], "已") {
		return false
	}
	_, known := r.takesPart(clean(m[1]))
	due := r.due(body)
	return known && !due.Before(r.written.Truncate(24*time.Hour))
}

// ends reports whether a line that is no known heading ends the open section.
func (r *reader) ends(raw, body, numbered string, item, gap bool) bool {
	owned := func() bool {
		owner, _ := r.owner(body)
		return r.in == actions && owner != ""
	}
	switch {
	case r.in == other:
		return false
	case r.inline:
		return r.in != people || gap || !strings.HasPrefix(raw, "   ") && !strings.HasPrefix(raw, "\t")
	case strings.HasPrefix(raw, "#"):
		return true
	case numbered != "" && follows(r.number, numbered) && utf8.RuneCountInString(body) <= 30 && !strings.ContainsAny(body, "。；;,，"):
		return true // the next topic
	case r.in == people && r.begun && gap && (numbered != "" && !r.counted || !item || !r.listed || strings.HasSuffix(body, ".") || strings.HasSuffix(body, "。")):
		return true
	case !r.begun || item:
		return false
	case gap && (r.listed || !r.spaced):
		return !owned()
	case r.listed && r.in != people && !strings.HasPrefix(raw, " ") && !strings.HasPrefix(raw, "\t"):
		return !owned()
	}
	return false
}

// readMarked reads a line that is marked as an action or a decision.
func (r *reader) readMarked(body string, box bool) bool {
	if m := anAction.FindStringSubmatch(body); m != nil {
		what := m[1]
		if what == "" || strings.HasPrefix(strings.ToLower(body), "todo ") || strings.HasPrefix(strings.ToLower(body), "ai ") {
			what = body[strings.IndexAny(body, " \t")+1:]
		}
		for _, one := range strings.FieldsFunc(what, func(c rune) bool { return c == ';' || c == '；' }) {
			r.action(strings.TrimSpace(one))
		}
		return true
	}
	if m := isDecided.FindStringSubmatch(body); m != nil {
		r.decided(m[1])
		return true
	}
	if m := actionBehind.FindStringSubmatch(body); m != nil && r.in != people {
		r.shared = r.in != actions // the words before it may be the minutes
		r.actionOf(m[1], m[2], m[3])
		return true
	}
	if strings.HasPrefix(body, "@") && !r.first && mentioned.MatchString(body) {
		r.action(body)
		return true
	}
	if !box || r.in == decisions || r.in == absent {
		return false
	}
	if owner, _ := r.owner(body); owner != "" || checkbox.MatchString("- [ ] "+body) {
		r.action(body)
		return true
	}
	return false
}

// entry reads a line as part of the open section.
func (r *reader) entry(line string) {
	switch r.in {
	case people:
		r.people(line)
	case decisions:
		if r.decided(line); !r.hasList && r.isToDo(line) { // a decision can also assign an action
			r.action(line)
		}
	case actions:
		r.action(line)
	case absent:
		for _, part := range partsOf(line) {
			if name := personIn(part); name != "" && len(r.missed) < mostItems {
				r.missed = append(r.missed, name)
			}
		}
	}
}

func (r *reader) decided(what string) {
	if what = strings.TrimSpace(what); what != "" && !nothing.MatchString(what) && len(r.m.Decisions) < mostItems {
		r.m.Decisions = append(r.m.Decisions, what)
	}
}
