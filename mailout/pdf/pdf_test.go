package pdf

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestMain makes the test binary the process that reads as well.
func TestMain(m *testing.M) {
	if os.Getenv("RAPPORT_TEST_PDF") != "" {
		if err := Serve(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func testReader(t *testing.T) *Reader {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("RAPPORT_TEST_PDF", "1")
	return NewReader(program)
}

// Minutes that a browser printed are read as they were written, in both languages.
func TestReader_readsMinutes(t *testing.T) {
	r := testReader(t)
	for name, want := range map[string][]string{
		"minutes-en.pdf": {"Decisions\nThe home page is dark blue.\nLaunch on 10 April 2026.\nAction items\n1. Anna: names of the testers, by 12 March\n2. Peter: PayFast contract, by Friday\n"},
		"minutes-zh.pdf": {"决定\n首页采用深蓝色。\n4月10日上线。\n待办\n1. 王伟：提供测试人员名单，3月12日前\n2. 陈静：确认支付合同，周五前\n"},
	} {
		content, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Words(t.Context(), content)
		for _, words := range want {
			if err != nil || !strings.Contains(got, words) {
				t.Errorf("%s: %v\n%s", name, err, got)
			}
		}
	}
}

// object is one object of a PDF that is written by hand.
type object struct {
	number int
	body   string
}

// file returns a PDF of some objects, the first of which is its catalog.
func file(trailer string, objects ...object) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var table strings.Builder
	for _, o := range objects {
		fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", o.number, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", o.number, o.body)
	}
	fmt.Fprintf(&b, "xref\n%strailer\n<</Size 100/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", table.String(), trailer, strings.LastIndex(b.String(), "endobj")+7)
	return b.Bytes()
}

func stream(entries, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", entries, len(content), content)
}

// packed returns what zlib makes of a text that is repeated.
func packed(begin, text string, times int) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	fmt.Fprint(w, begin)
	for range times {
		fmt.Fprint(w, text)
	}
	w.Close()
	return b.String()
}

// Files of people who mean harm: each comes to an end in time, and none ends the process that waits
// for it.
func TestReader_hostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	r := testReader(t)
	catalog, pages := object{1, "<</Type/Catalog/Pages 2 0 R>>"}, object{2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"}
	page := object{3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>/Contents 4 0 R>>"}
	font := object{5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"}
	contents := func(entries, text string) object { return object{4, stream(entries, text)} }
	hello := contents("", "BT /F1 12 Tf 72 720 Td (Anna: names by 12 March) Tj ET")
	if got, err := r.Words(t.Context(), file("", catalog, pages, page, hello, font)); err != nil || got != "Anna: names by 12 March" {
		t.Fatalf("the sound file: %q, %v", got, err)
	}
	spaces := strings.Repeat(" ", 1<<20)
	for name, content := range map[string][]byte{
		"cut":                   file("", catalog, pages, page, hello, font)[:200],
		"256 MB of spaces":      file("", catalog, pages, page, contents("/Filter/FlateDecode", packed("", spaces, 256)), font),
		"a page tree in itself": file("", catalog, object{2, "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1000000/Parent 2 0 R>>"}, page, hello, font),
		"deep arrays":           file("", catalog, pages, object{3, "<</Type/Page/Parent 2 0 R/X " + strings.Repeat("[", 1<<20) + ">>"}, hello, font),
		"deep content":          file("", catalog, pages, page, contents("", strings.Repeat("q ", 1<<20)), font),
		"many objects":          []byte("%PDF-1.5\n1 0 obj\n<</Type/XRef/Size 2147483647/Index[0 2147483647]/W[1 4 2]/Root 1 0 R/Length 0>>stream\n\nendstream\nendobj\nstartxref\n9\n%%EOF\n"),
		"a form within itself":  file("", catalog, pages, page, contents("", "/X Do"), font, object{6, stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>", "/X Do /X Do")}),
	} {
		began := time.Now()
		words, err := r.Words(t.Context(), content)
		if took := time.Since(began); took > longestRead+afterRead+5*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
		if len(words) > longestWords {
			t.Errorf("%s: %d bytes of words", name, len(words))
		}
		t.Logf("%-22s %5.1fs %d bytes, %v", name, time.Since(began).Seconds(), len(words), err)
	}
}

// Files that are too large, and a program that is none, are errors; who is no longer waited for is not begun.
func TestReader_errors(t *testing.T) {
	if _, err := NewReader("/nonexistent").Words(t.Context(), []byte("%PDF-")); err == nil {
		t.Error("a program that is not there reads")
	}
	if _, err := testReader(t).Words(t.Context(), make([]byte, MostBytes+1)); err == nil {
		t.Error("a large file is read")
	}
	path, err := exec.LookPath("yes")
	if err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if words, err := NewReader(path).Words(ctx, nil); err == nil {
		t.Errorf("a program that writes for ever is heard: %d bytes", len(words))
	}
}
