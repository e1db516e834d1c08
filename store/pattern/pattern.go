// Package pattern has regular expressions that are compiled when they are first used, so
// that a command which needs none of them does not wait for all.
package pattern

import (
	"regexp"
	"sync"
)

// A Pattern is a regular expression in the syntax of package regexp. Its methods are those of
// regexp.Regexp. Any number of goroutines may use it.
type Pattern struct {
	expression string

	// Each is made when it is first needed.
	filtering, matching, finding sync.Once
	filter                       *filter
	automaton                    *automaton
	compiled                     *regexp.Regexp
}

// New returns a pattern of the expression, which must be right: the first use of one that
// does not compile panics. The build tag eager has New compile it at once, by which a test
// finds such an expression.
func New(expression string) *Pattern {
	p := &Pattern{expression: expression}
	if eager {
		p.Regexp()
	}
	return p
}

// Regexp returns the compiled expression.
func (p *Pattern) Regexp() *regexp.Regexp {
	p.finding.Do(func() { p.compiled = regexp.MustCompile(p.expression) })
	return p.compiled
}

// may reports whether a text may match: it returns false for nearly all that do not.
func (p *Pattern) may(s string) bool {
	is, sure := p.matches(s)
	return is || !sure
}

// matches reports whether a text matches, and whether that is sure.
func (p *Pattern) matches(s string) (is, sure bool) {
	p.filtering.Do(func() { p.filter = newFilter(p.expression) })
	if !p.filter.passes(s) {
		return false, true
	}
	p.matching.Do(func() { p.automaton = newAutomaton(p.expression) })
	if p.automaton == nil {
		return false, false
	}
	return p.automaton.matches(s)
}

// MatchString is that of regexp.Regexp, as are all below.
func (p *Pattern) MatchString(s string) bool {
	is, sure := p.matches(s)
	if !sure {
		return p.Regexp().MatchString(s)
	}
	return is
}

// Match is that of regexp.Regexp.
func (p *Pattern) Match(b []byte) bool { return p.Regexp().Match(b) }

// FindString is that of regexp.Regexp.
func (p *Pattern) FindString(s string) string {
	if !p.may(s) {
		return ""
	}
	return p.Regexp().FindString(s)
}

// FindStringIndex is that of regexp.Regexp.
func (p *Pattern) FindStringIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.Regexp().FindStringIndex(s)
}

// FindStringSubmatch is that of regexp.Regexp.
func (p *Pattern) FindStringSubmatch(s string) []string {
	if !p.may(s) {
		return nil
	}
	return p.Regexp().FindStringSubmatch(s)
}

// FindStringSubmatchIndex is that of regexp.Regexp.
func (p *Pattern) FindStringSubmatchIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.Regexp().FindStringSubmatchIndex(s)
}

// FindSubmatch is that of regexp.Regexp.
func (p *Pattern) FindSubmatch(b []byte) [][]byte { return p.Regexp().FindSubmatch(b) }

// FindAllString is that of regexp.Regexp.
func (p *Pattern) FindAllString(s string, n int) []string {
	if !p.may(s) {
		return nil
	}
	return p.Regexp().FindAllString(s, n)
}

// FindAllStringIndex is that of regexp.Regexp.
func (p *Pattern) FindAllStringIndex(s string, n int) [][]int {
	if !p.may(s) {
		return nil
	}
	return p.Regexp().FindAllStringIndex(s, n)
}

// FindAllStringSubmatch is that of regexp.Regexp.
func (p *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	if !p.may(s) {
		return nil
	}
	return p.Regexp().FindAllStringSubmatch(s, n)
}

// FindAllStringSubmatchIndex is that of regexp.Regexp.
func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if !p.may(s) {
		return nil
	}
	return p.Regexp().FindAllStringSubmatchIndex(s, n)
}

// ReplaceAllString is that of regexp.Regexp.
func (p *Pattern) ReplaceAllString(s, by string) string {
	if !p.may(s) {
		return s
	}
	return p.Regexp().ReplaceAllString(s, by)
}

// ReplaceAllStringFunc is that of regexp.Regexp.
func (p *Pattern) ReplaceAllStringFunc(s string, by func(string) string) string {
	if !p.may(s) {
		return s
	}
	return p.Regexp().ReplaceAllStringFunc(s, by)
}

// Split is that of regexp.Regexp.
func (p *Pattern) Split(s string, n int) []string { return p.Regexp().Split(s, n) }

// SubexpIndex is that of regexp.Regexp.
func (p *Pattern) SubexpIndex(name string) int { return p.Regexp().SubexpIndex(name) }
