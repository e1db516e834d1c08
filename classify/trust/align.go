package trust

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// alignedWith reports whether a signature by the domain signer is valid for addresses at
// the domain from, both in lower case: they are equal, or belong to one organisation (RFC
// 7489 section 3.1.1) that does not hand out names below its own to others.
func alignedWith(from, signer string) bool {
	if suffix, _ := publicsuffix.PublicSuffix(signer); suffix == signer {
		return false
	}
	if from == signer {
		return true
	}
	organisation := organisationOf(from)
	return organisation != "" && organisation == organisationOf(signer) && !SharedProvider(organisation)
}

// SameOrganisation reports whether two domains, in lower case, are equal or belong to one
// organisation that does not hand out names below its own to others.
func SameOrganisation(a, b string) bool { return alignedWith(a, b) }

// organisationOf returns the registered domain, or "" for a public suffix.
func organisationOf(domain string) string {
	d, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil {
		return ""
	}
	return d
}

// Organisation returns the registered domain of a name in the DNS (RFC 7489 section 3.2), or
// the name itself where it has none.
func Organisation(name string) string {
	return cmp.Or(organisationOf(strings.ToLower(name)), name)
}

// isBelow reports whether domain is parent or a sub-domain of it.
func isBelow(domain, parent string) bool {
	return domain == parent || strings.HasSuffix(domain, "."+parent)
}

// SharedProvider reports whether domain, in lower case, is that of a provider where anybody
// can get a mailbox or a sending domain, or a sub-domain of one.
func SharedProvider(domain string) bool {
	return slices.ContainsFunc(sharedProviders(), func(p string) bool { return isBelow(domain, p) })
}

func sharedProviders() []string {
	return []string{
		"qq.com", "foxmail.com", "163.com", "163.net", "126.com", "yeah.net", "188.com",
		"sina.com", "sina.com.cn", "sina.cn", "sohu.com", "139.com", "189.cn", "wo.cn", "wo.com.cn", "21cn.com",
		"aliyun.com", "tom.com", "263.net", "china.com", "2980.com", "88.com", "111.com",
		"gmail.com", "googlemail.com", "outlook.com", "outlook.jp", "outlook.de", "outlook.fr", "hotmail.com",
		"hotmail.co.uk", "hotmail.de", "hotmail.fr", "live.com", "live.cn", "msn.com",
		"yahoo.com", "yahoo.com.cn", "yahoo.cn", "yahoo.com.hk", "yahoo.com.tw", "yahoo.co.jp", "yahoo.co.uk", "ymail.com",
		"icloud.com", "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "pm.me",
		"gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de", "mail.ru", "yandex.ru", "yandex.com", "mail.com",
		"zoho.com", "zohomail.com", "fastmail.com", "tutanota.com", "hey.com", "orange.fr", "free.fr", "laposte.net",
		"libero.it", "wp.pl", "o2.pl", "naver.com", "daum.net", "hanmail.net", "hinet.net", "pchome.com.tw",
		"onmicrosoft.com", "amazonses.com", "sendgrid.net", "mailgun.org", "mandrillapp.com", "mcsv.net", "sendinblue.com", "myshopify.com",
	}
}
