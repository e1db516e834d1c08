package main

import (
	"context"

	"rapport/cmd/rapport/login"
)

// keepLogins renews the tokens of the logins in force, before they end. Nobody else renews one
// that has not ended: connections ask the same logins.
func (s *service) keepLogins(ctx context.Context) error {
	return login.KeepAll(ctx, func() []*login.Login { return s.config.Load().AllLogins() }, s.notify.beat, s.log)
}
