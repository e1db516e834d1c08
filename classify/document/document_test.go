package document

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"strings"
	"testing"
)

// word returns a Word file with a body.
func word(t testing.TB, body string) []byte {
	t.Helper()
	return packed(t, map[string]string{"[Content_Types].xml": "<Types/>", "word/document.xml": `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`})
}

func packed(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	for name, content := range files {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func p(text string) string {
	return `<w:p><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

func TestWords_ofWordFiles(t *testing.T) {
	item := `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Anna: test accounts by </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>10 March</w:t></w:r></w:p>`
	heading := `<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Actions</w:t></w:r></w:p>`
	struck := `<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>not this</w:t></w:r><w:r><w:t>this</w:t></w:r><w:del><w:r><w:t>nor this</w:t><w:delText>nor that</w:delText></w:r></w:del></w:p>`
	cell := func(text string) string { return `<w:tc>` + p(text) + `</w:tc>` }
	table := `<w:tbl><w:tr>` + cell("Owner") + cell("What") + `</w:tr><w:tr>` + cell("王芳") + cell("测试账号") + `</w:tr></w:tbl>`
	got := Words("Minutes.DOCX", word(t, p("Decisions:")+p("The shop is blue &amp; green")+heading+item+struck+table))
	want := "Decisions:\nThe shop is blue & green\n\n## Actions\n- Anna: test accounts by 10 March\nthis\n| Owner | What |\n| --- | --- |\n| 王芳 | 测试账号 |"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWords_ofTextFiles(t *testing.T) {
	for content, want := range map[string]string{
		"Decisions:\r\n- blue\r\n": "Decisions:\n- blue", "\xef\xbb\xbf决定": "决定", "\xbe\xf6\xb6\xa8": "决定", "\xff\xfeA\x00\x7a\x51": "A写"[:1] + "兺", "a\x00b": "", "": "",
	} {
		if got := Words("notes.txt", []byte(content)); got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
	for _, name := range []string{"notes.pdf", "notes", "a.exe", "notes.csv", "a.html"} {
		if got := Words(name, []byte("Decisions")); got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// What anybody may have made costs little, and has no words.
func TestWords_hostile(t *testing.T) {
	doc := func(xml string) []byte { return packed(t, map[string]string{"word/document.xml": xml}) }
	for name, content := range map[string][]byte{
		"a bomb":                 doc("<w:t>" + strings.Repeat("a", 40<<20) + "</w:t>"),
		"one of a high ratio":    doc("<w:p><w:t>" + strings.Repeat("a", 8<<20) + "</w:t></w:p>"),
		"external entity":        doc(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x><w:p><w:t>&e;</w:t></w:p></x>`),
		"a billion laughs":       doc(`<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x><w:p><w:t>&b;</w:t></w:p></x>`),
		"an unknown entity":      doc(`<x><w:p><w:t>&e;</w:t></w:p></x>`),
		"deep":                   doc(strings.Repeat("<a>", 5000) + "<w:p><w:t>x</w:t></w:p>"),
		"no zip":                 []byte("PK\x03\x04 nothing"),
		"nothing":                nil,
		"cut":                    word(t, p("x"))[:60],
		"not XML":                doc("\x00\x01\x02<<<"),
		"closed more than open":  doc("</w:tr></w:tr></w:del></w:del>"),
		"a path out of the file": packed(t, map[string]string{"../../word/document.xml": "<w:p><w:t>x</w:t></w:p>"}),
	} {
		if got := Words("x.docx", content); got != "" {
			t.Errorf("%s: %.80q", name, got)
		}
	}
	if got := Words("x.docx", word(t, strings.Repeat(p(strings.Repeat("Wort ", 200)), 200))); len(got) > longestWords || len(got) < longestWords/2 {
		t.Errorf("a long file has %d bytes of words", len(got))
	}
}

func TestDangerOf(t *testing.T) {
	ole := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), utf16("_VBA_PROJECT")...)
	for _, c := range []struct {
		name    string
		content []byte
		want    Danger
	}{
		{"minutes.docx", word(t, p("x")), Harmless}, {"plan.pdf", []byte("%PDF-1.7"), Harmless}, {"setup.exe", nil, Program}, {"Setup.EXE ", nil, Program},
		{"minutes.docx", []byte("MZ\x90"), Program}, {"rechnung.pdf.js", nil, Program}, {"offer.xlsm", nil, Macros}, {"tool.zip", packed(t, map[string]string{"a/run.bat": "x"}), Program},
		{"ok.zip", packed(t, map[string]string{"a.txt": "x"}), Harmless}, {"offer.docx", packed(t, map[string]string{"word/vbaProject.bin": "x"}), Macros}, {"offer.xls", ole, Macros},
		{"offer.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Harmless}, {"快捷方式.lnk", nil, Program}, {"disk.iso", nil, Program}, {"app", []byte("\x7fELF"), Program},
	} {
		if got := DangerOf(c.name, c.content); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("a.docx", word(f, p("Decisions")))
	f.Add("a.txt", []byte("x"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if len(Words(name, content)) > longestWords {
			t.Error("too long")
		}
		DangerOf(name, content)
	})
}
