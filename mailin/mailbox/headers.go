package mailbox

import (
	"context"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// MaxHeader is how much of the header of a mail Headers asks for, in bytes.
const MaxHeader = 256 << 10

// Headers calls yield for the header of each mail that the server sends, at most once each: its
// first MaxHeader bytes, with the empty line at its end if that is among them. Nothing of the
// mail below its header is fetched, and no flag is set.
//
// If a header is not yielded, the server did not send it; see Fetch. An empty one is that of a
// mail which begins with an empty line, which some servers cannot read, or which is gone.
func (s *Session) Headers(ctx context.Context, uids []UID, yield func(uid UID, header []byte) error) error {
	for chunk := range slices.Chunk(uids, maxSet) {
		if err := s.headers(ctx, chunk, yield); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) headers(ctx context.Context, uids []UID, yield func(uid UID, header []byte) error) error {
	set := setOf(uids)
	if len(set) == 0 {
		return nil
	}
	given := 0
	section := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, Peek: true, Partial: &imap.SectionPartial{Size: MaxHeader}}
	err := s.fetchSection(ctx, "fetch headers of", int64(len(uids))*(MaxHeader+maxLine), set, section, func(mail Fetched) error {
		given++
		return yield(mail.UID, mail.Raw[:min(len(mail.Raw), MaxHeader)])
	})
	if !isBad(err) || given > 0 || len(uids) == 1 {
		return err
	}
	for _, uid := range uids { // QQ finds fault with some ranges
		if err := s.headers(ctx, []UID{uid}, yield); err != nil {
			return err
		}
	}
	return nil
}
