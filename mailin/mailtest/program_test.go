package mailtest

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Each program quotes the mail before it, in both languages, and what it wrote
// can be read again by a reader that is not ours.
func TestProgram_writesWhatIsReadAgain(t *testing.T) {
	t.Parallel()
	people := map[string][2]Person{
		"en":    {{Name: "Anna Wright", Address: "anna@merrow.example"}, {Name: "Nora Lindt", Address: "nora@agency.example"}},
		"zh-CN": {{Name: "赵镕喆", Address: "zhao@xinghe.example"}, {Name: "李娜", Address: "li.na@agency.example"}},
	}
	texts := map[string][2]string{
		"en":    {"Can we go live on Friday – or is that too early?\n\nAnna\n", "Friday it is.\n\nNora\n"},
		"zh-CN": {"周五可以上线吗？\n\n赵镕喆\n", "可以，周五上线。\n\n李娜\n"},
	}
	subjects := map[string]string{"en": "Going live", "zh-CN": "关于订单系统第二期上线时间以及验收会议安排的若干问题，请各位确认"}
	date := time.Date(2026, 3, 2, 14, 5, 9, 0, time.FixedZone("CST", 8*3600))
	for language, who := range people {
		for _, p := range Programs() {
			t.Run(language+"/"+string(p), func(t *testing.T) {
				first := p.Write(Letter{From: who[0], To: []Person{who[1]}, Cc: []Person{{Address: LogAddress}}, Subject: subjects[language], Date: date, Text: texts[language][0],
					Attachments: []Attachment{{Name: "清单 & list.csv", Type: "text/csv", Content: []byte("a;b\n\xff\x00")}}})
				answer := p.Reply(first, who[1], date.Add(time.Hour), texts[language][1])

				read := readMail(t, first.Raw)
				if read.text != texts[language][0] {
					t.Errorf("text %q, want %q", read.text, texts[language][0])
				}
				if read.attachment != "a;b\n\xff\x00" {
					t.Errorf("attachment %q", read.attachment)
				}
				if read.subject != subjects[language] || read.from != who[0].Name {
					t.Errorf("subject %q from %q", read.subject, read.from)
				}

				read = readMail(t, answer.Raw)
				if !strings.HasPrefix(read.text, texts[language][1]+"\n") || !strings.Contains(read.text, strings.Fields(texts[language][0])[0]) {
					t.Errorf("the answer does not begin with what is new and quote what it answers:\n%s", read.text)
				}
				if !strings.HasSuffix(read.subject, subjects[language]) || read.subject == subjects[language] {
					t.Errorf("subject of the answer %q", read.subject)
				}
				if ref := read.header.Get("References"); ref != "<"+first.MessageID+">" || ref != read.header.Get("In-Reply-To") {
					t.Errorf("References %q for an answer to %q", ref, first.MessageID)
				}
				if to := read.header.Get("To"); !strings.Contains(to, who[0].Address) {
					t.Errorf("the answer goes to %q", to)
				}
				if cc := read.header.Get("Cc"); !strings.Contains(cc, LogAddress) {
					t.Errorf("the answer has in cc %q", cc)
				}
			})
		}
	}
}

type reading struct {
	header              mail.Header
	from, subject, text string
	attachment          string
}

func readMail(t *testing.T, raw []byte) reading {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v in\n%s", err, raw)
	}
	decoder := mime.WordDecoder{CharsetReader: charsetReader}
	r := reading{header: m.Header}
	if r.subject, err = decoder.DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Error("Subject:", err)
	}
	from, err := (&mail.AddressParser{WordDecoder: &decoder}).Parse(m.Header.Get("From"))
	if err != nil {
		t.Fatal("From:", err)
	}
	if r.from, err = decoder.DecodeHeader(from.Name); err != nil { // where the words stand in quotes
		t.Error("From:", err)
	}
	if _, err := m.Header.Date(); err != nil {
		t.Error("Date:", err)
	}
	r.part(t, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), "", m.Body)
	return r
}

func (r *reading) part(t *testing.T, contentType, transfer, disposition string, body io.Reader) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatalf("Content-Type %q: %v", contentType, err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			r.part(t, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Disposition"), p)
		}
	}
	switch transfer {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	if disposition != "" {
		r.attachment = string(content)
		return
	}
	reader, err := charsetReader(strings.ToLower(params["charset"]), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if content, err = io.ReadAll(reader); err != nil {
		t.Fatal(err)
	}
	if kind == "text/plain" {
		r.text = strings.ReplaceAll(string(content), "\r\n", "\n")
	}
}

func charsetReader(charset string, r io.Reader) (io.Reader, error) {
	switch charset {
	case "gb2312", "gbk", "gb18030":
		return simplifiedchinese.GB18030.NewDecoder().Reader(r), nil
	case "windows-1252":
		return charmap.Windows1252.NewDecoder().Reader(r), nil
	case "utf-8", "us-ascii":
		return r, nil
	}
	return nil, mime.ErrInvalidMediaParameter
}
