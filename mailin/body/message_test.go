package body

import (
	"fmt"
	"testing"
	"time"

	"rapport/mailin/mime"
	"rapport/store"
)

// arrival is when the mails of these tests were received.
var arrival = time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)

// envelope stands before the Content-Type of each mail here, and is without defects.
const envelope = "From: wang@client.example\nTo: log@team.example\nDate: Thu, 5 Mar 2026 07:00:00 +0000\nMessage-ID: <1@client.example>\nMIME-Version: 1.0\n"

// read reads a mail up to its text.
func read(t *testing.T, raw string) *store.Message {
	t.Helper()
	m := mime.Read([]byte(raw), arrival, mime.DefaultLimits())
	Select(m, mime.DefaultLimits())
	return m.Message
}

// describe returns the attachments as "n name type size".
func describe(list []store.Attachment) []string {
	var out []string
	for _, a := range list {
		out = append(out, fmt.Sprintf("%d %s %s %d", a.N, a.Name, a.Type, a.Size))
	}
	return out
}
