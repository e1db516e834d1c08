package run

import (
	"context"
	"errors"
	"net"
	"strconv"

	"rapport/cmd/rapport/config"
	"rapport/mailin/graphbox"
	"rapport/mailin/mailbox"
)

// checkGraphAccount checks one account over Microsoft Graph. The result has no Folders where it
// failed.
func checkGraphAccount(ctx context.Context, c *config.Config, a config.Account, at config.AccountPlaces, found *config.Problems) checkedServer {
	client, err := a.Graph(c)
	if err != nil {
		found.Fail(at.Host, "account.host", "", "%v", err)
		return checkedServer{}
	}
	look := func(name string, place config.Place, key string) (folder graphbox.Found, ok bool) {
		folder, err := graphbox.Look(ctx, client, name)
		switch {
		case errors.Is(err, mailbox.ErrNoFolder):
			found.Fail(place, key, "create the folder first, in a mail program, or correct its name", "%s of %s: %v", name, client.Name(), err)
		case errors.Is(err, mailbox.ErrAuth):
			found.Fail(at.Secret, "account."+a.Secret.Key, config.Remedy(err), "%v", err)
		case err != nil:
			found.Fail(at.Host, "account.host", config.Remedy(err), "%v", err)
		}
		return folder, err == nil
	}
	checked := checkedServer{Account: a.Name, Protocol: a.Protocol, Address: net.JoinHostPort(a.Host, strconv.Itoa(a.Port))}
	if a.After == "move" {
		if _, ok := look(a.MoveTo, at.MoveTo, "account.move_to"); !ok {
			return checkedServer{}
		}
	}
	for _, name := range a.Folders {
		folder, ok := look(name, at.Folders, "account.folders")
		if !ok {
			return checkedServer{}
		}
		checked.Folders = append(checked.Folders, checkedFolder{name, folder.Messages})
	}
	return checked
}
