//go:build !race

package main

import (
	"bytes"
	"strings"
	"syscall"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
)

// However early it is asked to stop, the daemon ends as one that was asked.
func TestServe_aStopDuringTheStartIsNoFailure(t *testing.T) {
	t.Parallel()
	server, post := postOffice(t)
	for after := 20 * time.Millisecond; after < time.Second; after = after * 4 / 3 {
		config := loopConfig(t, "agency.example", "pm@agency.example", server.Port(), post.Port())
		var said bytes.Buffer
		cmd := rapportCommand("serve", "-c", config)
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after)
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		err := cmd.Wait()
		// Before it can hear the signal, that ends it: to systemd too that is a stop.
		if status := cmd.ProcessState.Sys().(syscall.WaitStatus); err != nil && !(status.Signaled() && status.Signal() == syscall.SIGTERM) {
			t.Errorf("after %s: %v\n%s", after, err, said.String())
		}
	}
}

func TestServe_saysWhyItStops(t *testing.T) {
	t.Parallel()
	server, config := demoServer(t)
	s := serve(t, config)
	deliverMail(t, server, "one")
	s.entries(1)
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
	if log := s.errors.String(); !strings.Contains(log, `msg=stopped reason="terminated signal received"`) {
		t.Errorf("it says\n%s", log)
	}
}
