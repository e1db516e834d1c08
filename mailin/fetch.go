package mailin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rapport/mailin/mailbox"
	"rapport/store"
)

// One FETCH command asks for at most this many UIDs and bytes.
const (
	fetchUIDs  = 100
	fetchBytes = 8 << 20
)

// minFetchSpeed is the slowest speed, in bytes a second, before the loop counts as stuck.
// The connection has a deadline of its own that notices silence long before.
const minFetchSpeed = 16 << 10

// fetchTime returns the time that fetching so many bytes may take.
func fetchTime(bytes int64) time.Duration {
	return 10*time.Minute + time.Duration(bytes/minFetchSpeed)*time.Second
}

// fetch stores the mails of the UIDs and settles those that cannot be stored: removed ones
// as gone, ones that break the connection as quarantined.
func (f *Folder) fetch(ctx context.Context, session Mailbox, m store.Mailbox, uids []uint32) error {
	f.probes = nil
	err := f.fetchMails(ctx, session, m, uids)
	if err == nil && len(f.probes) > 0 {
		err = f.store.MarkGone(ctx, m.ID, f.probes) // the doctor removes them
	}
	return err
}

func (f *Folder) fetchMails(ctx context.Context, session Mailbox, m store.Mailbox, uids []uint32) error {
	if len(uids) == 0 {
		return nil
	}
	failing, err := f.store.FailingUIDs(ctx, m.ID)
	if err != nil {
		return err
	}
	var fresh, again []uint32 // again: UIDs that failed before
	for _, uid := range uids {
		if failing[uid] {
			again = append(again, uid)
		} else {
			fresh = append(fresh, uid)
		}
	}
	if f.batchFailures >= maxBatchFailures {
		some := fresh[:min(len(fresh), fetchUIDs)]
		if err := f.fetchSingly(ctx, session, m, some); err != nil {
			return err
		}
		fresh = fresh[len(some):]
		f.batchFailures = 0
	}
	missing, err := f.fetchBatches(ctx, session, m, fresh)
	if err != nil {
		return err
	}
	missing = append(missing, again...)
	if len(missing) == 0 {
		return nil
	}
	// The server said OK and left some out. It may have removed them, or its answer may be
	// unambiguous only when a single UID is fetched.
	gone, there, err := f.stillThere(ctx, session, missing)
	if err != nil {
		return err
	}
	if err := f.store.MarkGone(ctx, m.ID, gone); err != nil {
		return err
	}
	return f.fetchSingly(ctx, session, m, there)
}

// fetchBatches fetches many UIDs at a time and returns those for which the server sent no
// mail.
func (f *Folder) fetchBatches(ctx context.Context, session Mailbox, m store.Mailbox, uids []uint32) (missing []uint32, err error) {
	got := map[uint32]bool{}
	b := newBatcher(f.intake, m.ID, func(all, fresh int) {
		f.log.Info("mail stored", "mails", all, "new", fresh)
	})
	err = b.run(ctx, func(add func(IncomingMail) error) error {
		for chunk := range slices.Chunk(uids, fetchUIDs) {
			if err := f.checkSpace(); err != nil {
				return err
			}
			f.heartbeat(fetchTime(0))
			infos, err := session.Sizes(ctx, uidsOf(chunk))
			if err != nil {
				f.batchFailures++
				return err
			}
			for _, batch := range f.batches(infos) {
				var bytes int64
				for _, info := range batch {
					bytes += info.Size
				}
				f.heartbeat(fetchTime(bytes))
				err := session.Fetch(ctx, batch, func(mail mailbox.Fetched) error {
					got[uint32(mail.UID)] = true
					if !f.isForLog(uint32(mail.UID), mail.Raw) {
						return nil
					}
					return add(IncomingMail{UID: uint32(mail.UID), Raw: mail.Raw, Received: mail.InternalDate, Origin: f.Loop(), Arrival: m.Arrival(uint32(mail.UID))})
				})
				if err != nil {
					if ctx.Err() == nil && !isStoreTrouble(err) {
						f.batchFailures++
					}
					return err
				}
				f.batchFailures = 0
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, uid := range uids {
		if !got[uid] {
			missing = append(missing, uid)
		}
	}
	return missing, nil
}

// batches splits infos by size. A mail over the limit is left out: it is then missing from
// what was fetched, and quarantined with the reason when fetched singly.
func (f *Folder) batches(infos []mailbox.Info) [][]mailbox.Info {
	var (
		batches [][]mailbox.Info
		batch   []mailbox.Info
		bytes   int64
	)
	for _, info := range infos {
		if info.Size > f.maxMessage() {
			continue
		}
		if len(batch) > 0 && bytes+info.Size > fetchBytes {
			batches, batch, bytes = append(batches, batch), nil, 0
		}
		batch, bytes = append(batch, info), bytes+info.Size
	}
	if len(batch) > 0 {
		batches = append(batches, batch)
	}
	return batches
}

func (f *Folder) maxMessage() int64 { return f.account.Server.MaxMessage }

// stillThere returns the UIDs that the server still has.
func (f *Folder) stillThere(ctx context.Context, session Mailbox, uids []uint32) (gone, there []uint32, err error) {
	listed, err := session.Search(ctx, mailbox.UID(slices.Min(uids)))
	if err != nil {
		return nil, nil, err
	}
	for _, uid := range uids {
		if slices.Contains(listed, mailbox.UID(uid)) {
			there = append(there, uid)
		} else {
			gone = append(gone, uid)
		}
	}
	return gone, there, nil
}

// fetchSingly fetches one UID at a time, counting each attempt before it is
// made, and quarantines a UID that failed too often.
func (f *Folder) fetchSingly(ctx context.Context, session Mailbox, m store.Mailbox, uids []uint32) error {
	for _, uid := range uids {
		if err := f.checkSpace(); err != nil {
			return err
		}
		f.heartbeat(fetchTime(f.maxMessage()))
		attempt, err := f.store.CountFetchAttempt(ctx, m.ID, uid)
		if err != nil {
			return err
		}
		stored, err := f.fetchOne(ctx, session, m, uid)
		if ctx.Err() != nil || isStoreTrouble(err) {
			return err
		}
		if stored || f.passed[uid] || slices.Contains(f.probes, uid) {
			continue
		}
		final := attempt >= store.MaxAttempts
		reason := "the server shows it but sends no content"
		var tooLarge *tooLargeError
		if err != nil {
			reason = err.Error()
			final = final || errors.As(err, &tooLarge)
		}
		if failed := f.store.RecordFetchFailure(ctx, m.ID, uid, reason, final); failed != nil {
			return failed
		}
		if final {
			f.log.Warn("a mail cannot be fetched and was set aside; see `rapport status`", "uid", uid, "reason", reason)
		}
		if err != nil && tooLarge == nil { // the connection is no longer reliable
			return err
		}
	}
	return nil
}

// fetchOne fetches and stores one mail, and reports whether the server sent it.
func (f *Folder) fetchOne(ctx context.Context, session Mailbox, m store.Mailbox, uid uint32) (stored bool, err error) {
	infos, err := session.Sizes(ctx, []mailbox.UID{mailbox.UID(uid)})
	if err != nil || len(infos) == 0 {
		return false, err
	}
	if infos[0].Size > f.maxMessage() {
		return false, &tooLargeError{infos[0].Size, f.maxMessage()}
	}
	var mail IncomingMail
	err = session.Fetch(ctx, infos, func(got mailbox.Fetched) error {
		if !f.isForLog(uid, got.Raw) {
			return nil
		}
		mail = IncomingMail{UID: uid, Raw: got.Raw, Received: got.InternalDate, Origin: f.Loop(), Arrival: m.Arrival(uid)}
		stored = true
		return nil
	})
	if err != nil || !stored {
		return false, err
	}
	_, err = f.intake.StoreBatch(ctx, m.ID, []IncomingMail{f.intake.Pack(mail)})
	return err == nil, err
}

type tooLargeError struct{ size, limit int64 }

// Error implements error.
func (e *tooLargeError) Error() string {
	return fmt.Sprintf("it has %d bytes, more than limits.message (%d)", e.size, e.limit)
}

// checkSpace returns ErrDiskLow before the disk is full.
func (f *Folder) checkSpace() error {
	free, err := f.store.Free()
	if err != nil {
		return err
	}
	if free < minFree {
		return fmt.Errorf("%w: %s has %d MiB left", ErrDiskLow, f.store.Path(), free>>20)
	}
	return nil
}

// isStoreTrouble reports whether err concerns our side, or the whole server, rather than the mail.
func isStoreTrouble(err error) bool {
	return slices.ContainsFunc([]error{mailbox.ErrBusy, store.ErrFull, store.ErrBusy, store.ErrCorrupt, store.ErrUncertain, ErrDiskLow, context.Canceled}, func(ours error) bool {
		return errors.Is(err, ours)
	})
}
