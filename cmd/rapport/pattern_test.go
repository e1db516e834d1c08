package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
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

// initOfOurs matches what the runtime says of the initialisation of one of our packages: its
// name, and how many allocations it made.
var initOfOurs = regexp.MustCompile(`(?m)^init (rapport/\S+) @.* (\d+) allocs$`)

// Every command waits for the initialisation of all packages. Allocations tell, without a
// clock, whether one builds something that only some commands need.
func TestStart_noPackageBuildsTables(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "rapport")
	if output, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	command := exec.Command(binary, "--version")
	command.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	packages := initOfOurs.FindAllStringSubmatch(string(output), -1)
	if len(packages) < 10 {
		t.Errorf("only %d packages of ours are initialised:\n%s", len(packages), output)
	}
	for _, p := range packages {
		if allocations, _ := strconv.Atoi(p[2]); allocations > 1000 {
			t.Errorf("%s makes %d allocations at the start of every command: build it when it is first used", p[1], allocations)
		}
	}
}
