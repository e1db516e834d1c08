package export

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mime"
	"rapport/store"
)

func TestSafeName_nothingThatActs(t *testing.T) {
	for name, want := range map[string]string{
		"plan.pdf":               "plan.pdf",
		"验收清单 三月.xlsx":           "验收清单_三月.xlsx",
		"../../etc/passwd":       "etc_passwd",
		`C:\x\y.txt`:             "C_x_y.txt",
		"-rf":                    "rf",
		".bashrc":                "bashrc",
		"a\x00b\nc.txt":          "abc.txt",
		"invoice\u202efdp.exe":   "invoicefdp.exe",
		"$(rm x);`y`|z&.sh":      "rm_x_y_z_.sh",
		"\xff\xfe.doc":           "doc",
		"":                       "file.calendar",
		"...":                    "file.calendar",
		strings.Repeat("长", 200): strings.Repeat("长", 40),
	} {
		if got := safeName(name, "text/calendar"); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if long := safeName(strings.Repeat("长", 200)+".docx", ""); len(long) > longestName || !strings.HasSuffix(long, ".docx") {
		t.Errorf("%d bytes: %s", len(long), long)
	}
}

func TestCell_noFormula(t *testing.T) {
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", "\r\n=1", "＝1", "\u3000=1", "|cmd", "%x", "\tx"} {
		if got := cell(text); got != "'"+text {
			t.Errorf("%q: %q", text, got)
		}
	}
	if got := cell("1 - 2 = 3"); got != "1 - 2 = 3" {
		t.Errorf("%q", got)
	}
	if got := cell(strings.Repeat("好", 20_000)); len(got) > longestCell+3 || !strings.HasSuffix(got, "好…") {
		t.Errorf("%d bytes", len(got))
	}
}

// written returns an export of a log of n mails.
func written(t testing.TB, n int) Export {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	const together = 500
	for first := 1; first <= n; first += together {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			for i := first; i < min(first+together, n+1); i++ {
				text := fmt.Sprintf("Dear Anna,\r\n\r\nmail %d is about the order form, 星期五之前完成验收，请确认。\r\n%s\r\nLi Na\r\n", i, strings.Repeat("The testers use the new order form from Monday. ", 20))
				raw := fmt.Sprintf("From: Li Na <lina@agency.example>\r\nTo: Anna <anna@acme.example>\r\nMessage-ID: <%d@agency.example>\r\nSubject: Mail %[1]d\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s", i, text)
				kept, err := tx.StoreRaw(s.Pack([]byte(raw), time.UnixMilli(1767000000000), "test"))
				if err != nil {
					return err
				}
				m := &store.Message{SHA256: sha256.Sum256([]byte(raw)), Size: int64(len(raw)), MessageID: fmt.Sprintf("%d@agency.example", i), Subject: fmt.Sprint("Mail ", i),
					Date: time.UnixMilli(1767000000000 + int64(i)*3_600_000), Received: time.UnixMilli(1767000000000),
					From: []store.Address{{Name: "Li Na", Address: "lina@agency.example"}}, To: []store.Address{{Name: "Anna", Address: "anna@acme.example"}}, Text: text, NewText: text}
				if _, err := tx.Record(kept.ID, m, store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME", Confidence: 95, Text: "for the test"}}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	project := store.Project{Code: "ACME", Name: "Order portal", Language: "en", Zone: time.UTC, Domains: []string{"acme.example"}}
	own := func(string) bool { return false }
	return Export{Store: s, Project: project, Of: func(string) store.Project { return project }, People: store.NewDirectory(nil, own), Limits: mime.Limits{}, Now: time.UnixMilli(1767225600000),
		Contradicted: func(*store.Evidence) bool { return false }, Query: store.LogQuery{Project: "ACME", Own: own}}
}

func TestWrite_interruptedLeavesTheEarlierExportWhole(t *testing.T) {
	t.Parallel()
	e := written(t, 40)
	dir := filepath.Join(t.TempDir(), "acme")
	first, err := e.Write(t.Context(), dir)
	if err != nil || first.Entries != 40 {
		t.Fatalf("%+v, %v", first, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	entries := 0
	e.Of = func(string) store.Project { // asked for each entry
		if entries++; entries == 20 {
			cancel()
		}
		return e.Project
	}
	if _, err := e.Write(ctx, dir); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "nothing there was changed") {
		t.Errorf("%v", err)
	}
	// A disk that is full, or a file that cannot be made, ends as this does.
	if f, err := os.ReadFile(filepath.Join(dir, sumsName)); err != nil || fmt.Sprintf("%x", sha256.Sum256(f)) != first.Seal {
		t.Errorf("the earlier export was changed: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	// What a kill leaves goes with a later export.
	killed := filepath.Join(filepath.Dir(dir), ".acme"+partial+"1")
	if err := os.Mkdir(killed, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(killed, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	e.Of = func(string) store.Project { return e.Project }
	again, err := e.Write(t.Context(), dir)
	if err != nil || again.Seal != first.Seal {
		t.Errorf("%+v, %v: the same log gives the same export", again, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	data, err := os.Open(filepath.Join(dir, "log.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	rows, err := csv.NewReader(data).ReadAll()
	if err != nil || len(rows) != 41 || rows[1][0] != "1" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// An export of 20,000 mails is to take less than 60 s and 200 MB.
func BenchmarkWrite(b *testing.B) {
	const mails = 20_000
	e := written(b, mails)
	dir := filepath.Join(b.TempDir(), "acme")
	debug.FreeOSMemory()
	for b.Loop() {
		stop, most := make(chan struct{}), make(chan uint64)
		go func() {
			var m runtime.MemStats
			for held := uint64(0); ; {
				runtime.ReadMemStats(&m)
				held = max(held, m.Sys-m.HeapReleased)
				select {
				case <-stop:
					most <- held
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		}()
		done, err := e.Write(b.Context(), dir)
		close(stop)
		b.ReportMetric(float64(<-most>>20), "MB")
		if err != nil || done.Entries != mails {
			b.Fatalf("%+v, %v", done, err)
		}
	}
}
