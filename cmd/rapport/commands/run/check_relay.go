package run

import (
	"context"
	"errors"
	"strings"
	"sync"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/wording"
	"rapport/mailout/outbox/relay"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/chart"
)

// checkSending sees whether the secrets of the relays can be read, and whether
// the templates and the font can be used. It returns which relays have no
// secret.
func checkSending(c *config.Config, ctx context.Context, getenv func(string) string, at config.Place, found *config.Problems) (without []bool) {
	without = make([]bool, len(c.Relays))
	for i, r := range c.Relays {
		if r.User != "" {
			without[i] = checkSecret(ctx, r.Secret, c.RelayPlaces[i].Secret, "relay."+r.Secret.Key, getenv, found)
		}
	}
	if set, err := templates.Load(c.Sending.Templates); err != nil {
		found.Fail(at, "sending.templates", "check them with `rapport template check`", "%v", err)
	} else if list := set.Warnings(); len(list) > 0 {
		found.Warn(at, "sending.templates", "", "%s", strings.Join(list, "; "))
	}
	if _, err := chart.New(c.Sending.ChartFont); err != nil {
		found.Fail(at, "sending.chart_font", "", "%v", err)
	}
	return without
}

// checkOutbox warns of the relays that refused our account when mail was last sent by them.
// Without a log, or where this user cannot read it, there is nothing to warn of.
func checkOutbox(c *config.Config, ctx context.Context, found *config.Problems) {
	s, err := store.OpenReadOnly(store.Config{Dir: c.StateDir})
	if err != nil {
		return
	}
	defer s.Close()
	outbox, err := s.Outbox(ctx, store.OutboxQuery{State: store.DeliveryReady})
	if err != nil {
		return
	}
	for i, r := range c.Relays {
		waiting, reason := 0, ""
		for _, o := range outbox {
			if o.Relay == r.Name && (strings.Contains(o.Reply, relay.ErrAccount.Error()) || strings.Contains(o.Reply, relay.ErrAuth.Error())) {
				waiting, reason = waiting+1, o.Reply
			}
		}
		if waiting > 0 {
			found.Warn(c.RelayPlaces[i].Host, "relay.host", "check the sender, the password and the limits of the account at the provider; the mail is sent as soon as the relay takes it",
				"%s: %s", wording.Count(waiting, "mail")+" cannot be sent", wording.OneLine(reason))
		}
	}
}

// checkRelays logs in to every relay whose secret can be had here, and sends
// nothing. skip says which to leave out.
func checkRelays(c *config.Config, ctx context.Context, skip []bool, found *config.Problems) (well []string) {
	findings, names := make([]config.Problems, len(c.Relays)), make([]string, len(c.Relays))
	var all sync.WaitGroup
	for i, r := range c.Relays {
		if skip[i] {
			continue
		}
		all.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, onlinePatience)
			defer cancel()
			err := r.Try(ctx, c)
			switch {
			case errors.Is(err, relay.ErrAuth):
				findings[i].Fail(c.RelayPlaces[i].Secret, "relay."+r.Secret.Key, config.Remedy(err), "%v", err)
			case err != nil:
				findings[i].Fail(c.RelayPlaces[i].Host, "relay.host", config.Remedy(err), "%v", err)
			default:
				names[i] = r.Name
			}
		})
	}
	all.Wait()
	for i, list := range findings {
		for _, p := range list {
			found.Add(p)
		}
		if names[i] != "" {
			well = append(well, names[i])
		}
	}
	return well
}
