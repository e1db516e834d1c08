package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"
)

// A mail of ours is kept without the files that go along with it: file has their bytes once,
// however many people get them.

// base64Line is the length of a line of base64 in mail of ours, in characters (RFC 2045
// section 6.8).
const base64Line = 76

// hole is where the base64 of a file is left out of a mail.
type hole struct {
	at   int // bytes before it that are kept
	file Hash
}

// PackWithFiles is Pack for a mail of ours with files, whose bytes are kept already.
func (s *Store) PackWithFiles(mail []byte, received time.Time, origin string, files [][]byte) Raw {
	raw := s.Pack(nil, received, origin)
	var rest []byte
	left := mail
	for _, content := range files {
		encoded := Base64(content)
		at := bytes.Index(left, encoded)
		if at < 0 || len(encoded) == 0 {
			continue
		}
		rest = append(rest, left[:at]...)
		raw.holes = append(raw.holes, hole{len(rest), sha256.Sum256(content)})
		left = left[at+len(encoded):]
	}
	if len(raw.holes) == 0 {
		return s.Pack(mail, received, origin)
	}
	rest = append(rest, left...)
	raw.SHA256, raw.Size, raw.zstd = sha256.Sum256(mail), int64(len(mail)), s.compress(rest)
	return raw
}

// Base64 returns the base64 of a file as mail of ours has it: lines that end in CRLF,
// apart from the last.
func Base64(content []byte) []byte {
	text := make([]byte, base64.StdEncoding.EncodedLen(len(content)))
	base64.StdEncoding.Encode(text, content)
	lines := make([]byte, 0, len(text)+2*(len(text)/base64Line))
	for len(text) > base64Line {
		lines = append(append(lines, text[:base64Line]...), "\r\n"...)
		text = text[base64Line:]
	}
	return append(lines, text...)
}

// Base64Size returns the length of the Base64 of a file of a size.
func Base64Size(size int64) int64 {
	encoded := (size + 2) / 3 * 4
	return encoded + 2*max(0, (encoded-1)/base64Line)
}

// keepHoles records where files are left out of a mail.
func (tx *Tx) keepHoles(id int64, holes []hole) error {
	for i, h := range holes {
		inserted, err := tx.changedOne(`INSERT INTO raw_file (raw_id, n, at, file_id) SELECT $1, $2, $3, id FROM file WHERE sha256 = $4`, id, i+1, h.at, h.file[:])
		if err == nil && !inserted {
			err = ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("record where a mail has the file %s: %w", h.file, err)
		}
	}
	return nil
}

// filled returns a mail with the files that were left out of it.
func (s *Store) filled(ctx context.Context, id int64, rest []byte) ([]byte, error) {
	type gap struct{ at, file int64 }
	gaps, err := collect(ctx, s.reader, "list the files in a mail", func(row scanner) (g gap, err error) {
		err = row.Scan(&g.at, &g.file)
		return g, err
	}, `SELECT at, file_id FROM raw_file WHERE raw_id = $1 ORDER BY n`, id)
	if err != nil || len(gaps) == 0 {
		return rest, err
	}
	var mail []byte
	from := int64(0)
	for _, g := range gaps {
		content, err := s.fileBytes(ctx, `id = $1`, g.file)
		if err != nil {
			return nil, err
		}
		if g.at < from || g.at > int64(len(rest)) {
			return nil, fmt.Errorf("%w: a file stands at byte %d of %d", ErrCorrupt, g.at, len(rest))
		}
		mail = append(append(mail, rest[from:g.at]...), Base64(content)...)
		from = g.at
	}
	return append(mail, rest[from:]...), nil
}
