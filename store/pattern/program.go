package pattern

import (
	"encoding/binary"
	"regexp/syntax"
)

// program is a compiled expression without pointers, which the garbage collector would have to
// follow: a daemon holds hundreds.
type program struct {
	start uint32
	steps []step
	// For each set of characters that steps take, a bit for each class.
	sets  []uint64
	width int // numbers of sets that one of them has
}

// step is an instruction. Of one that takes a character, arg is the number of the set.
type step struct {
	op       syntax.InstOp
	out, arg uint32
}

// programOf returns the program of an expression whose characters are in classes.
func programOf(prog *syntax.Prog, c *classes) program {
	p := program{start: uint32(prog.Start), steps: make([]step, len(prog.Inst)), width: (len(c.sample) + 63) / 64}
	known := map[string]uint32{}
	for n := range prog.Inst {
		i := &prog.Inst[n]
		p.steps[n] = step{op: i.Op, out: i.Out, arg: i.Arg}
		if !takesCharacter(i.Op) {
			continue
		}
		set, key := make([]uint64, p.width), make([]byte, 0, 8*p.width)
		for class := range c.takenBy(i) {
			set[class/64] |= 1 << (class % 64)
		}
		for _, bits := range set {
			key = binary.LittleEndian.AppendUint64(key, bits)
		}
		number, ok := known[string(key)]
		if !ok {
			number = uint32(len(known))
			known[string(key)] = number
			p.sets = append(p.sets, set...)
		}
		p.steps[n].arg = number
	}
	return p
}

// takes reports whether a step takes a character of a class.
func (p *program) takes(pc uint32, class int) bool {
	s := &p.steps[pc]
	return takesCharacter(s.op) && p.sets[int(s.arg)*p.width+class/64]&(1<<(class%64)) != 0
}

func takesCharacter(op syntax.InstOp) bool {
	switch op {
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	}
	return false
}

// sparse is a set of small numbers that is emptied in no time.
type sparse struct{ list, where []uint32 }

func newSparse(n int) sparse { return sparse{make([]uint32, 0, n), make([]uint32, n)} }

func (s *sparse) clear() { s.list = s.list[:0] }

// add adds a number and reports whether it was not in the set.
func (s *sparse) add(n uint32) bool {
	if at := s.where[n]; at < uint32(len(s.list)) && s.list[at] == n {
		return false
	}
	s.where[n] = uint32(len(s.list))
	s.list = append(s.list, n)
	return true
}
