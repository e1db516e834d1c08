package mailin

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"rapport/mailin/probe"
)

// The mails of `rapport doctor` are not logged, and not read twice; one that only calls itself
// so is mail like any other.
func TestFolder_testMailsOfTheDoctorAreNotLogged(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	token, err := probe.New(filepath.Dir(s.store.Path()), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	mails := s.deliver(3, "before")
	put := func(token string) []byte {
		raw := fmt.Appendf(nil, "From: log@agency.example\r\nRapport-Probe: %s plain\r\nSubject: Test\r\n\r\nTest.\r\n", token)
		if _, err := s.user.Append("INBOX", literal{bytes.NewReader(raw)}, &imap.AppendOptions{}); err != nil {
			t.Fatal(err)
		}
		return raw
	}
	put(token)
	mails = append(mails, put(probe.Prefix+"aaaaaaaaaaaaaaaaaaaaaaaaaa"))
	// Who has seen a token cannot hide a mail by writing it into the text, or have somebody quote it.
	for _, kind := range []string{"text/plain", "multipart/mixed; boundary=b"} {
		raw := fmt.Appendf(nil, "From: anna@acme.example\r\nSubject: A complaint\r\nContent-Type: %s\r\n\r\nRapport-Probe: %s plain\r\n", kind, token)
		if _, err := s.user.Append("INBOX", literal{bytes.NewReader(raw)}, &imap.AppendOptions{}); err != nil {
			t.Fatal(err)
		}
		mails = append(mails, raw)
	}
	f := s.folder()
	for range 3 {
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s.holds(mails)
}
