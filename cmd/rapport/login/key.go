package login

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

const keySize = 32 // bytes, of AES-256

// ErrNotHere says that the key is handed to the service alone.
var ErrNotHere = errors.New("is not set here")

// keyStart is the first line of a key file; the key follows in hexadecimal digits.
const keyStart = "rapport login key 1\n"

// Key says where the key is that encrypts grants.
type Key struct {
	Path       string
	Credential bool // systemd passes it to the service, and sees to who may read it
}

// String returns the path.
func (k Key) String() string { return k.Path }

// Read returns the key. A missing one is fs.ErrNotExist.
func (k Key) Read() (key [keySize]byte, err error) {
	if k.Credential && !filepath.IsAbs(k.Path) {
		return key, fmt.Errorf("%w: the credential %s %w: systemd passes it to the service alone; docs/login.md says how to log in with it", ErrFile, k.Path, ErrNotHere)
	}
	text, err := readOwn(k.Path, k.Credential)
	if err != nil {
		return key, fmt.Errorf("read the key of the logins: %w", err)
	}
	digits, ok := bytes.CutPrefix(text, []byte(keyStart))
	digits = bytes.TrimSpace(digits)
	if raw, err := hex.DecodeString(string(digits)); ok && err == nil && len(raw) == keySize {
		return [keySize]byte(raw), nil
	}
	return key, fmt.Errorf("%w: %s holds no key", ErrFile, k.Path)
}

// readOwn reads a small file of ours, that nobody else may read or could have written. Of a
// credential systemd says who may read it.
func readOwn(path string, credential bool) ([]byte, error) {
	const most = 256 << 10 // bytes
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("%w: %w: chown it to the user of the service", ErrFile, err)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var is unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &is); err != nil {
		return nil, err
	}
	user := uint32(os.Geteuid())
	switch {
	case is.Mode&unix.S_IFMT != unix.S_IFREG:
		return nil, fmt.Errorf("%w: %s is not a regular file", ErrFile, path)
	case credential:
	case is.Uid != user && is.Uid != 0 && user != 0:
		return nil, fmt.Errorf("%w: %s belongs to another user (%d): chown it to the user of the service", ErrFile, path, is.Uid)
	case is.Mode&0o077 != 0:
		return nil, fmt.Errorf("%w: %s can be read by users other than its owner (mode %04o): chmod 600 it, and log in again if others may have read it", ErrFile, path, is.Mode&0o777)
	}
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(text) > most {
		err = fmt.Errorf("%w: %s is too large", ErrFile, path)
	}
	return text, err
}

// Make makes the key where there is none, of mode 0600. Where another process is faster, the key
// is theirs.
func (k Key) Make() error {
	_, err := k.Read()
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if k.Credential {
		return fmt.Errorf("%s: %w: make it with `rapport login --new-key FILE` and pass it with LoadCredential=", k.Path, fs.ErrNotExist)
	}
	if err = MakeKey(k.Path); errors.Is(err, fs.ErrExist) {
		_, err = k.Read()
	}
	return err
}

// MakeKey writes a new key into a file that does not exist yet.
func MakeKey(path string) error {
	raw := make([]byte, keySize)
	rand.Read(raw) // never fails
	if err := linkNew(path, []byte(keyStart+hex.EncodeToString(raw)+"\n")); err != nil {
		return fmt.Errorf("make the key of the logins: %w", err)
	}
	return nil
}

// linkNew writes a file that does not exist yet, all of it or nothing.
func linkNew(path string, text []byte) error {
	dir, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	next, err := writeNew(dir, text)
	if err != nil {
		return err
	}
	defer dir.Remove(next)
	if err := dir.Link(next, filepath.Base(path)); err != nil {
		return err
	}
	return syncDir(dir)
}
