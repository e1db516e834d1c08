package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/setup"
	"rapport/mailin/imaptest"
	"rapport/mailout/smtptest"
)

// noDNS is a network without an answer.
type noDNS struct{}

func (noDNS) LookupMX(context.Context, string) ([]*net.MX, error) { return nil, errors.New("timeout") }
func (noDNS) LookupSRV(context.Context, string, string, string) (string, []*net.SRV, error) {
	return "", nil, errors.New("timeout")
}

// Each answer is tried at once; one that fails is explained and asked again, and only when all
// work is anything written.
func TestInit_triesEachAnswerAndAsksAgain(t *testing.T) {
	imap, err := imaptest.Start(imaptest.Options{User: "log@agency.example", Password: "right"})
	if err != nil {
		t.Fatal(err)
	}
	defer imap.Close()
	smtp, err := smtptest.Start(smtptest.Options{User: "log@agency.example", Secret: "right"})
	if err != nil {
		t.Fatal(err)
	}
	defer smtp.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close() // nothing answers there
	path := filepath.Join(t.TempDir(), "new", "config.toml")
	answers := []string{
		"log@agency.example",
		closed.Addr().String() + "/none", "", "wrong", // refused
		fmt.Sprintf("127.0.0.1:%d/none", imap.Port), "", "wrong", // the password
		"", "", "right",
		closed.Addr().String() + "/none",
		fmt.Sprintf("127.0.0.1:%d/none", smtp.Port),
	}
	var shown bytes.Buffer
	i := &initialiser{
		app:     &app.App{ConfigFlag: path, Getenv: noEnvironment},
		ask:     setup.NewAsker(t.Context(), strings.NewReader(strings.Join(answers, "\n")+"\n"), &shown),
		network: setup.Network{DNS: noDNS{}, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no network") }},
	}
	if err := i.run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, shown.String())
	}
	for _, want := range []string{
		"The servers were not found: the DNS shows no mail server of agency.example.",
		"connection refused; check port: 993 or 143 for IMAP",
		"check user, auth and the password; many providers require an app password",
		"Please answer again",
		"Wrote " + path,
	} {
		if !strings.Contains(shown.String(), want) {
			t.Errorf("%q is missing in\n%s", want, shown.String())
		}
	}
	if strings.Contains(shown.String(), "right\n") {
		t.Error("a password is shown")
	}
	secret, err := os.ReadFile(filepath.Join(filepath.Dir(path), "log.password"))
	if err != nil || string(secret) != "right\n" {
		t.Errorf("the password is %q, %v", secret, err)
	}
	if r := check(t.Context(), path, noEnvironment, true); r.problems.Errors() > 0 || len(r.servers) != 1 || len(r.relays) != 1 {
		t.Errorf("the check finds %v", r.problems)
	}
}

// srvElsewhere is a DNS that names servers of somebody else.
type srvElsewhere struct{ noDNS }

func (srvElsewhere) LookupSRV(_ context.Context, service, _, _ string) (string, []*net.SRV, error) {
	if service == "imaps" || service == "submissions" {
		return "", []*net.SRV{{Target: service + ".evil.example.", Port: 993}}, nil
	}
	return "", nil, errors.New("no such record")
}

// Without questions no password goes to a server outside the domain that the DNS alone names.
func TestInit_withoutQuestionsBelievesNoOtherDomain(t *testing.T) {
	dir := t.TempDir()
	path, password := filepath.Join(dir, "config.toml"), filepath.Join(dir, "log.password")
	if err := os.WriteFile(password, []byte("right\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	dialled := false
	var shown bytes.Buffer
	i := &initialiser{
		app: &app.App{ConfigFlag: path, Getenv: noEnvironment},
		ask: setup.NewAsker(t.Context(), strings.NewReader(""), &shown), yes: true, address: "log@agency.example", passwordFile: password,
		network: setup.Network{DNS: srvElsewhere{}, Dial: func(context.Context, string, string) (net.Conn, error) {
			dialled = true
			return nil, errors.New("no network")
		}},
	}
	if err := i.run(t.Context()); err == nil || !strings.Contains(err.Error(), "imaps.evil.example is outside the domain") || !strings.Contains(err.Error(), "--imap-host imaps.evil.example:993/implicit") {
		t.Errorf("%v\n%s", err, shown.String())
	}
	if _, err := os.Stat(path); err == nil || dialled {
		t.Error("a configuration was written, or a server was tried")
	}
}
