package export

import (
	"bytes"
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
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", "\r\n=1", "＝1", "\u3000=1", "|cmd", "%x", "\tx",
		"Hi;=HYPERLINK(1)", "Hi,\r\n=1+1", "a\t\u3000@x", "x；＝1", "one\n\n- two; -3"} {
		got := cell(text)
		if strings.ReplaceAll(got, "'", "") != text {
			t.Errorf("%q: %q", text, got)
		}
		// However a program cuts it, no part begins a formula.
		for part := range strings.FieldsFuncSeq(got, func(r rune) bool { return strings.ContainsRune(";；\t\r\n", r) }) {
			if strings.ContainsAny(strings.TrimLeft(part, " \u3000")[:1], "=+-@|%") {
				t.Errorf("%q: %q begins a formula", text, part)
			}
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
		t.Errorf("%+v, %v: the export differs, though the log does not", again, err)
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

// What the client's side gets has nothing with which its reader could answer as somebody else, and
// nothing that one side or another project alone has.
func TestWrite_forTheClientsSide(t *testing.T) {
	t.Parallel()
	e := written(t, 0)
	token, spent := strings.Repeat("abcdefgh", 3)+"ab", strings.Repeat("stuvwxyz", 3)+"st"
	secrets := []string{token, "m.open7q@agency.example", "boss@agency.example", "log+internal@agency.example", "SECRETCODE", "lina-files-by-hand"}
	add := func(raw string, m store.Message, v store.Verdict) int64 {
		t.Helper()
		var id int64
		err := e.Store.Update(t.Context(), func(tx *store.Tx) error {
			kept, err := tx.StoreRaw(e.Store.Pack([]byte(raw), time.UnixMilli(1767000000000), "test"))
			if err != nil {
				return err
			}
			m.SHA256, m.Size, m.Date, m.Received = sha256.Sum256([]byte(raw)), int64(len(raw)), time.UnixMilli(1767000000000), time.UnixMilli(1767000000000)
			id, err = tx.Record(kept.ID, &m, v)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	acme := func(kind store.Kind, role store.Role, code string) store.Verdict {
		return store.Verdict{Kind: kind, Role: role, Project: code, Reasons: []store.Reason{{Signal: store.SignalAddress, Project: code, Confidence: 95, Text: "for the test"}}}
	}
	ours, anna := store.Address{Name: "Li Na", Address: "log@agency.example"}, store.Address{Name: "Anna", Address: "anna@acme.example"}
	err := e.Store.Update(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.Ask(store.Request{Token: token, Purpose: "confirm", Project: "ACME", Object: 1, Version: 1, Address: anna.Address, Expires: time.Now().Add(time.Hour)}, "m.open7q@agency.example"),
			tx.Ask(store.Request{Token: spent, Purpose: "confirm", Project: "ACME", Object: 2, Version: 1, Address: anna.Address, Expires: time.Now().Add(-time.Hour)}, "m.over7q@agency.example"))
	})
	if err != nil {
		t.Fatal(err)
	}
	head := func(more string) string {
		return more + "From: Li Na <log@agency.example>\r\nTo: anna@acme.example\r\nSubject: Please confirm\r\nContent-Type: text/plain\r\n\r\n"
	}
	asks := "Answer to [r." + token + "]."
	open := add(head("Message-ID: <m.open7q@agency.example>\r\nReply-To: log+r."+token+"@agency.example\r\n")+asks, store.Message{MessageID: "m.open7q@agency.example", Subject: "Please confirm", From: []store.Address{ours}, To: []store.Address{anna}, Text: asks, NewText: asks}, acme(store.KindSent, store.RoleOther, "ACME"))
	over := add(head("Message-ID: <m.over7q@agency.example>\r\nReply-To: log+r."+spent+"@agency.example\r\nBcc: boss@agency.example,\r\n\tother@agency.example\r\nDelivered-To: log+internal@agency.example\r\n")+"Done.", store.Message{MessageID: "m.over7q@agency.example", Subject: "Please confirm", From: []store.Address{ours}, To: []store.Address{anna}, Text: "Done.", NewText: "Done."}, acme(store.KindSent, store.RoleOther, "ACME"))
	quotes := "Hi,\r\n\r\n> Answer to [r.=\r\n" + token + "]\r\n"
	add("From: Tom <tom@acme.example>\r\nTo: lina@agency.example\r\nSubject: Fwd\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"+quotes, store.Message{MessageID: "fwd@acme.example", Subject: "Fwd", From: []store.Address{{Name: "Tom", Address: "tom@acme.example"}}, To: []store.Address{{Address: "log+r." + token + "@agency.example"}}, InReplyTo: []string{"m.open7q@agency.example"}, Text: "Hi,", NewText: "Hi,"}, acme(store.KindHuman, store.RoleClient, "ACME"))
	moved := add("From: Tom <tom@acme.example>\r\nTo: lina@agency.example\r\nSubject: Moved\r\n\r\nMoved.", store.Message{MessageID: "moved@acme.example", Subject: "Moved", From: []store.Address{{Name: "Tom", Address: "tom@acme.example"}}, Text: "Moved.", NewText: "Moved."}, acme(store.KindHuman, store.RoleClient, "SECRETCODE"))
	if _, err := e.Store.FileMessage(t.Context(), moved, "ACME", "lina-files-by-hand"); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "acme")
	done, err := e.Write(t.Context(), dir)
	if err != nil || done.Entries != 4 || done.Held != 2 {
		t.Fatalf("%+v, %v; want 4 entries, the bytes of two held back", done, err)
	}
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, secret := range secrets {
			if bytes.Contains(softBroken(text), []byte(secret)) {
				t.Errorf("%s has %s", filepath.Base(path), secret)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, fmt.Sprintf("mail/%06d.eml", open))); err == nil {
		t.Error("the bytes of a mail that can be answered are there")
	}
	if text, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("mail/%06d.eml", over))); err != nil || !bytes.HasPrefix(text, []byte("Message-ID: <m.over7q")) || !bytes.HasSuffix(text, []byte("\r\n\r\nDone.")) {
		t.Errorf("%q, %v", text, err)
	}
	e.Internal, e.Proof = true, true
	if done, err := e.Write(t.Context(), filepath.Join(t.TempDir(), "all")); err != nil || done.Held != 0 {
		t.Errorf("%+v, %v: an internal export has everything", done, err)
	}
}

func softBroken(text []byte) []byte { return []byte(softBreak.Replace(string(text))) }

// A directory that is not an export of ours stays, whatever it has.
func TestWrite_replacesAnExportAlone(t *testing.T) {
	t.Parallel()
	e := written(t, 1)
	dir := t.TempDir()
	for _, name := range []string{sumsName, "debian.iso"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("theirs"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := e.Write(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "no export of Rapport") {
		t.Errorf("a directory with SHA256SUMS is replaced: %v", err)
	}
	ours := filepath.Join(t.TempDir(), "acme")
	if _, err := e.Write(t.Context(), ours); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(ours, "thesis.doc"), []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Write(t.Context(), ours); err == nil {
		t.Error("an export to which somebody added a file is replaced")
	}
	if text, err := os.ReadFile(filepath.Join(dir, "debian.iso")); err != nil || string(text) != "theirs" {
		t.Errorf("%q, %v", text, err)
	}
}

// An export that is too large ends at its bound, wherever it is reached, and leaves nothing.
func TestZip_isBounded(t *testing.T) {
	t.Parallel()
	e := written(t, 40)
	dir := t.TempDir()
	if packed, fits, err := e.Zip(t.Context(), dir, "acme", 1<<20); err != nil || !fits || len(packed) == 0 {
		t.Errorf("%d bytes, %v, %v", len(packed), fits, err)
	}
	for _, most := range []int64{1 << 10, 16 << 10} {
		if packed, fits, err := e.Zip(t.Context(), dir, "acme", most); err != nil || fits || packed != nil {
			t.Errorf("%d bytes of %d, %v, %v", len(packed), most, fits, err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
