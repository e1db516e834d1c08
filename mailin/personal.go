package mailin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"rapport/classify"
	"rapport/mailin/mailbox"
	"rapport/mailin/mime"
	"rapport/mailin/probe"
	"rapport/store"
)

// A personal mailbox has mail that is none of the log's business. Everywhere else the bytes of
// a mail are kept first and read then. Here the header is fetched first, and only what that
// shows to be for the log is fetched and kept; of anything else not even the UID is recorded.

// Personal is what makes an account the mailbox of a person.
type Personal struct {
	classify.Personal
	Sent string // the folder with what the owner sent, one of the account's Folders; "" for none
}

// ErrPersonal means that Rapport read a mailbox as a personal one, and the configuration no longer
// calls it that.
var ErrPersonal = errors.New("this folder belongs to a personal mailbox, and the key personal is missing; restore the key, or rename the account to log all mail in it")

func (f *Folder) isPersonal() bool { return f.account.Personal.Owner != "" }

// keepPersonal records that the folder is a personal one, or refuses to read one as any other.
func (f *Folder) keepPersonal(ctx context.Context, m store.Mailbox) error {
	switch {
	case m.Personal && !f.isPersonal():
		return fmt.Errorf("%s: %w", f.Loop(), ErrPersonal)
	case f.isPersonal() && !m.Personal:
		return f.store.MarkPersonal(ctx, m.ID)
	}
	return nil
}

// fetchForLog stores those mails of the UIDs, in ascending order, that are for the log, and
// passes over the others. It returns the mailbox with its new watermark.
func (f *Folder) fetchForLog(ctx context.Context, session headedMailbox, m store.Mailbox, uids []uint32) (store.Mailbox, error) {
	f.passed = map[uint32]bool{}
	failing, err := f.store.FailingUIDs(ctx, m.ID)
	if err != nil {
		return m, err
	}
	uids = slices.DeleteFunc(slices.Clone(uids), func(uid uint32) bool {
		old := uid <= m.Watermark && !failing[uid] // it was passed over: that is not decided again
		if old {
			f.passed[uid] = true
		}
		return old
	})
	if len(uids) > 0 { // somebody may be a contact since the last look
		if err := f.intake.KnowPeople(ctx); err != nil {
			return m, err
		}
	}
	whole := true // every UID so far is settled or passed over
	for chunk := range slices.Chunk(uids, fetchUIDs) {
		forLog, err := f.choose(ctx, session, m, chunk)
		if err != nil {
			return m, err
		}
		if err := f.fetch(ctx, session, m, forLog); err != nil {
			return m, err
		}
		if err := f.store.ForgetFailures(ctx, m.ID, slices.DeleteFunc(slices.Clone(chunk), func(uid uint32) bool { return !f.passed[uid] || !failing[uid] })); err != nil {
			return m, err
		}
		if !whole {
			continue
		}
		if m, err = f.store.Advance(ctx, m, chunk, f.passed); err != nil {
			return m, err
		}
		whole = m.Watermark >= chunk[len(chunk)-1]
	}
	return m, nil
}

// choose fetches the headers of the UIDs and returns those whose mail is for the log. A header
// that the server does not send is settled as a mail would be, with a reason that says nothing
// of it.
func (f *Folder) choose(ctx context.Context, session headedMailbox, m store.Mailbox, uids []uint32) (forLog []uint32, err error) {
	f.heartbeat(fetchTime(int64(len(uids)) * mailbox.MaxHeader))
	got := map[uint32]bool{}
	take := func(uid mailbox.UID, header []byte) error {
		got[uint32(uid)] = true
		if f.isForLog(uint32(uid), header) {
			forLog = append(forLog, uint32(uid))
		}
		return nil
	}
	if f.batchFailures < maxBatchFailures {
		if err := session.Headers(ctx, uidsOf(uids), take); err != nil {
			f.batchFailures++
			return nil, err
		}
	}
	missing := slices.DeleteFunc(slices.Clone(uids), func(uid uint32) bool { return got[uid] })
	if len(missing) == 0 {
		return slices.Sorted(slices.Values(forLog)), nil
	}
	gone, there, err := f.stillThere(ctx, session, missing)
	if err != nil {
		return nil, err
	}
	for _, uid := range gone {
		f.passed[uid] = true
	}
	for _, uid := range there {
		if err := f.chooseSingly(ctx, session, m, uid, func() bool { return got[uid] }, take); err != nil {
			return nil, err
		}
	}
	f.batchFailures = 0
	return slices.Sorted(slices.Values(forLog)), nil
}

// noHeader is why a UID was given up whose header cannot be fetched. Nothing of what the server
// sent is in it.
const noHeader = "its header cannot be fetched, so it is unknown whether it is for the log"

// chooseSingly fetches the header of one UID, counting the attempt before it is made.
func (f *Folder) chooseSingly(ctx context.Context, session headedMailbox, m store.Mailbox, uid uint32, got func() bool, take func(mailbox.UID, []byte) error) error {
	attempt, err := f.store.CountFetchAttempt(ctx, m.ID, uid)
	if err != nil {
		return err
	}
	err = session.Headers(ctx, []mailbox.UID{mailbox.UID(uid)}, take)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if got() {
		return f.store.ForgetFailures(ctx, m.ID, []uint32{uid})
	}
	final := attempt >= store.MaxAttempts
	if failed := f.store.RecordFetchFailure(ctx, m.ID, uid, noHeader, final); failed != nil {
		return failed
	}
	if final {
		f.log.Warn("the header of a mail cannot be fetched; see `rapport status`", "uid", uid)
	}
	return err
}

// isForLog reports whether a mail may be stored, by its header, which begins raw. In a log
// mailbox all may, but for the mails that `rapport doctor` sends to itself. What may not is
// passed over.
func (f *Folder) isForLog(uid uint32, raw []byte) bool {
	if !f.isPersonal() && probe.Is(filepath.Dir(f.store.Path()), raw, f.intake.now()) {
		f.log.Info("a test mail of `rapport doctor` is not logged", "uid", uid)
		f.probes = append(f.probes, uid)
		return false
	}
	if !f.isPersonal() || f.intake.projects.Load().IsForLog(f.account.Personal.Personal, headerOf(raw, *f.intake.limits.Load())) {
		return true
	}
	f.passed[uid] = true
	return false
}

// headerOf reads the header at the beginning of raw, up to the first empty line, and nothing
// below it. Without such a line the header is incomplete, or the mail has no body: what cannot
// be read whole is Unparsed.
func headerOf(raw []byte, limits mime.Limits) (m *store.Message) {
	defer func() { // as in takeApart
		if fault := recover(); fault != nil {
			m = Unread(nil, time.Time{}, "the reader failed")
		}
	}()
	header, whole := cutHeader(raw)
	if !whole && len(raw) >= mailbox.MaxHeader || len(header) > mailbox.MaxHeader {
		return Unread(nil, time.Time{}, "its header is too long")
	}
	return mime.Read(header, time.Time{}, limits).Message
}

// cutHeader returns raw up to its first empty line, and whether it has one.
func cutHeader(raw []byte) (header []byte, whole bool) {
	for i := 0; i < len(raw); {
		line, _, more := bytes.Cut(raw[i:], []byte("\n"))
		if len(bytes.TrimSuffix(line, []byte("\r"))) == 0 && more {
			return raw[:i], true
		}
		i += len(line) + 1
	}
	return raw, false
}
