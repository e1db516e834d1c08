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
	"rapport/store/corpustest"
)

// TestMessage_corpus reads real mail, where there is some. Of each message there
// is something to show, or it is said why not.
func TestMessage_corpus(t *testing.T) {
	dir := corpustest.Dir(t)
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
	if read < 516 || attachments < 490 || unparsed > 0 || empty > 7 {
		t.Errorf("%d files read, %d attachments, %d unparsed, %d without text and attachments; want 516, 490, 0 and 7", read, attachments, unparsed, empty)
	}
	t.Logf("%d files read, %d attachments, %d unparsed, %d without text and attachments", read, attachments, unparsed, empty)
	for _, defect := range slices.Sorted(maps.Keys(defects)) {
		t.Logf("%5d %s", defects[defect], defect)
	}
}

// saysNothing reports whether nothing stands behind the header of a mail.
func saysNothing(raw []byte) bool {
	_, body := mime.ReadHeader(raw, len(raw), len(raw))
	return len(bytes.TrimSpace(body)) == 0
}
