package tracking

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"rapport/mailout/due/office"
	"rapport/mailout/tracker/trackertest"
	"rapport/mailout/tracker/work"
	"rapport/store"
)

// accident is what becomes of a request to make an item, or of one that looks for it.
type accident struct {
	name string
	cut  *cut // on the wire
	// What the tracker does instead of answering as it would; done: after it has made the item.
	status int
	body   string
	header string // "name: value"
	done   bool
	kill   string // "before" the request, "after" the answer: nothing more is written
}

// accidents returns everything that happens to a request in turn: the wire is cut, or the
// daemon killed, after so many bytes of the request and of the answer; the tracker fails
// before and after the work; the daemon is killed before it asks, and after it was answered.
func accidents() []accident {
	list := []accident{
		{name: "killed before", kill: "before"}, {name: "killed after", kill: "after"},
		{name: "no connection", cut: &cut{refuse: true}},
	}
	for _, at := range []float64{0, 0.01, 0.3, 0.7, 0.999} {
		for _, killed := range []bool{false, true} {
			list = append(list,
				accident{name: fmt.Sprintf("request cut at %v, killed %v", at, killed), cut: &cut{request: at, answer: -1, kill: killed}},
				accident{name: fmt.Sprintf("answer cut at %v, killed %v", at, killed), cut: &cut{request: -1, answer: at, kill: killed}})
		}
	}
	for _, status := range []int{http.StatusRequestTimeout, http.StatusTooEarly, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, 499, 520, 524} {
		for _, done := range []bool{false, true} {
			list = append(list, accident{name: fmt.Sprintf("%d, done %v", status, done), status: status, body: "{}", done: done})
		}
	}
	return append(list,
		accident{name: "refused", status: http.StatusForbidden, body: "{}"}, accident{name: "wrong", status: http.StatusBadRequest, body: "{}"},
		accident{name: "limited", status: http.StatusTooManyRequests, header: "Retry-After: 900"},
		accident{name: "half an answer", status: http.StatusOK, body: `{"id":"5f`, done: true}, accident{name: "no answer", status: http.StatusNoContent, done: true},
		accident{name: "a page", status: http.StatusOK, body: "<!doctype html>", header: "Content-Type: text/html", done: true},
		accident{name: "another answer", status: http.StatusOK, body: `{"queued":true}`, done: true}, accident{name: "a list", status: http.StatusOK, body: `[]`, done: true},
		accident{name: "redirected", status: http.StatusTemporaryRedirect, header: "Location: /elsewhere", done: true}, accident{name: "abroad", status: http.StatusFound, header: "Location: https://evil.example/", done: true},
	)
}

// struck is a tracker that has an accident at a request to make an item, or to find one.
type struck struct {
	office.Tracker
	next func(find bool) accident
	arm  func(a accident, find bool)
	kill context.CancelFunc
}

func (k *struck) Create(ctx context.Context, project string, n work.New) (work.Item, error) {
	if ctx.Err() != nil {
		return work.Item{}, ctx.Err()
	}
	a := k.next(false)
	if a.kill == "before" {
		k.kill()
		return work.Item{}, context.Canceled
	}
	k.arm(a, false)
	made, err := k.Tracker.Create(ctx, project, n)
	k.arm(accident{}, false)
	if a.kill == "after" {
		k.kill()
	}
	return made, err
}

func (k *struck) Find(ctx context.Context, project string, n work.New, since time.Time) (work.Item, bool, error) {
	a := k.next(true)
	k.arm(a, true)
	if a.name != "" { // there is no time to ask three times
		var done context.CancelFunc
		ctx, done = context.WithTimeout(ctx, 40*time.Millisecond)
		defer done()
	}
	it, found, err := k.Tracker.Find(ctx, project, n, since)
	k.arm(accident{}, true)
	if a.kill != "" {
		k.kill()
	}
	return it, found, err
}

// Hundreds of connections are cut and daemons killed, at every step of making a work item, in
// every tracker of the practice, whose search is behind meanwhile; each change is there once.
func TestCreate_onceWhateverIsLostOnTheWay(t *testing.T) {
	t.Parallel()
	const least = 200
	var mu sync.Mutex
	total, lost, all := 0, 0, 0
	t.Run("each", func(t *testing.T) {
		for name, sys := range systems() {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				happened, cuts, items := strike(t, sys)
				mu.Lock()
				total, lost, all = total+happened, lost+cuts, all+items
				mu.Unlock()
			})
		}
	})
	t.Logf("%d accidents, of which %d are kills and cuts; %d work items", total, lost, all)
	if total < 2*least || lost < least {
		t.Errorf("only %d accidents, and %d kills and cuts", total, lost)
	}
}

// strike lets every accident happen at one tracker, and returns how many did, how many of them
// were kills of the daemon and cuts of the wire, and how many work items there are.
func strike(t *testing.T, sys system) (happened, lost, items int) {
	w := &wire{}
	server, client := sys.start(t, w.client())
	start := time.Now().Truncate(time.Second) // the old area of PingCode is asked about days that are to come
	passed := time.Duration(0)
	var mu sync.Mutex // of passed, which the server reads
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return start.Add(passed)
	}
	server.SetClock(clock)
	server.SetBehind(4 * time.Minute)
	config := store.Config{Dir: t.TempDir(), Now: clock}
	s, err := store.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { s.Close() }()
	list := accidents()
	raise(t, s, len(list))

	random := rand.New(rand.NewPCG(17, 17))
	begun := map[string]bool{} // each accident is the first of one item
	total, found, kills := 0, 0, 0
	tracker := &struck{Tracker: client}
	tracker.next = func(find bool) (a accident) {
		switch {
		case find && found < len(list)/2 && random.IntN(3) == 0:
			a = list[random.IntN(len(list))]
			a.done = false
			found++
		case !find && len(begun) < len(list):
			a = list[len(begun)]
			begun[a.name] = true
		case !find && random.IntN(3) == 0 && total < 4*len(list): // once more
			a = list[random.IntN(len(list))]
		}
		if a.name != "" {
			total++
		}
		if a.kill != "" && !(find && a.kill == "before") {
			kills++
		}
		return a
	}
	tracker.arm = func(a accident, find bool) {
		isMeant := func(r *http.Request) bool {
			return find != sys.isCreate(r) && !strings.Contains(r.URL.Path, "token")
		}
		w.arm(a.cut, func(line string) bool { return find != sys.creates(line) && !strings.Contains(line, "token") }, tracker.kill, find)
		server.Fail(func(w http.ResponseWriter, r *http.Request) bool {
			if a.status == 0 || a.done || !isMeant(r) {
				return false
			}
			name, value, _ := strings.Cut(a.header, ": ")
			w.Header().Set(name, value)
			w.WriteHeader(a.status)
			w.Write([]byte(a.body))
			return true
		})
		server.Garble(func(r *http.Request) (int, string, string) {
			if a.status == 0 || !a.done || !isMeant(r) {
				return 0, "", ""
			}
			return a.status, a.header, a.body
		})
	}
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
	for turn := 0; known() < len(list); turn++ {
		if turn > 3000 {
			t.Fatalf("only %d of %d are known after %d turns", known(), len(list), turn)
		}
		ctx, kill := context.WithCancel(t.Context())
		tracker.kill = kill
		p := office.Project{Project: store.Project{Code: "ACME", Language: "en", Zone: time.UTC, TrackerKey: sys.key}, Tracker: tracker, CreateChanges: true, TrackerPoll: 240 * time.Hour}
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
		mu.Lock()
		passed += 40*time.Second + time.Duration(random.IntN(60))*time.Second
		mu.Unlock()
	}
	if len(begun) != len(list) {
		t.Errorf("%d of %d accidents happened", len(begun), len(list))
	}
	if w.missed > 0 {
		t.Errorf("%d cuts never came", w.missed)
	}
	once(t, s, server, len(list))
	return total, kills + w.came, len(list)
}

// raise has the client approve so many changes.
func raise(t *testing.T, s *store.Store, many int) {
	t.Helper()
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		for n := range many {
			c, err := tx.RaiseProcedure(store.Procedure{Project: "ACME", Kind: store.ProcedureChange, Title: fmt.Sprintf("Wish %d  of\u00a0積分", n%7), Actor: "wang@acme.example"}, "more", 0)
			for _, event := range []store.Event{store.EventAssessed, store.EventApproved} {
				if err == nil {
					_, err = tx.StepProcedure(c.ID, event, "two days", "x", 0)
				}
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// once fails the test unless each of the changes is one work item, which is known.
func once(t *testing.T, s *store.Store, server *trackertest.Server, changes int) {
	t.Helper()
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
				if i.State != store.OutsideKnown || !strings.HasSuffix(it.Key, strings.TrimLeft(i.Key, "#")) {
					t.Errorf("%s is %s, and %s as %s", i.Mark, it.Key, i.State, i.Key)
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
