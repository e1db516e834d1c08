// Package probe knows the mails that `rapport doctor` sends to the log address. They are not
// logged. Only a mail with a token that the doctor has left in the state directory is one, so
// that nobody can hide a mail from the log by calling it a probe.
package probe

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Prefix begins every token.
const Prefix = "rapport-probe-"

const (
	fileName = "probes"
	kept     = 16      // tokens: probes may be delivered late
	maxRead  = 4 << 10 // bytes of the file
)

// New makes a token, and leaves it in the state directory dir for the daemon.
func New(dir string) (token string, err error) {
	token = Prefix + strings.ToLower(rand.Text())
	list := append([]string{token}, Tokens(dir)...)
	text := strings.Join(list[:min(len(list), kept)], "\n") + "\n"
	temp, err := os.CreateTemp(dir, "."+fileName+"-*")
	if err != nil {
		return token, fmt.Errorf("leave the token of the test mails for the daemon: %w", err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(text)
	if err == nil {
		err = temp.Chmod(0o644) // root may have written it for the user of the daemon
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temp.Name(), filepath.Join(dir, fileName))
	}
	if err != nil {
		return token, fmt.Errorf("leave the token of the test mails for the daemon: %w", err)
	}
	return token, nil
}

// Tokens returns the tokens in the state directory dir, the newest first.
func Tokens(dir string) []string {
	text, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil || len(text) > maxRead {
		return nil
	}
	var list []string
	for _, line := range strings.Fields(string(text)) {
		if strings.HasPrefix(line, Prefix) && len(line) == len(Prefix)+26 {
			list = append(list, line)
		}
	}
	return list
}

// maxLooked is how far into a mail a token is looked for, in bytes: it is in the header of a
// probe, and in what a bounce returns of it.
const maxLooked = 64 << 10

// Is reports whether a mail has a token of the state directory dir.
func Is(dir string, raw []byte) bool {
	raw = raw[:min(len(raw), maxLooked)]
	if !bytes.Contains(raw, []byte(Prefix)) {
		return false
	}
	for _, token := range Tokens(dir) {
		if bytes.Contains(raw, []byte(token)) {
			return true
		}
	}
	return false
}
