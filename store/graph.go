package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Microsoft Graph names a mail by an id and reports what changed in a folder since a link. This
// file assigns each id a number, as IMAP's UID: rising, never given twice, in the order of arrival.
// Numbers and link are committed together, so that no change is taken without its numbers, and
// none is forgotten.

// GraphFolder is a folder that is read with Microsoft Graph, and how far its changes were taken.
type GraphFolder struct {
	ID          int64
	UIDValidity uint32 // of its numbers; another folder under the same name has another
	UIDNext     uint32 // above every number that was given
	Link        string // where the next changes are; "": at the beginning of the folder
	Listing     bool   // a list of the whole folder is under way
}

// GraphChange is a mail that came into a folder, or left it.
type GraphChange struct {
	Item     string // Microsoft's immutable id
	Received time.Time
	Left     bool
}

// GraphItem is a mail in a folder, under its number.
type GraphItem struct {
	UID      uint32
	Item     string
	Received time.Time
}

const selectGraphFolder = `SELECT id, uidvalidity, uid_next, link, listing FROM graph_folder `

func (f *GraphFolder) scan(row scanner) error {
	return row.Scan(&f.ID, &f.UIDValidity, &f.UIDNext, &f.Link, &f.Listing)
}

// OpenGraphFolder returns what is known of a folder. If the server has another one under its
// name, whose id differs, that begins anew under another UIDVALIDITY.
func (s *Store) OpenGraphFolder(ctx context.Context, account, folder, serverID string) (f GraphFolder, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		known := ""
		err := tx.row(`SELECT server_id FROM graph_folder WHERE account = $1 AND folder = $2`, account, folder).Scan(&known)
		validity := tx.now / 1000
		switch {
		case errors.Is(err, sql.ErrNoRows):
			err = tx.exec(`INSERT INTO graph_folder (account, folder, server_id, uidvalidity) VALUES ($1, $2, $3, $4)`, account, folder, serverID, validity)
		case err == nil && known != serverID:
			err = tx.exec(`DELETE FROM graph_item WHERE folder_id = (SELECT id FROM graph_folder WHERE account = $1 AND folder = $2)`, account, folder)
			if err == nil {
				err = tx.exec(`UPDATE graph_folder SET server_id = $1, uidvalidity = CASE WHEN uidvalidity < $2 THEN $3 ELSE uidvalidity + 1 END, uid_next = 1, link = '', listing = 1
					WHERE account = $4 AND folder = $5`, serverID, validity, validity, account, folder)
			}
		}
		if err != nil {
			return err
		}
		return f.scan(tx.row(selectGraphFolder+`WHERE account = $1 AND folder = $2`, account, folder))
	})
	if err != nil {
		err = fmt.Errorf("open the numbers of %s/%s: %w", account, folder, err)
	}
	return f, err
}

// BeginGraphList records that the whole folder is listed from here on, beginning with the first
// page. Its numbers stay.
func (s *Store) BeginGraphList(ctx context.Context, f GraphFolder) (GraphFolder, error) {
	err := s.Update(ctx, func(tx *Tx) error {
		if err := tx.exec(`UPDATE graph_folder SET link = '', listing = 1, round = round + 1 WHERE id = $1`, f.ID); err != nil {
			return err
		}
		return f.scan(tx.row(selectGraphFolder+`WHERE id = $1`, f.ID))
	})
	if err != nil {
		err = fmt.Errorf("begin to list folder %d anew: %w", f.ID, err)
	}
	return f, err
}

// TakeGraphPage records a page of changes, in their order, and the link to what follows it. The
// last page assigns numbers to all that is new. If it ends a list, what the list did not have has
// left the folder. Taking a page twice changes nothing.
func (s *Store) TakeGraphPage(ctx context.Context, f GraphFolder, changes []GraphChange, link string, last bool) (GraphFolder, error) {
	err := s.Update(ctx, func(tx *Tx) error {
		for _, c := range changes {
			if err := tx.takeGraphChange(f.ID, c); err != nil {
				return err
			}
		}
		if err := tx.exec(`UPDATE graph_folder SET link = $1 WHERE id = $2`, link, f.ID); err != nil {
			return err
		}
		if last {
			if err := tx.endGraphChanges(f.ID, f.Listing); err != nil {
				return err
			}
		}
		return f.scan(tx.row(selectGraphFolder+`WHERE id = $1`, f.ID))
	})
	if err != nil {
		err = fmt.Errorf("record what changed in folder %d: %w", f.ID, err)
	}
	return f, err
}

func (tx *Tx) takeGraphChange(folder int64, c GraphChange) error {
	if c.Left {
		return tx.exec(`DELETE FROM graph_item WHERE folder_id = $1 AND item = $2`, folder, c.Item)
	}
	return tx.exec(`INSERT INTO graph_item (folder_id, item, received_ms, round) VALUES ($1, $2, $3, (SELECT round FROM graph_folder WHERE id = $4))
		ON CONFLICT (folder_id, item) DO UPDATE SET round = excluded.round`, folder, c.Item, millis(c.Received), folder)
}

// endGraphChanges numbers what is new, the oldest first.
func (tx *Tx) endGraphChanges(folder int64, list bool) error {
	if list {
		if err := tx.exec(`DELETE FROM graph_item WHERE folder_id = $1 AND round < (SELECT round FROM graph_folder WHERE id = $2)`, folder, folder); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE graph_folder SET listing = 0 WHERE id = $1`, folder); err != nil {
			return err
		}
	}
	items, err := collect(tx.ctx, tx.sql, "list new mail", scanValue[string], `SELECT item FROM graph_item WHERE folder_id = $1 AND uid IS NULL ORDER BY received_ms, item`, folder)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return nil
	}
	var next int64
	if err := tx.row(`SELECT uid_next FROM graph_folder WHERE id = $1`, folder).Scan(&next); err != nil {
		return err
	}
	for _, item := range items {
		if err := tx.exec(`UPDATE graph_item SET uid = $1 WHERE folder_id = $2 AND item = $3`, next, folder, item); err != nil {
			return err
		}
		next++
	}
	return tx.exec(`UPDATE graph_folder SET uid_next = $1 WHERE id = $2`, next, folder)
}

// GraphUIDs returns the numbers of the mails in a folder that are at least from, in order.
func (s *Store) GraphUIDs(ctx context.Context, folder int64, from uint32) ([]uint32, error) {
	return collect(ctx, s.reader, "list the numbers of a folder", scanValue[uint32], `SELECT uid FROM graph_item WHERE folder_id = $1 AND uid IS NOT NULL AND uid >= $2 ORDER BY uid`, folder, from)
}

// GraphItems returns the mails of numbers, in their order. What has left the folder is left out.
func (s *Store) GraphItems(ctx context.Context, folder int64, uids []uint32) ([]GraphItem, error) {
	var items []GraphItem
	for _, uid := range uids {
		item := GraphItem{UID: uid}
		err := s.reader.QueryRowContext(ctx, `SELECT item, received_ms FROM graph_item WHERE uid IS NOT NULL AND folder_id = $1 AND uid = $2`, folder, uid).Scan(&item.Item, ms(&item.Received))
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("look for mail %d of folder %d: %w", uid, folder, explain(err))
		}
		items = append(items, item)
	}
	return items, nil
}

// ForgetGraphItem records that a mail is not in a folder any more, before the server reports
// that.
func (s *Store) ForgetGraphItem(ctx context.Context, folder int64, item string) error {
	return s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`DELETE FROM graph_item WHERE folder_id = $1 AND item = $2`, folder, item)
	})
}
