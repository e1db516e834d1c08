package act

import (
	"context"
	"strings"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// workItemOf returns the work item that a change or a case became, or nil. One of the two
// numbers is 0.
func workItemOf(ctx context.Context, r *app.Log, procedure, inCase int64) (*store.OutsideItem, error) {
	item, found, err := r.Store.OutsideItemOf(ctx, procedure, inCase)
	if err != nil || !found {
		return nil, err
	}
	return &item, nil
}

// describeItem returns a line about a work item: where it is, and how far.
func describeItem(i store.OutsideItem) string {
	var text string
	switch {
	case i.State == store.OutsideKnown:
		text = strings.Join([]string{i.Key, "in", i.Tracker + ":", i.Stage}, " ")
		if i.URL != "" {
			text += ", " + i.URL
		}
	case i.State == store.OutsideSent:
		text = "asked " + i.Tracker + " to make a work item; its answer was lost, and its mark " + i.Mark + " is looked for"
	default:
		text = "is to become a work item of the tracker"
	}
	if i.Fault != "" {
		text += "; the last try failed: " + i.Fault
	}
	return wording.OneLine(text)
}
