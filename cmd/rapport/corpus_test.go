//go:build !race

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/commands/read"
	"rapport/mailin/files"
	"rapport/store"
	"rapport/store/corpustest"
)

// Mail of all sorts that others collected goes through explain and import:
// none ends them, every byte is kept, all of it can be proven.
func TestCorpus_isExplainedAndImported(t *testing.T) {
	t.Parallel()
	corpus := corpustest.Dir(t)
	list, err := files.List(corpus)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files", len(list))
	args := []string{"explain", "--json"}
	want := map[store.Hash]string{}
	for _, f := range list {
		args = append(args, f.Path)
		err := f.Each(50<<20, func(m files.StoredMail) error {
			want[sha256.Sum256(m.Raw)] = m.Origin
			return nil
		}, func(origin string, err error) { t.Errorf("%s: %v", origin, err) })
		if err != nil {
			t.Errorf("%s: %v", f.Path, err)
		}
	}
	explained := rapportCommand(args...)
	explained.Env = append(explained.Env, "HOME="+t.TempDir())
	out, err := explained.Output()
	if lines := bytes.Count(out, []byte("\n")); err != nil || lines != len(list) {
		t.Errorf("%d of %d explained: %v", lines, len(list), err)
	}
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var e read.Explanation
		if err := decoder.Decode(&e); err != nil {
			t.Fatal(err)
		}
	}

	dir := t.TempDir()
	config := writeConfig(t, dir, 1)
	if out, err := rapportCommand("import", "-c", config, corpus).CombinedOutput(); err != nil {
		t.Fatalf("import: %v\n%s", err, out)
	}
	if out, err := rapportCommand("verify", "-c", config).CombinedOutput(); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
	c, err := (&app.App{ConfigFlag: config, Getenv: os.Getenv}).LoadConfig()
	if err != nil {
		t.Fatal(err)
	}
	log, err := store.OpenReadOnly(store.Config{Dir: c.StateDir})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	err = log.Log(t.Context(), store.LogQuery{}, func(e store.Entry) error {
		raw, _, err := log.RawMail(t.Context(), e.Message)
		delete(want, sha256.Sum256(raw))
		if err != nil {
			return err
		}
		copies, err := log.Copies(t.Context(), e.Message)
		for _, id := range copies { // with other trace fields
			raw, _, failed := log.RawMail(t.Context(), id)
			delete(want, sha256.Sum256(raw))
			err = errors.Join(err, failed)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, origin := range want {
		t.Errorf("%s is not in the log", origin)
	}
}
