package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestNewLogger_journalLinesHavePriorityAndNoTime(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	log, err := newLogger(&out, "journal", "debug")
	if err != nil {
		t.Fatal(err)
	}
	log.Debug("looking")
	log.Info("the folder can be read again", "account", "log", "folder", "INBOX")
	log.Log(context.Background(), slog.LevelInfo+1, "notice")
	log.With("account", "项目 A").WithGroup("server").Warn("slow", "host", "imap.example")
	log.Error("a line\nof\x1b[31mtwo", "error", errors.New("first\nsecond"))
	want := `<7>looking
<6>the folder can be read again account=log folder=INBOX
<5>notice
<4>slow account="项目 A" server.host=imap.example
<3>"a line\nof\x1b[31mtwo" error="first\nsecond"
`
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", &out, want)
	}
}

func TestNewLogger_formAndLevel(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ form, level, want string }{
		{"text", "info", `level=INFO msg=told`},
		{"json", "info", `"level":"INFO","msg":"told"`},
		{"journal", "info", "<6>told"},
		{"text", "warn", ""},
		{"json", "error", ""},
		{"journal", "warn", ""},
	} {
		var out strings.Builder
		log, err := newLogger(&out, test.form, test.level)
		if err != nil {
			t.Fatal(err)
		}
		log.Info("told")
		if !strings.Contains(out.String(), test.want) || test.want == "" && out.Len() > 0 {
			t.Errorf("%s from %s on: %q, want %q", test.form, test.level, &out, test.want)
		}
	}
	if _, err := newLogger(nil, "xml", "info"); err == nil {
		t.Error("there is no form xml")
	}
	if _, err := newLogger(nil, "text", "WARN+1"); err == nil {
		t.Error("there is no level WARN+1")
	}
}
