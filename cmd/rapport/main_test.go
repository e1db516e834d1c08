package main

import (
	"os"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"rapport/cmd/rapport/commands/app"
)

// TestMain makes the test binary the command rapport as well, for scripts and
// for tests that need it as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("RAPPORT_TEST_RUN") != "" {
		if file := os.Getenv("RAPPORT_TEST_CLOCK"); file != "" {
			os.Exit(execute(&app.App{Version: version, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: movedClock(file), Poll: 20 * time.Millisecond}, os.Args[1:]))
		}
		main()
	}
	testscript.Main(m, map[string]func(){"rapport": main})
}

// movedClock returns a clock that is as far ahead of that of the machine as a file says, a
// duration such as 48h, at each look. Once every loop of the daemon has had a look at another
// duration, it writes that to the file with the suffix .seen.
func movedClock(file string) func() time.Time {
	const looks = 40 // of all loops: each has had several
	var mu sync.Mutex
	var seen string
	count := 0
	return func() time.Time {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		ahead, err := time.ParseDuration(string(text))
		if err != nil {
			panic(err)
		}
		mu.Lock()
		defer mu.Unlock()
		if count++; string(text) != seen {
			seen, count = string(text), 0
		}
		if count == looks {
			if err := os.WriteFile(file+".seen", text, 0o600); err != nil {
				panic(err)
			}
		}
		return time.Now().Add(ahead)
	}
}
