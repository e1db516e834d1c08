package relay

import (
	"net"
	"syscall"
	"time"
)

// wire is the TCP connection under TLS. Each write has its own time, so that a
// large mail may take long but a peer that no longer reads may not; and it counts
// what has left, as only that tells whether the dot may have.
type wire struct {
	net.Conn
	block   time.Duration // for each write
	written int64         // bytes that TCP has taken
}

func (w *wire) Write(p []byte) (int, error) {
	if err := w.SetWriteDeadline(time.Now().Add(w.block)); err != nil {
		return 0, err
	}
	n, err := w.Conn.Write(p)
	w.written += int64(n)
	return n, err
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
