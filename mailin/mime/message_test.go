package mime_test

import (
	"fmt"
	"testing"
	"time"

	"rapport/mailin/body"
	"rapport/mailin/bounce"
	"rapport/mailin/mime"
	"rapport/store"
)

// arrival is when the mails of these tests were received.
var arrival = time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)

// message reads a mail as mailin does.
func message(raw []byte, received time.Time, limits mime.Limits) *store.Message {
	m := mime.Read(raw, received, limits)
	body.Select(m, limits)
	bounce.Read(m, limits)
	return m.Message
}

// read reads a mail that is written with line feeds for line ends.
func read(t *testing.T, raw string) *store.Message {
	t.Helper()
	return message([]byte(raw), arrival, mime.DefaultLimits())
}

// envelope stands before the Content-Type of each mail here, and is without defects.
const envelope = "From: wang@client.example\nTo: log@team.example\nDate: Thu, 5 Mar 2026 07:00:00 +0000\nMessage-ID: <1@client.example>\nMIME-Version: 1.0\n"

// describe returns the attachments as "n name type size".
func describe(list []store.Attachment) []string {
	var out []string
	for _, a := range list {
		text := fmt.Sprintf("%d %s %s %d", a.N, a.Name, a.Type, a.Size)
		if a.Inline {
			text += " inline"
		}
		out = append(out, text)
	}
	return out
}
