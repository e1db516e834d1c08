package classify

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

func TestRequestKinds_holdEveryPurposeOnce(t *testing.T) {
	t.Parallel()
	seen := map[store.Purpose]int{}
	for _, kind := range requestKinds() {
		seen[kind.purpose]++
		if kind.read == nil {
			t.Errorf("%s: nothing reads a reply to it", kind.purpose)
		}
	}
	for _, p := range store.Purposes() {
		if seen[p] != 1 {
			t.Errorf("%s stands %d times in the list", p, seen[p])
		}
		delete(seen, p)
	}
	if len(seen) > 0 {
		t.Errorf("the store knows nothing of %v", seen)
	}
}

func TestDecide_aReplyToAnUnknownPurposeIsNoResponse(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	log := asked{"odd": {ID: 1, Purpose: "lottery", Project: "BETA", Object: 7, Version: 1, Address: "li@agency.example", Expires: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}}
	for _, text := range []string{"ok", "skip", "Another text."} {
		m := mail{from: "li@agency.example", to: "log+r.odd@agency.example", header: "From: li@agency.example"}.message()
		m.OwnText = text
		v, err := d.Decide(m, log)
		if err != nil {
			t.Fatal(err)
		}
		if v.Answer != nil || v.Project != "BETA" || !strings.Contains(strings.Join(v.Notes, " "), "does not count as the answer to lottery") {
			t.Errorf("%q: %+v in %q, notes %q", text, v.Answer, v.Project, v.Notes)
		}
	}
}
