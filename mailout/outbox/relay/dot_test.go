package relay

import (
	"errors"
	"fmt"
	"net"
	"testing"

	"rapport/mailout/smtptest"
)

// breaking is a connection that, once armed, takes left more bytes and then fails.
type breaking struct {
	net.Conn
	armed bool
	left  int
}

var errBroken = errors.New("broken on purpose")

func (b *breaking) Write(p []byte) (int, error) {
	if !b.armed {
		return b.Conn.Write(p)
	}
	n, err := b.Conn.Write(p[:min(b.left, len(p))])
	if b.left -= n; err == nil && n < len(p) {
		err = errBroken
	}
	return n, err
}

// A mail is deferred only if not a byte of its dot has left. All three bytes may
// have left although the write failed; the server then has the mail.
func TestSend_writeOfTheDotFails(t *testing.T) {
	t.Parallel()
	for _, secure := range []string{"", "implicit"} {
		for left := range 4 {
			t.Run(fmt.Sprintf("%s/%d bytes leave", secure, left), func(t *testing.T) {
				t.Parallel()
				s, config := sink(t, smtptest.Options{TLS: secure})
				session := dialed(t, config)
				b := &breaking{Conn: session.wire.Conn, left: left}
				session.wire.Conn = b
				got := session.Send(t.Context(), envelope, letter(id), func() error { b.armed = true; return nil })
				want := Unknown
				if left == 0 {
					want = Deferred
				}
				if left == 3 && secure == "" {
					// nothing of the write failed
					want = Sent
				}
				if got.Outcome != want || got.Stage != StageDot || (got.Outcome != Sent) == got.Reusable {
					t.Errorf("%+v, want %s", got, want)
				}
				if n := s.Deliveries(id); n > 0 && got.Outcome == Deferred {
					t.Errorf("deferred, and delivered %d times", n)
				}
			})
		}
	}
}

// What is already known not to be taken is not committed as if it might be.
func TestSend_serverThatGivesUpInTheBody(t *testing.T) {
	t.Parallel()
	s, config := sink(t, smtptest.Options{})
	session := dialed(t, config)
	s.Do(smtptest.DATA, smtptest.Then(smtptest.Raw("354 go ahead\r\n421 4.3.2 or rather not\r\n"), smtptest.Stall()))
	commits := 0
	got := session.Send(t.Context(), envelope, letter(id), func() error { commits++; return nil })
	if got.Outcome != Deferred || kind(got.Err) != "host" || got.Reusable || commits != 0 {
		t.Errorf("%d commits, %+v", commits, got)
	}
}

// Before the dot no failure to write is worse than a delay, and none makes the
// server take the part that it has.
func TestSend_writeFailsBeforeTheDot(t *testing.T) {
	t.Parallel()
	for left := range 200 {
		s, config := sink(t, smtptest.Options{})
		session := dialed(t, config)
		session.wire.Conn = &breaking{Conn: session.wire.Conn, left: left, armed: true}
		commits := 0
		got := session.Send(t.Context(), envelope, letter(id), func() error { commits++; return nil })
		if got.Outcome != Deferred || !errors.Is(got.Err, errBroken) || got.Reusable || commits != 0 || len(s.Mails()) != 0 {
			t.Fatalf("after %d bytes: %+v, %d commits, %d mails", left, got, commits, len(s.Mails()))
		}
		session.Close()
		for _, line := range s.Heard() {
			if line == "QUIT" || line == "RSET" {
				t.Fatalf("after %d bytes: the server heard %s", left, line)
			}
		}
	}
}
