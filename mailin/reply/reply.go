// Package reply tells what the sender of a mail newly wrote from what was quoted
// below or between it, and from the signature. It reads plain text, as mail
// programs write it in Chinese and English.
//
// Where it is in doubt it keeps text as new: to read a quotation twice costs
// less than to lose a client's sentence.
package reply

import (
	"slices"
	"strings"

	"rapport/mailin/body"
)

// Trimmed is a text taken apart. Every line of the text that is not blank stands
// in exactly one of the three, in its order.
type Trimmed struct {
	New       string // what the sender wrote, with the quoted lines that are answered one by one
	Quoted    string // what was quoted, with the lines that announce it
	Signature string // signature, "sent from my phone" and the footer of a list
	// Own is New without what the sender only sent on, and without a history in
	// which somewhere their answers stand: nobody else can have written it.
	Own string
}

// Input is what is to be read, and what helps to read it.
type Input struct {
	Text    string // plain text, or what was made of HTML
	HTML    string // the source of the HTML that the mail shows; "" where it has none
	Subject string
	// Before holds the texts of the mails before it in its thread, that which it
	// answers first, as far as the log has them.
	Before []string
}

// Trim reads a text of which nothing else is known.
func Trim(text string) Trimmed { return Read(Input{Text: text}) }

// Read takes the text of a mail apart, in time linear in its length.
//
// What was forwarded counts as new, and so does a history without ">" above
// which nothing was written: nobody can tell there what is new, unless the
// subject says that it is an answer.
func Read(m Input) Trimmed {
	lines := split(m.Text)
	marks := findMarks(lines)
	if m.HTML != "" && (!showsQuotation(lines, marks) || strings.Contains(m.HTML, "ignature") || strings.Contains(m.HTML, "_sign")) {
		// Most texts show by themselves what is quoted; HTML costs more to read.
		hintLines(lines, readMarkup(m.HTML))
		marks = findMarks(lines)
	}
	parts := make([]part, len(lines))
	sent := subjectOf(m.Subject)

	own, rest := ownRegion(lines, marks)
	if rest == nothing {
		if own = knownTail(lines, m.Before); own < len(lines) {
			rest = history
		}
	}
	if rest == history && sent == forwarded {
		rest = forward
	}
	segments := cut(lines[:own], marks)
	hasWritten := false
	for _, s := range segments {
		if !s.quoted {
			markSignature(lines, parts, s.start, s.end)
			hasWritten = hasWritten || written(lines, parts, s)
		}
	}
	block := len(marks) > 0 && marks[0].block
	if block && (!hasWritten && sent != answered || sent == forwarded) {
		// It was sent on, for all that can be seen.
		all := assemble(lines, make([]part, len(lines)))
		if hasWritten || sent == forwarded {
			all.Own = assemble(lines[:marks[0].start], parts[:marks[0].start]).New
		}
		return all
	}
	var certain []part // before what may be somebody else's was taken for new
	if decideQuotes(lines, segments, parts) == 0 && anyQuoted(segments) && answersWithin(lines[:own], parts[:own]) {
		certain = slices.Clone(parts)
		unquote(parts[:own]) // nothing but colour shows which the answers are
	}

	othersFrom := len(lines) // what others wrote begins there
	switch {
	case rest == nothing:
	case rest == history && answersWithin(lines[:own], parts[:own]):
		// The answers are in it, and nothing shows which they are.
		othersFrom = own
	case rest == forward, !hasWritten && !anyQuoted(segments) && sent != answered, sent != answered && isCoverNote(lines[:own], parts[:own]):
		// It is what the sender wanted to say.
		if hasWritten || rest == forward {
			othersFrom = own
		}
	default:
		fill(parts[own:], quotedPart)
		keepAnswers(lines, parts, marks, own, m.Before)
	}
	if strings.Contains(m.HTML, "<hr") && !strings.Contains(m.HTML, body.Rule) {
		for i := range lines {
			// Nobody wrote it, and a browser shows a line that is thinner.
			lines[i].blank = lines[i].blank || lines[i].raw == body.Rule
		}
	}
	t := assemble(lines, parts)
	switch {
	case certain != nil:
		t.Own = assemble(lines[:own], certain[:own]).New
	case othersFrom < len(lines):
		t.Own = assemble(lines[:othersFrom], parts[:othersFrom]).New
	}
	return t
}

// showsQuotation says whether the text alone tells for certain what is quoted.
func showsQuotation(lines []line, marks []mark) bool {
	for _, m := range marks {
		if m.kind != attribution {
			return true
		}
	}
	for _, l := range lines {
		if l.depth > 0 {
			return true
		}
	}
	return false
}

// part says where a line goes. New is the zero value: what nothing is known
// about is kept.
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

// ownRegion gives the number of lines before the history that stands without
// ">" below the new text, and what kind of history that is.
func ownRegion(lines []line, marks []mark) (n int, rest markKind) {
	for _, m := range marks {
		if m.kind == attribution && (m.quoted || !m.certain) || m.kind == history && isShownHeader(lines, marks, m) {
			continue
		}
		return m.start, m.kind
	}
	return len(lines), nothing
}

// isShownHeader says whether a header block is something that the sender shows:
// words above it lead to it, and the quotation comes later, with its marks.
func isShownHeader(lines []line, marks []mark, m mark) bool {
	above := previousLine(lines, m.start)
	if m.start == 0 || lines[above].blank || lines[above].isRule() || !endsInColon(lines[above].text) || lines[m.start].field == noField {
		return false
	}
	for _, later := range marks {
		if later.start >= m.end && later.kind == attribution && later.quoted && later.certain {
			return true
		}
	}
	return false
}

// quoteFollows says whether lines with ">" stand between mark i and the next.
func quoteFollows(lines []line, marks []mark, i int) bool {
	end := len(lines)
	if i+1 < len(marks) {
		end = marks[i+1].start
	}
	for _, l := range lines[marks[i].end:end] {
		if l.depth > 0 {
			return true
		}
	}
	return false
}

// segment is a run of lines that are all quoted, or all not. Blank lines belong
// to the run before them, attribution lines to the quotation they announce.
type segment struct {
	start, end int
	quoted     bool
	attributed bool // begins with an attribution
}

// cut divides the lines above the history into segments.
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

func anyQuoted(segments []segment) bool {
	for _, s := range segments {
		if s.quoted {
			return true
		}
	}
	return false
}

// settleQuotes decides for each quotation whether it goes with the text. One
// quotation with the answer below it (or above) is history. Where several are
// each followed by text, the sender answers line by line, and each answer keeps
// the paragraph that it answers. It gives the number of quotations below which
// something is written.
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
		// An answer with further quotation below it stands between what was said.
		between := answers > 1 || i < last && !segments[last].attributed
		short := s.end-s.start <= mostQuotedAlone
		if answered(i) && (between || short && (!attributed || !lines[s.end-1].blank && lines[s.end-1].text != "")) {
			from := lastParagraph(lines[s.start:s.end]) + s.start
			fill(parts[from:s.end], newPart)
		}
	}
	return answers
}

// unquote makes new what is quoted.
func unquote(parts []part) {
	for i, p := range parts {
		if p == quotedPart {
			parts[i] = newPart
		}
	}
}

// mostQuotedAlone is the number of lines up to which a single quotation that
// nothing announces was picked out by the sender to be answered.
const mostQuotedAlone = 6

func written(lines []line, parts []part, s segment) bool {
	for i := s.start; i < s.end; i++ {
		if parts[i] == newPart && !lines[i].blank {
			return true
		}
	}
	return false
}

// lastParagraph gives where the last paragraph of quoted lines begins, after
// lines that announce the quotation and lines that are empty but for their ">".
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

// assemble writes out the parts. Blank lines go with the line before them; where
// lines were taken out between two others a blank line stands.
func assemble(lines []line, parts []part) Trimmed {
	var b [3]builder
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

// builder joins lines without blank ones at either end.
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
