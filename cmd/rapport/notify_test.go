package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rapport/cmd/rapport/commands/app"
)

// sentNotifier is a notifier whose messages are kept instead of sent.
func sentNotifier(watchdog time.Duration) (*notifier, func() []string) {
	var mu sync.Mutex
	var sent []string
	n := &notifier{
		send: func(state string) error {
			mu.Lock()
			defer mu.Unlock()
			sent = append(sent, state)
			return nil
		},
		log: slog.New(slog.DiscardHandler), now: time.Now, watchdog: watchdog, loops: make(map[string]time.Time),
	}
	return n, func() []string {
		mu.Lock()
		defer mu.Unlock()
		defer func() { sent = nil }()
		return sent
	}
}

func TestNotifier_feedsTheWatchdogWhileEveryLoopProgresses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n, sent := sentNotifier(90 * time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { n.run(ctx) })
		defer running.Wait()
		defer cancel()
		pass := func(d time.Duration) int {
			time.Sleep(d)
			synctest.Wait()
			fed := sent()
			for _, state := range fed {
				if state != "WATCHDOG=1" {
					t.Errorf("sent %q", state)
				}
			}
			return len(fed)
		}
		if fed := pass(91 * time.Second); fed != 4 {
			t.Errorf("without loops: fed %d times, want 4", fed)
		}
		n.beat("log/INBOX", 7*time.Minute)
		n.beat("intake", 5*time.Minute)
		if fed := pass(4 * time.Minute); fed != 8 {
			t.Errorf("before any is due: fed %d times, want 8", fed)
		}
		n.beat("intake", 5*time.Minute)
		if fed := pass(4 * time.Minute); fed != 6 {
			t.Errorf("until log/INBOX was late: fed %d times, want 6", fed)
		}
		if late := n.late(); !slices.Equal(late, []string{"log/INBOX"}) {
			t.Errorf("late: %v", late)
		}
		n.beat("intake", 5*time.Minute)
		if fed := pass(time.Minute); fed != 0 {
			t.Errorf("with log/INBOX still late: fed %d times", fed)
		}
		n.beat("log/INBOX", time.Hour) // it was slow, not stuck
		if fed := pass(time.Minute); fed != 2 {
			t.Errorf("after it came back: fed %d times, want 2", fed)
		}
		n.ended("log/INBOX")
		n.ended("intake")
		if fed := pass(3 * time.Hour); fed != 360 {
			t.Errorf("after they ended: fed %d times, want 360", fed)
		}
	})
}

func TestNotifier_withoutWatchdogSendsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n, sent := sentNotifier(0)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := n.run(ctx); err != nil || len(sent()) > 0 {
			t.Errorf("%v, sent %v", err, sent())
		}
	})
}

func TestNotifier_statusIsOneLineAndOnlyNews(t *testing.T) {
	t.Parallel()
	n, sent := sentNotifier(0)
	n.status("1 of 2 folders read\nMAINPID=1")
	n.status("1 of 2 folders read MAINPID=1")
	n.status("2 of 2 folders read")
	if got, want := sent(), []string{"STATUS=1 of 2 folders read MAINPID=1", "STATUS=2 of 2 folders read"}; !slices.Equal(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
}

func TestNotifier_failuresAreLoggedAndNothingElse(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	n, _ := sentNotifier(0)
	n.log = slog.New(slog.NewTextHandler(&log, nil))
	n.send = func(string) error { return errors.New("no such socket") }
	n.ready()
	if !strings.Contains(log.String(), `state=READY error="no such socket"`) {
		t.Errorf("logged %s", &log)
	}
}

// On the socket that systemd gives, the messages are as sd_notify(3) wants them.
func TestNotifier_speaksToSystemd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", "90000000")
	t.Setenv("WATCHDOG_PID", "")
	n, err := newNotifier(&app.App{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if n.watchdog != 90*time.Second {
		t.Errorf("watchdog after %s", n.watchdog)
	}
	n.reloading()
	n.ready()
	n.stopping()
	for _, want := range []string{"RELOADING=1\nMONOTONIC_USEC=", "READY=1", "STOPPING=1"} {
		buffer := make([]byte, 1000)
		size, err := socket.Read(buffer)
		if got := string(buffer[:size]); err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("%v, read %q, want %q", err, got, want)
		}
	}
	t.Setenv("WATCHDOG_USEC", "soon")
	if _, err := newNotifier(&app.App{}); err == nil {
		t.Error("WATCHDOG_USEC=soon is taken")
	}
}
