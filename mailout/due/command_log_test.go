package due

import (
	"bytes"
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

	asks(store.Command{Verb: "agreed"})
	o.looks("2026-03-02 20:40")
	o.since(n, "command-agreed "+lina)
	if text := o.text(); !strings.Contains(text, "目前没有已确认事项") {
		t.Errorf("what is agreed:\n%s", text)
	}
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
