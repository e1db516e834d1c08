package read

import (
	"testing"
	"time"

	"rapport/store"
)

func TestDelayedOf_countsByRelayAndReason(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	ready := func(relay, reply string, next time.Duration) store.Delivery {
		return store.Delivery{State: store.DeliveryReady, Relay: relay, Reply: reply, Next: at.Add(next)}
	}
	got := delayedOf([]store.Delivery{
		ready("main", "", 0), // is next in the queue
		ready("zh", "550 已达上限", time.Hour),
		ready("main", "550 5.4.5 limit", 2*time.Hour),
		ready("main", "550 5.4.5 limit", time.Hour),
		{State: store.DeliveryUnknown, Relay: "main", Reply: "lost"},
	})
	if len(got) != 2 || got[0] != (delayed{"main", 2, at.Add(time.Hour), "550 5.4.5 limit"}) || got[1].Mails != 1 || got[1].Relay != "zh" {
		t.Errorf("%+v", got)
	}
}
