package servertest

import (
	"context"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"path/filepath"
	"time"
)

// Deliver passes a mail to Dovecot by LMTP (RFC 2033), like an MTA. Dovecot adds
// Return-Path, Delivered-To and Received. When it returns nil, the mail is in the mailbox.
func (s *DovecotServer) Deliver(ctx context.Context, recipient string, mail []byte) error {
	if err := s.deliver(ctx, recipient, mail); err != nil {
		return fmt.Errorf("deliver to %s by LMTP: %w", recipient, err)
	}
	return nil
}

func (s *DovecotServer) deliver(ctx context.Context, recipient string, mail []byte) error {
	var dialer net.Dialer
	raw, err := dialer.DialContext(ctx, "unix", s.LMTP)
	if err != nil {
		return err
	}
	raw.SetDeadline(time.Now().Add(timeout))
	conn := textproto.NewConn(raw)
	defer conn.Close()
	if _, _, err := conn.ReadResponse(220); err != nil {
		return err
	}
	for _, step := range []struct {
		command string
		code    int
	}{
		{"LHLO localhost", 250},
		{"MAIL FROM:<>", 250},
		{"RCPT TO:<" + recipient + ">", 250},
		{"DATA", 354},
	} {
		if err := conn.PrintfLine("%s", step.command); err != nil {
			return err
		}
		if _, _, err := conn.ReadResponse(step.code); err != nil {
			return err
		}
	}
	body := conn.DotWriter()
	if _, err := body.Write(mail); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	_, _, err = conn.ReadResponse(250) // one for the one recipient
	return err
}

// Maildir is a mail folder on disk that a Dovecot serves, to be filled faster than a server
// would accept mail.
type Maildir struct {
	dir   string
	owner owner
	n     int
}

// Fill opens the INBOX of a user for Add.
func (s *DovecotServer) Fill(user string) (*Maildir, error) {
	m := &Maildir{dir: s.Maildir(user), owner: s.mail}
	for _, dir := range []string{m.dir, m.path("cur"), m.path("new"), m.path("tmp")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("make a Maildir: %w", err)
		}
		if err := os.Chown(dir, m.owner.uid, m.owner.gid); err != nil {
			return nil, fmt.Errorf("make a Maildir: %w", err)
		}
	}
	return m, nil
}

// Add puts a mail into the folder, with exactly these bytes, as received at that time.
// Dovecot numbers mails in the order of the calls.
func (m *Maildir) Add(mail []byte, received time.Time) error {
	m.n++
	name := fmt.Sprintf("%d.M%09d.agency,S=%d", received.Unix(), m.n, len(mail))
	path := m.path("tmp", name)
	if err := os.WriteFile(path, mail, 0o600); err != nil {
		return fmt.Errorf("add a mail: %w", err)
	}
	if err := os.Chown(path, m.owner.uid, m.owner.gid); err != nil {
		return fmt.Errorf("add a mail: %w", err)
	}
	if err := os.Chtimes(path, received, received); err != nil {
		return fmt.Errorf("add a mail: %w", err)
	}
	if err := os.Rename(path, m.path("new", name)); err != nil {
		return fmt.Errorf("add a mail: %w", err)
	}
	return nil
}

func (m *Maildir) path(elements ...string) string {
	return filepath.Join(append([]string{m.dir}, elements...)...)
}
