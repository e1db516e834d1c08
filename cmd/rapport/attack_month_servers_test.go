//go:build servers

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"rapport/mailin"
	"rapport/mailin/mailbox"
	"rapport/mailin/mime"
	"rapport/store"
)

// now returns the time of the simulated month.
func (s *siege) now() time.Time {
	if s.day == 0 {
		return time.Now()
	}
	return s.noon.AddDate(0, 0, s.day)
}

// setClock moves the clock of a daemon to a day of the month.
func (s *siege) setClock(file string, day int) {
	s.Helper()
	ahead := time.Nanosecond // of another daemon there may be a look at 0 already
	if day > 0 {
		ahead = time.Until(s.noon.AddDate(0, 0, day))
	}
	err := os.WriteFile(file+".new", []byte(ahead.String()), 0o600)
	if err == nil {
		err = os.Rename(file+".new", file)
	}
	if err != nil {
		s.Fatal(err)
	}
}

// attack lives through so many days with forgeries and, with a copy of the log, without, and
// names every difference.
func (s *siege) attack(days int) {
	s.Helper()
	var without, with []*outcome
	for _, o := range s.offices {
		without = append(without, s.peace(o, days))
		with = append(with, &outcome{before: s.last(o), count: map[sending]int{}})
	}
	waves := s.waves(days)
	s.Logf("%d days without forgeries", days)
	for day := range days {
		s.day++
		for n, o := range s.offices {
			s.forge(o, waves[n][day])
		}
		s.quiet()
		for n, o := range s.offices {
			with[n].note(s, o.state())
		}
	}
	for n := range s.offices {
		s.compare(without[n], with[n])
	}
}

// peace lives through so many days with a copy of the log of an office and nobody who writes.
func (s *siege) peace(o *office, days int) *outcome {
	s.Helper()
	if code := o.served.stop(); code != 0 {
		s.Fatalf("exit code %d", code)
	}
	_, sink := postOffice(s.T)
	copied := &office{log: o.log, plus: o.plus, sides: o.sides}
	copied.config = s.writeConfig(o, s.TempDir(), sink.Port(), false)
	copied.clock = filepath.Join(filepath.Dir(copied.config), "clock")
	if err := os.Mkdir(copied.state(), 0o700); err != nil {
		s.Fatal(err)
	}
	for _, name := range []string{store.FileName, store.FileName + "-wal", store.KeyFileName, store.HeadFileName} {
		content, err := os.ReadFile(filepath.Join(o.state(), name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(copied.state(), name), content, 0o600)
		}
		if err != nil {
			s.Fatal(err)
		}
	}
	h := &outcome{before: s.last(o), count: map[sending]int{}}
	s.setClock(copied.clock, s.day)
	copied.served = serve(s.T, copied.config, "RAPPORT_TEST_CLOCK="+copied.clock)
	for day := s.day + 1; day <= s.day+days; day++ {
		s.setClock(copied.clock, day)
		s.quietIn(copied)
		h.note(s, copied.state())
	}
	copied.served.stop()
	o.served = serve(s.T, o.config, "RAPPORT_TEST_CLOCK="+o.clock)
	return h
}

// forge has Postfix deliver the forgeries of a day to an office whose daemon looks the other
// way meanwhile, since its mailbox dates them by the clock of this machine; and waits until
// the daemon has read them.
func (s *siege) forge(o *office, list []forgedMail) {
	s.Helper()
	o.served.signal(syscall.SIGSTOP)
	s.setClock(o.clock, s.day)
	before := s.files(o.log)
	s.send(o, list)
	marker := forgedMail{name: "last", from: "x@elsewhere.example", subject: "last", text: "last", old: -time.Minute}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if n := len(s.files(o.log)) - len(before); n >= len(list) {
			break
		} else if time.Now().After(deadline) {
			s.Fatalf("of %d forgeries %d were delivered", len(list), n)
		}
	}
	s.send(o, []forgedMail{marker})
	for len(s.files(o.log))-len(before) <= len(list) {
		time.Sleep(20 * time.Millisecond)
	}
	for name, path := range s.files(o.log) {
		if before[name] != "" {
			continue
		}
		if err := os.Chtimes(path, s.now(), s.now()); err != nil {
			s.Fatal(err)
		}
	}
	o.served.signal(syscall.SIGCONT)
	s.reads(o, fmt.Sprintf("forged.last.%d@elsewhere.example", s.mails))
}

// reads waits until a mail is in the log, and looks whether it came today.
func (s *siege) reads(o *office, id string) {
	s.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		log, err := store.OpenReadOnly(store.Config{Dir: o.state()})
		if err != nil {
			s.Fatal(err)
		}
		entries, err := log.EntriesByMessageID(s.Context(), id)
		if err == nil && len(entries) > 0 {
			e, err := log.Entry(s.Context(), entries[0])
			if err != nil || e.Received.Sub(s.now()).Abs() > time.Hour {
				s.Fatalf("it is %s, and %s came at %s (%v)", s.now(), id, e.Received, err)
			}
			log.Close()
			return
		}
		log.Close()
		if err != nil {
			s.Fatal(err)
		}
	}
	s.Fatalf("the daemon does not read %s", id)
}

// files returns the paths of the mails of a mailbox by their names.
func (s *siege) files(user string) map[string]string {
	s.Helper()
	found := map[string]string{}
	for _, dir := range []string{"new", "cur"} {
		dir = filepath.Join(s.dovecot.Maildir(user), dir)
		list, err := os.ReadDir(dir)
		if err != nil {
			s.Fatal(err)
		}
		for _, f := range list {
			name, _, _ := strings.Cut(f.Name(), ":")
			found[name] = filepath.Join(dir, f.Name())
		}
	}
	return found
}

func (s *served) signal(one syscall.Signal) {
	s.Helper()
	if err := s.cmd.Process.Signal(one); err != nil {
		s.Fatal(err)
	}
}

// last returns the number of the newest entry of the log of an office.
func (s *siege) last(o *office) int64 {
	s.Helper()
	log, err := store.OpenReadOnly(store.Config{Dir: o.state()})
	if err != nil {
		s.Fatal(err)
	}
	defer log.Close()
	id, err := log.LastEntry(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	return id
}

// quiet waits until nothing is to be sent and nothing happens.
func (s *siege) quiet() {
	s.Helper()
	for _, o := range s.offices {
		s.quietIn(o)
	}
}

func (s *siege) quietIn(o *office) {
	s.Helper()
	before, still := int64(-1), 0
	var live []store.Delivery
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		log, err := store.OpenReadOnly(store.Config{Dir: o.state()})
		if err != nil {
			s.Fatal(err)
		}
		live, err = log.Outbox(s.Context(), store.OutboxQuery{Live: true})
		head, failed := log.Head(s.Context())
		log.Close()
		if err != nil || failed != nil {
			s.Fatal(err, failed)
		}
		if still++; head.Number != before || len(live) > 0 || !s.looked(o) {
			before, still = head.Number, 0
		}
		if still >= 3 {
			return
		}
	}
	s.Fatalf("it does not become quiet on day %d; there wait %+v", s.day, live)
}

// looked reports whether every loop of a daemon has seen how its clock was moved, and rests.
func (s *siege) looked(o *office) bool {
	s.Helper()
	set, err := os.ReadFile(o.clock)
	if err != nil {
		s.Fatal(err)
	}
	seen, err := os.ReadFile(o.clock + ".seen")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.Fatal(err)
	}
	return string(seen) == string(set)
}

// stolen returns what somebody reads by IMAP who has the password of the log mailbox.
func (s *siege) stolen(o *office) (list []*store.Message) {
	s.Helper()
	ctx := s.Context()
	session, err := mailbox.Dial(ctx, mailbox.Config{Host: "127.0.0.1", Port: s.dovecot.TLSPort, RootCAs: s.dovecot.CA, User: o.log, MaxMessage: 50 << 20,
		Secret: func(context.Context) (string, error) { return "pass " + o.log, nil }})
	if err != nil {
		s.Fatal(err)
	}
	defer session.Close()
	for _, folder := range []string{"INBOX", "Sent"} {
		if _, err := session.Select(ctx, folder, true); err != nil {
			s.Fatal(err)
		}
		uids, err := session.Search(ctx, 1)
		if err != nil {
			s.Fatal(err)
		}
		infos, err := session.Sizes(ctx, uids)
		if err == nil {
			err = session.Fetch(ctx, infos, func(m mailbox.Fetched) error {
				list = append(list, mailin.Read(m.Raw, m.InternalDate, mime.DefaultLimits(), nil))
				return nil
			})
		}
		if err != nil {
			s.Fatal(err)
		}
	}
	return list
}
