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
	"testing"
	"time"

	"rapport/mailout/due/office"
	"rapport/mailout/tracker/pingcode"
	"rapport/mailout/tracker/trackertest"
	"rapport/mailout/tracker/work"
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
	dirVariable   = "RAPPORT_TEST_TRACKING_DIR"
	urlVariable   = "RAPPORT_TEST_TRACKING_URL"
	sinceVariable = "RAPPORT_TEST_TRACKING_SINCE"
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
	client, err := pingcode.New(work.Config{Base: os.Getenv(urlVariable), Area: "pjm", ClientID: trackertest.ClientID, Secret: func(context.Context) (string, error) { return "s3cr3t&more", nil }})
	if err != nil {
		t.Fatal(err)
	}
	p := office.Project{Project: store.Project{Code: "ACME", Language: "en", Zone: time.UTC, TrackerKey: "SCR"}, Tracker: client, CreateChanges: true}
	fmt.Println("ready")
	for { // until it is killed
		o := office.New(t.Context(), s, &office.Config{Projects: []office.Project{p}}, slog.New(slog.DiscardHandler), clock())
		for _, err := range (Duty{}).Run(t.Context(), o) {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
}

// A process that makes work items is killed again and again; each change is there once.
func TestCreate_onceThoughTheProcessIsKilled(t *testing.T) {
	const changes, least = 30, 30
	server, err := trackertest.NewPingCode("SCR", "pjm")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir, since := t.TempDir(), time.Now()
	server.SetClock(hasty(since))
	server.Fail(func(w http.ResponseWriter, r *http.Request) bool {
		time.Sleep(time.Duration(rand.IntN(8)) * time.Millisecond) // for kills to fall into
		return false
	})
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	add := func(s *store.Store, n int) {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			c, err := tx.RaiseProcedure(store.Procedure{Project: "ACME", Kind: store.ProcedureChange, Title: fmt.Sprintf("Wish %d", n), Actor: "wang@acme.example"}, "more", 0)
			for _, event := range []store.Event{store.EventAssessed, store.EventApproved} {
				if err == nil {
					_, err = tx.StepProcedure(c.ID, event, "two days", "x", 0)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	kills, made := 0, 0
	var known []store.OutsideItem
	for deadline := time.Now().Add(2 * time.Minute); ; kills++ {
		s, err := store.Open(t.Context(), store.Config{Dir: dir, Now: hasty(since)})
		if err != nil {
			t.Fatal(err)
		}
		if made < changes {
			add(s, made)
			made++
		}
		list, err := s.OutsideItems(t.Context(), "ACME")
		s.Close()
		if err != nil {
			t.Fatal(err)
		}
		known = known[:0]
		for _, i := range list {
			if i.State == store.OutsideKnown {
				known = append(known, i)
			}
		}
		if len(known) == changes || time.Now().After(deadline) {
			break
		}
		process := exec.Command(program, "-test.run", "^TestProcess_isKilled$")
		process.Env = append(os.Environ(), dirVariable+"="+dir, urlVariable+"="+server.URL, sinceVariable+"="+fmt.Sprint(since.UnixNano()))
		out, err := process.StdoutPipe()
		if err == nil {
			err = process.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		out.Read(make([]byte, 1)) // it is ready
		wait := time.Duration(rand.IntN(20)) * time.Millisecond
		if made == changes && rand.IntN(3) == 0 {
			wait = 1500 * time.Millisecond // long enough to look for what may be there
		}
		time.Sleep(wait)
		process.Process.Kill()
		process.Wait()
	}
	there := server.Items()
	t.Logf("%d kills, %d changes, %d work items", kills, changes, len(there))
	if kills < least || len(known) != changes || len(there) != changes {
		t.Errorf("after %d kills %d changes are %d work items, of which %d are known", kills, changes, len(there), len(known))
	}
	for _, i := range known {
		n := 0
		for _, it := range there {
			if strings.Contains(it.Description, i.Mark) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s is there %d times", i.Mark, n)
		}
	}
}
