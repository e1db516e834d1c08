package classify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"

	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// Config is the part of the configuration that classification depends on.
type Config struct {
	LogAddress string   // log@agency.example
	Own        []string // other addresses that Rapport sends from
	Projects   []store.Project
	Admin      string // who hears what keeps Rapport from its work; "" for nobody
	NoPlus     bool   // the log mailbox takes no plus-addresses: true answers have a Message-ID alone
}

// FieldError is one mistake in a Config, with its place, so that the caller can point to it
// in the file that the configuration came from.
type FieldError struct {
	Project int    // index in Config.Projects; -1 for the Config itself
	Code    string // of that project; may be ""
	Field   string // as in TOML: "log_address", "domains[0]", "contacts[2].addresses[1]"
	Text    string // what is wrong and what to do about it
}

// Error implements error.
func (e *FieldError) Error() string {
	switch {
	case e.Project < 0:
		return e.Field + ": " + e.Text
	case e.Code == "":
		return fmt.Sprintf("projects[%d].%s: %s", e.Project, e.Field, e.Text)
	}
	return fmt.Sprintf("project %s: %s: %s", e.Code, e.Field, e.Text)
}

// Validate returns every mistake in c, each a *FieldError, joined, or nil. It accepts a
// person, a domain or an alias that belongs to several projects (see Warnings).
func (c Config) Validate() error {
	v := validator{project: -1}
	v.logAddress(c.LogAddress)
	codes := make(map[string]int)
	for i, p := range c.Projects {
		v.project, v.code = i, p.Code
		if first, twice := codes[strings.ToLower(p.Code)]; twice {
			v.fail("code", "%q is the code of projects[%d] already", p.Code, first)
		} else {
			codes[strings.ToLower(p.Code)] = i
		}
		v.checkCode(p.Code)
		v.contacts(p.Contacts)
		for j, d := range p.Domains {
			v.domain(fmt.Sprintf("domains[%d]", j), d)
		}
		for j, a := range p.Aliases {
			v.alias(fmt.Sprintf("aliases[%d]", j), a)
		}
	}
	return errors.Join(v.errs...)
}

// Warnings lists what a valid Config allows but may decide less than expected: domains, aliases
// and tracker keys shared by several projects.
func (c Config) Warnings() []string {
	var warnings []string
	shared := func(what string, key func(string) string, of func(store.Project) []string) {
		owners := make(map[string][]string)
		var order []string
		for _, p := range c.Projects {
			for _, word := range of(p) {
				k := key(word)
				if owners[k] == nil {
					order = append(order, k)
				}
				if !slices.Contains(owners[k], p.Code) {
					owners[k] = append(owners[k], p.Code)
				}
			}
		}
		for _, k := range order {
			if len(owners[k]) > 1 {
				warnings = append(warnings, fmt.Sprintf("the %s %s belongs to %s: on its own it files nothing", what, k, enumerate(owners[k])))
			}
		}
	}
	shared("domain", mailaddr.Domain, func(p store.Project) []string { return p.Domains })
	shared("alias", fold, func(p store.Project) []string { return p.Aliases })
	shared("tracker_key", strings.ToLower, func(p store.Project) []string {
		if p.TrackerKey == "" {
			return nil
		}
		return []string{p.TrackerKey}
	})
	return warnings
}

// validator collects mistakes and knows which project it is checking.
type validator struct {
	errs      []error
	project   int
	code      string
	logDomain string
	logLocal  string
}

func (v *validator) fail(field, format string, args ...any) {
	v.errs = append(v.errs, &FieldError{v.project, v.code, field, fmt.Sprintf(format, args...)})
}

func (v *validator) logAddress(address string) {
	if why := badAddress(address); why != "" {
		v.fail("log_address", "%q %s; it looks like log@agency.example", address, why)
		return
	}
	v.logLocal, v.logDomain, _ = mailaddr.Cut(mailaddr.Key(address))
}

// longestCode keeps project addresses within the 64 octets of a local part
// (RFC 5321 section 4.5.3.1.1).
const longestCode = 32

func (v *validator) checkCode(code string) {
	letters := false
	for i, r := range code {
		letter := 'A' <= r && r <= 'Z'
		letters = letters || letter
		if !letter && !('0' <= r && r <= '9') && !(r == '-' && i > 0 && i < len(code)-1) {
			v.fail("code", "%q: a code is made of capital letters, digits and, inside, hyphens: ACME, ACME-2", code)
			return
		}
	}
	switch {
	case code == "":
		v.fail("code", "missing; it looks like ACME")
	case len(code) > longestCode:
		v.fail("code", "%q is longer than %d characters", code, longestCode)
	case !letters:
		v.fail("code", "%q needs a letter; otherwise [%s] in a subject would name the project", code, code)
	case slices.Contains(gatewayTags(), code):
		v.fail("code", "%q cannot be a code: mail gateways and people write [%s] into subjects of any mail", code, code)
	}
}

// gatewayTags are bracketed words in subjects that name no project.
func gatewayTags() []string {
	return []string{"EXTERNAL", "EXT", "EXTERN", "INTERNAL", "SPAM", "SUSPECT", "JUNK", "CAUTION", "WARNING", "ENCRYPTED",
		"SECURE", "URGENT", "IMPORTANT", "FYI", "INFO", "ACTION", "RE", "FW", "FWD"}
}

func (v *validator) contacts(contacts []store.Contact) {
	seen := make(map[string]string)
	for i, c := range contacts {
		field := fmt.Sprintf("contacts[%d]", i)
		if !slices.Contains([]store.Role{store.RoleClient, store.RolePM, store.RoleTeam, store.RoleMediator, store.RoleLead, store.RoleOther}, c.Role) {
			v.fail(field+".role", "%q is not a role; use client, pm, team, mediator, lead or other", c.Role)
		}
		if len(c.Addresses) == 0 {
			v.fail(field+".addresses", "%q has no address, and people are recognised by address only", c.Name)
		}
		for j, a := range c.Addresses {
			v.contactAddress(fmt.Sprintf("%s.addresses[%d]", field, j), field, a, seen)
		}
	}
}

func (v *validator) contactAddress(field, contact, address string, seen map[string]string) {
	if why := badAddress(address); why != "" {
		v.fail(field, "%q %s; it looks like wang@client.example", address, why)
		return
	}
	key := mailaddr.Key(address)
	d := ProjectIndex{logLocal: v.logLocal, logDomain: v.logDomain}
	if v.logDomain != "" && d.isLog(key) {
		v.fail(field, "%q is the log address and cannot be that of a contact", address)
	}
	if first, twice := seen[key]; twice {
		v.fail(field, "%q is an address of %s already", address, first)
		return
	}
	seen[key] = contact
}

func (v *validator) domain(field, domain string) {
	d := mailaddr.Domain(domain)
	switch {
	case d == "" || strings.ContainsAny(d, "@/:*") || strings.HasPrefix(d, ".") || strings.Contains(d, ".."):
		v.fail(field, "%q is not a mail domain; it looks like client.example", domain)
	case trust.SharedProvider(d):
		v.fail(field, "%q is a public mail provider: everybody's mail would count as this client's; list the contacts' addresses instead", domain)
	case v.logDomain != "" && within(v.logDomain, d):
		v.fail(field, "%q is the domain of the log address: all your own mail would count as this client's", domain)
	case publicSuffix(d):
		v.fail(field, "%q is a public suffix, under which anybody has a domain", domain)
	}
}

func (v *validator) alias(field, alias string) {
	switch n := utf8.RuneCountInString(fold(alias)); {
	case n < 2:
		v.fail(field, "%q is too short to name a project; use at least two characters", alias)
	case len(alias) > longestSubject/4:
		v.fail(field, "%.20q... is too long for a subject", alias)
	}
}

// badAddress returns what is wrong with the address of a person or the log, or "".
func badAddress(address string) string {
	local, domain, ok := mailaddr.Cut(address)
	switch {
	case address == "":
		return "is empty"
	case !ok:
		return "is not a mail address"
	case strings.ContainsAny(local, "\"@<>()[]:;,\\ \t\r\n"):
		return "has special characters before the @"
	case mailaddr.Domain(domain) == "" || strings.ContainsAny(domain, "<>()[],;:\\\" \t"):
		return "has no valid domain"
	}
	return ""
}

// within reports whether domain is parent or a sub-domain of it. Both are canonical.
func within(domain, parent string) bool {
	return domain == parent || strings.HasSuffix(domain, "."+parent)
}

// publicSuffix reports whether the public registers names under domain, such as com.cn. A
// single label, such as a host name, counts as one too.
func publicSuffix(domain string) bool {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix == domain
}
