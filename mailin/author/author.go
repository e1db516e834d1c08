// Package author undoes what lists and inbox rules wrote into the header of a mail that they
// passed on: it names who wrote a mail whose From field has the address of a mailing list.
// Lists rewrite the field where the author's domain has a DMARC policy (RFC 7489), which the
// mail would fail once a list has sent it on.
package author

import (
	"net/mail"
	"slices"
	"strings"

	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/store/visible"
)

// Restore puts the author into From of a mail whose list wrote its own address there, and
// that address into Via. It changes no other mail: From must have the address at which the
// list is written to, and the fields that lists keep the author in must agree on one.
// Nothing proves what they say, so neither does anything prove the author.
func Restore(m *store.Message) {
	if len(m.From) != 1 || len(m.Header.Values("From")) != 1 {
		return
	}
	l := listOf(m)
	if !l.rewrote(m.From[0]) {
		return
	}
	a, ok := l.author(m)
	if !ok {
		return
	}
	m.Via = m.From[0]
	m.From = []store.Address{a}
}

// list is what the fields of a mail say of the mailing list that it came through.
type list struct {
	posts []string // where it is written to, as keys
	id    string   // of List-Id (RFC 2919), in lower case
}

func listOf(m *store.Message) (l list) {
	for _, f := range m.Header {
		switch strings.ToLower(f.Name) {
		case "list-post", "x-beenthere", "x-mailing-list":
			l.add(f.Value)
		case "mailing-list": // "list team@lists.example; contact …"
			if rest, ok := strings.CutPrefix(mailaddr.Lower(strings.TrimSpace(f.Value)), "list "); ok {
				first, _, _ := strings.Cut(rest, ";")
				l.add(first)
			}
		case "list-id":
			value := f.Value
			if i := strings.LastIndexByte(value, '<'); i >= 0 {
				value = strings.TrimSuffix(strings.TrimSpace(value[i+1:]), ">")
			}
			l.id = mailaddr.Lower(strings.TrimSpace(value))
		}
	}
	// Some lists have an id that is made of no address. Whoever writes to them writes to From.
	for _, to := range slices.Concat(m.To, m.Cc) {
		if l.id != "" && to.Key() == m.From[0].Key() && isVia(m.From[0].Name) {
			l.add(to.Address)
		}
	}
	return l
}

// add adds the address in a value such as "<mailto:team@lists.example?subject=x>".
func (l *list) add(value string) {
	value = strings.Trim(strings.TrimSpace(value), "<>")
	value = strings.TrimPrefix(value, "mailto:")
	value, _, _ = strings.Cut(value, "?")
	if key := mailaddr.Key(value); key != "" {
		l.posts = append(l.posts, key)
	}
}

// rewrote reports whether an address in From is the list's own, or one that it made out of
// the author's.
func (l list) rewrote(from store.Address) bool {
	local, domain, ok := mailaddr.Cut(from.Key())
	if !ok || len(l.posts) == 0 && l.id == "" {
		return false
	}
	return l.owns(from.Key()) || encoded(local) != "" && l.isAt(domain)
}

// owns reports whether the list is written to at an address.
func (l list) owns(key string) bool {
	local, domain, _ := mailaddr.Cut(mailaddr.WithoutTag(key))
	return l.id != "" && l.id == local+"."+domain || slices.ContainsFunc(l.posts, func(post string) bool { return mailaddr.WithoutTag(post) == local+"@"+domain })
}

func (l list) isAt(domain string) bool {
	return strings.HasSuffix(l.id, "."+domain) || slices.ContainsFunc(l.posts, func(post string) bool { return strings.HasSuffix(post, "@"+domain) })
}

// isAgent reports whether an address is one of those from which the list's program writes.
func (l list) isAgent(key string) bool {
	local, domain, _ := mailaddr.Cut(key)
	if !l.isAt(domain) {
		return false
	}
	return slices.ContainsFunc([]string{"-bounces", "-owner", "-request", "-admin", "-return", "+bounces", "+owners"}, func(end string) bool { return strings.Contains(local, end) })
}

// author returns who wrote the mail, by the fields in which lists keep the From that they
// replaced, or else by Reply-To, by the envelope, or by the address that they made out of
// it. These last count only where From itself names the person. ok is false if there is no
// author or several.
func (l list) author(m *store.Message) (a store.Address, ok bool) {
	kept := l.people(m.Header, "X-Original-From", "Author", "X-Mailman-Original-From", "X-Original-Author", "X-Google-Original-From", "Old-From")
	envelope := l.people(m.Header, "X-Original-Sender", "X-MailFrom", "X-Envelope-From")
	var answers []store.Address
	for _, to := range m.ReplyTo {
		answers = l.append(answers, to)
	}
	switch {
	case len(kept) > 1:
		return a, false
	case len(kept) == 1:
		a = kept[0]
		if len(answers) > 0 && !holds(answers, a) && !holds(envelope, a) {
			return a, false // another program may have written the field
		}
	case len(answers) == 1 && (holds(envelope, answers[0]) || names(m.From[0].Name, answers[0])):
		a = answers[0]
	case len(answers) > 0:
		return a, false
	default:
		local, _, _ := mailaddr.Cut(m.From[0].Key())
		if made := encoded(local); made != "" {
			a.Address = made
			break
		}
		// Where answers go to the list, some put the author into Cc.
		for _, cc := range m.Cc {
			if names(m.From[0].Name, cc) && cc.Name != "" && cc.Key() != "" && !l.owns(cc.Key()) {
				return cc, true
			}
		}
		if len(envelope) != 1 || !isVia(m.From[0].Name) {
			return a, false
		}
		a = envelope[0]
	}
	if a.Name == "" {
		a.Name = person(m.From[0].Name)
	}
	return a, true
}

// people returns the different addresses in fields, without those of the list.
func (l list) people(h store.Header, fields ...string) (found []store.Address) {
	for _, name := range fields {
		for _, value := range h.Values(name) {
			found = l.append(found, address(value))
		}
	}
	return found
}

func (l list) append(to []store.Address, a store.Address) []store.Address {
	key := a.Key()
	if key == "" || l.owns(key) || l.isAgent(key) || holds(to, a) {
		return to
	}
	return append(to, a)
}

func holds(addresses []store.Address, a store.Address) bool {
	return slices.ContainsFunc(addresses, func(other store.Address) bool { return other.Key() == a.Key() })
}

// address reads a field that holds one mailbox and whose encoded words are decoded: a name
// may then have commas in it.
func address(value string) store.Address {
	if parsed, err := mail.ParseAddress(value); err == nil {
		return store.Address{Name: visible.Line(parsed.Name), Address: visible.Line(parsed.Address)}
	}
	name, rest, ok := strings.Cut(value, "<")
	if !ok {
		return store.Address{Address: visible.Line(strings.TrimSpace(value))}
	}
	inside, _, _ := strings.Cut(rest, ">")
	return store.Address{Name: visible.Line(strings.Trim(name, `" `)), Address: visible.Line(strings.TrimSpace(inside))}
}

// encoded returns the address that a list put into a local part: "jane=acme.example".
func encoded(local string) string {
	user, domain, ok := strings.Cut(local, "=")
	if !ok || user == "" || !strings.Contains(domain, ".") || strings.ContainsAny(domain, "=+") {
		return ""
	}
	return mailaddr.Key(user + "@" + domain)
}

// vias stand between the author and the list in the display name that lists write.
func vias() []string {
	return []string{" via ", "(via ", " über ", " par ", " through ", "通过", "通過", "经由", "經由", "経由"}
}

// isVia reports whether a display name says that somebody writes through a list.
func isVia(name string) bool { return person(name) != name }

// person returns the part of a display name that names who writes: "'Jane Porter' via Team".
func person(name string) string {
	end := -1
	for _, word := range vias() {
		if i := strings.LastIndex(mailaddr.Lower(name), word); i > 0 && (end < 0 || i < end) {
			end = i
		}
	}
	if end < 0 {
		return name
	}
	return strings.Trim(name[:end], `'"“”‘’（( `)
}

// names reports whether a display name that a list wrote names a person.
func names(shown string, a store.Address) bool {
	shown = mailaddr.Lower(shown)
	local, _, _ := mailaddr.Cut(a.Key())
	return isVia(shown) || a.Name != "" && strings.Contains(shown, mailaddr.Lower(a.Name)) || len(local) > 3 && strings.Contains(shown, local)
}
