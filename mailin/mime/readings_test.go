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

// readingsFile holds a line for each mail: its name, and digests of what was read
// of it. They are of a reader by hand that read each field as go-message and its
// repairs do now, but for the differences that docs/dependencies.md lists.
const readingsFile = "testdata/readings.txt"

// aspects are the digests, in order, and what each is of.
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

// TestRead_readsEachMailAsEver holds what is read of the labelled mail in the module
// and of the real mail beside it, aspect by aspect. With -update it writes down what
// is read now; look at each difference first.
func TestRead_readsEachMailAsEver(t *testing.T) {
	limits := mime.DefaultLimits()
	limits.Time = time.Minute // what a busy machine leaves out is no matter of this test
	got := map[string]string{}
	read := func(name string, raw []byte) { got[name] = digests(t, message(raw, arrival, limits)) }

	archives, err := filepath.Glob("../../cmd/eval/mail/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no labelled mail: %v", err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".eml") {
				read(filepath.Base(path)+"/"+f.Name, f.Data)
			}
		}
	}
	dir := corpustest.Find(t)
	if dir != "" {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(path, ".json") || filepath.Dir(path) == dir {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(dir, path)
			read("corpus/"+filepath.ToSlash(name), raw)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(readingsFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(golden)) {
		name, digests, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		want[name] = digests
	}
	if *update {
		maps.Copy(want, got)
		var b bytes.Buffer
		for _, name := range slices.Sorted(maps.Keys(want)) {
			fmt.Fprintf(&b, "%s\t%s\n", name, want[name])
		}
		if err := os.WriteFile(readingsFile, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	compared := 0
	for name, digests := range want {
		now, found := got[name]
		if !found {
			if dir != "" || !strings.HasPrefix(name, "corpus/") {
				t.Errorf("%s is not there", name)
			}
			continue
		}
		compared++
		nows := strings.Fields(now)
		for i, digest := range strings.Fields(digests) {
			if nows[i] != digest {
				t.Errorf("%s: another %s is read", name, aspects[i].name)
			}
		}
	}
	t.Logf("%d mails compared, %d not known", compared, len(got)-compared)
}
