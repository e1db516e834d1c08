package graphbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"rapport/store"
	"rapport/store/graph"
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
func (s *Session) takeChanges(ctx context.Context) error {
	lists := 0
	for range mostPages {
		got, err := s.nextPage(ctx)
		if s.isOver(err) && lists < mostLists {
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
		if !s.config.Client.Owns(link) || link == s.state.Link && !last || len(link) > longestURL {
			return fmt.Errorf("%w: a page of changes has no link to what follows, or one that cannot be used", graph.ErrAnswer)
		}
		changes, err := got.changes()
		if err != nil {
			return err
		}
		listing := s.state.Listing
		if s.state, err = s.store.TakeGraphPage(ctx, s.state, changes, link, last); err != nil {
			return err
		}
		if last {
			s.listed = s.listed || listing
			return nil
		}
	}
	return fmt.Errorf("%w: a list of changes has more than %d pages", graph.ErrAnswer, mostPages)
}

// isOver reports whether err means that the folder has to be listed anew: the link has expired, or
// the service does not understand it, or it is one of a service that was asked before.
func (s *Session) isOver(err error) bool {
	refusal, refused := errors.AsType[*graph.Refusal](err)
	return errors.Is(err, graph.ErrGone) || s.state.Link != "" && (!s.config.Client.Owns(s.state.Link) || refused && (refusal.Status == http.StatusBadRequest || refusal.Status == http.StatusNotFound))
}

func (s *Session) nextPage(ctx context.Context) (got page, err error) {
	if s.state.Link != "" {
		return got, s.config.Client.Get(ctx, s.state.Link, nil, &got)
	}
	first := url.Values{"$select": {"id,receivedDateTime"}}
	err = s.config.Client.Get(ctx, s.config.Client.Path("mailFolders", s.serverID, "messages", "delta"), first, &got)
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
