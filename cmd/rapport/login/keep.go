package login

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// KeepAll renews the tokens of logins before they end, until ctx is done. logins returns those in
// force.
func KeepAll(ctx context.Context, logins func() []*Login, beat func(loop string, within time.Duration), log *slog.Logger) error {
	const every = time.Minute
	said := map[string]string{} // by login, the problem logged last
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		list := logins()
		for _, l := range list {
			beat("logins", every+time.Duration(len(list)+1)*patience)
			err := errors.Join(l.Keep(ctx), l.Save(ctx))
			if ctx.Err() != nil {
				return nil
			}
			text := ""
			if err != nil {
				text = err.Error()
			}
			switch before := said[l.Name()]; {
			case text == before:
			case err != nil:
				log.Warn("the token of a login cannot be renewed", "login", l.Name(), "error", err)
			default:
				log.Info("the token of a login is renewed again", "login", l.Name())
			}
			said[l.Name()] = text
		}
		beat("logins", every+5*time.Minute)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}
