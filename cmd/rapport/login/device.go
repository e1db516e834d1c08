package login

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/oauth2"
)

// Prompt is what a person needs to agree.
type Prompt struct {
	URL  string    // to open in a browser
	Code string    // to enter there; "" where the address says everything
	Ends time.Time // when it is too late; zero: not known
}

// LogInByDevice has a person agree in any browser (RFC 8628), and keeps what is granted. show is
// called with what they need.
func (l *Login) LogInByDevice(ctx context.Context, show func(Prompt)) error {
	oauth, err := l.oauth(ctx)
	if err != nil {
		return err
	}
	asked, err := oauth.DeviceAuth(l.context(ctx))
	if err != nil {
		return l.explain(ctx, err)
	}
	if !isHTTP(asked.VerificationURI) {
		return fmt.Errorf("%w: it names no page to open", ErrDenied)
	}
	asked.Interval = min(max(asked.Interval, 0), 60)
	if asked.Expiry.IsZero() || time.Until(asked.Expiry) > longestPrompt {
		asked.Expiry = time.Now().Add(longestPrompt)
	}
	show(Prompt{URL: clean(asked.VerificationURI), Code: clean(asked.UserCode), Ends: asked.Expiry})
	for {
		token, err := oauth.DeviceAccessToken(l.context(ctx), asked)
		if err == nil {
			return l.accept(ctx, token)
		}
		var answer *oauth2.RetrieveError
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case !time.Now().Before(asked.Expiry), errors.As(err, &answer) && answer.ErrorCode == "expired_token":
			return errLate
		case errors.As(err, &answer) && answer.ErrorCode != "":
			return l.unagreed(ctx, err)
		}
		select { // the connection failed, or the provider did: it may answer later
		case <-time.After(10 * time.Second):
		case <-ctx.Done():
		}
	}
}

// longestPrompt is how long a person may take to agree.
const longestPrompt = 30 * time.Minute

// errLate means that nobody agreed in time.
var errLate = errors.New("nobody agreed in time: begin again")

// unagreed returns why a login came to nothing: there is no grant yet that could have ended.
func (l *Login) unagreed(ctx context.Context, err error) error {
	err = l.explain(ctx, err)
	if ended, ok := errors.AsType[*Ended](err); ok {
		return fmt.Errorf("%w: %s: begin again", ErrDenied, ended.Words)
	}
	return err
}

// accept keeps what was granted a moment ago.
func (l *Login) accept(ctx context.Context, token *oauth2.Token) error {
	if err := checkToken(token); err != nil {
		return err
	}
	if token.RefreshToken == "" {
		return fmt.Errorf("%w: it grants a single token, and none to renew it with: withdraw what it shows as allowed for the application, then log in again; with Microsoft, offline_access must be among scopes", ErrDenied)
	}
	unlock, err := l.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	now := l.now()
	g := grant{Client: l.clientName(), Scopes: l.config.Scopes, Granted: now}.with(token, now)
	if err := l.write(g); err != nil {
		return err
	}
	<-l.turn
	l.held, l.unsaved, l.failed, l.failures, l.known = g, false, nil, 0, true
	l.publish()
	l.turn <- struct{}{}
	return nil
}
