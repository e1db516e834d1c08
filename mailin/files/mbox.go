package files

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"rapport/store/pattern"
)

// fromLine is the line before each mail in an mbox: "From ", the sender, and a date in the
// form of ctime (RFC 4155 appendix A), possibly with a zone before or after the year.
var fromLine = pattern.New(`^From (?:.* )?((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-3]?[0-9] [0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?: [-+A-Z0-9a-z]+)? [0-9]{4}(?: [-+A-Z0-9a-z]+)?)\s*$`)

func isFromLine(line []byte) bool {
	return bytes.HasPrefix(line, []byte("From ")) && fromLine.Match(line)
}

// fromTime returns the time in a From line, in UTC if it names no zone, or zero if it is
// unreadable.
func fromTime(line []byte) time.Time {
	found := fromLine.FindSubmatch(line)
	if found == nil {
		return time.Time{}
	}
	text := strings.Join(strings.Fields(string(found[1])), " ")
	for _, layout := range []string{
		"Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 2006 -0700", "Mon Jan 2 15:04:05 -0700 2006", "Mon Jan 2 15:04:05 MST 2006", "Mon Jan 2 15:04 2006",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

// mbox reads the mails of an mbox one by one, line by line.
type mbox struct {
	lines  *bufio.Reader
	origin string
	limit  int64

	n     int
	from  []byte // the From line of the mail
	raw   []byte
	size  int64 // of the mail, even if raw has less of it
	blank bool  // the previous line was empty
}

// readMbox reads an mbox in the mboxrd form: a line of a mail that begins with any number
// of > and From has one more > in the file. A From line separates mails only after an empty
// line and with a date at its end, so that an unquoted "From here on" in older forms does
// not.
func readMbox(r *bufio.Reader, origin string, limit int64, mail func(StoredMail) error, skipped func(origin string, err error)) error {
	m := &mbox{lines: r, origin: origin, limit: limit, blank: true}
	for {
		part, more, err := m.line()
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read %s: %w", origin, err)
		}
		if m.blank && isFromLine(part) {
			if err := m.end(mail, skipped); err != nil {
				return err
			}
			m.from, m.blank = bytes.Clone(part), false
		} else if len(part) > 0 {
			m.blank = !more && len(bytes.TrimRight(part, "\r\n")) == 0
			m.add(part)
		}
		for more && err == nil { // the rest of a line longer than the buffer
			part, more, err = m.line()
			m.add(part)
		}
		if errors.Is(err, io.EOF) {
			return m.end(mail, skipped)
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", origin, err)
		}
	}
}

// line returns a line, or as much of it as the buffer holds; then more is true.
func (m *mbox) line() (part []byte, more bool, err error) {
	part, err = m.lines.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return part, true, nil
	}
	return part, false, err
}

func (m *mbox) add(part []byte) {
	if bytes.HasPrefix(bytes.TrimLeft(part, ">"), []byte("From ")) && part[0] == '>' && (len(m.raw) == 0 || m.raw[len(m.raw)-1] == '\n') {
		part = part[1:]
	}
	m.size += int64(len(part))
	if m.size <= m.limit {
		m.raw = append(m.raw, part...)
	}
}

// end passes on the mail that was read, without the empty line that ends it in the file.
func (m *mbox) end(mail func(StoredMail) error, skipped func(origin string, err error)) error {
	if m.from == nil {
		return nil
	}
	m.n++
	origin := fmt.Sprintf("%s#%d", m.origin, m.n)
	raw, size := m.raw, m.size
	m.raw, m.size = nil, 0
	if size > m.limit {
		skipped(origin, fmt.Errorf("%w: %d bytes, over %d", ErrTooLarge, size, m.limit))
		return nil
	}
	if bytes.HasSuffix(raw, []byte("\n\r\n")) {
		raw = raw[:len(raw)-2]
	} else if bytes.HasSuffix(raw, []byte("\n\n")) {
		raw = raw[:len(raw)-1]
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		skipped(origin, ErrEmpty)
		return nil
	}
	raw = wireLines(raw)
	return mail(StoredMail{Raw: raw, Received: receivedAt(raw, fromTime(m.from)), Origin: origin})
}
