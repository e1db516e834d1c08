package login

import (
	"bytes"
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// grant is what a provider has granted, as it is kept.
type grant struct {
	Client  string    `json:"client"` // to whom: the application, and where it asks
	Scopes  []string  `json:"scopes"` // that were asked for
	Access  string    `json:"access"`
	Issued  time.Time `json:"issued"`  // when Access was
	Expires time.Time `json:"expires"` // when Access ends; zero: not known
	Refresh string    `json:"refresh"`
	Granted time.Time `json:"granted"` // when a person agreed
	Ends    time.Time `json:"ends"`    // when Refresh ends; zero: not known

	Renewing time.Time `json:"renewing"`        // when a renewal began whose answer is not here; zero: none
	Ended    *Ended    `json:"ended,omitempty"` // the provider takes Refresh no more
}

// with returns the grant with a token that was issued now. The refresh token stays where the
// provider sends no other.
func (g grant) with(token *oauth2.Token, now time.Time) grant {
	g.Access, g.Issued, g.Expires, g.Renewing, g.Ended = token.AccessToken, now, time.Time{}, time.Time{}, nil
	// By our clock, not by that of the library, which notes a life in different places.
	if life := cmp.Or(token.ExpiresIn, secondsIn(token.Extra("expires_in"))); life > 0 {
		g.Expires = now.Add(time.Duration(min(life, maxLife)) * time.Second)
	}
	if token.RefreshToken != "" {
		g.Refresh = token.RefreshToken
	}
	for _, name := range []string{"refresh_token_expires_in", "refresh_expires_in", "x_refresh_token_expires_in"} {
		if left := secondsIn(token.Extra(name)); left > 0 {
			g.Ends = now.Add(time.Duration(min(left, maxLife)) * time.Second)
		}
	}
	return g
}

// checkToken returns an error for an answer with no token, or with one that no provider issues: it
// is visible ASCII (RFC 6749, A.12), and goes into commands to mail servers.
func checkToken(token *oauth2.Token) error {
	const most = 32 << 10 // bytes
	for _, text := range []string{token.AccessToken, token.RefreshToken} {
		if len(text) > most || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return errors.New("ask the provider: it answers with something that is not a token")
		}
	}
	if token.AccessToken == "" {
		return errors.New("ask the provider: it answers without a token")
	}
	return nil
}

// maxLife is the longest time, in seconds, that a provider may name: ten years.
const maxLife = 10 * 366 * 24 * 3600

// secondsIn returns a number as providers write it, in JSON as a number or a text.
func secondsIn(v any) int64 {
	switch v := v.(type) {
	case float64:
		return int64(min(max(v, 0), maxLife))
	case int64:
		return v
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		if err == nil {
			return n
		}
	}
	return 0
}

// client names the application to which a grant was made, and where it asks.
func (l *Login) clientName() string {
	return l.config.ClientID + " at " + l.config.Endpoint.TokenURL + " for " + l.config.User
}

// path returns the file of the grant.
func (l *Login) path() string { return filepath.Join(l.config.Dir, l.config.Name+".grant") }

// grantStart is the first line of a file; the nonce and the encrypted grant follow in base64.
const grantStart = "rapport grant 1\n"

// read takes the grant on disk, unless the one in memory follows it and could not be written.
func (l *Login) read() error {
	g, err := l.get()
	if l.unsaved && (err != nil || !g.Granted.After(l.held.Granted)) {
		return nil
	}
	if err == nil {
		l.held, l.unsaved = g, false
	}
	return err
}

// get returns the grant on disk.
func (l *Login) get() (g grant, err error) {
	text, err := readOwn(l.path(), false)
	if errors.Is(err, fs.ErrNotExist) {
		return g, fmt.Errorf("%w: run `rapport login %s`", ErrNone, l.config.Name)
	}
	if err != nil {
		return g, fmt.Errorf("read the grant: %w", err)
	}
	key, err := l.config.Key.Read()
	if errors.Is(err, fs.ErrNotExist) {
		return g, fmt.Errorf("%w: the key that encrypts it, %s, is missing: put it back, or run `rapport login %s` again", ErrNone, l.config.Key, l.config.Name)
	}
	if err != nil {
		return g, err
	}
	plain, err := open(key, l.config.Name, text)
	if err != nil {
		return g, fmt.Errorf("%s: %w: run `rapport login %s` again", l.path(), err, l.config.Name)
	}
	if err := json.Unmarshal(plain, &g); err != nil {
		return g, fmt.Errorf("%s: %w: run `rapport login %s` again", l.path(), errOther, l.config.Name)
	}
	switch {
	case g.Client != l.clientName():
		return g, fmt.Errorf("%w: client_id, user or token_url changed since: run `rapport login %s` again", ErrNone, l.config.Name)
	case !g.covers(l.config.Scopes):
		return g, fmt.Errorf("%w that covers everything it is needed for: run `rapport login %s` again", ErrNone, l.config.Name)
	}
	return g, nil
}

// write puts a grant in the place of the one on disk: whoever reads finds the old one or the new
// one, also after a loss of power.
func (l *Login) write(g grant) error {
	err := l.put(g)
	if err != nil {
		err = fmt.Errorf("keep the grant: %w", err)
	}
	return err
}

func (l *Login) put(g grant) error {
	key, err := l.config.Key.Read()
	if err != nil {
		return err
	}
	plain, err := json.Marshal(g)
	if err != nil {
		return err
	}
	text, err := seal(key, l.config.Name, plain)
	if err != nil {
		return err
	}
	dir, err := l.directory()
	if err != nil {
		return err
	}
	defer dir.Close()
	next, err := writeNew(dir, text)
	if err != nil {
		return err
	}
	defer dir.Remove(next) // fails after the rename
	if err := dir.Rename(next, filepath.Base(l.path())); err != nil {
		return err
	}
	return syncDir(dir)
}

// errOther means that what is in a file was not written with this key, or was altered.
var errOther = fmt.Errorf("%w that can be read: it was encrypted with another key, or is damaged", ErrNone)

// seal encrypts with AES-256-GCM. The name is bound to it: a file cannot stand for another login.
func seal(key [keySize]byte, name string, plain []byte) ([]byte, error) {
	box, err := boxOf(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce) // never fails
	sealed := box.Seal(nonce, nonce, plain, []byte(grantStart+name))
	return []byte(grantStart + base64.StdEncoding.EncodeToString(sealed) + "\n"), nil
}

func open(key [keySize]byte, name string, text []byte) ([]byte, error) {
	box, err := boxOf(key)
	if err != nil {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(text, []byte(grantStart))
	sealed, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(rest)))
	if !ok || err != nil || len(sealed) < box.NonceSize() {
		return nil, errOther
	}
	plain, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], []byte(grantStart+name))
	if err != nil {
		return nil, errOther
	}
	return plain, nil
}

func boxOf(key [keySize]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
