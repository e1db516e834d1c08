package letter

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"rapport/store"
)

func draft() Draft {
	return Draft{
		From: store.Address{Name: "项目组", Address: "log@agency.example"}, To: []store.Address{{Name: "王伟, 总", Address: "wangwei@lanhai.example"}},
		Cc: []store.Address{{Name: "李娜", Address: "lina@agency.example"}}, ReplyTo: []store.Address{{Name: "李娜", Address: "lina@agency.example"}, {Address: "log+LHKJ@agency.example"}},
		Date: time.Date(2026, 3, 6, 16, 0, 0, 0, time.FixedZone("", 8*3600)), MessageID: "m.abc@agency.example",
		Subject: "项目进展报告：第十周", Text: "王总，您好：\n\n.\n本周按计划。\n", HTML: "<p>王总，您好：</p><img src=\"cid:progress@agency.example\" alt=\"进度\">",
		Images: []Image{{ContentID: "progress@agency.example", Name: "进度.png", PNG: []byte("\x89PNG...")}}, Language: "zh-CN",
	}
}

func TestCompose_isAMailAsProgramsShowIt(t *testing.T) {
	t.Parallel()
	raw, m, err := Compose(draft())
	if err != nil {
		t.Fatal(err)
	}
	read, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	decoder := new(mime.WordDecoder)
	for name, want := range map[string]string{
		"Subject": "项目进展报告：第十周", "Message-Id": "<m.abc@agency.example>", "References": "<m.abc@agency.example>", "Date": "Fri, 06 Mar 2026 16:00:00 +0800",
		"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "X-Loop": "log@agency.example", "Content-Language": "zh-CN", "Reply-To": "李娜 <lina@agency.example>, <log+LHKJ@agency.example>",
	} {
		got, err := decoder.DecodeHeader(read.Header.Get(name))
		if err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", name, got, err, want)
		}
	}
	to, err := read.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Name != "王伟, 总" || to[0].Address != "wangwei@lanhai.example" {
		t.Errorf("To: %v, %v", to, err)
	}
	var shape []string
	var walk func(kind string, body io.Reader)
	walk = func(kind string, body io.Reader) {
		media, params, err := mime.ParseMediaType(kind)
		if err != nil {
			t.Fatal(err)
		}
		shape = append(shape, media)
		if !strings.HasPrefix(media, "multipart/") {
			return
		}
		for parts := multipart.NewReader(body, params["boundary"]); ; {
			part, err := parts.NextPart()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if id := part.Header.Get("Content-ID"); strings.HasPrefix(part.Header.Get("Content-Type"), "image/png") && id != "<progress@agency.example>" {
				t.Errorf("Content-ID %q", id)
			}
			walk(part.Header.Get("Content-Type"), part)
		}
		shape = append(shape, "end")
	}
	walk(read.Header.Get("Content-Type"), read.Body)
	if got := fmt.Sprint(shape); got != "[multipart/related multipart/alternative text/plain text/html end image/png end]" &&
		got != "[multipart/alternative text/plain multipart/related text/html image/png end end]" {
		t.Errorf("it is made of %s", got)
	}
	if m.MessageID != "m.abc@agency.example" || m.Subject != "项目进展报告：第十周" || m.Size != int64(len(raw)) || len(m.Attachments) != 1 {
		t.Errorf("the log shows %+v", m)
	}
}

func TestCompose_continuesAThread(t *testing.T) {
	t.Parallel()
	d := draft()
	d.Answer, d.InReplyTo = true, "q@lanhai.example"
	for i := range 30 {
		d.References = append(d.References, fmt.Sprintf("%d@lanhai.example", i))
	}
	raw, _, err := Compose(d)
	if err != nil {
		t.Fatal(err)
	}
	read, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	ids := strings.Fields(read.Header.Get("References"))
	if len(ids) != mostReferences || ids[0] != "<0@lanhai.example>" || ids[18] != "<q@lanhai.example>" || ids[19] != "<m.abc@agency.example>" {
		t.Errorf("References: %d: %q", len(ids), ids)
	}
	if read.Header.Get("In-Reply-To") != "<q@lanhai.example>" || read.Header.Get("Auto-Submitted") != "auto-replied" {
		t.Errorf("header %v", read.Header)
	}
}

// The signature is that of the bytes that are sent, by either kind of key.
func TestCompose_signs(t *testing.T) {
	t.Parallel()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaPublic, err := x509.MarshalPKIXPublicKey(rsaKey.Public())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key    crypto.Signer
		record string
	}{
		"rsa":     {rsaKey, "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(rsaPublic)},
		"ed25519": {private, "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)},
	} {
		d := draft()
		d.DKIM = &DKIM{"agency.example", "mail", c.key}
		raw, _, err := Compose(d)
		if err != nil {
			t.Fatal(err)
		}
		verify := func(raw []byte) error {
			found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(domain string) ([]string, error) {
				if domain != "mail._domainkey.agency.example" {
					t.Errorf("%s: the key is looked for at %s", name, domain)
				}
				return []string{c.record}, nil
			}})
			if err != nil || len(found) != 1 {
				t.Fatalf("%s: %d signatures, %v", name, len(found), err)
			}
			for _, field := range []string{"From", "Subject", "Date"} {
				if !slices.ContainsFunc(found[0].HeaderKeys, func(k string) bool { return strings.EqualFold(k, field) }) {
					t.Errorf("%s: %s is not signed", name, field)
				}
			}
			return found[0].Err
		}
		if err := verify(raw); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		altered := bytes.Clone(raw)
		altered[len(altered)-100] ^= 1
		if err := verify(altered); err == nil {
			t.Errorf("%s: an altered mail is verified", name)
		}
	}
}

// What a client wrote comes into subjects and names. None of it may become a
// header field.
func FuzzCompose(f *testing.F) {
	f.Add("subject\r\nBcc: x@elsewhere.example", "name\nX: y", "text\r\n.\r\n")
	f.Add("\x00\r", "\"<x@y>, z\"", ".\n..\n")
	f.Fuzz(func(t *testing.T, subject, name, text string) {
		d := draft()
		d.Subject, d.To[0].Name, d.Text = subject, name, text
		raw, _, err := Compose(d)
		if err != nil {
			return
		}
		for line := range strings.Lines(string(raw)) {
			if len(line) > 1000 || !strings.HasSuffix(line, "\r\n") && len(line) > 998 {
				t.Errorf("a line of %d bytes", len(line))
			}
		}
		header, _, _ := strings.Cut(string(raw), "\r\n\r\n")
		if strings.Contains(header, "\nBcc:") {
			t.Errorf("header\n%s", header)
		}
	})
}

func BenchmarkCompose(b *testing.B) {
	d := draft()
	d.Images[0].PNG = bytes.Repeat([]byte("0123456789"), 4000)
	for b.Loop() {
		if _, _, err := Compose(d); err != nil {
			b.Fatal(err)
		}
	}
}
