package confirmation

import (
	"context"
	"errors"

	"rapport/classify/attached"
	"rapport/mailout/due/office"
	"rapport/store"
)

// missesFile reports whether the text that a PM wrote last speaks of a file that comes with
// it, and the mail that brought it had none.
func missesFile(ctx context.Context, o *office.Office, c store.Confirmation) (bool, error) {
	if c.Message == 0 || len(c.LatestFiles()) > 0 || !attached.Mentioned(c.Latest()) {
		return false, nil
	}
	e, err := o.Store.EntryOfMessage(ctx, c.Message)
	if errors.Is(err, store.ErrNotFound) { // it was erased
		return false, nil
	}
	return len(e.Attached) == 0, err
}
