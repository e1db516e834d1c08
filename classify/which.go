package classify

import (
	"slices"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// Whoever writes to the log address alone means a project, even where that address cannot
// name one. A PM of several who does not say which is asked.

// opensAtLog reports whether m goes to the log address itself, in To, and answers nothing.
func (d *ProjectIndex) opensAtLog(m *store.Message) bool {
	if store.ReadSubject(m.Subject).Answer || len(m.InReplyTo) > 0 {
		return false
	}
	return slices.ContainsFunc(m.To, func(a store.Address) bool {
		tag, ok := d.logTag(mailaddr.Key(a.Address))
		return ok && tag == ""
	})
}

// managed returns the projects of which the sender of m is a PM and that are not over,
// ascending.
func (d *ProjectIndex) managed(m *store.Message) (numbers []int) {
	if len(m.From) != 1 {
		return nil
	}
	for _, who := range d.lookup(mailaddr.Key(m.From[0].Address)) {
		if who.role == store.RolePM && !d.projects[who.project].closed {
			numbers = appendNew(numbers, who.project)
		}
	}
	return numbers
}

// preferNamed leaves, of the projects of people who write to the log address, the one that
// the subject names by an alias, or else the only one of which the sender is a PM.
func (d *ProjectIndex) preferNamed(contact *finding, alias finding, m *store.Message) {
	if len(contact.left) < 2 || !contact.staff || !d.opensAtLog(m) {
		return
	}
	if _, toUs := d.isToUsAlone(m); !toUs {
		return
	}
	if len(alias.left) > 0 {
		if named := intersect(contact.left, alias.left); len(named) == 1 {
			contact.left = named
		}
		return
	}
	if managed := intersect(contact.left, d.managed(m)); len(managed) == 1 {
		contact.left = managed
	}
}

// withoutProject returns what a PM of several projects sends to us alone without saying which
// of them it is for, if mail of which as much is known may begin something; or nil.
func (d *ProjectIndex) withoutProject(m *store.Message, v *store.Verdict, request finding, sender trust.Facts) *store.Held {
	guessed := v.Project != "" && v.Reasons[0].Signal == store.SignalLearnt
	if v.Project != "" && !guessed || v.Command != nil || v.Draft != nil || !mayBegin(m, v, request) || !d.opensAtLog(m) {
		return nil
	}
	managed := d.managed(m)
	draft := d.draftIn(m)
	if len(managed) < 2 || draft == nil && (guessed || !d.isToLogAlone(m)) {
		return nil
	}
	if _, toUs := d.isToUsAlone(m); !toUs {
		return nil
	}
	if ok, _ := trust.Allows(store.EffectDraft, sender|trust.Contact|trust.Team|trust.PM); !ok {
		return nil
	}
	h := &store.Held{Why: store.HeldProject, Missing: "the project that it is for", Draft: draft}
	if limit, counts := trust.Limit(store.EffectDraft, sender); counts {
		h.Limit = limit
	}
	for _, n := range managed {
		h.Projects = append(h.Projects, d.projects[n].code)
	}
	for _, who := range d.lookup(mailaddr.Key(m.From[0].Address)) {
		if who.project == managed[0] {
			h.Address = d.projects[who.project].contacts[who.contact].Addresses[0]
		}
	}
	return h
}

// isToLogAlone reports whether all recipients of m are addresses of ours.
func (d *ProjectIndex) isToLogAlone(m *store.Message) bool {
	return !slices.ContainsFunc(slices.Concat(m.To, m.Cc), func(a store.Address) bool {
		address := mailaddr.Key(a.Address)
		return !d.isLog(address) && !d.own[address]
	})
}

// longestChoice is the length in bytes of the words that name a project.
const longestChoice = 200

// readProject reads which project a PM says that their mail is for: by its code, its name or
// an alias. Words that name none, or several, decide nothing.
func (d *ProjectIndex) readProject(a *store.Response, m *store.Message, r store.Request, name string) bool {
	a.Decision = store.DecisionText
	said := answer.Body(m.OwnText, name)
	if answer.Skips(m.OwnText, name) || answer.NamesNone(m.OwnText, name) {
		a.Decision = store.DecisionSkip
		return true
	}
	line := fold(firstLine(said))
	if len(line) > longestChoice || strings.ContainsAny(line, "?？") {
		return true
	}
	if named, rest := d.namedIn(line, r); len(named) == 1 && !answer.Denies(rest) {
		a.Decision, a.Argument = store.DecisionOK, d.projects[named[0]].code
	}
	return true
}

// namedIn returns those of the projects asked about that a folded line names, and the line
// without these names. The longest come first: "acme-2" does not name "acme".
func (d *ProjectIndex) namedIn(line string, r store.Request) (named []int, rest string) {
	type name struct {
		word    string
		project int
	}
	var names []name
	for _, code := range r.Projects {
		if n, known := d.codes[strings.ToLower(code)]; known && d.manages(n, r) {
			for _, word := range d.words(n) {
				names = append(names, name{word, n})
			}
		}
	}
	slices.SortStableFunc(names, func(a, b name) int { return len(b.word) - len(a.word) })
	for _, one := range names {
		if hasWord(line, one.word) {
			named, line = appendNew(named, one.project), strings.ReplaceAll(line, one.word, " ")
		}
	}
	return named, line
}

// manages reports whether the person asked is a PM of project n.
func (d *ProjectIndex) manages(n int, r store.Request) bool {
	r.Project = d.projects[n].code
	return d.isPM(r)
}

// words returns what names project n, folded: its code, its name and its aliases.
func (d *ProjectIndex) words(n int) []string {
	p := d.projects[n]
	return append([]string{strings.ToLower(p.code), fold(p.name)}, p.aliases...)
}

// hasWord reports whether a folded text has a folded word at a word boundary.
func hasWord(text, word string) bool {
	before := rune(-1)
	for i, r := range text {
		if word != "" && strings.HasPrefix(text[i:], word) && isWholeWord(before, text[i:], len(word)) {
			return true
		}
		before = r
	}
	return false
}
