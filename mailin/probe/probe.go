// Package probe knows the mails that `rapport doctor` sends to the log address. They are not
// logged. Only a mail with a token that the doctor has left in the state directory on that day is
// one, so that nobody can hide a mail from the log by calling it a probe.
package probe

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Prefix begins every token.
const Prefix = "rapport-probe-"

// Field is the name of the field of a probe's header with its token.
const Field = "Rapport-Probe"

const (
	fileName = "probes"
	kept     = 16             // tokens at most
	lasts    = 24 * time.Hour // of a token: a probe may be delivered late, and whoever has read one could use it
	maxRead  = 4 << 10        // bytes of the file
)

// New makes a token, and leaves it in the state directory dir for the daemon.
func New(dir string, now time.Time) (token string, err error) {
	token = Prefix + strings.ToLower(rand.Text())
	if err := leave(dir, append([]made{{token, now}}, read(dir, now)...)); err != nil {
		return token, fmt.Errorf("leave the token of the test mails for the daemon: %w", err)
	}
	return token, nil
}

// made is a token, and when it was made.
type made struct {
	token string
	at    time.Time
}

// leave writes tokens into a file that the owner of the directory alone can read.
func leave(dir string, list []made) (err error) {
	temp, err := os.CreateTemp(dir, "."+fileName+"-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	defer temp.Close()
	for _, one := range list[:min(len(list), kept)] {
		if _, err := fmt.Fprintf(temp, "%s %d\n", one.token, one.at.Unix()); err != nil {
			return err
		}
	}
	if os.Geteuid() == 0 { // the daemon is to read it
		var of unix.Stat_t
		if err := unix.Stat(dir, &of); err != nil {
			return err
		}
		if err := temp.Chown(int(of.Uid), int(of.Gid)); err != nil {
			return err
		}
	}
	if err := temp.Close(); err != nil {
		return err
	}
	return os.Rename(temp.Name(), filepath.Join(dir, fileName))
}

// read returns the tokens in the state directory dir that still count, the newest first.
func read(dir string, now time.Time) (list []made) {
	text, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil || len(text) > maxRead {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		token, at, _ := strings.Cut(strings.TrimSpace(line), " ")
		seconds, err := strconv.ParseInt(at, 10, 64)
		if one := (made{token, time.Unix(seconds, 0)}); err == nil && strings.HasPrefix(token, Prefix) && len(token) == len(Prefix)+26 && now.Sub(one.at) < lasts {
			list = append(list, one)
		}
	}
	return list
}

// Tokens returns the tokens in the state directory dir that still count at a time, the newest first.
func Tokens(dir string, now time.Time) (list []string) {
	for _, one := range read(dir, now) {
		list = append(list, one.token)
	}
	return list
}

// maxLooked is how far into a report a token is looked for, in bytes.
const maxLooked = 64 << 10

// Is reports whether a mail is a probe, by the field of its header, or a report about one (RFC
// 3462), by a token of the state directory dir. In the text of any other mail a token says nothing.
func Is(dir string, raw []byte, now time.Time) bool {
	if !bytes.Contains(raw[:min(len(raw), maxLooked)], []byte(Prefix)) {
		return false
	}
	header, isReport := headerOf(raw)
	for _, token := range Tokens(dir, now) {
		if bytes.HasPrefix(fieldOf(header, Field), []byte(token)) || isReport && bytes.Contains(raw[:min(len(raw), maxLooked)], []byte(token)) {
			return true
		}
	}
	return false
}

// headerOf returns the header of a mail, and whether that says that it is a report.
func headerOf(raw []byte) (header []byte, isReport bool) {
	end := len(raw)
	for _, blank := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(raw, []byte(blank)); i >= 0 {
			end = min(end, i)
		}
	}
	header = raw[:end]
	return header, bytes.HasPrefix(bytes.ToLower(fieldOf(header, "Content-Type")), []byte("multipart/report"))
}

// fieldOf returns what follows the name of a field in its line; nil if there is none.
func fieldOf(header []byte, name string) []byte {
	for line := range bytes.Lines(header) {
		if field, value, ok := bytes.Cut(line, []byte(":")); ok && strings.EqualFold(string(field), name) {
			return bytes.TrimSpace(value)
		}
	}
	return nil
}
