package copydir

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"rapport/store/ledger"
)

var (
	// ErrKey means that copies are encrypted and the key that was given is none, or not theirs.
	ErrKey = errors.New("the copies are encrypted")
	// ErrKeyFile means that a file is no key of copies, or that others may read it.
	ErrKeyFile = errors.New("not a usable key of copies")
)

// Key encrypts copies. Without it nothing of them can be read, and nothing tested against a guess: not
// even the names of the pieces, which are keyed hashes.
type Key struct {
	id    string
	names []byte      // of the hashes
	seal  cipher.AEAD // of the pieces
}

// keyStart is the first line of a key file; the key follows in hexadecimal digits.
const keyStart = "rapport copies key 1\n"

const keySize = 32

// MakeKey makes a file with a new key, of mode 0600. A file that is there already is fs.ErrExist.
func MakeKey(path string) (*Key, error) {
	secret := make([]byte, keySize)
	rand.Read(secret) // never fails
	text := keyStart + hex.EncodeToString(secret) + "\n"
	if err := ledger.WriteFileDurably(path, []byte(text), false); err != nil {
		return nil, fmt.Errorf("make the key %s: %w", path, err)
	}
	return ReadKey(path)
}

// ReadKey reads the file of a key, which its owner alone may read.
func ReadKey(path string) (*Key, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode(); !mode.IsRegular() || mode.Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: %s has the mode %v: it must be a file that its owner alone may read: chmod 600 %s", ErrKeyFile, path, mode, path)
	}
	text := make([]byte, len(keyStart)+2*keySize+2)
	n, err := f.Read(text)
	digits, ok := bytes.CutPrefix(text[:n], []byte(keyStart))
	secret, hexErr := hex.DecodeString(string(bytes.TrimSpace(digits)))
	if err != nil || !ok || hexErr != nil || len(secret) != keySize {
		return nil, fmt.Errorf("%w: %s does not hold one", ErrKeyFile, path)
	}
	return newKey(secret)
}

// newKey derives from a secret one key for each use (RFC 5869).
func newKey(secret []byte) (*Key, error) {
	var derived [3][]byte
	for i, use := range []string{"id", "names", "pieces"} {
		var err error
		if derived[i], err = hkdf.Key(sha256.New, secret, nil, "rapport copies "+use, keySize); err != nil {
			return nil, err
		}
	}
	block, err := aes.NewCipher(derived[2])
	if err != nil {
		return nil, err
	}
	k := &Key{id: hex.EncodeToString(derived[0][:8]), names: derived[1]}
	k.seal, err = cipher.NewGCMWithRandomNonce(block)
	return k, err
}

// ID tells keys apart, and tells nothing about them.
func (k *Key) ID() string {
	if k == nil {
		return ""
	}
	return k.id
}

// Use sets the key under which copies are written and read; nil: they are not encrypted.
func (d *Dir) Use(key *Key) { d.key = key }

// opens returns ErrKey where a copy is encrypted under another key than the one in use.
func (d *Dir) opens(c Copy) error {
	switch {
	case c.Sealed == "" || c.Sealed == d.key.ID():
		return nil
	case d.key == nil:
		return fmt.Errorf("%w, under the key %s: give its file with --copy-key; if every copy of that key was destroyed, they are erased", ErrKey, c.Sealed)
	}
	return fmt.Errorf("%w under the key %s, and the file that was given holds the key %s", ErrKey, c.Sealed, d.key.ID())
}
