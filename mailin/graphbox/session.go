package graphbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"rapport/mailin/mailbox"
	"rapport/store"
	"rapport/store/graph"
)

// Config says whose mail is read.
type Config struct {
	Account    string // its name, in the database
	Client     *graph.Client
	MaxMessage int64 // bytes of the largest message accepted
}

// Session reads one mailbox. Its methods must be called by one goroutine at a time.
type Session struct {
	config Config
	store  *store.Store

	folder   string
	state    store.GraphFolder
	readOnly bool
	serverID string
	fresh    bool // the changes were taken after the folder was opened, and nothing was asked since
	listed   bool // the whole folder was listed after it was opened
	items    map[uint32]store.GraphItem
	large    map[uint32]int64 // bytes of mails that are too large
}

// Open returns a session whose numbers are kept in s. It asks for nothing yet.
func Open(config Config, s *store.Store) *Session {
	return &Session{config: config, store: s, items: map[uint32]store.GraphItem{}, large: map[uint32]int64{}}
}

// Close ends the session. There is nothing to end on the server.
func (s *Session) Close() error { return nil }

// Select opens a folder and takes what changed in it. It returns mailbox.ErrNoFolder if there is
// none.
func (s *Session) Select(ctx context.Context, folder string, readOnly bool) (mailbox.Status, error) {
	s.folder, s.readOnly = folder, readOnly
	found, err := Look(ctx, s.config.Client, folder)
	if err != nil {
		return mailbox.Status{}, s.explain("open", err)
	}
	state, err := s.store.OpenGraphFolder(ctx, s.config.Account, folder, found.ID)
	if err != nil {
		return mailbox.Status{}, err
	}
	if state.ID != s.state.ID || state.UIDValidity != s.state.UIDValidity {
		clear(s.items)
		clear(s.large)
	}
	s.state, s.serverID, s.listed = state, found.ID, false
	if err := s.takeChanges(ctx); err != nil {
		return mailbox.Status{}, s.explain("list changes of", err)
	}
	s.fresh = true
	return mailbox.Status{UIDValidity: s.state.UIDValidity, UIDNext: mailbox.UID(s.state.UIDNext), Messages: found.Messages, ReadOnly: readOnly}, nil
}

// Search returns the numbers of the mails in the folder that are at least from, in order. From 1,
// the whole folder is listed, unless it just was, to find what a report of changes may have left
// out.
func (s *Session) Search(ctx context.Context, from mailbox.UID) ([]mailbox.UID, error) {
	whole := from <= 1 && !s.listed
	if whole {
		var err error
		if s.state, err = s.store.BeginGraphList(ctx, s.state); err != nil {
			return nil, err
		}
	}
	if whole || !s.fresh {
		if err := s.takeChanges(ctx); err != nil {
			return nil, s.explain("search", err)
		}
	}
	s.fresh = false
	numbers, err := s.store.GraphUIDs(ctx, s.state.ID, uint32(from))
	if err != nil {
		return nil, err
	}
	uids := make([]mailbox.UID, len(numbers))
	for i, n := range numbers {
		uids[i] = mailbox.UID(n)
	}
	return uids, nil
}

// Sizes returns the Info of the mails of uids. Those that have left the folder are left out. The
// size of a mail is not known before it was fetched once.
func (s *Session) Sizes(ctx context.Context, uids []mailbox.UID) ([]mailbox.Info, error) {
	items, err := s.itemsOf(ctx, uids)
	if err != nil {
		return nil, err
	}
	infos := make([]mailbox.Info, len(items))
	for i, item := range items {
		s.items[item.UID] = item
		infos[i] = mailbox.Info{UID: mailbox.UID(item.UID), Size: s.large[item.UID], InternalDate: item.Received}
	}
	return infos, nil
}

func (s *Session) itemsOf(ctx context.Context, uids []mailbox.UID) ([]store.GraphItem, error) {
	numbers := make([]uint32, len(uids))
	for i, uid := range uids {
		numbers[i] = uint32(uid)
	}
	return s.store.GraphItems(ctx, s.state.ID, numbers)
}

// Fetch calls yield for each mail that the server has, with its bytes as the server sends them. It
// does not mark mail as read. What is not yielded is gone, or larger than what is accepted, as
// Sizes says from then on. An error from yield ends Fetch, and is returned unchanged.
func (s *Session) Fetch(ctx context.Context, infos []mailbox.Info, yield func(mailbox.Fetched) error) error {
	for _, info := range infos {
		item, known := s.items[uint32(info.UID)]
		if !known {
			continue
		}
		delete(s.items, item.UID)
		raw, err := s.config.Client.Raw(ctx, s.config.Client.Path("messages", item.Item, "$value"), s.config.MaxMessage)
		if large, ok := errors.AsType[*graph.TooLarge](err); ok {
			s.large[item.UID] = large.Size
			continue
		}
		if errors.Is(err, graph.ErrNotFound) {
			if err := s.store.ForgetGraphItem(ctx, s.state.ID, item.Item); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return s.explain(fmt.Sprintf("fetch mail %d of", item.UID), err)
		}
		if len(raw) == 0 {
			continue
		}
		if err := yield(mailbox.Fetched{Info: info, Raw: raw}); err != nil {
			return err
		}
	}
	return nil
}

// Wait waits for max: Microsoft Graph announces nothing that a program without an address of its
// own could hear.
func (s *Session) Wait(ctx context.Context, max time.Duration) (changed bool, err error) {
	timer := time.NewTimer(max)
	defer timer.Stop()
	select {
	case <-timer.C:
		return false, nil
	case <-ctx.Done():
		return false, s.explain("wait for mail of", ctx.Err())
	}
}

// Flag marks mails as flagged.
func (s *Session) Flag(ctx context.Context, uids []mailbox.UID) error {
	flagged := map[string]any{"flag": map[string]string{"flagStatus": "flagged"}}
	return s.change(ctx, "flag mail of", uids, func(item store.GraphItem) error {
		return s.config.Client.ChangeJSON(ctx, http.MethodPatch, s.config.Client.Path("messages", item.Item), flagged, nil)
	})
}

// Move moves mails to another folder of the mailbox.
func (s *Session) Move(ctx context.Context, uids []mailbox.UID, folder string) error {
	doing := fmt.Sprintf("move mail to %s from", folder)
	to, err := Look(ctx, s.config.Client, folder)
	if err != nil {
		return s.explain(doing, err)
	}
	destination := map[string]string{"destinationId": to.ID}
	return s.change(ctx, doing, uids, func(item store.GraphItem) error {
		err := s.config.Client.ChangeJSON(ctx, http.MethodPost, s.config.Client.Path("messages", item.Item, "move"), destination, nil)
		if err != nil {
			return err
		}
		return s.store.ForgetGraphItem(ctx, s.state.ID, item.Item)
	})
}

// change changes mails, one after the other. One that is gone needs no change; to change one twice
// does no harm.
func (s *Session) change(ctx context.Context, doing string, uids []mailbox.UID, do func(store.GraphItem) error) error {
	if s.readOnly {
		return fmt.Errorf("%s %s: the folder is open for reading only", doing, s.name())
	}
	items, err := s.itemsOf(ctx, uids)
	if err != nil {
		return err
	}
	for _, item := range items {
		if err := do(item); err != nil && !errors.Is(err, graph.ErrNotFound) {
			return s.explain(doing, err)
		}
	}
	return nil
}

// name returns the folder for errors.
func (s *Session) name() string {
	return s.config.Account + "/" + s.folder + " of " + s.config.Client.Name()
}

// explain adds to err what was being done to what, and which of package mailbox's errors it is.
func (s *Session) explain(doing string, err error) error {
	return fmt.Errorf("%s %s: %w", doing, s.name(), kindOf(err))
}

// kindOf returns err as one of package mailbox's errors, where it is one.
func kindOf(err error) error {
	for _, kind := range []struct{ of, as error }{
		{graph.ErrAuth, mailbox.ErrAuth}, {graph.ErrTLS, mailbox.ErrTLS}, {graph.ErrBusy, mailbox.ErrBusy},
	} {
		if errors.Is(err, kind.of) && !errors.Is(err, kind.as) {
			return fmt.Errorf("%w: %w", kind.as, err)
		}
	}
	return err
}
