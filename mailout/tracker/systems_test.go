// Package tracker_test holds what every adapter does in the same way.
package tracker_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailout/due/office"
	"rapport/mailout/outside"
	"rapport/mailout/tracker/gitlab"
	"rapport/mailout/tracker/jira"
	"rapport/mailout/tracker/openproject"
	"rapport/mailout/tracker/pingcode"
	"rapport/mailout/tracker/redmine"
	"rapport/mailout/tracker/tapd"
	"rapport/mailout/tracker/trackertest"
	"rapport/mailout/tracker/work"
	"rapport/mailout/tracker/worktile"
)

// adapter is a tracker that can be asked what is missing.
type adapter interface {
	office.Tracker
	Check(ctx context.Context, project string) []error
}

// system is one kind of tracker, as a test starts it.
type system struct {
	key   string // of its project
	start func(t *testing.T) (*trackertest.Server, adapter)
	// What it does not have.
	noPercent, noSprints, noMilestones bool
	milestones                         string // of its own, before those of the test
}

func (s system) begin(t *testing.T) (*trackertest.Server, adapter) {
	t.Helper()
	server, client := s.start(t)
	server.SetClock(func() time.Time { return week().Now })
	t.Cleanup(func() {
		server.Close()
		for _, wrong := range server.Wrong() {
			t.Errorf("against the document: %s", wrong)
		}
	})
	return server, client
}

func systems() map[string]system {
	started := func(t *testing.T, s *trackertest.Server, err error, open func(work.Config) (adapter, error), c work.Config) (*trackertest.Server, adapter) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		c.Base, c.Secret = s.URL, func(context.Context) (string, error) { return "s3cr3t&more", nil }
		client, err := open(c)
		if err != nil {
			t.Fatal(err)
		}
		return s, client
	}
	application := work.Config{ClientID: trackertest.ClientID, Site: "https://agency.worktile.com", Area: "pjm"}
	return map[string]system{
		"PingCode": {key: "SCR", start: func(t *testing.T) (*trackertest.Server, adapter) {
			s, err := trackertest.NewPingCode("SCR", "pjm")
			return started(t, s.Server, err, func(c work.Config) (adapter, error) { return pingcode.New(c) }, application)
		}},
		"Worktile": {key: "WEB", noSprints: true, noMilestones: true, noPercent: true, start: func(t *testing.T) (*trackertest.Server, adapter) {
			s, err := trackertest.NewWorktile("WEB")
			return started(t, s.Server, err, func(c work.Config) (adapter, error) { return worktile.New(c) }, application)
		}},
		"Jira Cloud": {key: "SHOP", start: func(t *testing.T) (*trackertest.Server, adapter) {
			s, err := trackertest.NewJira("SHOP", true)
			return started(t, s.Server, err, func(c work.Config) (adapter, error) { return jira.New(c) }, work.Config{User: trackertest.User})
		}},
		"Jira Data Center": {key: "SHOP", noSprints: true, start: func(t *testing.T) (*trackertest.Server, adapter) {
			s, err := trackertest.NewJira("SHOP", false)
			if s != nil {
				s.Boards = false
			}
			return started(t, s.Server, err, func(c work.Config) (adapter, error) { return jira.New(c) }, work.Config{})
		}},
		"GitLab": {key: "acme/shop", start: func(t *testing.T) (*trackertest.Server, adapter) {
			s, err := trackertest.NewGitLab("acme/shop")
			return started(t, s.Server, err, func(c work.Config) (adapter, error) { return gitlab.New(c) }, work.Config{})
		}},
		"Redmine": {key: "shop", noSprints: true, start: func(t *testing.T) (*trackertest.Server, adapter) {
			s, err := trackertest.NewRedmine("shop")
			return started(t, s.Server, err, func(c work.Config) (adapter, error) { return redmine.New(c) }, work.Config{})
		}},
		"OpenProject": {key: "shop", noSprints: true, start: func(t *testing.T) (*trackertest.Server, adapter) {
			s, err := trackertest.NewOpenProject("shop")
			return started(t, s.Server, err, func(c work.Config) (adapter, error) { return openproject.New(c) }, work.Config{})
		}},
		"TAPD": {key: "10158231", milestones: "Sprint 4 2026-03-08, ", start: func(t *testing.T) (*trackertest.Server, adapter) {
			s, err := trackertest.NewTAPD("10158231")
			return started(t, s.Server, err, func(c work.Config) (adapter, error) { return tapd.New(c) }, work.Config{ClientID: trackertest.ClientID})
		}},
	}
}

func zone() *time.Location { return time.FixedZone("Asia/Shanghai", 8*3600) }

func on(text string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, text, zone())
	if err != nil {
		panic(err)
	}
	return t
}

func week() work.Period {
	return work.Period{From: on("2026-02-28"), Since: on("2026-02-28"), Until: on("2026-03-07"), Now: on("2026-03-05").Add(16 * time.Hour)}
}

// fill puts a week's work into a tracker.
func fill(s *trackertest.Server) {
	const sprint = "5f00000000000000000000aa"
	s.Put(
		trackertest.Item{ID: "1010158231000000001", Key: "K-1", Title: "首页设计", Type: "task", Stage: "completed", Completed: on("2026-03-03").Add(10 * time.Hour), Updated: on("2026-03-03").Add(10 * time.Hour), Percent: -1},
		trackertest.Item{ID: "1010158231000000002", Key: "K-2", Title: "Before", Type: "task", Stage: "completed", Completed: on("2026-02-26"), Updated: on("2026-02-26"), Percent: -1},
		trackertest.Item{ID: "1010158231000000003", Key: "K-3", Title: "Product pages", Type: "task", Stage: "in_progress", Percent: 60},
		trackertest.Item{ID: "1010158231000000004", Key: "K-4", Title: "Of the sprint", Type: "task", Stage: "pending", Sprint: sprint, Percent: -1},
		trackertest.Item{ID: "1010158231000000005", Key: "K-5", Title: "Next week", Type: "task", Stage: "pending", End: on("2026-03-10"), Percent: -1},
		trackertest.Item{ID: "1010158231000000006", Key: "K-6", Title: "Late", Type: "task", Stage: "pending", End: on("2026-03-04"), Percent: -1},
		trackertest.Item{ID: "1010158231000000007", Key: "K-7", Title: "In a year", Type: "task", Stage: "pending", End: on("2027-03-04"), Percent: -1},
	)
	s.PutVersions(trackertest.Version{ID: "v1", Name: "1.0", End: on("2026-03-04"), Done: true}, trackertest.Version{ID: "v2", Name: "2.0", End: on("2026-05-01")}, trackertest.Version{ID: "v0", Name: "Ancient", End: on("2024-05-01"), Done: true})
}

func titles(items []work.Item) string {
	var list []string
	for _, it := range items {
		list = append(list, it.Title)
	}
	return strings.Join(list, ", ")
}

func TestProgress_everySystem(t *testing.T) {
	t.Parallel()
	for name, sys := range systems() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := sys.begin(t)
			fill(s)
			got, err := c.Progress(t.Context(), sys.key, week())
			if err != nil {
				t.Fatal(err)
			}
			next, milestones := "Next week, Of the sprint", sys.milestones
			if sys.noSprints {
				next = "Next week"
			}
			milestones = "1.0 2026-03-04 done, " + milestones + "2.0 2026-05-01"
			if sys.noMilestones {
				milestones = ""
			}
			var stones []string
			for _, m := range got.Milestones {
				one := m.Title + " " + m.Due.In(zone()).Format(time.DateOnly)
				if m.Done {
					one += " done"
				}
				stones = append(stones, one)
			}
			for what, pair := range map[string][2]string{
				"done": {titles(got.Done), "首页设计"}, "active": {titles(got.Active), "Product pages"}, "next": {titles(got.Next), next}, "late": {titles(got.Late), "Late"}, "milestones": {strings.Join(stones, ", "), milestones},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s: %q, want %q", what, pair[0], pair[1])
				}
			}
			for _, it := range slices.Concat(got.Done, got.Active, got.Next, got.Late) {
				if it.Key == "" || it.ID == "" || !strings.HasPrefix(it.URL, "http") {
					t.Errorf("%+v", it)
				}
			}
			if len(got.Active) == 1 && got.Active[0].Percent != 60 && !sys.noPercent {
				t.Errorf("%d per cent", got.Active[0].Percent)
			}
			if errs := c.Check(t.Context(), sys.key); len(errs) > 0 {
				t.Errorf("check: %v", errs)
			}
		})
	}
}

// A list of many pages is read to its end, and what moves to an earlier page meanwhile, because
// something else left, is not lost.
func TestProgress_pagesOfEverySystem(t *testing.T) {
	t.Parallel()
	for name, sys := range systems() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := sys.begin(t)
			many := 450 // with pages of a hundred or two
			if strings.HasPrefix(name, "Jira") || name == "Redmine" || name == "OpenProject" {
				many = 40 // their servers have pages of three
			}
			var list []trackertest.Item
			for n := range many {
				closed := on("2026-03-03")
				if n == 3 || n == 100 || n == 200 { // the first of a second page is listed first
					closed = on("2026-03-02")
				}
				list = append(list, trackertest.Item{ID: fmt.Sprintf("1010158231%09d", n+1), Key: fmt.Sprintf("K-%d", n+1), Title: fmt.Sprintf("Done %03d.", n), Type: "task", Stage: "completed", Completed: closed, Updated: closed, Percent: -1})
			}
			count := func() int {
				got, err := c.Progress(t.Context(), sys.key, week())
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range []int{3, 100, 200} {
					if title := fmt.Sprintf("Done %03d.", n); n < many && !strings.Contains(titles(got.Done), title) {
						t.Errorf("%s is lost", title)
					}
				}
				return len(got.Done) + got.More
			}
			s.PutAll(list)
			if got := count(); got != many {
				t.Errorf("%d of %d", got, many)
			}
			s.Leaves("Done 000.")
			if got := count(); got < many-1 {
				t.Errorf("while one leaves: %d of %d", got, many-1)
			}
			if len(s.Items()) != many-1 {
				t.Error("none left")
			}
		})
	}
}

func faultOf(err error) outside.Fault {
	if e, ok := errors.AsType[*outside.Error](err); ok {
		return e.Fault
	}
	return ""
}

func TestProgress_faultsOfEverySystem(t *testing.T) {
	t.Parallel()
	for name, sys := range systems() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := sys.begin(t)
			missing := []outside.Fault{outside.Missing}
			if name == "TAPD" { // its words about a workspace are not documented
				missing = append(missing, outside.BadRequest)
			}
			key := "NONE"
			if name == "TAPD" {
				key = "999"
			}
			if _, err := c.Progress(t.Context(), key, week()); !slices.Contains(missing, faultOf(err)) {
				t.Errorf("unknown project: %v", err)
			}
			if errs := c.Check(t.Context(), key); len(errs) == 0 {
				t.Error("check finds nothing wrong with an unknown project")
			}
			say := func(status int, kind, body string) {
				s.Fail(func(w http.ResponseWriter, r *http.Request) bool {
					if strings.Contains(r.URL.Path, "token") {
						return false
					}
					w.Header().Set("Content-Type", kind)
					w.Header().Set("Retry-After", "3600")
					w.WriteHeader(status)
					fmt.Fprint(w, body)
					return true
				})
			}
			for _, one := range []struct {
				status     int
				kind, body string
				want       outside.Fault
			}{
				{403, "application/json", `{}`, outside.Denied}, {429, "application/json", `{}`, outside.Limited},
				{200, "text/html", "<html>", outside.BadAnswer}, {200, "application/json", `{"cut`, outside.BadAnswer}, {200, "application/json", `"` + strings.Repeat("x", 5<<20) + `"`, outside.BadAnswer},
			} {
				say(one.status, one.kind, one.body)
				if _, err := c.Progress(t.Context(), sys.key, week()); faultOf(err) != one.want {
					t.Errorf("%d %.20s: %v", one.status, one.body, err)
				}
			}
			s.Fail(nil)
			s, c = sys.begin(t)
			s.Secret = "another"
			if _, err := c.Progress(t.Context(), sys.key, week()); faultOf(err) != outside.Denied || strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("wrong secret: %v", err)
			}
		})
	}
}

// What was made is found by its mark when the answer was lost, and comes to its end.
func TestCreate_everySystem(t *testing.T) {
	t.Parallel()
	for name, sys := range systems() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := sys.begin(t)
			s.SetClock(time.Now)
			since := time.Now().Add(-time.Hour)
			n := work.New{Title: "Change 3: 积分 & <more>", Text: "Two\nlines\n\nand a paragraph", Mark: "Rapport-ACME-change-3-abc"}
			s.Put(trackertest.Item{ID: "1010158231000000009", Key: "K-9", Title: n.Title, Description: "somebody else's", Stage: "pending", Created: time.Now(), Percent: -1})
			if _, found, err := c.Find(t.Context(), sys.key, n, since); found || err != nil {
				t.Errorf("found %v before it was made, %v", found, err)
			}
			s.LoseAnswer(func(r *http.Request) bool {
				return r.Method == http.MethodPost && !strings.Contains(r.URL.Path, "search") && !strings.Contains(r.URL.Path, "token")
			})
			if _, err := c.Create(t.Context(), sys.key, n); faultOf(err) != outside.Ambiguous {
				t.Errorf("lost: %v", err)
			}
			s.LoseAnswer(nil)
			it, found, err := c.Find(t.Context(), sys.key, n, since)
			if err != nil || !found || it.State != work.Pending || it.Title != n.Title || len(s.Items()) != 2 {
				t.Fatalf("%+v, %v, %v", it, found, err)
			}
			made := s.Items()[1]
			if !strings.Contains(made.Description, n.Mark) || !strings.Contains(made.Description, "and a paragraph") {
				t.Errorf("%q", made.Description)
			}
			s.Finish(made.Key)
			if done, err := c.Item(t.Context(), sys.key, it.ID); err != nil || done.State != work.Done || done.Key != it.Key {
				t.Errorf("%+v, %v", done, err)
			}
			again, err := c.Create(t.Context(), sys.key, work.New{Title: "Another", Mark: "other"})
			if err != nil || again.ID == "" || again.Key == "" || again.Title != "Another" || again.State != work.Pending {
				t.Errorf("%+v, %v", again, err)
			}
			if _, err := c.Item(t.Context(), sys.key, "99999999"); faultOf(err) != outside.Missing {
				t.Errorf("an item that is gone: %v", err)
			}
		})
	}
}

// A title that a tracker has changed is that of the item still; another is not.
func TestIsTitle(t *testing.T) {
	t.Parallel()
	long := "变更 3：会员积分可以在结账时抵扣现金，并且显示在订单详情页与发票上"
	for title, want := range map[string]bool{
		"Change 3:  积分\u00a0& <more>": true, "change 3 – 积分 ＆ more": true, "Change 3: 积分 &lt;more": false, "Change 31: 积分 & <more>": false, "": false, "Change 3": false,
	} {
		if (work.New{Title: "Change 3: 积分 & <more>"}).IsTitle(title) != want {
			t.Errorf("%q: not %v", title, want)
		}
	}
	if n := (work.New{Title: long}); !n.IsTitle(string([]rune(long)[:28])) || n.IsTitle(string([]rune(long)[:5])) {
		t.Error("a long title that was cut")
	}
}

// A list that is longer than what is read of it never says that an item is not there.
func TestFind_inAListWithoutEnd(t *testing.T) {
	t.Parallel()
	for name, sys := range systems() {
		if !strings.HasPrefix(name, "Jira") { // of which the test has pages of three
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := sys.begin(t)
			s.SetClock(time.Now)
			var list []trackertest.Item
			for n := range 200 {
				list = append(list, trackertest.Item{ID: fmt.Sprintf("1010158231%09d", n+1), Key: fmt.Sprintf("K-%d", n+1), Title: "T", Stage: "pending", Created: time.Now(), Percent: -1})
			}
			s.PutAll(list)
			if _, found, err := c.Find(t.Context(), sys.key, work.New{Title: "Wish", Mark: "Rapport-ACME-change-1-x"}, time.Now().Add(-time.Hour)); found || err == nil {
				t.Errorf("found %v, %v", found, err)
			}
		})
	}
}
