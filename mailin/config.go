package mailin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rapport/mailin/mailbox"
	"rapport/store"
)

// Mailbox is an open mailbox, as a Folder uses it: a session of package mailbox over IMAP, or one
// of package graphbox. UIDs rise in the order of arrival and name the same mail for as long as
// UIDVALIDITY stays.
type Mailbox interface {
	// Select opens a folder; readOnly: nothing in it will be changed.
	Select(ctx context.Context, folder string, readOnly bool) (mailbox.Status, error)
	// Search returns the UIDs in the folder that are at least from, in order.
	Search(ctx context.Context, from mailbox.UID) ([]mailbox.UID, error)
	// Sizes describes mails. Those that are gone are left out.
	Sizes(ctx context.Context, uids []mailbox.UID) ([]mailbox.Info, error)
	// Fetch calls yield for each mail that the server sends, byte for byte, at most once each.
	Fetch(ctx context.Context, infos []mailbox.Info, yield func(mailbox.Fetched) error) error
	// Flag and Move mark what is logged. What is gone, or done already, is no error.
	Flag(ctx context.Context, uids []mailbox.UID) error
	Move(ctx context.Context, uids []mailbox.UID, folder string) error
	// Wait returns when new mail was announced, and otherwise after max.
	Wait(ctx context.Context, max time.Duration) (changed bool, err error)
	Close() error
}

// headedMailbox is a Mailbox that shows the header of a mail before anything else of it is read,
// and for which nothing of a mail is recorded that is passed over. Personal mailboxes need that.
type headedMailbox interface {
	Mailbox
	Headers(ctx context.Context, uids []mailbox.UID, yield func(uid mailbox.UID, header []byte) error) error
}

var errNoHeaders = errors.New("a personal mailbox is read with IMAP only")

// After is what happens to a mail on the server once it is logged.
type After string

// The choices. Mail is never deleted.
const (
	AfterKeep After = "keep" // nothing: the folder is opened read-only
	AfterFlag After = "flag" // it is flagged (\Flagged)
	AfterMove After = "move" // it is moved to another folder
)

// Account is a mailbox and the folders to watch in it.
type Account struct {
	Name   string // for people and the database; after a change the account is read again
	Server mailbox.Config
	// Open opens the mailbox by other means than IMAP; nil: Server is an IMAP server. Of Server
	// only MaxMessage counts then. What it has to remember goes into the store.
	Open    func(*store.Store) (Mailbox, error)
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

// open opens the mailbox.
func (a Account) open(ctx context.Context, s *store.Store) (Mailbox, error) {
	if a.Open != nil {
		return a.Open(s)
	}
	return mailbox.Dial(ctx, a.Server)
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
	if a.Open != nil {
		if a.Personal.Owner != "" {
			fail("account %s: a personal mailbox is read with IMAP only", a.Name)
		}
		if a.Server.MaxMessage <= 0 {
			fail("account %s: the largest message accepted is %d bytes; want more than 0", a.Name, a.Server.MaxMessage)
		}
	} else if err := a.Server.Validate(); err != nil {
		errs = append(errs, fmt.Errorf("account %s: %w", a.Name, err))
	}
	return errors.Join(errs...)
}
