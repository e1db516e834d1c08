package run

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/imaptest"
)

// A personal mailbox is opened, and nothing in it is read.
func TestCheckOnline_personalMailbox(t *testing.T) {
	server := startServer(t, imaptest.Options{Folders: []string{"已发送"}})
	if _, err := server.Deliver("INBOX", []byte("From: secret@home.example\r\nSubject: secret\r\n\r\n"), time.Now()); err != nil {
		t.Fatal(err)
	}
	personal := func(sent string) string {
		return "personal = \"li@agency.example\"\nsent = \"" + sent + "\"\nnever = [\"max@home.example\"]\npassword_file ="
	}
	r, out := checkServer(t, server, `password_file =`, personal("已发送"))
	for _, want := range []string{
		"account log: personal mailbox of li@agency.example: logs only mail with clients and others outside the agency whom a running project names, from INBOX, 已发送, except for what never names (1 item); changes nothing there, and stores nothing of other mail\n",
		fmt.Sprintf("account log: SUCCESS: logged in at 127.0.0.1:%d; INBOX (1 mail), 已发送 (0 mails); ", server.Port),
		"; opened read-only, and nothing in it was read\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if r.code != exit.OK || strings.Contains(out, "secret@") || strings.Contains(out, "max@") {
		t.Errorf("code %d:\n%s", r.code, out)
	}
	r, out = checkServer(t, server, `password_file =`, personal("Sent"))
	if r.code != exit.Unavailable || !strings.Contains(out, "account.sent: ") || !strings.Contains(out, "write the name that the server has for it") {
		t.Errorf("without its folder: code %d:\n%s", r.code, out)
	}
}
