package graphbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"rapport/graph"
	"rapport/store"
)

// page is a page of the changes of a folder.
type page struct {
	Value []change `json:"value"`
	Next  string   `json:"@odata.nextLink"`  // there is more now
	Delta string   `json:"@odata.deltaLink"` // there will be more later
}

// change is a mail that came, was changed or left.
type change struct {
	ID       string           `json:"id"`
	Received time.Time        `json:"receivedDateTime"`
	Removed  *json.RawMessage `json:"@removed"`
}

// Bounds of a server that would go on for ever.
const (
	mostPages  = 100_000
	mostLists  = 2 // of one folder in a row, since each ends with a link that has expired
	longestID  = 4 << 10
	longestURL = 64 << 10
)

// takeChanges takes what changed in the folder since it was last asked, page by page.
func (s *Session) takeChanges(ctx context.Context, folder string) error {
	lists := 0
	for range mostPages {
		got, err := s.nextPage(ctx, folder)
		if errors.Is(err, graph.ErrGone) && lists < mostLists {
			lists++
			if s.state, err = s.store.BeginGraphList(ctx, s.state); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		link, last := got.Next, false
		if link == "" {
			link, last = got.Delta, true
		}
		if link == "" || link == s.state.Link && !last || len(link) > longestURL {
			return fmt.Errorf("%w: a page of changes has no link to what follows", graph.ErrAnswer)
		}
		changes, err := got.changes()
		if err != nil {
			return err
		}
		if s.state, err = s.store.TakeGraphPage(ctx, s.state, changes, link, last); err != nil || last {
			return err
		}
	}
	return fmt.Errorf("%w: a list of changes has more than %d pages", graph.ErrAnswer, mostPages)
}

func (s *Session) nextPage(ctx context.Context, folder string) (got page, err error) {
	if s.state.Link != "" {
		return got, s.config.Client.Get(ctx, s.state.Link, nil, &got)
	}
	first := url.Values{"$select": {"id,receivedDateTime"}}
	err = s.config.Client.Get(ctx, s.config.Client.Path("mailFolders", folder, "messages", "delta"), first, &got)
	return got, err
}

func (p page) changes() ([]store.GraphChange, error) {
	changes := make([]store.GraphChange, len(p.Value))
	for i, c := range p.Value {
		if c.ID == "" || len(c.ID) > longestID {
			return nil, fmt.Errorf("%w: a mail without an id, or with one of %d bytes", graph.ErrAnswer, len(c.ID))
		}
		changes[i] = store.GraphChange{Item: c.ID, Received: c.Received, Left: c.Removed != nil}
	}
	return changes, nil
}
