package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"unicode"

	"github.com/coreos/go-systemd/v22/journal"
)

// newLogger returns a logger that writes to w in a form ("auto", "text", "json",
// "journal") from a least level on ("debug", "info", "warn", "error"). With
// auto the form is that of the journal where standard error leads there.
func newLogger(w io.Writer, form, least string) (*slog.Logger, error) {
	var level slog.Level
	switch least {
	case "debug", "info", "warn", "error":
		if err := level.UnmarshalText([]byte(least)); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("--log-level=%s: want debug, info, warn or error", least)
	}
	if form == "auto" {
		form = "text"
		if ours, err := journal.StderrIsJournalStream(); err == nil && ours {
			form = "journal"
		}
	}
	options := &slog.HandlerOptions{Level: level}
	switch form {
	case "text":
		return slog.New(slog.NewTextHandler(w, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, options)), nil
	case "journal":
		return slog.New(newJournalHandler(w, options)), nil
	}
	return nil, fmt.Errorf("--log-format=%s: want auto, text, json or journal", form)
}

// journalHandler writes lines as the journal reads them from standard error: a
// priority in angle brackets (sd-daemon(3)), the message, the attributes. The
// journal knows the time itself.
type journalHandler struct {
	out        io.Writer
	line       *journalLine // shared by all handlers of one logger
	attributes slog.Handler // writes attributes, and nothing else, to line
}

type journalLine struct {
	sync.Mutex
	bytes.Buffer
}

func newJournalHandler(w io.Writer, options *slog.HandlerOptions) *journalHandler {
	line := new(journalLine)
	attributes := slog.NewTextHandler(&line.Buffer, &slog.HandlerOptions{
		Level: options.Level,
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey || a.Key == slog.MessageKey) {
				return slog.Attr{}
			}
			return a
		},
	})
	return &journalHandler{out: w, line: line, attributes: attributes}
}

// Enabled implements slog.Handler.
func (h *journalHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.attributes.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h *journalHandler) Handle(ctx context.Context, r slog.Record) error {
	h.line.Lock()
	defer h.line.Unlock()
	h.line.Reset()
	fmt.Fprintf(&h.line.Buffer, "<%d>%s ", priority(r.Level), oneLine(r.Message))
	if err := h.attributes.Handle(ctx, r); err != nil {
		return err
	}
	line := append(bytes.TrimRight(h.line.Bytes(), " \n"), '\n')
	_, err := h.out.Write(line)
	return err
}

// WithAttrs implements slog.Handler.
func (h *journalHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &journalHandler{h.out, h.line, h.attributes.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h *journalHandler) WithGroup(name string) slog.Handler {
	return &journalHandler{h.out, h.line, h.attributes.WithGroup(name)}
}

// priority returns the syslog priority (RFC 5424 section 6.2.1) of a level.
func priority(level slog.Level) int {
	switch {
	case level >= slog.LevelError:
		return 3
	case level >= slog.LevelWarn:
		return 4
	case level > slog.LevelInfo:
		return 5
	case level == slog.LevelInfo:
		return 6
	}
	return 7
}

// oneLine quotes a text that would not stay one line, or that would send
// something else than text to a terminal.
func oneLine(text string) string {
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return strconv.Quote(text)
		}
	}
	return text
}
