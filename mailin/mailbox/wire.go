package mailbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// Limits of what a server may send. A line is the text between two literals.
const (
	maxLine       = 64 << 10
	maxSearchLine = 16 << 20 // two million UIDs
	maxLines      = 1 << 18  // for one command; another client may flag each mail of a large folder
	maxChatter    = 32 << 20 // bytes for one command in addition to what it asks for
)

// wire is the connection as the library sees it. Its Read reads one response of the server,
// stores what it says about the mailbox, and passes the library only what it needs, in
// plain form; see respond.
//
// Read is called by the library's one reading goroutine, the other methods by any. The
// first failure closes the connection and is kept.
type wire struct {
	net.Conn
	raw        net.Conn // below the TLS of Conn; closing it never waits for the server
	maxMessage int64

	// Of the reading goroutine alone.
	in      []byte // received and not yet examined; part of buffer
	buffer  [16 << 10]byte
	line    []byte
	out     []byte // what the library reads next
	greeted bool

	mails  chan Fetched  // to the running fetch
	wake   chan struct{} // mail has arrived; holds one
	closed chan struct{} // after the first failure

	mu       sync.Mutex
	err      error
	patience time.Duration // longest silence; 0: no limit
	bytes    int64         // the server may still send for this command
	lines    int
	serverState
}

// serverState is what the server has reported about itself and the mailbox.
type serverState struct {
	caps    []string // in capital letters
	open    bool     // the library may see capabilities
	leaving bool     // we are logging out, so BYE is not a failure
	secrets []string // sent to it, in each form; it may repeat them in its texts

	exists      uint32
	selecting   bool
	uidValidity uint32
	uidNext     UID
	readOnly    bool

	found []UID  // by SEARCH
	infos []Info // by FETCH RFC822.SIZE

	quotas []Quota // by GETQUOTAROOT

	wanted     map[UID]bool // by the running FETCH; false once delivered
	withoutUID []Fetched    // mail that came without a UID while one UID is wanted
}

func newWire(conn, raw net.Conn, maxMessage int64) *wire {
	return &wire{
		Conn: conn, raw: raw, maxMessage: maxMessage,
		mails: make(chan Fetched), wake: make(chan struct{}, 1), closed: make(chan struct{}),
		serverState: serverState{open: true},
	}
}

// Read returns to the library what it is to see of the next responses. After a failure it
// returns the error only: the library reads once more after one.
func (w *wire) Read(p []byte) (int, error) {
	if err := w.failure(); err != nil {
		return 0, err
	}
	for len(w.out) == 0 {
		line, err := w.readLine()
		if err == nil {
			err = w.respond(line)
		}
		if err != nil {
			return 0, w.fail(err)
		}
	}
	n := copy(p, w.out)
	w.out = w.out[n:]
	return n, nil
}

// readLine reads up to the next line feed and returns the line without its end. The line is
// valid until the next call.
func (w *wire) readLine() ([]byte, error) {
	w.line = w.line[:0]
	for {
		part, rest, complete := bytes.Cut(w.in, []byte{'\n'})
		w.line, w.in = append(w.line, part...), rest
		if limit := lineLimit(w.line); len(w.line) > limit {
			return nil, fmt.Errorf("%w: a line is longer than %d bytes", ErrProtocol, limit)
		}
		if complete {
			break
		}
		if err := w.fill(); err != nil {
			return nil, err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lines++; w.lines > maxLines {
		return nil, fmt.Errorf("%w: more than %d lines in answer to one command", ErrProtocol, maxLines)
	}
	return bytes.TrimSuffix(w.line, []byte{'\r'}), nil
}

func lineLimit(line []byte) int {
	for _, start := range []string{"* SEARCH", "* ESEARCH"} {
		if len(line) >= len(start) && bytes.EqualFold(line[:len(start)], []byte(start)) {
			return maxSearchLine
		}
	}
	return maxLine
}

// readLiteral reads a literal of size bytes. It allocates as they arrive, since the size is
// only the server's claim.
func (w *wire) readLiteral(uid UID, size int64) ([]byte, error) {
	const trusted = 1 << 20
	literal := make([]byte, 0, min(size, trusted))
	for int64(len(literal)) < size {
		if len(literal) == cap(literal) {
			grown := make([]byte, len(literal), min(size, 2*int64(cap(literal))))
			copy(grown, literal)
			literal = grown
		}
		n := copy(literal[len(literal):cap(literal)], w.in)
		if n > 0 {
			w.in = w.in[n:]
		} else {
			var err error
			n, err = w.receive(literal[len(literal):cap(literal)])
			if err != nil {
				return nil, fmt.Errorf("%w: %w", &ShortLiteral{uid, int64(len(literal)), size}, err)
			}
		}
		literal = literal[:len(literal)+n]
	}
	return literal, nil
}

// skip reads a literal that was not asked for.
func (w *wire) skip(size int64) error {
	for size > 0 {
		if len(w.in) == 0 {
			if err := w.fill(); err != nil {
				return err
			}
		}
		n := min(size, int64(len(w.in)))
		w.in, size = w.in[n:], size-n
	}
	return nil
}

func (w *wire) fill() error {
	n, err := w.receive(w.buffer[:])
	w.in = w.buffer[:n]
	return err
}

// receive reads from the network, for as long as the server may be silent. Each read
// restarts the clock: the server's silence counts, not the length of its answer, nor our
// own processing.
func (w *wire) receive(p []byte) (int, error) {
	w.mu.Lock()
	w.startClock()
	w.mu.Unlock()
	n, err := w.Conn.Read(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch w.bytes -= int64(n); {
	case w.bytes < 0:
		return n, fmt.Errorf("%w: it sent far more than was asked for", ErrProtocol)
	case n > 0:
		return n, nil // the error will occur again
	case errors.Is(err, os.ErrDeadlineExceeded):
		return 0, fmt.Errorf("%w: nothing arrived for %s", ErrSilent, w.patience)
	case err == io.EOF:
		return 0, fmt.Errorf("the server closed the connection: %w", io.ErrUnexpectedEOF)
	}
	return 0, err
}

// startClock restarts the server's patience; w.mu is held.
func (w *wire) startClock() {
	var deadline time.Time
	if w.patience > 0 {
		deadline = time.Now().Add(w.patience)
	}
	w.Conn.SetReadDeadline(deadline) // fails only on a closed connection, and then Read fails too
}

// expect starts a command: the server may be silent for patience and send size bytes more
// than usual.
func (w *wire) expect(patience time.Duration, size int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bytes, w.lines = maxChatter+size, 0
	w.found, w.infos, w.wanted, w.withoutUID = nil, nil, nil, nil
	w.patience = patience
	w.startClock()
}

// wait changes how long the server may be silent; 0 means no limit.
func (w *wire) wait(patience time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.patience = patience
	w.startClock()
}

// fail records err as the cause of the end, unless there was one before, closes the
// connection, and returns the cause.
func (w *wire) fail(err error) error {
	w.mu.Lock()
	first := w.err == nil
	if first {
		w.err = err
		close(w.closed)
	}
	err = w.err
	w.mu.Unlock()
	if first {
		w.raw.Close()
	}
	return err
}

func (w *wire) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// Close closes the connection for the library.
func (w *wire) Close() error {
	w.fail(errGivenUp)
	return nil
}

// Write sends what the library writes.
func (w *wire) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = fmt.Errorf("%w: it accepts no data", ErrSilent)
	}
	if err != nil {
		return n, w.fail(err)
	}
	return n, nil
}

// SetReadDeadline does nothing: the library sets no deadline while it waits for an answer,
// and a fixed one for the whole of it.
func (w *wire) SetReadDeadline(time.Time) error { return nil }

// SetDeadline does nothing, like SetReadDeadline.
func (w *wire) SetDeadline(time.Time) error { return nil }
