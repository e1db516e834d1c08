package metrics

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

func newSource(t *testing.T) *Source {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }
	s, err := store.Open(t.Context(), store.Config{Dir: t.TempDir(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	m, _, err := s.OpenMailbox(t.Context(), `l"o\g`, "INBOX", 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Settle(t.Context(), m, nil, now().Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	return &Source{Store: s, Now: now, Started: now(), Version: "1.2.3", Lines: func() (int64, int64) { return 2, 1 }}
}

// What is written has the form that Prometheus reads, and a name of the documentation.
func TestText_isReadByPrometheus(t *testing.T) {
	t.Parallel()
	text, err := newSource(t).Text(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`^(# HELP rapport_\w+ [^\n]+|# TYPE rapport_\w+ (gauge|counter)|rapport_\w+(\{\w+="(?:[^"\\\n]|\\[\\"n])*"(,\w+="(?:[^"\\\n]|\\[\\"n])*")*\})? -?[0-9.]+)$`)
	for one := range strings.Lines(string(text)) {
		if !line.MatchString(strings.TrimSuffix(one, "\n")) {
			t.Errorf("this is no line: %q", one)
		}
	}
	for _, want := range []string{
		`rapport_folder_lag_seconds{account="l\"o\\g",folder="INBOX"} 60` + "\n",
		`rapport_log_lines_total{level="error"} 1` + "\n", `rapport_build_info{version="1.2.3"} 1` + "\n",
		`rapport_troubles{kind="disk"} 0` + "\n", "rapport_backup_time_seconds 0\n",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is missing from\n%s", want, text)
		}
	}
	written := names(string(text))
	for _, file := range []string{"docs/monitoring.md", "deploy/alerts.yml", "deploy/grafana.json"} {
		about, err := os.ReadFile("../../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names(string(about)) {
			if !slices.Contains(append(written, "rapport_cases_open", "rapport_events_total"), name) {
				t.Errorf("%s has %s, which nothing writes", file, name)
			}
		}
		if file != "docs/monitoring.md" {
			continue
		}
		for _, name := range written {
			if !slices.Contains(names(string(about)), name) {
				t.Errorf("%s does not have %s", file, name)
			}
		}
	}
}

func names(text string) []string {
	list := regexp.MustCompile(`\brapport_[a-z_]+\b`).FindAllString(text, -1)
	slices.Sort(list)
	return slices.Compact(list)
}

// The figures name accounts and projects: nobody else on the network may read them.
func TestListen_takesOnlyThisMachine(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0:0", "[::]:0", ":0"} {
		if l, err := Listen(address); err == nil {
			l.Close()
			t.Errorf("%s is served", address)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen("unix:" + file); err == nil {
		t.Error("a file was taken for a socket")
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

func TestServe_answersOnASocketThatWasLeft(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "metrics.sock")
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false) // as after a kill
	left.Close()
	listener, err := Listen("unix:" + path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	source := newSource(t)
	go func() { ended <- source.Serve(ctx, listener) }()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}}}
	response, err := client.Get("http://rapport/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(text), "rapport_build_info") {
		t.Errorf("%s, %v\n%s", response.Status, err, text)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// The file is there while the daemon runs, whole, and is gone afterwards; what else lies there
// stays.
func TestWriteFiles_writesWholeAndRemoves(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "rapport.prom")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan bool)
	source := newSource(t)
	go func() {
		defer close(ended)
		source.WriteFiles(ctx, func() string { return path }, slog.New(slog.DiscardHandler))
	}()
	for t.Context().Err() == nil {
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			time.Sleep(time.Millisecond)
			continue
		}
		if err != nil || !strings.HasSuffix(string(text), "\n") || !strings.Contains(string(text), "rapport_disk_free_bytes") {
			t.Errorf("%v\n%s", err, text)
		}
		break
	}
	stop()
	<-ended
	if list, err := os.ReadDir(dir); err != nil || len(list) != 0 {
		t.Errorf("left are %v, %v", list, err)
	}
}
