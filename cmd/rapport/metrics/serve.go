package metrics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Every is the time between two writings of the file.
const Every = 15 * time.Second

// WriteFiles writes the figures into the file that path returns, until ctx is done; nowhere
// while that is "". The file is removed at the end: what it says would be read as if it were now.
func (s *Source) WriteFiles(ctx context.Context, path func() string, log *slog.Logger) {
	ticker := time.NewTicker(Every)
	defer ticker.Stop()
	last, trouble := "", ""
	remove := func() {
		if last != "" {
			os.Remove(last) // a stale one has rapport_written_time_seconds to tell it by
		}
	}
	defer func() { remove() }()
	for {
		if now := path(); now != last {
			remove()
			last = now
		}
		if last != "" {
			err := s.writeFile(ctx, last)
			if text := fmt.Sprint(err); err != nil && ctx.Err() == nil && text != trouble {
				log.Warn("the metrics cannot be written", "error", err)
				trouble = text
			} else if err == nil {
				trouble = ""
			}
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// writeFile replaces a file as a whole; whoever may read its directory may read it.
func (s *Source) writeFile(ctx context.Context, path string) error {
	text, err := s.Text(ctx)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // node_exporter reads *.prom alone
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// Listen opens a UNIX socket, unix:PATH, or a loopback address. A socket that an earlier process
// left is removed.
func Listen(address string) (net.Listener, error) {
	path, unix := strings.CutPrefix(address, "unix:")
	if !unix {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			return nil, fmt.Errorf("listen for metrics: %w", err)
		}
		if tcp, ok := listener.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
			listener.Close()
			return nil, fmt.Errorf("listen for metrics: %s is not an address of this machine alone", address)
		}
		return listener, nil
	}
	if info, err := os.Lstat(path); err == nil {
		if info.Mode().Type() != os.ModeSocket {
			return nil, fmt.Errorf("listen for metrics: %s is there and is no socket", path)
		}
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("listen for metrics: %w", err)
		}
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	if err := os.Chmod(path, 0o660); err != nil {
		listener.Close()
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	return listener, nil
}

// Serve answers GET /metrics on a listener until ctx is done.
func (s *Source) Serve(ctx context.Context, listener net.Listener) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		text, err := s.Text(r.Context())
		if err != nil {
			http.Error(w, "the figures cannot be read", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		w.Write(text)
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	defer context.AfterFunc(ctx, func() { server.Close() })()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve metrics: %w", err)
	}
	return nil
}
