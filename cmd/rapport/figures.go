package main

import (
	"context"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"rapport/cmd/rapport/metrics"
)

// figures writes what Prometheus reads, until ctx is done.
func (s *service) figures(ctx context.Context) error {
	source := &metrics.Source{Store: s.in.Store, Now: s.app.Clock(), Started: time.Now(), Version: version, Lines: s.lines.read}
	served := make(chan error, 1)
	if s.listener == nil {
		served <- nil
	} else {
		go func() { served <- source.Serve(ctx, s.listener) }()
	}
	source.WriteFiles(ctx, func() string { return s.config.Load().Monitor.MetricsFile }, s.log)
	if err := <-served; err != nil && ctx.Err() == nil {
		s.log.Warn("metrics are no longer served", "error", err)
	}
	return nil
}

// listen opens the address of the metrics, if there is one. The daemon works
// without it.
func (s *service) listen(address string) net.Listener {
	if address == "" {
		return nil
	}
	listener, err := metrics.Listen(address)
	if err != nil {
		s.log.Error("metrics are not served", "error", err)
		return nil
	}
	return listener
}

// lineCounts counts lines of the log.
type lineCounts struct{ warnings, errors atomic.Int64 }

func (c *lineCounts) read() (warnings, errors int64) { return c.warnings.Load(), c.errors.Load() }

// countingHandler counts the lines that it passes on.
type countingHandler struct {
	slog.Handler
	counts *lineCounts
}

// Handle implements slog.Handler.
func (h countingHandler) Handle(ctx context.Context, r slog.Record) error {
	switch {
	case r.Level >= slog.LevelError:
		h.counts.errors.Add(1)
	case r.Level >= slog.LevelWarn:
		h.counts.warnings.Add(1)
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h countingHandler) WithAttrs(attributes []slog.Attr) slog.Handler {
	return countingHandler{h.Handler.WithAttrs(attributes), h.counts}
}

// WithGroup implements slog.Handler.
func (h countingHandler) WithGroup(name string) slog.Handler {
	return countingHandler{h.Handler.WithGroup(name), h.counts}
}
