package reply

import (
	"bytes"
	"slices"
)

// People answer within what they quote, or below it, and some programs then put their mark
// before all of it. Where the log has the answered mail, the answers can be told: they are
// the lines that it does not have.

// passage is the lines from start to before end between two announcements of a mail.
type passage struct {
	start, end int
	depth      int32 // of what is known in it
	known      int   // bytes of it that are known
	answered   int   // bytes of the answered mail in it
	all        int   // bytes
}

// place is where an answer stands.
type place byte

const (
	noAnswer place = iota
	alone          // above or below what it answers
	between        // between its lines
)

// findAnswers returns which of the quoted lines the sender wrote, nil if none can be told.
// before has the texts of the mails before, the answered one first; hasNew reports whether
// something is certainly new in the mail.
func findAnswers(lines []line, parts []part, marks []mark, before []string, hasNew bool) []place {
	if len(before) == 0 || before[0] == "" || len(lines) > mostCompared || !slices.Contains(parts, quotedPart) {
		return nil
	}
	q := quotation{lines: lines, parts: parts, hasNew: hasNew, answered: knownOf(before[:1]), thread: knownOf(before)}
	begins := announcements(lines, marks)
	q.compare(begins)
	list := q.passages(begins)
	first := slices.IndexFunc(list, func(p passage) bool { return q.isOfThread(p, p.answered) })
	if first < 0 {
		return nil
	}
	answers := make([]place, len(lines))
	found := false
	for n, p := range list {
		switch {
		case q.isOfThread(p, p.known):
			found = q.within(p, answers) || found
		case n < first && n == 0 && !hasNew && p.known == 0:
			// It is no part of the mail that is answered, which follows.
			p.depth = list[first].depth
			found = q.above(p, answers) || found
		}
	}
	if !found {
		return nil
	}
	return answers
}

// quotation is what a mail quotes, compared with what the log has of its thread.
type quotation struct {
	lines            []line
	parts            []part
	hasNew           bool
	answered, thread known
	was              []familiarity // of each line
	pieces           map[string]bool
}

// familiarity says how far a line is known.
type familiarity byte

const (
	wordless familiarity = iota // or not of the quotation
	unknown
	familiar // known
	telling  // known, and long enough to be certain
	ofThread // the same, and not of the mail that is answered
)

// compare looks for each line in the thread. A line of which most is in those parts of the
// thread that no other line has is one that was changed on the way.
func (q *quotation) compare(begins []int) {
	q.was = make([]familiarity, len(q.lines))
	used := make([]bool, len(q.thread.text))
	until, strange := 0, false // the end of the announcement
	for i, l := range q.lines {
		if until = max(until, begins[i]); i < until || q.parts[i] != quotedPart || isEmptyOfWords(l) {
			continue
		}
		yes, certain := q.thread.has(q.lines, i)
		switch {
		case !yes:
			q.was[i], strange = unknown, true
		case !certain:
			q.was[i] = familiar
		default:
			q.was[i] = ofThread
			if here, _ := q.answered.has(q.lines, i); here {
				q.was[i] = telling
			}
			bare := bareOf(l.text)
			at := bytes.Index(q.thread.text, bare)
			for k := at; k < at+len(bare); k++ {
				used[k] = true
			}
		}
	}
	if !strange {
		return
	}
	q.pieces = map[string]bool{}
	for i := 0; i+pieceSize <= len(used); i++ {
		if !used[i] && !used[i+pieceSize-1] {
			q.pieces[string(q.thread.text[i:i+pieceSize])] = true
		}
	}
	for i, l := range q.lines {
		if q.was[i] == unknown && (q.isAltered(l.text) || isFilledIn(l, q.thread)) {
			q.was[i] = familiar
		}
	}
}

// pieceSize is the length, in bytes, of the pieces by which a changed line is known.
const pieceSize = 6

func (q *quotation) isAltered(text string) bool {
	bare := bareOf(text)
	if len(bare) < tellingLine {
		return false
	}
	found, all := 0, 0
	for i := 0; i+pieceSize <= len(bare); i++ {
		all++
		if q.pieces[string(bare[i:i+pieceSize])] {
			found++
		}
	}
	return found*2 >= all
}

// isFilledIn reports whether a marked line is one of a form, with its label.
func isFilledIn(l line, k known) bool {
	colon := colonIn(l.text)
	if l.depth == 0 || colon < 3 || colon > longestLabel {
		return false
	}
	return bytes.Contains(k.text, bareOf(l.text[:colon]))
}

// announcements returns, for each line at which an announcement begins, at any depth, where
// what it announces begins.
func announcements(lines []line, marks []mark) []int {
	begins := make([]int, len(lines)+1)
	for depth := int32(0); depth <= mostDepth; depth++ {
		if depth > 0 {
			marks = findMarks(atDepth(lines, depth))
		}
		for _, m := range marks {
			begins[m.start] = max(begins[m.start], m.end)
		}
	}
	return begins
}

// passages returns what is between the announcements.
func (q *quotation) passages(begins []int) []passage {
	var list []passage
	add := func(start, end int) {
		p := passage{start: start, end: end}
		for i := start; i < end; i++ {
			if q.was[i] == wordless {
				continue
			}
			size := len(bareOf(q.lines[i].text))
			p.all += size
			if q.was[i] >= familiar {
				p.known += size
			}
			if q.was[i] == telling {
				p.answered += size
			}
			if q.was[i] >= telling && (p.depth == 0 || q.lines[i].depth < p.depth) {
				p.depth = q.lines[i].depth
			}
		}
		if p.all > 0 {
			list = append(list, p)
		}
	}
	start := 0
	for i := 0; i < len(q.lines); i++ {
		if begins[i] > i {
			add(start, i)
			start = begins[i]
			i = start - 1
		}
	}
	add(start, len(q.lines))
	return list
}

// mostDepth is how deep announcements are looked for.
const mostDepth = 2

// atDepth returns lines as they would be without so many marks of quotation; others are
// blank.
func atDepth(lines []line, depth int32) []line {
	list := make([]line, len(lines))
	for i, l := range lines {
		if l.depth < depth {
			list[i] = line{blank: true}
			continue
		}
		l.depth -= depth
		l.hint = noHint
		if l.depth == 0 {
			l.field, l.blank = fieldOf(l.text), l.text == ""
		}
		list[i] = l
	}
	return list
}

// isOfThread reports whether a passage is a mail of the thread, by so many known bytes of it:
// a fair part of it, or most of the mail that is answered.
func (q *quotation) isOfThread(p passage, known int) bool {
	whole := len(q.answered.text)
	return known >= min(leastKnown, whole*3/4) && known > 0 && (known*10 >= p.all*4 || known*10 >= whole*6)
}

// within marks the answers in a mail of the thread: the unknown lines between known ones, and
// below them. Above them only lines that are less quoted are, or those of a mail in which
// nothing else is new.
func (q *quotation) within(p passage, answers []place) (found bool) {
	first, last := -1, -1
	for i := p.start; i < p.end; i++ {
		if q.was[i] >= familiar && q.lines[i].depth >= p.depth {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	for i := p.start; i < p.end; {
		if q.was[i] != unknown || q.lines[i].depth > p.depth {
			i++
			continue
		}
		from := i
		for i < p.end && (q.was[i] == wordless || q.was[i] == unknown && q.lines[i].depth <= p.depth) {
			i++
		}
		for q.was[i-1] == wordless {
			i--
		}
		switch {
		case from < first && q.lines[from].depth >= p.depth && q.hasNew, from > last && q.hasNew && q.lines[from].depth > 0:
			continue // what a gateway or a list adds
		case q.lines[from].depth > 0 && q.hasNew && !q.tells(from, i):
			continue
		}
		kind := alone
		if from > first && from < last {
			kind = between
		}
		found = q.take(from, i, kind, answers) || found
	}
	return found
}

// above marks a whole passage above the mail that is answered.
func (q *quotation) above(p passage, answers []place) bool {
	end := p.end
	for i := p.start; i < p.end; i++ {
		if q.was[i] == unknown && q.lines[i].depth > p.depth {
			end = i
			break
		}
	}
	return q.take(p.start, end, alone, answers)
}

// tells reports whether one of the lines is long enough to be somebody's words.
func (q *quotation) tells(from, to int) bool {
	return slices.ContainsFunc(q.lines[from:to], func(l line) bool { return len(bareOf(l.text)) >= tellingLine })
}

// take marks lines as an answer but for the signature in it, which they may have at the end.
func (q *quotation) take(from, to int, kind place, answers []place) (found bool) {
	bare := slices.Clone(q.lines[from:to])
	for i := range bare {
		bare[i].depth, bare[i].blank = 0, bare[i].text == ""
	}
	parts := make([]part, len(bare))
	if above := leadingLines(bare); above > 0 {
		fill(parts[:above], signaturePart)
	}
	if kind == alone {
		fill(parts[signatureStart(bare, 0):], signaturePart)
	}
	if isNotice(bare, true) || isDisclaimer(bare) || isGatewayLine(bare, true) {
		return false
	}
	for i := range bare {
		switch {
		case bare[i].blank:
		case parts[i] == signaturePart:
			q.parts[from+i] = signaturePart
		default:
			answers[from+i], found = kind, true
		}
	}
	return found
}

// keepAnswers makes answers new text, one between quoted lines with the paragraph above it
// that it answers, which is not the sender's own; and takes the marks of quotation off them.
func keepAnswers(lines []line, parts, own []part, answers []place) {
	for i, a := range answers {
		if a == noAnswer {
			continue
		}
		end := i // of the paragraph
		for end > 0 && parts[end-1] == quotedPart && lines[end-1].empty() {
			end--
		}
		if from := end; a == between && end > 0 && parts[end-1] == quotedPart {
			for depth := lines[end-1].depth; from > 0 && parts[from-1] == quotedPart && !lines[from-1].empty() && lines[from-1].depth == depth; {
				from--
			}
			fill(parts[from:end], newPart)
		}
		parts[i], own[i] = newPart, newPart
		if lines[i].depth > 0 {
			lines[i].raw, lines[i].depth = lines[i].text, 0
		}
	}
}
