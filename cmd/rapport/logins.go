package main

import (
	"context"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/login"
	"rapport/cmd/rapport/trouble"
)

// keepLogins renews the tokens of the logins in force, before they end. Nobody else renews one
// that has not ended: connections ask the same logins.
func (s *service) keepLogins(ctx context.Context) error {
	return login.KeepAll(ctx, func() []*login.Login { return s.config.Load().AllLogins() }, s.notify.beat, s.log)
}

// watchedLogins returns how the logins stand that something uses.
func (s *service) watchedLogins(c *config.Config) (list []trouble.Login) {
	for _, l := range c.AllLogins() {
		one := trouble.Login{Name: l.Name()}
		for _, a := range c.Accounts {
			if c.Uses(a.Secret, l) {
				one.Accounts = append(one.Accounts, a.Name)
			}
		}
		for _, r := range c.Relays {
			if c.Uses(r.Secret, l) {
				one.Relays = append(one.Relays, r.Name)
			}
		}
		if one.Accounts == nil && one.Relays == nil {
			continue
		}
		state := l.State()
		one.Known = state.Known
		if login.NeedsSomebody(state.Failed) {
			one.Denied = state.Failed
		}
		if state.Soon(s.app.Clock()()) {
			one.Ends, one.Secret = state.Ends, state.What == login.TheSecret
		}
		list = append(list, one)
	}
	return list
}
