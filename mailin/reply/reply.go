// Package reply separates what the sender of a mail newly wrote from the quotations around
// it and from the signature. It reads plain text, as mail programs write it in Chinese and
// English.
//
// Doubtful text counts as new: reading a quotation twice costs less than losing a client's
// sentence.
package reply

import (
	"slices"
	"strings"

	"rapport/mailin/body"
	"rapport/store"
	"rapport/store/mailaddr"
)

// Trimmed is a text taken apart. Every non-blank line of the text is in exactly one of the
// three, in order.
type Trimmed struct {
	New       string // what the sender wrote, with quoted lines that are answered one by one
	Quoted    string // what was quoted, with the lines that announce it
	Signature string // signature, "sent from my phone" and the footer of a list
	// Own is New without what the sender only forwarded, and without a history that
	// contains their answers somewhere: certainly nobody else wrote it.
	Own string
}

// Input is the text to read, and what helps to read it.
type Input struct {
	Text    string  // plain text, or text made from HTML
	HTML    string  // the source of the displayed HTML; "" if there is none
	Markup  *Markup // of HTML, where it was read before
	Subject string
	Sender  store.Address
	// Begins reports that nothing in its header says that the mail answers another.
	Begins bool
	// Before has the texts of the mails before it in its thread, the answered one first,
	// as far as the log has them: "" for an answered one that it lacks.
	Before []string
	// Recurring has what companies and gateways put above and below mail; nil for nothing.
	Recurring *Recurring
}

// Read takes the text of a mail apart, in time linear in its length.
//
// Forwarded text counts as new. So does a history without ">" and without text above it,
// since nobody can tell what in it is new, unless the subject marks the mail as an answer.
// What is quoted and not in the answered mail is new as well, wherever it stands.
func Read(m Input) Trimmed {
	lines := split(m.Text)
	nameFields(lines, m.Subject, mailaddr.Lower(m.Sender.Address))
	marks := findMarks(lines)
	if m.HTML != "" && (!showsQuotation(lines, marks) || strings.Contains(m.HTML, "ignature") || strings.Contains(m.HTML, "_sign")) {
		// Most texts show by themselves what is quoted, and HTML costs more to read.
		hintLines(lines, m.markup().hints)
		marks = findMarks(lines)
	}
	_, domain, _ := mailaddr.Cut(mailaddr.Key(m.Sender.Address))
	m.Recurring.note(lines, domain)
	parts := make([]part, len(lines))
	above := leadingLines(lines)
	fill(parts[:above], signaturePart)
	if above > 0 {
		marks = findMarks(lines[above:])
	}
	own := slices.Clone(parts)
	m.trim(lines[above:], parts[above:], own[above:], marks)
	if strings.Contains(m.HTML, "<hr") && !strings.Contains(m.HTML, body.Rule) {
		for i := range lines {
			// Nobody wrote it: a browser draws a thinner line there.
			lines[i].blank = lines[i].blank || lines[i].raw == body.Rule
		}
	}
	t := assemble(lines, parts)
	if !slices.Equal(parts, own) { // assemble has made Own what New is
		t.Own = assemble(lines, own).New
	}
	return t
}

// trim says where each line belongs, given the marks among them: in parts, and in own for
// certain.
func (m *Input) trim(lines []line, parts, own []part, marks []mark) {
	sent := subjectOf(m.Subject)
	marks = m.withoutShown(lines, marks, sent)
	end, rest := ownRegion(lines, marks)
	if rest == nothing {
		if end = knownTail(lines, m.Before); end == len(lines) {
			end = addressedLine(lines, m.Sender.Name)
		}
		if end < len(lines) {
			rest = history
		}
	}
	if rest == history && sent == forwarded {
		rest = forward
	}
	segments := cut(lines[:end], marks)
	hasWritten := false
	for _, s := range segments {
		if !s.quoted {
			markSignature(lines, parts, s.start, s.end)
			hasWritten = hasWritten || written(lines, parts, s)
		}
	}
	block := len(marks) > 0 && marks[0].block
	if block && (!hasWritten && sent != answered || sent == forwarded) {
		// It seems to be forwarded.
		if hasWritten || sent == forwarded {
			copy(own, parts[:marks[0].start])
			fill(own[marks[0].start:], quotedPart)
		}
		fill(parts, newPart)
		return
	}
	answers := decideQuotes(lines, segments, parts)
	if m.Begins && sent == unsaid {
		keepTold(lines, segments, marks, parts)
	}
	if answers == 0 && anyQuoted(segments) && answersWithin(lines[:end], parts[:end]) {
		copy(own, parts)
		unquote(parts[:end]) // only colour shows which are the answers
	} else {
		copy(own, parts)
	}
	switch {
	case rest == nothing:
	case rest == history && answersWithin(lines[:end], parts[:end]) && !m.tellsAnswers(lines, parts, marks, end):
		// The answers are in it, and nothing shows which lines they are.
		fill(own[end:], quotedPart)
	case rest == forward, !hasWritten && !anyQuoted(segments) && sent != answered, sent != answered && isCoverNote(lines[:end], parts[:end]):
		// The sender wanted to say that.
		if hasWritten || rest == forward {
			fill(own[end:], quotedPart)
		}
	default:
		fill(parts[end:], quotedPart)
		fill(own[end:], quotedPart)
	}
	m.keepWords(lines, parts, own, marks)
}

// tellsAnswers reports whether the log shows which lines of the history from end on are
// answers.
func (m *Input) tellsAnswers(lines []line, parts []part, marks []mark, end int) bool {
	parts = slices.Clone(parts)
	fill(parts[end:], quotedPart)
	return findAnswers(lines, parts, marks, m.Before, true) != nil
}

// showsQuotation reports whether the text alone shows for certain what is quoted.
func showsQuotation(lines []line, marks []mark) bool {
	for _, m := range marks {
		if m.kind != attribution {
			return true
		}
	}
	return slices.ContainsFunc(lines, func(l line) bool { return l.depth > 0 })
}

// part says where a line belongs. New is the zero value: a line about which nothing is
// known is kept.
type part byte

const (
	newPart part = iota
	quotedPart
	signaturePart
)

func fill(parts []part, p part) {
	for i := range parts {
		parts[i] = p
	}
}

// ownRegion returns the number of lines before the history without ">" that follows the new
// text, and the kind of that history.
func ownRegion(lines []line, marks []mark) (n int, rest markKind) {
	for _, m := range marks {
		if m.kind == attribution && (m.quoted || !m.certain) || m.kind == history && isShownHeader(lines, marks, m) {
			continue
		}
		return m.start, m.kind
	}
	return len(lines), nothing
}

// isShownHeader reports whether a header block is something that the sender shows: words
// above it introduce it, and the quotation comes later, with its marks.
func isShownHeader(lines []line, marks []mark, m mark) bool {
	above := previousLine(lines, m.start)
	if m.start == 0 || lines[above].blank || lines[above].isRule() || !endsInColon(lines[above].text) || lines[m.start].field == noField {
		return false
	}
	return slices.ContainsFunc(marks, func(later mark) bool {
		return later.start >= m.end && later.kind == attribution && later.quoted && later.certain
	})
}

// quoteFollows reports whether lines with ">" are between mark i and the next.
func quoteFollows(lines []line, marks []mark, i int) bool {
	end := len(lines)
	if i+1 < len(marks) {
		end = marks[i+1].start
	}
	return slices.ContainsFunc(lines[marks[i].end:end], func(l line) bool { return l.depth > 0 })
}

// segment is a run of lines that are all quoted or all unquoted. Blank lines belong to the
// run before them, attribution lines to the quotation they announce.
type segment struct {
	start, end int
	quoted     bool
	attributed bool // begins with an attribution
}

// cut splits the lines above the history into segments.
func cut(lines []line, marks []mark) []segment {
	var segments []segment
	add := func(start, end int, quoted, attributed bool) {
		if n := len(segments); n > 0 && segments[n-1].quoted == quoted && !attributed {
			segments[n-1].end = end
			return
		}
		segments = append(segments, segment{start, end, quoted, attributed})
	}
	for i := 0; i < len(lines); {
		for len(marks) > 0 && marks[0].start < i {
			marks = marks[1:]
		}
		if len(marks) > 0 && marks[0].start == i && marks[0].kind == attribution && marks[0].end <= len(lines) && marks[0].quoted {
			add(i, marks[0].end, true, true)
			i = marks[0].end
			continue
		}
		if lines[i].blank && len(segments) > 0 {
			segments[len(segments)-1].end = i + 1
		} else {
			add(i, i+1, lines[i].depth > 0, false)
		}
		i++
	}
	return segments
}

// keepTold keeps what the sender of a mail that answers none quotes below words of their own:
// “our director wrote on Friday:”.
func keepTold(lines []line, segments []segment, marks []mark, parts []part) {
	for _, s := range segments {
		told := slices.ContainsFunc(marks, func(m mark) bool {
			return m.kind == attribution && m.start == s.start && !m.certain && !m.block && !namesMail(joinedLines(lines[m.start:m.end]))
		})
		if s.quoted && told {
			fill(parts[s.start:s.end], newPart)
		}
	}
}

func anyQuoted(segments []segment) bool {
	return slices.ContainsFunc(segments, func(s segment) bool { return s.quoted })
}

// decideQuotes decides for each quotation whether it belongs to the text. One quotation
// with the answer below (or above) it is history. If several are each followed by text, the
// sender answers line by line, and each answer keeps the paragraph that it answers. It
// returns the number of quotations with text below them.
func decideQuotes(lines []line, segments []segment, parts []part) (answers int) {
	answered := func(i int) bool {
		return i+1 < len(segments) && !segments[i+1].quoted && written(lines, parts, segments[i+1])
	}
	attributed, last := false, -1
	for i, s := range segments {
		if !s.quoted {
			continue
		}
		last = i
		if answered(i) {
			answers++
			attributed = attributed || s.attributed
		}
	}
	for i, s := range segments {
		if !s.quoted {
			continue
		}
		fill(parts[s.start:s.end], quotedPart)
		// An answer with further quotation below it is between quoted lines.
		between := answers > 1 || i < last && !segments[last].attributed
		short := s.end-s.start <= mostQuotedAlone
		if answered(i) && (between || short && (!attributed || !lines[s.end-1].blank && lines[s.end-1].text != "")) {
			from := lastParagraph(lines[s.start:s.end]) + s.start
			fill(parts[from:s.end], newPart)
		}
	}
	return answers
}

// unquote marks quoted lines as new.
func unquote(parts []part) {
	for i, p := range parts {
		if p == quotedPart {
			parts[i] = newPart
		}
	}
}

// mostQuotedAlone is the number of lines up to which a single unannounced quotation counts
// as picked out by the sender to be answered.
const mostQuotedAlone = 6

func written(lines []line, parts []part, s segment) bool {
	for i := s.start; i < s.end; i++ {
		if parts[i] == newPart && !lines[i].blank {
			return true
		}
	}
	return false
}

// lastParagraph returns where the last paragraph of quoted lines begins, after lines that
// announce the quotation and lines that have only a ">".
func lastParagraph(lines []line) int {
	end := len(lines)
	for end > 0 && lines[end-1].empty() {
		end--
	}
	start := end
	for start > 0 && !lines[start-1].empty() && lines[start-1].depth > 0 {
		start--
	}
	return start
}

// assemble returns the parts as texts. Blank lines stay with the line before them; a blank
// line replaces lines taken out between two others.
func assemble(lines []line, parts []part) Trimmed {
	var b [3]builder
	var sizes [3]int
	for i, l := range lines {
		sizes[parts[i]] += len(l.raw) + 1
	}
	for p := range b {
		b[p].Grow(sizes[p])
	}
	last := newPart
	for i, l := range lines {
		p := parts[i]
		if l.blank {
			p = last
		}
		b[p].add(l.raw, l.blank, p != last)
		last = p
	}
	t := Trimmed{New: b[newPart].String(), Quoted: b[quotedPart].String(), Signature: b[signaturePart].String()}
	t.Own = t.New
	return t
}

// builder joins lines, without blank ones at either end.
type builder struct {
	strings.Builder
	pending int // blank lines that are written if another line follows
}

func (b *builder) add(raw string, blank, apart bool) {
	if blank {
		b.pending++
		return
	}
	if b.Len() > 0 {
		if apart && b.pending == 0 {
			b.pending = 1
		}
		for range b.pending + 1 {
			b.WriteByte('\n')
		}
	}
	b.pending = 0
	b.WriteString(raw)
}
