package outbox

import (
	"testing"
	"time"
)

// Two readings of the machine's clock differ by its monotonic clock, which nobody sets: what
// notices that the clock was set back compares what it shows.
func TestWorker_comparesWhatTheClockShows(t *testing.T) {
	t.Parallel()
	w := worker{outbox: &Outbox{now: time.Now}}
	if w.isSetBack() {
		t.Error("the clock was set back before anybody looked at it")
	}
	if w.clock != w.clock.Round(0) {
		t.Errorf("%v would hide that the clock was set back", w.clock)
	}
}
