package pingcode

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/trackertest"
	"rapport/mailout/tracker/work"
)

func shanghai() *time.Location { return time.FixedZone("Asia/Shanghai", 8*3600) }

func on(text string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, text, shanghai())
	if err != nil {
		panic(err)
	}
	return t
}

// endOf is how PingCode has a day: its last second.
func lastSecond(text string) time.Time { return on(text).Add(24*time.Hour - time.Second) }

// week is from Saturday to Friday, as the PM is asked on Thursday.
func week() work.Period {
	return work.Period{From: on("2026-02-28"), Since: on("2026-02-28"), Until: on("2026-03-07"), Now: on("2026-03-05").Add(16 * time.Hour)}
}

func server(t *testing.T, area string) (*trackertest.PingCode, *Client) {
	t.Helper()
	s, err := trackertest.NewPingCode("SCR", area)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, wrong := range s.Wrong() {
			t.Errorf("against the document: %s", wrong)
		}
	})
	s.SetClock(func() time.Time { return week().Now })
	c, err := New(work.Config{Base: s.URL, Area: area, ClientID: trackertest.ClientID, Secret: func(context.Context) (string, error) { return s.Secret, nil }})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

const sprint = "5f00000000000000000000aa"

// fill puts a project there that has everything.
func fill(s *trackertest.PingCode) {
	old := on("2025-10-01")
	s.Put(
		trackertest.Item{ID: "1", Key: "SCR-1", Title: "首页设计", Type: "task", Stage: "completed", Completed: on("2026-03-03").Add(10 * time.Hour), Percent: -1},
		trackertest.Item{ID: "2", Key: "SCR-2", Title: "Before", Type: "bug", Stage: "completed", Completed: on("2026-02-27").Add(23 * time.Hour), Percent: -1},
		trackertest.Item{ID: "3", Key: "SCR-3", Title: "Last second", Type: "bug", Stage: "completed", Completed: lastSecond("2026-03-06"), Percent: -1},
		trackertest.Item{ID: "4", Key: "SCR-4", Title: "After", Type: "bug", Stage: "completed", Completed: on("2026-03-07"), Percent: -1},
		trackertest.Item{ID: "5", Key: "SCR-5", Title: "商品页", Type: "story", Stage: "in_progress", Percent: 60},
		trackertest.Item{ID: "6", Key: "SCR-6", Title: "Parent", Type: "feature", Stage: "in_progress", Percent: -1},
		trackertest.Item{ID: "7", Key: "SCR-7", Title: "Child done", Type: "task", Stage: "completed", Completed: old, Updated: old, Parent: "6", Percent: -1},
		trackertest.Item{ID: "8", Key: "SCR-8", Title: "Child open", Type: "task", Stage: "pending", Updated: old, Parent: "6", Percent: -1},
		trackertest.Item{ID: "9", Key: "SCR-9", Title: "No per cent", Type: "task", Stage: "in_progress", Updated: old, Sprint: sprint, Percent: -1},
		trackertest.Item{ID: "10", Key: "SCR-10", Title: "Of the sprint", Type: "task", Stage: "pending", Updated: old, Sprint: sprint, Percent: -1},
		trackertest.Item{ID: "11", Key: "SCR-11", Title: "Next week", Type: "task", Stage: "pending", Updated: old, End: lastSecond("2026-03-10"), Percent: -1},
		trackertest.Item{ID: "12", Key: "SCR-12", Title: "In a month", Type: "task", Stage: "pending", Updated: old, End: lastSecond("2026-04-10"), Percent: -1},
		trackertest.Item{ID: "13", Key: "SCR-13", Title: "Late", Type: "task", Stage: "pending", Updated: old, End: lastSecond("2026-03-04"), Percent: -1},
		trackertest.Item{ID: "14", Key: "SCR-14", Title: "Today", Type: "task", Stage: "in_progress", End: lastSecond("2026-03-05"), Percent: -1},
		trackertest.Item{ID: "15", Key: "SCR-15", Title: "上线", Type: "milestone", Stage: "pending", Updated: old, End: lastSecond("2026-06-01"), Percent: -1},
		trackertest.Item{ID: "16", Key: "SCR-16", Title: "Idea", Type: "story", Stage: "pending", Percent: -1},
	)
	s.PutVersions(trackertest.Version{ID: "v1", Name: "1.0", End: lastSecond("2026-03-04"), Done: true}, trackertest.Version{ID: "v2", Name: "2.0", End: lastSecond("2026-05-01")}, trackertest.Version{ID: "v3", Name: "Someday"})
}

func keys(items []work.Item) string {
	var list []string
	for _, it := range items {
		one := it.Key
		if it.Percent >= 0 {
			one += fmt.Sprintf(" %d%%", it.Percent)
		}
		list = append(list, one)
	}
	return strings.Join(list, ", ")
}

func milestones(list []work.Milestone) string {
	var all []string
	for _, m := range list {
		one := m.Title
		if !m.Due.IsZero() {
			one += " " + m.Due.In(shanghai()).Format(time.DateOnly)
		}
		if m.Done {
			one += " done"
		}
		all = append(all, one)
	}
	return strings.Join(all, ", ")
}

func TestProgress_sortsWhatThereIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		area string
		set  func(*trackertest.PingCode)
	}{
		"new area":      {"pjm", func(*trackertest.PingCode) {}},
		"old area":      {"project", func(*trackertest.PingCode) {}},
		"three pages":   {"pjm", func(s *trackertest.PingCode) { s.PageSize = 4 }},
		"types objects": {"pjm", func(s *trackertest.PingCode) { s.Words = true }},
		"a duration":    {"pjm", func(s *trackertest.PingCode) { s.Relative = true }},
		"hybrid":        {"pjm", func(s *trackertest.PingCode) { s.Kind = "hybrid" }},
		"several words": {"project", func(s *trackertest.PingCode) { s.PageSize, s.Words = 3, true }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, client := server(t, c.area)
			fill(s)
			c.set(s)
			got, err := client.Progress(t.Context(), "SCR", week())
			if err != nil {
				t.Fatal(err)
			}
			shares := "SCR-14, SCR-5 60%, SCR-6 50%, SCR-9"
			if c.area == "project" {
				shares = "SCR-14, SCR-5 60%, SCR-6, SCR-9" // it cannot be asked for children
			}
			for what, pair := range map[string][2]string{
				"done": {keys(got.Done), "SCR-1, SCR-3"}, "active": {keys(got.Active), shares}, "next": {keys(got.Next), "SCR-11, SCR-10"}, "late": {keys(got.Late), "SCR-13"},
				"milestones": {milestones(got.Milestones), "1.0 2026-03-04 done, 2.0 2026-05-01, 上线 2026-06-01, Someday"},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s: %s, want %s", what, pair[0], pair[1])
				}
			}
			if got.Done[0].URL != "https://agency.pingcode.com/pjm/workitems/1" || got.Done[0].Title != "首页设计" || got.Missing != nil {
				t.Errorf("%+v", got)
			}
			if n := len(s.Requests()); s.PageSize == 0 && n > 10 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// Kanban has no sprints and is not asked for any; a milestone's type may be of the team's own
// making.
func TestProgress_goesByTheKindOfTheProject(t *testing.T) {
	t.Parallel()
	s, c := server(t, "pjm")
	s.Kind = "waterfall"
	s.Put(trackertest.Item{ID: "1", Key: "SCR-1", Title: "验收", Type: "5f00000000000000000000bb", Stage: "completed", End: lastSecond("2026-03-02"), Completed: on("2026-03-02"), Percent: -1})
	got, err := c.Progress(t.Context(), "SCR", week())
	if err != nil || milestones(got.Milestones) != "验收 2026-03-02 done" || len(got.Done) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if slices.ContainsFunc(s.Requests(), func(r string) bool { return strings.HasSuffix(r, "/sprints") }) {
		t.Errorf("%q", s.Requests())
	}
}

// An item that moves to an earlier page, because another left, is not lost.
func TestProgress_aListThatShrinksMeanwhile(t *testing.T) {
	t.Parallel()
	s, c := server(t, "pjm")
	for i := range 9 {
		s.Put(trackertest.Item{ID: fmt.Sprint(i), Key: fmt.Sprintf("SCR-%d", i), Title: "x", Stage: "completed", Completed: on("2026-03-03"), Updated: on("2025-01-01"), Percent: -1})
	}
	s.PageSize, s.Shrinks = 3, true
	got, err := c.Progress(t.Context(), "SCR", week())
	if err != nil || len(got.Done) < 8 {
		t.Errorf("%d items, %v", len(got.Done), err)
	}
}

// What the application may not see is missing by itself.
func TestProgress_withoutAScope(t *testing.T) {
	t.Parallel()
	s, c := server(t, "pjm")
	fill(s)
	s.Without = []string{"sprint", "release"}
	got, err := c.Progress(t.Context(), "SCR", week())
	if err != nil || !slices.Equal(got.Missing, []work.Part{work.Sprints, work.Milestones}) || len(got.Done) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	var texts []string
	for _, err := range c.Check(t.Context(), "SCR") {
		texts = append(texts, err.Error())
	}
	if all := strings.Join(texts, "\n"); len(texts) != 2 || !strings.Contains(all, "pcp:read:pjm:sprint") || !strings.Contains(all, "pcp:read:pjm:release") {
		t.Errorf("check: %s", all)
	}
}

func faultOf(err error) outside.Fault {
	if e, ok := errors.AsType[*outside.Error](err); ok {
		return e.Fault
	}
	return ""
}

// What goes wrong is told by its kind, and holds neither the secret nor a query.
func TestProgress_faults(t *testing.T) {
	t.Parallel()
	everywhere := func(answer http.HandlerFunc) func(*trackertest.PingCode) {
		return func(s *trackertest.PingCode) {
			s.Fail(func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == "/v1/auth/token" {
					return false
				}
				answer(w, r)
				return true
			})
		}
	}
	say := func(status int, kind, body string, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	for name, c := range map[string]struct {
		set  func(*trackertest.PingCode)
		want outside.Fault
	}{
		"wrong secret":    {func(s *trackertest.PingCode) { s.Server.Secret = "another" }, outside.Denied},
		"unknown project": {nil, outside.Missing},
		"limited":         {everywhere(say(429, "application/json", `{"code":"100038"}`, "x-pc-retry-after", "3600")), outside.Limited},
		"limited by date": {everywhere(say(429, "application/json", `{"code":"100038"}`, "Retry-After", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))), outside.Limited},
		"its start page":  {everywhere(say(200, "text/html", "<!doctype html>")), outside.BadAnswer},
		"cut":             {everywhere(say(200, "application/json", `{"total":3,"values":[{"id`)), outside.BadAnswer},
		"5 MiB":           {everywhere(say(200, "application/json", `{"total":1,"values":["`+strings.Repeat("x", 5<<20)+`"]}`)), outside.BadAnswer},
		"abroad":          {everywhere(say(302, "text/plain", "", "Location", "https://elsewhere.example/")), outside.BadAnswer},
		"no permission":   {everywhere(say(403, "application/json", `{"code":"100027"}`)), outside.Denied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, client := server(t, "pjm")
			secret := s.Secret
			client.config.Secret = func(context.Context) (string, error) { return secret, nil }
			key := "NONE"
			if c.set != nil {
				c.set(s)
				key = "SCR"
			}
			_, err := client.Progress(t.Context(), key, week())
			if faultOf(err) != c.want {
				t.Errorf("%v, want %q", err, c.want)
			}
			if err != nil && (strings.Contains(err.Error(), "s3cr3t") || strings.Contains(err.Error(), "client_secret")) {
				t.Errorf("it tells the secret: %v", err)
			}
		})
	}
}

func TestToken_isRenewedOnce(t *testing.T) {
	t.Parallel()
	s, c := server(t, "pjm")
	fill(s)
	for range 2 {
		if _, err := c.Progress(t.Context(), "SCR", week()); err != nil {
			t.Fatal(err)
		}
		s.Expire()
	}
	logins := 0
	for _, r := range s.Requests() {
		if r == "GET /v1/auth/token" {
			logins++
		}
	}
	if logins != 2 {
		t.Errorf("%d logins", logins)
	}
}

func TestEndOf_absoluteAndRelative(t *testing.T) {
	t.Parallel()
	now := time.Unix(1788000000, 0)
	for expires, want := range map[int64]time.Time{1788105520: time.Unix(1788105520, 0), 2592000: now.Add(30 * 24 * time.Hour), 0: now} {
		if got := endOf(expires, now); !got.Equal(want) {
			t.Errorf("%d: %v, want %v", expires, got, want)
		}
	}
}

// An item is found by its mark after its answer was lost, in both areas; another of the same
// title is not taken for it.
func TestCreate_isFoundByItsMark(t *testing.T) {
	t.Parallel()
	for _, area := range []string{"pjm", "project"} {
		s, c := server(t, area)
		s.SetClock(time.Now)
		since := time.Now().Add(-time.Hour)
		n := work.New{Title: "Change 3: <b>bold</b>", Text: "Two\nlines\n\n& more", Mark: "Rapport-ACME-change-3-abc"}
		s.Put(trackertest.Item{ID: "9", Key: "SCR-9", Title: n.Title, Description: "<p>mine</p>", Created: time.Now(), Percent: -1})
		if _, found, err := c.Find(t.Context(), "SCR", n, since); found || err != nil {
			t.Errorf("%s: found %v before it was made, %v", area, found, err)
		}
		s.LoseAnswer(func(r *http.Request) bool {
			return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/work_items")
		})
		if _, err := c.Create(t.Context(), "SCR", n); faultOf(err) != outside.Ambiguous {
			t.Errorf("%s: %v", area, err)
		}
		it, found, err := c.Find(t.Context(), "SCR", n, since)
		if err != nil || !found || it.Key != "SCR-10" || it.State != work.Pending {
			t.Errorf("%s: %+v, %v, %v", area, it, found, err)
		}
		if text := s.Items()[1].Description; text != "<p>Two<br>lines</p><p>&amp; more</p><p>Rapport-ACME-change-3-abc</p>" {
			t.Errorf("%s: %s", area, text)
		}
		s.Finish("SCR-10")
		if it, err = c.Item(t.Context(), "SCR", it.ID); err != nil || it.State != work.Done {
			t.Errorf("%s: %+v, %v", area, it, err)
		}
		if _, err = c.Item(t.Context(), "SCR", "ffff"); faultOf(err) != outside.Missing {
			t.Errorf("%s: %v", area, err)
		}
	}
}
