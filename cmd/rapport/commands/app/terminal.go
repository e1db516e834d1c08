package app

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"

	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store/visible"
)

// NonNil makes an empty list of none: it is [] in JSON, never null.
func NonNil[L ~[]T, T any](values L) []T {
	if values == nil {
		return []T{}
	}
	return values
}

// Screen is where a command shows things to a person. On a terminal it is as wide
// as that and has colours; elsewhere it is plain text of any width.
type Screen struct {
	io.Writer
	colour bool
	width  int // in columns; 0: any
}

// Show runs print on the standard output: by way of a pager where that is a
// terminal. A reader who leaves the pager early is no error.
func (a *App) Show(print func(s Screen) error) error {
	file, ok := a.Stdout.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		w := bufio.NewWriterSize(a.Stdout, 64<<10)
		return errors.Join(UnlessPipe(print(Screen{Writer: w})), UnlessPipe(w.Flush()))
	}
	s := Screen{Writer: file, colour: a.Getenv("NO_COLOR") == "" && a.Getenv("TERM") != "dumb"}
	s.width, _, _ = term.GetSize(int(file.Fd())) // 0 where the terminal does not say
	pager := cmp.Or(a.Getenv("PAGER"), "less")
	if pager == "cat" {
		return print(s)
	}
	cmd := exec.Command("sh", "-c", pager)
	cmd.Stdout, cmd.Stderr = file, a.Stderr
	// Whoever reads with the rights of another must get no shell out of the pager.
	cmd.Env = append(os.Environ(), "LESS=FRX", "LESSCHARSET=utf-8", "LESSSECURE=1")
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("start the pager %s: %w", pager, err)
	}
	if err := cmd.Start(); err != nil {
		return print(s) // without one
	}
	s.Writer = pipe
	err = UnlessPipe(print(s))
	pipe.Close()
	return errors.Join(err, cmd.Wait())
}

// WriteRaw has write write bytes of a stranger to the standard output: not to a terminal,
// which would obey them, unless that is forced.
func (a *App) WriteRaw(force bool, write func(io.Writer) error) error {
	if file, ok := a.Stdout.(*os.File); ok && !force && term.IsTerminal(int(file.Fd())) {
		return exit.With(exit.Usage, errors.New("a terminal would obey what is in the mail: write it to a file or a pipe, or use --force"))
	}
	return UnlessPipe(write(a.Stdout))
}

// Terminal returns the terminal behind the standard error, on which progress is
// shown, and nil where there is none.
func (a *App) Terminal() *os.File {
	file, ok := a.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return file
}

// UnlessPipe leaves out the error of writing to one who reads no more.
func UnlessPipe(err error) error {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// Fields returns a function that prints a value behind its name, which takes so many
// columns; it prints no empty value.
func (s Screen) Fields(width int) func(name, value string) {
	return func(name, value string) {
		if value != "" {
			s.Line("%s %s", s.Dim(fmt.Sprintf("%-*s", width, name)), value)
		}
	}
}

// Bold returns text in bold, where the screen is a terminal (ECMA-48 section 8.3.117).
func (s Screen) Bold(text string) string { return s.style("1", text) }

// Dim returns text in a faint style, where the screen is a terminal.
func (s Screen) Dim(text string) string { return s.style("2", text) }

// Yellow returns text as a warning; see Dim.
func (s Screen) Yellow(text string) string { return s.style("33", text) }

// Mark returns text as what was searched for; see Dim.
func (s Screen) Mark(text string) string { return s.style("1;31", text) }

func (s Screen) style(code, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// Line prints one line.
func (s Screen) Line(format string, args ...any) {
	fmt.Fprintf(s, format+"\n", args...) // the first error comes again at the flush
}

// Fit makes text of one line that fits into the columns that are left beside
// used ones.
func (s Screen) Fit(text string, used int) string {
	most := 100
	if s.width > 0 {
		most = s.width - used
	}
	if most < 20 {
		most = 20
	}
	// The beginning of a long text nearly always fills the line.
	if start := visible.Start(text, 4*most); len(start) < len(text) {
		if line := wording.OneLine(start); runewidth.StringWidth(line) > 2*most {
			return runewidth.Truncate(line, most, "…")
		}
	}
	return runewidth.Truncate(wording.OneLine(text), most, "…")
}

// Table prints rows in aligned columns, whose characters may be one or two
// columns wide. The first row is the heading.
func (s Screen) Table(rows [][]string) {
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
			text = s.Dim(text)
		}
		s.Line("%s", text)
	}
}
