package relay

import (
	"context"
	"errors"
	"strings"
	"testing"

	"rapport/mailout/smtptest"
)

// A token logs in with the mechanism that is offered. One that the server refuses is replaced once;
// the error of another refusal has no token.
func TestDial_withATokenThatIsRenewed(t *testing.T) {
	t.Parallel()
	for _, mechanism := range []string{"XOAUTH2", "OAUTHBEARER"} {
		sink, err := smtptest.Start(smtptest.Options{User: "log@agency.example", Token: func(token string) bool { return token == "token-good" }, Mechanisms: []string{"PLAIN", mechanism}})
		if err != nil {
			t.Fatal(err)
		}
		defer sink.Close()
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
				Name: "main", Host: sink.Host, Port: sink.Port, TLS: TLSNone, User: "log@agency.example", Auth: AuthXOAUTH2,
				Secret: func(context.Context) (string, error) { return c.first, nil },
				Renew: func(_ context.Context, refused string) (string, error) {
					if renewals++; refused != c.first {
						t.Errorf("%s, %s: %s was refused", mechanism, name, refused)
					}
					return c.second, c.failed
				},
			})
			if err == nil {
				session.Close()
			}
			if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) || renewals != c.renewals || c.failed != nil && !errors.Is(err, c.failed) {
				t.Errorf("%s, %s: %v after %d renewals", mechanism, name, err, renewals)
			}
			if err != nil && strings.Contains(err.Error(), "token-") {
				t.Errorf("%s, %s: the token is in %v", mechanism, name, err)
			}
		}
	}
}
