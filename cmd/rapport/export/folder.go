package export

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// target is a directory that is made beside its place, and gets there once it is whole.
type target struct {
	dir    string
	folder *folder
}

// sumsName is the list of the files with their hashes.
const sumsName = "SHA256SUMS"

// partial is in the name of a directory that is not whole.
const partial = ".unfinished-"

// abandonedAfter is how long nobody has written to an unfinished directory before it counts as
// left by a process that was killed.
const abandonedAfter = 10 * time.Minute

// begin makes the directory beside its place.
func begin(dir string) (*target, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	list, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("export to %s: %w", dir, err)
	case len(list) > 0 && !isExport(dir):
		return nil, fmt.Errorf("%s has files that are no export of Rapport: name a directory that does not exist or is empty", dir)
	}
	removeAbandoned(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return nil, fmt.Errorf("export to %s: %w", dir, err)
	}
	temporary, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+partial) // mode 0700
	if err != nil {
		return nil, fmt.Errorf("export to %s: %w", dir, err)
	}
	return &target{dir, &folder{path: temporary}}, nil
}

// isExport reports whether a directory has what every export has, and nothing else at its top: it
// is removed once another has taken its place.
func isExport(dir string) bool {
	list, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	always := []string{sumsName, "README.txt", "chain.jsonl", "check.py", "log.csv", "log.html", "log.jsonl", "log.mbox"}
	for _, entry := range list {
		name := entry.Name()
		volume, _ := filepath.Match("log*.pdf", name) // its pattern is valid
		switch {
		case slices.Contains(always, name):
			always = slices.DeleteFunc(always, func(n string) bool { return n == name })
		case !volume && !slices.Contains([]string{"mail", "files", "evidence.json", "signatures.jsonl"}, name):
			return false
		}
	}
	return len(always) == 0
}

// removeAbandoned removes what killed exports to a directory have left.
func removeAbandoned(dir string) {
	left, err := filepath.Glob(filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+partial+"*"))
	if err != nil {
		return
	}
	for _, path := range left {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > abandonedAfter {
			os.RemoveAll(path) // if that fails, it costs room alone
		}
	}
}

// finish puts the directory in its place, and removes the export that was there.
func (t *target) finish() error {
	if err := syncAll(t.folder.path); err != nil {
		return fmt.Errorf("write %s: %w", t.folder.path, err)
	}
	err := os.Rename(t.folder.path, t.dir) // an empty directory is replaced
	if err == nil {
		return syncAll(filepath.Dir(t.dir))
	}
	if !isExport(t.dir) {
		return fmt.Errorf("put the export in its place: %w", err)
	}
	// Both names change at once, so that there is a whole export at any moment.
	if err := unix.Renameat2(unix.AT_FDCWD, t.folder.path, unix.AT_FDCWD, t.dir, unix.RENAME_EXCHANGE); err != nil {
		return fmt.Errorf("put the export in the place of the one in %s: %w", t.dir, err)
	}
	return errors.Join(syncAll(filepath.Dir(t.dir)), os.RemoveAll(t.folder.path))
}

// abandon removes what is not whole; after finish there is nothing.
func (t *target) abandon() { os.RemoveAll(t.folder.path) }

// syncAll waits until all files of the disk of a directory are on it.
func syncAll(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return unix.Syncfs(int(d.Fd()))
}

// folder is a directory whose files are hashed as they are written.
type folder struct {
	path  string
	sums  []sum
	bytes int64
	most  int64 // bytes; 0: any number
}

type sum struct{ name, sha256 string }

// hashed is a file that is hashed as it is written.
type hashed struct {
	*bufio.Writer
	file   *os.File
	hash   hash.Hash
	folder *folder
	name   string
	closed bool
}

// create makes a file that only its owner can read.
func (f *folder) create(name string) (*hashed, error) {
	path := filepath.Join(f.path, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // it holds other people's mail
	if err != nil {
		return nil, err
	}
	h := &hashed{file: file, hash: sha256.New(), folder: f, name: name}
	h.Writer = bufio.NewWriterSize(io.MultiWriter(file, h.hash, (*counter)(f)), 16<<10)
	return h, nil
}

// counter counts the bytes of a folder.
type counter folder

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	if c.bytes += int64(len(p)); c.most > 0 && c.bytes > c.most {
		return 0, ErrTooLarge
	}
	return len(p), nil
}

// Close implements io.Closer; a second call does nothing.
func (h *hashed) Close() error {
	if h.closed {
		return nil
	}
	h.closed = true
	if err := errors.Join(h.Flush(), h.file.Close()); err != nil {
		return err
	}
	h.folder.sums = append(h.folder.sums, sum{h.name, hex.EncodeToString(h.hash.Sum(nil))})
	return nil
}

// forget removes a file that came to nothing.
func (f *folder) forget(name string) {
	os.Remove(filepath.Join(f.path, filepath.FromSlash(name)))
	f.sums = slices.DeleteFunc(f.sums, func(s sum) bool { return s.name == name })
}

func (f *folder) raw(name string, data []byte) error {
	out, err := f.create(name)
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return errors.Join(err, out.Close())
}

func (f *folder) text(name, text string) error { return f.raw(name, []byte(text)) }

func (f *folder) json(name string, value any) error {
	data, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return f.raw(name, append(data, '\n'))
}

// seal writes the list of the files, and returns its hash.
func (f *folder) seal() (string, error) {
	slices.SortFunc(f.sums, func(a, b sum) int { return strings.Compare(a.name, b.name) })
	var list strings.Builder
	for _, s := range f.sums {
		fmt.Fprintf(&list, "%s  %s\n", s.sha256, s.name)
	}
	data := []byte(list.String())
	hash := sha256.Sum256(data)
	return hex.EncodeToString(hash[:]), os.WriteFile(filepath.Join(f.path, sumsName), data, 0o600)
}
