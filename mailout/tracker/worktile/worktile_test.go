package worktile

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/trackertest"
	"rapport/mailout/tracker/work"
)

func on(text string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, text, time.FixedZone("Asia/Shanghai", 8*3600))
	if err != nil {
		panic(err)
	}
	return t
}

func week() work.Period {
	return work.Period{From: on("2026-02-28"), Since: on("2026-02-28"), Until: on("2026-03-07"), Now: on("2026-03-05").Add(16 * time.Hour)}
}

func server(t *testing.T) (*trackertest.Worktile, *Client) {
	t.Helper()
	s, err := trackertest.NewWorktile("WEB")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, wrong := range s.Wrong() {
			t.Errorf("against the document: %s", wrong)
		}
	})
	c, err := New(work.Config{Base: s.URL, ClientID: trackertest.ClientID, Site: "https://agency.worktile.com/", Secret: func(context.Context) (string, error) { return s.Secret, nil }})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func keys(items []work.Item) string {
	var list []string
	for _, it := range items {
		list = append(list, it.Key)
	}
	return strings.Join(list, " ")
}

func fill(s *trackertest.Worktile) {
	s.Put(
		trackertest.Item{ID: "1", Key: "WEB-1", Title: "首页", Stage: "completed", Completed: on("2026-03-03")},
		trackertest.Item{ID: "2", Key: "WEB-2", Title: "Before", Stage: "completed", Completed: on("2026-02-27")},
		trackertest.Item{ID: "3", Key: "WEB-3", Title: "商品页", Stage: "in_progress"},
		trackertest.Item{ID: "4", Key: "WEB-4", Title: "Child", Stage: "completed", Completed: on("2026-01-02"), Parent: "3"},
		trackertest.Item{ID: "5", Key: "WEB-5", Title: "Child", Stage: "pending", Parent: "3"},
		trackertest.Item{ID: "6", Key: "WEB-6", Title: "Next", Stage: "pending", End: on("2026-03-09")},
		trackertest.Item{ID: "7", Key: "WEB-7", Title: "Late", Stage: "pending", End: on("2026-03-02")},
	)
}

func TestProgress_sortsWhatThereIs(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 2} {
		s, c := server(t)
		fill(s)
		s.PageSize = size
		got, err := c.Progress(t.Context(), "WEB", week())
		if err != nil || keys(got.Done) != "WEB-1" || keys(got.Active) != "WEB-3" || keys(got.Next) != "WEB-6" || keys(got.Late) != "WEB-7" || got.Active[0].Percent != 50 {
			t.Errorf("%+v, %v", got, err)
		}
		if url := got.Done[0].URL; url != "https://agency.worktile.com/mission/projects/5f0000000000000000000001/tasks/1" {
			t.Error(url)
		}
	}
}

func faultOf(err error) outside.Fault {
	if e, ok := errors.AsType[*outside.Error](err); ok {
		return e.Fault
	}
	return ""
}

// Worktile says with 200 that it does not take a token, too.
func TestProgress_tokensAndFaults(t *testing.T) {
	t.Parallel()
	for _, says200 := range []bool{true, false} {
		s, c := server(t)
		s.Says200 = says200
		fill(s)
		for range 2 {
			if _, err := c.Progress(t.Context(), "WEB", week()); err != nil {
				t.Fatalf("%v: %v", says200, err)
			}
			s.Expire()
		}
		if _, err := c.Create(t.Context(), "WEB", work.New{Title: "x", Mark: "m"}); err != nil || len(s.Items()) != 8 {
			t.Errorf("%v: %v, %d tasks", says200, err, len(s.Items()))
		}
	}
	s, c := server(t)
	if _, err := c.Progress(t.Context(), "NONE", week()); faultOf(err) != outside.Missing {
		t.Errorf("unknown project: %v", err)
	}
	c.config.Secret = func(context.Context) (string, error) { return "wrong & secret", nil }
	s.Expire()
	if _, err := c.Progress(t.Context(), "WEB", week()); faultOf(err) != outside.Denied || strings.Contains(err.Error(), "secret &") {
		t.Errorf("wrong secret: %v", err)
	}
}

func TestCreate_isFoundAgain(t *testing.T) {
	t.Parallel()
	for _, noDesc := range []bool{false, true} {
		s, c := server(t)
		s.NoDesc = noDesc
		n := work.New{Title: "变更 3：积分", Text: "more", Mark: "Rapport-ACME-change-3-abc"}
		s.Put(trackertest.Item{ID: "9", Key: "WEB-9", Title: "变更 3：积分", Description: "mine", Created: time.Now().Add(-48 * time.Hour)})
		s.LoseAnswer(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/mission/task") })
		if _, err := c.Create(t.Context(), "WEB", n); faultOf(err) != outside.Ambiguous {
			t.Fatal(err)
		}
		it, found, err := c.Find(t.Context(), "WEB", n, time.Now().Add(-time.Hour))
		if err != nil || !found || it.Key != "WEB-10" {
			t.Errorf("%+v, %v, %v", it, found, err)
		}
		s.Finish("WEB-10")
		if it, err = c.Item(t.Context(), "WEB", it.ID); err != nil || it.State != work.Done {
			t.Errorf("%+v, %v", it, err)
		}
	}
}

// Nobody documents how lists have times.
func TestStamp(t *testing.T) {
	t.Parallel()
	const want = 1788105520
	for text, isTime := range map[string]bool{"1788105520": true, "1788105520000": true, `"1788105520"`: true, `"1788105520123"`: true, "1.78810552e9": true, `"2026-08-30T15:58:40Z"`: true, `"2026-08-30T23:58:40+08:00"`: true,
		"null": false, `""`: false, "0": false, `"soon"`: false, "{}": false, "-5": false} {
		var one struct{ At stamp }
		if err := json.Unmarshal([]byte(`{"At":`+text+`}`), &one); err != nil || (one.At == want) != isTime || !isTime && one.At != 0 {
			t.Errorf("%s: %d, %v", text, one.At, err)
		}
	}
}
