package pdf

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Reader reads PDF files in processes of their own, one at a time.
type Reader struct {
	program   string
	arguments []string
	turn      chan struct{}
}

// NewReader returns a Reader that runs a program with some arguments. The program reads a file from
// its standard input and writes the words to its standard output.
func NewReader(program string, arguments ...string) *Reader {
	return &Reader{program, arguments, make(chan struct{}, 1)}
}

const (
	afterRead  = 5 * time.Second // that the process may take beside reading
	heap       = "GOMEMLIMIT=200MiB"
	collection = "GOGC=25"
)

// Words returns the words of a PDF. It returns an error if the file is no PDF, or takes too much time
// or memory.
func (r *Reader) Words(ctx context.Context, content []byte) (string, error) {
	if len(content) > MostBytes {
		return "", fmt.Errorf("read a PDF: it has %d bytes, more than %d", len(content), MostBytes)
	}
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, longestRead+afterRead)
	defer cancel()
	command := exec.CommandContext(ctx, r.program, r.arguments...)
	command.Stdin, command.Env, command.WaitDelay = bytes.NewReader(content), append(os.Environ(), heap, collection), time.Second
	out, why := &limited{most: longestWords}, &limited{most: 1 << 10}
	command.Stdout, command.Stderr = out, why
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("read a PDF: %w: %s", err, strings.TrimSpace(why.String()))
	}
	return tidy(out.String()), nil
}

// limited keeps the first bytes of what is written to it.
type limited struct {
	bytes.Buffer
	most int
}

// Write keeps what fits, and takes the rest without keeping it.
func (l *limited) Write(p []byte) (int, error) {
	l.Buffer.Write(p[:min(len(p), max(0, l.most-l.Len()))])
	return len(p), nil
}

// Serve is what the process does: it reads a file from in, and writes its words to out.
func Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	content, err := io.ReadAll(io.LimitReader(in, MostBytes+1))
	if err != nil {
		return fmt.Errorf("read a PDF: %w", err)
	}
	words, err := Words(ctx, content)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, words)
	return err
}
