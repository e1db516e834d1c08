package classify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
	"rapport/store/mailaddr"
)

// Personal decides, together with the projects, which mail of a person's own mailbox is for the log.
type Personal struct {
	Owner string // the address of the person
	Never Never
}

// Never is what the owner of a mailbox keeps out of the log.
type Never struct {
	addresses []string // canonical, without plus-tag
	domains   []string // canonical
	words     []string // folded
}

// NewNever reads a list of addresses, of domains with an @ before them, and of words in a
// subject. For each item that is none of these, wrong says by its index what to write instead.
func NewNever(list []string) (n Never, wrong map[int]string) {
	wrong = map[int]string{}
	for i, item := range list {
		switch at := strings.LastIndexByte(item, '@'); {
		case at == 0 && isDomain(item[1:]):
			n.domains = append(n.domains, mailaddr.Domain(item[1:]))
		case at > 0 && mailaddr.Key(item) != "" && !strings.ContainsAny(item, " <>*"):
			n.addresses = append(n.addresses, mailaddr.WithoutTag(mailaddr.Key(item)))
		case at >= 0 || strings.Contains(item, "*"):
			wrong[i] = `write an address, or a domain as "@home.example"`
		case isDomain(item):
			wrong[i] = "put an @ before a domain: without, it would be a word in the subject"
		case utf8.RuneCountInString(fold(item)) < 2:
			wrong[i] = "write at least two characters"
		default:
			n.words = append(n.words, fold(item))
		}
	}
	return n, wrong
}

func isDomain(text string) bool {
	before, after, ok := strings.Cut(text, ".")
	return ok && before != "" && after != "" && !strings.ContainsAny(text, " @<>*") && mailaddr.Domain(text) != ""
}

// IsForLog reports whether a mail in a person's own mailbox is for the log, by its header m
// alone: it is from or to somebody of a project, and nothing keeps it out. A header that can be
// read in more than one way keeps it out. The owner's colleagues do not count as somebody of a
// project: what they write to each other is logged only if they copy the log address.
func (d *ProjectIndex) IsForLog(p Personal, m *store.Message) bool {
	if m.Unparsed != "" || isPrivate(m) || p.Never.names(m) || d.isRapports(m) {
		return false
	}
	writers, readers := slices.Concat(m.From, m.ReplyTo), slices.Concat(m.To, m.Cc)
	if slices.ContainsFunc(readers, func(a store.Address) bool { return d.isOutsider(p, a.Address) }) {
		return true
	}
	if !slices.ContainsFunc(writers, func(a store.Address) bool { return d.isOutsider(p, a.Address) }) {
		return false
	}
	// What one of them wrote to a list is for the log only if that is a list of the agency.
	return !isListMail(m) || !slices.ContainsFunc(readers, func(a store.Address) bool { return !d.isInside(p, a.Address) })
}

// isPrivate reports whether its sender marked a mail as private (RFC 4021 section 2.1.55).
func isPrivate(m *store.Message) bool {
	return slices.ContainsFunc(m.Header.Values("Sensitivity"), func(value string) bool {
		value = strings.ToLower(value)
		return strings.Contains(value, "private") || strings.Contains(value, "personal")
	})
}

// isOutsider reports whether an address is that of a person whom a running project names, other
// than the agency's own, or is in the domain of such a project's client.
func (d *ProjectIndex) isOutsider(p Personal, address string) bool {
	key := mailaddr.Key(address)
	if key == "" || d.isLog(key) || d.own[key] || mailaddr.WithoutTag(key) == mailaddr.WithoutTag(mailaddr.Key(p.Owner)) {
		return false
	}
	if members := d.lookup(key); len(members) > 0 {
		return slices.ContainsFunc(members, func(who member) bool {
			return !d.projects[who.project].closed && !isAgencys(who.role)
		})
	}
	if d.isInside(p, key) {
		return false
	}
	_, projects := d.domainOf(key)
	return slices.ContainsFunc(projects, func(n int) bool { return !d.projects[n].closed })
}

// isAgencys reports whether people of a role are the owner's colleagues.
func isAgencys(role store.Role) bool {
	return role == store.RolePM || role == store.RoleTeam || role == store.RoleLead
}

// isInside reports whether an address has the owner's domain, or that of the log.
func (d *ProjectIndex) isInside(p Personal, address string) bool {
	_, domain, ok := mailaddr.Cut(mailaddr.Key(address))
	_, own, _ := mailaddr.Cut(mailaddr.Key(p.Owner))
	return ok && (domain == own || domain == d.logDomain)
}

func isListMail(m *store.Message) bool {
	for _, name := range []string{"List-Id", "List-Post", "List-Unsubscribe", "Mailing-List"} {
		if m.Header.Get(name) != "" {
			return true
		}
	}
	precedence := strings.ToLower(strings.TrimSpace(m.Header.Get("Precedence")))
	return precedence == "list" || precedence == "bulk"
}

// isRapports reports whether a mail is ours, names a reply address of ours, which is a secret
// of whoever was asked, or was sent to the log address: then the log has it anyway, and its
// proof is that of the log mailbox.
func (d *ProjectIndex) isRapports(m *store.Message) bool {
	if own, _ := d.Own(m); own || d.isOwnID(m.MessageID) {
		return true
	}
	if d.logDomain == "" {
		return false
	}
	for _, f := range m.Header {
		switch name := strings.ToLower(f.Name); name {
		case "to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc", "delivered-to", "x-original-to", "envelope-to":
			if namesMailbox(f.Value, d.logLocal, d.logDomain, "") {
				return true
			}
		default:
			if namesMailbox(f.Value, d.logLocal, d.logDomain, "+"+replyTag) || namesMailbox(f.Value, d.logLocal, d.logDomain, "+"+returnTag) {
				return true
			}
		}
	}
	return false
}

// isOwnID reports whether a Message-ID is that of a mail of ours.
func (d *ProjectIndex) isOwnID(id string) bool {
	_, domain, _ := mailaddr.Cut(mailaddr.Key(id))
	if domain == "" || !strings.HasPrefix(id, store.MessageIDPrefix) {
		return false
	}
	for own := range d.own {
		if _, of, _ := mailaddr.Cut(own); of == domain {
			return true
		}
	}
	return domain == d.logDomain
}

// names reports whether a mail has anything that its owner keeps out: an address or a domain
// anywhere in its header, or a word in its subject.
func (n Never) names(m *store.Message) bool {
	for _, list := range [][]store.Address{m.From, m.Sender, m.ReplyTo, m.To, m.Cc, m.DeliveredTo} {
		if slices.ContainsFunc(list, func(a store.Address) bool { return n.has(a.Address) }) {
			return true
		}
	}
	for _, f := range m.Header {
		if strings.EqualFold(f.Name, "Subject") {
			subject := strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(f.Value))), " ") // all of it, however long
			if slices.ContainsFunc(n.words, func(word string) bool { return hasWord(subject, word) }) {
				return true
			}
		}
		for _, address := range n.addresses {
			if local, domain, _ := mailaddr.Cut(address); namesMailbox(f.Value, local, domain, "") {
				return true
			}
		}
		if slices.ContainsFunc(n.domains, func(domain string) bool { return namesDomain(f.Value, domain) }) {
			return true
		}
	}
	return false
}

func (n Never) has(address string) bool {
	key := mailaddr.Key(address)
	if slices.Contains(n.addresses, mailaddr.WithoutTag(key)) {
		return true
	}
	_, domain, ok := mailaddr.Cut(key)
	return ok && slices.ContainsFunc(n.domains, func(d string) bool { return domain == d || strings.HasSuffix(domain, "."+d) })
}

// namesMailbox reports whether a text has an address of a mailbox, with any plus-tag or with
// one that begins in a certain way, wherever it stands.
func namesMailbox(text, local, domain, tag string) bool {
	return eachIn(text, local, func(before rune, after string) bool {
		if isAddressRune(before) {
			return false
		}
		if tag != "" && !strings.HasPrefix(after, tag) {
			return false
		}
		if strings.HasPrefix(after, "+") {
			at := strings.IndexByte(after, '@')
			if at < 0 || strings.ContainsAny(after[:at], " \t,;<>") {
				return false
			}
			after = after[at:]
		}
		rest, ok := strings.CutPrefix(after, "@"+domain)
		return ok && endsDomain(rest)
	})
}

// namesDomain reports whether a text has an address in a domain or a sub-domain of it.
func namesDomain(text, domain string) bool {
	return eachIn(text, domain, func(before rune, after string) bool {
		return (before == '@' || before == '.') && endsDomain(after)
	})
}

// eachIn calls is for each place of part, in lower case, with what stands before and behind it,
// until it returns true.
func eachIn(text, part string, is func(before rune, after string) bool) bool {
	if text = mailaddr.Lower(text); part == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], part)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:from+i])
		if is(before, text[from+i+len(part):]) {
			return true
		}
		from += i + 1
	}
}

func isAddressRune(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._%+-", r))
}

// endsDomain reports whether a domain ends where rest begins: with more letters it would be
// another.
func endsDomain(rest string) bool {
	rest = strings.TrimPrefix(rest, ".")
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}
