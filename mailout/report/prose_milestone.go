package report

import (
	"strings"
	"time"

	"rapport/classify/answer"
	"rapport/store/pattern"
	"rapport/templates"
)

// peekDates returns a text with its days marked, and how many there are that name their month;
// nothing is reported.
func (p *parser) peekDates(text string) (marked string, n int) {
	marked, list := p.markedDays(line{text: text})
	for _, d := range list {
		if d.weekday < 0 && strings.ContainsAny(d.written, "0123456789月") {
			n++
		}
	}
	return marked, n
}

var (
	// stated are the words by which a sentence says that something has its day, before or behind
	// that.
	stated = pattern.New(`(?i)\b(?:due|planned|scheduled|expected|set|fixed|moved|pushed(?: back)?|postponed|delayed|slipped|slips|slid|brought forward|rescheduled|shifted|shifts|moves|take[sn]? place|took place|go(?:es)? live|went live|come[s]?|came|starts?|started|begins?|began|opens?|opened|lands?|landed|follows?|happens?|happened|ends?|ended|closes?|kicks? off|falls? on|stays?|remains?|arrives?|arrived|slated|earmarked|originally|now|will be|went to|goes? to|was sent|is on|was on|is now|is still|(?:is|are|was) (?:complete|ready|over)|as of|previously|instead of|` + doneVerbs + `)\b|` +
		`\b(?:geplant|verschoben|abgeschlossen|fällig|statt|prévue?|au lieu|reporté|terminé|livré)\b|` +
		`推迟|延|改[到至为期]?|现在要|调整|提前|顺延|定[于在到]|原定|现定|计划|预计|完成|交付|上线|到货|启动|开始|举行|召开|通过|验收|确认|发布|开幕|结束|开业|开馆|首映|交|送|办|推[到至]|截稿|进场|竣工|完工|投产|出厂|发货|寄|落成|揭幕|上市|上架|开机|杀青|首播|播出|开播|开拍|评审|答辩|撤展|布展|揭牌|定标|入住|进驻|安装|调试|培训|打样|下单|印刷|封|试运行|开工|签|为|开|照常|不变|如期|已[于在]|安排[在于]|放[在到]|设在`)
	personal = pattern.New(`(?i)(?:^|[\s,;(])(?:i|i'm|i'll|i've|you|me|he|she|we'll|we|my|your|us|holiday|holidays|vacation|leave|office|away|travelling|traveling|call|call's|meeting|form|reply|answer|mail|email|e-mail|invoice|report|everything|nothing|all|most|the rest|this|that|it)(?:[\s,.;]|$)|我|您|你|出差|休假|请假|会议|表格|回复|邮件|发票|假期|回来|周报|报告`)
	// ofWriter says that a sentence is about its writer, or an appointment.
	ofWriter = pattern.New(`(?i)\b(?:i|i'm|i'll|i've)\b|\b\d{1,2}[:.]\d\d\s*(?:h\b|am\b|pm\b|uhr\b)?(?:[^\d]|$)|\b(?:flight|train|dentist|doctor|lunch|dinner)\b|我(?:[^们们方司公]|$)|航班|火车|[点时]半?(?:见|开会|出发)`)
	// nameTail is what may stand between the name of a milestone and its day.
	nameTail = pattern.New(`(?i)(?:\s*(?:\b(?:should|supposed|meant|ought|was|were|is|are|has|have|had|been|be|will|shall|now|only|already|just|still|also|on|by|at|for|from|to|due|planned|scheduled|expected|set|fixed|moved|moves|pushed back|put back|pushed|postponed|delayed|slipped|slips|slid|brought forward|rescheduled|shifted|shifts|taken?|takes?|place|took|goe?s? live|went live|going live|comes?|came|starts?|started|begins?|began|opens?|opened|lands?|landed|follows?|happens?|happened|ends?|ended|closes?|kicks? off|kicked off|falls?|stays?|remains?|arrives?|arrived|slated|earmarked|originally|previously|instead|of|successfully|finally|later|than|until|since|unchanged|complete|ready|over|of|currently|date|prévue?|geplant|verschoben|auf|am|für|le|pour|est|reportée?|dated|it|as|` + strings.ReplaceAll(doneVerbs, "|live", "") + `)\b|[:：,，(（|–—-]|原定[于在]?|原本|本来|本该|本应|起初|最初|一开始|现定[于在]?|原计划[于在]?|计划[于在]?|预计[于在]?|已经|已|仍然?|还是|已完成|已结束|原来定的是|定的是|定[于在到]|安排[于在]|将?[于在]|将|由|从|推迟|延期|延后|延[至到]?|改[到至为]?|调整[到至为]?|提前|顺延|推[到至]?|日期|时间|目前|现|为|是|到|至|因故|如期|按期|顺利|最[晚迟]|拟[于在]?))+\s*$`)
	nameLead = pattern.New(`(?i)^(?:\s*(?:what [^:]{2,40}:|(?:the )?(?:(?:next|first|last|only|final|big|key|main|following|new) )*(?:milestone|deadline|due date|target date|date|key date)(?:s)?(?: (?:for|of))?(?: (?:is|will be|was|remains|comes))?|for|the|our|a|an|and|but|also|so|with that|das|der|die|la|le|les)\s+|\s*(?:l'|的|里程碑达成|(?:下一?个|下个|最近的?|最后一?个|首个|主要|关键|重要)*(?:里程碑|节点|節點|时间点)是?|其中|另外|此外|目前|同时|而|但|其|预计|计划)\s*|[\s,，;；:：.。“”"'《》「」(（)）*-])+`)
	// behindDay is what may follow a day and is no name.
	behindDay = pattern.New(`^(?:的|前|之前|后|左右|起|正式|已经|已|将|如期|按期|顺利)*`)
	yearOf    = pattern.New(`\d{4}|\d\d\s*年|[今明去]年`)
)

// readDays reads the milestones that sentences name: each with a name, words that say that it
// has its day, and a day that names its month.
func (p *parser) readDays() {
	for _, l := range p.prose {
		written := plain(narrow(l.text[bullet(l.text):]))
		text := answer.Simplified(written)
		all := sentencesOf(text)
		listed := p.listsDays(all)
		open := false // the sentence before has named the last milestone
		for _, sentence := range all {
			sentence = strings.TrimSpace(withoutGreeting(sentence))
			marked, named := p.markedDays(line{l.number, sentence})
			was := open
			open = false
			if len(named) == 0 || ofWriter.MatchString(sentence) {
				continue
			}
			if was && len(named) == 1 && wasBefore.MatchString(marked) {
				p.setWas(named[0].day)
				continue
			}
			if was && len(named) == 1 && ofBefore.MatchString(marked) {
				p.moveLast(line{l.number, marked}, named)
				continue
			}
			if rest, ok := listBehind(marked); ok {
				marked, listed = rest, true
			}
			known := listed && !saysMore.MatchString(marked) // the sentence has named a milestone
			for _, clause := range p.ownClauses(marked) {
				n := strings.Count(clause, dateMark)
				days := named[:n]
				named = named[n:]
				if m, ok := p.dayOf(line{l.number, clause}, days, known); ok && p.items < maxItems {
					known, open = true, true
					p.items++
					m.Name = asIn(written, m.Name)
					p.report.Milestones = append(p.report.Milestones, m)
				}
			}
		}
	}
}

// listsDays reports whether at least two sentences are a name and a day, and nothing else:
// “Handover 12 January. Opening 30 April.”
func (p *parser) listsDays(sentences []string) bool {
	n := 0
	for _, sentence := range sentences {
		if strings.ContainsFunc(sentence, wide) && !ofWriter.MatchString(sentence) && !personal.MatchString(sentence) {
			marked, _ := p.markedDays(line{text: sentence})
			for _, part := range atCommas(marked) {
				if dayAndName.MatchString(part) {
					n++
				}
			}
			continue
		}
		marked, named := p.markedDays(line{text: sentence})
		if len(named) == 1 && nameAndDay.MatchString(marked) && !saysMore.MatchString(marked) && !ofWriter.MatchString(sentence) && !personal.MatchString(sentence) {
			n++
		}
	}
	return n > 1
}

// listBehind returns what is behind the label of a sentence, where that is a list of names and
// days: “Dates to remember: tasting 8 December, bottling 12 January”.
func listBehind(marked string) (rest string, ok bool) {
	label, rest, ok := cutColon(marked)
	if !ok || strings.Contains(label, dateMark) {
		return marked, false
	}
	parts := atCommas(rest)
	for _, part := range parts {
		if name, _, _ := strings.Cut(part, dateMark); runesOf(cleanName(name)) < 2 {
			return marked, false
		}
		if !nameAndDay.MatchString(" "+strings.TrimLeft(part, " ")) && !lineWithDay.MatchString(strings.TrimSpace(part)) {
			return marked, false
		}
	}
	return rest, len(parts) > 1
}

// saysMore are words of which no name and day alone has one.
var saysMore = pattern.New(`(?i)\b(?:from|on|by|at|to|in|is|are|was|were|will|remains?|stays?|until|before|after|since)\b`)

// dayAndName is a day and what is on it, in Chinese: “12月15日定标”.
var dayAndName = pattern.New(`^\s*` + dateMark + `\s*(?:前|将|已|拟)?\p{Han}{2,8}\s*[。.]?$`)

// ofBefore is what is said of the milestone of the sentence before.
var ofBefore = pattern.New(`(?i)^\s*(?:(?:they|it|these|this|that)(?:'ll|'re|'s)?\s|现在|现|后来|如今)[^` + dateMark + `]{0,40}` + dateMark)

// wasBefore is what was planned for the milestone of the sentence before.
var wasBefore = pattern.New(`(?i)^\s*[(（]?(?:(?:it |this |that )?(?:was|were)(?: originally)?(?: planned| due| scheduled| expected)?|originally|previously|planned|before)(?: planned| due| scheduled)?(?: for| on)?\s*` + dateMark + `\s*[)）.]*$|^\s*(?:原计划|原定|原来|原本|本来|之前)[是为于在]?(?:定[于在])?\s*` + dateMark + `\s*[。）)]*$`)

// setWas sets what was planned for the last milestone, whose day is another now.
func (p *parser) setWas(day time.Time) {
	last := &p.report.Milestones[len(p.report.Milestones)-1]
	if last.Expected.IsZero() && !last.Planned.IsZero() && !day.Equal(last.Planned) {
		last.Planned, last.Expected = day, last.Planned
	}
}

// moveLast reads what a sentence says of the milestone before: its day now, or that it was
// reached.
func (p *parser) moveLast(it line, named []namedDay) {
	have := len(p.problems)
	m := p.readMilestone(it, named, false)
	p.problems = p.problems[:have]
	day := m.Expected
	if day.IsZero() {
		day = m.Planned
	}
	last := &p.report.Milestones[len(p.report.Milestones)-1]
	if last.Done || !last.Expected.IsZero() || day.IsZero() || day.Equal(last.Planned) {
		return
	}
	last.Expected, last.Done = day, m.Done && !day.After(p.today)
}

// markedDays marks the days of a text without reporting what is none.
func (p *parser) markedDays(it line) (string, []namedDay) {
	have := len(p.problems)
	it.text = inEnglish(it.text)
	marked, named := p.markDates(it)
	p.problems = p.problems[:have]
	return marked, named
}

// ownClauses parts a marked sentence into those parts that have a name and a day each. A part
// with a day and no name belongs to the one before it; one without a day is left out where it
// is not the name of the next.
func (p *parser) ownClauses(marked string) (list []string) {
	before := ""
	for _, part := range atCommas(marked) {
		if !strings.Contains(part, dateMark) {
			if len(list) > 0 && (reached.MatchString(strings.TrimSpace(part)) || isShift(list[len(list)-1], part)) {
				list[len(list)-1] += ", " + part
				continue
			}
			before = part
			continue
		}
		name := p.nameWithin(part)
		named := runesOf(name) > 1 && !noNameAtAll.MatchString(name)
		switch {
		case named:
			list = append(list, clausesOf(part)...)
		case len(list) > 0:
			list[len(list)-1] += ", " + part
		default:
			list = append(list, before+", "+part)
		}
		before = ""
	}
	return list
}

// dayOf reads a milestone in a clause in which its days are marked; ok is false where it is
// none for certain. In a sentence that has named another a name and a day are enough.
func (p *parser) dayOf(it line, named []namedDay, among bool) (m templates.Milestone, ok bool) {
	moved := movedByUs.FindStringSubmatch(it.text)
	if due := expectedByUs.FindStringSubmatch(it.text); due != nil && len(named) == 1 && named[0].weekday < 0 {
		return templates.Milestone{Name: cleanName(due[1]), Planned: named[0].day}, true
	}
	if did := doneByUs.FindStringSubmatch(it.text); did != nil && p.allPast(named) && len(named) == 1 {
		return templates.Milestone{Name: cleanName(did[1]), Expected: named[0].day, Done: true}, true
	}
	called := milestoneWord.MatchString(it.text)
	if len(named) == 0 || len(named) > 2 || moved == nil && !called && personal.MatchString(it.text) {
		return m, false
	}
	for _, d := range named {
		isToday := d.weekday < 0 && len(named) == 1 && reachedThen.MatchString(it.text) && p.allPast(named) // “finished yesterday”
		if !isToday && (d.weekday >= 0 || !strings.ContainsAny(d.written, "0123456789月")) {
			return m, false
		}
	}
	labelledDay := lineWithDay.MatchString(it.text) || among && (nameAndDay.MatchString(it.text) || dayAndName.MatchString(it.text))
	if !labelledDay && moved == nil && !called && !stated.MatchString(it.text) {
		return m, false
	}
	unshifted, _ := withoutShift(it.text)
	name := p.nameWithin(unshifted)
	if moved != nil {
		name = cleanName(moved[1] + moved[3])
		it.text = it.text[strings.Index(it.text, moved[1]+moved[3]):]
	}
	if n := runesOf(name); n < 2 || noNameAtAll.MatchString(name) || n > longestMilestone || leftoverDay.MatchString(name) {
		return m, false
	}
	have := len(p.problems)
	isDone := reachedThen.MatchString(it.text) && !notReached.MatchString(it.text) && p.allPast(named)
	m = p.readMilestone(line{it.number, it.text}, p.ahead(named, it.text), isDone)
	sure := len(p.problems) == have
	p.problems = p.problems[:have]
	m.Name = name
	m.Done = m.Done && !p.isAhead(m)
	return m, sure
}

// doneByUs is what the writer's own people finished on a day.
var doneByUs = pattern.New(`(?i)^\s*we(?:'ve| have)?\s+(?:finished|completed|delivered|launched|signed|opened|closed|handed over|shipped|submitted|published|installed|tested|held|finali[sz]ed)\s+(?:the |our )?([^` + dateMark + `,]{2,40}?)\s+on\s+` + dateMark + `\s*[.]?$`)

// milestoneWord says that a day is one of the project's.
var milestoneWord = pattern.New(`(?i)\b(?:milestone|deadline|due date|target date|key date)s?\b|里程碑|节点|節點|截止日期`)

// expectedByUs is what the writer's own people counted on for a day.
var expectedByUs = pattern.New(`(?i)^\s*we(?:'d| had| have)?\s+(?:expect(?:ed)?|planned|hoped for|wanted|scheduled|counted on|were promised)\s+(?:the |our |an? )?((?:[^t` + dateMark + `,%]|t[^o` + dateMark + `,%])[^` + dateMark + `,%]{1,40}?)\s+(?:on|for|by)\s+` + dateMark + `\s*[.;]?$`)

// isAhead reports whether the day of a milestone is still to come: it cannot have been reached.
func (p *parser) isAhead(m templates.Milestone) bool {
	day := m.Expected
	if day.IsZero() {
		day = m.Planned
	}
	return day.After(p.today)
}

// movedByUs is what the writer's own people did with a milestone.
var movedByUs = pattern.New(`(?i)^\s*we(?:'ve| have| had to| will)?\s+(?:moved?|brought|bring|pushed?|postponed?|delayed?|shift(?:ed)?|rescheduled?)\s+(?:the |our )?([^` + dateMark + `,]{2,40}?)()(?:\s+(?:forward|back))?\s+(?:from|to|by)\s|^\s*(?:我们|我方|我司)?(?:已经?)?[把将]([^` + dateMark + `，,]{2,20}?)()(?:的?(?:时间|日期))?(?:[从由]` + dateMark + `)?(?:推迟|提前|改|调|延|顺延|挪)`)

// reachedThen says of a day that is over that the milestone was reached on it.
var reachedThen = pattern.New(`(?i)\b(?:took place|went|was sent|happened|went live|(?:was|were) (?:held|on)|(?:is|are|was) (?:complete|over)|started|began|opened|ended|closed|landed|arrived|came|` + doneVerbs + `)\b|abgeschlossen|erledigt|terminée?|livrée?|已|完成|通过|举行|结束|验收|签|交付|上线|启动|开工|到货|竣工|进场|发布|合格|√|✓|✔|✅`)

// doneOn is a label that says that the day behind it is the one on which a milestone was reached.
var doneOn = pattern.New(`(?i)[:：]\s*(?:done|completed|finished|held|delivered|erledigt|fait)\s+(?:on\s+)?`)

// ownItem returns an item below a heading of milestones as the form has it.
func ownItem(text string) string { return doneOn.ReplaceAllString(inEnglish(text), " | done | ") }

// noNameAtAll are words before a day that name nothing.
var noNameAtAll = pattern.New(`(?i)^(?:they|it|these|those|this|that|which|he|she|both|everything|we|others?|the rest|两者|它们?|这|那|他们|截至|截止到?|直到|今天|本周|这周|下周|上周|目前|最新|更新|日期|时间|as of|until|since|from|week|date|today|status|update|stand)$|^(?:现在|目前|要|会|将|可能|预计|估计|大概|应该|需要|还|再|又|也|都|就|才|改)+$`)

const longestMilestone = 60

var (
	nameAndDay  = pattern.New(`^\s*(?:\S+ ){1,4}` + dateMark + `\s*[.]?\s*$`)
	lineWithDay = pattern.New(`^[^` + dateMark + `:：]{2,60}(?:[:：]|\s[–—-]|—{1,2})\s*(?:(?:` + doneVerbs + `)\s+)?(?:on |since |am |le )?` + dateMark + `|^\p{Lu}[\pL-]*(?: [\pL-]+){0,3} (?:on|:|–|-) ` + dateMark + `\s*[.]?$|^[^` + dateMark + `\s:：，,]{2,16}` + dateMark + `\s*[.。]?$|^[^` + dateMark + `:：，,]{2,40}\s` + dateMark + `\s*(?:正常|按计划|如期|不变|进行中|未开始|待定|已完成|完成|ok|on track|on schedule|on time|as planned|unchanged|no change|open|pending|done|completed?)\s*$`)
	leftoverDay = pattern.New(`[` + dateMark + `%]|(?i)\b(?:because|since|if|that|which|when)\b|因为|如果|由于`)
)

// nameWithin returns the name of the milestone of a clause: what stands before its first day,
// or behind it.
func (p *parser) nameWithin(clause string) string {
	before, after, _ := strings.Cut(clause, dateMark)
	if m := quotedName.FindStringSubmatch(before); m != nil {
		return m[1]
	}
	name := cleanName(before)
	if runesOf(name) >= 2 {
		return name
	}
	after, _, _ = strings.Cut(after, dateMark)
	after = behindDay.ReplaceAllString(strings.TrimLeft(after, " :：,，-–—"), "")
	if at := fields.FindStringIndex(after); at != nil && at[0] > 0 {
		after = after[:at[0]]
	}
	if slippedLead.MatchString(after) {
		return ""
	}
	return cleanName(after)
}

// slippedLead begins what says by how much a day has moved.
var slippedLead = pattern.New(`(?i)^(?:推迟|提前|延|顺延|早了?|晚了?|by\b|later|earlier|ago)`)

var quotedName = pattern.New(`[“"「《]([^”"」》]{2,40})[”"」》]`)

func cleanName(text string) string {
	for range 3 {
		was := text
		text = nameLead.ReplaceAllString(text, "")
		text = nameTail.ReplaceAllString(text, "")
		text = slippedBy.ReplaceAllString(text, "")
		if i := strings.LastIndexAny(text, ",，;；"); i >= 0 { // the subject stands last
			_, size := firstSize(text[i:])
			text = text[i+size:]
		}
		if text == was {
			break
		}
	}
	text = finite.ReplaceAllString(asEver.ReplaceAllString(strings.TrimRight(text, " .。"), ""), "$1")
	return strings.Trim(text, " \t.。:：,，;；“”\"'*")
}

var (
	// finite begins what a sentence says of its subject.
	finite = pattern.New(`(?i)(\S)\s+(?:went|goes|is|was|are|were|has|have|will|takes|took)\s.*$`)
	// asEver says of a milestone that its day is what it was.
	asEver = pattern.New(`的?(?:节点|时间|日期)?(?:不变|照常|如期|正常)$`)
)

func firstSize(text string) (string, int) {
	first := firstOf(text)
	return first, len(first)
}

// ahead returns days without a year a year later where all are long past, and what they are
// for is still to come.
func (p *parser) ahead(named []namedDay, text string) []namedDay {
	const longPast = 60 // days
	last := time.Time{}
	for _, d := range named {
		if d.weekday >= 0 || yearOf.MatchString(d.written) {
			return named
		}
		if d.day.After(last) {
			last = d.day
		}
	}
	if _, reached := p.withoutReached(text, named); reached || !last.Before(p.today.AddDate(0, 0, -longPast)) {
		return named
	}
	later := make([]namedDay, len(named))
	for i, d := range named {
		d.day = d.day.AddDate(1, 0, 0)
		later[i] = d
	}
	return later
}

// otherMonths are the months of German and French, in the order of the year, as far as they are
// not written like those of English.
var otherMonths = [12]string{"januar|janvier", "februar|février", "märz|mars", "avril", "mai", "juni|juin", "juli|juillet", "août", "septembre", "oktober|octobre", "novembre", "dezember|décembre"}

var otherDay = func() (list [12]*pattern.Pattern) {
	for i, names := range otherMonths {
		list[i] = pattern.New(`(?i)(\b\d{1,2})(?:\.|er)?\s+(?:` + names + `)(\s|[.,;:!?)]|$)`)
	}
	return list
}()

var (
	relative  = pattern.New(`(?i),? (?:which|that) ((?:was|were|should|had|has|is|are|will)\b)`)
	insteadOf = pattern.New(`(?i)\b(?:au lieu d[ue]|(?:an)?statt)\s+(?:am |le )?`)
	movedTo   = pattern.New(`(?i)\b(?:(?:est )?reportée?s? au|(?:wird |wurde )?verschoben auf(?: den)?)\s+`)
	elidedDe  = pattern.New(`(?i)\bvom\s+(\d{1,2})\.?\s+(auf(?:\s+den)?)\s+(\d{1,2})\.\s*(\p{L}+(?: \d{4})?)`)
	fromToDe2 = pattern.New(`(?i)\b(?:verschiebt|verlegt|verschob)(?: sich)?\s+vom\s+(\d{1,2}\.\s*\p{L}+(?: \d{4})?)\s+auf\s+(?:den\s+)?(\d{1,2}\.\s*\p{L}+(?: \d{4})?)`)
	fromToDe  = pattern.New(`(?i)\b(?:(?:wurde|wird|ist)\s+)?vom\s+(\d{1,2}\.\s*\p{L}+(?: \d{4})?)\s+auf\s+(?:den\s+)?(\d{1,2}\.\s*\p{L}+(?: \d{4})?)\s+(?:verschoben|verlegt)`)
	wasSet    = pattern.New(`(?:原来|原先|之前|此前|本来)(?:定的是|定在|定于|是定在)`)
	plannedOn = pattern.New(`(?i)\b(?:prévue?s? (?:le|pour le)|geplant (?:am|für den))\s+`)
)

// inEnglish returns a text with the days of other languages, and the words beside them, as
// English has them.
func inEnglish(text string) string {
	text = relative.ReplaceAllString(text, " $1")
	text = insteadOf.ReplaceAllString(text, "instead of ")
	text = movedTo.ReplaceAllString(text, "moved to ")
	text = plannedOn.ReplaceAllString(text, "planned ")
	text = elidedDe.ReplaceAllString(text, "vom $1. $4 $2 $3. $4")
	text = fromToDe2.ReplaceAllString(text, "moved from $1 to $2 ")
	text = fromToDe.ReplaceAllString(text, "moved from $1 to $2 ")
	text = wasSet.ReplaceAllString(text, "原定")
	for i, day := range otherDay {
		if day.MatchString(text) {
			text = day.ReplaceAllString(text, "$1 "+time.Month(i+1).String()+"$2")
		}
	}
	return text
}
