package mailbox

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "rapport/mailin/imaptest"
)

// pipe runs check with a session's way to a server that plays steps, in a bubble
// of its own time. The server's side is closed before the bubble ends.
func pipe(t *testing.T, steps []Step, check func(t *testing.T, config Config, conn net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		var playing sync.WaitGroup
		playing.Go(func() {
			if err := Play(theirs, nil, steps...); err != nil {
				t.Error(err)
			}
		})
		config := Config{
			Host: "localhost", TLS: TLSNone, Auth: AuthLogin, User: "log",
			Secret: password("secret"), MaxMessage: 1 << 20,
		}
		check(t, config.withDefaults(), ours)
		theirs.Close()
		playing.Wait()
	})
}

func TestSession_silenceAtEachStage(t *testing.T) {
	t.Parallel()
	hello := Line("* OK [CAPABILITY IMAP4rev1 IDLE ID] ready")
	login := Steps(Expect("LOGIN"), Line("{tag} OK [CAPABILITY IMAP4rev1 IDLE ID] in"))
	caps := Answer("CAPABILITY", "* CAPABILITY IMAP4rev1 IDLE ID")
	open := Answer("EXAMINE", "* 1 EXISTS", "* OK [UIDVALIDITY 7] ok")
	ready := Steps(hello, login, caps, Answer("ID"), open)
	for _, test := range []struct {
		name  string
		steps []Step
		after time.Duration // when it is found out
	}{
		{"before the greeting", []Step{Stall()}, time.Minute},
		{"inside the greeting", []Step{Send("* OK"), Stall()}, time.Minute},
		{"after the greeting", []Step{hello, Stall()}, time.Minute},
		{"after LOGIN", []Step{hello, Expect("LOGIN"), Stall()}, time.Minute},
		{"after CAPABILITY", []Step{hello, login, Expect("CAPABILITY"), Stall()}, time.Minute},
		{"after SELECT", []Step{hello, login, caps, Answer("ID"), Expect("EXAMINE"), Line("* 1 EXISTS"), Stall()}, time.Minute},
		{"after SEARCH", []Step{ready, Expect("SEARCH"), Stall()}, time.Minute},
		{"after FETCH", []Step{ready, Answer("SEARCH"), Expect("FETCH"), Stall()}, time.Minute},
		{"inside a literal", []Step{ready, Answer("SEARCH"), Expect("FETCH"), Send("* 1 FETCH (UID 1 BODY[] {1000}\r\nFrom: "), Stall()}, time.Minute},
		{"after IDLE", []Step{ready, Answer("SEARCH"), Answer("FETCH"), Expect("IDLE"), Stall()}, time.Minute},
		{"after DONE", []Step{ready, Answer("SEARCH"), Answer("FETCH"), Expect("IDLE"), Line("+ idling"), Expect("DONE"), Stall()}, firstIdle + time.Minute},
		{"after the DONE of another round", []Step{ready, Answer("SEARCH"), Answer("FETCH"),
			Expect("IDLE"), Line("+ idling"), keepTag(Expect("DONE")), Line("{tag} OK"),
			Expect("IDLE"), Line("+ idling"), Expect("DONE"), Stall()}, 3*firstIdle + time.Minute},
	} {
		t.Run(test.name, func(t *testing.T) {
			pipe(t, test.steps, func(t *testing.T, config Config, conn net.Conn) {
				begun := time.Now()
				err := lookOnce(t.Context(), config, conn)
				if !errors.Is(err, ErrSilent) || !strings.Contains(err.Error(), "nothing arrived for 1m0s") {
					t.Error(err)
				}
				if took := time.Since(begun); took != test.after {
					t.Errorf("found out after %s, want %s", took, test.after)
				}
			})
		})
	}
}

// lookOnce does what a folder's watcher does.
func lookOnce(ctx context.Context, config Config, conn net.Conn) error {
	session, err := open(ctx, config, conn, true)
	if err != nil {
		return err
	}
	defer session.Close()
	if _, err := session.Select(ctx, "INBOX", true); err != nil {
		return err
	}
	if _, err := session.Search(ctx, 1); err != nil {
		return err
	}
	if err := session.Fetch(ctx, []Info{{UID: 1}}, func(Fetched) error { return nil }); err != nil {
		return err
	}
	_, err = session.Wait(ctx, time.Hour)
	return err
}

// keepTag makes a step leave the tag as it was: DONE has none.
func keepTag(step Step) Step {
	return func(c *Conn) error {
		tag := c.Tag
		err := step(c)
		c.Tag = tag
		return err
	}
}

func TestClose_ofASilentServer(t *testing.T) {
	t.Parallel()
	pipe(t, welcome(Expect("LOGOUT"), Stall()), func(t *testing.T, config Config, conn net.Conn) {
		session, err := open(t.Context(), config, conn, true)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := session.Select(t.Context(), "INBOX", true); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if err := session.Close(); err != nil {
			t.Error(err)
		}
		if took := time.Since(begun); took != farewell {
			t.Errorf("it took %s", took)
		}
	})
}

func TestFetch_slownessIsNotSilence(t *testing.T) {
	t.Parallel()
	text := body(1000)
	pipe(t, welcome(Expect("UID FETCH"),
		Slowly("* 1 FETCH (UID 1 BODY[] {1000}\r\n"+text+")\r\n{tag} OK done\r\n", 1, 50*time.Second),
	), func(t *testing.T, config Config, conn net.Conn) {
		session, err := open(t.Context(), config, conn, true)
		if err != nil {
			t.Fatal(err)
		}
		defer session.Close()
		if _, err := session.Select(t.Context(), "INBOX", true); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		got, err := fetchSome(t, session, 1000, 1)
		if err != nil || len(got) != 1 || string(got[0].Raw) != text {
			t.Errorf("%d mails, %v", len(got), err)
		}
		t.Logf("a mail of 1000 bytes took %s", time.Since(begun))
	})
}

func TestFetch_ourOwnSlownessIsNotSilence(t *testing.T) {
	t.Parallel()
	mail := "(UID %d BODY[] {3}\r\nabc)"
	pipe(t, welcome(Answer("UID FETCH", "* 1 FETCH "+strings.Replace(mail, "%d", "1", 1), "* 2 FETCH "+strings.Replace(mail, "%d", "2", 1))),
		func(t *testing.T, config Config, conn net.Conn) {
			session, err := open(t.Context(), config, conn, true)
			if err != nil {
				t.Fatal(err)
			}
			defer session.Close()
			if _, err := session.Select(t.Context(), "INBOX", true); err != nil {
				t.Fatal(err)
			}
			count := 0
			err = session.Fetch(t.Context(), []Info{{UID: 1}, {UID: 2}}, func(Fetched) error {
				count++
				time.Sleep(time.Hour) // the disk is busy
				return nil
			})
			if err != nil || count != 2 {
				t.Errorf("%d mails, %v", count, err)
			}
		})
}

func TestWait_withoutIdleIsAPause(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]Step{
		"not offered": {
			Line("* OK [CAPABILITY IMAP4rev1] ready"), Expect("LOGIN"), Line("{tag} OK [CAPABILITY IMAP4rev1] in"),
			Answer("CAPABILITY", "* CAPABILITY IMAP4rev1"), Answer("EXAMINE"),
		},
		"rejected": welcome(Expect("IDLE"), Line("{tag} BAD not now")),
	} {
		t.Run(name, func(t *testing.T) {
			pipe(t, steps, func(t *testing.T, config Config, conn net.Conn) {
				session, err := open(t.Context(), config, conn, true)
				if err != nil {
					t.Fatal(err)
				}
				defer session.Close()
				if _, err := session.Select(t.Context(), "INBOX", true); err != nil {
					t.Fatal(err)
				}
				begun := time.Now()
				changed, err := session.Wait(t.Context(), 5*time.Minute)
				if changed || err != nil || time.Since(begun) != 5*time.Minute {
					t.Error(changed, err, time.Since(begun))
				}
			})
		})
	}
}

func TestWait_returnsAtOnceForMailThatCameDuringFetch(t *testing.T) {
	t.Parallel()
	session := welcomed(t, Answer("UID FETCH", "* 4 EXISTS"))
	if _, err := fetchSome(t, session, 3, 1); err != nil {
		t.Fatal(err)
	}
	if changed, err := session.Wait(t.Context(), time.Hour); !changed || err != nil {
		t.Error(changed, err)
	}
}

func TestWait_mailThatGoesWakesNobody(t *testing.T) {
	t.Parallel()
	session := welcomed(t, Expect("IDLE"), Line("+ idling", "* 1 EXPUNGE", "* 2 EXISTS", "* 1 EXISTS", "* 1 RECENT", "* 1 FETCH (FLAGS (\\Seen))"), keepTag(Expect("DONE")), Line("{tag} OK"))
	if changed, err := session.Wait(t.Context(), 50*time.Millisecond); changed || err != nil {
		t.Error(changed, err)
	}
}
