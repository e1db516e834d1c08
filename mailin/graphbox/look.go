package graphbox

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"rapport/mailin/mailbox"
	"rapport/store/graph"
)

// Found is a folder of a mailbox.
type Found struct {
	ID       string `json:"id"`
	Name     string `json:"displayName"`
	Messages uint32 `json:"totalItemCount"`
}

// wellKnown are names that a folder has in every mailbox, whatever the language of its owner.
var wellKnown = []string{"archive", "deleteditems", "drafts", "inbox", "junkemail", "sentitems"}

// Look returns the folder of a name: INBOX, the names on the way to it as people see them, such as
// Projects/ACME, or one of Microsoft's own such as sentitems. It returns mailbox.ErrNoFolder if
// there is none.
func Look(ctx context.Context, client *graph.Client, name string) (found Found, err error) {
	for i, part := range strings.Split(name, "/") {
		switch {
		case i == 0 && strings.EqualFold(part, "INBOX"):
			err = client.Get(ctx, client.Path("mailFolders", "inbox"), fields(), &found)
		case i == 0:
			if found, err = child(ctx, client, client.Path("mailFolders"), part); errors.Is(err, mailbox.ErrNoFolder) && slices.Contains(wellKnown, strings.ToLower(part)) {
				err = client.Get(ctx, client.Path("mailFolders", strings.ToLower(part)), fields(), &found)
			}
		default:
			found, err = child(ctx, client, client.Path("mailFolders", found.ID, "childFolders"), part)
		}
		if errors.Is(err, graph.ErrNotFound) {
			err = fmt.Errorf("%w: %w", mailbox.ErrNoFolder, err)
		}
		if err == nil && found.ID == "" {
			err = fmt.Errorf("%w: a folder without an id", graph.ErrAnswer)
		}
		if err != nil {
			return Found{}, kindOf(err)
		}
	}
	return found, nil
}

func fields() url.Values { return url.Values{"$select": {"id,displayName,totalItemCount"}} }

// child returns the folder of a name among those at an address.
func child(ctx context.Context, client *graph.Client, address, name string) (Found, error) {
	query := fields()
	query.Set("$filter", "displayName eq '"+strings.ReplaceAll(name, "'", "''")+"'")
	var list struct {
		Value []Found `json:"value"`
	}
	if err := client.Get(ctx, address, query, &list); err != nil {
		return Found{}, err
	}
	for _, f := range list.Value {
		if strings.EqualFold(f.Name, name) {
			return f, nil
		}
	}
	return Found{}, fmt.Errorf("%w: it has no folder %s", mailbox.ErrNoFolder, name)
}
