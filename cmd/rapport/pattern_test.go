package main

import (
	"os/exec"
	"testing"
)

// A pattern that does not compile would only be seen when a mail first needs it.
func TestEveryPatternCompiles(t *testing.T) {
	t.Parallel()
	command := exec.Command("go", "run", "-tags", "sqlite_fts5,eager", ".", "--version")
	if output, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
