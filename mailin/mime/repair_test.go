package mime

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message"
)

func FuzzParameters(f *testing.F) {
	for _, seed := range []string{
		"", "text/plain; charset=utf-8", `x/y; a="b\"c"; d`, "x/y; a*0*=UTF-8''%E8; a*1*=%BF%9B; a*2=b", "x/y; a*=b'c'd; a=e", "x/y; =; *=; **=a; a*-1=b; a*9999999999999999999=c", "x/y a = b c=d",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		kind, params := parseParameters(value)
		if kind != strings.ToLower(kind) || strings.ContainsAny(kind, "; \t\r\n") {
			t.Errorf("the type is %q", kind)
		}
		if len(params) > maxParameters {
			t.Errorf("%d parameters", len(params))
		}
		r := reader{limits: DefaultLimits(), header: &Header{}}
		for _, param := range params {
			name := r.fileName(param)
			if !utf8.ValidString(name) || len(name) > r.limits.FileName || strings.ContainsAny(name, "/\\\r\n\x00") {
				t.Errorf("%q makes the file name %q", param, name)
			}
		}
		if _, again := parseParameters(value); !reflect.DeepEqual(params, again) {
			t.Errorf("%q, and the second time %q", params, again)
		}
	})
}

func FuzzHeader(f *testing.F) {
	for _, seed := range []string{
		"", "Subject: a\n b\n\nHello", "From a\n\nSubject : a\r\n", "a\nb\nc\n", "a: =?utf-8?B?6L8=?= =?utf-8?B?mw?=\n", "a: =?x?q?=3D=3F?=\n", "a: \xbd\xf8\n", "\xef\xbb\xbfa:\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, body := ReadHeader(raw, 1000, 20)
		if !bytes.HasSuffix(raw, body) {
			t.Errorf("the body %q is not the end of the mail", body)
		}
		if len(h.Fields) > 20 {
			t.Errorf("%d fields", len(h.Fields))
		}
		size := 0
		for _, field := range h.Fields {
			if !IsFieldName(field.Name) {
				t.Errorf("the field name %q", field.Name)
			}
			size += len(field.Value)
			text := h.decodeValue(field.Value)
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\r\n\x00") {
				t.Errorf("%q makes %q", field.Value, text)
			}
		}
		if size > 1000 {
			t.Errorf("%d bytes of values", size)
		}
	})
}

// FuzzRepair holds that a mail needs no repair once it is repaired, that go-message
// reads it to its end, and that repairing leaves the mail itself alone.
func FuzzRepair(f *testing.F) {
	for _, seed := range []string{
		"", "From: a@b.example\n\nHello\n", "Dear all,\nhere is the plan.\nRegards\n", "From a\r\r\n Subject : x\r\r\njunk\r\n\r\r\nHello",
		"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\nx\n--b\nA: b\n--b\n--b junk\n--b\r\n\nc",
		"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\n\n--b\nContent-Transfer-Encoding: base64\n\nSGVsbG8\n--b\nContent-Type: multipart/digest; boundary=c\n\n--c\n\nA: b\n\n--b--\n",
		"Subject: " + strings.Repeat("x", 5000),
		"Content-Type: x/y; name*=gbk''%BD%F8; name=\"=?utf-8?q?=E8?=\"\nContent-Transfer-Encoding: x-uue\nContent-Disposition: inline; filename=a b.txt\n\nbegin 644 a\n#0V%T\n`\nend\n",
	} {
		f.Add([]byte(seed))
	}
	limits := DefaultLimits()
	limits.Header, limits.PartHeader, limits.HeaderFields, limits.Depth, limits.Parts = 8<<10, 1<<10, 50, 4, 20
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		first := repair{raw: raw, limits: limits, deadline: time.Now().Add(time.Hour)}
		once, _ := io.ReadAll(first.mended())
		if !bytes.Equal(raw, before) {
			t.Fatal("repairing changes the mail")
		}
		if first.over != "" || first.bare || first.parts > limits.Parts {
			return // nothing is a field, or something was left out
		}
		second := repair{raw: once, limits: DefaultLimits(), deadline: time.Now().Add(time.Hour)}
		if twice, _ := io.ReadAll(second.mended()); !bytes.Equal(once, twice) {
			t.Errorf("repaired %q, and repaired again %q", once, twice)
		}
		e, err := message.ReadWithOptions(bytes.NewReader(once), &message.ReadOptions{MaxHeaderBytes: -1})
		if e == nil {
			t.Fatalf("%q: %v", once, err)
		}
		err = e.Walk(func(_ []int, part *message.Entity, err error) error {
			if err != nil || part.MultipartReader() != nil {
				return err
			}
			if _, err := io.Copy(io.Discard, part.Body); err != nil && part.Header.Get("Content-Transfer-Encoding") == "base64" {
				return err
			}
			return nil
		})
		if err != nil {
			t.Errorf("%q: %v", once, err)
		}
	})
}
