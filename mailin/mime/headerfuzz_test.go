package mime

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
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
