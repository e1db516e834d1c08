package reply

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/store/corpustest"
)

// The least that must be found in the real replies beside the project.
const (
	leastRead   = 72 // of 76 files; the others have no plain text
	leastQuoted = 16
	leastSigned = 11
)

// TestTrim_corpus reads the real replies beside the project: no line may be lost, and none may
// come out without new text.
func TestTrim_corpus(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(corpustest.Dir(t), "reply", "*"))
	if err != nil {
		t.Fatal(err)
	}
	read, quoted, signed, empty := 0, 0, 0, 0
	for _, path := range paths {
		text, ok := textOf(t, path)
		if !ok {
			t.Logf("%s: no plain text", filepath.Base(path))
			continue
		}
		read++
		got := Trim(text)
		if lost := missing(text, got); lost != "" {
			t.Errorf("%s: %.60q is lost or moved", filepath.Base(path), lost)
		}
		if got.Quoted != "" {
			quoted++
		}
		if got.Signature != "" {
			signed++
		}
		if got.New == "" && strings.TrimSpace(text) != "" {
			empty++
			t.Logf("%s: nothing new", filepath.Base(path))
		}
		if testing.Verbose() && os.Getenv("SHOW_REPLIES") != "" {
			t.Logf("=== %s\n%s\n--- quoted\n%s\n--- signature\n%s", filepath.Base(path), got.New, got.Quoted, got.Signature)
		}
	}
	t.Logf("%d of %d files read: %d with quotation, %d with signature, %d with nothing new", read, len(paths), quoted, signed, empty)
	if read < leastRead || quoted < leastQuoted || signed < leastSigned || empty > 0 {
		t.Errorf("want at least %d files read, %d with quotation, %d with signature, and none with nothing new", leastRead, leastQuoted, leastSigned)
	}
}

// textOf returns the text of a file in the corpus: all of it or, for a mail, its first plain
// part, in any charset.
func textOf(t *testing.T, path string) (string, bool) {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if filepath.Ext(path) != ".eml" {
		text, err := io.ReadAll(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text), true
	}
	m, err := mail.ReadMessage(file)
	if err != nil {
		return "", false
	}
	return plainPart(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
}

func plainPart(contentType, encoding string, body io.Reader) (string, bool) {
	media, params, err := mime.ParseMediaType(contentType)
	switch {
	case strings.HasPrefix(media, "multipart/"):
		parts := multipart.NewReader(body, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err != nil {
				return "", false
			}
			if text, ok := plainPart(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p); ok {
				return text, true
			}
		}
	case contentType != "" && err == nil && media != "text/plain":
		return "", false
	}
	switch strings.ToLower(encoding) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	text, _ := io.ReadAll(body) // what can be read of a broken part
	return string(text), true
}
