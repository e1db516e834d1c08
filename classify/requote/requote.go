// Package requote finds what somebody changed in the text that they quote: words that are
// struck out, other words in their place, words in between. It compares words alone, so
// that it does not matter how a program wraps, marks and indents what it quotes, and which
// pictures and addresses of links it leaves out.
package requote

import (
	"slices"
	"strings"

	"rapport/store"
)

// Compare returns the changes in what is quoted of a mail. sent holds the words of that mail
// in the orders in which a program may quote them, such as its text and its HTML; quoted
// what was read of the quotation, from the text and the HTML of the answer. It returns
// nothing where the quotation cannot be told from other text.
func Compare(sent, quoted []string) []store.Alteration {
	var edits []store.Alteration
	for _, q := range quoted {
		if found := compareOne(sent, q); len(found) > len(edits) {
			edits = found
		}
	}
	return edits
}

// compareOne returns the changes against the order of words to which the quotation is
// nearest.
func compareOne(sent []string, quoted string) []store.Alteration {
	q := read(quoted)
	var best *alignment
	for _, text := range sent {
		if a := align(read(text), q); a != nil && (best == nil || a.isBetter(best)) {
			best = a
		}
	}
	if best == nil || best.equal < min(leastEqual, len(best.sent)/2) {
		return nil
	}
	return best.edits()
}

const (
	anchor     = 4   // words in a row by which a place is known again
	mostStarts = 40  // places where the quotation may begin
	mostPlaces = 4   // of the same words in the text
	mostWords  = 1e5 // of a quotation
	mostEdits  = 20  // that are returned
	leastEqual = 12  // words by which a quotation is known
)

// alignment is how a quotation goes along a text.
type alignment struct {
	sent, quoted []word
	equal        int
	gaps         []gap
}

// gap is where the two differ: sent[from:to] against quoted[at:until].
type gap struct{ from, to, at, until int }

func (a *alignment) isBetter(other *alignment) bool { return a.score() > other.score() }

// score is higher the more is equal, and the less differs.
func (a *alignment) score() int {
	s := a.equal
	for _, g := range a.gaps {
		s -= 2 * (g.to - g.from + g.until - g.at)
	}
	return s
}

// align finds the beginning of the quotation from which it goes along the text best. What
// is above it may have some of its words: a header with its subject, a preview.
func align(sent, quoted []word) *alignment {
	if len(sent) < anchor || len(quoted) < anchor || len(quoted) > mostWords {
		return nil
	}
	places := placesOf(sent)
	var best *alignment
	starts := 0
	var before []int // places of the words before
	for j := 0; j+anchor <= len(quoted) && starts < mostStarts; j++ {
		at := places[keyOf(quoted[j:])]
		for _, i := range at[:min(len(at), mostPlaces)] {
			if slices.Contains(before, i-1) {
				continue // part of a run that was tried
			}
			starts++
			a := &alignment{sent: sent, quoted: quoted}
			a.walk(i, j, places)
			if best == nil || a.isBetter(best) {
				best = a
			}
		}
		before = at
	}
	return best
}

// placesOf returns where each run of anchor words stands.
func placesOf(words []word) map[string][]int {
	places := make(map[string][]int, len(words))
	for i := 0; i+anchor <= len(words); i++ {
		key := keyOf(words[i:])
		places[key] = append(places[key], i)
	}
	return places
}

func keyOf(words []word) string {
	var b strings.Builder
	for _, w := range words[:anchor] {
		b.WriteString(w.text)
		b.WriteByte(' ')
	}
	return b.String()
}

// walk goes along both from places that are the same, over the gaps between.
func (a *alignment) walk(i, j int, places map[string][]int) {
	a.before(i, j)
	for i < len(a.sent) && j < len(a.quoted) {
		if a.sent[i].text == a.quoted[j].text {
			a.equal++
			i, j = i+1, j+1
			continue
		}
		if a.skips(a.sent, i, a.quoted[j]) {
			i++
			continue
		}
		if a.skips(a.quoted, j, a.sent[i]) {
			j++
			continue
		}
		nextI, nextJ, found := a.resume(i, j, places)
		if !found {
			a.after(i, j)
			return
		}
		a.gaps = append(a.gaps, gap{i, nextI, j, nextJ})
		i, j = nextI, nextJ
	}
	a.after(i, j)
}

// skips reports whether words[i] is a mark of a list that the other side does not have, where
// it goes on with next.
func (a *alignment) skips(words []word, i int, next word) bool {
	return words[i].mark && !next.mark && i+1 < len(words) && words[i+1].text == next.text
}

// mostInserted bounds the words after which a quotation may go on.
const mostInserted = 400

// resume returns the nearest places behind from which both go on the same.
func (a *alignment) resume(i, j int, places map[string][]int) (nextI, nextJ int, found bool) {
	nearest := len(a.sent) + len(a.quoted)
	for b := 0; b < nearest && b <= mostInserted && j+b+anchor <= len(a.quoted); b++ {
		at := places[keyOf(a.quoted[j+b:])]
		n, _ := slices.BinarySearch(at, i)
		if n < len(at) && at[n]-i+b < nearest {
			nextI, nextJ, found = at[n], j+b, true
			nearest = at[n] - i + b
		}
	}
	// Near the end there may be fewer words than an anchor has.
	for n := anchor - 1; !found && n > 0; n-- {
		for b := 0; b <= mostShort && j+b+n <= len(a.quoted); b++ {
			if len(a.sent)-n >= i && len(a.sent)-n-i <= mostShort && sameWords(a.sent[len(a.sent)-n:], a.quoted[j+b:j+b+n]) {
				return len(a.sent) - n, j + b, true
			}
		}
	}
	return nextI, nextJ, found
}

// mostShort bounds the words of a gap before fewer words than an anchor has.
const mostShort = 6

func sameWords(one, other []word) bool {
	for i := range one {
		if one[i].text != other[i].text {
			return false
		}
	}
	return true
}

// before notes a change in front of the first words that are the same. A program may leave
// out the beginning, but not part of a line.
func (a *alignment) before(i, j int) {
	n := 0 // words of the same line before them, in either
	for n < i && n < j && a.sent[i-n-1].line == a.sent[i].line && a.quoted[j-n-1].line == a.quoted[j].line {
		n++
	}
	if n > 0 && !sameWords(a.sent[i-n:i], a.quoted[j-n:j]) {
		a.gaps = append(a.gaps, gap{i - n, i, j - n, j})
	}
}

// after notes a change behind the last words that are the same, at places where nothing is
// the same any more. A program may leave out the end, and write other text below.
func (a *alignment) after(i, j int) {
	if i == 0 || j == 0 || j >= len(a.quoted) {
		return
	}
	end := j
	for end < len(a.quoted) && (a.quoted[end].line == a.quoted[j-1].line || a.quoted[end].line == a.quoted[j-1].line+1 && !a.quoted[end].apart && a.quoted[end].depth == a.quoted[j-1].depth) && !a.quoted[end].announces {
		end++
	}
	if end == j && i < len(a.sent) && a.sent[i].isNumber() && a.quoted[j].isNumber() { // a line of nothing but a number
		end = j + 1
	}
	if end == j {
		return
	}
	to := i
	for to < len(a.sent) && to-i < end-j {
		to++
	}
	a.gaps = append(a.gaps, gap{i, to, j, end})
}

// edits returns the gaps as people read them, with the words around.
func (a *alignment) edits() []store.Alteration {
	var list []store.Alteration
	for _, g := range a.gaps[:min(len(a.gaps), mostEdits)] {
		list = append(list, store.Alteration{Was: shownAround(a.sent, g.from, g.to), Is: shownAround(a.quoted, g.at, g.until)})
	}
	return list
}

// around is how many words before and behind a change are shown with it.
const around = 4

func shownAround(words []word, from, to int) string {
	from, to = max(0, from-around), min(len(words), to+around)
	var b strings.Builder
	for i := from; i < to; i++ {
		b.WriteString(words[i].shown)
		if i == to-1 {
			break
		}
		b.WriteString(words[i].tail)
		if words[i].line != words[i+1].line && !strings.HasSuffix(words[i].tail, " ") {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Form returns what is quoted of the form in a mail that asks for one, from its first heading
// to the line that is drawn below it, or "".
func Form(sent []string, quoted string) string {
	if len(sent) == 0 {
		return ""
	}
	first := ""
	for line := range strings.Lines(sent[0]) {
		if line = strings.TrimSpace(line); isHeading(line) {
			first = line
			break
		}
	}
	var form []string
	for line := range strings.Lines(quoted) {
		line, _ = unmarked(line)
		line = strings.TrimSpace(line)
		if first == "" || len(form) == 0 && line != first {
			continue
		}
		if strings.HasPrefix(line, "-----") {
			break
		}
		form = append(form, line)
	}
	return strings.TrimSpace(strings.Join(form, "\n"))
}

// isHeading reports whether a line is a heading of a form: “Status:”, 【状态】, [ACME].
func isHeading(line string) bool {
	if code, ok := strings.CutPrefix(line, "["); ok { // of one project's part of the form
		code, ok = strings.CutSuffix(code, "]")
		return ok && len(code) > 1 && len(code) <= longestHeading && !strings.ContainsAny(code, " []")
	}
	if name, ok := strings.CutPrefix(line, "【"); ok {
		name, ok = strings.CutSuffix(name, "】")
		return ok && len(name) <= longestHeading
	}
	name, ok := strings.CutSuffix(line, ":")
	if !ok {
		name, ok = strings.CutSuffix(line, "：")
	}
	return ok && len(name) <= longestHeading && !strings.ContainsAny(name, " ,，@")
}

const longestHeading = 20 // bytes
