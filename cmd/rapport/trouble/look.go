package trouble

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/cmd/rapport/wording"
	"rapport/mailin/mailbox"
	"rapport/mailout/outbox/relay"
	"rapport/store"
)

// isLogin reports whether a server refused the user or the secret.
func isLogin(err error) bool {
	return errors.Is(err, mailbox.ErrAuth) || errors.Is(err, relay.ErrAuth)
}

// Look brings the troubles of the store up to date.
func (w *Watch) Look(ctx context.Context) error {
	known, err := w.store.Troubles(ctx)
	if err != nil {
		return err
	}
	known = slices.DeleteFunc(known, func(t store.Trouble) bool { return !t.Over.IsZero() })
	v := &view{now: w.now(), config: w.config(), known: known, unsure: map[store.TroubleKind]bool{}}
	if err := w.look(ctx, v); err != nil {
		return err
	}
	return w.store.NoteTroubles(ctx, v.found, v.isOver, v.config.Tells)
}

// view is one look.
type view struct {
	now    time.Time
	config Config
	known  []store.Trouble // that last
	found  []store.Trouble
	open   []store.Trouble            // of which nobody knows whether they are over
	unsure map[store.TroubleKind]bool // likewise, whatever they are about
}

// isOver reports whether a trouble that was not found is over.
func (v *view) isOver(t store.Trouble) bool {
	return !v.unsure[t.Kind] && !slices.ContainsFunc(v.open, t.Is)
}

func (v *view) find(kind store.TroubleKind, object, detail string, since time.Time) {
	v.found = append(v.found, store.Trouble{Kind: kind, Object: object, Detail: detail, Since: since})
}

// isKnown returns whether a trouble lasts.
func (v *view) isKnown(kind store.TroubleKind, object string) bool {
	return slices.ContainsFunc(v.known, store.Trouble{Kind: kind, Object: object}.Is)
}

// either finds that one of two troubles lasts: that which is known already, or else the second
// if it is the login that fails.
func (v *view) either(kind, login store.TroubleKind, object string, c *condition, since time.Time) {
	switch {
	case v.isKnown(kind, object):
	case v.isKnown(login, object) || c.login:
		kind = login
	}
	v.find(kind, object, c.detail, since)
}

// stays leaves it open whether one of several troubles is over.
func (v *view) stays(object string, kinds ...store.TroubleKind) {
	for _, kind := range kinds {
		v.open = append(v.open, store.Trouble{Kind: kind, Object: object})
	}
}

func (w *Watch) look(ctx context.Context, v *view) error {
	waiting, err := w.store.WaitingRelays(ctx)
	if err != nil {
		return err
	}
	if err := w.lookAtWhatWasHeard(ctx, v, waiting); err != nil {
		return err
	}
	for _, gap := range v.config.Gaps {
		v.find(store.TroubleCalendar, fmt.Sprintf("%s %d", gap.Calendar, gap.Year), gap.String(), v.now)
	}
	for _, warning := range v.config.Templates {
		v.find(store.TroubleTemplate, wording.OneLine(warning), warning, v.now)
	}
	lookAtLogins(v)
	w.lookAtDisk(v)
	if err := w.lookAtAside(ctx, v); err != nil {
		return err
	}
	if err := w.lookAtCopy(ctx, v); err != nil {
		return err
	}
	return w.lookAtErasure(ctx, v)
}

func (w *Watch) lookAtWhatWasHeard(ctx context.Context, v *view, waiting []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lookAtRelays(v, waiting)
	w.lookAtTasks(v)
	if w.reload != nil {
		v.find(store.TroubleConfig, "", w.reload.Error(), v.now)
	}
	w.lookAtClock(v)
	return w.lookAtFolders(ctx, v)
}

// lookAtFolders finds the accounts that cannot be read. What was read last is known from before
// the daemon began; an account that has not reported yet may be as it was.
func (w *Watch) lookAtFolders(ctx context.Context, v *view) error {
	for _, account := range v.config.Accounts {
		var worst *condition
		heard, recent := false, false
		since := time.Time{}
		for f, c := range w.folders {
			if f.account != account {
				continue
			}
			heard = true
			recent = recent || v.now.Sub(c.failed) < steady
			if c.since.IsZero() {
				continue
			}
			if worst == nil || c.login && !worst.login || c.since.Before(worst.since) && c.login == worst.login {
				worst = c
			}
			read, err := w.store.ReadUntil(ctx, f.account, f.name)
			if err != nil {
				return err
			}
			if read.IsZero() || read.After(c.since) {
				read = c.since
			}
			if since.IsZero() || read.Before(since) {
				since = read
			}
		}
		switch {
		case v.isDenied(func(l Login) bool { return slices.Contains(l.Accounts, account) }): // that is the trouble
			v.stays(account, store.TroubleFolder, store.TroubleLogin)
		case worst != nil && v.now.Sub(worst.since) >= steady:
			v.either(store.TroubleFolder, store.TroubleLogin, account, worst, since)
		case worst != nil || !heard || recent:
			v.stays(account, store.TroubleFolder, store.TroubleLogin)
		}
	}
	return nil
}

// lookAtRelays finds the relays that take nothing. One that nothing waits for is not tried.
func (w *Watch) lookAtRelays(v *view, waiting []string) {
	for name, c := range w.relays {
		waits := slices.Contains(waiting, name)
		switch {
		case v.isDenied(func(l Login) bool { return slices.Contains(l.Relays, name) }): // that is the trouble
			v.stays(name, store.TroubleRelay, store.TroubleRelayLogin)
		case !c.since.IsZero() && waits && v.now.Sub(c.since) >= steady:
			v.either(store.TroubleRelay, store.TroubleRelayLogin, name, c, c.since)
		case !c.since.IsZero() && !waits:
			c.since = time.Time{}
		case v.now.Sub(c.failed) < steady:
			v.stays(name, store.TroubleRelay, store.TroubleRelayLogin)
		}
	}
	for _, name := range waiting {
		if w.relays[name] == nil {
			v.stays(name, store.TroubleRelay, store.TroubleRelayLogin)
		}
	}
}

// lookAtLogins finds those without access and those that end soon. Where one has no
// access, that is the trouble, and not what follows from it.
func lookAtLogins(v *view) {
	for _, l := range v.config.Logins {
		switch {
		case l.Denied != nil:
			v.find(store.TroubleAccess, l.Name, l.Denied.Error(), v.now)
			v.stays(l.Name, store.TroubleGrant, store.TroubleSecret)
		case !l.Known:
			v.stays(l.Name, store.TroubleAccess, store.TroubleGrant, store.TroubleSecret)
		case l.Ends.IsZero():
		case l.Secret:
			v.find(store.TroubleSecret, l.Name, l.Ends.Format(time.DateOnly), v.now)
		default:
			v.find(store.TroubleGrant, l.Name, l.Ends.Format(time.DateOnly), v.now)
		}
	}
}

// isDenied reports whether one of the logins that uses picks has no access.
func (v *view) isDenied(uses func(Login) bool) bool {
	return slices.ContainsFunc(v.config.Logins, func(l Login) bool { return l.Denied != nil && uses(l) })
}

func (w *Watch) lookAtTasks(v *view) {
	for duty, failing := range w.tasks {
		for object, c := range failing {
			name := strings.TrimSuffix(duty+", "+object, ", ")
			if v.now.Sub(c.since) >= steady {
				v.find(store.TroubleTask, name, c.detail, c.since)
			} else {
				v.stays(name, store.TroubleTask)
			}
		}
	}
}

// lookAtDisk finds that the disk is low.
func (w *Watch) lookAtDisk(v *view) {
	dir := w.store.Dir()
	free, err := w.free()
	limit := int64(lowDisk)
	if v.isKnown(store.TroubleDisk, dir) {
		limit += limit / 4
	}
	switch {
	case err != nil:
		v.stays(dir, store.TroubleDisk)
	case free < limit:
		v.find(store.TroubleDisk, dir, wording.Size(free), v.now)
	}
}

// mostAside bounds how many mails that were set aside are named one by one.
const mostAside = 20

func (w *Watch) lookAtAside(ctx context.Context, v *view) error {
	problems, err := w.store.FetchProblems(ctx)
	if err != nil {
		return err
	}
	n := 0
	for _, p := range problems {
		name := fmt.Sprintf("%s/%s UID %d", p.Account, p.Folder, p.UID)
		switch {
		case !p.Quarantined: // it is being tried again
			v.stays(name, store.TroubleAside)
		case n < mostAside || v.isKnown(store.TroubleAside, name):
			n++
			v.find(store.TroubleAside, name, p.Reason, v.now)
		}
	}
	return nil
}

// lookAtCopy finds that the last copy failed, or is too old. Where none was ever made, nobody
// has asked for any.
func (w *Watch) lookAtCopy(ctx context.Context, v *view) error {
	u, err := w.store.Upkeep(ctx, store.UpkeepBackup)
	switch {
	case err != nil:
		return err
	case !u.Failed.IsZero():
		v.find(store.TroubleCopy, "", u.Detail, u.Failed)
	case !u.Done.IsZero() && v.now.Sub(u.Done) > copyAge:
		v.find(store.TroubleCopy, "", "", u.Done)
	}
	return nil
}

// lookAtErasure finds that the last erasure of what is kept long enough failed, or that none has run
// since the time of a project was over: a command that cannot open the database leaves no word in it.
func (w *Watch) lookAtErasure(ctx context.Context, v *view) error {
	u, err := w.store.Upkeep(ctx, store.UpkeepErasure)
	if err != nil {
		return err
	}
	if !u.Failed.IsZero() {
		v.find(store.TroubleErasure, "", u.Detail, u.Failed)
		return nil
	}
	var since time.Time
	for _, p := range v.config.Projects {
		until, kept, err := w.store.KeptUntil(ctx, p)
		if err != nil {
			return err
		}
		if !kept || u.Done.After(until) || v.now.Sub(until) < erasureDelay {
			continue
		}
		if since.IsZero() || until.Before(since) {
			since = until
		}
	}
	if !since.IsZero() {
		v.find(store.TroubleErasure, "", "", since)
	}
	return nil
}

// Clock takes what the clock shows, and what one shows that nobody sets.
func (w *Watch) Clock(wall time.Time, even time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	wall = wall.Round(0)
	if c := &w.clock; !c.wall.IsZero() {
		if off := wall.Sub(c.wall) - (even - c.even); off.Abs() >= jump {
			c.jumped, c.by = wall, off
		}
	}
	w.clock.wall, w.clock.even = wall, even
}

// lookAtClock finds that the clock has jumped, until it has run evenly for a while.
func (w *Watch) lookAtClock(v *view) {
	c := &w.clock
	since := v.now.Sub(c.jumped)
	switch {
	case c.jumped.IsZero():
		for _, t := range v.known { // from before the daemon began
			if t.Kind == store.TroubleClock && v.now.Sub(t.Since) < settled && !v.now.Before(t.Since) {
				v.stays("", store.TroubleClock)
			}
		}
	case since < settled && since >= 0:
		v.find(store.TroubleClock, "", c.by.Round(time.Second).String(), c.jumped)
	}
}
