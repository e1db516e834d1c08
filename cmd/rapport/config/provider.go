package config

import (
	"slices"
	"strings"

	"rapport/store/mailaddr"
)

// provider is what is known of a mail provider that differs from what servers usually do.
type provider struct {
	name string
	// names are those in the DNS below which its servers are; the mail domains are those
	// that its own users have. A customer's domain may be at the same servers.
	names, mail []string
	noPlus      bool   // mail to log+TAG@ comes back
	noPasswords bool   // it accepts OAuth alone
	from        sender // whose mail it accepts
}

// sender is whose mail a server accepts from an account that has logged in.
type sender int

const (
	anybody       sender = iota // or not known
	ifAllowed                   // the account's own, and that of addresses that it may send for
	accountItself               // its own alone
)

// providers lists the providers that Rapport knows, the more exact names first.
func providers() []provider {
	of := func(name string, names ...string) provider {
		return provider{name: name, names: names, mail: names, noPlus: true, from: accountItself}
	}
	return []provider{
		of("Tencent Exmail", "exmail.qq.com"),
		of("QQ Mail", "qq.com", "foxmail.com"),
		of("NetEase enterprise mail", "qiye.163.com", "ym.163.com", "netease.com"),
		of("NetEase Mail", "163.com", "126.com", "yeah.net", "188.com"),
		of("Aliyun Mail", "aliyun.com", "alibaba-inc.com", "mxhichina.com"),
		of("Sina Mail", "sina.com", "sina.cn", "sina.net", "sina.com.cn"),
		of("Sohu Mail", "sohu.com", "sohu.net"),
		of("139 Mail", "139.com"),
		of("189 Mail", "189.cn", "21cn.com"),
		of("Wo Mail", "wo.cn"),
		of("263 Mail", "263.net", "263.com", "263xmail.com", "263.net.cn"),
		of("TOM Mail", "tom.com"),
		{name: "GMX", names: []string{"gmx.net", "gmx.com"}, mail: []string{"gmx.net", "gmx.com", "gmx.de", "gmx.at", "gmx.ch"}, noPlus: true, from: ifAllowed},
		{name: "WEB.DE", names: []string{"web.de"}, mail: []string{"web.de"}, noPlus: true, from: ifAllowed},
		{name: "Microsoft 365", names: []string{"office365.com", "office365.us", "outlook.com", "outlook.office.com", "partner.outlook.cn"}, mail: []string{"outlook.com", "hotmail.com", "live.com", "msn.com"}, noPasswords: true, from: ifAllowed},
		{name: "Gmail", names: []string{"gmail.com", "googlemail.com"}, mail: []string{"gmail.com", "googlemail.com"}, from: ifAllowed},
	}
}

// providerOf returns the provider whose server a host is; the bool is false where it is none
// that Rapport knows.
func providerOf(host string) (provider, bool) {
	host = "." + strings.TrimSuffix(strings.ToLower(host), ".")
	for _, p := range providers() {
		if slices.ContainsFunc(p.names, func(name string) bool { return strings.HasSuffix(host, "."+name) }) {
			return p, true
		}
	}
	return provider{}, false
}

// refusesPlus reports whether mail to plus-addresses of a log address comes back where its
// mailbox is that of user at p. maybe reports that this cannot be told: mail to the log
// address may come in at another server, which sends it on.
func (p provider) refusesPlus(logAddress, user string) (yes, maybe bool) {
	if !p.noPlus {
		return false, false
	}
	_, domain, _ := mailaddr.Cut(mailaddr.Key(logAddress))
	_, of, whole := mailaddr.Cut(mailaddr.Key(user))
	same := !whole || domain == of || slices.Contains(p.mail, domain)
	return same, !same
}

// checkPlus checks that plus-addresses are used only where the log mailbox accepts them.
func (top *configFile) checkPlus(accounts []Account) {
	s := &top.Sending
	if !s.Plus || len(top.Relays) == 0 && !s.has("plus_addresses") { // nothing is sent
		return
	}
	for i, a := range accounts {
		p, known := providerOf(a.Host)
		if !known || a.Personal != "" { // no answer comes there
			continue
		}
		switch yes, maybe := p.refusesPlus(top.LogAddress, a.User); {
		case yes && s.has("plus_addresses"):
			s.fail("plus_addresses", "write plus_addresses = false", "%s does not accept log+TAG@: every answer to such an address would come back", p.name)
		case yes:
			top.Accounts[i].fail("host", "add plus_addresses = false under [sending]", "%s does not accept log+TAG@: every answer to such an address would come back", p.name)
		case maybe:
			top.Accounts[i].warn("host", "add plus_addresses = false under [sending], unless the server of the log address sends them on", "%s does not accept log+TAG@", p.name)
		}
	}
}

// checkProvider checks what the provider of an account accepts.
func (a *accountTable) checkProvider() {
	if p, known := providerOf(a.Host); known && p.noPasswords && a.Auth != "xoauth2" {
		a.fail("auth", `write auth = "xoauth2", and token_file or token_command in place of the password`, "%s does not accept passwords", p.name)
	}
}

// checkProvider checks what the provider of a relay accepts.
func (r *relayTable) checkProvider() {
	p, known := providerOf(r.Host)
	if !known || r.User == "" {
		return
	}
	if p.noPasswords && r.Auth != "xoauth2" {
		r.fail("auth", `write auth = "xoauth2", and token_file or token_command in place of the password`, "%s does not accept passwords", p.name)
	}
	if p.from != anybody && !sameAccount(r.From, r.User) {
		if p.from == accountItself {
			r.fail("from", "log in as the account of that address, or write its address", "%s accepts only mail from the account that has logged in, which is another", p.name)
		} else {
			r.warn("from", "allow the account in its settings to send as that address", "is not the account that logs in to %s", p.name)
		}
	}
	if p.from == accountItself && r.VERP {
		r.fail("verp", "write verp = false", "%s accepts only the account that has logged in as the return path", p.name)
	}
}

// sameAccount reports whether an address is that of the account with which a program logs in,
// which may be its local part alone.
func sameAccount(address, user string) bool {
	key := mailaddr.Key(address)
	if _, _, whole := mailaddr.Cut(mailaddr.Key(user)); whole {
		return key == mailaddr.Key(user)
	}
	local, _, _ := mailaddr.Cut(key)
	return local == strings.ToLower(user)
}
