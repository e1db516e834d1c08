package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/wording"
	"rapport/mailin/mailbox"
)

// checkedServer is what an account's server showed.
type checkedServer struct {
	Account      string          `json:"account"`
	Protocol     string          `json:"protocol"`
	Address      string          `json:"address"` // host:port
	Capabilities []string        `json:"capabilities"`
	Folders      []checkedFolder `json:"folders"`
	Personal     string          `json:"personal,omitempty"` // whose own mailbox it is
}

// checkedFolder is a folder that could be opened.
type checkedFolder struct {
	Name     string `json:"name"`
	Messages uint32 `json:"messages"`
}

// String puts s on one line, with the capabilities that matter to us.
func (s checkedServer) String() string {
	folders := make([]string, len(s.Folders))
	for i, f := range s.Folders {
		folders[i] = fmt.Sprintf("%s (%s)", f.Name, wording.Count(int(f.Messages), "mail"))
	}
	if s.Protocol == config.ProtocolGraph {
		return fmt.Sprintf("account %s: SUCCESS: the token is accepted at %s; %s; Microsoft Graph", s.Account, s.Address, strings.Join(folders, ", "))
	}
	var extras []string
	for _, extra := range []string{"IDLE", "MOVE", "ID"} {
		if slices.Contains(s.Capabilities, extra) {
			extras = append(extras, extra)
		}
	}
	if extras == nil {
		extras = []string{"no IDLE, MOVE or ID"}
	}
	line := fmt.Sprintf("account %s: SUCCESS: logged in at %s; %s; %s", s.Account, s.Address, strings.Join(folders, ", "), strings.Join(extras, ", "))
	if s.Personal != "" {
		line += "; opened read-only, and nothing in it was read"
	}
	return line
}

// onlinePatience is how long all of one account may take.
const onlinePatience = 2 * time.Minute

// checkOnline logs in to every account whose secret can be had here, and opens
// its folders without changing anything. skip says which accounts to leave out.
func checkOnline(c *config.Config, ctx context.Context, skip []bool, found *config.Problems) []checkedServer {
	servers := make([]checkedServer, len(c.Accounts))
	findings := make([]config.Problems, len(c.Accounts))
	var all sync.WaitGroup
	for i, a := range c.Accounts {
		if !skip[i] {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(ctx, onlinePatience)
				defer cancel()
				if a.Protocol == config.ProtocolGraph {
					servers[i] = checkGraphAccount(ctx, c, a, c.Places[i], &findings[i])
				} else {
					servers[i] = checkAccount(a, ctx, a.Server(c), c.Places[i], &findings[i])
				}
			})
		}
	}
	all.Wait()
	for _, list := range findings {
		for _, p := range list {
			found.Add(p)
		}
	}
	return slices.DeleteFunc(servers, func(s checkedServer) bool { return s.Folders == nil })
}

// checkAccount checks one account. The result has no Folders where it failed.
func checkAccount(a config.Account, ctx context.Context, server mailbox.Config, at config.AccountPlaces, found *config.Problems) checkedServer {
	session, err := mailbox.Dial(ctx, server)
	switch {
	case errors.Is(err, mailbox.ErrAuth):
		found.Fail(at.Secret, "account."+a.Secret.Key, config.Remedy(err), "%v", err)
	case err != nil:
		found.Fail(at.Host, "account.host", config.Remedy(err), "%v", err)
	}
	if err != nil {
		return checkedServer{}
	}
	defer session.Close()
	checked := checkedServer{
		Account: a.Name, Protocol: a.Protocol, Address: net.JoinHostPort(a.Host, strconv.Itoa(a.Port)), Capabilities: session.Caps(), Personal: a.Personal,
	}
	if a.After == "move" {
		if !slices.Contains(checked.Capabilities, "MOVE") {
			found.Fail(at.After, "account.after", `write after = "flag" or "keep"`, "the server cannot move mail (RFC 6851)")
		}
		if _, err := session.Select(ctx, a.MoveTo, true); err != nil {
			found.Fail(at.MoveTo, "account.move_to", "create the folder first, in a mail program", "%v", err)
			return checkedServer{}
		}
	}
	for _, folder := range a.Folders {
		status, err := session.Select(ctx, folder, true)
		if errors.Is(err, mailbox.ErrNoFolder) && a.Personal != "" && folder == a.Sent {
			found.Fail(at.Sent, "account.sent", `write the name that the server has for it, such as "Sent Items", "Sent Messages", "[Gmail]/Sent Mail" or "已发送"`, "%v", err)
			return checkedServer{}
		}
		if err != nil {
			found.Fail(at.Folders, "account.folders", "", "%v", err)
			return checkedServer{}
		}
		if status.UIDValidity == 0 {
			found.Warn(at.Folders, "account.folders", "", "the server reports no UIDVALIDITY for %s: it is read from the beginning at every connection", folder)
		}
		checked.Folders = append(checked.Folders, checkedFolder{folder, status.Messages})
	}
	return checked
}
