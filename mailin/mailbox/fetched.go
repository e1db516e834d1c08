package mailbox

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// fetched is a FETCH response: the items of one mail (RFC 9051, 7.5.2).
type fetched struct {
	mail     Fetched
	hasSize  bool
	hasBody  bool
	awaiting string // the item whose literal comes next
}

// fetched reads a FETCH response to its end, and delivers the mail or sizes that were asked
// for. Nothing of it counts unless it ends properly: only the end reveals a literal of the
// wrong length.
func (w *wire) fetched(line string) error {
	var f fetched
	line, ok := strings.CutPrefix(strings.TrimLeft(line, " "), "(")
	if !ok {
		return fmt.Errorf("%w: a FETCH response has no list", ErrProtocol)
	}
	for {
		size, complete, err := f.scan(line)
		switch {
		case err != nil:
			return fmt.Errorf("%w: FETCH response%s: %w", ErrProtocol, f.mail.label(), err)
		case complete && int64(len(f.mail.Raw)) > w.maxMessage: // a quoted string
			return w.tooLarge(f, int64(len(f.mail.Raw)))
		case complete:
			return w.deliver(f)
		case !isContent(f.awaiting) || !w.wants(f.mail.UID):
			err = w.skip(size)
		case size > w.maxMessage:
			return w.tooLarge(f, size)
		default:
			f.mail.Raw, err = w.readLiteral(f.mail.UID, size)
			f.hasBody = true
		}
		if err != nil {
			return err
		}
		next, err := w.readLine()
		if err != nil {
			return err
		}
		line = string(next)
	}
}

func (w *wire) tooLarge(f fetched, size int64) error {
	return fmt.Errorf("%w: mail%s has %d bytes, more than the %d that are accepted", ErrProtocol, f.mail.label(), size, w.maxMessage)
}

func (m Fetched) label() string {
	if m.UID == 0 {
		return ""
	}
	return fmt.Sprintf(" UID %d", m.UID)
}

// scan reads items up to the end of the list, or up to the size of a literal.
func (f *fetched) scan(s string) (literal int64, complete bool, err error) {
	for {
		s = strings.TrimLeft(s, " ")
		if rest, ok := strings.CutPrefix(s, ")"); ok {
			if strings.Trim(rest, " ") != "" {
				return 0, false, fmt.Errorf("something follows the list")
			}
			return 0, true, nil
		}
		var name string
		if name, s, err = itemName(s); err != nil {
			return 0, false, err
		}
		if size, ok := wholeLiteral(s); ok {
			f.awaiting = name
			if isContent(name) && f.hasBody {
				return 0, false, fmt.Errorf("two bodies")
			}
			return size, false, nil
		}
		var value string
		if value, s, err = itemValue(s); err != nil {
			return 0, false, fmt.Errorf("%s: %w", nameOf(name), err)
		}
		if err := f.item(name, value); err != nil {
			return 0, false, err
		}
	}
}

// item reads one item. An unreadable one is treated as unknown: a size or a date is no
// reason to lose the mail, and a missing UID loses it in this fetch only.
func (f *fetched) item(name, value string) error {
	switch name {
	case "UID":
		uid, err := strconv.ParseUint(value, 10, 32)
		if err != nil {
			return nil
		}
		if f.mail.UID != 0 && f.mail.UID != UID(uid) {
			return fmt.Errorf("two UIDs, %d and %d", f.mail.UID, uid)
		}
		f.mail.UID = UID(uid)
	case "RFC822.SIZE":
		size, err := strconv.ParseInt(value, 10, 64)
		f.hasSize = true
		if err == nil && size > 0 {
			f.mail.Size = size
		}
	case "INTERNALDATE":
		// The day may be one digit after a space (RFC 9051, date-day-fixed).
		at, err := time.Parse("_2-Jan-2006 15:04:05 -0700", unquote(value))
		if err == nil {
			f.mail.InternalDate = at
		}
	case bodyItem, headerItem:
		if f.hasBody {
			return fmt.Errorf("two bodies")
		}
		if strings.HasPrefix(value, `"`) {
			f.mail.Raw, f.hasBody = []byte(unquote(value)), true
		}
	}
	return nil
}

// itemName splits off the name of an item, such as BODY[HEADER.FIELDS (TO)]<0>,
// in capital letters.
func itemName(s string) (name, rest string, err error) {
	inside := false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '[':
			inside = true
		case c == ']':
			inside = false
		case c == ' ' && !inside:
			return itemsName(strings.ToUpper(s[:i])), strings.TrimLeft(s[i:], " "), nil
		case c < ' ' || !inside && strings.IndexByte(`(){"\`, c) >= 0:
			return "", "", fmt.Errorf("an item is missing")
		}
	}
	return "", "", fmt.Errorf("it is cut off")
}

// The content of a mail that is fetched: all of it, or the beginning of its header.
const (
	bodyItem   = "BODY[]"
	headerItem = "BODY[HEADER]"
)

// nameOf returns the name of an item for an error. After a literal of the wrong length any word
// of the mail may be read as one, and errors go to the journal.
func nameOf(item string) string {
	switch item {
	case bodyItem, headerItem, "UID", "FLAGS", "RFC822.SIZE", "INTERNALDATE", "ENVELOPE", "BODYSTRUCTURE", "MODSEQ":
		return "item " + item
	}
	return "an item"
}

func isContent(item string) bool { return item == bodyItem || item == headerItem }

// itemsName returns the one name of an item that has several: those that RFC 1730 gave, and one
// with the offset at which a part of it begins.
func itemsName(name string) string {
	switch name = strings.TrimSuffix(name, "<0>"); name {
	case "RFC822":
		return bodyItem
	case "RFC822.HEADER":
		return headerItem
	}
	return name
}

// itemValue splits off a value: an atom, a quoted string, or a list of these.
func itemValue(s string) (value, rest string, err error) {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth == 0 && (c == ' ' || c == ')'):
			if i == 0 {
				return "", "", fmt.Errorf("no value")
			}
			return s[:i], s[i:], nil
		}
	}
	return "", "", fmt.Errorf("its value is cut off")
}

func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	if !strings.Contains(s, `\`) {
		return s
	}
	var plain strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		plain.WriteByte(s[i])
	}
	return plain.String()
}

// wholeLiteral returns the size of a literal if s is nothing else.
func wholeLiteral(s string) (size int64, ok bool) {
	if !strings.HasPrefix(strings.TrimPrefix(s, "~"), "{") {
		return 0, false
	}
	return literalAtEnd(s)
}

// wants reports whether the body of uid is to be read. Some servers send the UID after the
// body.
func (w *wire) wants(uid UID) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wanted[uid] || uid == 0 && w.wanted != nil
}

// deliver passes on the content of a complete response. It blocks until the fetch takes the
// mail, which keeps the server from sending faster than we store.
func (w *wire) deliver(f fetched) error {
	w.mu.Lock()
	switch uid := f.mail.UID; {
	case !f.hasBody && f.hasSize:
		w.infos = append(w.infos, f.mail.Info)
	case f.hasBody && uid == 0 && len(w.wanted) == 1 && len(w.withoutUID) < 2:
		w.withoutUID = append(w.withoutUID, f.mail)
	case f.hasBody && w.wanted[uid]:
		w.wanted[uid] = false
		w.mu.Unlock()
		select {
		case w.mails <- f.mail:
			return nil
		case <-w.closed:
			return errClosed
		}
	}
	w.mu.Unlock()
	return nil
}
