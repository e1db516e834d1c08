package setup

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
)

// names is a DNS, and the servers that answer.
type names struct {
	mx     map[string][]string
	srv    map[string]net.SRV // by _service._tcp.domain
	answer []string           // host:port
}

func (n names) LookupMX(_ context.Context, name string) (list []*net.MX, err error) {
	for _, host := range n.mx[name] {
		list = append(list, &net.MX{Host: host})
	}
	if list == nil {
		err = &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return list, err
}

func (n names) LookupSRV(_ context.Context, service, proto, name string) (string, []*net.SRV, error) {
	if r, ok := n.srv["_"+service+"._"+proto+"."+name]; ok {
		return name, []*net.SRV{&r}, nil
	}
	return "", nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (n names) dial(_ context.Context, _, address string) (net.Conn, error) {
	if slices.Contains(n.answer, address) {
		client, server := net.Pipe()
		server.Close()
		return client, nil
	}
	return nil, errors.New("connection refused")
}

// The servers of an address are those of its provider, or what its domain shows.
func TestFind(t *testing.T) {
	for address, c := range map[string]struct {
		dns        names
		imap, smtp string
		name, why  string
		noPlus     bool
	}{
		"log@qq.com":         {imap: "imap.qq.com:993/implicit", smtp: "smtp.qq.com:465/implicit", name: "QQ Mail", why: "by the domain of the address", noPlus: true},
		"log@163.com":        {imap: "imap.163.com:993/implicit", smtp: "smtp.163.com:465/implicit", name: "NetEase Mail", why: "by the domain", noPlus: true},
		"log@126.com":        {imap: "imap.126.com:993/implicit", smtp: "smtp.126.com:465/implicit", name: "NetEase Mail", why: "by the domain", noPlus: true},
		"log@gmail.com":      {imap: "imap.gmail.com:993/implicit", smtp: "smtp.gmail.com:465/implicit", name: "Gmail", why: "by the domain"},
		"log@icloud.com":     {imap: "imap.mail.me.com:993/implicit", smtp: "smtp.mail.me.com:587/starttls", name: "iCloud Mail", why: "by the domain"},
		"log@yandex.ru":      {imap: "imap.yandex.com:993/implicit", smtp: "smtp.yandex.com:465/implicit", name: "Yandex Mail", why: "by the domain"},
		"log@a.example":      {dns: names{mx: map[string][]string{"a.example": {"mxbiz1.qq.com."}}}, imap: "imap.exmail.qq.com:993/implicit", smtp: "smtp.exmail.qq.com:465/implicit", name: "Tencent Exmail", why: "by the MX record mxbiz1.qq.com", noPlus: true},
		"log@b.example":      {dns: names{mx: map[string][]string{"b.example": {"b-example.mail.protection.outlook.com."}}}, imap: "outlook.office365.com:993/implicit", smtp: "smtp.office365.com:587/starttls", name: "Microsoft 365", why: "by the MX record"},
		"log@c.example":      {dns: names{mx: map[string][]string{"c.example": {"aspmx.l.google.com."}}}, imap: "imap.gmail.com:993/implicit", smtp: "smtp.gmail.com:465/implicit", name: "Gmail", why: "by the MX record"},
		"log@d.example":      {dns: names{mx: map[string][]string{"d.example": {"mx1.qiye.aliyun.com."}}}, imap: "imap.qiye.aliyun.com:993/implicit", smtp: "smtp.qiye.aliyun.com:465/implicit", name: "Aliyun Mail", why: "by the MX record", noPlus: true},
		"log@e.example":      {dns: names{mx: map[string][]string{"e.example": {"mx1.feishu.cn."}}}, imap: "imap.feishu.cn:993/implicit", smtp: "smtp.feishu.cn:465/implicit", name: "Feishu Mail", why: "by the MX record"},
		"log@f.example":      {dns: names{mx: map[string][]string{"f.example": {"in1-smtp.messagingengine.com."}}}, imap: "imap.fastmail.com:993/implicit", smtp: "smtp.fastmail.com:465/implicit", name: "Fastmail", why: "by the MX record"},
		"log@g.example":      {dns: names{mx: map[string][]string{"g.example": {"mx.zoho.eu."}}}, imap: "imap.zoho.eu:993/implicit", smtp: "smtp.zoho.eu:465/implicit", name: "Zoho Mail (Europe)", why: "by the MX record"},
		"log@srv.example":    {dns: names{srv: map[string]net.SRV{"_imaps._tcp.srv.example": {Target: "mail.srv.example.", Port: 993}, "_submission._tcp.srv.example": {Target: "mail.srv.example.", Port: 587}}}, imap: "mail.srv.example:993/implicit", smtp: "mail.srv.example:587/starttls", why: "by the SRV records of srv.example"},
		"log@no.example":     {dns: names{srv: map[string]net.SRV{"_imaps._tcp.no.example": {Target: "."}}}, why: "the DNS shows no mail server"},
		"log@cow.example":    {dns: names{mx: map[string][]string{"cow.example": {"mail.cow.example."}}, answer: []string{"mail.cow.example:993", "mail.cow.example:465"}}, imap: "mail.cow.example:993/implicit", smtp: "mail.cow.example:465/implicit", why: "because a server answers under this name"},
		"log@start.example":  {dns: names{answer: []string{"imap.start.example:143", "smtp.start.example:587"}}, imap: "imap.start.example:143/starttls", smtp: "smtp.start.example:587/starttls", why: "because a server answers"},
		"log@evil.example":   {dns: names{mx: map[string][]string{"evil.example": {"\x1b[2Jx.evil.example."}}, srv: map[string]net.SRV{"_imaps._tcp.evil.example": {Target: "a b;c.", Port: 993}}}, why: "no server answers"},
		"log@closed.example": {dns: names{mx: map[string][]string{"closed.example": {"mx.closed.example."}}}, why: "no server answers under the usual names"},
	} {
		g := Network{DNS: c.dns, Dial: c.dns.dial}.Find(t.Context(), address)
		if Format(g.IMAP) != c.imap || Format(g.SMTP) != c.smtp || g.Name != c.name || !strings.Contains(g.Why, c.why) || g.Plus == c.noPlus {
			t.Errorf("%s: %s, %s, %q, %q, plus %t", address, Format(g.IMAP), Format(g.SMTP), g.Name, g.Why, g.Plus)
		}
	}
}

func TestParseServer(t *testing.T) {
	for text, want := range map[string]string{
		"imap.example":          "imap.example:993/implicit",
		"imap.example:143":      "imap.example:143/starttls",
		"imap.example:1993":     "imap.example:1993/implicit",
		"imap.example/starttls": "imap.example:143/starttls",
		"127.0.0.1:10143/none":  "127.0.0.1:10143/none",
		"[::1]:993":             "[::1]:993/implicit",
		"imaps://imap.example":  "",
		"imap.example:imaps":    "",
		"imap.example:99999":    "",
		"imap.example:993/ssl":  "",
		"log@imap.example":      "",
		"":                      "",
	} {
		s, err := ParseServer(text, 993, 143)
		if err == nil && Format(s) != want || err != nil && want != "" {
			t.Errorf("%q: %s, %v; want %q", text, Format(s), err, want)
		}
	}
}
