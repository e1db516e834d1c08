package doctor

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/wording"
	"rapport/mailin/mailbox"
	"rapport/mailin/probe"
	"rapport/mailout/outbox/relay"
)

// Patient is what is examined: the log mailbox, and the relay that writes to it.
type Patient struct {
	Account    string // its name in the configuration
	IMAP       mailbox.Config
	Folder     string // in which mail to the log address arrives
	SMTP       relay.Config
	LogAddress string
	From       string // the sender of what Rapport sends
	AuthservID string // the server whose Authentication-Results are believed; "" for none
	Plus       bool   // the configuration relies on plus-addresses
	NoPlus     bool   // the provider is known to return mail to them: none is sent
	VERP       bool   // the configuration relies on return paths of its own
	Files      int64  // bytes that the files of a mail may have
	SentFolder string // the folder in which the configuration keeps a copy of what is sent; "" for none
	StateDir   string // where the token is left for the daemon

	Patience time.Duration // for the mails to arrive
	Now      func() time.Time
}

// Timings of an examination.
const (
	lookEvery   = 300 * time.Millisecond // between two looks for mail
	idleGrace   = 10 * time.Second       // for IDLE to announce what a search has found
	skewAllowed = 2 * time.Minute
	certSoon    = 21 * 24 * time.Hour
	slowMail    = time.Minute
	smallMails  = 5 << 20 // bytes; a mail with a few pictures has more
)

// examination is one run over a patient.
type examination struct {
	Patient
	Findings
	token   string
	session *mailbox.Session // of the log mailbox
	relay   *relay.Session
	sent    map[string]time.Time // probes that the relay took
	seen    map[string]arrival
	first   mailbox.UID   // of what may be a probe
	ours    []mailbox.UID // mails that are probes, or bounces of them
	copies  []copiesIn    // folders with what was sent
}

// Examine proves what the servers of a patient do. It sends a few mails to the log address and
// removes them again.
func Examine(ctx context.Context, p Patient) Findings {
	e := &examination{Patient: p, sent: map[string]time.Time{}, seen: map[string]arrival{}}
	if !e.openMailbox(ctx) {
		return e.Findings
	}
	defer e.session.Close()
	if !e.openRelay(ctx) {
		return e.Findings
	}
	defer e.relay.Close()
	var err error
	if e.token, err = probe.New(p.StateDir, p.Now()); err != nil {
		e.warn("token", err.Error(), "run this command as a user who may write to the state directory, or stop the daemon meanwhile: it would log the test mails")
	}
	if err := e.exchange(ctx); err != nil {
		e.fault("mail", err.Error(), cmp.Or(config.Remedy(err), "try again"))
	}
	e.remove(context.WithoutCancel(ctx))
	return e.Findings
}

// exchange sends the probes, waits for them, and says what became of them.
func (e *examination) exchange(ctx context.Context) error {
	status, err := e.session.Select(ctx, e.Folder, false)
	if err != nil {
		return err
	}
	if status.ReadOnly {
		e.warn("folder", e.Folder+" can be opened for reading only", "delete the test mails in a mail program afterwards")
	}
	if err := e.findEnd(ctx, status); err != nil {
		return err
	}
	if err := e.noteSentFolders(ctx); err != nil {
		return err
	}
	idle := e.watch(ctx)
	for _, p := range e.probes() {
		e.send(ctx, p)
		if _, sent := e.sent[plain]; !sent { // nothing can be said of the others
			break
		}
	}
	if err := e.collect(ctx); err != nil {
		return err
	}
	announced := e.whenAnnounced(ctx, idle)
	e.judgeMail()
	e.judgeIdle(announced)
	if err := e.forge(ctx); err != nil {
		return err
	}
	return e.judgeSentFolder(ctx)
}

func (e *examination) openMailbox(ctx context.Context) bool {
	session, err := mailbox.Dial(ctx, e.IMAP)
	if err != nil {
		e.fault("imap login", err.Error(), config.Remedy(err))
		return false
	}
	e.session = session
	caps := session.Caps()
	e.ok("imap login", fmt.Sprintf("%s accepts %s", e.IMAP.Host, e.IMAP.User))
	e.judgeTLS("imap tls", session.TLS())
	if slices.Contains(caps, "ID") {
		e.ok("imap id", "the server wants to know which program this is (ID), and Rapport says so")
	} else {
		e.ok("imap id", "the server does not ask which program this is (ID)")
	}
	e.judgeQuota(ctx)
	return true
}

func (e *examination) openRelay(ctx context.Context) bool {
	session, err := relay.Dial(ctx, e.SMTP)
	if err != nil {
		e.fault("smtp login", err.Error(), config.Remedy(err))
		return false
	}
	e.relay = session
	if e.SMTP.User == "" {
		e.ok("smtp login", e.SMTP.Host+" takes mail without a login")
	} else {
		e.ok("smtp login", fmt.Sprintf("%s accepts %s", e.SMTP.Host, e.SMTP.User))
	}
	e.judgeTLS("smtp tls", session.TLS())
	e.judgeSize()
	if _, ok := session.Offers("DSN"); ok {
		e.ok("smtp dsn", "bounces name the mail that they are about (DSN)")
	} else {
		e.ok("smtp dsn", "the server offers no DSN: a bounce is recognised by what it quotes")
	}
	return true
}

func (e *examination) judgeTLS(check string, state *tls.ConnectionState) {
	if state == nil {
		e.ok(check, "the connection stays on this machine, without TLS")
		return
	}
	text := tls.VersionName(state.Version)
	if len(state.PeerCertificates) == 0 {
		e.ok(check, text)
		return
	}
	end := state.PeerCertificates[0].NotAfter
	text += ", certificate valid until " + end.Format(time.DateOnly)
	if end.Sub(e.Now()) < certSoon {
		e.warn(check, text, "renew the certificate of the server, and find out why nothing does that by itself")
		return
	}
	e.ok(check, text)
}

// judgeSize compares what the server takes (RFC 1870) with the files that Rapport may attach,
// which grow by more than a third on the way.
func (e *examination) judgeSize() {
	parameters, ok := e.relay.Offers("SIZE")
	size, err := strconv.ParseInt(parameters, 10, 64)
	switch need := e.Files + e.Files*2/5 + 1<<20; {
	case !ok || err != nil || size == 0:
		e.ok("smtp size", "the server names no largest mail")
	case size < smallMails:
		fit := max((size-1<<20)*5/7>>20, 1)
		e.warn("smtp size", fmt.Sprintf("the server takes mails of at most %s", wording.Size(size)), "ask the provider for more; until then allow fewer bytes of files in a mail",
			Line{"sending", "files", fmt.Sprintf("%q", fmt.Sprintf("%dMiB", fit))})
	case size < need:
		e.ok("smtp size", fmt.Sprintf("the server takes mails of up to %s: a PM whose files are larger is asked for smaller ones", wording.Size(size)))
	default:
		e.ok("smtp size", fmt.Sprintf("the server takes mails of up to %s", wording.Size(size)))
	}
}

// findEnd finds the UID that the next mail will at least have.
func (e *examination) findEnd(ctx context.Context, status mailbox.Status) error {
	if e.first = status.UIDNext; e.first != 0 {
		return nil
	}
	uids, err := e.session.Search(ctx, 1)
	if len(uids) > 0 {
		e.first = uids[len(uids)-1] + 1
	}
	e.first = max(e.first, 1)
	return err
}

// watch waits in IDLE over a connection of its own, and reports when new mail was announced.
func (e *examination) watch(ctx context.Context) <-chan time.Time {
	announced := make(chan time.Time, 1)
	if !slices.Contains(e.session.Caps(), "IDLE") {
		return announced
	}
	session, err := mailbox.Dial(ctx, e.IMAP)
	if err != nil {
		return announced
	}
	if _, err := session.Select(ctx, e.Folder, true); err != nil {
		session.Close()
		return announced
	}
	go func() {
		defer session.Close()
		ctx, cancel := context.WithTimeout(ctx, e.Patience+idleGrace)
		defer cancel()
		if changed, err := session.Wait(ctx, e.Patience+idleGrace); changed && err == nil {
			announced <- e.Now()
		}
	}()
	return announced
}

func (e *examination) whenAnnounced(ctx context.Context, idle <-chan time.Time) (at time.Time) {
	if len(e.seen) == 0 || !slices.Contains(e.session.Caps(), "IDLE") {
		return at
	}
	timer := time.NewTimer(min(idleGrace, e.Patience))
	defer timer.Stop()
	select {
	case at = <-idle:
	case <-timer.C:
	case <-ctx.Done():
	}
	return at
}

func (e *examination) judgeIdle(announced time.Time) {
	const check = "imap idle"
	poll := Line{"account", "poll", `"1m"`}
	var first time.Time
	for _, a := range e.seen {
		if first.IsZero() || a.at.Before(first) {
			first = a.at
		}
	}
	switch {
	case !slices.Contains(e.session.Caps(), "IDLE"):
		e.warn(check, "the server does not announce new mail (no IDLE): it is seen when Rapport looks", "look more often", poll)
	case first.IsZero():
	case announced.IsZero():
		e.warn(check, "the server offers IDLE, and did not announce new mail: it is seen when Rapport looks", "look more often", poll)
	default:
		e.ok(check, fmt.Sprintf("new mail is announced %s after it arrives", roughly(announced.Sub(first))))
	}
}

// remove deletes the probes from the mailbox again, and what bounced of them.
func (e *examination) remove(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err := e.removeFrom(ctx, e.Folder, e.ours)
	n := len(e.ours)
	for _, c := range e.copies {
		err = errors.Join(err, e.removeFrom(ctx, c.folder, c.uids))
		n += len(c.uids)
	}
	switch {
	case err != nil:
		e.warn("clean", fmt.Sprintf("%s could not be removed: %v", wording.Count(n, "test mail"), err), "delete them in a mail program; their subject begins with “"+subject+"”")
	case n > 0:
		e.ok("clean", fmt.Sprintf("removed %s again", wording.Count(n, "test mail")))
	}
}

func (e *examination) removeFrom(ctx context.Context, folder string, uids []mailbox.UID) error {
	if len(uids) == 0 {
		return nil
	}
	if _, err := e.session.Select(ctx, folder, false); err != nil {
		return err
	}
	return e.session.Remove(ctx, uids)
}

// roughly writes a duration as people say it.
func roughly(d time.Duration) string {
	if d < time.Second {
		return "less than 1 s"
	}
	return d.Round(time.Second).String()
}
