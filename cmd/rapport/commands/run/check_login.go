package run

import (
	"errors"
	"time"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/login"
)

// checkLogins sees whether every login has what it gets tokens with: the secret of the
// application, and a grant that can be read and has not ended. No provider is asked.
// It returns those that cannot be used here.
func checkLogins(c *config.Config, found *config.Problems) (without []*login.Login) {
	for i, l := range c.AllLogins() {
		at := c.LoginPlaces[i]
		if err := l.CheckSecret(); err != nil {
			if errors.Is(err, config.ErrNotHere) {
				found.Warn(at.Secret, "login."+c.Logins[i].Secret.Key, "", "%v", err)
			} else {
				found.Fail(at.Secret, "login."+c.Logins[i].Secret.Key, "", "%v", err)
			}
			without = append(without, l)
			continue
		}
		switch err := l.CheckGrant(); {
		case errors.Is(err, login.ErrNotHere):
			found.Warn(at.Name, "login.name", "", "%v", err)
			without = append(without, l)
		case err != nil:
			found.Fail(at.Name, "login.name", "", "%v", err)
			without = append(without, l)
		default:
			warnOfEnd(l, at, found)
		}
	}
	return without
}

// warnOfEnd says of a login that it ends soon.
func warnOfEnd(l *login.Login, at config.LoginPlace, found *config.Problems) {
	ends, what, soon := l.Ending(time.Now())
	switch {
	case !soon:
	case what == login.TheSecret:
		found.Warn(at.Secret, "login.secret_ends", "create a new secret at the provider, write it to the file, and set secret_ends to its last day", "is on %s", ends.Format(time.DateOnly))
	default:
		found.Warn(at.Name, "login.name", "run `rapport login "+l.Name()+"` before that", "the grant ends on %s", ends.Format(time.DateOnly))
	}
}
