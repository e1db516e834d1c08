package work

import (
	"context"
	"net/http"
	"time"

	"rapport/mailout/outside"
)

// Config says how a tracker is reached. Which fields count depends on the system.
type Config struct {
	Base     string // the address of its interface
	Area     string
	ClientID string // of the application that logs in
	User     string // whose token the secret is
	Site     string // where people see items, where the interface does not say so
	ItemType string // of the items that are made; "": the usual one
	// Secret returns the password or token. It is asked anew for each login.
	Secret func(context.Context) (string, error)
	HTTP   *http.Client // nil for the default
}

// TooLong returns the error of a list that has more pages than are asked for: what is not on
// those that were read may be on another.
func TooLong(service, path string) error {
	return &outside.Error{Service: service, Path: path, Fault: outside.BadAnswer, Detail: "its list is longer than can be read"}
}

// secretLife is how long a secret is used before it is read again.
const secretLife = 10 * time.Minute

// Token returns a login that uses the secret itself, and reads it again from time to time.
func (c Config) Token() outside.Token {
	return func(ctx context.Context) (string, time.Time, error) {
		secret, err := c.Secret(ctx)
		return secret, time.Now().Add(secretLife), err
	}
}
