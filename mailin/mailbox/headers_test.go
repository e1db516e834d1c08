package mailbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	. "rapport/mailin/imaptest"
)

func headersOf(t *testing.T, session *Session, uids ...UID) (got []string, err error) {
	t.Helper()
	err = session.Headers(t.Context(), uids, func(uid UID, header []byte) error {
		got = append(got, fmt.Sprintf("%d:%s", uid, header))
		return nil
	})
	return got, err
}

// Only the header is fetched, and the mail stays unseen.
func TestHeaders_ofARealServer(t *testing.T) {
	t.Parallel()
	server, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, raw := range []string{"Subject: one\r\nTo: a@b.example\r\n\r\nsecret\r\n\r\nTo: c@d.example\r\n", "Subject: two\r\n\r\n", "\r\nSubject: none\r\n\r\nx", "Subject: " + strings.Repeat("x", MaxHeader) + "\r\n\r\nsecret"} {
		if _, err := server.Deliver("INBOX", []byte(raw), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	session := dialed(t, Config{Host: server.Host, Port: server.Port, TLS: TLSNone, User: "log", Secret: password("secret"), MaxMessage: 1 << 20})
	opened(t, session, true)
	got, err := headersOf(t, session, 1, 2, 3, 4, 9)
	if err != nil || len(got) < 3 {
		t.Fatalf("%d headers, %v", len(got), err)
	}
	if got[0] != "1:Subject: one\r\nTo: a@b.example\r\n\r\n" || got[1] != "2:Subject: two\r\n\r\n" {
		t.Errorf("headers %q", got[:2])
	}
	if last := got[len(got)-1]; len(last) != len("4:")+MaxHeader {
		t.Errorf("the long header has %d bytes", len(last))
	}
	for _, one := range got {
		if strings.Contains(one, "secret") {
			t.Errorf("more than the header: %.80q", one)
		}
	}
	for uid := range 4 {
		if flags := flagsOf(t, server, uid+1); flags != "()" {
			t.Errorf("UID %d has flags %s", uid+1, flags)
		}
	}
}

func TestHeaders_inTheFormsInWhichServersSendThem(t *testing.T) {
	t.Parallel()
	const header = "To: a@b.example\r\n\r\n"
	for _, item := range []string{"BODY[HEADER]<0>", "BODY[HEADER]", "body[header]<0>", "RFC822.HEADER"} {
		session := welcomed(t, Expect("BODY.PEEK[HEADER]<0.262144>"),
			Send("* 1 FETCH (UID 1 "+item+" "), Literal(len(header), header), Line(")"), Line("{tag} OK done"))
		if got, err := headersOf(t, session, 1, 2); err != nil || len(got) != 1 || got[0] != "1:"+header {
			t.Errorf("%s: %q, %v", item, got, err)
		}
	}
	session := welcomed(t, Expect("BODY.PEEK[HEADER]"), Line("* 1 FETCH (UID 1 BODY[HEADER]<0> NIL)"), Line("{tag} OK done"))
	if got, err := headersOf(t, session, 1, 2); err != nil || len(got) != 0 {
		t.Errorf("NIL: %q, %v", got, err)
	}
}
