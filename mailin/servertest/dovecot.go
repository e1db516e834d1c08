package servertest

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Account is a mailbox of a server.
type Account struct{ User, Password string }

// DovecotServer is a running Dovecot. Its mailboxes are Maildirs, and a
// recipient log+ACME@agency.test reaches the mailbox of log@agency.test.
type DovecotServer struct {
	Accounts []Account      // the first is the default of methods without a user
	Port     int            // IMAP on 127.0.0.1, with and without STARTTLS
	TLSPort  int            // IMAPS on 127.0.0.1
	LMTP     string         // path of the socket that accepts mail (RFC 2033)
	CA       *x509.CertPool // trusts the server's certificate for 127.0.0.1
	CAFile   string         // the same, as a PEM file

	dir     string
	mail    owner
	process *process
}

// Dovecot starts a Dovecot that ends with the test. Without accounts it has
// one, log@agency.test.
func Dovecot(t testing.TB, accounts ...Account) *DovecotServer {
	t.Helper()
	s, err := StartDovecot(accounts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("Dovecot's log:\n%s", s.ErrorLog())
		}
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// StartDovecot starts a Dovecot for programs that are not tests. The caller must Stop it.
func StartDovecot(accounts ...Account) (*DovecotServer, error) {
	program, err := find("dovecot", "dovecot-imapd dovecot-lmtpd", "/usr/sbin")
	if err != nil {
		return nil, err
	}
	if len(accounts) == 0 {
		accounts = []Account{{User: "log@agency.test", Password: "wide open sea"}}
	}
	// Another process may take a port between the check that it is free and Dovecot's
	// bind.
	for range 3 {
		var s *DovecotServer
		if s, err = startDovecot(program, accounts); err == nil {
			return s, nil
		}
	}
	return nil, err
}

func startDovecot(program string, accounts []Account) (s *DovecotServer, err error) {
	dir, err := newDir("dovecot")
	if err != nil {
		return nil, err
	}
	s = &DovecotServer{Accounts: accounts, LMTP: filepath.Join(dir, "lmtp"), dir: dir}
	defer func() {
		if err != nil {
			err = fmt.Errorf("start Dovecot: %w\n%s", err, s.ErrorLog())
			os.RemoveAll(dir)
		}
	}()
	if s.Port, s.TLSPort, err = twoPorts(); err != nil {
		return s, err
	}
	if s.mail, err = mailOwner(); err != nil {
		return s, err
	}
	if s.CA, s.CAFile, err = writeCertificate(dir); err != nil {
		return s, err
	}
	if err := s.writeConfig(); err != nil {
		return s, err
	}
	if s.process, err = start(program, "-F", "-c", s.config()); err != nil {
		return s, err
	}
	if err := s.process.ready(s.answers); err != nil {
		return s, errors.Join(err, s.process.stop())
	}
	return s, nil
}

// Stop ends the server and removes its mail.
func (s *DovecotServer) Stop() error {
	return errors.Join(s.process.stop(), os.RemoveAll(s.dir))
}

// Address returns the IMAP address: 127.0.0.1 and the port.
func (s *DovecotServer) Address() string { return loopback(s.Port) }

// TLSAddress returns the IMAPS address.
func (s *DovecotServer) TLSAddress() string { return loopback(s.TLSPort) }

// Maildir returns the directory with the mail of a user. If the test runs as root, another
// user owns it.
func (s *DovecotServer) Maildir(user string) string {
	return filepath.Join(s.dir, "home", user, "Maildir")
}

// Doveadm runs doveadm(1) on this server and returns its output.
func (s *DovecotServer) Doveadm(ctx context.Context, args ...string) (string, error) {
	program, err := find("doveadm", "dovecot-core", "/usr/bin")
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, program, append([]string{"-c", s.config()}, args...)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return string(out), fmt.Errorf("doveadm %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return string(out), nil
}

// SetUIDValidity renumbers a folder of the first account, as a server does that has lost
// its index: every UID that clients know becomes meaningless.
func (s *DovecotServer) SetUIDValidity(ctx context.Context, folder string, value uint32) error {
	_, err := s.Doveadm(ctx, "mailbox", "update", "-u", s.Accounts[0].User,
		"--uid-validity", strconv.FormatUint(uint64(value), 10), folder)
	return err
}

// Expunge removes one mail from a folder of the first account.
func (s *DovecotServer) Expunge(ctx context.Context, folder string, uid uint32) error {
	_, err := s.Doveadm(ctx, "expunge", "-u", s.Accounts[0].User,
		"mailbox", folder, "uid", strconv.FormatUint(uint64(uid), 10))
	return err
}

// Kick disconnects every session of the first account.
func (s *DovecotServer) Kick(ctx context.Context) error {
	_, err := s.Doveadm(ctx, "kick", s.Accounts[0].User)
	return err
}

// ErrorLog returns what the server wrote to its log.
func (s *DovecotServer) ErrorLog() string {
	return readLog(filepath.Join(s.dir, "log"))
}

func (s *DovecotServer) config() string { return filepath.Join(s.dir, "dovecot.conf") }

// answers reports whether the server greets on IMAP and LMTP.
func (s *DovecotServer) answers() error {
	return errors.Join(greets("tcp", s.Address(), "* OK"), greets("unix", s.LMTP, "220"))
}

func (s *DovecotServer) writeConfig() error {
	var users strings.Builder
	for _, a := range s.Accounts {
		fmt.Fprintf(&users, "%s:{PLAIN}%s::::::\n", a.User, a.Password)
		home := filepath.Join(s.dir, "home", a.User)
		if err := os.MkdirAll(home, 0o755); err != nil {
			return err
		}
		if err := os.Chown(home, s.mail.uid, s.mail.gid); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(s.dir, "users"), []byte(users.String()), 0o644); err != nil {
		return err
	}
	text := fmt.Sprintf(dovecotConfig, s.dir, s.Port, s.TLSPort, s.mail.uid, s.mail.gid)
	if os.Getuid() != 0 {
		text += unprivileged(s.mail)
	}
	return os.WriteFile(s.config(), []byte(text), 0o644)
}

const dovecotConfig = `protocols = imap lmtp
listen = 127.0.0.1
base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
instance_name = %[1]s

ssl = yes
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
auth_mechanisms = plain login
passdb {
  driver = passwd-file
  args = %[1]s/users
}
userdb {
  driver = static
  args = uid=%[4]d gid=%[5]d home=%[1]s/home/%%u
}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
# When a mail came is what its file says, also where a test moves that.
mail_never_cache_fields = imap.envelope date.received
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no

service imap-login {
  inet_listener imap {
    port = %[2]d
  }
  inet_listener imaps {
    port = %[3]d
    ssl = yes
  }
}
service lmtp {
  unix_listener %[1]s/lmtp {
    mode = 0666
  }
}
# Hundreds of sessions of one user are nothing unusual in a test.
mail_max_userip_connections = 1000
`

// unprivileged returns the settings that Dovecot needs if root does not start it: it cannot
// assume another user's rights, nor lock itself into a directory.
func unprivileged(o owner) string {
	var b strings.Builder
	fmt.Fprintf(&b, "default_internal_user = %s\ndefault_internal_group = %s\ndefault_login_user = %[1]s\n", o.user, o.group)
	for _, service := range []string{"anvil", "imap-login", "stats", "log", "auth", "auth-worker", "config", "lmtp", "imap"} {
		fmt.Fprintf(&b, "service %s {\n  chroot =\n  user = %s\n}\n", service, o.user)
	}
	return b.String()
}

// owner is the owner of the mail on disk.
type owner struct {
	user, group string
	uid, gid    int
}

// mailOwner returns the user that runs this process or, as Dovecot refuses to open mail as
// root, Debian's user mail.
func mailOwner() (owner, error) {
	u, err := user.Current()
	if err == nil && u.Uid == "0" {
		u, err = user.Lookup("mail")
	}
	if err != nil {
		return owner{}, fmt.Errorf("look up the owner of mail: %w", err)
	}
	g, err := user.LookupGroupId(u.Gid)
	if err != nil {
		return owner{}, fmt.Errorf("look up the group of mail: %w", err)
	}
	uid, _ := strconv.Atoi(u.Uid) // decimal on every Unix
	gid, _ := strconv.Atoi(u.Gid)
	return owner{user: u.Username, group: g.Name, uid: uid, gid: gid}, nil
}
