package mime_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mime"
)

// corpusDir gives the folder shared/corpus beside the module, or "".
func corpusDir(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "..", "shared", "corpus")
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}

// TestMessage_corpus reads real mail, where there is some. Of each message there
// is something to show, or it is said why not.
func TestMessage_corpus(t *testing.T) {
	dir := corpusDir(t)
	if dir == "" {
		t.Log("no shared/corpus beside the module: no mail read")
		return
	}
	limits := mime.DefaultLimits()
	limits.Time = time.Minute // what a busy machine leaves out is no matter of this test
	read, attachments, unparsed, empty := 0, 0, 0, 0
	defects := map[string]int{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.EqualFold(filepath.Ext(path), ".eml") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		m := message(raw, arrival, limits)
		read++
		attachments += len(m.Attachments)
		for _, defect := range m.Defects {
			what, _, _ := strings.Cut(defect, ":")
			defects[what]++
		}
		if m.Unparsed != "" {
			unparsed++
			t.Logf("%s: %s", name, m.Unparsed)
		}
		if m.Text == "" && len(m.Attachments) == 0 {
			empty++
			if m.Unparsed == "" && len(m.Defects) == 0 && !saysNothing(raw) {
				t.Errorf("%s: neither text nor attachment, and no word why", name)
			}
		}
		t.Run(name, func(t *testing.T) { checkMessage(t, m, limits) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files read, %d attachments, %d unparsed, %d without text and attachments", read, attachments, unparsed, empty)
	for _, defect := range slices.Sorted(maps.Keys(defects)) {
		t.Logf("%5d %s", defects[defect], defect)
	}
}

// saysNothing says whether nothing stands behind the header of a mail.
func saysNothing(raw []byte) bool {
	_, body := mime.ReadHeader(raw, len(raw), len(raw))
	return len(bytes.TrimSpace(body)) == 0
}
