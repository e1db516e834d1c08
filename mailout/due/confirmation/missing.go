package confirmation

import (
	"context"
	"errors"

	"rapport/classify/attached"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// missesFile reports whether the text that a PM wrote last speaks of a file that comes with
// it, and the mail that brought it had none. A program that summed up a meeting has nothing to
// attach.
func missesFile(ctx context.Context, o *office.Office, c store.Confirmation) (bool, error) {
	if c.Message == 0 || systemOf(c) != "" || len(c.LatestFiles()) > 0 || !attached.Mentioned(c.Latest()) {
		return false, nil
	}
	e, err := o.Store.EntryOfMessage(ctx, c.Message)
	if errors.Is(err, store.ErrNotFound) { // it was erased
		return false, nil
	}
	return len(e.Attached) == 0, err
}

// systemOf returns the name of the system that wrote a text; "" where a person did, or has
// changed it.
func systemOf(c store.Confirmation) string {
	if c.Draft != 1 {
		return ""
	}
	return templates.SystemName(c.Actor)
}
