package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"unicode"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"
)

// screen is where a command shows things to a person. On a terminal it is as wide
// as that and has colours; elsewhere it is plain text of any width.
type screen struct {
	io.Writer
	colour bool
	width  int // in columns; 0: any
}

// show runs print on the standard output: by way of a pager where that is a
// terminal. A reader who leaves the pager early is no error.
func (a *app) show(print func(s screen) error) error {
	file, ok := a.stdout.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		w := bufio.NewWriterSize(a.stdout, 64<<10)
		return errors.Join(unlessPipe(print(screen{Writer: w})), unlessPipe(w.Flush()))
	}
	s := screen{Writer: file, colour: a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"}
	s.width, _, _ = term.GetSize(int(file.Fd())) // 0 where the terminal does not say
	pager := a.getenv("PAGER")
	if pager == "" {
		pager = "less"
	}
	if pager == "cat" {
		return print(s)
	}
	cmd := exec.Command("sh", "-c", pager)
	cmd.Stdout, cmd.Stderr = file, a.stderr
	cmd.Env = append(os.Environ(), "LESS=FRX", "LESSCHARSET=utf-8")
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("start the pager %s: %w", pager, err)
	}
	if err := cmd.Start(); err != nil {
		return print(s) // without one
	}
	s.Writer = pipe
	err = unlessPipe(print(s))
	pipe.Close()
	return errors.Join(err, cmd.Wait())
}

// terminal gives the terminal behind the standard error, on which progress is
// shown, and nil where there is none.
func (a *app) terminal() *os.File {
	file, ok := a.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return file
}

// unlessPipe leaves out the error of writing to one who reads no more.
func unlessPipe(err error) error {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// The styles are those of a terminal (ECMA-48 section 8.3.117).
func (s screen) bold(text string) string   { return s.style("1", text) }
func (s screen) dim(text string) string    { return s.style("2", text) }
func (s screen) yellow(text string) string { return s.style("33", text) }
func (s screen) mark(text string) string   { return s.style("1;31", text) }

func (s screen) style(code, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// line prints one line.
func (s screen) line(format string, args ...any) {
	fmt.Fprintf(s, format+"\n", args...) // the first error comes again at the flush
}

// fit makes text of one line that fits into the columns that are left beside
// used ones.
func (s screen) fit(text string, used int) string {
	text = oneLineOf(text)
	most := 100
	if s.width > 0 {
		most = s.width - used
	}
	if most < 20 {
		most = 20
	}
	return runewidth.Truncate(text, most, "…")
}

// oneLineOf folds all white space of text and takes out what a terminal would
// obey.
func oneLineOf(text string) string { return strings.Join(strings.Fields(safe(text)), " ") }

// safe takes out of text of a mail what a terminal would obey rather than show:
// control characters but for line ends and tabs, and marks that turn the
// direction of text.
func safe(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F:
			return -1
		}
		return r
	}, text)
}

// table prints rows in aligned columns, whose characters may be one or two
// columns wide. The first row is the heading.
func (s screen) table(rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], runewidth.StringWidth(cell))
		}
	}
	for n, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			if i > 0 {
				b.WriteString("  ")
			}
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-runewidth.StringWidth(cell)))
			}
		}
		text := strings.TrimRight(b.String(), " ")
		if n == 0 {
			text = s.dim(text)
		}
		s.line("%s", text)
	}
}
