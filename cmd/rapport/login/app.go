package login

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
	"golang.org/x/oauth2/jwt"
)

// fetch returns a new token of an application or a service account, whose secret is all it takes.
func (l *Login) fetch(ctx context.Context) (*oauth2.Token, error) {
	secret, err := l.secret(ctx)
	if err != nil {
		return nil, err
	}
	source, err := l.source(ctx, secret)
	if err != nil {
		return nil, err
	}
	token, err := source.Token()
	if err != nil {
		return nil, l.explain(ctx, err)
	}
	return token, checkToken(token)
}

func (l *Login) source(ctx context.Context, secret string) (oauth2.TokenSource, error) {
	ctx = l.context(ctx)
	if l.config.How == App {
		c := clientcredentials.Config{
			ClientID: l.config.ClientID, ClientSecret: secret, TokenURL: l.config.Endpoint.TokenURL,
			Scopes: l.config.Scopes, AuthStyle: l.config.Endpoint.AuthStyle,
		}
		return unheld{func() (*oauth2.Token, error) { return c.Token(ctx) }}, nil
	}
	account, id, key, err := serviceKey(secret)
	if err != nil {
		return nil, err
	}
	if l.config.ClientID != "" {
		account = l.config.ClientID
	}
	c := jwt.Config{Email: account, PrivateKey: []byte(key), PrivateKeyID: id, Subject: l.config.User, Scopes: l.config.Scopes, TokenURL: l.config.Endpoint.TokenURL}
	return c.TokenSource(ctx), nil
}

// unheld is a source that asks each time.
type unheld struct {
	token func() (*oauth2.Token, error)
}

// Token implements oauth2.TokenSource.
func (u unheld) Token() (*oauth2.Token, error) { return u.token() }

// serviceKey returns the address and the private key, with its name, in the JSON file that Google
// issues for a service account; of a file that holds the key alone, in PEM, only that.
func serviceKey(text string) (account, id, key string, err error) {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return "", "", text, nil
	}
	var file struct {
		Key     string `json:"private_key"`
		ID      string `json:"private_key_id"`
		Account string `json:"client_email"`
	}
	if json.Unmarshal([]byte(text), &file) != nil || file.Key == "" || file.Account == "" {
		return "", "", "", errors.New("the key of the service account is not the JSON file that Google issues")
	}
	return file.Account, file.ID, file.Key, nil
}

// secret returns the secret of the application, "" where it has none.
func (l *Login) secret(ctx context.Context) (string, error) {
	if l.config.Secret == nil {
		return "", nil
	}
	text, err := l.config.Secret(ctx)
	if err != nil {
		return "", fmt.Errorf("the secret of the application: %w", err)
	}
	return text, nil
}
