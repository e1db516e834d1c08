package mime_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rapport/mailin/mime"
	"rapport/store"
)

func TestMessage_multiparts(t *testing.T) {
	const noEnd = "a multipart does not end"
	for _, test := range []struct {
		name, raw, text string
		attachments     []string
		defects         []string
	}{
		{"text and an attachment",
			"Content-Type: multipart/mixed; boundary=b\n\nA preamble.\n--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: application/pdf; name=plan.pdf\n\nPDF\n--b--\nAn epilogue.\n",
			"Hello\n", []string{"1 plan.pdf application/pdf 3"}, nil},
		{"two texts are both shown", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOne\n--b\n\nTwo\n--b--\n", "One\n\nTwo\n", nil, nil},
		{"the last boundary is missing", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: application/pdf\n\nPDF", "Hello\n", []string{"1  application/pdf 3"}, []string{noEnd}},
		{"cut right behind a boundary", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b", "Hello\n", nil, []string{noEnd}},
		{"no boundary is named, but there is one", "Content-Type: multipart/mixed\n\n--b1b1\nContent-Type: text/plain\n\nHello\n--b1b1--\n", "Hello\n", nil, []string{"the boundary of a multipart is not the one named"}},
		{"another boundary is named", "Content-Type: multipart/mixed; boundary=other\n\n--b1b1\nContent-Type: text/plain\n\nHello\n--b1b1--\n", "Hello\n", nil, []string{"the boundary of a multipart is not the one named"}},
		{"no boundary at all", "Content-Type: multipart/mixed; boundary=b\n\nHello\n", "Hello\n", nil, []string{"a multipart without boundary"}},
		{"an empty boundary", "Content-Type: multipart/mixed; boundary=\"\"\n\nHello\n", "Hello\n", nil, []string{"a multipart without boundary"}},
		{"a boundary of special characters", "Content-Type: multipart/mixed; boundary=\"=_(a'b)+c,d./:e=?f g\"\n\n--=_(a'b)+c,d./:e=?f g\n\nHello\n--=_(a'b)+c,d./:e=?f g--\n", "Hello\n", nil, nil},
		{"a boundary that begins another", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b2\n\n--b2\n\nInner\n--b2--\n--b\n\nOuter\n--b--\n", "Inner\n\nOuter\n", nil, nil},
		{"the same boundary within itself", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b--\n", "Hello\n", nil, []string{"a multipart without boundary"}},
		{"white space behind a boundary", "Content-Type: multipart/mixed; boundary=b\n\n--b \t\n\nHello\n--b-- \n", "Hello\n", nil, nil},
		{"a boundary in the middle of a line is text", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee --b\n--bc\n--b--\n", "see --b\n--bc\n", nil, nil},
		{"what stands behind the end is no part", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b--\n--b\n\nGone\n--b--\n", "Hello\n", nil, nil},
		{"empty parts", "Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\n--b\n\nHello\n--b--\n", "Hello\n", nil, nil},
		{"no parts", "Content-Type: multipart/mixed; boundary=b\n\n--b--\n", "", nil, nil},
		{"a part without header whose text looks like one", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nNote: the plan is late.\n--b--\n", "Note: the plan is late.\n", nil, nil},
		{"an empty line before the header of a part", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n", "Hello\n", nil, []string{"in a part: empty lines before the header"}},
		{"junk in the header of a part", "Content-Type: multipart/mixed; boundary=b\n\n--b\nwhat is this\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n", "Hello\n", nil, []string{"in a part: a header line is no field"}},
		{"carriage returns before line feeds", strings.ReplaceAll("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: x/y\n\nX\n--b--\n", "\n", "\r\n"), "Hello\n", []string{"1  x/y 1"}, nil},
		{"alternatives show plain text", "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nPlain\n--b\nContent-Type: text/html\n\n<p>Plain</p>\n--b--\n", "Plain\n", nil, nil},
		{"alternatives with empty plain text show HTML", "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\n<p>HTML</p>\n--b--\n", "HTML\n", nil, nil},
		{"alternatives whose plain text only excuses itself show HTML", "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nYour program does not support HTML.\n--b\nContent-Type: text/html\n\n<p>HTML</p>\n--b--\n", "HTML\n", nil, nil},
		{"alternatives in the wrong order", "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Plain</p>\n--b\n\nPlain\n--b--\n", "Plain\n", nil, nil},
		{"alternatives with a calendar keep it", "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nPlain\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--b--\n", "Plain\n", []string{"1  text/calendar 15"}, nil},
		{"alternatives of which one holds pictures",
			"Content-Type: multipart/alternative; boundary=b\n\n--b\n\nPlain\n--b\nContent-Type: multipart/related; boundary=c\n\n--c\nContent-Type: text/html\n\n<p>Plain</p>\n--c\nContent-Type: image/png; name=logo.png\nContent-ID: <logo@x>\n\nPNG\n--c--\n--b--\n",
			"Plain\n", []string{"1 logo.png image/png 3 inline"}, nil},
		{"a mail within the mail is an attachment, named after its subject",
			"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\nSubject: Re: a/b\n\nInner\n--b--\n", "See below.\n", []string{"1 Re: a-b.eml message/rfc822 23"}, nil},
		{"parts of a digest are mails", "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: One\n\nInner\n--b--\n", "", []string{"1 One.eml message/rfc822 19"}, nil},
		{"text with a name is an attachment", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: text/plain; name=notes.txt\n\nNotes\n--b--\n", "Hello\n", []string{"1 notes.txt text/plain 5"}, nil},
		{"text that says it is an attachment", "Content-Type: text/plain\nContent-Disposition: attachment\n\nNotes\n", "Notes\n", []string{"1  text/plain 6"}, nil},
		{"a mail that is a file alone", "Content-Type: application/pdf; name=plan.pdf\nContent-Transfer-Encoding: base64\n\nUERG\n", "", []string{"1 plan.pdf application/pdf 3"}, nil},
		{"what Outlook wraps", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+IgAA\n--b--\n", "Hello\n", []string{"1 winmail.dat application/ms-tnef 6"}, nil},
		{"an unknown type of text is an attachment", "Content-Type: text/x-plan\n\nHello\n", "", []string{"1  text/x-plan 6"}, nil},
		{"a type that is none is plain text", "Content-Type: plain\n\nHello\n", "Hello\n", nil, []string{"the content type plain is none"}},
		{"the type of RFC 1049 is plain text", "Content-Type: text\n\nHello\n", "Hello\n", nil, nil},
		{"no type is plain text", "\nHello\n", "Hello\n", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, envelope+test.raw)
			if m.Text != test.text {
				t.Errorf("text %q, want %q", m.Text, test.text)
			}
			if got := describe(m.Attachments); !slices.Equal(got, test.attachments) {
				t.Errorf("attachments %q, want %q", got, test.attachments)
			}
			if !slices.Equal(m.Defects, test.defects) || m.Unparsed != "" {
				t.Errorf("defects %q and unparsed %q, want %q", m.Defects, m.Unparsed, test.defects)
			}
		})
	}
}

func TestMessage_transferEncodings(t *testing.T) {
	const (
		base64Defect = "is not clean base64"
		unknown      = "the transfer encoding x-pack is unknown"
	)
	for _, test := range []struct{ name, encoding, body, want, attachmentDefect string }{
		{"none", "", "Hello", "Hello", ""},
		{"7bit", "7bit", "Hello", "Hello", ""},
		{"8bit", "8bit", "进度", "进度", ""},
		{"binary", "binary", "Hello", "Hello", ""},
		{"base64", "base64", "SGVs\nbG8=\n", "Hello", ""},
		{"base64 in any case, with rubbish behind it", "BASE64; x", "SGVsbG8=", "Hello", ""},
		{"base64 without padding", "base64", "SGVsbG8", "Hello", base64Defect},
		{"base64 with foreign characters", "base64", "SGV*sb-G8=", "Hello", base64Defect},
		{"base64 in two pieces", "base64", "SGVsbG8=\nIHdvcmxk", "Hello world", base64Defect},
		{"base64 cut in a group", "base64", "SGVsbG8gd29ybGQhS", "Hello world!", base64Defect},
		{"base64 that is not", "base64", "?!", "?!", "is not in base64, as it says"},
		{"text that is not base64", "base64", "Hello Li Na, see you on Monday!", "Hello Li Na, see you on Monday!", "is not in base64, as it says"},
		{"words of base64 digits alone", "base64", "Good and done", "Good and done", "is not in base64, as it says"},
		{"Chinese text that is not base64", "base64", "进度表见附件", "进度表见附件", "is not in base64, as it says"},
		{"indented base64", "base64", "SGVs\n  bG8=\n", "Hello", ""},
		{"base64 with blanks at the end of its lines", "base64", "SGVs  \nbG8gd29ybGQ=\n", "Hello world", base64Defect},
		{"quoted-printable", "quoted-printable", "Gr=C3=BC=C3=9Fe", "Grüße", ""},
		{"quoted-printable in lower case digits", "quoted-printable", "Gr=c3=bc=c3=9fe", "Grüße", ""},
		{"a soft line end", "quoted-printable", "Hel=\nlo", "Hello", ""},
		{"a soft line end with white space", "quoted-printable", "Hel= \nlo", "Hello", ""},
		{"a broken escape stays", "quoted-printable", "50=% =ZZ", "50=% =ZZ", ""},
		{"raw bytes in quoted-printable", "quoted-printable", "进=E5=BA=A6", "进度", ""},
		{"another name for it", "quotedprintable", "=48ello", "Hello", ""},
		{"an unknown one is read as it is", "x-pack", "Hello", "Hello", unknown},
	} {
		field := "Content-Transfer-Encoding: " + test.encoding + "\n"
		if test.encoding == "" {
			field = ""
		}
		t.Run(test.name+" in text", func(t *testing.T) {
			m := read(t, envelope+"Content-Type: text/plain; charset=utf-8\n"+field+"\n"+test.body)
			if got := strings.TrimSuffix(m.Text, "\n"); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
		t.Run(test.name+" in an attachment", func(t *testing.T) {
			raw := []byte(envelope + "Content-Type: x/y\n" + field + "\n" + test.body)
			m := message(raw, arrival, mime.DefaultLimits())
			var b bytes.Buffer
			a, err := mime.Attachment(&b, raw, 1, mime.DefaultLimits())
			if err != nil || b.String() != test.want {
				t.Fatalf("%q, %v; want %q", b.String(), err, test.want)
			}
			if want := m.Attachments[0]; a != want || a.Size != int64(len(test.want)) || a.SHA256 != sha256.Sum256([]byte(test.want)) {
				t.Errorf("%+v, want %+v of %d bytes", a, want, len(test.want))
			}
			var defects []string
			if test.attachmentDefect != "" {
				defects = []string{strings.Replace(test.attachmentDefect, "is not", "a part is not", 1)}
			}
			if !slices.Equal(m.Defects, defects) {
				t.Errorf("defects %q, want %q", m.Defects, defects)
			}
		})
	}
}

func TestMessage_overALimitIsCutAndSaid(t *testing.T) {
	nested := "deepest\n"
	for i := range 30 {
		nested = fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d.\n\n--b%d.\n%s\n--b%d.--\n", i, i, nested, i)
	}
	parts := "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\nContent-Type: x/y\n\nx\n", 20) + "--b--\n"
	for _, test := range []struct {
		name, raw   string
		limit       func(*mime.Limits)
		unparsed    string
		attachments int
		text        string
		defect      string
	}{
		{"depth", nested, func(l *mime.Limits) { l.Depth = 20 }, "it exceeds limits.depth", 0, "", ""},
		{"parts", parts, func(l *mime.Limits) { l.Parts = 5 }, "it exceeds limits.parts", 4, "", ""},
		{"message", "\n" + strings.Repeat("x", 1000), func(l *mime.Limits) { l.Message = int64(len(envelope)) + 11 }, "it exceeds limits.message", 0, "xxxxxxxxxx\n", ""},
		{"header", "A: " + strings.Repeat("x", 1000) + "\n\nHello\n", func(l *mime.Limits) { l.Header = 500 }, "it exceeds limits.header", 0, "Hello\n", ""},
		{"header fields", "A: 1\nB: 2\n\nHello\n", func(l *mime.Limits) { l.HeaderFields = 6 }, "it exceeds limits.header_fields", 0, "Hello\n", ""},
		{"the header of a part", "Content-Type: multipart/mixed; boundary=b\n\n--b\nA: " + strings.Repeat("x", 100) + "\n\nHello\n--b--\n", func(l *mime.Limits) { l.PartHeader = 50 }, "it exceeds limits.part_header", 0, "Hello\n", ""},
		{"boundary", "Content-Type: multipart/mixed; boundary=bbbbb\n\n--bbbbb\n", func(l *mime.Limits) { l.Boundary = 4 }, "it exceeds limits.boundary", 0, "--bbbbb\n", ""},
		{"time", "\nHello\n", func(l *mime.Limits) { l.Time = -1 }, "it exceeds limits.time", 0, "", ""},
		{"text", "\n" + strings.Repeat("x", 1000), func(l *mime.Limits) { l.Text = 10 }, "", 0, "xxxxxxxxxx\n", "a text part is longer than limits.text; the rest is left out"},
		{"text, cut in a character", "Content-Type: text/plain; charset=utf-8\n\n" + strings.Repeat("进", 1000), func(l *mime.Limits) { l.Text = 32 }, "", 0, strings.Repeat("进", 10) + "\uFFFD\n", "a text part is longer than limits.text; the rest is left out"},
		{"nothing is over", "\nHello\n", func(*mime.Limits) {}, "", 0, "Hello\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			limits := mime.DefaultLimits()
			test.limit(&limits)
			m := message([]byte(envelope+test.raw), arrival, limits)
			if m.Unparsed != test.unparsed || len(m.Attachments) != test.attachments || m.Text != test.text {
				t.Errorf("unparsed %q, %d attachments, text %.50q; want %q, %d, %.50q", m.Unparsed, len(m.Attachments), m.Text, test.unparsed, test.attachments, test.text)
			}
			if test.defect != "" && !slices.Contains(m.Defects, test.defect) {
				t.Errorf("defects %q, want %q among them", m.Defects, test.defect)
			}
			if m.MessageID != "1@client.example" {
				t.Errorf("the Message-ID is %q: what stands before the limit is lost", m.MessageID)
			}
		})
	}
}

func TestMessage_withoutHeaderIsUnparsedAndShown(t *testing.T) {
	m := read(t, "Dear all,\nhere is the plan.\nRegards\n")
	if m.Unparsed != "it has no header field" || m.Text != "Dear all,\nhere is the plan.\nRegards\n" {
		t.Errorf("unparsed %q with text %q", m.Unparsed, m.Text)
	}
}

func TestAttachment_thatIsNotThereIsNotFound(t *testing.T) {
	raw := []byte(envelope + "Content-Type: x/y\n\nx")
	for _, n := range []int{-1, 0, 2} {
		var b bytes.Buffer
		if _, err := mime.Attachment(&b, raw, n, mime.DefaultLimits()); !errors.Is(err, store.ErrNotFound) || b.Len() > 0 {
			t.Errorf("attachment %d: %v and %q, want %v", n, err, b.String(), store.ErrNotFound)
		}
	}
}

func TestAttachment_keepsTheErrorOfItsWriter(t *testing.T) {
	broken := errors.New("no space left")
	for _, encoding := range []string{"8bit", "base64", "quoted-printable"} {
		raw := []byte(envelope + "Content-Type: x/y\nContent-Transfer-Encoding: " + encoding + "\n\nSGVsbG8=\n")
		if _, err := mime.Attachment(failing{broken}, raw, 1, mime.DefaultLimits()); !errors.Is(err, broken) {
			t.Errorf("%s: %v, want %v", encoding, err, broken)
		}
	}
}

// failing is a disk that is full.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestMessage_HTMLIsTheSourceOfAllThatIsShown(t *testing.T) {
	const alternative = "Content-Type: multipart/alternative; boundary=a\n\n--a\n\nPlain\n--a\nContent-Type: text/html; charset=gb2312\n\n<p>\xc4\xe3</p>\n--a--\n"
	for _, test := range []struct{ name, raw, text, html string }{
		{"plain text alone", "\nHello\n", "Hello\n", ""},
		{"HTML alone", "Content-Type: text/html\n\n<p>Hello</p>\n", "Hello\n", "<p>Hello</p>\n"},
		{"an alternative that is not shown", alternative, "Plain\n", "<p>你</p>"},
		{"a footer that has no HTML", "Content-Type: multipart/mixed; boundary=b\n\n--b\n" + alternative + "--b\n\nList <1>\n--b--\n", "Plain\n\nList <1>\n", "<p>你</p><pre>List &lt;1&gt;</pre>"},
		{"two plain texts", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOne\n--b\n\nTwo\n--b--\n", "One\n\nTwo\n", ""},
		{"an attached page", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOne\n--b\nContent-Type: text/html; name=a.html\n\n<p>x\n--b--\n", "One\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := message([]byte(envelope+test.raw), arrival, mime.DefaultLimits())
			if m.Text != test.text || m.HTML != test.html {
				t.Errorf("text %q, HTML %q; want %q, %q", m.Text, m.HTML, test.text, test.html)
			}
		})
	}
	limits := mime.DefaultLimits()
	limits.Text = 10
	if m := message([]byte(envelope+alternative), arrival, limits); len(m.HTML) > 10 {
		t.Errorf("%d bytes of HTML, limit 10", len(m.HTML))
	}
}

func TestMessage_ofTwoCalendarsTheOneWithAMethodIsKept(t *testing.T) {
	m := read(t, envelope+"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nCome\n--b\nContent-Type: text/calendar; method=CANCEL\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Review\nEND:VEVENT\nEND:VCALENDAR\n--b\nContent-Type: application/ics; name=a.ics\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nEND:VCALENDAR\n--b--\n")
	if m.Calendar == nil || m.Calendar.UID != "1" || m.Calendar.Method != "CANCEL" || len(m.Attachments) != 2 {
		t.Errorf("%+v", m.Calendar)
	}
}

func TestMessage_filesWithinTheText(t *testing.T) {
	const uu = "begin 644 plan.pdf\n#0V%T\n`\nend\n"
	for _, test := range []struct {
		name, body, text string
		attachments      []string
	}{
		{"uuencoded", "See below.\n\n" + uu + "Regards\n", "See below.\n\nRegards\n", []string{"1 plan.pdf application/pdf 3"}},
		{"at the start", uu, "", []string{"1 plan.pdf application/pdf 3"}},
		{"two", uu + "and\n" + uu, "and\n", []string{"1 plan.pdf application/pdf 3", "2 plan.pdf application/pdf 3"}},
		{"cut short", "begin 644 a.txt\n#0V%T\n#0V%T\n", "", []string{"1 a.txt text/plain 6"}},
		{"a sentence", "begin 644 is a line.\nHello there\n", "begin 644 is a line.\nHello there\n", nil},
		{"another sentence", "begin with the plan\n", "begin with the plan\n", nil},
		{"a path for a name", strings.Replace(uu, "plan.pdf", "../../plan.pdf", 1), "", []string{"1 plan.pdf application/pdf 3"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			raw := []byte(envelope + "\n" + test.body)
			m := message(raw, arrival, mime.DefaultLimits())
			if got := describe(m.Attachments); m.Text != test.text || !slices.Equal(got, test.attachments) {
				t.Errorf("text %q, attachments %q; want %q, %q", m.Text, got, test.text, test.attachments)
			}
			for _, a := range m.Attachments {
				var b bytes.Buffer
				if got, err := mime.Attachment(&b, raw, a.N, mime.DefaultLimits()); err != nil || got != a || !strings.HasPrefix(b.String(), "Cat") {
					t.Errorf("attachment %d is %q, %+v, %v; want %+v", a.N, b.String(), got, err, a)
				}
			}
		})
	}
}
