package mailin

import (
	"bufio"
	"io"
	"log/slog"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"rapport/classify"
	"rapport/mailin/mailtest"
	"rapport/mailin/mime"
	"rapport/store"
)

// directoryOf returns the index of the projects of a corpus.
func directoryOf(t testing.TB, c mailtest.Corpus) *classify.ProjectIndex {
	t.Helper()
	config := classify.Config{LogAddress: mailtest.LogAddress}
	for _, p := range c.Projects {
		project := store.Project{Code: p.Code, Name: p.Name, Client: p.Client, Language: p.Language}
		for i, person := range append(append([]mailtest.Person{}, p.Team...), p.Contacts...) {
			role := store.RoleClient
			if i == 0 {
				role = store.RolePM
			} else if i < len(p.Team) {
				role = store.RoleTeam
			}
			project.Contacts = append(project.Contacts, store.Contact{Name: person.Name, Role: role, Addresses: []string{person.Address}})
		}
		config.Projects = append(config.Projects, project)
	}
	directory, err := classify.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return directory
}

// BenchmarkFeed logs each corpus of mailtest, from bytes to committed entries.
func BenchmarkFeed(b *testing.B) {
	for _, c := range mailtest.Corpora() {
		b.Run(c.Name, func(b *testing.B) {
			mails := onDisk(b, c, benchSeed(), b.N)
			s, err := store.Open(b.Context(), store.Config{Dir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			in := NewIntake(s, directoryOf(b, c), mime.DefaultLimits(), slog.New(slog.DiscardHandler), func(string, time.Duration) {}, time.Now)
			in.SetSenderVerifier(NewSenderVerifier(nil, &Keys{}, time.Now))
			b.ResetTimer()
			start := cpuTime(b)
			err = in.Feed(b.Context(), func(add func(IncomingMail) error) error {
				return mails(add)
			}, nil)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64((cpuTime(b)-start).Microseconds())/float64(b.N), "cpu-µs/mail")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
		})
	}
}

// onDisk writes the mails of a corpus into a file, so that they take no memory, and returns
// what passes them on one by one.
func onDisk(t testing.TB, c mailtest.Corpus, seed uint64, n int) func(func(IncomingMail) error) error {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	w := bufio.NewWriter(f)
	var sizes []int
	var dates []time.Time
	for m := range c.Mails(seed, n) {
		if _, err := w.Write(m.Raw); err != nil {
			t.Fatal(err)
		}
		sizes, dates = append(sizes, len(m.Raw)), append(dates, m.Date)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return func(add func(IncomingMail) error) error {
		from := io.NewSectionReader(f, 0, 1<<62)
		for i, size := range sizes {
			raw := make([]byte, size)
			if _, err := io.ReadFull(from, raw); err != nil {
				return err
			}
			if err := add(IncomingMail{Raw: raw, Received: dates[i], Origin: "log/INBOX", Arrival: store.ArrivedBefore}); err != nil {
				return err
			}
		}
		return nil
	}
}

// cpuTime returns what the process has used of all processors.
func cpuTime(t testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// benchSeed returns what the mails of a benchmark depend on: RAPPORT_SEED, so that two builds
// can be compared on the same mail, or the time.
func benchSeed() uint64 {
	if seed, err := strconv.ParseUint(os.Getenv("RAPPORT_SEED"), 10, 64); err == nil {
		return seed
	}
	return uint64(time.Now().UnixNano())
}
