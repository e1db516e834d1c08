package run

import (
	"errors"

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
		}
	}
	return without
}
