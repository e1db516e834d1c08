package servertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// PostfixServer is a running Postfix that accepts mail by SMTP for the accounts of a
// Dovecot and delivers it by LMTP, with Delivered-To and X-Original-To as the sender
// addressed it. It makes no DNS look-ups and relays nothing.
type PostfixServer struct {
	Port int // SMTP on 127.0.0.1

	dir     string
	process *process
}

// Postfix starts a Postfix that ends with the test. Postfix can be started only by root;
// the test of another user fails.
func Postfix(t testing.TB, dovecot *DovecotServer) *PostfixServer {
	t.Helper()
	s, err := StartPostfix(dovecot)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("Postfix's log:\n%s", s.ErrorLog())
		}
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// StartPostfix starts a Postfix for programs that are not tests. The caller must Stop it
// before the Dovecot.
func StartPostfix(dovecot *DovecotServer) (*PostfixServer, error) {
	program, err := find("postfix", "postfix", "/usr/sbin")
	if err != nil {
		return nil, err
	}
	if os.Getuid() != 0 {
		return nil, errors.New("start Postfix: only root can start it; run the test as root")
	}
	for range 3 {
		var s *PostfixServer
		if s, err = startPostfix(program, dovecot); err == nil {
			return s, nil
		}
	}
	return nil, err
}

func startPostfix(program string, dovecot *DovecotServer) (s *PostfixServer, err error) {
	dir, err := newDir("postfix")
	if err != nil {
		return nil, err
	}
	s = &PostfixServer{dir: dir}
	defer func() {
		if err != nil {
			err = fmt.Errorf("start Postfix: %w\n%s", err, s.ErrorLog())
			os.RemoveAll(dir)
		}
	}()
	if s.Port, _, err = twoPorts(); err != nil {
		return s, err
	}
	if err := s.writeConfig(dovecot); err != nil {
		return s, err
	}
	if err := s.startMaster(program); err != nil {
		return s, err
	}
	if err := s.process.ready(func() error { return greets("tcp", s.Address(), "220") }); err != nil {
		return s, errors.Join(err, s.process.stop())
	}
	return s, nil
}

// Stop ends the server and removes its queue.
func (s *PostfixServer) Stop() error {
	return errors.Join(s.process.stop(), os.RemoveAll(s.dir))
}

// Address returns the SMTP address: 127.0.0.1 and the port.
func (s *PostfixServer) Address() string { return loopback(s.Port) }

// ErrorLog returns what the server wrote to its log.
func (s *PostfixServer) ErrorLog() string { return readLog(s.path("log", "mail")) }

// Flush waits until the queue is empty, that is, until all accepted mail is delivered.
func (s *PostfixServer) Flush(ctx context.Context) error {
	program, err := find("postqueue", "postfix", "/usr/sbin")
	if err != nil {
		return err
	}
	for {
		out, err := exec.CommandContext(ctx, program, "-c", s.path("etc"), "-p").CombinedOutput()
		if err != nil {
			return fmt.Errorf("list Postfix's queue: %w: %s", err, out)
		}
		if strings.Contains(string(out), "queue is empty") {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for Postfix's queue: %w\n%s", context.Cause(ctx), out)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// startMaster starts Postfix's first process itself: a postfix(1) that starts it would
// leave our process group, and outlive a killed test.
func (s *PostfixServer) startMaster(program string) error {
	// It makes the queue's directories.
	if out, err := exec.Command(program, "-c", s.path("etc"), "check").CombinedOutput(); err != nil {
		return fmt.Errorf("postfix check: %w: %s", err, out)
	}
	postconf, err := find("postconf", "postfix", "/usr/sbin")
	if err != nil {
		return err
	}
	out, err := exec.Command(postconf, "-c", s.path("etc"), "-h", "daemon_directory").Output()
	if err != nil {
		return fmt.Errorf("ask postconf where Postfix's daemons are: %w", err)
	}
	s.process, err = start(filepath.Join(strings.TrimSpace(string(out)), "master"), "-d", "-c", s.path("etc"))
	return err
}

func (s *PostfixServer) writeConfig(dovecot *DovecotServer) error {
	var domains []string
	var recipients strings.Builder
	for _, a := range dovecot.Accounts {
		if _, domain, _ := strings.Cut(a.User, "@"); !slices.Contains(domains, domain) {
			domains = append(domains, domain)
		}
		fmt.Fprintf(&recipients, "%s OK\n", a.User)
	}
	for _, dir := range []string{"etc", "spool", "data", "log"} {
		if err := os.Mkdir(s.path(dir), 0o755); err != nil {
			return err
		}
	}
	if err := chownTo(s.path("data"), "postfix"); err != nil {
		return err
	}
	for name, text := range map[string]string{
		"main.cf":    fmt.Sprintf(postfixMain, s.dir, strings.Join(domains, " "), dovecot.LMTP),
		"master.cf":  fmt.Sprintf(postfixMaster, s.Port),
		"recipients": recipients.String(),
	} {
		if err := os.WriteFile(s.path("etc", name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (s *PostfixServer) path(elements ...string) string {
	return filepath.Join(append([]string{s.dir}, elements...)...)
}

const postfixMain = `compatibility_level = 3.7
queue_directory = %[1]s/spool
data_directory = %[1]s/data
maillog_file = %[1]s/log/mail
maillog_file_prefixes = %[1]s/log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.agency.test
mydestination =
mynetworks = 127.0.0.0/8
smtp_dns_support_level = disabled
lmtp_dns_support_level = disabled
smtpd_client_restrictions =
smtpd_peername_lookup = no
smtpd_relay_restrictions = reject_unauth_destination
alias_maps =
alias_database =
local_recipient_maps =
local_transport = error:5.1.1 there is no local mail here
relay_transport = error:5.7.1 this server sends no mail
default_transport = error:5.7.1 this server sends no mail
virtual_mailbox_domains = %[2]s
virtual_mailbox_maps = texthash:%[1]s/etc/recipients
virtual_transport = dovecot:unix:%[3]s
recipient_delimiter = +
dovecot_destination_recipient_limit = 1
message_size_limit = 0
mailbox_size_limit = 0
`

const postfixMaster = `127.0.0.1:%d inet n - n - - smtpd
pickup    unix       n - n 60 1 pickup
cleanup   unix       n - n - 0 cleanup
qmgr      unix       n - n 300 1 qmgr
tlsmgr    unix       - - n 1000? 1 tlsmgr
rewrite   unix       - - n - - trivial-rewrite
bounce    unix       - - n - 0 bounce
defer     unix       - - n - 0 bounce
trace     unix       - - n - 0 bounce
verify    unix       - - n - 1 verify
flush     unix       n - n 1000? 0 flush
proxymap  unix       - - n - - proxymap
proxywrite unix      - - n - 1 proxymap
error     unix       - - n - - error
retry     unix       - - n - - error
discard   unix       - - n - - discard
showq     unix       n - n - - showq
anvil     unix       - - n - 1 anvil
scache    unix       - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
dovecot   unix       - - n - - lmtp flags=DO
`
