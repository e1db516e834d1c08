package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Raw is a mail as it came, compressed and ready to be kept.
type Raw struct {
	SHA256   Hash
	Size     int64
	Received time.Time // INTERNALDATE, or a file's date; zero where unknown
	Origin   string    // where it was seen first: "log/INBOX", or a path
	Arrival  Arrival
	zstd     []byte
	holes    []hole // where zstd leaves out files
}

// Arrival is how a mail came to Rapport. What did not arrive while Rapport was watching is
// history: nobody may wait for an effect of it.
type Arrival string

// The ways in which a mail comes.
const (
	ArrivedWatched Arrival = ""      // into a folder that Rapport was watching
	ArrivedBefore  Arrival = "first" // it was in the folder when Rapport read that for the first time
	ArrivedInFile  Arrival = "file"  // it was imported from a file
	ArrivedLate    Arrival = "late"  // it was older than LateAfter when Rapport read it
)

// LateAfter is the age, since it was written or arrived, at which a mail begins nothing by
// itself any more.
const LateAfter = 48 * time.Hour

// SetLate marks a mail that is so old, or that holds such a date, that it begins nothing by
// itself.
func (m *Message) SetLate(now time.Time) {
	if m.Arrival != ArrivedWatched {
		return
	}
	if now.Sub(m.Date) > LateAfter || !m.Received.IsZero() && now.Sub(m.Received) > LateAfter {
		m.Arrival = ArrivedLate
	}
}

// Pack hashes and compresses the bytes of a mail. It may run on many
// goroutines at once and keeps no reference to bytes.
func (s *Store) Pack(mail []byte, received time.Time, origin string) Raw {
	return Raw{
		SHA256:   sha256.Sum256(mail),
		Size:     int64(len(mail)),
		Received: received,
		Origin:   origin,
		zstd:     s.compress(mail),
	}
}

// longestScratch bounds what is kept for the next mail.
const longestScratch = 256 << 10

// compress returns mail compressed, in as many bytes as that takes: packed mail waits in
// memory for its batch.
func (s *Store) compress(mail []byte) []byte {
	if len(mail) > longestScratch {
		return s.pack.EncodeAll(mail, make([]byte, 0, len(mail)))
	}
	scratch, _ := s.scratch.Get().(*[]byte)
	if scratch == nil {
		scratch = new([]byte)
	}
	defer s.scratch.Put(scratch)
	*scratch = s.pack.EncodeAll(mail, (*scratch)[:0])
	return slices.Clone(*scratch)
}

// StoredRaw says what became of a Raw: the id under which its bytes are kept, and
// whether they had not been seen before.
type StoredRaw struct {
	ID  int64
	New bool
}

// StoreRaw stores the bytes of a mail, unless they are there already, and puts new
// ones on the list of what is to be read. From its commit on the mail is safe.
func (tx *Tx) StoreRaw(raw Raw) (StoredRaw, error) {
	var id int64
	err := tx.row(`SELECT id FROM raw WHERE sha256 = $1`, raw.SHA256[:]).Scan(&id)
	if err == nil {
		return StoredRaw{ID: id}, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return StoredRaw{}, fmt.Errorf("look for raw mail %s: %w", raw.SHA256, err)
	}
	err = tx.row(`INSERT INTO raw (sha256, size, received_ms, origin, arrival, zstd) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
		raw.SHA256[:], raw.Size, millis(raw.Received), raw.Origin, raw.Arrival, raw.zstd).Scan(&id)
	if err != nil {
		return StoredRaw{}, fmt.Errorf("keep raw mail %s: %w", raw.SHA256, err)
	}
	if err := tx.keepHoles(id, raw.holes); err != nil {
		return StoredRaw{}, err
	}
	if err := tx.exec(`INSERT INTO pending (raw_id) VALUES ($1)`, id); err != nil {
		return StoredRaw{}, fmt.Errorf("put raw mail %d on the list to read: %w", id, err)
	}
	return StoredRaw{ID: id, New: true}, nil
}

// Pending returns the ids, above after and at most limit, of mail that is kept
// but not yet in the log: what a crash left between the two.
func (s *Store) Pending(ctx context.Context, after int64, limit int) ([]int64, error) {
	return collect(ctx, s.reader, "list mail to read", scanValue[int64], `SELECT raw_id FROM pending WHERE raw_id > $1 ORDER BY raw_id LIMIT $2`, after, limit)
}

// CountReadAttempt counts an attempt at reading a mail that an earlier process left
// unread. It is called before the attempt, and returns the attempts so far, including this
// one.
func (s *Store) CountReadAttempt(ctx context.Context, id int64) (attempts int, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		err := tx.row(`UPDATE pending SET attempts = attempts + 1 WHERE raw_id = $1 RETURNING attempts`, id).Scan(&attempts)
		if errors.Is(err, sql.ErrNoRows) { // another process read it meanwhile
			return nil
		}
		return err
	})
	if err != nil {
		err = fmt.Errorf("count an attempt at reading message %d: %w", id, err)
	}
	return attempts, err
}

// NumberOf returns the number under which the mail with a hash is kept, 0 if it is not.
func (s *Store) NumberOf(ctx context.Context, hash Hash) (id int64, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT id FROM raw WHERE sha256 = $1`, hash[:]).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("look for raw mail %s: %w", hash, explain(err))
	}
	return id, nil
}

// RawMail returns the bytes kept under id, checked against their hash, and what is
// known of where they came from. Erased mail is ErrErased.
func (s *Store) RawMail(ctx context.Context, id int64) ([]byte, Raw, error) {
	var (
		raw  Raw
		hash []byte
	)
	err := s.reader.QueryRowContext(ctx, `SELECT sha256, size, received_ms, origin, arrival, zstd FROM raw WHERE id = $1`, id).
		Scan(&hash, &raw.Size, ms(&raw.Received), &raw.Origin, &raw.Arrival, &raw.zstd)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, raw, fmt.Errorf("raw mail %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return nil, raw, fmt.Errorf("read raw mail %d: %w", id, explain(err))
	}
	copy(raw.SHA256[:], hash)
	mail, err := s.bytes(ctx, id, raw)
	if err != nil {
		return nil, raw, fmt.Errorf("raw mail %d: %w", id, err)
	}
	return mail, raw, nil
}

// bytes unpacks the raw mail of a number, and compares the result with its hash.
func (s *Store) bytes(ctx context.Context, id int64, raw Raw) ([]byte, error) {
	if raw.zstd == nil {
		return nil, ErrErased
	}
	mail, err := s.unpack.DecodeAll(raw.zstd, make([]byte, 0, min(raw.Size, maxUnpacked)))
	if err != nil {
		return nil, fmt.Errorf("%w: unpack: %w", ErrCorrupt, err)
	}
	if int64(len(mail)) < raw.Size {
		if mail, err = s.filled(ctx, id, mail); err != nil {
			return nil, err
		}
	}
	if sum := sha256.Sum256(mail); !bytes.Equal(sum[:], raw.SHA256[:]) {
		return nil, fmt.Errorf("%w: its bytes hash to %x, not %s", ErrCorrupt, sum, raw.SHA256)
	}
	return mail, nil
}

// maxUnpacked bounds what is allocated on the word of the database alone.
const maxUnpacked = 64 << 20

var (
	// ErrNotFound means that nothing is kept under that number.
	ErrNotFound = errors.New("not found")
	// ErrErased means that the content was erased on request.
	ErrErased = errors.New("erased on request")
)
