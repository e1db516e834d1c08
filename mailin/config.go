package mailin

import (
	"errors"
	"fmt"
	"time"

	"rapport/mailin/mailbox"
)

// After is what happens to a mail on the server once it is logged.
type After string

// The choices. Mail is never deleted.
const (
	AfterKeep After = "keep" // nothing: the folder is opened read-only
	AfterFlag After = "flag" // it is flagged (\Flagged)
	AfterMove After = "move" // it is moved to another folder
)

// Account is an IMAP account and the folders to watch in it.
type Account struct {
	Name    string // for people and the database; after a change the account is read again
	Server  mailbox.Config
	Folders []string
	After   After
	MoveTo  string // used with AfterMove
	// AuthservID is the name under which the server reports its findings about a mail's
	// sender (RFC 8601 section 2.5); "" believes no such field. DKIM enables the
	// verification of signatures.
	AuthservID string
	DKIM       bool
	Poll       time.Duration // the longest time between two syncs, in addition to IDLE
	Personal   Personal      // of a person's own mailbox; its Owner is "" for a log mailbox
}

// MinPoll is the shortest Poll: some providers refuse clients that connect more often.
const MinPoll = time.Minute

// Validate returns every mistake in a, joined.
func (a Account) Validate() error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if a.Name == "" {
		fail("an account needs a name")
	}
	if len(a.Folders) == 0 {
		fail("account %s: no folder to watch", a.Name)
	}
	switch a.After {
	case AfterKeep, AfterFlag:
	case AfterMove:
		if a.MoveTo == "" {
			fail("account %s: after = %q needs move_to", a.Name, a.After)
		}
		for _, folder := range a.Folders {
			if folder == a.MoveTo {
				fail("account %s: move_to names %q, which is one of the watched folders", a.Name, folder)
			}
		}
	default:
		fail("account %s: after = %q: want keep, flag or move", a.Name, a.After)
	}
	if a.Personal.Owner != "" && a.After != AfterKeep {
		fail("account %s: after = %q: nothing is changed in a personal mailbox", a.Name, a.After)
	}
	if a.Poll < MinPoll {
		fail("account %s: poll = %s is too short for providers; use at least %s", a.Name, a.Poll, MinPoll)
	}
	if err := a.Server.Validate(); err != nil {
		errs = append(errs, fmt.Errorf("account %s: %w", a.Name, err))
	}
	return errors.Join(errs...)
}
