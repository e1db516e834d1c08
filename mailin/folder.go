package mailin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"rapport/mailin/mailbox"
	"rapport/store"
)

// Folder stores the mail in one folder of an account, over a connection of its own that it
// reopens whenever it is lost.
type Folder struct {
	account Account
	name    string
	store   *store.Store
	intake  *Intake
	log     *slog.Logger
	beat    Heartbeat
	report  func(Health)

	// batchFailures counts consecutive fetches that broke the connection. From
	// maxBatchFailures on, mails are fetched one by one, to find the one that breaks it
	// and store the others.
	batchFailures int
	// passed are the UIDs that this sync found not to be for the log, in a personal mailbox.
	passed map[uint32]bool
	// probes are the UIDs of mails of `rapport doctor` that this fetch found.
	probes []uint32
	// leftBehind says that mail which is logged may not be flagged or moved yet: an earlier
	// process may have ended before, or the server may have refused it.
	leftBehind bool
}

// Health is the state of a folder, for a status line.
type Health struct {
	Account, Folder string
	Synced          time.Time // last complete sync; zero before the first
	Err             error     // what prevents a sync now
}

const (
	maxBatchFailures = 2
	// maxConnectionAge is when a working connection is renewed.
	maxConnectionAge = 24 * time.Hour
	// reconcileEvery is how often every UID is checked, to find what a search above the
	// watermark misses.
	reconcileEvery = 24 * time.Hour
	// minFree is the free space on the database's disk below which fetching stops, so that
	// the log stays usable.
	minFree = 64 << 20
)

// ErrDiskLow means that fetching has paused because the disk is almost full.
var ErrDiskLow = errors.New("the disk of the database is almost full; free some space and fetching will resume")

// FoldersOf returns a Folder for each folder of the account.
func (a Account) FoldersOf(s *store.Store, in *Intake, log *slog.Logger, beat Heartbeat, report func(Health)) []*Folder {
	folders := make([]*Folder, 0, len(a.Folders))
	for _, name := range a.Folders {
		folders = append(folders, &Folder{
			account: a, name: name, store: s, intake: in, beat: beat, report: report, leftBehind: a.After != AfterKeep,
			log: log.With("account", a.Name, "folder", name),
		})
	}
	return folders
}

// Run watches the folder until ctx is done. Problems with the server are logged and retried
// at growing intervals; only a fatal error of the store is returned.
func (f *Folder) Run(ctx context.Context) error {
	network := backoff{first: time.Second, last: 45 * time.Second} // a server that is back is read within a minute
	refused := backoff{first: time.Minute, last: time.Hour}
	var lastProblem string // the problem logged last
	for ctx.Err() == nil {
		f.heartbeat(time.Minute)
		err := f.watch(ctx, func() bool {
			if lastProblem != "" {
				f.log.Info("the folder is readable again")
			}
			lastProblem = ""
			network.reset()
			refused.reset()
			return true
		})
		if ctx.Err() != nil {
			return nil
		}
		if isFatal(err) {
			return err
		}
		if err == nil { // the connection was renewed for its age
			continue
		}
		f.report(Health{Account: f.account.Name, Folder: f.name, Err: err})
		wait := network.next()
		if !worthRetry(err) {
			wait = refused.next()
		}
		if text := err.Error(); text != lastProblem {
			f.log.Warn("the folder cannot be read; will retry", "error", err, "in", wait.Round(time.Second))
			lastProblem = text
		}
		f.heartbeat(wait)
		sleep(ctx, wait)
	}
	return nil
}

// SyncOnce makes one complete sync of the folder and returns what prevented it. If the
// connection breaks, it reconnects as often as it takes to find the mail that breaks it.
func (f *Folder) SyncOnce(ctx context.Context) error {
	for attempt := 1; ; attempt++ {
		done := false
		err := f.watch(ctx, func() bool { done = true; return false })
		if done || attempt == maxBatchFailures+store.MaxAttempts || !worthRetry(err) || ctx.Err() != nil {
			return err
		}
		sleep(ctx, time.Second)
	}
}

// worthRetry reports whether a new connection could succeed at once.
func worthRetry(err error) bool {
	for _, lasting := range []error{mailbox.ErrAuth, mailbox.ErrNoFolder, mailbox.ErrTLS, mailbox.ErrNoMove, ErrPersonal, ErrDiskLow, store.ErrFull, store.ErrUncertain, store.ErrCorrupt} {
		if errors.Is(err, lasting) {
			return false
		}
	}
	return true
}

// Loop returns the name of the folder's loop in heartbeats.
func (f *Folder) Loop() string { return f.account.Name + "/" + f.name }

func (f *Folder) heartbeat(within time.Duration) { f.beat(f.Loop(), within+2*time.Minute) }

// watch opens a connection and watches the folder over it. It calls synced after each
// complete sync, and returns when that returns false.
func (f *Folder) watch(ctx context.Context, synced func() bool) error {
	session, err := f.account.open(ctx, f.store)
	if err != nil {
		return err
	}
	defer session.Close()
	opened := f.intake.now()
	for f.intake.now().Sub(opened) < maxConnectionAge {
		if err := f.syncOnce(ctx, session); err != nil {
			return err
		}
		f.report(Health{Account: f.account.Name, Folder: f.name, Synced: f.intake.now()})
		if !synced() {
			return nil
		}
		f.heartbeat(f.account.Poll)
		if _, err := session.Wait(ctx, f.account.Poll); err != nil {
			return err
		}
	}
	return nil
}

// syncOnce brings the log up to date with the folder.
func (f *Folder) syncOnce(ctx context.Context, session Mailbox) error {
	// Selecting the folder at every sync reveals a changed UIDVALIDITY.
	status, err := session.Select(ctx, f.name, f.account.After == AfterKeep || f.isPersonal())
	if err != nil {
		return err
	}
	m, renumbered, err := f.store.OpenMailbox(ctx, f.account.Name, f.name, status.UIDValidity, uint32(status.UIDNext))
	if err != nil {
		return err
	}
	if renumbered != "" {
		f.log.Warn("the server renumbered the folder; reading all of it again; known mail is not logged twice", "reason", renumbered, "epoch", m.Epoch)
	}
	if err := f.keepPersonal(ctx, m); err != nil {
		return err
	}
	// One that is yet to come was recorded by a clock that was ahead.
	since := f.intake.now().Sub(m.Reconciled)
	due, err := f.store.RetryDue(ctx, m.ID)
	if err != nil {
		return err
	}
	reconcile := since > reconcileEvery || since < 0 || due || f.leftBehind
	from := mailbox.UID(m.Watermark + 1)
	if reconcile {
		from = 1
	}
	started := f.intake.now()
	listed, err := session.Search(ctx, from)
	if err != nil {
		return err
	}
	uids := numbers(listed)
	var unsettled []uint32
	if reconcile {
		unsettled, err = f.store.Reconcile(ctx, m, uids)
	} else {
		unsettled, err = f.store.Unsettled(ctx, m.ID, uids)
	}
	if err != nil {
		return err
	}
	if f.isPersonal() {
		headed, ok := session.(headedMailbox)
		if !ok {
			return fmt.Errorf("%s: %w", f.Loop(), errNoHeaders)
		}
		if m, err = f.fetchForLog(ctx, headed, m, unsettled); err != nil {
			return err
		}
		uids = slices.DeleteFunc(uids, func(uid uint32) bool { return f.passed[uid] })
	} else if err := f.fetch(ctx, session, m, unsettled); err != nil {
		return err
	}
	if _, err := f.store.Settle(ctx, m, aboveWatermark(uids, m.Watermark), started); err != nil {
		return err
	}
	f.leftBehind = f.account.After != AfterKeep
	if err := f.applyAfter(ctx, session, m, uids, unsettled, reconcile); err != nil {
		return err
	}
	f.leftBehind = false
	return nil
}

// applyAfter flags or moves, if asked for, what is now safely stored: the mail of this sync
// and, at a reconciliation, whatever an earlier one left.
func (f *Folder) applyAfter(ctx context.Context, session Mailbox, m store.Mailbox, listed, fetched []uint32, all bool) error {
	if f.account.After == AfterKeep {
		return nil
	}
	candidates := fetched
	if all {
		candidates = listed
	}
	stored, err := f.store.Stored(ctx, m.ID, candidates)
	if err != nil || len(stored) == 0 {
		return err
	}
	if f.account.After == AfterMove {
		return session.Move(ctx, uidsOf(stored), f.account.MoveTo)
	}
	return session.Flag(ctx, uidsOf(stored))
}

func numbers(uids []mailbox.UID) []uint32 {
	list := make([]uint32, len(uids))
	for i, uid := range uids {
		list[i] = uint32(uid)
	}
	return list
}

func uidsOf(numbers []uint32) []mailbox.UID {
	list := make([]mailbox.UID, len(numbers))
	for i, n := range numbers {
		list[i] = mailbox.UID(n)
	}
	return list
}

// aboveWatermark returns the UIDs greater than watermark.
func aboveWatermark(uids []uint32, watermark uint32) []uint32 {
	var list []uint32
	for _, uid := range uids {
		if uid > watermark {
			list = append(list, uid)
		}
	}
	return list
}
