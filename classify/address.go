package classify

import (
	"slices"
	"strings"

	"rapport/store"
	"rapport/store/mailaddr"
)

// replyTag begins the tag of a reply address, log+r.TOKEN@agency.example, which names a
// request instead of a project. No project code contains a full stop.
const replyTag = "r."

// byAddress looks for project addresses among the recipients.
func (d *ProjectIndex) byAddress(m *store.Message) finding {
	f := finding{signal: store.SignalAddress}
	if d.logDomain == "" {
		return f
	}
	for _, field := range []struct {
		name      string
		addresses []store.Address
	}{{"To", m.To}, {"Cc", m.Cc}, {"Delivered-To", m.DeliveredTo}} {
		for _, a := range field.addresses {
			tag, ok := d.logTag(mailaddr.Key(a.Address))
			if !ok || tag == "" || strings.HasPrefix(tag, replyTag) || strings.HasPrefix(tag, returnTag) {
				continue
			}
			n, known := d.codes[tag]
			if !known {
				f.notes = appendNote(f.notes, d.logLocal+"+"+tag+"@"+d.logDomain+" is the address of no project")
				continue
			}
			f.add(n, "project address "+d.logLocal+"+"+d.projects[n].code+"@"+d.logDomain+" in "+field.name)
		}
	}
	slices.Sort(f.notes)
	if len(f.left) > 1 {
		f.notes = append(f.notes, "addressed to more than one project: "+d.list(f.left))
	}
	return f
}

// add records a project once, keeping named and left in ascending order.
func (f *finding) add(n int, text string) {
	i, found := slices.BinarySearch(f.left, n)
	if !found {
		f.left = slices.Insert(f.left, i, n)
		f.named = slices.Insert(f.named, i, evidence{project: n, text: text})
	}
}

// mostNotes limits the notes of one signal.
const mostNotes = 5

func appendNote(notes []string, note string) []string {
	if len(notes) >= mostNotes || slices.Contains(notes, note) {
		return notes
	}
	return append(notes, note)
}

// list names projects in words, as in "ACME, BETA and 3 more".
func (d *ProjectIndex) list(numbers []int) string {
	codes := make([]string, len(numbers))
	for i, n := range numbers {
		codes[i] = d.projects[n].code
	}
	return enumerate(codes)
}
