package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"rapport/classify"
	"rapport/classify/summary"
	"rapport/mailin"
	"rapport/mailin/mime"
	"rapport/store"
)

// diary is the mail of a project about its meetings, one after the other, and what those who
// were there have in their own diaries.
type diary struct {
	Zone     string         `toml:"zone"`
	Until    time.Time      `toml:"until"`    // the day on which it is read
	Meetings []string       `toml:"meetings"` // starts of those that took place, RFC 3339 in UTC
	Recaps   []diaryOfRecap `toml:"recap"`
}

// diaryOfRecap says of which meeting a recap is.
type diaryOfRecap struct {
	Mail string `toml:"mail"`
	Of   string `toml:"of"` // its start; "" where nobody can tell, or it was not in the mail
}

// lookAhead is how long ahead the daemon makes the meetings of a series.
const lookAhead = 72 * time.Hour

// judgeDiaries judges, for each archive of a folder, which meetings took place, and of which
// of them each recap is.
func (s *scores) judgeDiaries(folder string) error {
	archives, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		return err
	}
	for _, path := range archives {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		if !strings.Contains("diary-"+name, s.only) {
			continue
		}
		if err := s.judgeDiary(name, path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

func (s *scores) judgeDiary(name, path string) error {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		return err
	}
	var d diary
	var mails []txtar.File
	for _, f := range archive.Files {
		if f.Name != "diary.toml" {
			mails = append(mails, f)
			continue
		}
		if err := toml.NewDecoder(strings.NewReader(string(f.Data))).DisallowUnknownFields().Decode(&d); err != nil {
			return err
		}
	}
	kept, zone, err := d.keep(mails)
	if err != nil {
		return err
	}
	meetings, recaps, err := kept.read(d.Until)
	if err != nil {
		return err
	}
	c := labelled{group: "diary", name: name}
	took := map[string]bool{}
	for _, m := range meetings {
		took[m.Start.UTC().Format(time.RFC3339)] = true
	}
	for _, start := range d.Meetings {
		s.point(c, "occurrence", took[start], start, "no meeting")
		delete(took, start)
	}
	for start := range took {
		s.point(c, "occurrence", false, "no meeting", start)
	}
	for _, want := range d.Recaps {
		id, known := kept.messages[want.Mail]
		if !known {
			return fmt.Errorf("there is no mail %s", want.Mail)
		}
		got := ""
		for _, r := range recaps {
			for _, m := range meetings {
				if r.Message == id && summary.IsOf(r, m, meetings, zone) {
					got = m.Start.UTC().Format(time.RFC3339)
				}
			}
		}
		c.name = name + " " + want.Mail
		s.point(c, "no wrong match", got == "" || got == want.Of, want.Of, got)
		if want.Of != "" {
			s.equal(c, "matched", want.Of, got)
		}
	}
	return os.RemoveAll(kept.dir)
}

// keptDiary is a log with the mail of a diary.
type keptDiary struct {
	dir      string
	store    *store.Store
	messages map[string]int64 // by the name of the mail
}

// keep logs mail on its days, as the daemon does.
func (d diary) keep(mails []txtar.File) (*keptDiary, *time.Location, error) {
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		return nil, nil, err
	}
	index, err := classify.New(classify.Config{LogAddress: "log@agency.example", Projects: []store.Project{{
		Code: "ACME", Name: "Relaunch", Zone: zone, Domains: []string{"acme.example", "lanhai.example"},
		Contacts: []store.Contact{
			{Name: "Li Na", Role: store.RolePM, Addresses: []string{"lina@agency.example"}},
			{Name: "Jane Porter", Role: store.RoleClient, Addresses: []string{"jane@acme.example"}},
			{Name: "王伟", Role: store.RoleClient, Addresses: []string{"wangwei@lanhai.example"}},
		},
	}}})
	if err != nil {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp("", "diary")
	if err != nil {
		return nil, nil, err
	}
	kept := &keptDiary{dir: dir, messages: map[string]int64{}}
	var now time.Time
	if kept.store, err = store.Open(context.Background(), store.Config{Dir: dir, Now: func() time.Time { return now }}); err != nil {
		return nil, nil, err
	}
	defer kept.store.Close()
	for _, mail := range mails {
		m := mailin.Read(mail.Data, time.Time{}, mime.DefaultLimits(), nil)
		if m.Date.Before(now) || m.Unparsed != "" {
			return nil, nil, fmt.Errorf("%s cannot be read, or is older than the mail before it: %s", mail.Name, m.Unparsed)
		}
		for next := m.Date; !now.IsZero() && now.Add(lookAhead).Before(next); {
			now = now.Add(lookAhead / 2)
			if err := kept.store.UnfoldMeetings(context.Background(), now.Add(lookAhead)); err != nil {
				return nil, nil, err
			}
		}
		now = m.Date
		m.Auth = &store.Evidence{Level: store.LevelAuthenticated}
		v, err := index.Decide(m, nil)
		if err != nil {
			return nil, nil, err
		}
		index.Settle(m, v.Project)
		if err := kept.store.UnfoldMeetings(context.Background(), now.Add(lookAhead)); err != nil {
			return nil, nil, err
		}
		err = kept.store.Update(context.Background(), func(tx *store.Tx) error {
			raw, err := tx.StoreRaw(kept.store.Pack(mail.Data, now, "diary"))
			if err != nil {
				return err
			}
			kept.messages[strings.TrimSuffix(mail.Name, ".eml")] = raw.ID
			_, err = tx.Record(raw.ID, m, v)
			return err
		})
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", mail.Name, err)
		}
	}
	for now.Before(d.Until) && err == nil {
		now = now.Add(lookAhead / 2)
		err = kept.store.UnfoldMeetings(context.Background(), now.Add(lookAhead))
	}
	return kept, zone, err
}

// read returns the meetings that a log has until a time, and the recaps.
func (k *keptDiary) read(until time.Time) ([]store.Meeting, []store.LoggedRecap, error) {
	s, err := store.OpenReadOnly(store.Config{Dir: k.dir})
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	from := until.AddDate(-2, 0, 0)
	meetings, err := s.MeetingsBetween(context.Background(), "ACME", from, until)
	if err != nil {
		return nil, nil, err
	}
	recaps, err := s.Recaps(context.Background(), "ACME", from, until)
	return meetings, recaps, err
}
