// Command bench measures Rapport on this machine, beside programs that do
// comparable work, and prints tables. See docs/performance.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"rapport/mailin/mailtest"
	"rapport/mailin/servertest"
)

func main() {
	var o options
	large := flag.Bool("large", false, "measure mailboxes of 200,000 mails too; takes an hour and 40 GB of disk")
	mails := flag.Int("mails", 0, "measure mailboxes of this `number` of mails only")
	corpora := flag.String("corpora", "", "measure only these corpora, a `list` of names with commas")
	flag.Uint64Var(&o.seed, "seed", uint64(time.Now().UnixNano())%1e9, "the `number` that the mails depend on")
	flag.BoolVar(&o.alone, "alone", false, "measure Rapport alone")
	flag.BoolVar(&o.sync, "sync", false, "measure the first sync only")
	flag.StringVar(&o.rapport, "rapport", "", "measure this `binary` in place of one built from here")
	flag.Parse()
	o.sizes = []int{2_000, 20_000}
	if *large {
		o.sizes = append(o.sizes, 200_000)
	}
	if *mails > 0 {
		o.sizes = []int{*mails}
	}
	for _, c := range mailtest.Corpora() {
		if *corpora == "" || slices.Contains(strings.Split(*corpora, ","), c.Name) {
			o.corpora = append(o.corpora, c)
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

// options are what is to be measured.
type options struct {
	corpora []mailtest.Corpus
	sizes   []int
	seed    uint64
	alone   bool
	sync    bool
	rapport string
}

// bench is one run: a server with mailboxes, and a directory for what is made of them.
type bench struct {
	options
	dir     string
	dovecot *servertest.DovecotServer
	account servertest.Account // whose mailbox is measured
	corpus  mailtest.Corpus
}

func run(ctx context.Context, o options) (err error) {
	b := &bench{options: o}
	if _, err := exec.LookPath("dovecot"); err != nil {
		return fmt.Errorf("%w: apt-get install dovecot-imapd dovecot-lmtpd", err)
	}
	if b.dir, err = os.MkdirTemp("", "rapport-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if b.rapport == "" {
		b.rapport = filepath.Join(b.dir, "rapport")
		if out, err := exec.CommandContext(ctx, "go", "build", "-tags", "sqlite_fts5", "-o", b.rapport, "./cmd/rapport").CombinedOutput(); err != nil {
			return fmt.Errorf("build rapport: %w\n%s", err, out)
		}
	}
	var accounts []servertest.Account
	for _, c := range o.corpora {
		for _, n := range o.sizes {
			accounts = append(accounts, servertest.Account{User: fmt.Sprintf("%s-%d@agency.test", c.Name, n), Password: "wide open sea"})
		}
	}
	if len(accounts) == 0 {
		return errors.New("no corpus has that name")
	}
	if b.dovecot, err = servertest.StartDovecot(accounts...); err != nil {
		return err
	}
	defer b.dovecot.Stop()
	fmt.Printf("%d processors, seed %d, %s. Other work on the machine changes seconds, less so the CPU time and the ratios.\n", runtime.NumCPU(), o.seed, time.Now().UTC().Format(time.DateOnly))
	if err := b.firstSyncs(ctx); err != nil || o.sync {
		return err
	}
	return b.lives(ctx)
}

// lives measures what follows the first sync, on the log of the last mailbox of the first
// corpus.
func (b *bench) lives(ctx context.Context) error {
	size := b.sizes[len(b.sizes)-1]
	b.corpus, b.account = b.corpora[0], b.dovecot.Accounts[len(b.sizes)-1]
	if _, err := b.fill(size); err != nil {
		return err
	}
	if err := b.configure("log", b.dovecot.Port); err != nil {
		return err
	}
	if _, err := b.command(ctx, b.rapport, "serve", "--once", "-c", b.config("log"), "--log-level", "warn"); err != nil {
		return err
	}
	fmt.Printf("\nWith the %d mails of %q:\n\n| | |\n| --- | --- |\n", size, b.corpus.Name)
	for _, measure := range []func(context.Context) error{b.reads, b.latency, b.demo, b.idle} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	return nil
}

func row(what, format string, args ...any) {
	fmt.Printf("| %s | %s |\n", what, fmt.Sprintf(format, args...))
}

// reads measures commands that read the log, as whole processes.
func (b *bench) reads(ctx context.Context) error {
	for _, args := range [][]string{
		{"search", "验收"}, {"search", "delivery"}, {"search", "nothinghasthisword"},
		{"log", "--limit", "20"}, {"log"}, {"log", "--json"}, {"verify"},
	} {
		var walls, cpus []time.Duration
		var out int
		for range 11 {
			u, err := b.command(ctx, b.rapport, append(slices.Clone(args), "-c", b.config("log"))...)
			if err != nil {
				return err
			}
			walls, cpus, out = append(walls, u.wall), append(cpus, u.cpu), len(u.out)
		}
		row("`rapport "+strings.Join(args, " ")+"`, the whole process", "%.1f ms, %.1f ms of CPU (medians of %d), %d kB", ms(median(walls)), ms(median(cpus)), len(walls), out/1000)
	}
	return nil
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }
