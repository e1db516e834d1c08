package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"rapport/classify"
	"rapport/mailin"
	"rapport/mailin/mime"
	"rapport/store"
)

// score is how many cases of a group are right in one point.
type score struct {
	group, point string
	right, all   int
}

// miss is a case that is not.
type miss struct {
	group, name, point string
	want, got          string
}

// scores gathers the judgements, in the order in which they are made.
type scores struct {
	only   string // only cases whose name holds it
	list   []*score
	misses []miss
}

// read reads a mail as the daemon does, without a log. Without clients there is no project.
func read(raw []byte, before, clients []string) (*store.Message, store.Verdict) {
	m := mailin.Read(raw, time.Time{}, mime.DefaultLimits(), func(*store.Message) []string { return before })
	v, err := indexOf(clients).Decide(m, nil)
	if err != nil { // the only errors are those of a log
		panic(err)
	}
	return m, v
}

// indexOf returns the configuration of one project with these clients.
func indexOf(clients []string) *classify.ProjectIndex {
	if len(clients) == 0 {
		return new(classify.ProjectIndex)
	}
	d, err := classify.New(classify.Config{LogAddress: "log@agency.example", Projects: []store.Project{{
		Code: "ACME", Name: "Relaunch", TrackerKey: "SHOP",
		Contacts: []store.Contact{
			{Name: "Li Na", Role: store.RolePM, Addresses: []string{"lina@agency.example"}},
			{Name: "Client", Role: store.RoleClient, Addresses: clients},
		},
	}}})
	if err != nil {
		panic(err)
	}
	return d
}

func (s *scores) judge(c labelled) {
	if !strings.Contains(c.name, s.only) {
		return
	}
	if !c.want.Sent.IsZero() {
		s.judgeMinutes(c)
		return
	}
	m, v := read(c.raw, c.want.Before, c.want.Clients)
	w := c.want
	if w.NewText != nil {
		s.equal(c, "new text", fold(*w.NewText), fold(m.NewText))
	}
	for _, sentence := range w.Keep {
		s.point(c, "nothing lost", strings.Contains(squeeze(m.NewText), squeeze(sentence)), sentence, m.NewText)
	}
	if w.Quoted != "" {
		s.point(c, "quoted", strings.Contains(fold(m.Quoted), fold(w.Quoted)), w.Quoted, m.Quoted)
	}
	if w.Signature != "" {
		s.point(c, "signature", strings.Contains(fold(m.Signature), fold(w.Signature)), w.Signature, m.Signature)
	}
	if w.Kind != "" {
		s.equal(c, "kind", w.Kind, string(v.Kind))
	}
	if w.From != "" {
		got := ""
		if len(m.From) == 1 {
			got = m.From[0].Address
		}
		s.equal(c, "who wrote it", w.From, got)
	}
	if w.Role != "" {
		s.equal(c, "role", w.Role, string(v.Role))
	}
	if w.Start != nil {
		s.equal(c, "start of the event", *w.Start, m.Calendar.Seen(m.Zone()).Start)
	}
	s.judgeMeeting(c, m)
	s.judgeTracker(c, v)
	if w.Method != "" {
		got := ""
		if m.Calendar != nil {
			got = m.Calendar.Method
		}
		s.equal(c, "calendar method", w.Method, got)
	}
	s.judgeParts(c, m, v)
	s.judgeRecap(c, v)
	if w.Recipients != nil {
		var got, statuses []string
		for _, d := range m.Delivery {
			got = append(got, strings.ToLower(d.Recipient))
			statuses = append(statuses, d.Status)
		}
		s.equal(c, "failed recipient", sorted(w.Recipients), sorted(got))
		if w.Statuses != nil {
			s.equal(c, "status", sorted(w.Statuses), sorted(statuses))
		}
	}
	if w.Asks != nil {
		var got []string
		for _, a := range v.Asks {
			got = append(got, string(a.Ask))
		}
		s.equal(c, "asks", sorted(w.Asks), sorted(got))
	}
	if w.Decision != "" {
		got := ""
		if v.Stated != nil {
			got = string(v.Stated.Choice)
		}
		s.equal(c, "decision", w.Decision, got)
	}
	if w.Deadlines != nil {
		var got []string
		for _, d := range v.Deadlines {
			got = append(got, d.Day)
		}
		s.equal(c, "deadline", sorted(w.Deadlines), sorted(got))
	}
}

func (s *scores) equal(c labelled, point, want, got string) {
	s.point(c, point, want == got, want, got)
}

func (s *scores) point(c labelled, point string, right bool, want, got string) {
	i := slices.IndexFunc(s.list, func(have *score) bool { return have.group == c.group && have.point == point })
	if i < 0 {
		i = len(s.list)
		s.list = append(s.list, &score{group: c.group, point: point})
	}
	s.list[i].all++
	if right {
		s.list[i].right++
		return
	}
	s.misses = append(s.misses, miss{c.group, c.name, point, want, got})
}

func (s *scores) print(w io.Writer, verbose bool) {
	fmt.Fprintf(w, "%-26s %-20s %9s %7s\n", "mail", "what is judged", "right", "")
	for _, have := range s.list {
		fmt.Fprintf(w, "%-26s %-20s %4d/%4d %5.1f %%\n", have.group, have.point, have.right, have.all, 100*float64(have.right)/float64(have.all))
	}
	if len(s.misses) > 0 {
		fmt.Fprintf(w, "\n%d misses:\n", len(s.misses))
	}
	for _, m := range s.misses {
		fmt.Fprintf(w, "  %s: %s: %s\n", m.group, m.name, m.point)
		if verbose {
			fmt.Fprintf(w, "    want: %s\n    got:  %s\n", m.want, m.got)
		}
	}
}

// fold makes one space of all white space, and leaves out quote marks, as layout
// is not judged.
func fold(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer(">", " ", "|", " ").Replace(s)), " ")
}

// squeeze leaves out all white space, and the marks before quoted lines.
func squeeze(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), ""), ">", "")
}

func sorted(words []string) string {
	words = slices.Clone(words)
	for i := range words {
		words[i] = strings.ToLower(words[i])
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}
