package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"rapport/store"
)

// reading is what the commands that show the log share: the configuration and
// the log, open for reading alone.
type reading struct {
	config *config
	store  *store.Store
	names  map[string]string // of contacts, by address in lower case
}

// openLog reads the configuration and opens the log. The caller closes it.
func (a *app) openLog() (*reading, error) {
	c, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	s, err := store.OpenReadOnly(store.Config{Dir: c.StateDir})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, withExit(exitNoInput, fmt.Errorf("there is no log in %s yet: start `rapport serve`, or fill it with `rapport import`", c.StateDir))
	}
	if err != nil {
		return nil, err
	}
	return &reading{c, s, c.names()}, nil
}

func (r *reading) close() { r.store.Close() }

// openEntry opens the log and finds an entry in it; see entry. The caller closes
// the log.
func (a *app) openEntry(ctx context.Context, key string) (*reading, store.Entry, error) {
	r, err := a.openLog()
	if err != nil {
		return nil, store.Entry{}, err
	}
	e, err := r.entry(ctx, key)
	if err != nil {
		r.close()
		return nil, store.Entry{}, err
	}
	return r, e, nil
}

// names gives the names of all contacts by their addresses.
func (c *config) names() map[string]string {
	names := map[string]string{}
	for _, p := range c.Projects {
		for _, contact := range p.Contacts {
			for _, address := range contact.Addresses {
				names[strings.ToLower(address)] = contact.Name
			}
		}
	}
	return names
}

// name gives what to call a participant: as the configuration does, else by the
// name in the mail, else by the address.
func (r *reading) name(a store.Address) string {
	if name := r.names[strings.ToLower(a.Address)]; name != "" {
		return name
	}
	if a.Name != "" {
		return oneLineOf(a.Name)
	}
	return oneLineOf(a.Address)
}

// project gives the configured project of a code in any case.
func (c *config) project(code string) (store.Project, error) {
	var codes []string
	for _, p := range c.Projects {
		if strings.EqualFold(p.Code, code) {
			return p, nil
		}
		codes = append(codes, p.Code)
	}
	hint := "the configuration has no project yet"
	if near := nearest(strings.ToUpper(code), codes); near != "" {
		hint = fmt.Sprintf("did you mean %s?", near)
	} else if len(codes) > 0 {
		hint = "there are " + strings.Join(codes, ", ")
	}
	return store.Project{}, withExit(exitNoInput, fmt.Errorf("no project %s in the configuration: %s", code, hint))
}

// zone gives the time zone of a project, and that of this machine for what is
// unfiled.
func (c *config) zone(code string) *time.Location {
	for _, p := range c.Projects {
		if p.Code == code && p.Zone != nil {
			return p.Zone
		}
	}
	return time.Local
}

// entry finds an entry by its number or by the Message-ID of its mail.
func (r *reading) entry(ctx context.Context, key string) (store.Entry, error) {
	if number, err := strconv.ParseInt(key, 10, 64); err == nil {
		e, err := r.store.Entry(ctx, number)
		if errors.Is(err, store.ErrNotFound) {
			err = withExit(exitNoInput, fmt.Errorf("the log has no entry %d: `rapport log` and `rapport search` show the numbers", number))
		}
		return e, err
	}
	if !strings.Contains(key, "@") {
		return store.Entry{}, withExit(exitUsage, fmt.Errorf("%q is neither the number of an entry nor a Message-ID", key))
	}
	ids, err := r.store.EntriesByMessageID(ctx, strings.Trim(key, "<>"))
	switch {
	case err != nil:
		return store.Entry{}, err
	case len(ids) == 0:
		return store.Entry{}, withExit(exitNoInput, fmt.Errorf("no mail in the log has the Message-ID %s", key))
	case len(ids) > 1:
		return store.Entry{}, withExit(exitUsage, fmt.Errorf("%d mails have the Message-ID %s: name one of the entries %s", len(ids), key, strings.Trim(fmt.Sprint(ids), "[]")))
	}
	return r.store.Entry(ctx, ids[0])
}

// writeJSON writes one JSON value on one line.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// fileSize writes a number of bytes for people.
func fileSize(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
