package main

import (
	"testing"
	"time"

	"rapport/cmd/rapport/commands/app"
	"rapport/store"
)

// begun has the log of a configuration watch its folders for a month already: what is in
// them by the next start is no history.
func begun(t *testing.T, path string) {
	t.Helper()
	a := &app.App{ConfigFlag: path, Getenv: func(string) string { return "" }}
	c, err := a.LoadConfig()
	if err != nil {
		t.Fatal(err)
	}
	ago := time.Now().AddDate(0, -1, 0)
	s, err := store.Open(t.Context(), store.Config{Dir: c.StateDir, Now: func() time.Time { return ago }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, account := range c.Mailboxes() {
		for _, folder := range account.Folders {
			m, _, err := s.OpenMailbox(t.Context(), account.Name, folder, 1, 1)
			if err == nil {
				_, err = s.Settle(t.Context(), m, nil, ago)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}
