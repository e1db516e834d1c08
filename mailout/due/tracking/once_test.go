package tracking

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rapport/mailout/due/office"
	"rapport/mailout/tracker/pingcode"
	"rapport/mailout/tracker/trackertest"
	"rapport/mailout/tracker/work"
	"rapport/store"
)

// struck is a tracker that has an accident at most of the requests to make an item. A kill
// means that nothing which the daemon does from then on is written.
type struck struct {
	office.Tracker
	accident func() string
	kill     context.CancelFunc
}

func (k *struck) Create(ctx context.Context, project string, n work.New) (work.Item, error) {
	accident := k.accident()
	if accident == "killed before" {
		k.kill()
		return work.Item{}, context.Canceled
	}
	made, err := k.Tracker.Create(ctx, project, n)
	if accident == "killed after" {
		k.kill()
	}
	return made, err
}

// What becomes of a request to make an item, besides an answer.
var accidents = [...]string{"cut before", "cut after", "fails before", "fails after", "no JSON", "a page", "limited", "refused", "killed before", "killed after", "killed on the way", ""}

// Two hundred connections are cut and daemons killed, at every step of making a work item; each
// change is there once.
func TestCreate_onceWhateverIsLostOnTheWay(t *testing.T) {
	t.Parallel()
	const changes, least = 150, 200
	server, err := trackertest.NewPingCode("SCR", "pjm")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	client, err := pingcode.New(work.Config{Base: server.URL, Area: "pjm", ClientID: trackertest.ClientID, Secret: func(context.Context) (string, error) { return server.Secret, nil }})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var passed atomic.Int64 // nanoseconds since the start; the server reads the clock too
	clock := func() time.Time { return start.Add(time.Duration(passed.Load())) }
	server.SetClock(clock)
	config := store.Config{Dir: t.TempDir(), Now: clock}
	s, err := store.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { s.Close() }()
	for n := range changes {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			c, err := tx.RaiseProcedure(store.Procedure{Project: "ACME", Kind: store.ProcedureChange, Title: fmt.Sprintf("Wish %d", n%7), Actor: "wang@acme.example"}, "more", 0)
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

	random := rand.New(rand.NewPCG(1, 2))
	count := map[string]int{}
	total := 0
	var coming atomic.Value // the accident of the next request, which the server reads
	coming.Store("")
	tracker := &struck{Tracker: client}
	tracker.accident = func() string {
		next := ""
		if total < least+20 {
			next = accidents[random.IntN(len(accidents))]
		}
		if next != "" {
			count[next]++
			total++
		}
		if next == "killed on the way" {
			time.AfterFunc(time.Duration(random.IntN(2000))*time.Microsecond, tracker.kill)
		}
		coming.Store(next)
		return next
	}
	isCreate := func(r *http.Request) bool {
		return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/work_items")
	}
	server.Fail(func(w http.ResponseWriter, r *http.Request) bool {
		if !isCreate(r) {
			return false
		}
		switch coming.Load() {
		case "cut before":
			panic(http.ErrAbortHandler)
		case "fails before":
			w.WriteHeader(http.StatusBadGateway)
		case "limited":
			w.Header().Set("x-pc-retry-after", "900")
			w.WriteHeader(http.StatusTooManyRequests)
		case "refused":
			w.WriteHeader(http.StatusForbidden)
		default:
			return false
		}
		return true
	})
	server.LoseAnswer(func(r *http.Request) bool { return isCreate(r) && coming.Load() == "cut after" })
	server.Garble(func(r *http.Request) (int, string) {
		switch {
		case isCreate(r) && coming.Load() == "fails after":
			return http.StatusInternalServerError, "{}"
		case isCreate(r) && coming.Load() == "no JSON":
			return http.StatusOK, `{"id":"5f`
		case isCreate(r) && coming.Load() == "a page":
			return http.StatusOK, "<!doctype html>"
		}
		return 0, ""
	})

	known := func() (n int) {
		list, err := s.OutsideItems(t.Context(), "ACME")
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range list {
			if i.State == store.OutsideKnown {
				n++
			}
		}
		return n
	}
	for turn := 0; known() < changes; turn++ {
		if turn > 20000 {
			t.Fatalf("only %d of %d are known after %d turns", known(), changes, turn)
		}
		ctx, kill := context.WithCancel(t.Context())
		tracker.kill = kill
		p := office.Project{Project: store.Project{Code: "ACME", Language: "en", Zone: time.UTC, TrackerKey: "SCR"}, Tracker: tracker, CreateChanges: true}
		o := office.New(ctx, s, &office.Config{Projects: []office.Project{p}}, slog.New(slog.DiscardHandler), clock())
		for _, err := range (Duty{}).Run(ctx, o) {
			if ctx.Err() == nil {
				t.Fatal(err)
			}
		}
		if ctx.Err() != nil { // what the log holds is all that is left
			s.Close()
			if s, err = store.Open(t.Context(), config); err != nil {
				t.Fatal(err)
			}
		}
		kill()
		passed.Add(int64(time.Duration(random.IntN(90)) * time.Second))
	}

	t.Logf("%d accidents: %v", total, count)
	if total < least {
		t.Errorf("only %d accidents", total)
	}
	for _, accident := range accidents {
		if accident != "" && count[accident] == 0 {
			t.Errorf("%q never happened", accident)
		}
	}
	list, err := s.OutsideItems(t.Context(), "ACME")
	if err != nil {
		t.Fatal(err)
	}
	there := server.Items()
	if len(there) != changes || len(list) != changes {
		t.Errorf("%d changes became %d work items, of which %d are known", changes, len(there), len(list))
	}
	for _, i := range list {
		n := 0
		for _, it := range there {
			if strings.Contains(it.Description, i.Mark) {
				n++
				if it.Key != i.Key || it.ID != i.OutsideID {
					t.Errorf("%s is %s, and known as %s", i.Mark, it.Key, i.Key)
				}
			}
		}
		if n != 1 {
			t.Errorf("%s is there %d times", i.Mark, n)
		}
	}
	for _, wrong := range server.Wrong() {
		t.Errorf("against the document: %s", wrong)
	}
}
