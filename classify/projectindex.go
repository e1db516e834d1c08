package classify

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// ProjectIndex is the configuration of projects and people, compiled for look-ups. It never
// changes, so any number of goroutines may share one. The zero ProjectIndex has no
// projects.
type ProjectIndex struct {
	projects []project      // by ascending code; the index is the project's number
	codes    map[string]int // code in lower case to number

	logLocal, logDomain string          // of the log address, canonical
	own                 map[string]bool // canonical addresses that Rapport sends from
	noPlus              bool            // as in Config
	admin               string          // canonical address of the administrator; "" for nobody

	addresses  map[string][]member // canonical address to its contacts
	untagged   map[string][]member // the same without plus-tags
	domains    map[string][]int    // canonical domain to ascending numbers
	lookalikes lookalikes          // to find addresses that resemble a configured one
	aliases    map[[2]rune][]alias // by the first two runes, the longest first
	trackers   map[string][]int    // key in the issue tracker, in lower case, to ascending numbers

	configured *Config        // that it was made of
	deputies   []store.Deputy // that people named, and whose time is not long over
	learnt     Learnt
	self       *ProjectIndex // the one that New made, of which this one may be a copy
}

type project struct {
	code     string
	name     string
	aliases  []string // folded
	contacts []store.Contact
	zone     *time.Location
	closed   bool
	language string
	tracked  bool // its cases may become work items of a tracker
}

// member is a contact's part in one project.
type member struct {
	project int
	contact int // its index in the project
	role    store.Role
	name    string
}

// alias is a word that names a project in a subject, folded.
type alias struct {
	folded  string
	written string
	runes   int
	project int
}

// New compiles the ProjectIndex of c. If c is not valid it returns every mistake (see
// Validate).
func New(c Config) (*ProjectIndex, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	d := compile(c)
	d.configured = &c
	return d, nil
}

// compile compiles the index of a valid c.
func compile(c Config) *ProjectIndex {
	configured := slices.Clone(c.Projects)
	slices.SortFunc(configured, func(a, b store.Project) int { return cmp.Compare(a.Code, b.Code) })

	d := &ProjectIndex{
		noPlus:    c.NoPlus,
		admin:     mailaddr.Key(c.Admin),
		projects:  make([]project, len(configured)),
		codes:     make(map[string]int),
		addresses: make(map[string][]member),
		untagged:  make(map[string][]member),
		domains:   make(map[string][]int),
		aliases:   make(map[[2]rune][]alias),
		own:       make(map[string]bool),
		trackers:  make(map[string][]int),
	}
	d.self = d
	for _, address := range c.Own {
		d.own[mailaddr.Key(address)] = true
	}
	d.logLocal, d.logDomain, _ = mailaddr.Cut(mailaddr.Key(c.LogAddress))
	for n, p := range configured {
		d.projects[n] = project{code: p.Code, name: p.Name, contacts: p.Contacts, zone: p.Zone, closed: p.Closed, language: p.Language, tracked: p.Tracker != ""}
		d.codes[strings.ToLower(p.Code)] = n
		d.addContacts(n, p.Contacts)
		for _, domain := range p.Domains {
			d.domains[mailaddr.Domain(domain)] = appendNew(d.domains[mailaddr.Domain(domain)], n)
		}
		if key := strings.ToLower(p.TrackerKey); key != "" {
			d.trackers[key] = appendNew(d.trackers[key], n)
		}
		for _, a := range p.Aliases {
			d.addAlias(n, a)
			d.projects[n].aliases = append(d.projects[n].aliases, fold(a))
		}
	}
	addresses := slices.Concat(slices.Collect(maps.Keys(d.addresses)), []string{mailaddr.Key(c.LogAddress)})
	d.lookalikes = newLookalikes(addresses, slices.Collect(maps.Keys(d.domains)))
	for _, list := range d.aliases {
		slices.SortStableFunc(list, func(a, b alias) int { return cmp.Compare(len(b.folded), len(a.folded)) })
	}
	return d
}

// Settle reads the times of a meeting that have no zone in that of the project, if that agrees
// with the Date of the mail.
func (d *ProjectIndex) Settle(m *store.Message, code string) {
	if n, known := d.codes[strings.ToLower(code)]; known && m.Calendar != nil {
		m.Calendar.SettleIn(d.projects[n].zone, m.Date.In(m.Zone()))
	}
}

// ZoneOf returns the time zone of a project, or that of the sender for a mail that is in none.
func (d *ProjectIndex) ZoneOf(m *store.Message, code string) *time.Location {
	if n, known := d.codes[strings.ToLower(code)]; known && d.projects[n].zone != nil {
		return d.projects[n].zone
	}
	return m.Zone()
}

func (d *ProjectIndex) addContacts(n int, contacts []store.Contact) {
	for i, c := range contacts {
		for _, a := range c.Addresses {
			key := mailaddr.Key(a)
			who := member{n, i, c.Role, c.Name}
			d.addresses[key] = append(d.addresses[key], who)
			bare := mailaddr.WithoutTag(key)
			if !slices.ContainsFunc(d.untagged[bare], func(m member) bool { return m.project == n }) {
				d.untagged[bare] = append(d.untagged[bare], who)
			}
		}
	}
}

func (d *ProjectIndex) addAlias(n int, written string) {
	folded := fold(written)
	key, ok := firstTwo(folded)
	if !ok || slices.ContainsFunc(d.aliases[key], func(a alias) bool { return a.folded == folded && a.project == n }) {
		return
	}
	d.aliases[key] = append(d.aliases[key], alias{folded, written, utf8.RuneCountInString(folded), n})
}

// lookup returns the projects in which address, canonical, is a contact, by ascending
// number. A match with the plus-tag comes before one without: log+a@ and log+b@ may be two
// contacts.
func (d *ProjectIndex) lookup(address string) []member {
	if members, ok := d.addresses[address]; ok {
		return members
	}
	return d.untagged[mailaddr.WithoutTag(address)]
}

// KnowsSender reports whether the sender of m, by its From, is a contact of a project or
// writes from one of our own addresses.
func (d *ProjectIndex) KnowsSender(m *store.Message) bool {
	if len(m.From) != 1 {
		return false
	}
	address := mailaddr.Key(m.From[0].Address)
	return len(d.lookup(address)) > 0 || d.isLog(address) || d.own[address]
}

// Belongs reports whether an address is that of a contact, or has the domain of a client.
func (d *ProjectIndex) Belongs(address string) bool {
	address = mailaddr.Key(address)
	_, domain, ok := mailaddr.Cut(address)
	return ok && (len(d.lookup(address)) > 0 || d.domains[mailaddr.Domain(domain)] != nil)
}

// Knows reports whether a project is in the configuration.
func (d *ProjectIndex) Knows(code string) bool {
	_, known := d.codes[strings.ToLower(code)]
	return known
}

// KnowsOrganisation reports whether a name in the DNS belongs to the organisation of a
// contact, or to our own.
func (d *ProjectIndex) KnowsOrganisation(name string) bool {
	organisation := trust.Organisation(name)
	if organisation == trust.Organisation(d.logDomain) {
		return true
	}
	for address := range d.addresses {
		if _, domain, ok := mailaddr.Cut(address); ok && trust.Organisation(domain) == organisation {
			return true
		}
	}
	return false
}

// isLog reports whether address, canonical, is the log address or one of its
// plus-addresses.
func (d *ProjectIndex) isLog(address string) bool {
	_, ok := d.logTag(address)
	return ok
}

// logTag returns the part after the plus of one of the log's addresses, "" for the log
// address itself.
func (d *ProjectIndex) logTag(address string) (tag string, ok bool) {
	local, domain, ok := mailaddr.Cut(address)
	if !ok || domain != d.logDomain || !strings.HasPrefix(local, d.logLocal) {
		return "", false
	}
	tag = local[len(d.logLocal):]
	if tag == "" {
		return "", true
	}
	return tag[1:], tag[0] == '+'
}

// role returns the sender's role in the project or, if project is -1, in any. Of several it
// returns the most demanding: a client's mail must not be missed.
func (d *ProjectIndex) role(m *store.Message, project int) store.Role {
	if len(m.From) == 0 {
		return store.RoleOther
	}
	best := store.RoleOther
	for _, in := range d.lookup(mailaddr.Key(m.From[0].Address)) {
		if (project < 0 || in.project == project) && roleRank(in.role) < roleRank(best) {
			best = in.role
		}
	}
	return best
}

func roleRank(r store.Role) int {
	switch r {
	case store.RoleClient:
		return 0
	case store.RolePM:
		return 1
	case store.RoleTeam:
		return 2
	}
	return 3
}

func appendNew(numbers []int, n int) []int {
	if slices.Contains(numbers, n) {
		return numbers
	}
	return append(numbers, n)
}
