package mailbox

import (
	"bytes"
	"testing"
	"time"

	"rapport/mailin/imaptest"
)

// BenchmarkFetch fetches 100 mails of 36 KB with one command, over TLS.
func BenchmarkFetch(b *testing.B) {
	server, err := imaptest.Start(imaptest.Options{TLS: "implicit"})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	const mails, size = 100, 36_000
	raw := append([]byte("Subject: x\r\n\r\n"), bytes.Repeat([]byte("0123456789 abcde\r\n"), size/18)...)
	var infos []Info
	for range mails {
		uid, err := server.Deliver("INBOX", raw, time.Now())
		if err != nil {
			b.Fatal(err)
		}
		infos = append(infos, Info{UID: UID(uid), Size: int64(len(raw))})
	}
	session, err := Dial(b.Context(), Config{
		Host: server.Host, Port: server.Port, RootCAs: server.RootCAs, User: "log", Secret: password("secret"), MaxMessage: 1 << 20,
	})
	if err != nil {
		b.Fatal(err)
	}
	defer session.Close()
	if _, err := session.Select(b.Context(), "INBOX", true); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(mails * len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		got := 0
		if err := session.Fetch(b.Context(), infos, func(Fetched) error { got++; return nil }); err != nil || got != mails {
			b.Fatal(got, err)
		}
	}
}
