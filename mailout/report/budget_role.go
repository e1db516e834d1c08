package report

import (
	"rapport/store/pattern"
	"slices"
)

// assignRoles gives each figure the role that the words beside it name.
func assignRoles(text string, list [][]int, figures []figure) {
	if len(list) == 0 {
		return
	}
	behind := roleIn(text[:list[0][0]]) == noRole && !weakTotal.MatchString(text[:list[0][0]]) // the words follow their figures
	for i, at := range list {
		from, until := 0, len(text)
		if i > 0 {
			from = list[i-1][1]
		}
		if i+1 < len(list) {
			until = list[i+1][0]
		}
		before, after := text[from:at[0]], text[at[1]:until]
		if i > 0 {
			_, before = apart(before, behind)
		}
		if i+1 < len(list) {
			after, _ = apart(after, behind)
		}
		f := &figures[i]
		if i > 0 && within.MatchString(text[from:at[0]]) { // “12万元中的4.8万元”: the whole is first
			figures[i-1].role, f.role = total, used
			continue
		}
		if f.role = roleIn(before); f.role == noRole {
			f.role = roleIn(after)
		}
		if f.role == noRole && (weakTotal.MatchString(before) || weakTotal.MatchString(after)) {
			f.role, f.weak = total, true
		}
	}
	// “Budget 48k of 120k”: the first is not the whole.
	whole := func(f figure) bool { return f.role == total && !f.weak }
	for i := range figures {
		if figures[i].weak && slices.ContainsFunc(figures, whole) {
			figures[i].role, figures[i].weak = noRole, false
		}
	}
}

var (
	// within stands between a whole and the part of it.
	within    = pattern.New(`^\s*(?:之中|当中|中|里)的?\s*$`)
	separated = pattern.New(`[,，;；、/|()（）]|\s[-–—]\s`)
	postword  = pattern.New(`(?i)^\s*(?:is |are |was |were |has been |have been )?(?:left|remaining|used|spent|so far|to date|available|in total|total|unspent|已用|已花|剩余)\b?`)
)

// apart cuts the words between two figures into those of the one and those of the other.
func apart(between string, behind bool) (first, second string) {
	if at := separated.FindStringIndex(between); at != nil {
		return between[:at[0]], between[at[1]:]
	}
	if at := postword.FindStringIndex(between); at != nil && behind {
		return between[:at[1]], between[at[1]:]
	}
	return "", between
}

// roleIn returns the role that words name: the first of them that says one.
func roleIn(words string) role {
	if period.MatchString(words) && !sum.MatchString(words) {
		return passing
	}
	found, first := noRole, len(words)+1
	for _, r := range roles {
		if at := r.words.FindStringIndex(words); at != nil && at[0] < first {
			found, first = r.role, at[0]
		}
	}
	return found
}

// fillRoles assigns the roles that are left to the figures of which the words say nothing:
// what is used stands before the whole. A first figure so much larger cannot be that.
func fillRoles(figures []figure) []figure {
	if len(figures) == 3 {
		fillThird(figures)
	}
	if len(figures) == 2 {
		a, b := &figures[0], &figures[1]
		switch {
		case a.role == noRole && b.role == noRole:
			if a.value*a.times <= 2*b.value*b.times {
				a.role, b.role = used, total
			}
		case a.role == noRole && b.role == total, a.role == noRole && b.role == left && a.value*a.times < b.value*b.times:
			a.role = used
		case b.role == noRole && a.role == used:
			b.role = total
		case b.role == noRole && a.role == total && !a.weak && b.value*b.times <= a.value*a.times:
			b.role = used
		case a.role == noRole && b.role == used && a.value*a.times >= b.value*b.times, a.role == noRole && b.role == left:
			a.role = total
		case b.role == noRole && a.role == left:
			b.role = total
		}
	}
	return figures
}

// fillThird assigns to the one of three figures of which the words say nothing the role that
// the others do not have.
func fillThird(figures []figure) {
	missing, free := used+total+left, -1
	for i, f := range figures {
		switch {
		case f.role != noRole:
			missing -= f.role
		case free >= 0:
			return
		default:
			free = i
		}
	}
	if free >= 0 && missing >= used && missing <= left {
		figures[free].role = missing
	}
}
