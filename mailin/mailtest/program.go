package mailtest

import (
	"bytes"
	"fmt"
	"rapport/store/visible"
	"strings"
)

// Program is a mail program, with its own ways of naming, encoding and quoting.
type Program string

// The programs. Thunderbird and Foxmail 6 write only plain text, 8-bit unencoded; the
// others write plain text and HTML.
const (
	Gmail       Program = "Gmail"
	Outlook     Program = "Outlook"
	AppleMail   Program = "Apple Mail"
	Thunderbird Program = "Thunderbird"
	QQMail      Program = "QQ Mail"
	Foxmail     Program = "Foxmail"
	Foxmail6    Program = "Foxmail 6"
	NetEase     Program = "NetEase Mail"
)

// Programs returns all of them.
func Programs() []Program {
	return []Program{Gmail, Outlook, AppleMail, Thunderbird, QQMail, Foxmail, Foxmail6, NetEase}
}

// Write turns a letter into a mail. The same letter always produces the same mail.
func (p Program) Write(l Letter) *Mail {
	d, id := p.dialect(&l), l.unique()
	m := &Mail{Letter: l, Program: p, MessageID: d.messageID(&l, id), References: l.references()}
	if l.Answers != nil {
		m.Subject = d.answer + bareSubject(l.Subject)
	}
	m.plain = wrap(l.Text, d.width)
	m.html = d.paragraphs(l.Text)
	if l.Answers != nil {
		m.plain += d.quote(&l)
		m.html += d.quoteHTML(&l)
	}

	var b bytes.Buffer
	line(&b, "From: "+d.addresses([]Person{l.From}))
	line(&b, "To: "+d.addresses(l.To))
	if len(l.Cc) > 0 {
		line(&b, "Cc: "+d.addresses(l.Cc))
	}
	line(&b, "Subject: "+word(m.Subject, d.charset))
	line(&b, "Date: "+l.Date.Format(d.date))
	line(&b, "Message-ID: <"+m.MessageID+">")
	if n := len(m.References); n > 0 {
		line(&b, "In-Reply-To: <"+m.References[n-1]+">")
		line(&b, "References: <"+strings.Join(m.References, ">\r\n <")+">")
	}
	for _, field := range d.header(m, id) {
		line(&b, field)
	}
	body := d.body(m, id)
	body.header = append(body.header, "MIME-Version: 1.0")
	body.write(&b)
	m.Raw = b.Bytes()
	return m
}

// dialect is how a program writes one letter.
type dialect struct {
	charset  string // of text and of encoded words
	transfer string // of text; "" is 7bit or quoted-printable
	answer   string // prefix of the subject
	date     string // layout of the Date field
	width    int    // at which plain text is wrapped; 0: not wrapped
	quoted   bool   // whether encoded words stand in quotes, against RFC 2047
	plain    bool   // whether there is no HTML
	flowed   bool   // RFC 3676
	boundary string // format of boundaries, of a level and the letter's number

	messageID  func(*Letter, uint64) string
	header     func(*Mail, uint64) []string // fields of the program's own
	paragraphs func(string) string          // text to HTML
	quote      func(*Letter) string         // Answers, quoted
	quoteHTML  func(*Letter) string
	page       func(string) string // makes a document of HTML
}

const (
	longDate  = "Mon, 02 Jan 2006 15:04:05 -0700"
	shortDate = "Mon, 2 Jan 2006 15:04:05 -0700"
)

func (p Program) dialect(l *Letter) dialect {
	none := func(*Mail, uint64) []string { return nil }
	d := dialect{
		charset: "UTF-8", answer: "Re: ", date: longDate, header: none,
		paragraphs: divs, page: func(s string) string { return s },
		boundary: "----=_Part_%d_%016x",
	}
	chinese := hasHan(l.Text) || l.From.Chinese()
	switch p {
	case Gmail:
		d.date, d.width, d.boundary = shortDate, 76, "%012d%016x"
		d.quote, d.quoteHTML = quoteGmail, quoteGmailHTML
		d.messageID = func(l *Letter, n uint64) string { return fmt.Sprintf("CA%016x+%08x@mail.%s", n, n>>7, l.From.Domain()) }
	case AppleMail:
		d.date, d.width, d.boundary = shortDate, 76, "Apple-Mail=_%08X-%016X"
		d.quote, d.quoteHTML = quoteApple, quoteAppleHTML
		d.header = func(*Mail, uint64) []string { return []string{"X-Mailer: Apple Mail (2.3774.400.31)"} }
		d.messageID = func(l *Letter, n uint64) string {
			return fmt.Sprintf("%08X-%04X-4%03X-8%03X-%012X@%s", n>>32, n>>16&0xffff, n>>4&0xfff, n&0xfff, n*2862933555777941757>>16, l.From.Domain())
		}
		d.page = func(s string) string {
			return `<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>` +
				`<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">` + s + "</body></html>\n"
		}
	case Thunderbird:
		d.transfer, d.width, d.plain, d.flowed = "8bit", 72, true, true
		d.quote, d.quoteHTML = quoteThunderbird, quoteThunderbirdHTML
		d.header = func(*Mail, uint64) []string {
			return []string{"User-Agent: Mozilla Thunderbird", "Content-Language: " + language(chinese)}
		}
		d.messageID = func(l *Letter, n uint64) string {
			return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x@%s", n>>32, n>>16&0xffff, n>>4&0xfff, n&0xfff, n*3202034522624059733>>16, l.From.Domain())
		}
	case Outlook:
		d.charset, d.answer, d.boundary = "us-ascii", "RE: ", "_%03d_%016X_"
		d.paragraphs, d.page = msoParagraphs, msoPage
		d.quote, d.quoteHTML = quoteOutlook, quoteOutlookHTML
		d.header = outlookHeader
		d.messageID = func(l *Letter, n uint64) string {
			return fmt.Sprintf("AM0PR04MB%04X%016X@AM0PR04MB%04[1]X.eurprd04.prod.outlook.example", n>>48, n)
		}
		if !visible.IsASCII(l.Text) || l.Answers != nil && !visible.IsASCII(l.Answers.plain+l.Answers.Subject) {
			d.charset = "Windows-1252"
		}
	case QQMail:
		d.charset, d.date, d.quoted, d.answer = "gb18030", shortDate, true, "回复："
		d.boundary = "----=_NextPart_%03d_%016X"
		d.quote, d.quoteHTML = quoteQQ, quoteQQHTML
		d.header = func(m *Mail, n uint64) []string {
			return []string{fmt.Sprintf("X-QQ-mid: webmail%d", n%1e9), "X-QQ-MIME: TCMime 1.0 by Tencent", "X-Mailer: QQMail 2.x", "X-QQ-Mailer: QQMail 2.x", "X-Priority: 3"}
		}
		d.messageID = func(_ *Letter, n uint64) string { return fmt.Sprintf("tencent_%016X%08X0A@qq.example", n, n>>9) }
	case Foxmail, Foxmail6:
		d.charset, d.quoted, d.answer = "GB2312", true, "回复: "
		d.boundary = "----=_001_NextPart%d%016x_=----"
		d.quote, d.quoteHTML = quoteFoxmail, quoteFoxmailHTML
		mailer := "X-Mailer: Foxmail 7.2.25.213[cn]"
		d.page = func(s string) string {
			return "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=GB2312\">\n<style>body { line-height: 1.5; }blockquote { margin-top: 0px; margin-bottom: 0px; margin-left: 0.5em; }</style>\n</head><body>\n" + s + "\n</body></html>"
		}
		if p == Foxmail6 {
			d.transfer, d.plain, mailer = "8bit", true, "X-mailer: Foxmail 6, 15, 201, 22 [cn]"
		}
		d.header = func(*Mail, uint64) []string { return []string{"X-Priority: 3", mailer} }
		d.messageID = func(l *Letter, n uint64) string {
			return fmt.Sprintf("%s%011d@%s", l.Date.Format("20060102150405"), n%1e11, l.From.Domain())
		}
	case NetEase:
		d.charset, d.date, d.answer = "GBK", longDate+" (MST)", "回复:"
		d.paragraphs = neteaseParagraphs
		d.quote, d.quoteHTML = quoteNetEase, quoteNetEaseHTML
		d.header = func(m *Mail, n uint64) []string {
			return []string{"X-Priority: 3", fmt.Sprintf("X-Originating-IP: [192.0.2.%d]", n%254+1), "X-Mailer: Coremail Webmail Server Version XT5.0.14", fmt.Sprintf("X-CM-TRANSID: %X", n)}
		}
		d.messageID = func(l *Letter, n uint64) string {
			return fmt.Sprintf("%x.%x.%x.Coremail.%s@%s", n>>44, n&0xffff, n>>16&0xfffffff, l.From.local(), l.From.Domain())
		}
	default:
		panic("mailtest: no such program: " + string(p))
	}
	if chinese && d.transfer == "" {
		d.transfer = "base64"
	}
	if chinese && p == Outlook {
		d.charset, d.answer = "gb2312", "答复: "
	}
	return d
}

// addresses returns a list of people as an address list of RFC 5322 section 3.4.
func (d dialect) addresses(people []Person) string {
	list := make([]string, len(people))
	for i, p := range people {
		name := word(p.Name, d.charset)
		if d.quoted || strings.ContainsAny(name, ".,()&") {
			name = `"` + name + `"`
		}
		switch {
		case p.Name == "":
			list[i] = p.Address
		default:
			list[i] = name + " <" + p.Address + ">"
		}
	}
	return strings.Join(list, ",\r\n\t")
}

// body returns the parts of a mail: text, alternatives and attachments, as far as there are
// any.
func (d dialect) body(m *Mail, id uint64) part {
	boundary := func(level int) string { return fmt.Sprintf(d.boundary, level, id) }
	body := text("plain", m.plain, d.charset, d.transfer)
	if d.flowed {
		body.kind += "; format=flowed"
	}
	if !d.plain {
		html := text("html", d.page(m.html), d.charset, d.transfer)
		body = part{kind: "multipart/alternative", parts: []part{body, html}, boundary: boundary(1)}
	}
	if len(m.Attachments) == 0 {
		return body
	}
	parts := []part{body}
	for _, a := range m.Attachments {
		parts = append(parts, file(a, d.quoted, d.charset))
	}
	return part{kind: "multipart/mixed", parts: parts, boundary: boundary(0)}
}

func outlookHeader(m *Mail, n uint64) []string {
	attach := ""
	if len(m.Attachments) > 0 {
		attach = "yes"
	}
	topic := "Thread-Topic: " + word(bareSubject(m.Subject), "gb2312")
	return []string{topic, fmt.Sprintf("Thread-Index: Ad%020XAAAAAA==", n), "Accept-Language: " + language(m.From.Chinese()),
		"Content-Language: " + language(m.From.Chinese()), "X-MS-Has-Attach: " + attach, "X-MS-TNEF-Correlator:",
		fmt.Sprintf("x-ms-office365-filtering-correlation-id: %016x", n)}
}

func language(chinese bool) string {
	if chinese {
		return "zh-CN"
	}
	return "en-GB"
}
