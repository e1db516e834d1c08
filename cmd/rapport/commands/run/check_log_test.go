package run

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// logOf records mails of people, each of a level, in the log of a configuration in dir.
func logOf(t *testing.T, dir string, from string, levels ...store.Level) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Dir: filepath.Join(dir, "state")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i, level := range levels {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			kept, err := tx.StoreRaw(s.Pack(fmt.Appendf(nil, "%s %d", from, i), time.Now(), "log/INBOX"))
			if err != nil {
				return err
			}
			m := &store.Message{From: []store.Address{{Address: from}}, Date: time.Now(), Received: time.Now(), Auth: &store.Evidence{Level: level}}
			_, err = tx.Record(kept.ID, m, store.Verdict{Kind: store.KindHuman})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestCheck_aPMWhoseMailNothingProves(t *testing.T) {
	const none, proved = store.LevelUnauthenticated, store.LevelAuthenticated
	for name, c := range map[string]struct {
		from   string
		levels []store.Level
		pairs  []string // changes of the configuration
		want   string   // in the line of the warning; "" where there is none
	}{
		"never":            {"li@agency.example", []store.Level{none, none, none, none, none}, nil, "not one of the 5 latest has a DKIM signature of agency.example that counts; what they forward counts as their own text, and a second reply to the same email of ours has no effect by itself; have the mail server of agency.example sign what it sends with DKIM, internal mail too; or set authserv_id"},
		"no plus":          {"li@agency.example", []store.Level{none, none, none, none, none}, []string{"[[project]]", "[sending]\nplus_addresses = false\n[[project]]"}, "and each ok of theirs is asked about once more"},
		"another domain":   {"li@studio.example", []store.Level{none, none, none, none, none, none}, []string{"li@agency.example", "li@studio.example"}, "6 latest has a DKIM signature of studio.example that counts"},
		"a second address": {"li@home.example", []store.Level{none, none, none, none, none}, []string{`["li@agency.example"]`, `["li@agency.example", "li@home.example"]`}, "mail of li@home.example, a PM of ACME, is theirs"},
		"once proved":      {"li@agency.example", []store.Level{none, none, none, none, none, proved}, nil, ""},
		"too few":          {"li@agency.example", []store.Level{none, none, none, none}, nil, ""},
		"a client":         {"li@agency.example", []store.Level{none, none, none, none, none}, []string{`contact = [{ name = "Li Na"`, `contact = [{ name = "Sun", role = "pm", addresses = ["sun@agency.example"] }, { name = "Li Na"`, `role = "pm", addresses = ["li@`, `role = "client", addresses = ["li@`}, ""},
		"a closed project": {"li@agency.example", []store.Level{none, none, none, none, none}, []string{`code = "ACME"`, "code = \"ACME\"\nclosed = true"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "secret"), "secret\n", 0o600)
			path := filepath.Join(dir, "config.toml")
			writeFile(t, path, strings.NewReplacer(append(c.pairs, "PORT", "993")...).Replace(onlineConfig), 0o600)
			logOf(t, dir, c.from, c.levels...)
			r := check(t.Context(), path, noEnvironment, false)
			var out bytes.Buffer
			if err := r.write(&out); err != nil || r.code != 0 {
				t.Fatalf("%v, exit code %d\n%s", err, r.code, out.String())
			}
			warned := strings.Contains(out.String(), "warning: project.contact: nothing proves that mail of "+c.from)
			if warned != (c.want != "") || !strings.Contains(out.String(), c.want) {
				t.Errorf("want %q in\n%s", c.want, out.String())
			}
		})
	}
}
