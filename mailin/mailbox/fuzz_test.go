package mailbox

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"
)

// plain is what the library may get to see: lines in which it has nothing to be
// tripped up by.
var plain = regexp.MustCompile(`^(` +
	`\* OK ready|\* OK \[CAPABILITY [A-Za-z0-9+= -]+\] ready|\* CAPABILITY [A-Za-z0-9+= -]+|` +
	`\+ [ -~]*|` +
	`[^\s(){%*"\\\]+][^\s(){%*"\\\]]* (OK|NO|BAD)( \[CAPABILITY [A-Za-z0-9+= -]+\]| \[[^\s(){%*"\\\]]+\])?( [^\[\s][^\r\n\x00]*)?` +
	`)$`)

// FuzzWire reads a stranger's bytes as the library would.
func FuzzWire(f *testing.F) {
	for _, seed := range []string{
		"* OK [CAPABILITY IMAP4rev1 (x] hi\r\n* CAPABILITY(x\r\n* ENABLED (\r\nT1 OK [CAPABILITY (] x\r\n",
		"* OK\r\n* SEARCH 1 2 (MODSEQ 5)\r\n* ESEARCH (TAG \"x\") UID ALL 1:3,4294967295\r\nT1 OK [COPYUID 1 2 3] x\r\n",
		"* OK\r\n* 1 FETCH (UID 1 BODY[] {3}\r\nabc FLAGS (\\Seen x]))\r\n* 2 FETCH (BODY[] \"a\\\"b\" UID 2)\r\nT1 NO [LIMIT] [x] y\r\n",
		"* OK\r\n* 1 FETCH (UID 1 BODY[HEADER.FIELDS (TO)]<0> {3}\r\nabc RFC822.SIZE 7 INTERNALDATE \" 1-Mar-2026 09:30:00 +0800\")\r\n+ go\r\n",
		"* OK\r\n* LIST () \"/\" {3}\r\nabc {2}\r\nxy\r\n* OK [UIDVALIDITY 0] x\r\n* 3 EXISTS\r\n* 1 EXPUNGE\r\n\r\n* BYE x\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		conn := &streamConn{Reader: bytes.NewReader(stream)}
		w := newWire(conn, conn, 4096)
		w.mails = make(chan Fetched, len(stream))
		w.expect(0, 0)
		w.want(map[UID]bool{1: true, 2: true})
		seen, err := io.ReadAll(w)
		if err == nil || len(w.failure().Error()) == 0 || !conn.closed {
			t.Fatalf("it ends with %v, closed: %t", err, conn.closed)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(string(seen), "\r\n"), "\r\n") {
			if len(seen) > 0 && !plain.MatchString(line) {
				t.Fatalf("the library sees %q", line)
			}
		}
		close(w.mails)
		given := map[UID]bool{}
		for mail := range w.mails {
			if mail.UID != 1 && mail.UID != 2 || given[mail.UID] {
				t.Fatalf("UID %d is given, and not asked for or given before", mail.UID)
			}
			given[mail.UID] = true
			if len(mail.Raw) > 4096 {
				t.Fatalf("a mail of %d bytes", len(mail.Raw))
			}
		}
	})
}

// streamConn is a connection of which only the reading matters.
type streamConn struct {
	net.Conn
	*bytes.Reader
	closed bool
}

func (c *streamConn) Read(p []byte) (int, error)      { return c.Reader.Read(p) }
func (c *streamConn) SetReadDeadline(time.Time) error { return nil }
func (c *streamConn) Close() error                    { c.closed = true; return nil }

// FuzzSession plays a stranger's bytes as a server's. Between two marks stands
// what it sends after each line of the client, with {tag} for that line's tag.
// Whatever they are, the session ends soon after they do, and returns no mail that
// was not asked for, none twice, and none that is too large.
func FuzzSession(f *testing.F) {
	const mark = "\n--\n"
	login := "* OK [CAPABILITY IMAP4rev1 IDLE] hi\r\n" + mark + "{tag} OK [CAPABILITY IMAP4rev1 IDLE] in\r\n" +
		mark + "* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK\r\n" + mark + "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n{tag} OK [READ-ONLY] open\r\n"
	for _, rest := range []string{
		mark + "* SEARCH 1 2\r\n{tag} OK\r\n" + mark + "* 1 FETCH (UID 1 RFC822.SIZE 3 INTERNALDATE \" 1-Mar-2026 09:30:00 +0800\")\r\n{tag} OK\r\n" +
			mark + "* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n* 2 FETCH (BODY[] {3}\r\nabc UID 2)\r\n{tag} OK\r\n" +
			mark + "+ idling\r\n* 3 EXISTS\r\n" + mark + "T7 OK\r\n" + mark + "* BYE\r\n{tag} OK\r\n",
		mark + "* ESEARCH (TAG \"{tag}\") UID ALL 1:2\r\n{tag} OK [X (] y\r\n" + mark + "* 1 FETCH (FLAGS (\\Seen) UID 1 BODY[TEXT] {2}\r\nab RFC822.SIZE 1)\r\n",
		mark + "* LIST () \"/\" {3}\r\nabc\r\n* VANISHED 1:2\r\n* OK [CAPABILITY x (y] z\r\n{tag} NO [EXPUNGEISSUED] gone\r\n",
		mark + "{tag} BAD UID\r\n" + mark + "* SEARCH 4294967295\r\n{tag} OK\r\n",
	} {
		f.Add([]byte(login + rest))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		ours, theirs := net.Pipe()
		played := make(chan struct{})
		var ended time.Time
		go func() {
			defer close(played)
			defer theirs.Close()
			lines := bufio.NewReader(theirs)
			for i, chunk := range bytes.Split(stream, []byte(mark)) {
				tag := ""
				if i > 0 {
					line, err := lines.ReadString('\n')
					if err != nil {
						break
					}
					tag, _, _ = strings.Cut(line, " ")
				}
				if _, err := theirs.Write(bytes.ReplaceAll(chunk, []byte("{tag}"), []byte(tag))); err != nil {
					break
				}
			}
			ended = time.Now()
		}()
		config := Config{
			Host: "localhost", TLS: TLSNone, Auth: AuthLogin, User: "log", Secret: password("secret"), MaxMessage: 64 << 10,
			Timeouts: Timeouts{Progress: 5 * time.Millisecond, Idle: 5 * time.Millisecond},
		}
		err := useAll(t, config.withDefaults(), ours)
		if errors.Is(err, errStuck) {
			t.Fatal(err)
		}
		ours.Close()
		<-played
		if after := time.Since(ended); after > 2*time.Second {
			t.Fatalf("the session ended %s after the stream", after)
		}
	})
}

// useAll makes one round of all that a session does, as far as it goes.
func useAll(t *testing.T, config Config, conn net.Conn) (err error) {
	ctx := context.Background()
	session, err := open(ctx, config, conn, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	if _, err := session.Select(ctx, "INBOX", false); err != nil {
		return err
	}
	uids, err := session.Search(ctx, 1)
	if err != nil {
		return err
	}
	uids = uids[:min(len(uids), 3)]
	infos, err := session.Sizes(ctx, uids)
	if err != nil {
		return err
	}
	left := map[UID]bool{}
	for _, info := range infos {
		if left[info.UID] {
			t.Fatalf("UID %d was reported twice", info.UID)
		}
		left[info.UID] = true
	}
	err = session.Fetch(ctx, infos, func(mail Fetched) error {
		if !left[mail.UID] {
			t.Fatalf("UID %d was given, and not asked for or given before", mail.UID)
		}
		if int64(len(mail.Raw)) > config.MaxMessage {
			t.Fatalf("%d bytes", len(mail.Raw))
		}
		left[mail.UID] = false
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := session.Wait(ctx, 2*time.Millisecond); err != nil {
		return err
	}
	if err := session.Flag(ctx, uids); err != nil {
		return err
	}
	return session.Noop(ctx)
}
