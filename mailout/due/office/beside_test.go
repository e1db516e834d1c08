package office

import (
	"testing"
	"time"

	"rapport/store"
)

// Mail of no project takes the first relay for which nothing is known to be wrong: neither with the
// relay, nor with the login that gets its tokens.
func TestBeside_openRoute(t *testing.T) {
	t.Parallel()
	b := Beside{Routes: []Route{{Relay: "main", Login: "office"}, {Relay: "spare", Login: "google"}, {Relay: "last"}}}
	of := func(kind store.TroubleKind, object string) store.Trouble {
		return store.Trouble{Kind: kind, Object: object}
	}
	over := of(store.TroubleAccess, "office")
	over.Over = time.Now()
	for name, c := range map[string]struct {
		troubles []store.Trouble
		want     string // "": none
	}{
		"nothing is wrong":        {nil, "main"},
		"a relay":                 {[]store.Trouble{of(store.TroubleRelay, "main")}, "spare"},
		"its password":            {[]store.Trouble{of(store.TroubleRelayLogin, "main")}, "spare"},
		"its login":               {[]store.Trouble{of(store.TroubleAccess, "office")}, "spare"},
		"both logins":             {[]store.Trouble{of(store.TroubleAccess, "office"), of(store.TroubleAccess, "google")}, "last"},
		"all":                     {[]store.Trouble{of(store.TroubleAccess, "office"), of(store.TroubleAccess, "google"), of(store.TroubleRelay, "last")}, ""},
		"a login without a relay": {[]store.Trouble{of(store.TroubleAccess, "")}, "main"},
		"one that ends soon":      {[]store.Trouble{of(store.TroubleGrant, "office")}, "main"},
		"one that is over":        {[]store.Trouble{over}, "main"},
	} {
		if r, ok := b.OpenRoute(c.troubles); ok != (c.want != "") || ok && r.Relay != c.want {
			t.Errorf("%s: %s, %t", name, r.Relay, ok)
		}
	}
}
