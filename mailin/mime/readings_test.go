package mime_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/corpustest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// aspects are the digests of what is read of a mail, in order, and what each is of.
// They are those of a reader by hand, which read each field as go-message and its
// repairs do now but for the differences that docs/dependencies.md lists.
var aspects = []struct {
	name string
	of   func(m *store.Message) any
}{
	{"header", func(m *store.Message) any { return []any{m.Header, m.Subject, m.Date, m.Received, m.Unparsed} }},
	{"people", func(m *store.Message) any {
		return [][]store.Address{m.From, m.Sender, m.ReplyTo, m.To, m.Cc, m.DeliveredTo}
	}},
	{"ids", func(m *store.Message) any {
		return []any{m.MessageID, m.InReplyTo, m.References, m.Returned, m.EnvelopeID}
	}},
	{"text", func(m *store.Message) any { return m.Text }},
	{"HTML", func(m *store.Message) any { return m.HTML }},
	{"attachments", func(m *store.Message) any { return []any{m.Attachments, m.Calendar} }},
	{"delivery", func(m *store.Message) any { return m.Delivery }},
	{"defects", func(m *store.Message) any { return slices.Sorted(slices.Values(m.Defects)) }},
}

func digests(t *testing.T, m *store.Message) string {
	var list []string
	for _, a := range aspects {
		b, err := json.Marshal(a.of(m))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		list = append(list, hex.EncodeToString(sum[:4]))
	}
	return strings.Join(list, " ")
}

// TestRead_readsLabelledMailAsEver holds what is read of the labelled mail, aspect by
// aspect.
func TestRead_readsLabelledMailAsEver(t *testing.T) {
	archives, err := filepath.Glob("../../cmd/eval/mail/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no labelled mail: %v", err)
	}
	mails := map[string][]byte{}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".eml") {
				mails[filepath.Base(path)+"/"+f.Name] = f.Data
			}
		}
	}
	compareReadings(t, "testdata/labelled.txt", mails)
}

// TestRead_readsRealMailAsEver holds what is read of real mail.
func TestRead_readsRealMailAsEver(t *testing.T) {
	dir := corpustest.Dir(t)
	mails := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".json") || filepath.Dir(path) == dir {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		mails[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	compareReadings(t, "testdata/real.txt", mails)
}

// compareReadings reads mails and compares the digests with those of a golden file: a
// line for each mail, its name and a digest of each aspect. With -update it writes
// down what is read now; look at each difference first.
func compareReadings(t *testing.T, file string, mails map[string][]byte) {
	t.Helper()
	limits := mime.DefaultLimits()
	limits.Time = time.Minute // what a busy machine leaves out is no matter of this test
	got := map[string]string{}
	for name, raw := range mails {
		got[name] = digests(t, message(raw, arrival, limits))
	}
	if *update {
		var b bytes.Buffer
		for _, name := range slices.Sorted(maps.Keys(got)) {
			fmt.Fprintf(&b, "%s\t%s\n", name, got[name])
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for line := range strings.Lines(string(golden)) {
		name, want, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if mails[name] == nil {
			t.Errorf("%s is not there", name)
			continue
		}
		compared++
		now := strings.Fields(got[name])
		for i, digest := range strings.Fields(want) {
			if now[i] != digest {
				t.Errorf("%s: another %s is read", name, aspects[i].name)
			}
		}
	}
	t.Logf("%d mails compared; %d have no digests yet", compared, len(got)-compared)
}
