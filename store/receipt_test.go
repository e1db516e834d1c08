package store

import (
	"testing"
	"time"
)

// A receipt of a project that left the configuration waits two weeks for its return.
func TestExpireReceipt_afterItsLifetime(t *testing.T) {
	y := begin(t)
	c := y.asks(AskQuestion, "When?")
	y.replies("close", Response{Purpose: PurposeCase, Object: c.ID, Decision: DecisionClose, Address: lina})
	pending, err := y.s.PendingReceipts(t.Context(), AboutCase, 0)
	if err != nil || len(pending) != 1 || !pending[0].Queued.Equal(y.s.now()) {
		t.Fatalf("%+v, %v", pending, err)
	}
	*y.now = y.now.Add(ReceiptLifetime - time.Second)
	y.moves(false, func(tx *Tx) (bool, error) { return tx.ExpireReceipt(pending[0]) })
	*y.now = y.now.Add(time.Second)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.ExpireReceipt(pending[0]) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkReceiptSent(pending[0]) })
}
