// Command mutate measures how well tests hold the conditions of a package. It
// turns each condition of the package into its opposite, one at a time, runs the
// tests, and prints the conditions whose opposite no test notices.
//
//	go run -tags sqlite_fts5 ./cmd/mutate [-least PERCENT] PACKAGE [TESTED PACKAGE …]
//
// The conditions are those of if, for and switch, and each side of && and ||. The
// tests are those of PACKAGE, and of the other packages named after it. A test
// that fails, panics, takes too long or runs out of memory has noticed. The exit
// code is 1 where fewer than PERCENT of the conditions are noticed.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// The tests of one package have, with one condition turned, slower times the time
// that they take otherwise, and longer on top of it. A turned loop condition may
// never end.
const (
	slower = 20
	longer = 10 * time.Second
)

// memory is the address space of one run of tests, in KiB: a turned loop
// condition may append for ever.
const memory = 4 << 20

func main() {
	least := flag.Float64("least", 0, "fail where fewer than this per cent of the conditions are noticed")
	tags := flag.String("tags", "sqlite_fts5", "build tags")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "mutate: name the package whose conditions are to be turned")
		os.Exit(64)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	share, err := run(ctx, *tags, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
	if share < *least {
		fmt.Fprintf(os.Stderr, "mutate: %.1f %% is less than %.1f %%\n", share, *least)
		os.Exit(1)
	}
}

// run turns the conditions of the first of the packages and returns how many of
// a hundred the tests of all of them notice.
func run(ctx context.Context, tags string, packages []string) (float64, error) {
	work, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(work)

	dir, files, err := source(ctx, tags, packages[0])
	if err != nil {
		return 0, err
	}
	conditions, overlay, err := instrument(work, dir, files)
	if err != nil {
		return 0, err
	}
	tests, err := compile(ctx, work, tags, overlay, packages)
	if err != nil {
		return 0, err
	}
	for i, test := range tests {
		start := time.Now()
		if output, err := test.run(ctx, -1); err != nil {
			return 0, fmt.Errorf("the tests of %s fail with no condition turned: %w\n%s", test.name, err, output)
		}
		tests[i].longest = longer + slower*time.Since(start)
	}
	survivors := turnEach(ctx, tests, len(conditions))
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	for _, n := range survivors {
		fmt.Printf("%s: no test notices the opposite of: %s\n", conditions[n].place, conditions[n].text)
	}
	noticed := len(conditions) - len(survivors)
	share := 100 * float64(noticed) / float64(max(1, len(conditions)))
	fmt.Printf("%s: %d of %d conditions noticed, %.1f %%\n", packages[0], noticed, len(conditions), share)
	return share, nil
}

// source returns the folder of a package and the paths of its Go files, tests
// left out.
func source(ctx context.Context, tags, name string) (string, []string, error) {
	output, err := exec.CommandContext(ctx, "go", "list", "-tags", tags, "-json=Dir,GoFiles", name).Output()
	if err != nil {
		return "", nil, fmt.Errorf("list %s: %w", name, explained(err))
	}
	var listed struct {
		Dir     string
		GoFiles []string
	}
	if err := json.Unmarshal(output, &listed); err != nil {
		return "", nil, fmt.Errorf("read what go list says of %s: %w", name, err)
	}
	var files []string
	for _, file := range listed.GoFiles {
		files = append(files, filepath.Join(listed.Dir, file))
	}
	return listed.Dir, files, nil
}

// A binary is the compiled tests of one package.
type binary struct {
	name string // of the package
	path string
	dir  string // where its tests run

	longest time.Duration // of a run with a condition turned; 0: without limit
}

// compile compiles the tests of the packages with the changed files in place of
// the real ones.
func compile(ctx context.Context, work, tags, overlay string, packages []string) ([]binary, error) {
	var tests []binary
	for i, name := range packages {
		dir, _, err := source(ctx, tags, name)
		if err != nil {
			return nil, err
		}
		path := filepath.Join(work, fmt.Sprintf("%d.test", i))
		output, err := exec.CommandContext(ctx, "go", "test", "-tags", tags, "-overlay", overlay, "-c", "-o", path, name).CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("compile the tests of %s: %w\n%s", name, err, output)
		}
		tests = append(tests, binary{name: name, path: path, dir: dir})
	}
	return tests, nil
}

// run runs the tests with condition n turned, or none where n is -1. It returns
// their output, and an error where they notice.
func (b binary) run(ctx context.Context, n int) ([]byte, error) {
	if b.longest > 0 {
		limited, cancel := context.WithTimeout(ctx, b.longest)
		defer cancel()
		ctx = limited
	}
	command := exec.CommandContext(ctx, "sh", "-c", fmt.Sprintf("ulimit -v %d; exec %q -test.failfast", memory, b.path))
	command.Dir = b.dir
	command.Env = append(os.Environ(), fmt.Sprintf("%s=%d", variable, n))
	return command.CombinedOutput()
}

// turnEach turns each of the conditions and returns the numbers of those that no
// test notices, in order.
func turnEach(ctx context.Context, tests []binary, conditions int) []int {
	survived := make([]bool, conditions)
	work := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for n := range work {
				survived[n] = !anyNotices(ctx, tests, n)
			}
		})
	}
	for n := range survived {
		if ctx.Err() == nil {
			work <- n
		}
	}
	close(work)
	workers.Wait()

	var numbers []int
	for n, is := range survived {
		if is {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

func anyNotices(ctx context.Context, tests []binary, n int) bool {
	for _, test := range tests {
		if _, err := test.run(ctx, n); err != nil {
			return true
		}
	}
	return false
}

// explained adds to err what the failed command wrote to its standard error.
func explained(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(exit.Stderr)))
	}
	return err
}
