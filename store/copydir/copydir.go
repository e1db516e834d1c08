// Package copydir keeps copies of a file in a directory: each whole, in pieces that several
// copies share, so that a further copy takes only the room of what has changed. A copy appears
// when all of it is on the disk and was read back; until then, and whatever ends the process,
// the older ones stay as they are.
//
// A directory of copies has
//
//	copies/20261128T043000Z   a copy: what it is of, and the hashes of its pieces in order
//	pieces/3f/3f9a…           a piece: zstd, under the SHA-256 of what it holds
//	work-…                    what a process is making, or left when it was killed
//
// Under a key, pieces are encrypted and their names are keyed hashes. Whoever destroys a key has erased
// the copies that were made under it, wherever they lie.
package copydir

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"rapport/store/ledger"
)

var (
	// ErrNoCopies means that a directory is none of copies.
	ErrNoCopies = errors.New("not a directory of copies")
	// ErrDamaged means that a copy, or a piece of it, is not as it was written.
	ErrDamaged = errors.New("the copy is damaged")
	// ErrInUse means that another process writes into the directory.
	ErrInUse = errors.New("another process is writing copies into the directory")
)

// PieceSize is how much of the file a piece holds: eight pages of the database, since a mail
// changes pages here and there.
const PieceSize = 64 << 10

// About is what a copy is of.
type About struct {
	Made    time.Time   `json:"made"`
	Schema  int         `json:"schema"`
	Event   int64       `json:"event"`   // the last of the log
	Hash    ledger.Hash `json:"hash"`    // of it
	Entries int64       `json:"entries"` // of the log
	Key     string      `json:"key"`     // tells which key belongs to it, and nothing about that key
}

// Copy is one copy.
type Copy struct {
	Name   string        `json:"-"`
	Format int           `json:"format"`
	Size   int64         `json:"size"`
	SHA256 ledger.Hash   `json:"sha256"` // of the whole file
	Pieces []ledger.Hash `json:"pieces"`
	Sealed string        `json:"sealed,omitempty"` // the key under which it is encrypted, by its ID; the hashes are keyed then
	About
}

// Dir is a directory of copies.
type Dir struct {
	path string
	lock *os.File // nil: it is only read
	key  *Key     // nil: copies are not encrypted
}

const (
	format     = 1 // of a copy that is not encrypted
	sealedForm = 2
	copiesName = "copies"
	piecesName = "pieces"
	workPrefix = "work-"
	nameLayout = "20060102T150405Z"
)

// Open opens a directory of copies for reading.
func Open(path string) (*Dir, error) {
	info, err := os.Stat(filepath.Join(path, copiesName))
	if err == nil && !info.IsDir() || errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", path, ErrNoCopies)
	}
	if err != nil {
		return nil, err
	}
	return &Dir{path: path}, nil
}

// IsCopies reports whether a path is the part of a directory of copies that has the copies themselves.
func IsCopies(path string) bool {
	_, err := os.Stat(filepath.Join(filepath.Dir(path), piecesName))
	return filepath.Base(path) == copiesName && err == nil
}

// Create opens a directory of copies for writing, and makes one where there is none. A directory
// that holds anything else is ErrNoCopies.
func Create(path string) (*Dir, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	if _, err := Open(path); errors.Is(err, ErrNoCopies) {
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if name := e.Name(); name != piecesName && name != "lock" && name != "lost+found" {
				return nil, fmt.Errorf("%s: %w, and not empty: it has %s. Name an empty or a new one", path, ErrNoCopies, name)
			}
		}
	} else if err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		lock.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("%s: %w", path, ErrInUse)
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	d := &Dir{path: path, lock: lock}
	for _, name := range []string{piecesName, copiesName} {
		if err := os.Mkdir(filepath.Join(path, name), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			d.Close()
			return nil, err
		}
	}
	return d, d.removeUnfinished()
}

// Close ends the use of the directory.
func (d *Dir) Close() {
	if d.lock != nil {
		d.lock.Close() // which releases the lock
	}
}

// removeUnfinished removes what a process left that was killed.
func (d *Dir) removeUnfinished() error {
	left, err := filepath.Glob(filepath.Join(d.path, workPrefix+"*"))
	for _, path := range left {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// Work makes a directory for what is about to be copied, on the same disk.
func (d *Dir) Work() (string, error) { return os.MkdirTemp(d.path, workPrefix) }

// Free returns the bytes that may still be written on the disk of the directory.
func (d *Dir) Free() (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(d.path, &st); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", d.path, err)
	}
	return int64(st.Bavail) * st.Bsize, nil
}

// List returns the copies, the newest first. Those that cannot be read are in the error, which is
// ErrDamaged.
func (d *Dir) List() (list []Copy, err error) {
	entries, err := os.ReadDir(filepath.Join(d.path, copiesName))
	if err != nil {
		return nil, err
	}
	var damaged error
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue // it was being written
		}
		c, err := d.read(e.Name())
		if err != nil {
			damaged = errors.Join(damaged, err)
			continue
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b Copy) int { return cmp.Or(b.Made.Compare(a.Made), strings.Compare(b.Name, a.Name)) })
	return list, damaged
}

// The text of a copy ends with the hash of what is above.
const hashLine = "\nsha256 "

func (d *Dir) read(name string) (c Copy, err error) {
	path := filepath.Join(d.path, copiesName, name)
	text, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	at := bytes.LastIndex(text, []byte(hashLine))
	if at < 0 {
		return c, fmt.Errorf("%w: %s is cut short", ErrDamaged, path)
	}
	sum := sha256.Sum256(text[:at])
	if strings.TrimSpace(string(text[at+len(hashLine):])) != hex.EncodeToString(sum[:]) {
		return c, fmt.Errorf("%w: %s was changed", ErrDamaged, path)
	}
	if err := json.Unmarshal(text[:at], &c); err != nil {
		return c, fmt.Errorf("%w: %s: %w", ErrDamaged, path, err)
	}
	if c.Format != format && c.Format != sealedForm || (c.Format == sealedForm) != (c.Sealed != "") {
		return c, fmt.Errorf("%w: %s has form %d, which this program does not know: use a newer one", ErrDamaged, path, c.Format)
	}
	c.Name = name
	return c, nil
}

func (d *Dir) write(c *Copy) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	text = append(text, hashLine+hex.EncodeToString(sum[:])+"\n"...)
	for n := 0; ; n++ {
		c.Name = c.Made.UTC().Format(nameLayout)
		if n > 0 {
			c.Name += fmt.Sprintf("-%d", n) // two within one second
		}
		err := ledger.WriteFileDurably(filepath.Join(d.path, copiesName, c.Name), text, false)
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
}

func (d *Dir) piece(hash ledger.Hash) string {
	name := hex.EncodeToString(hash[:])
	return filepath.Join(d.path, piecesName, name[:2], name)
}
