package login

import (
	"context"
	"errors"
	"time"
)

// CheckSecret reads the secret of the application, and returns why it cannot be.
func (l *Login) CheckSecret() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	text, err := l.secret(ctx)
	if err != nil {
		return errors.Unwrap(errors.Unwrap(err)) // without the key, which a problem has
	}
	if l.config.How == ServiceAccount {
		_, _, _, err = serviceKey(text)
	}
	return err
}

// CheckGrant reads the grant, and returns why it cannot be used. The provider is not asked.
func (l *Login) CheckGrant() error {
	if !l.config.How.NeedsPerson() {
		return nil
	}
	<-l.turn
	defer func() { l.turn <- struct{}{} }()
	err := l.read()
	if err == nil && l.held.Ended != nil {
		err = l.held.Ended
	}
	l.known, l.failed = true, err
	l.publish()
	return err
}

// Ending returns when a login ends, and what of it; soon reports whether people should hear of that.
func (l *Login) Ending(now time.Time) (at time.Time, what What, soon bool) {
	s := l.State()
	return s.Ends, s.What, s.Soon(now)
}
