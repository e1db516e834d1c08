package store

import (
	"fmt"
	"testing"
	"time"
)

// misses notes mail as missing that one of a project shows.
func (y *story) misses(project string, ids ...string) {
	y.Helper()
	message := y.logs(wang, "Agreed.", Verdict{Project: project})
	y.do(func(tx *Tx) error {
		for _, id := range ids {
			if err := tx.addMissing(message, MissingMail{Project: project, MessageID: id}); err != nil {
				return err
			}
		}
		return nil
	})
}

// latestMissing returns the Message-ID of what was noted last as missing of a project.
func (y *story) latestMissing(project string) (id string) {
	y.Helper()
	y.do(func(tx *Tx) error {
		open, err := tx.OpenMissing(project)
		if err == nil && len(open) > 0 {
			id = open[0].MessageID
		}
		return err
	})
	return id
}

// No more than so many are noted in a month, and those of before keep no later one out.
func TestMissing_theOldKeepNoNewOneOut(t *testing.T) {
	y := begin(t)
	var many []string
	for i := range mostMissing {
		many = append(many, fmt.Sprintf("lost-%d@agency.example", i))
	}
	y.misses("ACME", many...)
	y.misses("ACME", "next@agency.example")
	if got := y.latestMissing("ACME"); got != many[mostMissing-1] {
		t.Errorf("%q was noted beyond the bound", got)
	}
	*y.now = y.now.Add(missingSince + time.Hour)
	y.misses("ACME", "later@agency.example")
	if got := y.latestMissing("ACME"); got != "later@agency.example" {
		t.Errorf("a month later %q is the latest", got)
	}
}

// What one project misses another may miss as well, and each has it once.
func TestMissing_eachProjectHasItsOwn(t *testing.T) {
	y := begin(t)
	y.misses("BETA", "lost@agency.example")
	for range 2 {
		y.misses("ACME", "lost@agency.example")
		if got := y.latestMissing("ACME"); got != "lost@agency.example" {
			t.Errorf("%q is missing", got)
		}
	}
	y.do(func(tx *Tx) error {
		open, err := tx.OpenMissing("ACME")
		if len(open) != 1 {
			t.Errorf("%d are missing", len(open))
		}
		return err
	})
}
