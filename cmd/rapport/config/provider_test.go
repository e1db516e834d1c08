package config

import (
	"path/filepath"
	"strings"
	"testing"
)

// atProvider returns a configuration of a mailbox and a relay at a provider.
func atProvider(address, host, user, auth, relay, login, more string) string {
	secret := func(auth string) string {
		if auth == "xoauth2" {
			return "auth = \"xoauth2\"\ntoken_file = \"./secret\"\n"
		}
		return "password_file = \"./secret\"\n"
	}
	text := strings.Replace(smallConfig, `log_address = "log@agency.example"`, `log_address = "`+address+`"`, 1)
	text = strings.Replace(text, `host = "imap.agency.example"`, `host = "`+host+`"`, 1)
	text = strings.Replace(text, `user = "log@agency.example"`, `user = "`+user+`"`, 1)
	text = strings.Replace(text, "password_file = \"./secret\"\n", secret(auth), 1)
	text += "\n[[relay]]\nname = \"main\"\nhost = \"" + relay + "\"\nuser = \"" + login + "\"\n" + secret(auth) + more
	return text
}

func TestRead_knowsWhatProvidersRefuse(t *testing.T) {
	const noPlus = "\n[sending]\nplus_addresses = false\n"
	for _, test := range []struct {
		name, text string
		want       string // of the first problem; "" for none
		fails      bool
	}{
		{"QQ, by default", atProvider("agencylog@qq.com", "imap.qq.com", "agencylog@qq.com", "", "smtp.qq.com", "agencylog@qq.com", ""),
			"account.host: QQ Mail does not accept log+TAG@: every answer to such an address would come back; add plus_addresses = false under [sending]", true},
		{"163, in so many words", atProvider("agencylog@163.com", "imap.163.com", "agencylog@163.com", "", "smtp.163.com", "agencylog@163.com", "\n[sending]\nplus_addresses = true\n"),
			"sending.plus_addresses: NetEase Mail does not accept log+TAG@: every answer to such an address would come back; write plus_addresses = false", true},
		{"126, without", atProvider("agencylog@126.com", "imap.126.com", "agencylog@126.com", "", "smtp.126.com", "agencylog@126.com", noPlus), "", false},
		{"Exmail, a domain of one's own", atProvider("log@agency.example", "imap.exmail.qq.com", "log@agency.example", "", "smtp.exmail.qq.com", "log@agency.example", ""),
			"account.host: Tencent Exmail does not accept", true},
		{"Exmail abroad", atProvider("log@agency.example", "hwimap.exmail.qq.com", "log@agency.example", "", "hwsmtp.exmail.qq.com", "log@agency.example", noPlus), "", false},
		{"Aliyun enterprise", atProvider("log@agency.example", "imap.qiye.aliyun.com", "log@agency.example", "", "smtp.qiye.aliyun.com", "log@agency.example", ""),
			"account.host: Aliyun Mail does not accept", true},
		{"Aliyun by its old name", atProvider("log@agency.example", "IMAP.mxhichina.com.", "log@agency.example", "", "smtp.mxhichina.com", "log@agency.example", ""),
			"account.host: Aliyun Mail does not accept", true},
		{"NetEase enterprise mail", atProvider("log@agency.example", "imaphz.qiye.163.com", "log@agency.example", "", "smtphz.qiye.163.com", "log@agency.example", ""),
			"account.host: NetEase enterprise mail does not accept", true},
		{"139", atProvider("13800138000@139.com", "imap.139.com", "13800138000", "", "smtp.139.com", "13800138000", ""), "account.host: 139 Mail does not accept", true},
		{"Sina", atProvider("agencylog@sina.cn", "imap.sina.cn", "agencylog@sina.cn", "", "smtp.sina.cn", "agencylog@sina.cn", ""), "account.host: Sina Mail does not accept", true},
		{"yeah.net", atProvider("agencylog@yeah.net", "imap.yeah.net", "agencylog@yeah.net", "", "smtp.yeah.net", "agencylog@yeah.net", ""), "account.host: NetEase Mail does not accept", true},
		{"Foxmail", atProvider("agencylog@foxmail.com", "imap.qq.com", "agencylog@foxmail.com", "", "smtp.qq.com", "agencylog@foxmail.com", ""), "account.host: QQ Mail does not accept", true},
		{"GMX", atProvider("agencylog@gmx.de", "imap.gmx.net", "agencylog@gmx.de", "", "mail.gmx.net", "agencylog@gmx.de", ""), "account.host: GMX does not accept", true},
		{"a mailbox that another server sends mail to", atProvider("log@agency.example", "imap.163.com", "agencylog@163.com", "", "smtp.agency.example", "log@agency.example", ""),
			"warning: account.host: NetEase Mail does not accept log+TAG@; add plus_addresses = false under [sending], unless the server of the log address sends them on", false},
		{"a name that only ends alike", atProvider("log@agency.example", "imap.notqq.com", "log@agency.example", "", "smtp.notqq.com", "log@agency.example", ""), "", false},
		{"Gmail", atProvider("agencylog@gmail.com", "imap.gmail.com", "agencylog@gmail.com", "", "smtp.gmail.com", "agencylog@gmail.com", ""), "", false},

		{"Microsoft 365 with a password", atProvider("log@agency.example", "outlook.office365.com", "log@agency.example", "", "smtp.agency.example", "log@agency.example", ""),
			`account.auth: Microsoft 365 does not accept passwords; add a [[login]], and login = with its name in place of the password: docs/login.md`, true},
		{"a relay there with a password", atProvider("log@agency.example", "imap.agency.example", "log@agency.example", "", "smtp.office365.com", "log@agency.example", ""),
			"relay.auth: Microsoft 365 does not accept passwords", true},
		{"with a token", atProvider("log@agency.example", "outlook.office365.com", "log@agency.example", "xoauth2", "smtp.office365.com", "log@agency.example", "tls = \"starttls\"\n"), "", false},
		{"in China with a password", atProvider("log@agency.example", "partner.outlook.cn", "log@agency.example", "", "smtp.partner.outlook.cn", "log@agency.example", ""), "account.auth: Microsoft 365 does not", true},

		{"163 for another account", atProvider("agencylog@163.com", "imap.163.com", "agencylog@163.com", "", "smtp.163.com", "sender@163.com", noPlus),
			"relay.from: NetEase Mail accepts only mail from the account that has logged in, which is another; log in as the account of that address, or write its address", true},
		{"QQ for an address outside", atProvider("log@agency.example", "imap.agency.example", "log@agency.example", "", "smtp.qq.com", "agencylog@qq.com", noPlus),
			"relay.from: QQ Mail accepts only mail from the account", true},
		{"Exmail for a colleague", atProvider("log@agency.example", "imap.exmail.qq.com", "log@agency.example", "", "smtp.exmail.qq.com", "it@agency.example", noPlus),
			"relay.from: Tencent Exmail accepts only", true},
		{"Aliyun with from", atProvider("log@agency.example", "imap.qiye.aliyun.com", "log@agency.example", "", "smtp.qiye.aliyun.com", "log@agency.example", "from = \"noreply@agency.example\"\n"+noPlus),
			"relay.from: Aliyun Mail accepts only", true},
		{"with other capital letters", atProvider("Log@Agency.example", "imap.exmail.qq.com", "log@agency.example", "", "smtp.exmail.qq.com", "log@agency.example", noPlus), "", false},
		{"Gmail for an alias", atProvider("log@agency.example", "imap.gmail.com", "log@agency.example", "", "smtp.gmail.com", "it@agency.example", ""),
			"warning: relay.from: is not the account that logs in to Gmail; allow the account in its settings to send as that address", false},
		{"a return path for each mail", atProvider("agencylog@qq.com", "imap.qq.com", "agencylog@qq.com", "", "smtp.qq.com", "agencylog@qq.com", "verp = true\n"+noPlus),
			"relay.verp: QQ Mail accepts only the account that has logged in as the return path", true},
		{"a server of one's own", atProvider("log@agency.example", "imap.agency.example", "log@agency.example", "", "smtp.agency.example", "it@agency.example", ""), "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.toml")
			writeFile(t, path, test.text, 0o600)
			c, found := Read(path, noEnvironment)
			if (c == nil) != test.fails {
				t.Fatalf("it fails: %t\n%v", c == nil, found)
			}
			if len(found) == 0 || test.want == "" {
				if len(found) > 0 || test.want != "" {
					t.Errorf("it finds %v, want %q", found, test.want)
				}
				return
			}
			if got := found[0].String(); !strings.Contains(got, test.want) {
				t.Errorf("it finds\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// No provider is hidden behind one of another with a shorter name.
func TestProviders_eachIsFoundByItsNames(t *testing.T) {
	for _, want := range providers() {
		for _, name := range want.names {
			if got, ok := providerOf("imap." + name); !ok || got.name != want.name {
				t.Errorf("imap.%s is that of %q, want %q", name, got.name, want.name)
			}
		}
	}
}
