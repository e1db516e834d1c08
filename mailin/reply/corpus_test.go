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
)

// TestTrim_corpus reads the real replies that may lie beside the module, holds
// that no line of them is lost, and prints how they were divided.
func TestTrim_corpus(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(corpus(t), "reply", "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skip("no corpus beside the module")
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
}

// corpus finds the mail that may lie beside the module.
func corpus(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared", "corpus")
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// textOf gives the text of a file of the corpus: all of it, or of a mail its
// first plain part, in whatever charset.
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
