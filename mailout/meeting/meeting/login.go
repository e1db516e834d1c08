package meeting

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"rapport/mailout/outside"
)

// Caller returns what calls a system with the tokens that logIn returns. It checks the address of the
// login and sends nothing.
func (c Config) Caller(name string, logIn outside.Token) (*outside.Caller, error) {
	if _, err := outside.New(outside.Config{Name: name, Base: c.Login}); err != nil {
		return nil, err
	}
	return outside.New(outside.Config{Name: name, Base: c.Base, Token: logIn, HTTP: c.HTTP})
}

// Granted is a token that a system granted.
type Granted struct {
	Value   string `json:"access_token"`
	Seconds int64  `json:"expires_in"`
	Scope   string `json:"scope"` // "" where the system does not say it
}

// Ends returns when a token that was just granted expires.
func (g Granted) Ends() time.Time { return time.Now().Add(time.Duration(g.Seconds) * time.Second) }

// LogIn requests a token with an OAuth 2 form (RFC 6749). to has the name of the system, the header
// of the request, and the secrets that no error may hold.
func (c Config) LogIn(ctx context.Context, to outside.Config, path string, form url.Values) (token Granted, err error) {
	to.Base, to.HTTP = c.Login, c.HTTP
	caller, err := outside.New(to)
	if err != nil {
		return token, err
	}
	if err := caller.Search(ctx, outside.Request{Path: path, Body: form}, &token); err != nil {
		var e *outside.Error
		if errors.As(err, &e) && e.Status == http.StatusBadRequest { // an unknown tenant or account, or a wrong secret
			e.Fault = outside.Denied
		}
		return Granted{}, err
	}
	if token.Value == "" {
		return token, BadAnswer(to.Name, path, "it has no token")
	}
	return token, nil
}
