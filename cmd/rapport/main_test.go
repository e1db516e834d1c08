package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/demo"
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
// duration such as 48h, at each look. Once every loop of the daemon rests after it has had a
// look at another duration, it writes that to the file with the suffix .seen.
func movedClock(file string) func() time.Time {
	w := watch{loops: map[string]*loop{}}
	return func() time.Time {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		ahead, err := time.ParseDuration(string(text))
		if err != nil {
			panic(err)
		}
		if w.look(string(text)) {
			if err := os.WriteFile(file+".seen", text, 0o600); err != nil {
				panic(err)
			}
		}
		return time.Now().Add(ahead)
	}
}

// watch is who looks at a clock that is moved.
type watch struct {
	mu    sync.Mutex
	set   string // what the clock is set to
	told  bool   // that everybody rests
	loops map[string]*loop
}

// loop is a goroutine that looks at the clock again and again.
type loop struct {
	line  int       // where it looked last
	times int       // how often in a row there
	at    time.Time // when
	rests bool      // since the clock was set
	known bool      // it rested under an earlier setting
}

// look notes a look of the goroutine that calls, and reports whether now, for the first time
// since the clock was set, every loop rests: it looks from the same line again and again.
func (w *watch) look(set string) bool {
	const inARow, gone = 3, 5 * time.Second
	id, _, _ := bytes.Cut(debug.Stack(), []byte(" ["))
	_, _, line, _ := runtime.Caller(2)
	w.mu.Lock()
	defer w.mu.Unlock()
	if set != w.set {
		w.set, w.told = set, false
		for _, l := range w.loops {
			l.known, l.rests, l.times = l.known || l.rests, false, 0
		}
	}
	l := w.loops[string(id)]
	if l == nil {
		l = new(loop)
		w.loops[string(id)] = l
	}
	if l.line != line {
		l.line, l.times = line, 0
	}
	l.times++
	l.at = time.Now()
	l.rests = l.rests || l.times >= inARow
	if w.told || !l.rests {
		return false
	}
	for _, other := range w.loops {
		if other.known && !other.rests && time.Since(other.at) < gone {
			return false
		}
	}
	w.told = true
	return true
}

// rapportCommand runs this test binary as the command rapport; see TestMain.
func rapportCommand(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "RAPPORT_TEST_RUN=1")
	return cmd
}

// writeConfig writes a configuration for the demo's server and returns its path.
func writeConfig(t *testing.T, dir string, port int) string {
	t.Helper()
	text := fmt.Sprintf(`log_address = "log@agency.example"
state_dir = %q

[[account]]
name = "log"
host = "127.0.0.1"
port = %d
tls = "none"
user = %q
password_file = %q

[[project]]
code = "ACME"
name = "Order system"
client = "Acme Ltd"
language = "en"
time_zone = "Asia/Shanghai"
[[project.contact]]
name = "Li Na"
role = "pm"
addresses = ["li@agency.example"]
`, filepath.Join(dir, "state"), port, demo.User, filepath.Join(dir, "secret"))
	path := filepath.Join(dir, "config.toml")
	for name, content := range map[string]string{path: text, filepath.Join(dir, "secret"): demo.Password + "\n"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}
