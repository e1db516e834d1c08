//go:build !race

package mailin

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"rapport/mailin/mime"
	"rapport/store/corpustest"
)

// TestRead_labelledMailIsNotSuspicious holds that none of the labelled mail, of people with
// many programs, seems to hide or contradict what it says, but for those that do.
func TestRead_labelledMailIsNotSuspicious(t *testing.T) {
	t.Parallel()
	does := map[string]bool{
		"reply-shapes-html.txtar/html-hidden-preheader.eml": true, "reply-shapes-html.txtar/html-hidden-zero-width.eml": true, "reply-shapes.txtar/hidden-preheader.eml": true,
		"parts-stubs.txtar/stub-none-text-beside-a-link.eml": true, "parts-stubs.txtar/stub-swedish.eml": true, "parts-named.txtar/named-in-a-multipart.eml": true, "parts-named.txtar/named-alternatives.eml": true, "parts-named.txtar/named-beside-an-empty-text.eml": true,
	}
	archives, err := filepath.Glob("../cmd/eval/mail/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no labelled mail: ", err)
	}
	n := 0
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if !strings.HasSuffix(f.Name, ".eml") {
				continue
			}
			n++
			name := filepath.Base(path) + "/" + f.Name
			if m := Read(f.Data, time.Now(), mime.DefaultLimits(), nil); (m.Beside != "") != does[name] {
				t.Errorf("%s: beside %q: %q", name, m.OwnText, m.Beside)
			}
		}
	}
	t.Logf("%d mails read", n)
}

// TestRead_realMailOfPeopleIsRarelySuspicious holds the rate among the real mail that no
// program wrote.
func TestRead_realMailOfPeopleIsRarelySuspicious(t *testing.T) {
	t.Parallel()
	dir := corpustest.Dir(t)
	manifest, err := os.Open(filepath.Join(dir, "MANIFEST.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer manifest.Close()
	n, suspicious := 0, 0
	for lines := bufio.NewScanner(manifest); lines.Scan(); {
		var entry struct{ Path, Kind string }
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			t.Fatal(err)
		}
		if entry.Kind != "" || filepath.Ext(entry.Path) != ".eml" || strings.HasPrefix(entry.Path, "bounce/") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, entry.Path))
		if err != nil {
			t.Fatal(err)
		}
		n++
		if m := Read(raw, time.Now(), mime.DefaultLimits(), nil); m.Beside != "" {
			suspicious++
			t.Logf("%s: beside %.100q: %.200q", entry.Path, m.OwnText, m.Beside)
		}
	}
	t.Logf("%d of %d mails are suspicious", suspicious, n)
	if n < 150 || suspicious > 6 {
		t.Errorf("%d of %d mails are suspicious", suspicious, n)
	}
}
