package ledger

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keyFileStart is the first line of a key file; the key follows in hexadecimal digits.
const keyFileStart = "rapport key 1\n"

// ErrKeyFile means that a key file is none, or that others may read it.
var ErrKeyFile = errors.New("not a usable key file")

// ReadKeyFile returns the key in a file. A missing one is fs.ErrNotExist; one that others
// may read, or that holds no key, is ErrKeyFile.
func ReadKeyFile(path string) (k Key, err error) {
	f, err := os.Open(path)
	if err != nil {
		return k, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return k, err
	}
	if mode := info.Mode(); !mode.IsRegular() || mode.Perm()&0o077 != 0 {
		return k, fmt.Errorf("%w: %s has the mode %v: it must be a file that its owner alone may read: chmod 600 %s", ErrKeyFile, path, mode, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return k, err
	}
	digits, ok := bytes.CutPrefix(text, []byte(keyFileStart))
	digits = bytes.TrimSpace(digits)
	if n, err := hex.Decode(make([]byte, len(digits)/2), digits); !ok || err != nil || n != len(k) {
		return k, fmt.Errorf("%w: %s does not hold a key", ErrKeyFile, path)
	}
	hex.Decode(k[:], digits)
	return k, nil
}

// CreateKeyFile makes a file with a new key, of mode 0600, and returns the key once the
// file would survive a loss of power. Where another process is faster, the key is theirs.
func CreateKeyFile(path string) (k Key, err error) {
	k = NewKey()
	text := keyFileStart + hex.EncodeToString(k[:]) + "\n"
	if err := WriteFileDurably(path, []byte(text), false); err != nil && !errors.Is(err, fs.ErrExist) {
		return k, fmt.Errorf("create the key file: %w", err)
	}
	return ReadKeyFile(path)
}

// WriteFileDurably writes a file of mode 0600, whole or not at all, and returns once it
// would survive a loss of power. A file that is there already is fs.ErrExist, unless it is
// to be replaced.
func WriteFileDurably(path string, text []byte, replace bool) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-") // of mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if replace {
		err = os.Rename(f.Name(), path)
	} else {
		err = os.Link(f.Name(), path)
	}
	if err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
