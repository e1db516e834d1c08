package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"unicode"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The JSON of a value has nothing in it that a terminal obeys, and is the same value.
func TestWriteJSON_escapesWhatActsAndKeepsTheValue(t *testing.T) {
	var every strings.Builder
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r < 0xD800 || r >= 0xE000 {
			every.WriteRune(r)
		}
	}
	for _, text := range []string{every.String(), "evil\u202e.exe", "\u009b31m", "x\u200fy", "\U000e0041", "王伟 👩‍💻", "", `"\`} {
		var out bytes.Buffer
		if err := WriteJSON(&out, map[string]string{"subject": text, "key" + text: "x"}); err != nil {
			t.Fatal(err)
		}
		line := strings.TrimSuffix(out.String(), "\n")
		if strings.Contains(line, "\n") || strings.ContainsFunc(line, func(r rune) bool {
			return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
		}) {
			t.Errorf("%.40q passes what acts", text)
		}
		var back map[string]string
		if err := json.Unmarshal(out.Bytes(), &back); err != nil || back["subject"] != text {
			t.Errorf("%.40q is another value, %v", text, err)
		}
	}
}

// terminal opens a pseudo terminal, and returns the side of a program.
func terminal(t *testing.T) *os.File {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	unlock := 0
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, master.Fd(), unix.TIOCSPTLCK, uintptr(unsafe.Pointer(&unlock))); errno != 0 {
		t.Fatal(errno)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { slave.Close() })
	return slave
}

// The bytes of a stranger reach a terminal only where that is forced.
func TestWriteRaw_notToATerminal(t *testing.T) {
	var piped bytes.Buffer
	for _, c := range []struct {
		name   string
		stdout io.Writer
		force  bool
		want   bool
	}{
		{"a terminal", terminal(t), false, false},
		{"a terminal, forced", terminal(t), true, true},
		{"a pipe", &piped, false, true},
	} {
		written := false
		a := &App{Stdout: c.stdout}
		err := a.WriteRaw(c.force, func(w io.Writer) error {
			written = true
			_, err := io.WriteString(w, "\x1b]0;evil\a")
			return err
		})
		if written != c.want || (err == nil) != c.want {
			t.Errorf("%s: written %t, %v", c.name, written, err)
		}
	}
}

// A pager cannot be used to start a shell.
func TestShow_thePagerIsSecure(t *testing.T) {
	out := terminal(t)
	file := t.TempDir() + "/env"
	a := &App{Stdout: out, Stderr: io.Discard, Getenv: func(key string) string {
		return map[string]string{"PAGER": "cat >/dev/null; env >" + file}[key]
	}}
	if err := a.Show(func(s Screen) error { s.Line("x"); return nil }); err != nil {
		t.Fatal(err)
	}
	if env, err := os.ReadFile(file); err != nil || !strings.Contains(string(env), "LESSSECURE=1\n") {
		t.Errorf("%s, %v", env, err)
	}
}
