package mime_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"rapport/mailin/mime"
	"rapport/store"
)

// checkMessage says what holds of every message, whatever its bytes were.
func checkMessage(t *testing.T, m *store.Message, limits mime.Limits) {
	t.Helper()
	texts := append([]string{m.MessageID, m.Subject, m.Text, m.Unparsed, m.Returned}, m.Defects...)
	texts = append(append(texts, m.InReplyTo...), m.References...)
	oneLine := append([]string{m.MessageID, m.Subject}, m.Defects...)
	for _, list := range [][]store.Address{m.From, m.Sender, m.ReplyTo, m.To, m.Cc, m.DeliveredTo} {
		for _, a := range list {
			if a.Address == "" {
				t.Errorf("an address without address: %+v", a)
			}
			oneLine = append(oneLine, a.Name, a.Address)
		}
	}
	for _, f := range m.Header {
		oneLine = append(oneLine, f.Name, f.Value)
	}
	for i, a := range m.Attachments {
		if a.N != i+1 || a.Size < 0 || a.Size > m.Size || strings.ContainsAny(a.Name, `/\`) {
			t.Errorf("attachment %d is %+v", i+1, a)
		}
		oneLine = append(oneLine, a.Name, a.ContentID)
	}
	for _, d := range m.Delivery {
		oneLine = append(oneLine, d.Recipient, d.Action, d.Status, d.Diagnostic)
	}
	for _, text := range append(texts, oneLine...) {
		if !utf8.ValidString(text) {
			t.Errorf("no valid UTF-8: %q", text)
		}
	}
	for _, text := range oneLine {
		if strings.ContainsAny(text, "\r\n\x00") {
			t.Errorf("more than a line: %q", text)
		}
	}
	for name, n := range map[string]int{"From": len(m.From), "Sender": len(m.Sender), "Reply-To": len(m.ReplyTo), "To": len(m.To), "Cc": len(m.Cc)} {
		if n > limits.Addresses {
			t.Errorf("%d addresses in %s, limit %d", n, name, limits.Addresses)
		}
	}
	if len(m.References) > limits.References || len(m.Header) > limits.HeaderFields || len(m.Attachments) > limits.Parts || len(m.Defects) > 100 {
		t.Errorf("%d references, %d fields, %d attachments, %d defects", len(m.References), len(m.Header), len(m.Attachments), len(m.Defects))
	}
	if len(m.Text) > limits.Parts*(limits.Text*3+1000) {
		t.Errorf("%d bytes of text", len(m.Text))
	}
	if strings.Contains(m.Unparsed, "cannot be read") {
		t.Errorf("go-message refused what was repaired: %s", m.Unparsed)
	}
	if _, err := json.Marshal(m); err != nil {
		t.Errorf("it cannot be written: %v", err)
	}
}

func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "From: a@b.example\n\nHello\n", "Dear all,\nhere is the plan.\nRegards\n",
		envelope + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: x/y; name*0*=UTF-8''%E8; name*1=x\nContent-Transfer-Encoding: base64\n\nUERG=x\n--b--\n",
		envelope + "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n\n--b\nContent-Type: text/html\n\n<p>HTML<blockquote>a</blockquote>\n--b--\n",
		envelope + "Content-Type: text/html; charset=utf-7\nContent-Transfer-Encoding: quoted-printable\n\n+j9s-=20=\n<pre>a\n",
		envelope + "Content-Type: multipart/report; boundary=b\n\n--b\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <2@x>\n\n--b--\n",
		"To: A: \"x, y\" <a@b.example>, (c) d@e.example, =?GB2312?B?zfXOsA==?= <f@g.example>;\nDate: 1 Jan 0000 00:00 +1400\nReferences: <a> b@c\n\n",
		"From a\n\xef\xbb\xbfSubject: \xbd\xf8\xb6\xc8\n =?utf-8?q?=E8=BF?= =?utf-8?q?=9B?=\n\n",
	} {
		f.Add([]byte(seed))
	}
	limits := mime.Limits{Message: 1 << 20, Header: 8 << 10, HeaderFields: 50, PartHeader: 1 << 10, Depth: 4, Parts: 20, Boundary: 70,
		Addresses: 10, References: 10, Text: 4 << 10, FileName: 100, Time: time.Minute}
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		m := message(raw, arrival, limits)
		if !bytes.Equal(raw, before) {
			t.Fatal("reading changes the mail")
		}
		checkMessage(t, m, limits)
		if again := message(raw, arrival, limits); !reflect.DeepEqual(m, again) {
			t.Errorf("read twice, it differs:\n%+v\n%+v", m, again)
		}
		checkMessage(t, message(raw, time.Time{}, limits), limits)
		for _, a := range m.Attachments {
			var b bytes.Buffer
			got, err := mime.Attachment(&b, raw, a.N, limits)
			if err != nil || got != a || int64(b.Len()) != a.Size {
				t.Errorf("attachment %+v is %+v of %d bytes, %v", a, got, b.Len(), err)
			}
		}
	})
}
