package mailbox

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// respond reads one response, which begins with line, and leaves in w.out what the library
// is to see of it: mostly nothing. A response that is unknown and was not asked for is
// skipped; one whose end cannot be found is an error.
func (w *wire) respond(line []byte) error {
	text := string(line)
	if strings.TrimSpace(text) == "" { // some servers end a response twice
		return nil
	}
	tag, rest, _ := strings.Cut(text, " ")
	switch {
	case !w.greeted:
		return w.greeting(tag, rest)
	case tag == "*":
		return w.untagged(rest)
	case strings.HasPrefix(tag, "+"):
		w.passToLibrary("+ " + printableASCII(rest))
		return nil
	}
	return w.tagged(tag, rest)
}

// passToLibrary makes line the next that the library reads.
func (w *wire) passToLibrary(line string) { w.out = append(append(w.out[:0], line...), '\r', '\n') }

func (w *wire) greeting(tag, rest string) error {
	status, text, _ := strings.Cut(rest, " ")
	status = strings.ToUpper(status)
	switch {
	case tag == "*" && status == "OK":
	case tag == "*" && status == "BYE":
		return byeError(w.printable(text))
	case tag == "*" && status == "PREAUTH":
		return fmt.Errorf("%w: the server treats the connection as already logged in (PREAUTH)", ErrProtocol)
	default:
		return fmt.Errorf("%w: it does not greet like an IMAP server; check the port", ErrProtocol)
	}
	w.greeted = true
	code, args, _ := responseCode(text)
	if code == "CAPABILITY" {
		w.capabilities(args)
		w.passToLibrary("* OK [CAPABILITY " + libraryCaps(args) + "] ready")
	} else {
		w.passToLibrary("* OK ready")
	}
	return nil
}

// tagged is the end of a command (RFC 9051, 7.1).
func (w *wire) tagged(tag, rest string) error {
	status, text, _ := strings.Cut(rest, " ")
	status = strings.ToUpper(status)
	if status != "OK" && status != "NO" && status != "BAD" || !isAtom(tag) {
		return fmt.Errorf("%w: it sent a line that is not a response", ErrProtocol)
	}
	code, args, text := responseCode(text)
	answer := tag + " " + status
	switch code {
	case "", "APPENDUID", "COPYUID": // the library is strict about these two, and they are not needed
	case "CAPABILITY":
		w.capabilities(args)
		answer += " [CAPABILITY " + libraryCaps(args) + "]"
	case "READ-ONLY", "READ-WRITE":
		w.mu.Lock()
		w.readOnly = code == "READ-ONLY"
		w.mu.Unlock()
	default:
		answer += " [" + code + "]"
	}
	if text = w.printable(text); strings.HasPrefix(text, "[") {
		text = "(" + text[1:] // otherwise it would begin a response code
	}
	if text != "" {
		answer += " " + text
	}
	w.passToLibrary(answer)
	return nil
}

// untagged reads a response without a tag: status, or data.
func (w *wire) untagged(rest string) error {
	name, args, _ := strings.Cut(rest, " ")
	number, err := strconv.ParseUint(name, 10, 32)
	isNumber := err == nil
	if isNumber {
		name, args, _ = strings.Cut(args, " ")
	}
	switch name = strings.ToUpper(name); {
	case isNumber && name == "FETCH":
		return w.fetched(args)
	case isNumber && (name == "EXISTS" || name == "EXPUNGE"):
		w.count(name, uint32(number))
		return nil
	case isNumber && name == "RECENT":
		return nil
	}
	switch {
	case name == "OK":
		return w.untaggedOK(args)
	case name == "NO", name == "BAD": // warnings; the tagged answer has the result of the command
		return nil
	case name == "BYE":
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.leaving {
			return nil
		}
		return byeError(w.printableLocked(args))
	case name == "CAPABILITY", strings.HasPrefix(name, "CAPABILITY("):
		w.capabilities(args)
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.open {
			w.passToLibrary("* CAPABILITY " + libraryCaps(args))
		}
		return nil
	case name == "SEARCH":
		return w.search(args)
	case name == "ESEARCH":
		return w.esearch(args)
	case name == "QUOTA":
		w.quota(args)
	}
	return w.skipResponse(rest)
}

// skipResponse reads to the end of a response that was not asked for.
func (w *wire) skipResponse(line string) error {
	for {
		size, ok := literalAtEnd(line)
		if !ok {
			return nil
		}
		if err := w.skip(size); err != nil {
			return err
		}
		next, err := w.readLine()
		if err != nil {
			return err
		}
		line = string(next)
	}
}

// untaggedOK reads an untagged OK, which at SELECT describes the folder.
func (w *wire) untaggedOK(text string) error {
	code, args, _ := responseCode(text)
	number, err := strconv.ParseUint(strings.TrimSpace(args), 10, 32)
	switch {
	case code == "CAPABILITY":
		w.capabilities(args)
	case err != nil:
	case code == "UIDNEXT":
		w.mu.Lock()
		w.uidNext = UID(number)
		w.mu.Unlock()
	case code == "UIDVALIDITY":
		w.mu.Lock()
		defer w.mu.Unlock()
		if !w.selecting && uint32(number) != w.uidValidity {
			return fmt.Errorf("the server renumbered the open folder: UIDVALIDITY %d is now %d", w.uidValidity, number)
		}
		w.uidValidity = uint32(number)
	}
	return nil
}

// count tracks how many mails there are, and wakes whoever waits for more.
func (w *wire) count(name string, number uint32) {
	w.mu.Lock()
	defer w.mu.Unlock()
	more := name == "EXISTS" && number > w.exists && !w.selecting
	switch {
	case name == "EXISTS":
		w.exists = number
	case w.exists > 0:
		w.exists--
	}
	if more {
		select {
		case w.wake <- struct{}{}:
		default: // it is awake
		}
	}
}

// capabilities stores a list of capabilities.
func (w *wire) capabilities(list string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.caps = nil
	for _, name := range strings.Fields(strings.ToUpper(list)) {
		if isAtom(name) {
			w.caps = append(w.caps, name)
		}
	}
}

// libraryCaps returns the listed capabilities that the library may use. IMAP4rev2 is not
// one of them if IMAP4rev1 is offered too: without ENABLE such a server speaks the older
// protocol, with folder names in UTF-7, and the library would write UTF-8.
func libraryCaps(list string) string {
	offered := capSet(strings.Fields(strings.ToUpper(list)))
	var names []string
	for _, known := range []imap.Cap{imap.CapIMAP4rev1, imap.CapSASLIR, imap.CapLiteralPlus, imap.CapLiteralMinus, imap.CapMove, imap.CapIdle, imap.CapID} {
		if offered.Has(known) {
			names = append(names, string(known))
		}
	}
	if offered.Has(imap.CapIMAP4rev2) && !offered.Has(imap.CapIMAP4rev1) {
		names = append(names, string(imap.CapIMAP4rev2))
	}
	if len(names) == 0 {
		names = append(names, string(imap.CapIMAP4rev1)) // an empty list reads as an error
	}
	return strings.Join(names, " ")
}

// capSet makes a set of names in capital letters.
func capSet(names []string) imap.CapSet {
	set := imap.CapSet{}
	for _, name := range names {
		switch name {
		case "IMAP4REV1":
			name = string(imap.CapIMAP4rev1)
		case "IMAP4REV2":
			name = string(imap.CapIMAP4rev2)
		}
		set[imap.Cap(name)] = struct{}{}
	}
	return set
}

// responseCode splits "[CODE args] text" (RFC 9051, 7.1). A bracket that is not closed on
// the line, or has no atom, is text.
func responseCode(s string) (code, args, text string) {
	inner, ok := strings.CutPrefix(s, "[")
	if !ok {
		return "", "", s
	}
	inner, text, ok = strings.Cut(inner, "]")
	if !ok {
		return "", "", s
	}
	code, args, _ = strings.Cut(inner, " ")
	if !isAtom(code) {
		return "", "", s
	}
	return strings.ToUpper(code), args, strings.TrimPrefix(text, " ")
}

// literalAtEnd returns the size of the literal after a line that ends in {123}, or in
// {123+} or ~{123}, which no server should send.
func literalAtEnd(line string) (size int64, ok bool) {
	open := strings.LastIndexByte(line, '{')
	if open < 0 || !strings.HasSuffix(line, "}") {
		return 0, false
	}
	number, err := strconv.ParseUint(strings.TrimSuffix(line[open+1:len(line)-1], "+"), 10, 63)
	return int64(number), err == nil
}

// isAtom reports whether s is an atom of plain ASCII (RFC 9051, 9).
func isAtom(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f || strings.IndexByte(`(){%*"\]`, s[i]) >= 0 {
			return false
		}
	}
	return s != ""
}

// printable returns a server's text, fit for people and without the secrets that the server
// knows.
func (w *wire) printable(text string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.printableLocked(text)
}

func (w *wire) printableLocked(text string) string {
	for _, secret := range w.secrets {
		text = strings.ReplaceAll(text, secret, "[secret]")
	}
	return printable(text)
}

// printableASCII removes from a continuation every byte that neither base64 nor a sentence
// has.
func printableASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
}
