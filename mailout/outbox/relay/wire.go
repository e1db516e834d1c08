package relay

import (
	"fmt"
	"net"
	"syscall"
	"time"
)

// wire is the TCP connection under TLS. Each piece of what is written has its own
// time limit, so that a large mail may take long but a peer that no longer reads may
// not. It counts what has left, as only that tells whether the dot may have.
type wire struct {
	net.Conn
	block   time.Duration // for each piece
	written int64         // bytes that TCP has taken

	opening bool   // go-mail conducts the dialogue
	heard   []byte // meanwhile: what has come since the last command
	failed  error  // the first failure to read or write
}

// maxHeard bounds a reply before MAIL, with the handshake that may come with it:
// crypto/tls takes messages of up to 64 KiB.
const maxHeard = 4 * maxReply

// Read implements io.Reader.
func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if w.opening {
		if w.heard = append(w.heard, p[:n]...); len(w.heard) > maxHeard {
			n, err = 0, fmt.Errorf("%w: a reply of more than %d bytes", ErrProtocol, maxReply)
		}
	}
	if w.failed == nil {
		w.failed = err
	}
	return n, err
}

// SetDeadline does nothing: go-mail would set one deadline for all of its dialogue,
// in place of one for each step.
func (w *wire) SetDeadline(time.Time) error { return nil }

// pieceSize is how many bytes must leave within one Timeouts.Block.
const pieceSize = 32 << 10

// Write implements io.Writer.
func (w *wire) Write(p []byte) (int, error) {
	written := 0
	for {
		if err := w.SetWriteDeadline(time.Now().Add(w.block)); err != nil {
			return written, err
		}
		n, err := w.Conn.Write(p[written:min(len(p), written+pieceSize)])
		written += n
		w.written += int64(n)
		if err != nil && w.failed == nil {
			w.failed = err
		}
		if err != nil || written == len(p) {
			return written, err
		}
	}
}

// heard is what has arrived on a wire that nobody reads.
type heard int

const (
	nothing heard = iota
	bytesWait
	hungUp
)

// listen reports what has arrived, without waiting and without reading it.
func (w *wire) listen() heard {
	conn, ok := w.Conn.(syscall.Conn)
	if !ok {
		return nothing
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return hungUp
	}
	if err := w.SetReadDeadline(time.Time{}); err != nil {
		return hungUp
	}
	var n int
	var got error
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		n, _, got = syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		return true // do not wait: the socket is non-blocking
	})
	switch {
	case err == nil && (got == syscall.EAGAIN || got == syscall.EINTR):
		return nothing
	case err == nil && got == nil && n > 0:
		return bytesWait
	}
	return hungUp
}
