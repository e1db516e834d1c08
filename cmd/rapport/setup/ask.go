package setup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// ErrStopped means that whoever was asked has left before the last answer.
var ErrStopped = errors.New("stopped before the last answer; nothing was written: run the command again when you like")

// Asker asks a person at the terminal.
type Asker struct {
	done  <-chan struct{}
	in    *bufio.Reader
	out   io.Writer
	quiet func() (string, error) // reads a line without echo; nil where there is no terminal
}

// NewAsker returns an Asker that reads answers from in and shows questions on out, until ctx is
// done.
func NewAsker(ctx context.Context, in io.Reader, out io.Writer) *Asker {
	a := &Asker{done: ctx.Done(), in: bufio.NewReader(in), out: out}
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		a.quiet = func() (string, error) {
			before, err := term.GetState(int(file.Fd()))
			if err != nil {
				return "", err
			}
			text, err := a.read(func() (string, error) {
				line, err := term.ReadPassword(int(file.Fd()))
				return string(line), err
			})
			if err != nil { // Ctrl-C: the terminal must show again what is typed
				return "", errors.Join(ErrStopped, term.Restore(int(file.Fd()), before))
			}
			return text, nil
		}
	}
	return a
}

// read waits for an answer, or for the end of the context: nothing else ends a read from a
// terminal.
func (a *Asker) read(line func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		text, err := line()
		got <- answer{text, err}
	}()
	select {
	case one := <-got:
		return one.text, one.err
	case <-a.done:
		a.Say("")
		return "", ErrStopped
	}
}

// Say shows a line.
func (a *Asker) Say(format string, args ...any) { fmt.Fprintf(a.out, format+"\n", args...) }

// Ask asks for a line. An empty answer is the default, where there is one. It asks again until
// check accepts the answer.
func (a *Asker) Ask(question, usual string, check func(string) error) (string, error) {
	for {
		if usual != "" {
			fmt.Fprintf(a.out, "%s [%s]: ", question, usual)
		} else {
			fmt.Fprintf(a.out, "%s: ", question)
		}
		text, err := a.line()
		if err != nil {
			return "", err
		}
		if text == "" {
			text = usual
		}
		if err := check(text); err != nil {
			a.Say("  %v.", err)
			continue
		}
		return text, nil
	}
}

// Secret asks for a secret, which the terminal does not show.
func (a *Asker) Secret(question string) (string, error) {
	for {
		fmt.Fprintf(a.out, "%s (not shown): ", question)
		var text string
		var err error
		if a.quiet != nil {
			text, err = a.quiet()
			a.Say("")
		} else {
			text, err = a.line()
		}
		if err != nil {
			return "", err
		}
		if text = strings.TrimSpace(text); text != "" {
			return text, nil
		}
		a.Say("  An empty password logs in nowhere.")
	}
}

// maxAnswer is more than anybody types, in bytes.
const maxAnswer = 64 << 10

func (a *Asker) line() (string, error) { return a.read(a.readLine) }

func (a *Asker) readLine() (string, error) {
	var text []byte
	for {
		part, err := a.in.ReadSlice('\n')
		text = append(text, part...)
		switch {
		case len(text) > maxAnswer:
			return "", errors.New("the answer is too long")
		case err == nil:
			return strings.TrimSpace(string(text)), nil
		case errors.Is(err, bufio.ErrBufferFull):
		case len(text) > 0: // the last line has no end
			return strings.TrimSpace(string(text)), nil
		default:
			return "", ErrStopped
		}
	}
}
