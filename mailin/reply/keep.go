package reply

import (
	"slices"
	"strings"
)

// keepWords sees to it that nobody's words are lost: an answer in what is quoted is new, and
// a mail in which nothing would be new and nothing quoted is kept whole.
func (m *Input) keepWords(lines []line, parts, own []part, marks []mark) {
	hasNew := isNew(lines, parts)
	if answers := findAnswers(lines, parts, marks, m.Before, hasNew); answers != nil {
		keepAnswers(lines, parts, own, answers)
		return
	}
	if hasNew || allBlank(lines) {
		return
	}
	switch {
	case !slices.ContainsFunc(parts, isQuotedPart):
		if lines[firstWritten(lines, 0)].raw == "-- " || onlyNamesProgram(lines) {
			return // its sender's program says that nobody wrote it
		}
		fill(parts, newPart) // all that there is looks like a signature
		fill(own, newPart)
	case len(marks) == 0:
	case slices.ContainsFunc(lines, func(l line) bool { return l.depth > 0 }):
		m.keepSigned(lines, parts, own, marks[0])
	default:
		m.keepBelow(lines, parts, own, marks)
	}
}

// keepSigned keeps what a program marked as quoted, and the sender signed above what they
// answer. It may be an earlier mail of theirs, so it decides nothing.
func (m *Input) keepSigned(lines []line, parts, own []part, first mark) {
	below := atDepth(lines, 1)
	end := first.end
	for end < len(below) && below[end].depth == 0 && !isReplyLine(below, end) {
		end++
	}
	if end == len(below) || !m.isSenders(below[first.end:end], authorOf(lines[first.start:first.end])) {
		return
	}
	answers := make([]place, len(lines))
	for i := first.end; i < end; i++ {
		if !lines[i].empty() {
			answers[i] = alone
		}
	}
	keepAnswers(lines, parts, slices.Clone(own), answers)
}

func isQuotedPart(p part) bool { return p == quotedPart }

// isNew reports whether a line with words is new.
func isNew(lines []line, parts []part) bool {
	for i, l := range lines {
		if parts[i] == newPart && !l.blank {
			return true
		}
	}
	return false
}

// onlyNamesProgram reports whether nothing but the lines is there with which phones and
// programs name themselves.
func onlyNamesProgram(lines []line) bool {
	end := len(lines)
	for end > 0 {
		if lines[end-1].blank {
			end--
			continue
		}
		start := phoneLine(lines[:end], false)
		if start == end {
			return false
		}
		end = start
	}
	return true
}

// keepBelow keeps what follows an announcement without marks, where nothing is above
// it: below an attribution that may be an answer, in place of what the program quoted there;
// below a header block what follows the name of who wrote the quoted mail.
func (m *Input) keepBelow(lines []line, parts, own []part, marks []mark) {
	first := marks[0]
	if allBlank(lines[first.end:]) {
		return
	}
	author := authorOf(lines[first.start:first.end])
	if first.kind == attribution && len(marks) == 1 {
		if known := m.knows(lines[first.end:]); known == allKnown {
			return
		} else if known == noneKnown || m.isSenders(lines[first.end:], author) {
			copy(own[first.end:], make([]part, len(lines)-first.end))
			markSignature(lines, own, first.end, len(lines))
		}
		fill(parts, newPart)
		return
	}
	end := len(lines)
	if len(marks) > 1 {
		end = marks[1].start
	}
	for i := first.end; i < end; i++ {
		if !isBareName(lines[i].text) || !names(author, lines[i].text) || i+1 >= end || !lines[i+1].blank {
			continue
		}
		below := i + 1
		if allBlank(lines[below:end]) || signatureStart(lines[:end], below) == firstWritten(lines, below) {
			return
		}
		fill(parts[below:end], newPart)
		markSignature(lines, parts, below, end)
		copy(own[below:end], parts[below:end])
		return
	}
}

func firstWritten(lines []line, from int) int {
	for from < len(lines) && lines[from].blank {
		from++
	}
	return from
}

// authorOf returns what an announcement says of who wrote what follows.
func authorOf(announcement []line) string {
	for _, l := range announcement {
		if l.field == fromField {
			return l.text
		}
	}
	return joinedLines(announcement)
}

// knowledge says how much of a text the log has.
type knowledge byte

const (
	cannotTell knowledge = iota
	noneKnown            // and the log has the mail that is answered
	allKnown             // or much of it
)

func (m *Input) knows(lines []line) knowledge {
	if len(m.Before) == 0 || m.Before[0] == "" || len(lines) > mostCompared {
		return cannotTell
	}
	k := knownOf(m.Before)
	for i := range lines {
		if yes, telling := k.has(lines, i); yes && telling {
			return allKnown
		}
	}
	return noneKnown
}

// isSenders reports whether a text without marks is the sender's own, and not of the author
// whom the attribution above it names: they sign it, or greet the author.
func (m *Input) isSenders(lines []line, author string) bool {
	for i := len(lines) - 1; i >= 0; i-- {
		if l := lines[i]; !l.blank && isBareName(l.text) {
			return names(m.Sender.Name, l.text) && !names(strings.ToLower(author), strings.ToLower(l.text))
		} else if !l.blank {
			break
		}
	}
	return false
}
