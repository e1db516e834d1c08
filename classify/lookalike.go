package classify

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/unicode/norm"

	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/store/visible"
)

// lookalikes indexes how the configured addresses and domains look, to find an address that
// a person could mistake for one of them.
type lookalikes struct {
	addresses map[string]string // skeleton of an address to the address
	domains   map[string]string // skeleton of a domain to the domain
	known     map[string]bool   // domains, and the registered part of each
	near      map[string]string // a registered domain, and each form with one letter left out, to the domain
}

// shortestNear is the shortest first label in which one different letter is suspicious:
// there are many names of four letters.
const shortestNear = 5

// newLookalikes indexes the addresses of contacts and the log and the domains of clients,
// all canonical.
func newLookalikes(addresses, domains []string) lookalikes {
	l := lookalikes{make(map[string]string), make(map[string]string), make(map[string]bool), make(map[string]string)}
	slices.Sort(addresses) // of two that look the same the first is reported
	for _, a := range addresses {
		if s := skeleton(a); l.addresses[s] == "" {
			l.addresses[s] = a
		}
		if _, domain, ok := mailaddr.Cut(a); ok && !trust.SharedProvider(domain) {
			domains = append(domains, domain)
		}
	}
	slices.Sort(domains)
	for _, d := range slices.Compact(domains) {
		if s := skeleton(d); l.domains[s] == "" {
			l.domains[s] = d
		}
		organisation := registered(d)
		l.known[d], l.known[organisation] = true, true
		if label, _, _ := strings.Cut(organisation, "."); len(label) < shortestNear || trust.SharedProvider(organisation) {
			continue
		}
		eachShorter(organisation, func(s string) bool {
			if l.near[s] == "" {
				l.near[s] = organisation
			}
			return true
		})
	}
	return l
}

// registered returns the part of a domain that was registered, or "".
func registered(domain string) string {
	organisation, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil {
		return ""
	}
	return organisation
}

// eachShorter calls yield with s, and with s without each of its letters.
func eachShorter(s string, yield func(string) bool) {
	if len(s) > 100 || !yield(s) {
		return
	}
	for i := range s {
		if !yield(s[:i] + s[i+1:]) {
			return
		}
	}
}

// resembles returns the configured address or domain that an unknown address resembles, or
// "". known means that its domain is configured.
func (l lookalikes) resembles(written, canonical string, known bool) string {
	for _, form := range []string{canonical, written} { // a capital I looks like l
		if a := l.addresses[skeleton(form)]; a != "" && a != canonical {
			return a
		}
	}
	_, domain, ok := mailaddr.Cut(canonical)
	organisation, found := registered(domain), ""
	if !ok || known || l.known[domain] || l.known[organisation] || trust.SharedProvider(domain) {
		return ""
	}
	_, writtenDomain, _ := mailaddr.Cut(written)
	for _, form := range []string{domain, writtenDomain} {
		for range 8 {
			if d := l.domains[skeleton(form)]; d != "" && d != domain {
				return d
			}
			_, parent, below := strings.Cut(form, ".")
			if !below {
				break
			}
			form = parent
		}
	}
	if label, _, _ := strings.Cut(organisation, "."); len(label) < shortestNear-1 {
		return ""
	}
	eachShorter(organisation, func(s string) bool {
		if d := l.near[s]; d != "" && d != organisation && differsByOne(d, organisation) {
			found = d
		}
		return found == ""
	})
	return found
}

// differsByOne reports whether a and b differ by one letter that is changed, added or
// missing, or by two that are swapped.
func differsByOne(a, b string) bool {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	a, b = a[start:], b[start:]
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a) <= 1 && len(b) <= 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}

// skeleton returns what an address or domain looks like, after UTS 39 section 4, for the
// scripts that resemble Latin: two with the same skeleton look the same. Accents and
// invisible characters are dropped.
func skeleton(s string) string {
	if strings.Contains(s, "xn--") {
		at := strings.LastIndexByte(s, '@') + 1
		if domain, err := idna.Punycode.ToUnicode(s[at:]); err == nil {
			s = s[:at] + domain
		}
	}
	if !visible.IsASCII(s) {
		s = norm.NFKD.String(s)
	}
	s = strings.Map(prototype, s)
	s = strings.ReplaceAll(s, "rn", "m")
	return strings.ReplaceAll(s, "vv", "w")
}

// prototype returns the small Latin letter that a character resembles, the character itself
// if there is none, or -1 if it is invisible.
func prototype(r rune) rune {
	switch {
	case r == '0':
		return 'o'
	case r == '1', r == 'I', r == '|':
		return 'l'
	case 'A' <= r && r <= 'Z':
		return r - 'A' + 'a'
	case r < 0x80:
		return r
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		return -1
	}
	// Pairs of a character and the Latin letter that it resembles, from the confusables of
	// UTS 39: Cyrillic, Greek, Armenian, and Latin beyond ASCII.
	const (
		foreign = "аɑαсϲԁժеҽεєһհнӏιіıɩјкκмпոηоοσօрρԛգгѕтτυսμνѵѡωԝхχуγүøłđħɡցʟвьβзАВЕКМНОРСТХУІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
		latin   = "aaaccddeeeehhhliiiijkkmnnnooooppqqrsttuuuvvwwwxxyyyoldhgglbbb3abekmhopctxyljsabezhlkmnoptyx"
	)
	at := strings.IndexRune(foreign, r)
	if at < 0 {
		return r
	}
	n := 0
	for range foreign[:at] {
		n++
	}
	return rune(latin[n])
}

// mixesScripts reports whether a label of a domain mixes Latin letters with letters that
// resemble them, which no name in any language does.
func mixesScripts(domain string) bool {
	if strings.Contains(domain, "xn--") {
		domain, _ = idna.Punycode.ToUnicode(domain)
	}
	if visible.IsASCII(domain) {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		latin, other := false, false
		for _, r := range label {
			latin = latin || unicode.Is(unicode.Latin, r)
			other = other || unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian)
		}
		if latin && other {
			return true
		}
	}
	return false
}

// noteLookalike records in v whom the sender of m could be mistaken for. It files nothing:
// only configured addresses do.
func (d *ProjectIndex) noteLookalike(v *store.Verdict, m *store.Message) {
	for _, from := range m.From[:min(len(m.From), 3)] {
		address := mailaddr.Key(from.Address)
		if strings.ContainsFunc(from.Address, isInvisible) {
			v.Notes = appendNote(v.Notes, "the address in From has characters that are not seen")
		}
		_, domain, _ := mailaddr.Cut(from.Address)
		if mixesScripts(strings.ToLower(domain)) {
			v.Notes = appendNote(v.Notes, "the domain of From mixes letters of several scripts: "+from.Address)
		}
		if len(d.lookup(address)) == 0 && !d.isLog(address) && !d.own[address] {
			written := from.Address
			if address == "" {
				address = mailaddr.Lower(written) // a domain that cannot exist but can be read
			}
			known, _ := d.domainOf(address)
			if like := d.lookalikes.resembles(written, mailaddr.WithoutTag(address), known != ""); like != "" && v.Lookalike == "" {
				v.Lookalike = like
				v.Notes = append(v.Notes, from.Address+" in From looks like "+like+", and is not")
			}
		}
		if displayed := addressIn(from.Name); displayed != "" && displayed != address {
			v.Notes = appendNote(v.Notes, "the name in From shows the address "+displayed+", and the mail is from "+from.Address)
		}
	}
	if v.Kind == store.KindList || len(m.From) == 0 || m.Header.Get("List-Id") != "" || m.Header.Get("List-Post") != "" {
		return
	}
	for _, to := range m.ReplyTo[:min(len(m.ReplyTo), 3)] {
		address := mailaddr.Key(to.Address)
		same := func(from store.Address) bool { return mailaddr.Key(from.Address) == address }
		if !slices.ContainsFunc(m.From, same) && !d.isLog(address) && !d.own[address] {
			v.Notes = appendNote(v.Notes, "answers to it would go to "+to.Address+" (Reply-To), and it is from "+m.From[0].Address)
		}
	}
}

// isInvisible reports whether a character is invisible or changes the direction of text.
func isInvisible(r rune) bool {
	return r >= 0x80 && (unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || r == 0x3164 || r == 0x115F || r == 0x034F)
}

// addressIn returns the first address in a display name, canonical, or "".
func addressIn(name string) string {
	if !strings.Contains(name, "@") || len(name) > 1000 {
		return ""
	}
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`<>()[]"',;:（）＜＞【】，；：`, r)
	}) {
		if _, domain, ok := mailaddr.Cut(word); ok && strings.Contains(domain, ".") {
			return mailaddr.Key(word)
		}
	}
	return ""
}
