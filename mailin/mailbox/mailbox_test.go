package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rapport/mailin/imaptest"
)

// Every test must leave no goroutine behind: a session that hangs is a folder
// that is not watched. The library's server is not under test: it leaves one
// behind when a client goes in the middle of a literal.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/emersion/go-imap/v2/imapserver.(*Conn).serve"))
}

func password(secret string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return secret, nil }
}

// startServer returns a server that really serves, and how to reach it.
func startServer(t *testing.T, options imaptest.Options) (*imaptest.Server, Config) {
	t.Helper()
	server, err := imaptest.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	config := Config{
		Host: server.Host, Port: server.Port, TLS: TLSMode(options.TLS), RootCAs: server.RootCAs,
		User: "log", Secret: password("secret"), MaxMessage: 1 << 20,
	}
	if options.TLS == "" {
		config.TLS = TLSNone
	}
	return server, config
}

func dialed(t *testing.T, config Config) *Session {
	t.Helper()
	session, err := Dial(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Error(err)
		}
	})
	return session
}

func opened(t *testing.T, session *Session, readOnly bool) {
	t.Helper()
	if _, err := session.Select(t.Context(), "INBOX", readOnly); err != nil {
		t.Fatal(err)
	}
}

func letter(n int) []byte {
	return fmt.Appendf(nil, "From: wang@client.example\r\nSubject: Letter %d\r\n\r\n%s\r\n", n, strings.Repeat("请看 please see. ", 10*n))
}

func deliver(t *testing.T, server *imaptest.Server, folder string, mails ...[]byte) {
	t.Helper()
	for i, raw := range mails {
		at := time.Date(2026, 3, 1+i%28, 9, 30, 0, 0, time.FixedZone("", 8*3600))
		if _, err := server.Deliver(folder, raw, at); err != nil {
			t.Fatal(err)
		}
	}
}

func fetchAll(t *testing.T, session *Session, infos []Info) map[UID][]byte {
	t.Helper()
	got := map[UID][]byte{}
	err := session.Fetch(t.Context(), infos, func(mail Fetched) error {
		if _, twice := got[mail.UID]; twice {
			t.Errorf("UID %d was given twice", mail.UID)
		}
		got[mail.UID] = mail.Raw
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSession_readsAllMail(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"", "starttls", "implicit"} {
		t.Run("tls="+mode, func(t *testing.T) {
			server, config := startServer(t, imaptest.Options{TLS: mode, Folders: []string{"项目/ACME"}})
			var letters [][]byte
			for n := range 450 { // more than one command names
				letters = append(letters, letter(n))
			}
			deliver(t, server, "项目/ACME", letters...)
			session := dialed(t, config)

			status, err := session.Select(t.Context(), "项目/ACME", true)
			if err != nil {
				t.Fatal(err)
			}
			if status.UIDValidity == 0 || status.UIDNext != 451 || status.Messages != 450 || !status.ReadOnly {
				t.Errorf("status = %+v", status)
			}
			uids, err := session.Search(t.Context(), 1)
			if err != nil || len(uids) != 450 || uids[0] != 1 || uids[449] != 450 {
				t.Fatalf("search returned %d UIDs, %v", len(uids), err)
			}
			infos, err := session.Sizes(t.Context(), uids)
			if err != nil || len(infos) != 450 {
				t.Fatalf("sizes of %d mails, %v", len(infos), err)
			}
			if infos[1].Size != int64(len(letters[1])) || !infos[1].InternalDate.Equal(time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC)) {
				t.Errorf("the second mail was reported as %+v", infos[1])
			}
			got := fetchAll(t, session, infos)
			for i, want := range letters {
				if !bytes.Equal(got[UID(i+1)], want) {
					t.Fatalf("UID %d: got %d bytes, sent %d", i+1, len(got[UID(i+1)]), len(want))
				}
			}
		})
	}
}

func TestSearch_givesNothingBelowFrom(t *testing.T) {
	t.Parallel()
	server, config := startServer(t, imaptest.Options{})
	deliver(t, server, "INBOX", letter(1), letter(2), letter(3))
	session := dialed(t, config)
	opened(t, session, true)
	for from, want := range map[UID][]UID{0: {1, 2, 3}, 1: {1, 2, 3}, 3: {3}, 4: {}, 1<<32 - 1: {}} {
		got, err := session.Search(t.Context(), from)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("search from %d returned %v, %v; want %v", from, got, err, want)
		}
	}
}

func TestFetch_ofNothingSendsNothing(t *testing.T) {
	t.Parallel()
	_, config := startServer(t, imaptest.Options{})
	session := dialed(t, config)
	opened(t, session, false)
	if infos, err := session.Sizes(t.Context(), nil); err != nil || len(infos) != 0 {
		t.Error(infos, err)
	}
	if got := fetchAll(t, session, []Info{{UID: 0}}); len(got) != 0 {
		t.Error(got)
	}
	if err := errors.Join(session.Flag(t.Context(), nil), session.Move(t.Context(), nil, "Done"), session.Noop(t.Context())); err != nil {
		t.Error(err)
	}
}

func TestFetch_keepsOnAfterItsLimitIsKnown(t *testing.T) {
	t.Parallel()
	server, config := startServer(t, imaptest.Options{})
	config.MaxMessage = 1000
	deliver(t, server, "INBOX", letter(1), letter(100))
	session := dialed(t, config)
	opened(t, session, true)
	infos, err := session.Sizes(t.Context(), []UID{1, 2})
	if err != nil || len(infos) != 2 {
		t.Fatal(infos, err)
	}
	if got := fetchAll(t, session, infos[:1]); len(got) != 1 {
		t.Errorf("got %d mails", len(got))
	}
	err = session.Fetch(t.Context(), infos[1:], func(Fetched) error { t.Error("too large, and yet given"); return nil })
	if !errors.Is(err, ErrProtocol) || !strings.Contains(err.Error(), "UID 2") {
		t.Error(err)
	}
}

func TestFetch_endsWithTheErrorOfYield(t *testing.T) {
	t.Parallel()
	server, config := startServer(t, imaptest.Options{})
	deliver(t, server, "INBOX", letter(1), letter(2), letter(3), letter(4000))
	session := dialed(t, config)
	opened(t, session, true)
	full := errors.New("the disk is full")
	calls := 0
	err := session.Fetch(t.Context(), []Info{{UID: 1}, {UID: 2}, {UID: 3}, {UID: 4}}, func(Fetched) error { calls++; return full })
	if err != full || calls != 1 {
		t.Errorf("after %d calls: %v", calls, err)
	}
	if err := session.Noop(t.Context()); !errors.Is(err, full) {
		t.Errorf("the session still works: %v", err)
	}
}

func TestFlag_marksAndDoesNothingElse(t *testing.T) {
	t.Parallel()
	server, config := startServer(t, imaptest.Options{})
	deliver(t, server, "INBOX", letter(1), letter(2))
	session := dialed(t, config)
	opened(t, session, false)
	if err := session.Flag(t.Context(), []UID{2}); err != nil {
		t.Fatal(err)
	}
	if got := fetchAll(t, session, []Info{{UID: 1}, {UID: 2}}); len(got) != 2 {
		t.Errorf("got %d mails", len(got))
	}
	if got := flagsOf(t, server, 2); !strings.EqualFold(got, `(\Flagged)`) {
		t.Errorf("flags of the flagged mail: %s", got)
	}
	if got := flagsOf(t, server, 1); got != `()` {
		t.Errorf("flags of the other: %s", got)
	}
}

func TestFlag_ofAFolderOpenedForReadingIsRefused(t *testing.T) {
	t.Parallel()
	server, config := startServer(t, imaptest.Options{})
	deliver(t, server, "INBOX", letter(1))
	session := dialed(t, config)
	opened(t, session, true)
	if err := session.Flag(t.Context(), []UID{1}); err == nil || !strings.Contains(err.Error(), "reading only") {
		t.Error(err)
	}
}

func TestMove_movesAndOnlyThese(t *testing.T) {
	t.Parallel()
	server, config := startServer(t, imaptest.Options{Folders: []string{"Logged"}})
	deliver(t, server, "INBOX", letter(1), letter(2), letter(3))
	session := dialed(t, config)
	opened(t, session, false)
	if err := session.Move(t.Context(), []UID{1, 3}, "Logged"); err != nil {
		t.Fatal(err)
	}
	if left, err := session.Search(t.Context(), 1); err != nil || !slices.Equal(left, []UID{2}) {
		t.Errorf("left: %v, %v", left, err)
	}
	if err := session.Move(t.Context(), []UID{2}, "Nowhere"); !errors.Is(err, ErrNoFolder) || !strings.Contains(err.Error(), "Nowhere") {
		t.Error(err)
	}
	if status, err := session.Select(t.Context(), "Logged", true); err != nil || status.Messages != 2 {
		t.Errorf("%+v, %v", status, err)
	}
}

func TestAppend_putsAMailByteForByte(t *testing.T) {
	t.Parallel()
	_, config := startServer(t, imaptest.Options{Folders: []string{"Sent"}})
	session := dialed(t, config)
	want := letter(1)
	if err := session.Append(t.Context(), "Sent", want, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := session.Append(t.Context(), "Nowhere", want, time.Now()); !errors.Is(err, ErrNoFolder) || !strings.Contains(err.Error(), "Nowhere") {
		t.Error(err)
	}
	if status, err := session.Select(t.Context(), "Sent", true); err != nil || status.Messages != 1 {
		t.Fatalf("%+v, %v", status, err)
	}
	if got := fetchAll(t, session, []Info{{UID: 1}}); len(got) != 1 || string(got[1]) != string(want) {
		t.Errorf("the folder holds %d mails: %q", len(got), got[1])
	}
}

func TestMove_withoutMoveDeletesNothing(t *testing.T) {
	t.Parallel()
	server, config := startServer(t, imaptest.Options{NoMove: true, Folders: []string{"Logged"}})
	deliver(t, server, "INBOX", letter(1))
	session := dialed(t, config)
	opened(t, session, false)
	if err := session.Move(t.Context(), []UID{1}, "Logged"); !errors.Is(err, ErrNoMove) {
		t.Error(err)
	}
	if got := fetchAll(t, session, []Info{{UID: 1}}); len(got) != 1 {
		t.Error("the mail is gone")
	}
}

func TestWait_wakesForNewMail(t *testing.T) {
	t.Parallel()
	server, config := startServer(t, imaptest.Options{})
	deliver(t, server, "INBOX", letter(1))
	session := dialed(t, config)
	opened(t, session, true)
	go func() {
		time.Sleep(20 * time.Millisecond)
		server.Deliver("INBOX", letter(2), time.Now())
	}()
	changed, err := session.Wait(t.Context(), time.Minute)
	if err != nil || !changed {
		t.Fatal(changed, err)
	}
	if uids, err := session.Search(t.Context(), 2); err != nil || !slices.Equal(uids, []UID{2}) {
		t.Error(uids, err)
	}
	if changed, err := session.Wait(t.Context(), 20*time.Millisecond); err != nil || changed {
		t.Error("woken without new mail:", changed, err)
	}
}

func TestSelect_ofNoFolder(t *testing.T) {
	t.Parallel()
	_, config := startServer(t, imaptest.Options{})
	session := dialed(t, config)
	_, err := session.Select(t.Context(), "Nowhere", true)
	if !errors.Is(err, ErrNoFolder) || !strings.Contains(err.Error(), "open log@127.0.0.1/Nowhere: ") {
		t.Error(err)
	}
	if _, err := session.Select(t.Context(), "INBOX", true); err != nil {
		t.Errorf("and then INBOX: %v", err)
	}
}

func TestDial_wrongPassword(t *testing.T) {
	t.Parallel()
	_, config := startServer(t, imaptest.Options{})
	config.Secret = password("a wrong secret")
	for _, auth := range []Auth{AuthPlain, AuthLogin} {
		config.Auth = auth
		_, err := Dial(t.Context(), config)
		if !errors.Is(err, ErrAuth) || strings.Contains(err.Error(), "wrong secret") {
			t.Errorf("%s: %v", auth, err)
		}
	}
}

func TestDial_tellsWhoItIsBeforeItOpensAFolder(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"", "implicit"} {
		_, config := startServer(t, imaptest.Options{TLS: mode, IDBeforeSelect: true})
		config.ClientName, config.ClientVersion = "Rapport", "1.0"
		session := dialed(t, config)
		if _, err := session.Select(t.Context(), "INBOX", true); err != nil {
			t.Errorf("tls=%s: %v", mode, err)
		}
	}
}

func TestClose_atAnyTime(t *testing.T) {
	t.Parallel()
	server, config := startServer(t, imaptest.Options{})
	deliver(t, server, "INBOX", letter(1), letter(2), letter(3))
	session := dialed(t, config)
	opened(t, session, true)
	entered, closed := make(chan bool), make(chan error)
	go func() {
		<-entered
		closed <- session.Close()
	}()
	err := session.Fetch(t.Context(), []Info{{UID: 1}, {UID: 2}, {UID: 3}}, func(Fetched) error {
		entered <- true
		return errors.Join(<-closed, errors.New("stop")) // the rest of the answer is not read
	})
	if err == nil || err.Error() != "stop" {
		t.Error(err)
	}
	if err := session.Close(); err != nil {
		t.Error(err)
	}
}
