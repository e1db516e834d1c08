package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/store"
)

// privacy is mail of which nothing may be stored, and the words by which it would be found.
type privacy struct {
	marks []string
	raws  [][]byte
}

// mail returns a private mail. Each § in it is replaced by a word that is nowhere else.
func (p *privacy) mail(raw string) []byte {
	for strings.Contains(raw, "§") {
		word := store.NewTag()
		p.marks = append(p.marks, word)
		raw = strings.Replace(raw, "§", word, 1)
	}
	p.raws = append(p.raws, []byte(raw))
	return []byte(raw)
}

// isKept looks for the mail in every file of a directory and in what programs wrote: its
// words, but for their beginnings, which an index may leave out, and its hash.
func (p *privacy) isKept(t *testing.T, dir string, written ...[]byte) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no file in %s, %v", dir, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		written = append(written, content)
	}
	for i, content := range written {
		lower := bytes.ToLower(content)
		for _, word := range p.marks {
			if bytes.Contains(lower, []byte(word[6:20])) {
				t.Errorf("%s is stored (place %d of %d)", word, i, len(written))
			}
		}
		for _, raw := range p.raws {
			sum := sha256.Sum256(raw)
			if bytes.Contains(content, sum[:]) || bytes.Contains(lower, fmt.Appendf(nil, "%x", sum)) {
				t.Errorf("the hash of %.60q is stored", raw)
			}
		}
	}
}
