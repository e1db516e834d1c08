package separate

import "strings"

// apart is what a list says of a sentence of it.
type apart int

const (
	unlisted apart = iota
	separate       // it begins an ask of its own
	detail         // it is a detail of what is asked before the list
)

// listed returns what the lists of a text say of its sentences, where every item asks something
// or none does for itself: by numbers, marks or headings.
func (r *reading) listed() []apart {
	for _, begins := range []func(i int) bool{
		func(i int) bool { return r.sentences[i].item },
		func(i int) bool { return r.sentences[i].starts && isHeading(r.sentences[i].plain) },
	} {
		if list := r.items(begins); list != nil {
			return list
		}
	}
	return nil
}

func isHeading(line string) bool {
	m := heading.FindStringSubmatch(line)
	return m != nil && !noHead.MatchString(m[1]) && gravest(m[2]) != ""
}

// items returns what a list says whose items begin so, or nil where there is none of two items,
// or one of them asks nothing.
func (r *reading) items(begins func(int) bool) []apart {
	list, items, is := make([]apart, len(r.sentences)), 0, separate
	for i := range r.sentences {
		if !begins(i) {
			continue
		}
		if items == 0 && r.introduces(i) {
			is = detail
		}
		end := i + 1
		for end < len(r.sentences) && !begins(end) && !r.sentences[end].apart {
			end++
		}
		if is == separate && gravest(item.ReplaceAllString(r.text(i, end), "")) == "" {
			return nil
		}
		list[i] = is
		items++
	}
	if items < 2 {
		return nil
	}
	return list
}

// introduces reports whether the text before a list asks for something that the items of the
// list detail.
func (r *reading) introduces(i int) bool {
	return i > 0 && strings.HasSuffix(r.sentences[i-1].plain, ":") && !r.signs[i-1].is(counts) && !r.greets(i-1) && gravest(r.text(0, i)) != ""
}
