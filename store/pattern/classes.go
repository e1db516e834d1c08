package pattern

import (
	"iter"
	"regexp/syntax"
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"
)

// classes divides the characters into those that an expression cannot tell apart. The classes
// with characters of ASCII have the lowest numbers.
type classes struct {
	ascii  [utf8.RuneSelf]int
	bounds []rune // where another class begins, in order, from 0 on
	class  []int  // that begins there
	end    int    // the class of the end of a text, behind those of ASCII
	sample []rune // one character of each class, -1 for the end
}

// of returns the class of a character.
func (c *classes) of(r rune) int {
	return c.class[c.part(r)]
}

// classesOf returns the classes that a program tells apart.
func classesOf(prog *syntax.Prog) (c classes) {
	c.bounds = boundsOf(prog)
	signs := signaturesOf(prog, c.bounds)
	c.class = make([]int, len(c.bounds))
	known := map[uint64]int{}
	enter := func(i int) {
		class, ok := known[signs[i]]
		if !ok {
			class = len(c.sample)
			known[signs[i]] = class
			c.sample = append(c.sample, c.bounds[i])
		}
		c.class[i] = class
	}
	wide := sort.Search(len(c.bounds), func(i int) bool { return c.bounds[i] >= utf8.RuneSelf })
	for i := range wide {
		enter(i)
	}
	c.end = len(c.sample)
	c.sample = append(c.sample, -1)
	for i := wide; i < len(c.bounds); i++ {
		enter(i)
	}
	for r := range c.ascii {
		c.ascii[r] = c.of(rune(r))
	}
	return c
}

// takenBy passes on the classes that an instruction takes, some of them more than once.
func (c *classes) takenBy(i *syntax.Inst) iter.Seq[int] {
	return func(yield func(int) bool) {
		for from, to := range ranges(i) {
			for n := c.part(from); n < len(c.bounds) && c.bounds[n] <= to; n++ {
				if !yield(c.class[n]) {
					return
				}
			}
		}
	}
}

// part returns the number of the part between bounds in which a character is.
func (c *classes) part(r rune) int {
	return sort.Search(len(c.bounds), func(i int) bool { return c.bounds[i] > r }) - 1
}

// boundsOf returns where the characters begin that an instruction of a program takes or leaves,
// and those that are words or ends of lines.
func boundsOf(prog *syntax.Prog) []rune {
	bounds := []rune{0, '\n', '\n' + 1, '0', '9' + 1, 'A', 'Z' + 1, '_', '_' + 1, 'a', 'z' + 1, utf8.RuneSelf}
	for _, i := range prog.Inst {
		if i.Op != syntax.InstRune && i.Op != syntax.InstRune1 {
			continue
		}
		for from, to := range ranges(&i) {
			bounds = append(bounds, from, to+1)
		}
	}
	slices.Sort(bounds)
	return slices.Clone(slices.Compact(bounds)) // the rest of the array is let go
}

// ranges passes on the first and the last of the characters that an instruction takes.
func ranges(i *syntax.Inst) iter.Seq2[rune, rune] {
	return func(yield func(from, to rune) bool) {
		switch i.Op {
		case syntax.InstRuneAny:
			yield(0, unicode.MaxRune)
			return
		case syntax.InstRuneAnyNotNL:
			_ = yield(0, '\n'-1) && yield('\n'+1, unicode.MaxRune)
			return
		}
		if len(i.Rune) != 1 {
			for n := 0; n+1 < len(i.Rune); n += 2 {
				if !yield(i.Rune[n], i.Rune[n+1]) {
					return
				}
			}
			return
		}
		r := i.Rune[0]
		if !yield(r, r) || i.Op == syntax.InstRune1 || syntax.Flags(i.Arg)&syntax.FoldCase == 0 {
			return
		}
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			if !yield(other, other) {
				return
			}
		}
	}
}

// signaturesOf returns for each part between bounds a number that is the same where all
// instructions take the same.
func signaturesOf(prog *syntax.Prog, bounds []rune) []uint64 {
	signs := make([]uint64, len(bounds))
	mix := func(from, to rune, by uint64) {
		for n := sort.Search(len(bounds), func(n int) bool { return bounds[n] >= from }); n < len(bounds) && bounds[n] <= to; n++ {
			signs[n] = (signs[n] ^ by) * 0x9e3779b97f4a7c15
			signs[n] ^= signs[n] >> 29
		}
	}
	mix('\n', '\n', 1)
	for _, word := range [][2]rune{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}} {
		mix(word[0], word[1], 2)
	}
	for n := range prog.Inst {
		i := &prog.Inst[n]
		if i.Op != syntax.InstRune && i.Op != syntax.InstRune1 {
			continue
		}
		for from, to := range ranges(i) {
			mix(from, to, uint64(n)+3)
		}
	}
	return signs
}
