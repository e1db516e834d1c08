package main

import (
	"context"
	"errors"
	"sync"

	"rapport/mailout/outbox/relay"
	"rapport/templates"
	"rapport/templates/chart"
)

// relayPlaces is where a relay says what a server may not agree to.
type relayPlaces struct{ secret, host place }

// checkSending sees whether the secrets of the relays can be read, and whether
// the templates and the font can be used. It gives which relays are without a
// secret.
func (c *config) checkSending(ctx context.Context, getenv func(string) string, at place, found *problems) (without []bool) {
	without = make([]bool, len(c.Relays))
	for i, r := range c.Relays {
		if r.User != "" {
			without[i] = checkSecret(ctx, r.Secret, c.relayPlaces[i].secret, "relay."+r.Secret.key, getenv, found)
		}
	}
	if _, err := templates.Load(c.Sending.Templates); err != nil {
		found.fail(at, "sending.templates", "`rapport template check` tries them alone", "%v", err)
	}
	if _, err := chart.New(c.Sending.ChartFont); err != nil {
		found.fail(at, "sending.chart_font", "", "%v", err)
	}
	return without
}

// checkRelays logs in to every relay whose secret can be had here, and sends
// nothing. skip says which to leave out.
func (c *config) checkRelays(ctx context.Context, getenv func(string) string, skip []bool, found *problems) (well []string) {
	findings, names := make([]problems, len(c.Relays)), make([]string, len(c.Relays))
	var all sync.WaitGroup
	for i, r := range c.Relays {
		if skip[i] {
			continue
		}
		all.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, onlinePatience)
			defer cancel()
			session, err := relay.Dial(ctx, r.server(getenv))
			switch {
			case errors.Is(err, relay.ErrAuth):
				findings[i].fail(c.relayPlaces[i].secret, "relay."+r.Secret.key, "see user, auth and the password; many providers want one made for mail programs, and SMTP switched on", "%v", err)
			case err != nil:
				findings[i].fail(c.relayPlaces[i].host, "relay.host", "", "%v", err)
			default:
				session.Close()
				names[i] = r.Name
			}
		})
	}
	all.Wait()
	for i, list := range findings {
		for _, p := range list {
			found.add(p)
		}
		if names[i] != "" {
			well = append(well, names[i])
		}
	}
	return well
}
