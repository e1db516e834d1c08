package main

import (
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/commands/app"
	"rapport/mailin"
	"rapport/mailin/mailbox"
	"rapport/store"
)

// What a folder and a reload report reaches the administrator of the configuration, by its relay
// and in their language; and a project keeps none of it.
func TestService_tellsTheAdministrator(t *testing.T) {
	t.Parallel()
	path := writeConfig(t, t.TempDir(), 1)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	with := "admin = \"it@agency.example\"\nadmin_language = \"zh-CN\"\n" + string(text) + "[[relay]]\nname = \"main\"\nhost = \"127.0.0.1\"\nport = 1\ntls = \"none\"\n"
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(with)
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := &app.App{ConfigFlag: path, Getenv: os.Getenv, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }}
	s, err := newService(t.Context(), a, serveOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	passes := func(d time.Duration) {
		t.Helper()
		now = now.Add(d)
		s.report(mailin.Health{Account: "log", Folder: "INBOX", Err: mailbox.ErrAuth})
		if err := s.watch.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, err := range s.due.RunOnce(t.Context()) {
			t.Error(err)
		}
	}
	passes(0)
	passes(6 * time.Minute)
	passes(4 * time.Minute)
	write(strings.Replace(with, "language = \"en\"", "language = \"fr\"", 1))
	s.reload()
	passes(time.Minute)
	list, err := s.Store().Outbox(t.Context(), store.OutboxQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range slices.Backward(list) {
		got = append(got, d.Recipient+" "+d.Relay+" "+d.Project+": "+d.Subject)
	}
	want := []string{"it@agency.example main : Rapport：邮箱账户 log 登录被拒绝", "it@agency.example main : Rapport：新配置未生效"}
	if !slices.Equal(got, want) {
		t.Errorf("the outbox has %q, want %q", got, want)
	}
}
