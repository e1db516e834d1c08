package relay

import (
	"net"
	"syscall"
	"time"
)

// wire is the TCP connection under TLS. Each piece of what is written has its own
// time, so that a large mail may take long but a peer that no longer reads may
// not; and it counts what has left, as only that tells whether the dot may have.
type wire struct {
	net.Conn
	block   time.Duration // for each piece
	written int64         // bytes that TCP has taken
}

// pieceSize is how many bytes must leave within one Timeouts.Block.
const pieceSize = 32 << 10

func (w *wire) Write(p []byte) (int, error) {
	written := 0
	for {
		if err := w.SetWriteDeadline(time.Now().Add(w.block)); err != nil {
			return written, err
		}
		n, err := w.Conn.Write(p[written:min(len(p), written+pieceSize)])
		written += n
		w.written += int64(n)
		if err != nil || written == len(p) {
			return written, err
		}
	}
}

// heard is what has come on a wire that nobody reads.
type heard int

const (
	nothing heard = iota
	bytesWait
	hungUp
)

// listen looks what has come, without waiting and without taking it.
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
