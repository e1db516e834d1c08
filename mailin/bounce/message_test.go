package bounce

import (
	"testing"
	"time"

	"rapport/mailin/body"
	"rapport/mailin/mime"
	"rapport/store"
)

// arrival is when the mails of these tests were received.
var arrival = time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)

// envelope stands before the Content-Type of each mail here, and is without defects.
const envelope = "From: wang@client.example\nTo: log@team.example\nDate: Thu, 5 Mar 2026 07:00:00 +0000\nMessage-ID: <1@client.example>\nMIME-Version: 1.0\n"

// message reads a mail as mailin does.
func message(raw []byte, limits mime.Limits) *store.Message {
	m := mime.Read(raw, arrival, limits)
	body.Select(m, limits)
	Read(m, limits)
	return m.Message
}

func read(t *testing.T, raw string) *store.Message {
	t.Helper()
	return message([]byte(raw), mime.DefaultLimits())
}
