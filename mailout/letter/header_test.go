package letter

import (
	"bytes"
	"mime"
	"net/mail"
	"strings"
	"testing"

	"rapport/store"
)

// What a program that knows no encoded words, or a filter, sees of a subject.
func TestSubjectField(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[ACME] Progress report to 6 March":             "[ACME] Progress report to 6 March",
		"[ACME] Please confirm: minutes “Call 8 Dec”":   "[ACME] Please confirm: minutes =?utf-8?q?=E2=80=9CCall?= 8 =?utf-8?q?Dec=E2=80=9D?=",
		"[ACME] 请确认：会议纪要":                               "[ACME] =?utf-8?b?6K+356Gu6K6k77ya5Lya6K6u57qq6KaB?=",
		"Café is open":                                  "=?utf-8?q?Caf=C3=A9?= is open",
		"a =?utf-8?q?trick?= b":                         "a =?utf-8?q?=3D=3Futf-8=3Fq=3Ftrick=3F=3D?= b",
		"  spaces\tand\r\nBcc: eve@elsewhere.example  ": "spaces and Bcc: eve@elsewhere.example",
		"": "",
	} {
		if got := subjectField(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Whatever the subject: the field begins on its first line, no line is too long, and what is
// read back is what was meant.
func TestCompose_subjectsAndNamesArriveAsMeant(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"[ACME] Please confirm: minutes “Minutes of our call on the 30th of November”",
		"“Everything” is in “quotes”",
		"会议纪要：关于移动端商城小程序第二阶段上线计划、验收标准与后续维护安排的第十二次例会纪要（修订稿）",
		"[XH] 请确认 the plan for 移动端 and 网页端",
		strings.Repeat("verylongwordwithoutanyspace", 8),
		strings.Repeat("👩‍👩‍👧‍👦", 12),
		"ends with a sign ✓",
		"Ünïcödé " + strings.Repeat("é", 70) + " end",
	} {
		d := draft()
		d.Subject, d.From.Name, d.To[0].Name = text, text, text
		raw, m, err := Compose(d)
		if err != nil {
			t.Fatal(err)
		}
		header, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
		for line := range strings.Lines(string(header)) {
			if line = strings.TrimRight(line, "\r\n"); len(line) > 78 || strings.HasSuffix(line, ":") || !isASCII(line) {
				t.Errorf("%q: line %q", text, line)
			}
		}
		read, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject")); err != nil || got != text || m.Subject != text {
			t.Errorf("%q arrives as %q: %v", text, got, err)
		}
		for _, field := range []string{"From", "To"} {
			if list, err := read.Header.AddressList(field); err != nil || len(list) != 1 || list[0].Name != text {
				t.Errorf("%s of %q arrives as %v: %v", field, text, list, err)
			}
		}
	}
}

// Nothing in a header needs SMTPUTF8, so that an address in other letters keeps the mail
// from nobody else.
func TestCompose_addressesInOtherLetters(t *testing.T) {
	t.Parallel()
	d := draft()
	d.To = []store.Address{
		{Name: "Wang", Address: "wang@例子.example"}, {Name: "Jane", Address: "jane@acme.example"},
		{Name: "王伟", Address: "王伟@acme.example"}, {Address: "jörg@köln.example"}, {Name: "Grüße, GmbH", Address: "info@köln.example"},
	}
	d.ReplyTo = []store.Address{{Name: "李娜", Address: "李娜@agency.example"}, {Address: "log+ACME@agency.example"}}
	raw, m, err := Compose(d)
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !isASCII(string(header)) {
		t.Errorf("not ASCII:\n%s", header)
	}
	read, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	list, err := read.Header.AddressList("To")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range list {
		got = append(got, a.Address)
	}
	if want := "wang@xn--fsqu00a.example jane@acme.example info@xn--kln-sna.example"; strings.Join(got, " ") != want {
		t.Errorf("To: %s, want %s", got, want)
	}
	if names, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("To")); err != nil || !strings.Contains(names, "王伟 王伟@acme.example :;") || !strings.Contains(names, "jörg@köln.example :;") {
		t.Errorf("To names %s: %v", names, err)
	}
	if len(m.To) != 5 || m.To[2].Address != "王伟@acme.example" {
		t.Errorf("the log has %v", m.To)
	}
}
