package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rapport/store"
)

// judgeCorpus judges the real mail that lies in dir: the kind of what is listed
// with one, whether a notice names who it is about, and that no mail of people is
// taken for that of machines.
func (s *scores) judgeCorpus(dir string) error {
	list, err := os.Open(filepath.Join(dir, "MANIFEST.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer list.Close()
	for lines := bufio.NewScanner(list); lines.Scan(); {
		var entry struct{ Path, Kind string }
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			return fmt.Errorf("read the list of %s: %w", dir, err)
		}
		if filepath.Ext(entry.Path) != ".eml" || !strings.Contains(entry.Path, s.only) {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, entry.Path))
		if err != nil {
			return err
		}
		m, v := read(raw, nil)
		folder, name := filepath.Split(entry.Path)
		c := labelled{group: "corpus/" + strings.TrimSuffix(folder, "/"), name: name}
		if entry.Kind == "" {
			s.point(c, "not automatic", v.Kind == store.KindHuman, "human", string(v.Kind)+": "+v.KindReason)
			continue
		}
		// The list knows one word for failure and delay.
		right := string(v.Kind) == entry.Kind || v.Kind == store.KindDelay && entry.Kind == string(store.KindBounce)
		s.point(c, "kind", right, entry.Kind, string(v.Kind)+": "+v.KindReason)
		if v.Kind == store.KindBounce || v.Kind == store.KindDelay {
			s.point(c, "failed recipient", len(m.Delivery) > 0, "an address", "none")
		}
	}
	return nil
}
