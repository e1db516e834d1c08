package mailbox

import (
	"bufio"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"

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
