package login

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
		return key, fmt.Errorf("the credential %s %w: systemd passes it to the service alone; docs/login.md says how to log in with it", k.Path, ErrNotHere)
	}
	text, err := os.ReadFile(k.Path)
	if err != nil {
		return key, fmt.Errorf("read the key of the logins: %w", err)
	}
	info, err := os.Stat(k.Path)
	if err != nil {
		return key, fmt.Errorf("read the key of the logins: %w", err)
	}
	if mode := info.Mode().Perm(); !k.Credential && mode&0o077 != 0 {
		return key, fmt.Errorf("%s can be read by users other than its owner (mode %04o): chmod 600 it, and log in again if others may have read it", k.Path, mode)
	}
	digits, ok := bytes.CutPrefix(text, []byte(keyStart))
	digits = bytes.TrimSpace(digits)
	if raw, err := hex.DecodeString(string(digits)); ok && err == nil && len(raw) == keySize {
		return [keySize]byte(raw), nil
	}
	return key, fmt.Errorf("%s holds no key of logins", k.Path)
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
	return MakeKey(k.Path)
}

// MakeKey writes a new key into a file that does not exist yet.
func MakeKey(path string) error {
	raw := make([]byte, keySize)
	rand.Read(raw) // never fails
	next := path + ".new"
	if err := writeFile(next, []byte(keyStart+hex.EncodeToString(raw)+"\n")); err != nil {
		return fmt.Errorf("make the key of the logins: %w", err)
	}
	defer os.Remove(next)
	if err := os.Link(next, path); err != nil {
		return fmt.Errorf("make the key of the logins: %w", err)
	}
	return syncDir(filepath.Dir(path))
}
