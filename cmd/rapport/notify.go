package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"rapport/cmd/rapport/commands/app"
)

// notifier reports the state of the daemon to systemd (sd_notify(3)), and feeds its
// watchdog for as long as every loop makes progress. Where no systemd asked for
// it, nothing is sent.
type notifier struct {
	send     func(state string) error
	log      *slog.Logger
	now      func() time.Time
	watchdog time.Duration // after which systemd kills a silent daemon; 0: never

	mu    sync.Mutex
	loops map[string]time.Time // by when each will have beaten again
	told  string               // the status that was sent last
}

// newNotifier takes from the environment what systemd wants to be told.
func newNotifier(a *app.App) (*notifier, error) {
	watchdog, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		return nil, fmt.Errorf("read WATCHDOG_USEC: %w", err)
	}
	send := func(state string) error {
		_, err := daemon.SdNotify(false, state)
		return err
	}
	return &notifier{send: send, log: a.Log, now: time.Now, watchdog: watchdog, loops: make(map[string]time.Time)}, nil
}

// ready says that the daemon is up, or has read its configuration anew.
func (n *notifier) ready() { n.tell(daemon.SdNotifyReady) }

// reloading says that the configuration is being read anew; ready must follow.
func (n *notifier) reloading() {
	n.tell(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec())
}

// stopping says that the daemon is about to leave.
func (n *notifier) stopping() { n.tell(daemon.SdNotifyStopping) }

// status shows one line in `systemctl status`.
func (n *notifier) status(line string) {
	line = strings.Join(strings.Fields(line), " ") // a line end would begin another assignment
	n.mu.Lock()
	again := line == n.told
	n.told = line
	n.mu.Unlock()
	if !again {
		n.tell("STATUS=" + line)
	}
}

func (n *notifier) tell(state string) {
	if err := n.send(state); err != nil {
		assignment, _, _ := strings.Cut(state, "=")
		n.log.Warn("could not notify systemd", "state", assignment, "error", err)
	}
}

// beat says that a loop makes progress and will say so again within that time.
// The first beat of a loop registers it.
func (n *notifier) beat(loop string, within time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.loops[loop] = n.now().Add(within)
}

// ended says that a loop has ended as it should, and will beat no more.
func (n *notifier) ended(loop string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.loops, loop)
}

// run feeds the watchdog until ctx is done. While a loop is late it does not, so
// that systemd ends the process, with the stacks of its goroutines in the
// journal, and starts it anew.
func (n *notifier) run(ctx context.Context) error {
	if n.watchdog == 0 {
		<-ctx.Done()
		return nil
	}
	ticker := time.NewTicker(n.watchdog / 3)
	defer ticker.Stop()
	var told []string
	for {
		late := n.late()
		if len(late) == 0 {
			n.tell(daemon.SdNotifyWatchdog)
		} else if !slices.Equal(late, told) {
			n.log.Error("worker stalled; no longer notifying the watchdog", "workers", late)
		}
		told = late
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// late returns the loops that should have beaten by now.
func (n *notifier) late() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var late []string
	for loop, by := range n.loops {
		if n.now().After(by) {
			late = append(late, loop)
		}
	}
	slices.Sort(late)
	return late
}
