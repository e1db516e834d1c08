package mailbox

import (
	"bufio"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"rapport/mailin/imaptest"
)

// flagsOf asks the server itself for the flags of a mail in INBOX: a session
// never asks for flags.
func flagsOf(t *testing.T, server *imaptest.Server, uid int) string {
	t.Helper()
	conn, err := net.Dial("tcp", net.JoinHostPort(server.Host, strconv.Itoa(server.Port)))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "a LOGIN log secret\r\nb EXAMINE INBOX\r\nc UID FETCH %d (FLAGS)\r\n", uid)
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if _, flags, ok := strings.Cut(lines.Text(), "FLAGS "); ok && strings.Contains(lines.Text(), "FETCH") {
			flags, _, _ = strings.Cut(flags, ")")
			return flags + ")"
		}
	}
	t.Fatal("the server tells no flags")
	return ""
}

// listen returns how to reach a server that plays the programs.
func listen(t *testing.T, programs ...[]imaptest.Step) (*imaptest.Script, Config) {
	t.Helper()
	script, err := imaptest.Serve(programs...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := script.Close(); err != nil {
			t.Error(err)
		}
	})
	return script, Config{
		Host: script.Host, Port: script.Port, TLS: TLSNone, Auth: AuthLogin,
		User: "log", Secret: password("secret"), MaxMessage: 1 << 20,
		Timeouts: Timeouts{Progress: 5 * time.Second},
	}
}

// welcome is how a server comes to have a client that has opened INBOX.
func welcome(steps ...imaptest.Step) []imaptest.Step {
	return append([]imaptest.Step{
		imaptest.Line("* OK [CAPABILITY IMAP4rev1 IDLE MOVE] ready"),
		imaptest.Expect("LOGIN"), imaptest.Line("{tag} OK [CAPABILITY IMAP4rev1 IDLE MOVE] in"),
		imaptest.Answer("CAPABILITY", "* CAPABILITY IMAP4rev1 IDLE MOVE"),
		imaptest.Answer("EXAMINE INBOX", "* 3 EXISTS", "* OK [UIDVALIDITY 7] valid", "* OK [UIDNEXT 4] next"),
	}, steps...)
}

// welcomed returns a session that has INBOX open on a server that then plays steps.
func welcomed(t *testing.T, steps ...imaptest.Step) *Session {
	t.Helper()
	_, config := listen(t, welcome(steps...))
	session := dialed(t, config)
	opened(t, session, true)
	return session
}

// fetchSome fetches the UIDs, each of which is said to have size bytes, and
// returns what was yielded.
func fetchSome(t *testing.T, session *Session, size int64, uids ...UID) (got []Fetched, err error) {
	t.Helper()
	var infos []Info
	for _, uid := range uids {
		infos = append(infos, Info{UID: uid, Size: size})
	}
	err = session.Fetch(t.Context(), infos, func(mail Fetched) error {
		got = append(got, mail)
		return nil
	})
	return got, err
}
