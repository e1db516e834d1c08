//go:build !race

package main

import (
	"flag"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write golden files anew")

// The scripts in testdata/script are the command line as people use it. Each command is a
// process of its own, which the race detector makes slow to start; what they run at a time is
// tested within the process elsewhere.
func TestScripts(t *testing.T) {
	source := moduleRoot(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("SOURCE", source)
			return nil
		},
	})
}
