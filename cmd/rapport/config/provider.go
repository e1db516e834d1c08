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
	login       string // provider of a [[login]] that `rapport init` offers; "": none
	from        sender // whose mail it accepts

	// Where its servers are, for `rapport init`; "" where that is not known. DOMAIN is that of
	// the address. mx are the names below which mail servers of customers' domains are.
	imap, smtp, secret string
	startTLS           bool // its SMTP server encrypts with STARTTLS, on port 587
	mx                 []string
}

// at returns p with its servers, what it calls the password for mail programs, and the names
// below which its customers' domains have their mail servers.
func (p provider) at(imap, smtp, secret string, mx ...string) provider {
	p.imap, p.smtp, p.secret, p.mx = imap, smtp, secret, mx
	return p
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
		of("Tencent Exmail", "exmail.qq.com").at("imap.exmail.qq.com", "smtp.exmail.qq.com", "客户端专用密码 (a password for mail programs, from the settings in webmail; IMAP must be switched on there)", "mxbiz1.qq.com", "mxbiz2.qq.com", "exmail.qq.com"),
		of("QQ Mail", "qq.com", "foxmail.com").at("imap.qq.com", "smtp.qq.com", "授权码 (an authorisation code, from 设置 > 账号 in webmail; IMAP/SMTP must be switched on there)"),
		of("NetEase enterprise mail", "qiye.163.com", "ym.163.com", "netease.com").at("imap.qiye.163.com", "smtp.qiye.163.com", "授权码 (an authorisation code, from the settings in webmail)", "qiye.163.com", "mxmail.netease.com"),
		of("NetEase Mail", "163.com", "126.com", "yeah.net", "188.com").at("imap.DOMAIN", "smtp.DOMAIN", "授权码 (an authorisation code, from 设置 > POP3/SMTP/IMAP in webmail; IMAP must be switched on there)"),
		of("Aliyun Mail", "aliyun.com", "alibaba-inc.com", "mxhichina.com").at("imap.qiye.aliyun.com", "smtp.qiye.aliyun.com", "三方客户端安全密码 (a password for mail programs, from the account settings)", "qiye.aliyun.com", "mxhichina.com"),
		of("Sina Mail", "sina.com", "sina.cn", "sina.net", "sina.com.cn"),
		of("Sohu Mail", "sohu.com", "sohu.net"),
		of("139 Mail", "139.com"),
		of("189 Mail", "189.cn", "21cn.com"),
		of("Wo Mail", "wo.cn"),
		of("263 Mail", "263.net", "263.com", "263xmail.com", "263.net.cn"),
		of("TOM Mail", "tom.com"),
		{name: "GMX", names: []string{"gmx.net", "gmx.com"}, mail: []string{"gmx.net", "gmx.com", "gmx.de", "gmx.at", "gmx.ch"}, noPlus: true, from: ifAllowed},
		{name: "WEB.DE", names: []string{"web.de"}, mail: []string{"web.de"}, noPlus: true, from: ifAllowed},
		provider{name: "Microsoft 365", names: []string{"office365.com", "office365.us", "outlook.com", "outlook.office.com", "partner.outlook.cn"}, mail: []string{"outlook.com", "hotmail.com", "live.com", "msn.com"}, noPasswords: true, login: "microsoft", from: ifAllowed, startTLS: true}.
			at("outlook.office365.com", "smtp.office365.com", "access token (Microsoft accepts no passwords)", "mail.protection.outlook.com", "mail.protection.partner.outlook.cn"),
		provider{name: "Gmail", names: []string{"gmail.com", "googlemail.com"}, mail: []string{"gmail.com", "googlemail.com"}, login: "google", from: ifAllowed}.
			at("imap.gmail.com", "smtp.gmail.com", "app password (16 letters, from myaccount.google.com/apppasswords; it needs two-step verification)", "google.com", "googlemail.com"),
		provider{name: "Feishu Mail", names: []string{"feishu.cn"}}.at("imap.feishu.cn", "smtp.feishu.cn", "专用密码 (a password for mail programs, from the settings of Feishu Mail, where IMAP/SMTP must be switched on)", "feishu.cn"),
		provider{name: "Lark Mail", names: []string{"larksuite.com"}}.at("imap.larksuite.com", "smtp.larksuite.com", "dedicated password (from the settings of Lark Mail, where IMAP/SMTP must be switched on)", "larksuite.com"),
		provider{name: "iCloud Mail", names: []string{"mail.me.com"}, mail: []string{"icloud.com", "me.com", "mac.com"}, from: ifAllowed, startTLS: true}.
			at("imap.mail.me.com", "smtp.mail.me.com", "app-specific password (from account.apple.com)", "mail.icloud.com"),
		provider{name: "Fastmail", names: []string{"fastmail.com"}, mail: []string{"fastmail.com", "fastmail.fm"}, from: ifAllowed}.
			at("imap.fastmail.com", "smtp.fastmail.com", "app password (from Settings > Privacy & Security; it needs access to IMAP and SMTP)", "messagingengine.com"),
		provider{name: "Zoho Mail", names: []string{"zoho.com"}, mail: []string{"zoho.com", "zohomail.com"}, from: ifAllowed}.
			at("imap.zoho.com", "smtp.zoho.com", "app password (from accounts.zoho.com; IMAP must be switched on in the settings of the mailbox)", "zoho.com"),
		provider{name: "Zoho Mail (Europe)", names: []string{"zoho.eu"}, mail: []string{"zohomail.eu"}, from: ifAllowed}.
			at("imap.zoho.eu", "smtp.zoho.eu", "app password (from accounts.zoho.eu; IMAP must be switched on in the settings of the mailbox)", "zoho.eu"),
		provider{name: "Yandex Mail", names: []string{"yandex.com", "yandex.ru", "yandex.net"}, mail: []string{"yandex.com", "yandex.ru", "ya.ru"}, from: ifAllowed}.
			at("imap.yandex.com", "smtp.yandex.com", "app password (from id.yandex.com/security; IMAP must be switched on in the settings of the mailbox)", "mx.yandex.net", "mx.yandex.ru"),
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
	if p, known := providerOf(a.Host); known && p.noPasswords && a.Auth != "xoauth2" && a.Auth != "oauthbearer" {
		a.fail("auth", `add a [[login]], and login = with its name in place of the password: docs/login.md`, "%s does not accept passwords", p.name)
	}
}

// checkProvider checks what the provider of a relay accepts.
func (r *relayTable) checkProvider() {
	p, known := providerOf(r.Host)
	if !known || r.User == "" {
		return
	}
	if p.noPasswords && r.Auth != "xoauth2" && r.Auth != "oauthbearer" {
		r.fail("auth", `add a [[login]], and login = with its name in place of the password: docs/login.md`, "%s does not accept passwords", p.name)
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
