package mailbox

import (
	"context"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Info describes a mail without its content.
type Info struct {
	UID          UID
	Size         int64     // RFC822.SIZE in bytes, which servers may get wrong; 0 if unknown
	InternalDate time.Time // when the server received it; zero if unknown
}

// Fetched is a mail with its content.
type Fetched struct {
	Info
	Raw []byte
}

// Sizes returns the Info of the mails of uids. Mails that the server does not mention are
// left out.
func (s *Session) Sizes(ctx context.Context, uids []UID) ([]Info, error) {
	var infos []Info
	err := s.inSets(uids, func(set imap.UIDSet) error {
		some, err := s.sizes(ctx, set)
		infos = append(infos, some...)
		return err
	})
	return infos, err
}

func (s *Session) sizes(ctx context.Context, set imap.UIDSet) ([]Info, error) {
	wanted := wantedOf(set)
	var told []Info
	err := s.do(ctx, "look at mail of", 0, func() error {
		err := s.client.Fetch(set, &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}).Close()
		told = s.wire.takeInfos()
		return err
	})
	if isBad(err) && len(wanted) > 1 { // QQ finds fault with some ranges
		return s.sizesSingly(ctx, set)
	}
	if err != nil && !someAreGone(err) {
		return nil, err
	}
	if len(wanted) == 1 && len(told) == 1 && told[0].UID == 0 {
		told[0].UID = UID(set[0].Start) // asked about one mail, the server describes that one
	}
	var infos []Info
	for _, info := range told {
		if wanted[info.UID] {
			wanted[info.UID] = false
			infos = append(infos, info)
		}
	}
	return infos, nil
}

func (s *Session) sizesSingly(ctx context.Context, set imap.UIDSet) ([]Info, error) {
	var infos []Info
	for uid := range wantedOf(set) {
		one, err := s.sizes(ctx, setOf([]UID{uid}))
		if err != nil {
			return nil, err
		}
		infos = append(infos, one...)
	}
	return infos, nil
}

func (w *wire) takeInfos() []Info {
	w.mu.Lock()
	defer w.mu.Unlock()
	infos := w.infos
	w.infos = nil
	return infos
}

// Fetch calls yield for each mail that the server sends, at most once each. It does not set
// the \Seen flag.
//
// A mail is yielded once the server's response about it has ended properly, with content of
// the declared literal length. That length counts; the Size in infos may differ, because
// servers compute it in other ways. If a mail is not yielded, the server did not send it:
// it was removed, or sent without content, or, among several, without saying whose content
// it was. In answer to a fetch of one mail, a single content without a UID is that mail's.
//
// An error from yield ends Fetch and the connection, and is returned unchanged. Mails
// yielded before an error are complete.
func (s *Session) Fetch(ctx context.Context, infos []Info, yield func(Fetched) error) error {
	for len(infos) > 0 {
		some := infos[:min(len(infos), maxSet)]
		infos = infos[len(some):]
		if err := s.fetch(ctx, some, yield); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) fetch(ctx context.Context, infos []Info, yield func(Fetched) error) error {
	asked := map[UID]Info{}
	var (
		uids []UID
		size int64
	)
	for _, info := range infos {
		asked[info.UID] = info
		uids = append(uids, info.UID)
		size += 2*min(info.Size, s.config.MaxMessage) + maxLine
	}
	set := setOf(uids)
	if len(set) == 0 {
		return nil
	}
	given := 0
	err := s.fetchSection(ctx, "fetch mail of", size+s.config.MaxMessage, set, wholeMail(), func(mail Fetched) error {
		info := asked[mail.UID]
		if len(mail.Raw) == 0 && info.Size > 0 { // how some servers report a mail that is gone
			return nil
		}
		mail.Info = info
		given++
		return yield(mail)
	})
	if !isBad(err) || given > 0 || len(uids) == 1 {
		return err
	}
	for _, info := range infos { // QQ finds fault with some ranges
		if err := s.fetch(ctx, []Info{info}, yield); err != nil {
			return err
		}
	}
	return nil
}

// fetchSection fetches a section of each mail in a set and passes it to give, whose error ends it.
// That some of the mails are gone is no error.
func (s *Session) fetchSection(ctx context.Context, what string, size int64, set imap.UIDSet, section *imap.FetchItemBodySection, give func(Fetched) error) error {
	var fromGive error
	err := s.do(ctx, what, size, func() error {
		return s.receive(set, section, func(mail Fetched) error {
			fromGive = give(mail)
			return fromGive
		})
	})
	switch {
	case fromGive != nil:
		return fromGive
	case someAreGone(err):
		return nil
	}
	return err
}

func wholeMail() *imap.FetchItemBodySection { return &imap.FetchItemBodySection{Peek: true} }

// receive runs a FETCH of a section and calls give for each mail.
func (s *Session) receive(set imap.UIDSet, section *imap.FetchItemBodySection, give func(Fetched) error) error {
	wanted := wantedOf(set)
	s.wire.want(wanted)
	command := s.client.Fetch(set, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	done := make(chan error, 1)
	go func() { done <- command.Close() }() // ends with the command, or with the connection
	given := 0
	for {
		select {
		case mail := <-s.wire.mails:
			given++
			if err := give(mail); err != nil {
				s.wire.fail(err)
				<-done
				return err
			}
		case err := <-done: // the last mail was taken: the reader delivers one by one
			if mail, ok := s.wire.onlyWithoutUID(); ok && err == nil && given == 0 && len(wanted) == 1 {
				mail.UID = UID(set[0].Start)
				return give(mail)
			}
			return err
		}
	}
}

func (w *wire) want(uids map[UID]bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wanted = uids
}

// onlyWithoutUID returns the mail that came without a UID, if there was exactly one.
func (w *wire) onlyWithoutUID() (Fetched, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	mails := w.withoutUID
	w.withoutUID = nil
	if len(mails) != 1 {
		return Fetched{}, false
	}
	return mails[0], true
}

func wantedOf(set imap.UIDSet) map[UID]bool {
	wanted := map[UID]bool{}
	for _, r := range set {
		for uid := r.Start; ; uid++ { // not "<= r.Stop", which is always true for the greatest UID
			wanted[UID(uid)] = true
			if uid == r.Stop {
				break
			}
		}
	}
	return wanted
}

// someAreGone reports whether a server refused only because mails were removed meanwhile
// (RFC 5530); it has sent the others.
func someAreGone(err error) bool { return hasCode(err, "EXPUNGEISSUED") }
