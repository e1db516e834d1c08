package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"
	"strconv"
	"strings"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// OpenStore opens the log for writing, beside a daemon that may be running. The
// caller closes it.
func (a *App) OpenStore(ctx context.Context) (*store.Store, error) {
	c, err := a.LoadConfig()
	if err != nil {
		return nil, err
	}
	return OpenForWriting(ctx, c)
}

// Log is what the commands that show the log share: the configuration and
// the log, open for reading alone.
type Log struct {
	Config *config.Config
	Store  *store.Store
	People *store.Directory // of all projects
}

// OpenLog reads the configuration and opens the log. The caller closes it.
func (a *App) OpenLog() (*Log, error) {
	if a.Getenv("GOGC") == "" { // a command ends soon: to collect its first megabytes takes as long as to read a page
		debug.SetGCPercent(400)
	}
	c, err := a.LoadConfig()
	if err != nil {
		return nil, err
	}
	s, err := openForReading(c)
	if err != nil {
		return nil, err
	}
	people, err := s.People(context.Background())
	if err != nil {
		s.Close()
		return nil, err
	}
	c.AddPeople(people)
	return &Log{c, s, c.Directory()}, nil
}

// openForReading opens the log of a configuration for reading alone. The caller closes it.
func openForReading(c *config.Config) (*store.Store, error) {
	s, err := store.OpenReadOnly(store.Config{Dir: c.StateDir})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, exit.With(exit.NoInput, fmt.Errorf("no log in %s yet: start `rapport serve`, or run `rapport import`", c.StateDir))
	}
	return s, StartError(err)
}

// Close closes the log.
func (r *Log) Close() { r.Store.Close() }

// Name returns what to call a participant: as the configuration does where the address is a
// contact's, and otherwise by name and address, since anybody can write any name.
func (r *Log) Name(a store.Address) string { return wording.OneLine(r.People.Participant(a).String()) }

// Project returns the project of a code in any case: a configured one, or one that is only in
// the log, since it has left the configuration.
func (r *Log) Project(code string) (store.Project, error) {
	p, err := r.Config.Project(code)
	if err == nil {
		return p, nil
	}
	code = strings.ToUpper(code)
	if logged, failed := r.Store.HasProject(code); failed != nil || !logged {
		return p, errors.Join(err, failed)
	}
	return store.Project{Code: code, Name: "not in the configuration", Zone: r.Config.Zone(code)}, nil
}

// FindEntry finds an entry by its number or by the Message-ID of its mail.
func (r *Log) FindEntry(ctx context.Context, key string) (store.Entry, error) {
	if number, err := strconv.ParseInt(key, 10, 64); err == nil {
		e, err := r.Store.Entry(ctx, number)
		if errors.Is(err, store.ErrNotFound) {
			err = exit.With(exit.NoInput, fmt.Errorf("no entry %d in the log; `rapport log` and `rapport search` show the numbers", number))
		}
		return e, err
	}
	if !strings.Contains(key, "@") {
		return store.Entry{}, exit.With(exit.Usage, fmt.Errorf("%q is neither an entry number nor a Message-ID", key))
	}
	ids, err := r.Store.EntriesByMessageID(ctx, strings.Trim(key, "<>"))
	switch {
	case err != nil:
		return store.Entry{}, err
	case len(ids) == 0:
		return store.Entry{}, exit.With(exit.NoInput, fmt.Errorf("no mail in the log has the Message-ID %s", key))
	case len(ids) > 1:
		return store.Entry{}, exit.With(exit.Usage, fmt.Errorf("%d mails have the Message-ID %s: choose one of the entries %s", len(ids), key, strings.Trim(fmt.Sprint(ids), "[]")))
	}
	return r.Store.Entry(ctx, ids[0])
}
