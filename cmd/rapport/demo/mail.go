package demo

import (
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Letter is one mail of the story, and what it stands for.
type Letter struct {
	About    string
	Raw      []byte
	Received time.Time
}

// draft is a mail as its program would write it. Header fields are as given,
// but for Date, MIME-Version and the fields that the body needs.
type draft struct {
	about  string
	date   string // RFC 3339
	header []string
	parts  []part // one is sent as it is, several as multipart/mixed or alternative
	mixed  bool
}

// part is a body part of a draft.
type part struct {
	kind     string // media type
	charset  string // utf-8 or gb18030
	transfer string // 7bit, 8bit, base64, quoted-printable
	filename string // an attachment, where set
	text     string
}

func (d draft) letter(n int) Letter {
	date, err := time.Parse(time.RFC3339, d.date)
	if err != nil {
		panic(err) // the story is ours
	}
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line("Received: from mx.agency.example by imap.agency.example; %s", date.Add(3*time.Second).Format(time.RFC1123Z))
	for _, field := range d.header {
		line("%s", field)
	}
	line("Date: %s", date.Format(time.RFC1123Z))
	line("MIME-Version: 1.0")
	if len(d.parts) == 1 {
		d.parts[0].write(&b)
		return Letter{d.about, []byte(b.String()), date.Add(3 * time.Second)}
	}
	boundary := fmt.Sprintf("----=_Part_%d_%d", n, date.Unix())
	kind := "multipart/alternative"
	if d.mixed {
		kind = "multipart/mixed"
	}
	line("Content-Type: %s; boundary=%q", kind, boundary)
	line("")
	for _, p := range d.parts {
		line("--%s", boundary)
		p.write(&b)
	}
	line("--%s--", boundary)
	return Letter{d.about, []byte(b.String()), date.Add(3 * time.Second)}
}

func (p part) write(b *strings.Builder) {
	text := strings.ReplaceAll(p.text, "\n", "\r\n")
	charset := p.charset
	if charset == "gb18030" {
		text = encoded(simplifiedchinese.GB18030, text)
		charset = "gb2312" // as many programs call it, whatever they use
	}
	fmt.Fprintf(b, "Content-Type: %s", p.kind)
	if charset != "" {
		fmt.Fprintf(b, "; charset=%q", charset)
	}
	if p.filename != "" {
		fmt.Fprintf(b, "; name=%q\r\nContent-Disposition: attachment; filename=%[1]q", mime.BEncoding.Encode("utf-8", p.filename))
	}
	fmt.Fprintf(b, "\r\nContent-Transfer-Encoding: %s\r\n\r\n", p.transfer)
	switch p.transfer {
	case "base64":
		text = base64.StdEncoding.EncodeToString([]byte(text))
		for len(text) > 76 {
			b.WriteString(text[:76] + "\r\n")
			text = text[76:]
		}
		b.WriteString(text)
	case "quoted-printable":
		w := quotedprintable.NewWriter(b)
		w.Write([]byte(text)) // into memory
		w.Close()
	default:
		b.WriteString(text)
	}
	b.WriteString("\r\n")
}

func encoded(e encoding.Encoding, text string) string {
	out, err := e.NewEncoder().String(text)
	if err != nil {
		panic(err) // GB18030 holds all of Unicode
	}
	return out
}

// gbWord writes text as QQ Mail writes a subject or name.
func gbWord(text string) string {
	return "=?gb18030?B?" + base64.StdEncoding.EncodeToString([]byte(encoded(simplifiedchinese.GB18030, text))) + "?="
}

// utf8Word writes text as most programs write a subject or name.
func utf8Word(text string) string { return mime.BEncoding.Encode("utf-8", text) }
