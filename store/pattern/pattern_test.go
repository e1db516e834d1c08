package pattern

import (
	"regexp"
	"slices"
	"sync"
	"testing"
)

func TestPattern_isThatOfRegexp(t *testing.T) {
	t.Parallel()
	const expression, text = `(?i)(?P<word>[a-z]+)-(\d+)`, "Item-12, then ITEM-7."
	p, want := New(expression), regexp.MustCompile(expression)
	for range 2 { // the first use and a later one
		if got := p.FindAllStringSubmatch(text, -1); !slices.EqualFunc(got, want.FindAllStringSubmatch(text, -1), slices.Equal) {
			t.Errorf("%q matches %q", expression, got)
		}
	}
	if p.SubexpIndex("word") != want.SubexpIndex("word") || !p.MatchString(text) || p.ReplaceAllString(text, "$2") != want.ReplaceAllString(text, "$2") {
		t.Error("a method answers otherwise than that of regexp.Regexp")
	}
}

func TestPattern_firstUsedByManyAtOnce(t *testing.T) {
	t.Parallel()
	p := New(`a+`)
	var users sync.WaitGroup
	for range 20 {
		users.Go(func() {
			if !p.MatchString("caab") {
				t.Error("no match")
			}
		})
	}
	users.Wait()
}
