package pattern

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// Package regexp follows all the ways in which an expression may match, which costs some tens
// of nanoseconds a byte. Whether it matches at all, a deterministic automaton finds out in
// two or three. Its states are sets of the places in the program of the expression; they are
// made when a text first reaches them.

const (
	mostStates = 400 // of an automaton; then it begins anew
	mostSteps  = 200 // that one text may add; then regexp reads it
)

// An automaton tells whether texts match an expression. Any number of goroutines may use it.
type automaton struct {
	program program
	classes classes
	// context reports that a match depends on what is beside it, as \b does.
	context bool
	// anchored reports that a match must begin at the beginning of the text.
	anchored bool

	first atomic.Pointer[state] // at the beginning of a text

	mu     sync.Mutex // for all below, and to make states
	states map[string]*state
	set    sparse
	stack  []uint32
	key    []byte
}

// A state is where the program may stand between two characters.
type state struct {
	at   []uint32 // places in the program, in order, before those that need no character
	last rune     // of the kind of the character before: -1, '\n', 'a' or ' '
	// The states that follow on the classes of characters: next has those of ASCII and of the
	// end of the text, wide the others, nil until there is one.
	next []atomic.Pointer[state]
	wide atomic.Pointer[[]atomic.Pointer[state]]
}

// What may follow instead of a state.
var (
	matched state // the text matches
	dead    state // it does not, whatever follows
)

// newAutomaton returns the automaton of an expression, nil if it is wrong.
func newAutomaton(expression string) *automaton {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil
	}
	a := &automaton{
		classes:  classesOf(prog),
		anchored: prog.StartCond()&syntax.EmptyBeginText != 0,
		set:      newSparse(len(prog.Inst)),
	}
	a.program = programOf(prog, &a.classes)
	for _, i := range prog.Inst {
		if i.Op == syntax.InstEmptyWidth && syntax.EmptyOp(i.Arg) != syntax.EmptyBeginText {
			a.context = true
		}
	}
	a.restart()
	return a
}

// restart forgets all states. A text that is being read goes on with the old ones.
func (a *automaton) restart() {
	a.states = map[string]*state{}
	a.first.Store(a.state([]uint32{a.program.start}, -1))
}

// matches reports whether a text matches. It returns sure as false where the text needs more
// new states than one text may add.
func (a *automaton) matches(text string) (is, sure bool) {
	s, added := a.first.Load(), 0
	for i := 0; i <= len(text); {
		class, size := a.classes.end, 1
		if i < len(text) {
			if c := text[i]; c < utf8.RuneSelf {
				class = a.classes.ascii[c]
			} else {
				r, n := utf8.DecodeRuneInString(text[i:])
				class, size = a.classes.of(r), n
			}
		}
		next := s.follow(class)
		if next == nil {
			if added++; added > mostSteps {
				return false, false
			}
			next = a.step(s, class)
		}
		if next == &matched || next == &dead {
			return next == &matched, true
		}
		s = next
		i += size
	}
	return false, true
}

// follow returns what follows a state, nil where nobody has been yet.
func (s *state) follow(class int) *state {
	if class < len(s.next) {
		return s.next[class].Load()
	}
	if wide := s.wide.Load(); wide != nil {
		return (*wide)[class-len(s.next)].Load()
	}
	return nil
}

// step finds out what follows a state.
func (a *automaton) step(s *state, class int) *state {
	a.mu.Lock()
	defer a.mu.Unlock()
	next := a.after(s, class)
	if class < len(s.next) {
		s.next[class].Store(next)
		return next
	}
	wide := s.wide.Load()
	if wide == nil {
		made := make([]atomic.Pointer[state], len(a.classes.sample)-len(s.next))
		wide = &made
		s.wide.Store(wide)
	}
	(*wide)[class-len(s.next)].Store(next)
	return next
}

// after returns the state behind a character of a class.
func (a *automaton) after(s *state, class int) *state {
	r := a.classes.sample[class]
	if a.close(s, syntax.EmptyOpContext(s.last, r)) {
		return &matched
	}
	if class == a.classes.end {
		return &dead
	}
	var at []uint32
	for _, pc := range a.set.list {
		if a.program.takes(pc, class) {
			at = append(at, a.program.steps[pc].out)
		}
	}
	if !a.anchored {
		at = append(at, a.program.start)
	}
	if len(at) == 0 {
		return &dead
	}
	slices.Sort(at)
	last := ' '
	if a.context {
		last = kindOf(r)
	}
	return a.state(slices.Compact(at), last)
}

// close collects in the set where the program may stand when it has followed what needs no
// character. It reports whether it has matched.
func (a *automaton) close(s *state, context syntax.EmptyOp) bool {
	a.set.clear()
	a.stack = append(a.stack[:0], s.at...)
	for len(a.stack) > 0 {
		pc := a.stack[len(a.stack)-1]
		a.stack = a.stack[:len(a.stack)-1]
		if !a.set.add(pc) {
			continue
		}
		switch i := &a.program.steps[pc]; i.op {
		case syntax.InstMatch:
			return true
		case syntax.InstAlt, syntax.InstAltMatch:
			a.stack = append(a.stack, i.out, i.arg)
		case syntax.InstCapture, syntax.InstNop:
			a.stack = append(a.stack, i.out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(i.arg)&^context == 0 {
				a.stack = append(a.stack, i.out)
			}
		}
	}
	return false
}

// state returns the state with these places, the same each time.
func (a *automaton) state(at []uint32, last rune) *state {
	a.key = binary.LittleEndian.AppendUint32(a.key[:0], uint32(last))
	for _, pc := range at {
		a.key = binary.LittleEndian.AppendUint32(a.key, pc)
	}
	if s := a.states[string(a.key)]; s != nil {
		return s
	}
	s := &state{at: at, last: last, next: make([]atomic.Pointer[state], a.classes.end+1)}
	if len(a.states) >= mostStates {
		a.restart()
	}
	a.states[string(a.key)] = s
	return s
}

// kindOf returns a character that stands for all that an expression cannot tell from r when r
// is before a place.
func kindOf(r rune) rune {
	switch {
	case r == '\n':
		return '\n'
	case syntax.IsWordChar(r):
		return 'a'
	}
	return ' '
}
