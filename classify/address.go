package classify

import (
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"rapport/store"
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
			tag, ok := d.logTag(canonicalAddress(a.Address))
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

// canonicalAddress returns the form in which addresses are compared: the local part with
// ASCII letters in lower case, and the domain as canonicalDomain returns it. For a string
// that is not an address it returns "", which matches nothing.
//
// Letters outside ASCII stay as they are: Unicode lower-casing would turn the Kelvin sign
// into k, and so a stranger's address into a client's.
func canonicalAddress(address string) string {
	if isCanonical(address) {
		return address
	}
	local, domain, ok := splitAddress(address)
	if !ok {
		return ""
	}
	if domain = canonicalDomain(domain); domain == "" {
		return ""
	}
	return lowerASCII(local) + "@" + domain
}

// isCanonical reports, without allocating, whether canonicalAddress would return the
// address unchanged. That is the case for nearly every address.
func isCanonical(address string) bool {
	at := -1
	for i := 0; i < len(address); i++ {
		switch c := address[i]; {
		case c == '@':
			at = i
		case c <= ' ' || c >= 0x7f || 'A' <= c && c <= 'Z':
			return false
		}
	}
	return at > 0 && at < len(address)-1 && address[len(address)-1] != '.'
}

// canonicalDomain returns a domain in the form used for look-ups: ASCII by IDNA (RFC 5891,
// UTS 46), lower case, without a final dot. For a string that is not a domain it returns
// "".
func canonicalDomain(domain string) string {
	domain = strings.TrimSuffix(domain, ".")
	for i := 0; i < len(domain); i++ {
		if domain[i] >= 0x80 {
			ascii, err := idna.Lookup.ToASCII(domain)
			if err != nil {
				return ""
			}
			return strings.TrimSuffix(ascii, ".")
		}
		if domain[i] <= ' ' || domain[i] == 0x7f {
			return ""
		}
	}
	return lowerASCII(domain)
}

// splitAddress splits an address at its last @.
func splitAddress(address string) (local, domain string, ok bool) {
	i := strings.LastIndexByte(address, '@')
	if i <= 0 || i == len(address)-1 {
		return "", "", false
	}
	return address[:i], address[i+1:], true
}

// withoutTag removes the plus-tag (RFC 5233) from the local part.
func withoutTag(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	if plus := strings.IndexByte(address[:at], '+'); plus > 0 {
		return address[:plus] + address[at:]
	}
	return address
}

func lowerASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			lower := []byte(s)
			for ; i < len(lower); i++ {
				if 'A' <= lower[i] && lower[i] <= 'Z' {
					lower[i] += 'a' - 'A'
				}
			}
			return string(lower)
		}
	}
	return s
}
