package relay

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestReadReply(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in       string
		code     int
		enhanced string
		text     string
	}{
		{"250 2.0.0 Ok\r\n", 250, "2.0.0", "2.0.0 Ok"},
		{"250\r\n", 250, "", ""},
		{"250 \r\n", 250, "", ""},
		{"250 ok\n", 250, "", "ok"},
		{"250-a\r\n250-b\r\n250 c\r\n", 250, "", "a / b / c"},
		{"550-5.1.1 No\r\n550 5.1.1 such user\r\n", 550, "5.1.1", "5.1.1 No / 5.1.1 such user"},
		{"550 5.1.10\r\n", 550, "5.1.10", "5.1.10"},
		{"550 4.1.1 of another class\r\n", 550, "", "4.1.1 of another class"},
		{"550 5.1 is no code\r\n", 550, "", "5.1 is no code"},
		{"550 5.1.1.1 is none\r\n", 550, "", "5.1.1.1 is none"},
		{"550 5.1.1: no\r\n", 550, "", "5.1.1: no"},
		{"354 3.0.0 go\r\n", 354, "", "3.0.0 go"},
		{"450 用户忙\r\n", 450, "", "用户忙"},
		{"450 \x00\x07\t\x1b]0;x\x85\xe2\x80\xae\r\n", 450, "", `\x00\a\t\x1b]0;x\x85\u202e`},
		{"599 ok\r\n", 599, "", "ok"},
	} {
		got, err := readReply(bufio.NewReader(strings.NewReader(c.in)))
		if err != nil || got.code != c.code || got.enhanced != c.enhanced || got.text() != c.text {
			t.Errorf("%q: %d, %q, %q, %v", c.in, got.code, got.enhanced, got.text(), err)
		}
	}
	for in, want := range map[string]error{
		"":                           io.EOF,
		"250 ok":                     io.ErrUnexpectedEOF,
		"250-ok\r\n":                 io.ErrUnexpectedEOF,
		"250-ok\r\n250":              io.ErrUnexpectedEOF,
		"250-ok\r\n550 no\r\n":       ErrProtocol,
		"250-ok\r\nno\r\n":           ErrProtocol,
		"\r\n250 ok\r\n":             ErrProtocol,
		" 250 ok\r\n":                ErrProtocol,
		"2500 ok\r\n":                ErrProtocol,
		"250\tok\r\n":                ErrProtocol,
		"25\r\n":                     ErrProtocol,
		"2x0 ok\r\n":                 ErrProtocol,
		"150 ok\r\n":                 ErrProtocol,
		"650 ok\r\n":                 ErrProtocol,
		"HTTP/1.1 400 Bad Request\n": ErrProtocol,
	} {
		if _, err := readReply(bufio.NewReader(strings.NewReader(in))); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", in, err, want)
		}
	}
}

var stages = []Stage{StageMAIL, StageRCPT, StageDATA, StageDot}

// All codes at all stages: only 5yz fails a mail, only 2yz to the dot sends it,
// and only what is neither leaves it unknown.
func TestClassify_everyCode(t *testing.T) {
	t.Parallel()
	for code := 200; code < 600; code++ {
		for _, stage := range stages {
			outcome, goOn := classify(stage, reply{code: code}, Envelope{})
			switch digit := code / 100; {
			case outcome == Failed && digit != 5,
				(outcome == Sent) != (stage == StageDot && digit == 2),
				(outcome == Unknown) != (stage == StageDot && digit == 3),
				goOn && digit > 3,
				goOn && stage == StageDATA && digit != 3,
				goOn && stage != StageDATA && digit != 2:
				t.Errorf("%d at %s: %s, %v", code, stage, outcome, goOn)
			}
		}
	}
}

func FuzzReply(f *testing.F) {
	for _, in := range []string{"250 ok\r\n", "550-5.1.1 a\r\n550 5.1.1 b\r\n", "354 go\r\n250 taken\r\n", "421 \x1b[31m\r\n", "250-", "\xff\r\n"} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bufio.NewReader(bytes.NewReader(in))
		got, err := readReply(r)
		if err != nil {
			if got.code != 0 || !errors.Is(err, ErrProtocol) && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%+v, %v", got, err)
			}
			return
		}
		if len(got.lines) > maxLines {
			t.Fatalf("%d lines", len(got.lines))
		}
		text := got.text()
		if len(text) > maxWords+20 || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Fatalf("words %q", text)
		}
		if got.enhanced != "" && got.enhanced[0] != in[0] {
			t.Fatalf("enhanced code %s of %d", got.enhanced, got.code)
		}
		for _, stage := range stages {
			outcome, _ := classify(stage, got, Envelope{})
			if outcome == Failed && in[0] != '5' || outcome == Sent && (in[0] != '2' || stage != StageDot) {
				t.Fatalf("%q at %s: %s", in, stage, outcome)
			}
			if !slices.Contains([]Outcome{Sent, Deferred, Failed, Unknown}, outcome) {
				t.Fatalf("outcome %q", outcome)
			}
		}
	})
}
