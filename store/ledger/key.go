package ledger

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"hash"
	"strconv"
)

// Key is the secret of a log. Nobody who lacks it can write events that verify, nor tell
// from the chain what somebody wrote.
type Key [32]byte

// NewKey returns a new key.
func NewKey() (k Key) {
	rand.Read(k[:]) // never fails
	return k
}

// derive returns the key for one use.
func (k *Key) derive(use string) []byte {
	mac := hmac.New(sha256.New, k[:])
	mac.Write([]byte(use))
	return mac.Sum(nil)
}

// Check returns what tells the key from others and does not reveal it.
func (k *Key) Check() []byte { return k.derive("check")[:HiddenSize] }

// Seal returns what proves that who had the key wrote the chain up to here, and hid the
// values of the last transaction under a salt.
func (k *Key) Seal(c *Chain, salt []byte) []byte {
	mac := hmac.New(sha256.New, k.derive("seal"))
	mac.Write(strconv.AppendInt(nil, c.Number, 10))
	mac.Write(c.Hash[:])
	mac.Write(salt)
	return mac.Sum(nil)[:HiddenSize]
}

// ErrWrapped means that a content key was changed, or wrapped under another key.
var ErrWrapped = errors.New("a content key does not open with the key of the log")

// Wrap returns a content key as the database keeps it.
func (k *Key) Wrap(content []byte) []byte {
	aead := k.wrapper()
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, content, nil)
}

// Unwrap returns the content key that Wrap wrapped, or ErrWrapped.
func (k *Key) Unwrap(wrapped []byte) ([]byte, error) {
	aead := k.wrapper()
	if len(wrapped) < aead.NonceSize() {
		return nil, ErrWrapped
	}
	content, err := aead.Open(nil, wrapped[:aead.NonceSize()], wrapped[aead.NonceSize():], nil)
	if err != nil {
		return nil, ErrWrapped
	}
	return content, nil
}

func (k *Key) wrapper() cipher.AEAD {
	block, err := aes.NewCipher(k.derive("wrap"))
	if err != nil {
		panic(err) // only for a key of another size
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // only for another cipher
	}
	return aead
}

// Hider turns values of rows into those of events: with keyed hashes in the place of
// what people wrote. Those of one transaction share a salt, without which nobody can test
// a guess, not even with the key.
type Hider struct {
	salted, plain hash.Hash
	sum           []byte
}

// NewHider returns a hider for the events under one salt.
func (k *Key) NewHider(salt []byte) *Hider {
	secret := k.derive("values")
	mac := hmac.New(sha256.New, secret)
	mac.Write(salt)
	return &Hider{salted: hmac.New(sha256.New, mac.Sum(nil)), plain: hmac.New(sha256.New, k.derive("names"))}
}

// Values returns the values of a row, as they come from SQLite.
func (h *Hider) Values(s *Shape, row []any) []Value {
	values := make([]Value, len(row))
	for i, value := range row {
		values[i] = h.value(s.Columns[i], value)
	}
	return values
}

// KeyOf returns the values of the key of a row.
func (h *Hider) KeyOf(s *Shape, row []any) []Value {
	key := make([]Value, 0, 2)
	for i, c := range s.Columns {
		if c.Key {
			key = append(key, h.value(c, row[i]))
		}
	}
	return key
}

// Key returns the values of the key of a row that was removed.
func (h *Hider) Key(s *Shape, key []any) []Value {
	values, i := make([]Value, 0, len(key)), 0
	for _, c := range s.Columns {
		if c.Key && i < len(key) {
			values = append(values, h.value(c, key[i]))
			i++
		}
	}
	return values
}

// value hides a value of a column. Keys are hidden without the salt: a row must be known
// again by them.
func (h *Hider) value(c Column, value any) Value {
	var text []byte
	switch v := value.(type) {
	case nil:
		return Value{}
	case int64:
		return Value{Kind: Integer, Integer: v}
	case []byte:
		if len(v) == 0 {
			return Value{}
		}
		text = v
	case string:
		if v == "" || !c.Hidden {
			return Value{Kind: Text, Text: v}
		}
		text = []byte(v)
	case float64:
		text = strconv.AppendFloat(nil, v, 'g', -1, 64)
	case bool: // the driver makes it of a column that is declared so
		if v {
			return Value{Kind: Integer, Integer: 1}
		}
		return Value{Kind: Integer}
	}
	mac := h.salted
	if c.Key {
		mac = h.plain
	}
	mac.Reset()
	mac.Write([]byte(c.Name))
	mac.Write([]byte{0})
	mac.Write(text)
	h.sum = mac.Sum(h.sum[:0])
	return Value{Kind: Hidden, Text: string(h.sum[:HiddenSize])}
}
