package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Secret says where an account's password or token is. It is plain data, which
// can be compared, and shows no secret when it is printed with %+v or logged.
type Secret struct {
	Key   string   // its key in the configuration: "password_file"
	ref   string   // the file, credential or variable
	Argv  []string // of token_command
	plain *string  // the secret itself, of password; a pointer, which fmt does not follow
	Lines bool     // it may have several lines, as a key in PEM
}

// ErrNotHere says that a secret is handed to the service alone.
var ErrNotHere = errors.New("is not set here")

const (
	maxSecret      = 64 << 10 // bytes; tokens have a few thousand
	commandTimeout = 30 * time.Second
)

// Read returns the secret. It is read anew each time, so that a changed password
// or a renewed token counts at the next login. Errors name its source and never
// quote it; one that wraps errNotHere may be none for the service.
func (s Secret) Read(ctx context.Context, getenv func(string) string) (string, error) {
	var text string
	var err error
	switch s.Key {
	case "password":
		text = *s.plain
	case "password_env":
		if text = getenv(s.ref); text == "" {
			err = fmt.Errorf("the environment variable it names %w", ErrNotHere)
		}
	case "password_credential":
		text, err = readCredential(s.ref, getenv("CREDENTIALS_DIRECTORY"))
	case "token_command":
		text, err = runForSecret(ctx, s.Argv)
	default:
		text, err = readOwnFile(s.ref)
	}
	if err == nil && !(s.Lines && strings.TrimSpace(text) != "") {
		text, err = trimSecret(text)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", s.Key, err)
	}
	return text, nil
}

// trimSecret takes off what editors and echo add, and refuses what no secret
// can be.
func trimSecret(text string) (string, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	switch {
	case text == "":
		return "", errors.New("is empty")
	case strings.ContainsAny(text, "\r\n\x00"):
		return "", errors.New("has more than one line; it must contain only the secret")
	}
	return text, nil
}

// readOwnFile reads a file that nobody but its owner may read.
func readOwnFile(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, Reason(err))
	}
	if mode := info.Mode().Perm(); info.Mode().IsRegular() && mode&0o077 != 0 {
		return "", fmt.Errorf("%s can be read by users other than its owner (mode %04o): chmod 600 it, make the user that runs rapport its owner, "+
			"and change the secret if others may have read it", path, mode)
	}
	return readSecret(path)
}

// ReadPasswordFile reads a password as password_file does.
func ReadPasswordFile(path string) (string, error) {
	text, err := readOwnFile(path)
	if err == nil {
		text, err = trimSecret(text)
		if err != nil {
			err = fmt.Errorf("%s %w", path, err)
		}
	}
	return text, err
}

// readCredential reads what systemd hands to the service, systemd.exec(5). Who
// may read it is systemd's care.
func readCredential(name, dir string) (string, error) {
	if dir == "" {
		return "", fmt.Errorf("the credential %w: systemd passes it only to the service, with LoadCredential= in the unit", ErrNotHere)
	}
	text, err := readSecret(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return "", errors.New("systemd passes no credential of this name to the service; add LoadCredential= to its unit")
	}
	return text, err
}

// runForSecret returns what a program prints. What it says on standard error is
// not kept, since it may tell secrets of its own.
func runForSecret(ctx context.Context, argv []string) (string, error) {
	limited, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	var out limitedBuffer
	command := exec.CommandContext(limited, argv[0], argv[1:]...)
	command.Stdout = &out
	command.WaitDelay = 2 * time.Second // for what it leaves running with our pipe
	err := command.Run()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case limited.Err() != nil:
		return "", fmt.Errorf("%s took longer than %s", argv[0], commandTimeout)
	case err != nil:
		return "", fmt.Errorf("%s failed: %w; run it manually as the user that runs rapport to see why", argv[0], err)
	}
	return out.held.String(), nil
}

func readSecret(path string) (string, error) {
	text, err := ReadFile(path, maxSecret)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, Reason(err))
	}
	return string(text), nil
}

// limitedBuffer takes maxSecret bytes and then refuses more. It does not embed
// the buffer: io.Copy would find its ReadFrom, which knows no limit.
type limitedBuffer struct{ held bytes.Buffer }

// Write implements io.Writer.
func (b *limitedBuffer) Write(p []byte) (int, error) {
	if b.held.Len()+len(p) > maxSecret {
		return 0, errors.New("too much output")
	}
	return b.held.Write(p)
}
