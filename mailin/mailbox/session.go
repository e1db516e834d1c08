package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// UID numbers a mail in a folder for as long as the folder keeps its
// UIDVALIDITY. It is never 0.
type UID uint32

// Status describes an opened folder.
type Status struct {
	UIDValidity uint32 // 0 if the server sends none: its UIDs are then unreliable
	UIDNext     UID    // 0 if the server sends none
	Messages    uint32
	ReadOnly    bool
}

// Session is a connection to one mailbox. Its methods, except Close, must be called by one
// goroutine at a time. Any error but a plain refusal ends the connection, as does
// cancelling a method's context while it runs; Close must still be called.
type Session struct {
	config Config
	wire   *wire
	client *imapclient.Client
	busy   sync.Mutex // held while a command runs
	tls    *tls.ConnectionState

	caps      imap.CapSet
	folder    string
	readOnly  bool
	searchAll bool // the server rejects SEARCH with a UID range
	poll      bool // the server rejects IDLE
}

// Caps returns the server's capabilities (RFC 9051, 7.2.2) in capital letters, sorted.
func (s *Session) Caps() []string {
	names := make([]string, 0, len(s.caps))
	for name := range s.caps {
		names = append(names, string(name))
	}
	slices.Sort(names)
	return names
}

// Select opens a folder, with EXAMINE if readOnly: the server then changes nothing,
// whatever is done. It returns ErrNoFolder if there is none.
func (s *Session) Select(ctx context.Context, folder string, readOnly bool) (Status, error) {
	s.folder = folder
	var status Status
	err := s.do(ctx, "open", 0, func() error {
		s.wire.setOpening(true)
		defer s.wire.setOpening(false)
		_, err := s.client.Select(folder, &imap.SelectOptions{ReadOnly: readOnly}).Wait()
		return openError(err)
	})
	if err != nil {
		return Status{}, err
	}
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	select {
	case <-s.wire.wake: // it announced mail that the next search finds
	default:
	}
	s.readOnly = readOnly || s.wire.readOnly
	status = Status{s.wire.uidValidity, s.wire.uidNext, s.wire.exists, s.readOnly}
	return status, nil
}

// setOpening marks the start or end of opening a folder: responses in between describe the
// new one.
func (w *wire) setOpening(begins bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.selecting = begins
	if begins {
		w.exists, w.uidValidity, w.uidNext, w.readOnly = 0, 0, 0, false
	}
}

func openError(err error) error {
	no := refusal(err)
	if no == nil || isBad(err) {
		return err
	}
	if strings.Contains(strings.ToLower(no.Text), "unsafe login") {
		return fmt.Errorf("the server considers the login unsafe; allow IMAP clients in the settings of the mailbox: %w", err)
	}
	switch no.Code {
	case "", imap.ResponseCodeNonExistent, imap.ResponseCodeTryCreate, imap.ResponseCodeNoPerm, imap.ResponseCodeCannot:
		return fmt.Errorf("%w: %w", ErrNoFolder, err)
	}
	return err
}

// Search returns the UIDs in the folder that are at least from, in order.
func (s *Session) Search(ctx context.Context, from UID) ([]UID, error) {
	criteria := &imap.SearchCriteria{UID: []imap.UIDSet{{{Start: imap.UID(max(from, 1))}}}}
	if s.searchAll {
		criteria = &imap.SearchCriteria{}
	}
	var found []UID
	err := s.do(ctx, "search", 16<<20, func() error {
		// A single UID range needs no parentheses: imap.exmail.qq.com ignores a search
		// key in them.
		_, err := s.client.UIDSearch(criteria, nil).Wait()
		found = s.wire.takeFound()
		return err
	})
	if isBad(err) && !s.searchAll {
		s.searchAll = true // QQ rejects some ranges
		return s.Search(ctx, from)
	}
	if err != nil {
		return nil, err
	}
	slices.Sort(found)
	found = slices.Compact(found)
	// n:* always includes the last UID, even if it is less than n (RFC 9051, 9,
	// seq-range).
	first, _ := slices.BinarySearch(found, max(from, 1))
	return found[first:], nil
}

func (w *wire) takeFound() []UID {
	w.mu.Lock()
	defer w.mu.Unlock()
	found := w.found
	w.found = nil
	return found
}

// Noop checks that the server still responds.
func (s *Session) Noop(ctx context.Context) error {
	return s.do(ctx, "ask for a sign of life of", 0, func() error { return s.client.Noop().Wait() })
}

// Flag adds \Flagged to mails and leaves other flags alone.
func (s *Session) Flag(ctx context.Context, uids []UID) error {
	if s.readOnly {
		return s.explainReadOnly("flag mail of")
	}
	return s.inSets(uids, func(set imap.UIDSet) error {
		return s.do(ctx, "flag mail of", 0, func() error {
			flags := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagFlagged}}
			return s.client.Store(set, flags, nil).Close()
		})
	})
}

// Append adds a mail to a folder of the account, as seen, with CRLF line ends. It returns
// ErrNoFolder if there is no such folder.
func (s *Session) Append(ctx context.Context, folder string, mail []byte, received time.Time) error {
	doing := fmt.Sprintf("add a mail to %s of", folder)
	return s.do(ctx, doing, int64(len(mail)), func() error {
		command := s.client.Append(folder, int64(len(mail)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: received})
		if _, err := command.Write(mail); err != nil {
			return errors.Join(err, command.Close())
		}
		if err := command.Close(); err != nil {
			return err
		}
		_, err := command.Wait()
		if hasCode(err, imap.ResponseCodeTryCreate, imap.ResponseCodeNonExistent) {
			err = fmt.Errorf("%w: %s: %w", ErrNoFolder, folder, err)
		}
		return err
	})
}

// Move moves mails to another folder of the account with MOVE (RFC 6851). If the server
// lacks MOVE, it returns ErrNoMove: copying, marking as deleted and expunging would also
// remove what other clients have marked.
func (s *Session) Move(ctx context.Context, uids []UID, folder string) error {
	doing := fmt.Sprintf("move mail to %s from", folder)
	// The library falls back to copy and expunge if it does not know about MOVE. After
	// Dial it learns of no change of capabilities.
	if !s.caps.Has(imap.CapMove) || !s.client.Caps().Has(imap.CapMove) {
		return fmt.Errorf("%s %s: %w", doing, s.name(), ErrNoMove)
	}
	if s.readOnly {
		return s.explainReadOnly(doing)
	}
	return s.inSets(uids, func(set imap.UIDSet) error {
		return s.do(ctx, doing, 0, func() error {
			_, err := s.client.Move(set, folder).Wait()
			if hasCode(err, imap.ResponseCodeTryCreate, imap.ResponseCodeNonExistent) {
				return fmt.Errorf("%w: %s: %w", ErrNoFolder, folder, err)
			}
			return err
		})
	})
}

func (s *Session) explainReadOnly(doing string) error {
	return fmt.Errorf("%s %s: the folder is open for reading only", doing, s.name())
}

// maxSet is how many UIDs one command names: servers limit the length of a line.
const maxSet = 200

// inSets calls do for non-empty sets of uids: the library closes the connection for an
// empty set.
func (s *Session) inSets(uids []UID, do func(imap.UIDSet) error) error {
	for chunk := range slices.Chunk(uids, maxSet) {
		if set := setOf(chunk); len(set) > 0 {
			if err := do(set); err != nil {
				return err
			}
		}
	}
	return nil
}

func setOf(uids []UID) imap.UIDSet {
	var set imap.UIDSet
	for _, uid := range uids {
		if uid != 0 { // 0 would be "*"
			set.AddNum(imap.UID(uid))
		}
	}
	return set
}

// do runs one command, whose answer may be size bytes longer than usual.
func (s *Session) do(ctx context.Context, doing string, size int64, command func() error) error {
	s.busy.Lock()
	defer s.busy.Unlock()
	if err := s.wire.failure(); err != nil {
		return fmt.Errorf("%s %s: %w", doing, s.name(), err)
	}
	stop := context.AfterFunc(ctx, func() { s.wire.fail(ctx.Err()) })
	defer stop()
	s.wire.expect(s.config.Timeouts.Progress, size)
	err := command()
	s.wire.wait(0)
	err = s.wrapError(ctx, doing, err)
	if err != nil && refusal(err) == nil {
		s.wire.fail(err)
	}
	return err
}

// Close logs out if the server still responds, then disconnects. It may be called at any
// time, from any goroutine, and more than once.
func (s *Session) Close() error {
	if s.busy.TryLock() { // otherwise a command runs: it fails with the connection
		if s.wire.failure() == nil {
			s.wire.mu.Lock()
			s.wire.leaving = true
			s.wire.mu.Unlock()
			s.wire.expect(min(s.config.Timeouts.Progress, farewell), 0)
			s.client.Logout().Wait() // the result makes no difference
		}
		s.busy.Unlock()
	}
	s.wire.fail(errClosed)
	timer := time.NewTimer(farewell)
	defer timer.Stop()
	select {
	case <-s.client.Closed():
		return nil
	case <-timer.C:
		return fmt.Errorf("end the connection of %s: %w", s.name(), errStuck)
	}
}

const farewell = 2 * time.Second

var errStuck = errors.New("the goroutine that reads the connection did not end")
