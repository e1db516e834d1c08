package store

import (
	"context"
	"fmt"
	"slices"
)

// Of the mail in a personal mailbox that is not for the log, nothing is stored: neither a row
// nor a time for its UID. The watermark passes over it, and that is all.

// MarkPersonal records that a folder belongs to a person's own mailbox, for good: a line that goes
// missing from the configuration must not make Rapport read everything in the folder.
func (s *Store) MarkPersonal(ctx context.Context, mailbox int64) error {
	err := s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`UPDATE mailbox SET personal = 1 WHERE id = $1`, mailbox)
	})
	if err != nil {
		return fmt.Errorf("mark mailbox %d as personal: %w", mailbox, err)
	}
	return nil
}

// Advance moves the watermark of a personal mailbox over UIDs, in ascending order, up to the
// first that is neither settled nor passed over, and returns the mailbox with its new watermark.
// Unlike Settle it completes no look at the folder.
func (s *Store) Advance(ctx context.Context, m Mailbox, uids []uint32, passed map[uint32]bool) (Mailbox, error) {
	open, err := s.Unsettled(ctx, m.ID, slices.DeleteFunc(slices.Clone(uids), func(uid uint32) bool { return passed[uid] }))
	if err != nil {
		return m, err
	}
	watermark := m.Watermark
	for _, uid := range uids {
		watermark = max(watermark, uid)
	}
	for _, uid := range open {
		watermark = min(watermark, uid-1)
	}
	if watermark <= m.Watermark {
		return m, nil
	}
	err = s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`UPDATE mailbox SET watermark = $1 WHERE id = $2`, watermark, m.ID)
	})
	if err != nil {
		return m, fmt.Errorf("pass over mail of mailbox %d: %w", m.ID, err)
	}
	m.Watermark = watermark
	return m, nil
}

// ForgetFailures removes what is known of UIDs that failed before and turn out not to be for
// the log.
func (s *Store) ForgetFailures(ctx context.Context, mailbox int64, uids []uint32) error {
	if len(uids) == 0 {
		return nil
	}
	err := s.Update(ctx, func(tx *Tx) error {
		for _, uid := range uids {
			if err := tx.exec(`DELETE FROM uid WHERE mailbox_id = $1 AND uid = $2 AND raw_id IS NULL`, mailbox, uid); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forget UIDs of mailbox %d: %w", mailbox, err)
	}
	return nil
}
