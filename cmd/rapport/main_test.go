package main

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestMain makes the test binary the command rapport as well, for scripts and
// for tests that need it as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("RAPPORT_TEST_RUN") != "" {
		main()
	}
	testscript.Main(m, map[string]func(){"rapport": main})
}

// The scripts in testdata/script are the command line as people use it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			return nil
		},
	})
}
