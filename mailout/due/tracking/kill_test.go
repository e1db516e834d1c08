package tracking

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
)

// haste is by how much the clocks of a test of kills are faster than others: ten minutes are a
// second.
const haste = 600

// hasty returns a clock that goes on from a time.
func hasty(from time.Time) func() time.Time {
	return func() time.Time { return from.Add(time.Since(from) * haste) }
}

// The variables by which a process that is to be killed knows what to do.
const (
	dirVariable    = "RAPPORT_TEST_TRACKING_DIR"
	urlVariable    = "RAPPORT_TEST_TRACKING_URL"
	sinceVariable  = "RAPPORT_TEST_TRACKING_SINCE"
	systemVariable = "RAPPORT_TEST_TRACKING_SYSTEM"
)

// TestProcess_isKilled is no test of its own: it is what the processes do that
// TestCreate_onceThoughTheProcessIsKilled kills.
func TestProcess_isKilled(t *testing.T) {
	dir := os.Getenv(dirVariable)
	if dir == "" {
		return
	}
	nanoseconds, err := strconv.ParseInt(os.Getenv(sinceVariable), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	clock := hasty(time.Unix(0, nanoseconds))
	s, err := store.Open(t.Context(), store.Config{Dir: dir, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	sys := systems()[os.Getenv(systemVariable)]
	p := office.Project{Project: store.Project{Code: "ACME", Language: "en", Zone: time.UTC, TrackerKey: sys.key}, Tracker: sys.at(t, os.Getenv(urlVariable), nil), CreateChanges: true}
	for { // until it is killed
		o := office.New(t.Context(), s, &office.Config{Projects: []office.Project{p}}, slog.New(slog.DiscardHandler), clock())
		for _, err := range (Duty{}).Run(t.Context(), o) {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
}

// moment is when a process is killed.
type moment string

// The moments.
const (
	asked     moment = "asked"     // the tracker has the request, and has done nothing
	carried   moment = "carried"   // it has made the item, and not answered
	answered  moment = "answered"  // its answer is on the way, is there, or is being written down
	searched  moment = "searched"  // it is asked whether it has the item
	sometimes moment = "sometimes" // at any time
)

// Processes that make work items are killed again and again, at each moment of the exchange;
// each change is there once.
func TestCreate_onceThoughTheProcessIsKilled(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"PingCode", "Worktile", "Jira Cloud", "GitLab"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			killAgain(t, name)
		})
	}
}

// killer kills the processes of one tracker.
type killer struct {
	sys system

	mu      sync.Mutex
	process *os.Process
	when    moment
	count   map[moment]int
}

// at kills the process if this is the moment, and reports whether it did.
func (k *killer) at(when moment) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.process == nil || k.when != when {
		return false
	}
	k.process.Kill()
	k.process.Wait()
	k.process = nil
	k.count[when]++
	return true
}

func (k *killer) begin(p *os.Process, when moment) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.process, k.when = p, when
}

func (k *killer) done() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.process == nil
}

func killAgain(t *testing.T, name string) {
	const changes, least = 9, 12
	moments := []moment{asked, carried, answered, searched, answered, sometimes}
	k := &killer{sys: systems()[name], count: map[moment]int{}}
	server, err := k.sys.open()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir, since := t.TempDir(), time.Now()
	clock := hasty(since)
	server.SetClock(clock)
	server.SetBehind(3 * time.Minute)
	server.Fail(func(w http.ResponseWriter, r *http.Request) bool {
		isSearch := !k.sys.isCreate(r) && !strings.Contains(r.URL.Path, "token") && !strings.HasSuffix(r.URL.Path, "/projects") && !strings.HasSuffix(r.URL.Path, "/get-projects-by-page")
		if k.sys.isCreate(r) && k.at(asked) || isSearch && k.at(searched) {
			panic(http.ErrAbortHandler)
		}
		return false
	})
	server.LoseAnswer(func(r *http.Request) bool { return k.sys.isCreate(r) && k.at(carried) })
	server.Garble(func(r *http.Request) (int, string, string) {
		if k.sys.isCreate(r) {
			time.AfterFunc(time.Duration(rand.IntN(4000))*time.Microsecond, func() { k.at(answered) })
		}
		return 0, "", ""
	})
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	open := func() *store.Store {
		s, err := store.Open(t.Context(), store.Config{Dir: dir, Now: clock})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	kills := 0
	for deadline := time.Now().Add(2 * time.Minute); ; kills++ {
		s := open()
		if kills < changes {
			raise(t, s, 1)
		}
		list, err := s.OutsideItems(context.Background(), "ACME")
		s.Close()
		if err != nil {
			t.Fatal(err)
		}
		known := 0
		for _, i := range list {
			if i.State == store.OutsideKnown {
				known++
			}
		}
		if known == changes && kills >= least || time.Now().After(deadline) {
			break
		}
		process := exec.Command(program, "-test.run", "^TestProcess_isKilled$")
		process.Env = append(os.Environ(), systemVariable+"="+name, dirVariable+"="+dir, urlVariable+"="+server.URL, sinceVariable+"="+fmt.Sprint(since.UnixNano()))
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		when := moments[kills%len(moments)]
		k.begin(process.Process, when)
		patience := time.Second // long enough to look for what may be there
		if when == sometimes {
			patience = time.Duration(rand.IntN(200)) * time.Millisecond
		}
		for began := time.Now(); !k.done() && time.Since(began) < patience; {
			time.Sleep(time.Millisecond)
		}
		if !k.done() {
			k.begin(process.Process, sometimes)
			k.at(sometimes)
		}
	}
	t.Logf("%d kills, %v", kills, k.count)
	for _, when := range moments {
		if k.count[when] == 0 {
			t.Errorf("no process was killed %s", when)
		}
	}
	s := open()
	defer s.Close()
	once(t, s, server, changes)
}
