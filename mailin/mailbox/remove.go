package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// ErrNoRemove means that the server cannot delete mails without deleting others that some
// program has marked (RFC 4315).
var ErrNoRemove = errors.New("the server does not offer UIDPLUS; delete the mails in a mail program")

// Remove deletes mails with UID EXPUNGE (RFC 4315). Only `rapport doctor` does that, with the
// mails that it has sent itself. If the server lacks UIDPLUS, it returns ErrNoRemove.
func (s *Session) Remove(ctx context.Context, uids []UID) error {
	const doing = "delete mail of"
	if !s.caps.Has(imap.CapUIDPlus) {
		return fmt.Errorf("%s %s: %w", doing, s.name(), ErrNoRemove)
	}
	if s.readOnly {
		return s.explainReadOnly(doing)
	}
	return s.inSets(uids, func(set imap.UIDSet) error {
		return s.do(ctx, doing, 0, func() error {
			flags := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
			if err := s.client.Store(set, flags, nil).Close(); err != nil {
				return err
			}
			return s.client.UIDExpunge(set).Close()
		})
	})
}

// TLS returns how the connection is encrypted, or nil.
func (s *Session) TLS() *tls.ConnectionState { return s.tls }
