package rtf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// pagesOfTests are the code pages that these tests decode.
func pageOf(page int) encoding.Encoding {
	switch page {
	case 936:
		return simplifiedchinese.GBK
	case 932:
		return japanese.ShiftJIS
	case 1251:
		return charmap.Windows1251
	}
	return charmap.Windows1252
}

func decode(page int, b []byte) string {
	text, err := pageOf(page).NewDecoder().Bytes(b)
	if err != nil {
		panic(err) // no decoder of these fails
	}
	return string(text)
}

// escaped writes text as \' escapes in a code page.
func escaped(page int, text string) string {
	b, err := pageOf(page).NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	var out strings.Builder
	for _, c := range []byte(b) {
		fmt.Fprintf(&out, `\'%02x`, c)
	}
	return out.String()
}

// units writes text as \u escapes, each with a character for readers that do not know it.
func units(text string) string {
	var out strings.Builder
	for _, c := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&out, `\u%d?`, int16(c))
	}
	return out.String()
}

func TestRead_whatAPersonSees(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"paragraphs", `{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}\pard Hello Li Na,\par\par the offer is \b fine\b0 .\par}`, "Hello Li Na,\n\nthe offer is fine.\n"},
		{"words in Unicode", `{\rtf1\ansi\ansicpg936\uc1{\fonttbl{\f0 SimSun;}}\f0 ` + units("请查收附件，价格以新版为准。") + `\par Thanks\par}`, "请查收附件，价格以新版为准。\nThanks\n"},
		{"words in the code page of all", `{\rtf1\ansi\ansicpg936 ` + escaped(936, "验收通过") + `\par}`, "验收通过\n"},
		{"words in the code page of a font", `{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}\f1 ` + escaped(936, "同意方案") + `\f0 , OK\par}`, "同意方案, OK\n"},
		{"in Russian", `{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}\f0 ` + escaped(1251, "Согласовано") + `}`, "Согласовано"},
		{"in Japanese, by the font", `{\rtf1\ansi{\fonttbl{\f0 A;}{\f2\fcharset128 MS Gothic;}}{\f2 ` + escaped(932, "承認します") + `} ok}`, "承認します ok"},
		{"accents", `{\rtf1\ansi\ansicpg1252 Gr\'fc\'dfe aus K\'f6ln}`, "Grüße aus Köln"},
		{"a character above the first plane", `{\rtf1\ansi\uc1 ` + units("好👍") + ` end}`, "好👍 end"},
		{"several characters for one", `{\rtf1\ansi\uc2 \u21516\'cd\'ac\u24847\'d2\'e2 ok}`, "同意 ok"},
		{"no character for one", `{\rtf1\ansi\uc0 \u21516 \u24847 !}`, "同意!"},
		{"marks and blanks", `{\rtf1 it\rquote s \ldblquote fine\rdblquote\emdash really\~so, co\-op, a\_b\tab c\line d}`, "it’s “fine”—really so, coop, a-b\tc\nd"},
		{"braces and backslashes", `{\rtf1 a \{b\} c:\\d}`, `a {b} c:\d`},
		{"a table", `{\rtf1 \trowd Item\cell Price\cell\row Pump\cell 12\cell\row}`, "Item\tPrice\t\nPump\t12\t\n"},
		{"a link", `{\rtf1 see {\field{\*\fldinst{HYPERLINK "http://acme.example/"}}{\fldrslt{the page}}}.}`, "see the page."},
		{"a picture, styles, what no reader knows", `{\rtf1{\stylesheet{\s0 Normal;}}{\info{\author Li Na}}{\*\generator Riched20;}{\*\xyz hidden}before{\pict\wmetafile8 0102ff}after}`, "beforeafter"},
		{"bytes of a picture", `{\rtf1 a{\pict\bin5 }{}\}` + `}b}`, "ab"},
		{"hidden text", `{\rtf1 I {\v do not }agree}`, "I agree"},
		{"a list", `{\rtf1 {\listtext\'b7\tab}one\par{\listtext\'b7\tab}two\par}`, "·\tone\n·\ttwo\n"},
		{"line ends of the file", "{\\rtf1 one \r\ntwo\\\r\nthree}", "one two\nthree"},
		{"no end", `{\rtf1 Hello {\b there`, "Hello there"},
		{"ends that close nothing", `{\rtf1 a}}}}{\rtf1 b}`, "ab"},
		{"text in ANSI and in Unicode", `{\rtf1 {\upr{??}{\*\ud{\uc0\u21516 }}}}`, "同"},
		{"nothing", "", ""},
		{"no rich text", "Hello", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Read([]byte(test.source), decode, 1<<20); got.Text != test.want || got.HTML {
				t.Errorf("%q (HTML %t), want %q", got.Text, got.HTML, test.want)
			}
		})
	}
}

func TestRead_theHTMLThatItWasMadeOf(t *testing.T) {
	const source = `{\rtf1\ansi\ansicpg936\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl\red0\green0\blue0;}\uc1\pard\plain\deftab360 \f0\fs24
{\*\htmltag19 <html>}{\*\htmltag34 <head>}{\*\htmltag1 \par}{\*\htmltag41 </head>}{\*\htmltag50 <body>}
{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Dear Li Na, {\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 \'cd\'ac\'d2\'e2{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 {\*\htmltag84 &amp;}\htmlrtf &\htmlrtf0  \u39564?\u25910?\htmlrtf\par}\htmlrtf0
{\*\htmltag72 </p>}{\*\mhtmltag84 <img src="x">}{\*\htmltag58 </body>}{\*\htmltag27 </html>}}`
	got := Read([]byte(source), decode, 1<<20)
	if want := "<html><head>\n</head><body><p>Dear Li Na, <b>同意</b>&amp; 验收</p></body></html>"; !got.HTML || got.Text != want {
		t.Errorf("HTML %t: %q, want %q", got.HTML, got.Text, want)
	}
}

func TestRead_isBounded(t *testing.T) {
	for name, source := range map[string]string{
		"groups":   strings.Repeat("{", 1<<20) + "a" + strings.Repeat("}", 1<<20) + "{b}",
		"fonts":    `{\rtf1{\fonttbl` + strings.Repeat(`{\f1\fcharset134 A;}`, 1<<16) + `}a}`,
		"a number": `{\rtf1\u` + strings.Repeat("9", 1<<20) + `?a}`,
		"skipping": `{\rtf1\uc99999999\u21516 ` + strings.Repeat("?", 100) + `}`,
		"a binary": `{\rtf1\bin999999999999999999999 a}`,
	} {
		if got := Read([]byte(source), decode, 1000); len(got.Text) > 1100 {
			t.Errorf("%s: %d bytes", name, len(got.Text))
		}
	}
	if got := Read([]byte(`{\rtf1 `+strings.Repeat(`a\par `, 1000)+`}`), decode, 100); len(got.Text) > 110 {
		t.Errorf("%d bytes, want about 100", len(got.Text))
	}
}

// compress compresses text in the way of Outlook, with references wherever three bytes
// repeat.
func compress(text []byte) []byte {
	ring := append([]byte(dictionary), text...)
	var body []byte
	at := len(dictionary)
	for done := false; !done; {
		flags := len(body)
		body = append(body, 0)
		for bit := range 8 {
			if at == len(ring) {
				body[flags] |= 1 << bit
				body = binary.BigEndian.AppendUint16(body, uint16(at%window<<4))
				done = true
				break
			}
			from, n := longest(ring, at)
			if n < 3 {
				body = append(body, ring[at])
				at++
				continue
			}
			body[flags] |= 1 << bit
			body = binary.BigEndian.AppendUint16(body, uint16(from%window<<4|(n-2)))
			at += n
		}
	}
	return withHeader(compressed, len(text), body)
}

// longest returns the longest match before at within the window.
func longest(ring []byte, at int) (from, n int) {
	for i := max(0, at-window+20); i < at; i++ {
		k := 0
		for k < 17 && at+k < len(ring) && ring[i+k] == ring[at+k] {
			k++
		}
		if k > n {
			from, n = i, k
		}
	}
	return from, n
}

func withHeader(kind uint32, size int, body []byte) []byte {
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(body)+12))
	out = binary.LittleEndian.AppendUint32(out, uint32(size))
	out = binary.LittleEndian.AppendUint32(out, kind)
	return append(binary.LittleEndian.AppendUint32(out, 0), body...)
}

func TestDecompress(t *testing.T) {
	long := []byte(`{\rtf1\ansi\ansicpg936 ` + strings.Repeat(`the offer is fine and \'cd\'ac\'d2\'e2\par `, 500) + "}")
	for name, text := range map[string][]byte{"short": []byte(`{\rtf1\ansi Hello\par}`), "long": long, "one byte over and over": bytes.Repeat([]byte("a"), 5000), "nothing": {}} {
		if got, ok := Decompress(compress(text), 1<<20); !ok || !bytes.Equal(got, text) {
			t.Errorf("%s: %t, %d bytes, want %d", name, ok, len(got), len(text))
		}
		if got, ok := Decompress(withHeader(uncompressed, len(text), text), 1<<20); !ok || !bytes.Equal(got, text) {
			t.Errorf("%s, uncompressed: %t, %d bytes, want %d", name, ok, len(got), len(text))
		}
	}
	if got, ok := Decompress(compress(long)[:200], 1<<20); ok || len(got) == 0 || !bytes.HasPrefix(long, got) {
		t.Errorf("cut short: %t, %q", ok, got)
	}
	if got, _ := Decompress(compress(long), 100); string(got) != string(long[:100]) {
		t.Errorf("over the limit: %d bytes, want 100", len(got))
	}
	for _, data := range [][]byte{nil, []byte("LZFu"), withHeader(0x12345678, 3, []byte("abc")), withHeader(uncompressed, -1, []byte("abc"))} {
		if got, ok := Decompress(data, 100); ok {
			t.Errorf("%q is read: %q", data, got)
		}
	}
}

// The example of [MS-OXRTFCP] section 3.2.
func TestDecompress_asPublished(t *testing.T) {
	const data = "\x2d\x00\x00\x00\x2b\x00\x00\x00LZFu\xf1\xc5\xc7\xa7\x03\x00\x0a\x00rcpg125\x42\x32\x0a\xf3\x20hel\x09\x00\x20bw\x05\xb0ld}\x0a\x80\x0f\xa0"
	got, ok := Decompress([]byte(data), 1000)
	if want := "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"; !ok || string(got) != want {
		t.Errorf("%t, %q, want %q", ok, got, want)
	}
}

func FuzzDecompress(f *testing.F) {
	f.Add(compress([]byte(`{\rtf1\ansi Hello\par}`)))
	f.Add(withHeader(uncompressed, 5, []byte("Hello")))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text, _ := Decompress(data, 10000); len(text) > 10000 || len(text) > 9*len(data) {
			t.Errorf("%d bytes of %d", len(text), len(data))
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\ansicpg936\fromhtml1{\fonttbl{\f0\fcharset134 A;}}{\*\htmltag64 <p>}\htmlrtf x\htmlrtf0\uc1\u-12345?\'cd\'ac\bin3 abc}`))
	f.Add([]byte(`{\rtf1\uc2\u55357 ab\u56397 ab{\upr{a}{\*\ud b}}\v hidden\v0\par\cell\row}`))
	f.Fuzz(func(t *testing.T, source []byte) {
		got := Read(source, decode, 1<<20)
		if !utf8.ValidString(got.Text) || len(got.Text) > 4*len(source)+4 {
			t.Errorf("%d bytes of %d, UTF-8: %t", len(got.Text), len(source), utf8.ValidString(got.Text))
		}
	})
}
