package due

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"

	"rapport/store"
)

// The log by mail is short, and has all of it in one file for a browser; what was confirmed is
// one line there, and what is agreed can be asked for.
func TestDue_theLogByMailHasAFile(t *testing.T) {
	t.Parallel()
	o := withDesk(t)
	quiet := *o.due.config.Load()
	quiet.Digest = -1
	o.due.SetConfig(quiet)
	for n := range 30 {
		o.writes(strings.Repeat("m", n+1)+"@acme.example", store.RoleClient, wang, "", store.AskInformation)
	}
	asks := func(c store.Command) {
		t.Helper()
		c.Address, c.Projects, c.Proved = lina, []string{"ACME"}, true
		o.logs("log ACME", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80}}, Command: &c})
	}
	n := len(o.queued())
	asks(store.Command{Verb: "log", From: at("2026-03-02 00:00"), To: at("2026-03-02 00:00")})
	o.looks("2026-03-02 20:20")
	n = o.since(n, "command-log "+lina)
	list, err := o.store.Outbox(t.Context(), store.OutboxQuery{})
	if err != nil {
		t.Fatal(err)
	}
	raw, _, err := o.store.RawMail(t.Context(), list[0].Raw)
	if err != nil {
		t.Fatal(err)
	}
	page := fileOf(t, raw, "ACME-log-2026-03-02-2026-03-02.html")
	if got := strings.Count(page, "<article"); got < 30 || strings.Contains(page, "log ACME") {
		t.Errorf("%d entries in the file", got)
	}
	if text := o.text(); strings.Count(text, "王伟：") > 20 || !strings.Contains(text, "附件") {
		t.Errorf("the log:\n%s", text)
	}

	// The same again in a moment gets no second mail.
	asks(store.Command{Verb: "log", From: at("2026-03-02 00:00"), To: at("2026-03-02 00:00")})
	o.looks("2026-03-02 20:21")
	n = o.since(n)

	asks(store.Command{Verb: "export"})
	o.looks("2026-03-02 20:30")
	n = o.since(n, "command-export "+lina)
	if text := o.text(); !strings.Contains(text, "rapport export ACME --to") {
		t.Errorf("an export that nobody can make:\n%s", text)
	}
	exports := *o.due.config.Load()
	exports.Export = func(context.Context, *store.Store, store.Project, int64) ([]byte, bool, error) {
		return []byte("zipped"), true, nil
	}
	o.due.SetConfig(exports)
	asks(store.Command{Verb: "export"}) // it may have megabytes: one a day
	o.looks("2026-03-02 20:41")
	n = o.since(n)

	asks(store.Command{Verb: "agreed"})
	o.looks("2026-03-02 20:55")
	o.since(n, "command-agreed "+lina)
	if text := o.text(); !strings.Contains(text, "目前没有已确认事项") {
		t.Errorf("what is agreed:\n%s", text)
	}

	o.looks("2026-03-03 07:00")
	n = len(o.queued())
	asks(store.Command{Verb: "export"})
	o.looks("2026-03-03 07:10")
	o.since(n, "command-export "+lina)
	if list, err = o.store.Outbox(t.Context(), store.OutboxQuery{}); err != nil {
		t.Fatal(err)
	}
	if raw, _, err = o.store.RawMail(t.Context(), list[0].Raw); err != nil || fileOf(t, raw, "ACME-2026-03-03.zip") != "zipped" {
		t.Errorf("the export: %v", err)
	}
}

// A PM corrects whom an entry is for, and hears what it is now; of an entry that is not theirs
// they hear that there is none.
func TestDue_aPMMarksAnEntryByMail(t *testing.T) {
	t.Parallel()
	o := withDesk(t)
	quiet := *o.due.config.Load()
	quiet.Digest = -1
	o.due.SetConfig(quiet)
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskInformation)
	var e store.Entry
	if err := o.store.Log(t.Context(), store.LogQuery{Project: "ACME", ReadBack: true}, func(one store.Entry) error {
		if one.MessageID == "1@acme.example" {
			e = one
		}
		return nil
	}); err != nil || e.ID == 0 {
		t.Fatal(e.ID, err)
	}
	asks := func(verb string, number int, projects ...string) {
		t.Helper()
		c := store.Command{Verb: verb, Number: number, Address: lina, Projects: projects, Proved: true}
		o.logs(verb, store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80}}, Command: &c})
	}
	is := func(want store.Audience, text string) {
		t.Helper()
		now, err := o.store.Entry(t.Context(), e.ID)
		if err != nil || now.Marked != want || !strings.Contains(o.text(), text) {
			t.Errorf("it is %q, want %q, %v:\n%s", now.Marked, want, err, o.text())
		}
	}
	n := len(o.queued())
	asks("internal", int(e.ID), "ACME")
	o.looks("2026-03-02 20:00")
	n = o.since(n, "command-mark "+lina)
	is(store.AudienceInternal, "已标为内部")
	asks("shared", int(e.ID), "ACME")
	o.looks("2026-03-02 20:01")
	n = o.since(n, "command-mark "+lina)
	is(store.AudienceShared, "已标为共享")
	asks("internal", 4711, "ACME")
	o.looks("2026-03-02 20:02")
	o.since(n, "command-mark "+lina)
	is(store.AudienceShared, "没有第 4711 条")
}

// fileOf returns the attachment of that name of a mail of ours.
func fileOf(t *testing.T, raw []byte, name string) string {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			t.Fatalf("no file %s: %v", name, err)
		}
		if part.FileName() != name {
			continue
		}
		content, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
}
