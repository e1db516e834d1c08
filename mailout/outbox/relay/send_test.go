package relay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rapport/mailout/smtptest"
)

const id = "<one@agency.example>"

func TestSend_sentMailHasTheServersWords(t *testing.T) {
	t.Parallel()
	s, config := sink(t, smtptest.Options{})
	session := dialed(t, config)
	s.Do(smtptest.Dot, smtptest.Reply("250-2.0.0 Ok:", "250 2.0.0 queued as \x1b[31m4711\u202e\xff"))
	got := session.Send(t.Context(), envelope, letter(id), committed)
	want := Result{
		Outcome: Sent, Stage: StageDot, Code: 250, Enhanced: "2.0.0",
		Reply: `2.0.0 Ok: / 2.0.0 queued as \x1b[31m4711\u202e\xff`, Reusable: true,
	}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	mails := s.Mails()
	if len(mails) != 1 || !bytes.Equal(mails[0].Raw, letter(id)) || mails[0].From != envelope.From || mails[0].To != envelope.To {
		t.Fatalf("delivered: %+v", mails)
	}
	if want := fmt.Sprintf("SIZE=%d RET=HDRS ENVID=t0k3n", len(letter(id))); mails[0].MailArgs != want {
		t.Errorf("MAIL with %s, want %s", mails[0].MailArgs, want)
	}
}

// What a server does after its 250 does not make the mail less sent.
func TestSend_whatFollows250ChangesNothing(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]smtptest.Act{
		"drop":         smtptest.Drop(),
		"421":          smtptest.Raw("421 4.4.2 bye\r\n"),
		"421 and drop": smtptest.Then(smtptest.Raw("421 4.4.2 bye\r\n"), smtptest.Drop()),
		"garbage":      smtptest.Raw("\x00\xff\r\n"),
		"another 250":  smtptest.Raw("250 2.0.0 and again\r\n"),
		"reset":        smtptest.Reset(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, config := sink(t, smtptest.Options{})
			session := dialed(t, config)
			s.Do(smtptest.Dot, smtptest.Then(smtptest.Reply("250 2.0.0 taken"), smtptest.After(20*time.Millisecond, act)))
			if got := session.Send(t.Context(), envelope, letter(id), committed); got.Outcome != Sent || got.Err != nil {
				t.Errorf("%+v", got)
			}
			// The next mail learns of it before it has begun.
			time.Sleep(100 * time.Millisecond)
			const next = "<two@agency.example>"
			got := session.Send(t.Context(), envelope, letter(next), committed)
			if got.Outcome != Deferred || kind(got.Err) != "stale" || got.Reusable || s.Deliveries(next) != 0 {
				t.Errorf("the next mail: %+v", got)
			}
		})
	}
}

func TestClose_isBoundedAndChangesNothing(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]smtptest.Act{
		"drop": smtptest.Drop(), "421": smtptest.Reply("421 no"), "stall": smtptest.Stall(), "endless": smtptest.Endless("221-%d\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, config := sink(t, smtptest.Options{})
			config.Timeouts.Quit = 200 * time.Millisecond
			session := dialed(t, config)
			s.Do(smtptest.QUIT, act)
			if got := session.Send(t.Context(), envelope, letter(id), committed); got.Outcome != Sent {
				t.Errorf("%+v", got)
			}
			session.Close()
			session.Close()
			if n := s.Deliveries(id); n != 1 {
				t.Errorf("%d deliveries", n)
			}
		})
	}
}

// RFC 5321, 4.5.3.2.6: a server may think for minutes once it has the mail.
func TestSend_dotHasItsOwnPatience(t *testing.T) {
	s, config := sink(t, smtptest.Options{})
	config.Timeouts = patience(500 * time.Millisecond)
	config.Timeouts.Dot = 20 * time.Second
	s.Do(smtptest.Dot, smtptest.After(time.Second, smtptest.Reply("250 2.0.0 at last")))
	if got := dialed(t, config).Send(t.Context(), envelope, letter(id), committed); got.Outcome != Sent || s.Deliveries(id) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestTimeouts_zeroIsAsRFC5321Has(t *testing.T) {
	t.Parallel()
	want := Timeouts{
		Connect: 30 * time.Second, Greeting: 5 * time.Minute, Command: 5 * time.Minute,
		Data: 2 * time.Minute, Block: 3 * time.Minute, Dot: 10 * time.Minute, Quit: 5 * time.Second,
	}
	if got := (Timeouts{}).withDefaults(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestSend_replyThatIsCutShortIsUnknown(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2", "250", "250 2.0.0 taken", "250-2.0.0 taken\r\n", "550-5.1.1 no\r\n550", "250-taken\r\n550 or not\r\n", "354 go\r\n", "25 0\r\n", "2500 ok\r\n", "\r\n", "650 ok\r\n", "150 ok\r\n"} {
		for _, taken := range []bool{false, true} {
			t.Run(fmt.Sprintf("%q/taken=%v", text, taken), func(t *testing.T) {
				t.Parallel()
				s, config := sink(t, smtptest.Options{})
				act := smtptest.Then(smtptest.Raw(text), smtptest.Drop())
				if taken {
					act = smtptest.Take(act)
				}
				s.Do(smtptest.Dot, act)
				if got := dialed(t, config).Send(t.Context(), envelope, letter(id), committed); got.Outcome != Unknown || got.Reusable {
					t.Errorf("%+v", got)
				}
			})
		}
	}
}

func TestSend_replyWithoutBoundsIsNotListenedTo(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]smtptest.Act{
		"lines without end":     smtptest.Endless("550-%d no\r\n"),
		"a line without end":    smtptest.Endless("550 %d no"),
		"ten megabytes":         smtptest.Reply("550 " + strings.Repeat("no ", 10<<20/3)),
		"a hundred lines":       smtptest.Raw(strings.Repeat("550-no\r\n", maxLines) + "550 no\r\n"),
		"NUL after NUL":         smtptest.Endless("%.0d\x00"),
		"a byte now and then":   smtptest.Then(smtptest.Raw("5"), smtptest.After(400*time.Millisecond, smtptest.Then(smtptest.Raw("5"), smtptest.After(400*time.Millisecond, smtptest.Then(smtptest.Raw("0"), smtptest.After(400*time.Millisecond, smtptest.Raw(" no\r\n"))))))),
		"telnet, perhaps a bot": smtptest.Raw("\xff\xfb\x01\r\n"),
	} {
		for stage, want := range map[smtptest.Stage]Outcome{smtptest.MAIL: Deferred, smtptest.Dot: Unknown} {
			t.Run(string(stage)+"/"+name, func(t *testing.T) {
				t.Parallel()
				s, config := sink(t, smtptest.Options{})
				session := dialed(t, config)
				session.config.Timeouts.Command, session.config.Timeouts.Dot = time.Second, time.Second
				s.Do(stage, act)
				got := session.Send(t.Context(), envelope, letter(id), committed)
				if got.Outcome != want || got.Reusable || got.Code != 0 {
					t.Errorf("%+v", got)
				}
				if n := len(got.Err.Error()); n > 2000 {
					t.Errorf("the error has %d bytes", n)
				}
			})
		}
	}
}

// A client that ends a mail it could not write to its end has the half of it
// delivered.
func TestSend_connectionLostInTheBodyDeliversNothing(t *testing.T) {
	t.Parallel()
	raw := append(letter(id), bytes.Repeat([]byte("All is well, and all shall be well.\r\n"), 30000)...)
	for i := range 20 {
		n := int64(len(raw)) * int64(i) / 19
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			s, config := sink(t, smtptest.Options{})
			session := dialed(t, config)
			s.Do(smtptest.Body, smtptest.DropAfter(n))
			// All of it may be in the buffers of TCP by then: the commit lasts
			// until the connection is gone.
			gone := func() error {
				for s.Open() > 0 {
					time.Sleep(time.Millisecond)
				}
				return nil
			}
			got := session.Send(t.Context(), envelope, raw, gone)
			if got.Outcome != Deferred || got.Stage != StageBody || got.Reusable || len(s.Mails()) != 0 {
				t.Errorf("%d mails, %+v", len(s.Mails()), got)
			}
		})
	}
}

func TestSend_serverThatNoLongerReads(t *testing.T) {
	s, config := sink(t, smtptest.Options{Extensions: []string{"PIPELINING"}})
	session := dialed(t, config)
	session.wire.block = 300 * time.Millisecond
	s.Do(smtptest.Body, smtptest.Freeze())
	raw := append(letter(id), bytes.Repeat([]byte("All is well.\r\n"), 2<<20)...)
	if got := session.Send(t.Context(), envelope, raw, committed); got.Outcome != Deferred || got.Stage != StageBody || got.Reusable {
		t.Errorf("%+v", got)
	}
}

// Only a stand-still is too slow, not a large mail on a thin line.
func TestSend_slowReaderGetsItAll(t *testing.T) {
	s, config := sink(t, smtptest.Options{Extensions: []string{"PIPELINING"}})
	session := dialed(t, config)
	session.wire.block = 700 * time.Millisecond
	s.Do(smtptest.Body, smtptest.Sip(512<<10, 20*time.Millisecond))
	raw := append(letter(id), bytes.Repeat([]byte(strings.Repeat("All is well. ", 70)+"\r\n"), 30000)...)
	start := time.Now()
	got := session.Send(t.Context(), envelope, raw, committed)
	if got.Outcome != Sent || s.Deliveries(id) != 1 {
		t.Errorf("%+v", got)
	}
	if took := time.Since(start); took < session.wire.block {
		t.Errorf("%d bytes took %s: too fast to show anything", len(raw), took)
	}
}

func TestSend_commitComesBetweenTheBodyAndTheDot(t *testing.T) {
	t.Parallel()
	s, config := sink(t, smtptest.Options{})
	session := dialed(t, config)
	failure := errors.New("disk full")
	got := session.Send(t.Context(), envelope, letter(id), func() error { return failure })
	if got.Outcome != Deferred || got.Stage != StageBody || !errors.Is(got.Err, failure) || got.Reusable {
		t.Errorf("%+v", got)
	}
	for s.Open() > 0 {
		time.Sleep(time.Millisecond)
	}
	if heard := s.Heard(); len(s.Mails()) != 0 || heard[len(heard)-1] != "DATA" {
		t.Errorf("%d mails after %q", len(s.Mails()), heard)
	}
}

// A server that spoke, or left, while we committed gets no dot: what it said is
// no answer to it, least of all a 250.
func TestSend_serverThatSpeaksBeforeTheDot(t *testing.T) {
	t.Parallel()
	for _, secure := range []string{"", "implicit"} {
		for _, text := range []string{"250 2.0.0 taken\r\n", "421 4.4.2 too slow\r\n", "552 5.3.4 too large\r\n", "\xff", ""} {
			t.Run(fmt.Sprintf("%s %q", secure, text), func(t *testing.T) {
				t.Parallel()
				s, config := sink(t, smtptest.Options{TLS: secure})
				session := dialed(t, config)
				act := smtptest.Raw(text)
				if text == "" {
					act = smtptest.Drop()
				}
				s.Do(smtptest.Body, act)
				patient := func() error { time.Sleep(100 * time.Millisecond); return nil }
				got := session.Send(t.Context(), envelope, letter(id), patient)
				if got.Outcome != Deferred || got.Stage != StageBody || got.Reusable || len(s.Mails()) != 0 {
					t.Errorf("%d mails, %+v", len(s.Mails()), got)
				}
			})
		}
	}
}

func TestSend_endOfContext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stage smtptest.Stage
		want  Outcome
	}{
		{smtptest.MAIL, Deferred}, {smtptest.RCPT, Deferred}, {smtptest.DATA, Deferred}, {smtptest.Dot, Unknown},
	} {
		t.Run(string(c.stage), func(t *testing.T) {
			t.Parallel()
			s, config := sink(t, smtptest.Options{})
			config.Timeouts = Timeouts{} // nothing but ctx ends the wait
			session := dialed(t, config)
			s.Do(c.stage, smtptest.Stall())
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			got := session.Send(ctx, envelope, letter(id), committed)
			if got.Outcome != c.want || !errors.Is(got.Err, context.DeadlineExceeded) || got.Reusable {
				t.Errorf("%+v, want %s", got, c.want)
			}
		})
	}
	t.Run("before", func(t *testing.T) {
		s, config := sink(t, smtptest.Options{})
		session := dialed(t, config)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if got := session.Send(ctx, envelope, letter(id), committed); got.Outcome != Deferred || len(s.Mails()) != 0 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("in the commit", func(t *testing.T) {
		s, config := sink(t, smtptest.Options{})
		session := dialed(t, config)
		ctx, cancel := context.WithCancel(t.Context())
		got := session.Send(ctx, envelope, letter(id), func() error { cancel(); return nil })
		if got.Outcome != Deferred || got.Stage != StageBody || len(s.Mails()) != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestSend_sinkGetsTheBytes(t *testing.T) {
	t.Parallel()
	s, config := sink(t, smtptest.Options{Extensions: []string{"8BITMIME", "SMTPUTF8"}})
	session := dialed(t, config)
	sent := 0
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.OneOf(
			rapid.SampledFrom([]string{"", ".", "..", "...", ". ", ".\t.", "QUIT", "x.", "From .", "é.", "\xff\xfe"}),
			rapid.StringMatching(`\.{0,3}[ -~]{0,998}`).Filter(func(s string) bool { return len(s) <= maxLine }),
		)
		lines := rapid.SliceOfN(line, 1, 60).Draw(t, "lines")
		raw := []byte(strings.Join(lines, "\r\n") + "\r\n")
		got := session.Send(context.Background(), envelope, raw, committed)
		if got.Outcome != Sent {
			t.Fatalf("%+v", got)
		}
		sent++
		mails := s.Mails()
		if len(mails) != sent {
			t.Fatalf("%d mails sent, %d delivered", sent, len(mails))
		}
		if last := mails[sent-1].Raw; !bytes.Equal(last, raw) {
			t.Fatalf("delivered %q, sent %q", last, raw)
		}
	})
}

// The copy that proves acceptance goes in the same transaction; a server that
// refuses it refuses nothing else.
func TestSend_copy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		act        smtptest.Act
		outcome    Outcome
		noCopy     bool
		deliveries int
	}{
		{"accepted", smtptest.Reply("250 ok"), Sent, false, 1},
		{"refused", smtptest.Reply("550 no such user"), Sent, true, 1},
		{"deferred", smtptest.Reply("450 later"), Sent, true, 1},
		{"no service any more", smtptest.Reply("421 bye"), Deferred, false, 0},
		{"connection lost", smtptest.Drop(), Deferred, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, config := sink(t, smtptest.Options{})
			s.Do(smtptest.RCPT, smtptest.Reply("250 ok"), c.act)
			e := envelope
			e.Copy = "log+b.tag@agency.example"
			got := dialed(t, config).Send(t.Context(), e, letter(id), committed)
			if got.Outcome != c.outcome || got.NoCopy != c.noCopy || s.Deliveries(id) != c.deliveries {
				t.Errorf("%+v, %d deliveries", got, s.Deliveries(id))
			}
			if heard := strings.Join(s.Heard(), "\n"); !strings.Contains(heard, "RCPT TO:<log+b.tag@agency.example>") {
				t.Errorf("said:\n%s", heard)
			}
		})
	}
}
