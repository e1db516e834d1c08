package mailbox

import (
	"context"
	"errors"
	"strings"
	"testing"

	"rapport/mailin/imaptest"
)

// Both mechanisms log in with a token. One that the server refuses is replaced once; the error of
// another refusal has no token.
func TestDial_withATokenThatIsRenewed(t *testing.T) {
	t.Parallel()
	server, err := imaptest.Start(imaptest.Options{User: "log@agency.example", Password: "none", Token: func(token string) bool { return token == "token-good" }})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, auth := range []Auth{AuthXOAuth2, AuthBearer} {
		for name, c := range map[string]struct {
			first, second string
			failed        error // of the renewal
			renewals      int
			want          error
		}{
			"good at once":       {"token-good", "", nil, 0, nil},
			"good once renewed":  {"token-old", "token-good", nil, 1, nil},
			"refused both times": {"token-old", "token-other", nil, 1, ErrAuth},
			"not to be renewed":  {"token-old", "", errors.New("the grant has ended"), 1, ErrAuth},
		} {
			renewals := 0
			session, err := Dial(t.Context(), Config{
				Host: server.Host, Port: server.Port, TLS: TLSNone, User: "log@agency.example", Auth: auth, MaxMessage: 1 << 20,
				Secret: func(context.Context) (string, error) { return c.first, nil },
				Renew: func(_ context.Context, refused string) (string, error) {
					if renewals++; refused != c.first {
						t.Errorf("%s, %s: %s was refused", auth, name, refused)
					}
					return c.second, c.failed
				},
			})
			if err == nil {
				session.Close()
			}
			if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) || renewals != c.renewals || c.failed != nil && !errors.Is(err, c.failed) {
				t.Errorf("%s, %s: %v after %d renewals", auth, name, err, renewals)
			}
			if err != nil && strings.Contains(err.Error(), "token-") {
				t.Errorf("%s, %s: the token is in %v", auth, name, err)
			}
		}
	}
}
