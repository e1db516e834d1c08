package copydir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"

	"rapport/store/ledger"
)

// Added is what a copy took.
type Added struct {
	Copy
	New      int   // pieces that were not there
	NewBytes int64 // of them, on the disk
}

// Add copies a file that nobody changes. It returns once the copy would survive a loss of power
// and was read back. After an error what it had written is removed.
func (d *Dir) Add(ctx context.Context, path string, about About) (a Added, err error) {
	a.Copy = Copy{Format: format, About: about, Sealed: d.key.ID()}
	if d.key != nil {
		a.Format = sealedForm
	}
	var written []string
	defer func() {
		if err != nil {
			for _, path := range written { // it may be the disk that is full
				os.Remove(path)
			}
		}
	}()
	packer, err := newPacker(d.key)
	if err != nil {
		return a, err
	}
	defer packer.Close()
	f, err := os.Open(path)
	if err != nil {
		return a, err
	}
	defer f.Close()
	whole := packer.hasher()
	data := make([]byte, PieceSize)
	for {
		n, err := io.ReadFull(f, data)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return a, err
		}
		if err := ctx.Err(); err != nil {
			return a, err
		}
		whole.Write(data[:n])
		hash := packer.name(data[:n])
		a.Pieces, a.Size = append(a.Pieces, hash), a.Size+int64(n)
		name := d.piece(hash)
		if d.holds(hash, packer) { // one that has become damaged is written anew, for older copies as well
			continue
		}
		packed := packer.pack(hash, data[:n])
		if err := writePiece(name, packed); err != nil {
			return a, err
		}
		written = append(written, name)
		a.New, a.NewBytes = a.New+1, a.NewBytes+int64(len(packed))
	}
	whole.Sum(a.SHA256[:0])
	if err := d.sync(); err != nil {
		return a, err
	}
	for _, name := range written {
		var hash ledger.Hash
		if err := hash.UnmarshalText([]byte(filepath.Base(name))); err != nil {
			return a, err
		}
		if !d.holds(hash, packer) {
			return a, fmt.Errorf("read the copy back: %w: the piece %s", ErrDamaged, name)
		}
	}
	if err := d.write(&a.Copy); err != nil {
		return a, err
	}
	return a, nil
}

// writePiece writes a piece that gets its name when it is whole.
func writePiece(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	temporary := path + ".new" // one process writes here
	err := os.WriteFile(temporary, data, 0o600)
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		os.Remove(temporary)
	}
	return err
}

// holds reports whether a piece is there and is what its name says.
func (d *Dir) holds(name ledger.Hash, packer *packer) bool {
	piece, err := os.ReadFile(d.piece(name))
	if err == nil {
		_, err = packer.unpack(name, piece)
	}
	return err == nil
}

// sync puts on the disk whatever was written: one call for many thousand pieces.
func (d *Dir) sync() error {
	f, err := os.Open(d.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.Syncfs(int(f.Fd())); err != nil {
		return fmt.Errorf("sync %s: %w", d.path, err)
	}
	return nil
}

// Assemble writes the file that a copy is of. A piece that is missing or not as it was written is
// ErrDamaged; a copy under another key than the one in use is ErrKey.
func (d *Dir) Assemble(ctx context.Context, c Copy, w io.Writer) error {
	if err := d.opens(c); err != nil {
		return err
	}
	key := d.key
	if c.Sealed == "" {
		key = nil
	}
	packer, err := newPacker(key)
	if err != nil {
		return err
	}
	defer packer.Close()
	whole, size := packer.hasher(), int64(0)
	for _, name := range c.Pieces {
		if err := ctx.Err(); err != nil {
			return err
		}
		var data []byte
		piece, err := os.ReadFile(d.piece(name))
		if err == nil {
			data, err = packer.unpack(name, piece)
		}
		if err != nil {
			return fmt.Errorf("%w: the piece %s: %w", ErrDamaged, d.piece(name), err)
		}
		whole.Write(data)
		size += int64(len(data))
		if _, err := w.Write(data); err != nil {
			return err
		}
	}
	if got := ledger.Hash(whole.Sum(nil)); got != c.SHA256 || size != c.Size {
		return fmt.Errorf("%w: %s of %d bytes where there were %d", ErrDamaged, c.Name, size, c.Size)
	}
	return nil
}

// Prune removes copies until a number of them is left, and every piece that none of these has. Those that
// stay are the one that was added last, though others seem newer where the clock went back, and the newest
// of the others. Where a copy cannot be read nothing is removed: its pieces are not known.
func (d *Dir) Prune(keep int, added string) (removed int, err error) {
	list, err := d.List()
	if err != nil {
		return 0, err
	}
	if i := slices.IndexFunc(list, func(c Copy) bool { return c.Name == added }); i > 0 {
		list = slices.Insert(slices.Delete(slices.Clone(list), i, i+1), 0, list[i])
	}
	for _, c := range list[min(keep, len(list)):] {
		if err := os.Remove(filepath.Join(d.path, copiesName, c.Name)); err != nil {
			return removed, err
		}
		removed++
	}
	needed := map[ledger.Hash]bool{}
	for _, c := range list[:min(keep, len(list))] {
		for _, hash := range c.Pieces {
			needed[hash] = true
		}
	}
	kept := make(map[string]bool, len(needed))
	for hash := range needed {
		kept[d.piece(hash)] = true
	}
	pieces, err := filepath.Glob(filepath.Join(d.path, piecesName, "??", "*"))
	if err != nil {
		return removed, err
	}
	// The copies that had them must not come back after a loss of power.
	if err := d.sync(); err != nil {
		return removed, err
	}
	for _, path := range pieces {
		if !kept[path] {
			if err := os.Remove(path); err != nil {
				return removed, err
			}
		}
	}
	return removed, nil
}
