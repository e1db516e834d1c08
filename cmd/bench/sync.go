package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// synced is what one first sync took.
type synced struct {
	corpus   string
	mails    int
	bytes    int64 // of the mails
	ours     used
	database int64 // bytes
	// What mbsync took, and then mu and notmuch for their index; zero where they are not
	// installed. mbsync and both indexes write durably, as by default.
	mbsync, mu, notmuch used
}

func (s synced) rate(u ...used) float64 {
	var wall time.Duration
	for _, step := range u {
		wall += step.wall
	}
	return float64(s.mails) / wall.Seconds()
}

func (s synced) cpu(u ...used) float64 {
	var cpu time.Duration
	for _, step := range u {
		cpu += step.cpu
	}
	return ms(cpu) / float64(s.mails)
}

// firstSyncs reads each mailbox into an empty log, and does the same with mbsync, mu and
// notmuch.
func (b *bench) firstSyncs(ctx context.Context) error {
	fmt.Print("\n| corpus | mails | MB | mails/s | CPU ms a mail | memory MB | database MB | mbsync + mu | CPU | times as fast, of CPU | mbsync + notmuch | times as fast |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	var all []synced
	for i, c := range b.corpora {
		for k, n := range b.sizes {
			b.corpus, b.account = c, b.dovecot.Accounts[i*len(b.sizes)+k]
			s, err := b.firstSync(ctx, n)
			if err != nil {
				return fmt.Errorf("%s, %d mails: %w", c.Name, n, err)
			}
			s.print()
			all = append(all, s)
		}
	}
	if len(b.sizes) == 1 {
		return nil
	}
	fmt.Print("\nHow a mail's share grows with the mailbox:\n\n| corpus | mails | CPU a mail | mails/s | memory | database bytes a byte of mail |\n| --- | --- | --- | --- | --- | --- |\n")
	for i, s := range all {
		if i%len(b.sizes) == 0 {
			continue
		}
		was := all[i-1]
		fmt.Printf("| %s | %d → %d | × %.2f | × %.2f | × %.2f | %.2f → %.2f |\n", s.corpus, was.mails, s.mails,
			s.cpu(s.ours)/was.cpu(was.ours), s.rate(s.ours)/was.rate(was.ours), float64(s.ours.memory)/float64(was.ours.memory),
			float64(was.database)/float64(was.bytes), float64(s.database)/float64(s.bytes))
	}
	return nil
}

func (s synced) print() {
	fmt.Printf("| %s | %d | %d | %.0f | %.2f | %d | %d ", s.corpus, s.mails, s.bytes/1e6, s.rate(s.ours), s.cpu(s.ours), s.ours.memory>>20, s.database/1e6)
	if s.mu.wall > 0 {
		fmt.Printf("| %.0f | %.2f | %.2f, %.2f ", s.rate(s.mbsync, s.mu), s.cpu(s.mbsync, s.mu), s.rate(s.ours)/s.rate(s.mbsync, s.mu), s.cpu(s.mbsync, s.mu)/s.cpu(s.ours))
	} else {
		fmt.Print("| – | – | – ")
	}
	if s.notmuch.wall > 0 {
		fmt.Printf("| %.0f | %.2f |\n", s.rate(s.mbsync, s.notmuch), s.rate(s.ours)/s.rate(s.mbsync, s.notmuch))
	} else {
		fmt.Print("| – | – |\n")
	}
}

// fill writes the mailbox.
func (b *bench) fill(mails int) (bytes int64, err error) {
	folder, err := b.dovecot.Fill(b.account.User)
	if err != nil {
		return 0, err
	}
	for m := range b.corpus.Mails(b.seed, mails) {
		bytes += int64(len(m.Raw))
		if err := folder.Add(m.Raw, m.Date); err != nil {
			return 0, err
		}
	}
	return bytes, nil
}

func (b *bench) firstSync(ctx context.Context, mails int) (s synced, err error) {
	s.corpus, s.mails = b.corpus.Name, mails
	if s.bytes, err = b.fill(mails); err != nil {
		return s, err
	}
	name := fmt.Sprintf("%s-%d", s.corpus, mails)
	defer os.RemoveAll(b.state(name))
	defer os.RemoveAll(b.dovecot.Maildir(b.account.User))
	if err := b.configure(name, b.dovecot.Port); err != nil {
		return s, err
	}
	// Dovecot makes an index of a new mailbox at the first look; that is paid for before
	// either is measured.
	if _, err := b.dovecot.Doveadm(ctx, "index", "-u", b.account.User, "INBOX"); err != nil {
		return s, err
	}
	if s.ours, err = b.command(ctx, b.rapport, "serve", "--once", "-c", b.config(name), "--log-level", "warn"); err != nil {
		return s, err
	}
	if s.database, err = size(b.state(name)); err != nil || b.alone {
		return s, err
	}
	return s, b.others(ctx, &s, name)
}

// others measures mbsync, mu and notmuch, as far as they are installed.
func (b *bench) others(ctx context.Context, s *synced, name string) (err error) {
	if _, err := exec.LookPath("mbsync"); err != nil {
		return nil
	}
	dir := filepath.Join(b.dir, name+"-others")
	defer os.RemoveAll(dir)
	maildir, mu := filepath.Join(dir, "Maildir"), filepath.Join(dir, "mu")
	if err := os.MkdirAll(filepath.Join(maildir, "INBOX"), 0o700); err != nil {
		return err
	}
	mbsyncrc, notmuchrc := filepath.Join(dir, "mbsyncrc"), filepath.Join(dir, "notmuchrc")
	for path, text := range map[string]string{
		mbsyncrc:  fmt.Sprintf(mbsyncConfig, b.dovecot.Port, b.account.User, b.account.Password, maildir),
		notmuchrc: fmt.Sprintf("[database]\npath=%s\n[user]\nname=bench\nprimary_email=bench@agency.example\n[new]\ntags=new\n", maildir),
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	if s.mbsync, err = b.command(ctx, "mbsync", "-q", "-c", mbsyncrc, "all"); err != nil {
		return err
	}
	if _, err := exec.LookPath("mu"); err == nil {
		if _, err := b.command(ctx, "mu", "init", "--quiet", "--muhome="+mu, "--maildir="+maildir); err != nil {
			return err
		}
		if s.mu, err = b.command(ctx, "mu", "index", "--quiet", "--muhome="+mu); err != nil {
			return err
		}
	}
	if _, err := exec.LookPath("notmuch"); err == nil {
		if s.notmuch, err = b.command(ctx, "notmuch", "--config="+notmuchrc, "new", "--quiet"); err != nil {
			return err
		}
	}
	return nil
}

const mbsyncConfig = `IMAPStore far
Host 127.0.0.1
Port %d
User %s
Pass %q
SSLType None
AuthMechs LOGIN

MaildirStore near
Path %s/
Inbox %[4]s/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
`
