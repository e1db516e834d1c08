package matter

import "strings"

// toldApart returns the sentences that begin an ask of their own because their sender numbers
// them or puts a heading before them: every item must ask something, and must not merely detail
// what the text before the list asks.
func (r *reading) toldApart() map[int]bool {
	for _, begins := range []func(i int) bool{
		func(i int) bool { return r.sentences[i].item },
		func(i int) bool { return r.sentences[i].starts && isHeading(r.sentences[i].plain) },
	} {
		if told := r.items(begins); len(told) > 1 {
			return told
		}
	}
	return nil
}

func isHeading(line string) bool {
	m := heading.FindStringSubmatch(line)
	return m != nil && !noHead.MatchString(m[1]) && gravest(m[2]) != ""
}

// items returns the sentences that begin an item of a list, or nil where there is none, or one of
// its items asks nothing.
func (r *reading) items(begins func(int) bool) map[int]bool {
	told := map[int]bool{}
	for i := range r.sentences {
		if !begins(i) {
			continue
		}
		if len(told) == 0 && i > 0 && strings.HasSuffix(r.sentences[i-1].plain, ":") && gravest(r.sentences[i-1].plain) != "" {
			return nil
		}
		end := i + 1
		for end < len(r.sentences) && !begins(end) && !r.sentences[end].apart {
			end++
		}
		if gravest(item.ReplaceAllString(r.text(i, end), "")) == "" {
			return nil
		}
		told[i] = true
	}
	return told
}
