package files

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"rapport/mailin/mime"
)

// StoredMail is a mail read from a file.
type StoredMail struct {
	Raw      []byte    // with CRLF line ends (RFC 5322 section 2.3)
	Received time.Time // when it arrived; zero if unknown
	Origin   string    // the path, with "#3" for the third mail of an mbox
}

// ErrTooLarge means that a mail is over the limit and was left out.
var ErrTooLarge = errors.New("the mail is too large")

// ErrEmpty means that a file is empty.
var ErrEmpty = errors.New("the file is empty")

// Each calls mail for each mail of a file, in order. For a mail over limit bytes it calls
// skipped, with the origin, and continues. It stops at an error from mail and at its own: a
// read error, ErrEmpty, ErrForeign.
func (f File) Each(limit int64, mail func(StoredMail) error, skipped func(origin string, err error)) error {
	file, err := os.Open(f.Path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	received := info.ModTime()
	if f.Maildir {
		received = deliveredAt(filepath.Base(f.Path), received)
	}
	return Read(file, f.Path, received, limit, mail, skipped)
}

// Read is like [File.Each] for r, which is an mbox or one mail received at that time.
func Read(r io.Reader, origin string, received time.Time, limit int64, mail func(StoredMail) error, skipped func(origin string, err error)) error {
	b := bufio.NewReaderSize(r, 64<<10)
	start, err := b.Peek(256)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return fmt.Errorf("read %s: %w", origin, err)
	case len(start) == 0:
		return ErrEmpty
	}
	if err := checkForeign(start); err != nil {
		return err
	}
	if line, _, _ := bytes.Cut(start, []byte("\n")); isFromLine(line) {
		return readMbox(b, origin, limit, mail, skipped)
	}
	raw, err := io.ReadAll(io.LimitReader(b, limit+1))
	if err != nil {
		return fmt.Errorf("read %s: %w", origin, err)
	}
	if int64(len(raw)) > limit {
		skipped(origin, fmt.Errorf("%w: over %d bytes", ErrTooLarge, limit))
		return nil
	}
	raw = wireLines(raw)
	return mail(StoredMail{Raw: raw, Received: receivedAt(raw, received), Origin: origin})
}

// receivedAt returns when a mail arrived. The server that took it says so in the topmost
// Received field; the date of a file is often that of a copy, and counts only where no
// field says anything and no archive has set it to the day zero.
func receivedAt(raw []byte, file time.Time) time.Time {
	if t := mime.ReceivedAt(raw, mime.DefaultLimits()); !t.IsZero() {
		return t
	}
	if file.Year() < 1990 {
		return time.Time{}
	}
	return file
}

// deliveredAt returns the time of delivery that begins the name of a Maildir file, in
// seconds since 1970, or otherwise.
func deliveredAt(name string, otherwise time.Time) time.Time {
	digits, _, _ := strings.Cut(name, ".")
	seconds, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || seconds <= 0 || seconds > 1<<33 {
		return otherwise
	}
	return time.Unix(seconds, 0)
}

// wireLines returns a mail with CRLF line ends. Unix programs store files with LF alone. A
// mail whose first line ends in CRLF is already in that form and stays as it is: a lone LF
// belongs to it.
func wireLines(raw []byte) []byte {
	first := bytes.IndexByte(raw, '\n')
	if first < 0 || first > 0 && raw[first-1] == '\r' {
		return raw
	}
	wire := make([]byte, 0, len(raw)+bytes.Count(raw, []byte("\n")))
	for len(raw) > 0 {
		i := bytes.IndexByte(raw, '\n')
		if i < 0 {
			break
		}
		wire = append(wire, raw[:i]...)
		if i == 0 || raw[i-1] != '\r' {
			wire = append(wire, '\r')
		}
		wire = append(wire, '\n')
		raw = raw[i+1:]
	}
	return append(wire, raw...)
}
