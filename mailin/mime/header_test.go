package mime

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// arrival is when the mails of these tests were received.
var arrival = time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)

// read reads a mail that is written with line feeds for line ends.
func read(t *testing.T, raw string) *store.Message {
	t.Helper()
	return Read([]byte(raw), arrival, DefaultLimits()).Message
}

// headerOf reads a header section alone and gives its fields as "Name: value".
func headerOf(raw string) (fields []string, defects []string, body string) {
	h, rest := ReadHeader([]byte(raw), 1<<20, 1000)
	for _, f := range h.Fields {
		fields = append(fields, f.Name+": "+string(f.Value))
	}
	return fields, h.defects, string(rest)
}

func TestHeader_isReadWhateverItsLinesAre(t *testing.T) {
	const (
		junk      = "a header line is no field"
		noEmpty   = "no empty line between header and body"
		mbox      = "an mbox separator before the header"
		emptyLine = "empty lines before the header"
		space     = "white space around the name of a header field"
	)
	for _, test := range []struct {
		name, raw string
		fields    []string
		body      string
		defects   []string
	}{
		{"as it should be", "Subject: Plan\r\nTo: a@b.example\r\n\r\nHello\r\n",
			[]string{"Subject: Plan", "To: a@b.example"}, "Hello\r\n", nil},
		{"bare line feeds", "Subject: Plan\nTo: a@b.example\n\nHello\n",
			[]string{"Subject: Plan", "To: a@b.example"}, "Hello\n", nil},
		{"two carriage returns before each line feed", "Subject: Plan\r\r\nTo: a\r\r\n\r\r\nHello",
			[]string{"Subject: Plan", "To: a"}, "Hello", nil},
		{"a bare carriage return is part of a value", "Subject: Plan\rB\r\n\r\nHello",
			[]string{"Subject: Plan\rB"}, "Hello", nil},
		{"no white space behind the colon", "Subject:Plan\n\n", []string{"Subject: Plan"}, "", nil},
		{"nothing behind the colon", "Subject:\nTo: a\n\n", []string{"Subject: ", "To: a"}, "", nil},
		{"folded with a space", "Subject: The plan\n for May\n\n", []string{"Subject: The plan for May"}, "", nil},
		{"folded with a tab, which stays one", "Subject: The plan\n\tfor May\n\n", []string{"Subject: The plan\tfor May"}, "", nil},
		{"folded twice, with nothing in the first line", "Subject:\n The plan\n for May\n\n", []string{"Subject: The plan for May"}, "", nil},
		{"a line of white space goes on with the field", "Subject: Plan\n \n B\n\nHello", []string{"Subject: Plan  B"}, "Hello", nil},
		{"no body and no empty line", "Subject: Plan\nTo: a", []string{"Subject: Plan", "To: a"}, "", nil},
		{"an mbox line before it", "From wang@client.example Thu Mar  5 08:00:00 2026\nSubject: Plan\n\nHello",
			[]string{"Subject: Plan"}, "Hello", []string{mbox}},
		{"a quoted mbox line before it", ">From wang Thu\nSubject: Plan\n\nHello", []string{"Subject: Plan"}, "Hello", []string{mbox}},
		{"empty lines before it", "\r\n\r\nSubject: Plan\r\n\r\nHello", []string{"Subject: Plan"}, "Hello", []string{emptyLine}},
		{"a byte order mark before it", "\xef\xbb\xbfSubject: Plan\n\nHello", []string{"Subject: Plan"}, "Hello", nil},
		{"white space before the colon", "Subject : Plan\n\nHello", []string{"Subject: Plan"}, "Hello", []string{space}},
		{"a line that is no field", "Subject: Plan\nwhat is this\nTo: a\n\nHello",
			[]string{"Subject: Plan", "To: a"}, "Hello", []string{junk}},
		{"a name with white space in it", "Subject: Plan\nThe words: here\nTo: a\n\nHello",
			[]string{"Subject: Plan", "To: a"}, "Hello", []string{junk}},
		{"a line that begins with a colon", ": x\nTo: a\n\n", []string{"To: a"}, "", []string{junk}},
		{"many lines in a row that are no fields are the body", "Subject: Plan\nDear all,\nhere it is.\nRegards\nWang\n",
			[]string{"Subject: Plan"}, "Dear all,\nhere it is.\nRegards\nWang\n", []string{junk, noEmpty}},
		{"a short body that no empty line sets apart", "Subject: Plan\nYes, please.\n",
			[]string{"Subject: Plan"}, "Yes, please.\n", []string{junk, noEmpty}},
		{"nothing at all", "", nil, "", nil},
		{"text alone is a body", "Dear all,\nhere it is.\nRegards\n", nil, "Dear all,\nhere it is.\nRegards\n", []string{junk, noEmpty}},
	} {
		t.Run(test.name, func(t *testing.T) {
			fields, defects, body := headerOf(test.raw)
			if !slices.Equal(fields, test.fields) {
				t.Errorf("fields %q, want %q", fields, test.fields)
			}
			if body != test.body {
				t.Errorf("body %q, want %q", body, test.body)
			}
			if !slices.Equal(defects, test.defects) {
				t.Errorf("defects %q, want %q", defects, test.defects)
			}
		})
	}
}

func TestHeader_overALimitIsCutAndSaid(t *testing.T) {
	for _, test := range []struct {
		name             string
		raw              string
		bytes, fields    int
		want             int
		over, body, last string
	}{
		{"within both", "A: 1\nB: 2\n\nHello", 100, 2, 2, "", "Hello", "2"},
		{"a field too many", "A: 1\nB: 2\nC: 3\nD: 4\n\nHello", 100, 2, 2, "header_fields", "Hello", "2"},
		{"too many bytes", "A: 1\nB: 2\nC: 3\n\nHello", 10, 100, 2, "header", "Hello", "2"},
		{"one line of too many bytes", "A: 1\nB: " + strings.Repeat("x", 100) + "\n\nHello", 50, 100, 1, "header", "Hello", "1"},
		{"a field folded beyond the limit keeps what is within", "A: 1\nB: 2\n 3\n 4\n\nHello", 13, 100, 2, "header", "Hello", "2 3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, body := ReadHeader([]byte(test.raw), test.bytes, test.fields)
			r := repair{raw: []byte(test.raw)}
			over := r.header(0, len(test.raw), test.bytes, test.fields).over
			if len(h.Fields) != test.want || over != test.over || string(body) != test.body {
				t.Fatalf("%d fields, over %q, body %q; want %d, %q, %q", len(h.Fields), over, body, test.want, test.over, test.body)
			}
			if last := string(h.Fields[len(h.Fields)-1].Value); last != test.last {
				t.Errorf("the last field is %q, want %q", last, test.last)
			}
		})
	}
}

func TestHeader_unfoldingLeavesTheRawMailAlone(t *testing.T) {
	raw := "Subject: one\r\n two\r\n three\r\nTo: a\r\n\r\nHello"
	bytes := []byte(raw)
	ReadHeader(bytes, 1<<20, 100)
	if string(bytes) != raw {
		t.Errorf("the mail has become %q", bytes)
	}
}

func TestMessage_fieldsThatMayStandOnceAreCounted(t *testing.T) {
	m := read(t, "From: a@b.example\nSubject: first\nSubject: second\nDate: Thu, 5 Mar 2026 07:00:00 +0000\n\nHello\n")
	if m.Subject != "first" {
		t.Errorf("the subject is %q, want the first", m.Subject)
	}
	if want := []string{"2 fields Subject, where one is allowed"}; !slices.Equal(m.Defects, want) {
		t.Errorf("defects %q, want %q", m.Defects, want)
	}
}

func TestMessage_idsAreFoundAndNotParsed(t *testing.T) {
	many := ""
	for i := range 150 {
		many += fmt.Sprintf(" <%d@x.example>", i)
	}
	for _, test := range []struct {
		name, value string
		want        []string
	}{
		{"one", "<a@x.example>", []string{"a@x.example"}},
		{"several, folded", "<a@x.example>\n\t<b@x.example>", []string{"a@x.example", "b@x.example"}},
		{"with nothing between them", "<a@x.example><b@x.example>", []string{"a@x.example", "b@x.example"}},
		{"with words around them", "your mail of Monday <a@x.example> (again)", []string{"a@x.example"}},
		{"without @", "<20260305.abc>", []string{"20260305.abc"}},
		{"with commas and spaces in them", "<a b,c@x.example>", []string{"ab,c@x.example"}},
		{"without brackets", "a@x.example, b@x.example", []string{"a@x.example", "b@x.example"}},
		{"a bracket that does not close", "<a@x.example> <b@x", []string{"a@x.example"}},
		{"a bracket twice", "<<a@x.example>>", []string{"a@x.example"}},
		{"nothing", "", nil},
		{"words alone", "your mail of Monday", nil},
		{"raw bytes", "<a\xff@x.example>", []string{"a?@x.example"}},
		{"folded in the middle of one", "<a.very.long.id.of.\r\n a.program@x.example>", []string{"a.very.long.id.of.a.program@x.example"}},
		{"an encoded word", "=?utf-8?q?=3Ca=2E1=40x=2Eexample=3E?=", []string{"a.1@x.example"}},
		{"encoded words that split an id", "=?us-ascii?Q?=3Ca_b=40x.ex?=\r\n =?us-ascii?Q?ample=3E_=3Cc=40x.example=3E?=", []string{"a_b@x.example", "c@x.example"}},
		{"an encoded word in brackets", "<=?utf-8?B?YS4xQHguZXhhbXBsZQ==?=>", []string{"a.1@x.example"}},
		{"an encoded word behind a plain id", "<a@x.example> =?utf-8?B?PGJAeC5leGFtcGxlPg==?=", []string{"a@x.example", "b@x.example"}},
		{"an encoded word without brackets", "=?utf-8?q?a=40x=2Eexample?=", []string{"a@x.example"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, "From: a@b.example\nReferences: "+test.value+"\n\n")
			if !slices.Equal(m.References, test.want) {
				t.Errorf("%q, want %q", m.References, test.want)
			}
		})
	}
	t.Run("too many keep the first and the last", func(t *testing.T) {
		m := read(t, "From: a@b.example\nReferences: "+many+"\n\n")
		if n := len(m.References); n != 100 || m.References[0] != "0@x.example" || m.References[99] != "149@x.example" {
			t.Errorf("%d references from %q to %q, want 100 from the first to the nearest", n, m.References[0], m.References[len(m.References)-1])
		}
		if want := "more message-ids than limits.references in References"; !slices.Contains(m.Defects, want) {
			t.Errorf("defects %q, want %q among them", m.Defects, want)
		}
	})
}
