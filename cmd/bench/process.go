package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// used is what a process took.
type used struct {
	wall   time.Duration
	cpu    time.Duration // of all its threads, in the program and in the kernel
	memory int64         // the most it held, in bytes
	out    []byte
}

// command runs a program and measures it.
func (b *bench) command(ctx context.Context, name string, args ...string) (used, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var said bytes.Buffer // mbsync and notmuch warn of what is no trouble here
	cmd.Stderr = &said
	cmd.Env = append(os.Environ(), "HOME="+b.dir)
	var out bytes.Buffer
	cmd.Stdout = &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return used{}, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	// The peak that wait4 returns includes that of this process, which forked it.
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var u used
	for ticker := time.Tick(20 * time.Millisecond); ; {
		select {
		case err := <-ended:
			u.wall, u.out = time.Since(start), out.Bytes()
			u.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			if err != nil {
				err = fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, said.Bytes())
			}
			return u, err
		case <-ticker:
			if peak, err := memory(cmd.Process.Pid, "VmHWM"); err == nil {
				u.memory = peak
			}
		}
	}
}

// memory returns what the kernel has on the memory of a process, in bytes: VmRSS, what it
// holds, or VmHWM, the most it held.
func memory(pid int, field string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			kib, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("no %s of process %d", field, pid)
}

// size returns the bytes of the files in a directory.
func size(dir string) (bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	return bytes, err
}
