package classify

import (
	"bufio"
	"encoding/json"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/store"
	"rapport/store/corpustest"
)

// The least that must be right of the real mail beside the project, judged by its header
// alone. TestRead_kindsOfRealMail in mailin reads the same mail in full, and does better.
const (
	leastRead     = 509
	leastRight    = 293 // of 315 mails with a kind
	mostMisjudged = 12  // of 194 without one, judged to be automatic; a program wrote them all
)

// TestDecide_corpus compares the kind of the real mail beside the project with the kind in its
// manifest.
func TestDecide_corpus(t *testing.T) {
	t.Parallel()
	root := corpustest.Dir(t)
	manifest, err := os.Open(filepath.Join(root, "MANIFEST.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer manifest.Close()
	read, right, human, called := 0, 0, 0, 0
	for lines := bufio.NewScanner(manifest); lines.Scan(); {
		var entry struct{ Path, Kind string }
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(entry.Path) != ".eml" {
			continue
		}
		m := headerOf(filepath.Join(root, entry.Path))
		if m == nil {
			continue
		}
		read++
		v, err := new(ProjectIndex).Decide(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case entry.Kind == "" && v.Kind != store.KindHuman:
			human++
			called++
			t.Logf("%s: %s (%s), listed without a kind", entry.Path, v.Kind, v.KindReason)
		case entry.Kind == "":
			human++
		case string(v.Kind) == entry.Kind:
			right++
		default:
			t.Logf("%s: %s (%s), want %s; subject %q", entry.Path, v.Kind, v.KindReason, entry.Kind, m.Subject)
		}
	}
	t.Logf("%d mails read; of %d with a kind %d right; of %d others %d judged automatic", read, read-human, right, human, called)
	if read < leastRead || right < leastRight || called > mostMisjudged {
		t.Errorf("want at least %d mails read, %d right, and at most %d judged automatic", leastRead, leastRight, mostMisjudged)
	}
}

func headerOf(path string) *store.Message {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	raw, err := netmail.ReadMessage(bufio.NewReader(file))
	if err != nil {
		return nil
	}
	m := &store.Message{Subject: raw.Header.Get("Subject")}
	if from, err := raw.Header.AddressList("From"); err == nil && len(from) > 0 {
		m.From = []store.Address{{Address: from[0].Address}}
	} else if word := strings.Trim(firstWord(raw.Header.Get("From")), "<>"); word != "" {
		m.From = []store.Address{{Address: word + "@unknown.example"}}
	}
	for name, values := range raw.Header {
		for _, value := range values {
			m.Header = append(m.Header, store.Field{Name: name, Value: value})
		}
	}
	return m
}
