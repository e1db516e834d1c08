package app

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
)

// StandardInput is the path that stands for it.
const StandardInput = "-"

// TextOf reads a text that must not be empty.
func (a *App) TextOf(from string) (string, error) {
	text, err := a.Text(from)
	if err == nil && strings.TrimSpace(text) == "" {
		err = exit.With(exit.Usage, fmt.Errorf("%s is empty: there is nothing to send", nameOf(from)))
	}
	return text, err
}

// Text reads the text of a report from a file, or from the standard input.
func (a *App) Text(path string) (string, error) {
	const most = 1 << 20
	var text []byte
	var err error
	if path == StandardInput {
		text, err = io.ReadAll(io.LimitReader(a.Stdin, most))
	} else {
		text, err = config.ReadFile(path, most)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", nameOf(path), config.Reason(err))
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // as Windows writes it
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return "", exit.With(exit.Usage, fmt.Errorf("%s is not UTF-8 text; convert Chinese text in another encoding with `iconv -f GB18030 -t UTF-8`", nameOf(path)))
	}
	return string(text), nil
}

// nameOf names a file as a person does.
func nameOf(path string) string {
	if path == StandardInput {
		return "the standard input"
	}
	return path
}
