package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// CI tests with the race detector, which leaves out the files that say so. Whatever these test is
// in the list of make test-servers, or CI would never run it.
func TestMakefile_testsWhatTheRaceDetectorLeavesOut(t *testing.T) {
	t.Parallel()
	root := moduleRoot(t)
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`-run '(\S+)' \$\(TESTFLAGS\) (.+)`).FindStringSubmatch(string(makefile))
	if line == nil {
		t.Fatal("the list of make test-servers is not found")
	}
	listed, folders := regexp.MustCompile(line[1]), strings.Fields(line[2])
	names := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	found := 0
	err = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil || !strings.HasPrefix(string(text), "//go:build !race") {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		for _, name := range names.FindAllStringSubmatch(string(text), -1) {
			found++
			tested := false
			for _, f := range folders {
				tested = tested || f == "./"+filepath.ToSlash(folder)
			}
			if !tested || !listed.MatchString(name[1]) {
				t.Errorf("%s: make test-servers does not run %s", file, name[1])
			}
		}
		return nil
	})
	if err != nil || found == 0 {
		t.Errorf("%d tests found: %v", found, err)
	}
}
