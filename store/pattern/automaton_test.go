package pattern

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"testing"
)

// textsFor returns texts that an expression matches, and others that are near them.
func textsFor(random *rand.Rand, parsed *syntax.Regexp) (list []string) {
	for range 40 {
		text := match(random, parsed)
		cut := random.IntN(len(text) + 1)
		list = append(list, text, "so, "+text+" 此外", "x"+text+"x", text[:cut], text[cut:], strings.ToUpper(text), text[:cut]+"\n"+text[cut:], "\xff"+text+"K\u212aſ")
	}
	return append(list, "", "\n", " ", "Guten Tag, hiermit 1234 Öl für die Mühle.\n雨霁云开", "\xe9\x9b", "a\x80b")
}

// An automaton and package regexp tell the same of every text, for each expression of the module.
func TestAutomaton_isThatOfRegexp(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	answered, unsure := 0, 0
	for _, expression := range expressions(t) {
		a, re := newAutomaton(expression), regexp.MustCompile(expression)
		parsed, err := syntax.Parse(expression, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range textsFor(random, parsed) {
			is, sure := a.matches(text)
			if answered++; !sure {
				unsure++
			} else if is != re.MatchString(text) {
				t.Errorf("%q on %q: the automaton says %t", expression, text, is)
				break
			}
		}
	}
	t.Logf("%d texts, of %d of which the automaton was not sure", answered, unsure)
	if answered < 50_000 || unsure > answered/100 {
		t.Errorf("%d texts, of %d of which the automaton was not sure", answered, unsure)
	}
}

// What fills the automaton with states, or asks it for too many at a time, changes no answer.
func TestAutomaton_beginsAnew(t *testing.T) {
	t.Parallel()
	p := New(`[ab]*a[ab]{12}c`) // needs thousands of states
	re := regexp.MustCompile(p.expression)
	random := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		text := make([]byte, 60)
		for i := range text {
			text[i] = "ab"[random.IntN(2)]
		}
		if s := string(text) + "c"; p.MatchString(s) != re.MatchString(s) {
			t.Fatalf("%q: the pattern says %t", s, p.MatchString(s))
		}
	}
	p.automaton.mu.Lock()
	defer p.automaton.mu.Unlock()
	if n := len(p.automaton.states); n > mostStates {
		t.Errorf("%d states are kept", n)
	}
}

func TestAutomaton_isSharedByGoroutines(t *testing.T) {
	t.Parallel()
	p := New(`(?i)\b(?:stop|quit)\s+(?:sending|mailing)\b|unsubscribe|退订`)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for n, want := range map[string]bool{"Please stop sending": true, "please stop sendings": false, "nonstop mailing": false, "请退订": true, "退 订": false, "quit\nMAILING": true} {
				if p.MatchString(n) != want {
					t.Errorf("%q: not %t", n, want)
				}
			}
		})
	}
	group.Wait()
}

func FuzzAutomaton_isThatOfRegexp(f *testing.F) {
	f.Add(`(?i)\bstop (?:sending|the) e-?mails?$`, "please STOP the Emails")
	f.Add(`(?m)^(?:别|不要)再发\B`, "请\n不要再发")
	f.Add(`(?i)k\xff`, "\u212a\xff")
	f.Add(`(?s)a.*\z|\A\n(?m:$)`, "\na\n")
	f.Fuzz(func(t *testing.T, expression, text string) {
		re, err := regexp.Compile(expression)
		if err != nil || len(expression) > 200 || len(text) > 1000 {
			return
		}
		if is, sure := newAutomaton(expression).matches(text); sure && is != re.MatchString(text) {
			t.Errorf("%q on %q: the automaton says %t", expression, text, is)
		}
	})
}

func BenchmarkAutomaton(b *testing.B) {
	text := strings.Repeat("Please find the figures for the second quarter attached; stop by, or quit. ", 20)
	p := New(`(?i)\b(?:stop|quit)\s+(?:sending|mailing)|unsubscribe|退订`)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if p.MatchString(text) {
			b.Fatal("it matches")
		}
	}
}
