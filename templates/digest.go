package templates

import (
	"slices"
	"time"

	"rapport/store"
)

// Digest is the data of digest: a PM is told in the morning what waits for them, and
// settles it in a few words.
type Digest struct {
	PM        string // the name; may be empty
	Items     []DigestItem
	More      int // that are not in the list
	Mails     []UnfiledMail
	MoreMails int
	Projects  []store.Project // that there are
}

// Has says whether a thing of a kind is among them.
func (d Digest) Has(kind string) bool {
	for _, i := range d.Items {
		if i.Kind == kind {
			return true
		}
	}
	return false
}

// DigestItem is something that waits in a project.
type DigestItem struct {
	N        int    // by which the answer names it
	Kind     string // one of the store's Item words
	Project  store.Project
	Number   int    // in its project, of its kind; 0: it has none
	Title    string // what it is called
	What     string // of which kind it is: a question, minutes, a change
	State    string
	Who      []store.Address // who waits, or is waited for
	Since    time.Time
	Due      time.Time // zero: no time was set
	From, To time.Time // the period of a report
	Overdue  bool
	Words    string // how it was put; of an address, why mail came back
}

// UnfiledMail is a mail that fits no project.
type UnfiledMail struct {
	N         int // by which the answer names it
	From      store.Address
	Date      time.Time
	Subject   string
	Excerpt   string   // how its text begins, on one line
	Suggested []string // codes of projects, the most likely first
}

// DigestReceipt is the data of digest-receipt: what became of such an answer.
type DigestReceipt struct {
	PM       string
	Done     []SortedItem
	Already  []SortedItem // somebody had filed or settled them
	Problems []string     // words of the answer that were not understood
}

// Filed says whether any of it is mail.
func (d DigestReceipt) Filed() bool {
	return slices.ContainsFunc(slices.Concat(d.Done, d.Already), func(s SortedItem) bool { return s.Kind == store.ItemMail })
}

// SortedItem is a thing of a digest and what was said of it.
type SortedItem struct {
	N       int
	Kind    string // one of the store's Item words
	Title   string
	From    store.Address // of a mail
	Project string        // where a mail belongs; "" for none
	Said    string        // of other things
}
