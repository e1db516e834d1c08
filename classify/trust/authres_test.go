package trust

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// What a field of results says is read by its grammar; what is not in it cannot be read.
func TestParseResults_byTheGrammar(t *testing.T) {
	for _, test := range []struct {
		value string
		ok    bool
		found string // method=result, in order
	}{
		{"mx.agency.example; none", true, ""},
		{"mx.agency.example; none (nothing was looked at)", true, ""},
		{"mx.agency.example; none; spf=pass", false, ""},
		{"mx.agency.example; spf=pass; none", false, ""},
		{"mx.agency.example; nothing", false, ""},
		{"mx.agency.example; none (", false, ""},
		{"; none", false, ""},
		{"mx.agency.example", false, ""},
		{"mx.agency.example; spf=pass;", true, "spf=pass"},
		{"mx.agency.example; SPF=Pass; dkim=none", true, "spf=pass dkim=none"},
		{"mx.agency.example; spf/1 = pass (by\ta tab) ; dkim=none", true, "spf=pass dkim=none"},
		{"mx.agency.example; dkim=pass (a\x01control character)", false, ""},
		{"mx.agency.example; dkim=pass reason=good header.d=client.example", true, "dkim=pass"},
		{"mx.agency.example; dkim=pass reason=good reason=better", false, ""},
		{"mx.agency.example; dmarc=pass action=none compauth=pass header.from=client.example", true, "dmarc=pass"},
		{"mx.agency.example; spf=pass dmarc=pass header.from=client.example", false, ""}, // a semicolon is missing
	} {
		r, ok := parseResults(test.value)
		var found []string
		for _, one := range r.results {
			found = append(found, one.Method+"="+one.Result)
		}
		if ok != test.ok || ok && strings.Join(found, " ") != test.found {
			t.Errorf("%q: %v %q, want %v %q", test.value, ok, found, test.ok, test.found)
		}
	}
}

func TestWrittenBy_theServersOfOneOrganisation(t *testing.T) {
	for _, test := range []struct {
		received, id string
		ours, hop    bool
	}{
		{"from mail.client.example by mx.agency.example with ESMTP", "mx.agency.example", true, true},
		{"from mail.client.example (helo x) by MX.Agency.Example with ESMTP", "mx.agency.example", true, true},
		{"from mail.client.example by mx2.agency.example with ESMTP", "mx.agency.example", true, true},
		{"from desk by mail.client.example with ESMTP", "mx.agency.example", false, true},
		{"from mail.client.example by mx with ESMTP", "mx", true, true},
		{"from desk by relay with ESMTP", "mx", false, true}, // neither belongs to any organisation
		{"from mail.client.example", "mx.agency.example", false, true},
		{"from mail.client.example via mx.agency.example", "mx.agency.example", false, true},
		{"by mx.agency.example with LMTP", "mx.agency.example", true, false},
		{"(qmail 4711 invoked by uid 0)", "mx.agency.example", false, false},
		{"id 4711", "mx.agency.example", false, false},
		{"", "mx.agency.example", false, false},
	} {
		if ours, hop := writtenBy(test.received, test.id); ours != test.ours || hop != test.hop {
			t.Errorf("%q of %s: ours %v, hop %v; want %v, %v", test.received, test.id, ours, hop, test.ours, test.hop)
		}
	}
}

// The word of the server counts down to the first hop of another one.
func TestEvaluate_whichResultsAreTheServersOwn(t *testing.T) {
	const (
		pass   = resultAt + "dmarc=pass header.from=client.example\r\n"
		fail   = resultAt + "dmarc=fail header.from=client.example\r\n"
		inside = "Received: by mx.agency.example with LMTP id 5; Thu, 5 Mar 2026 07:00:02 +0000\r\n"
	)
	for _, test := range []struct {
		name, header string
		want         store.Level
	}{
		{"above the hop", pass + hop, store.LevelAuthenticated},
		{"above a hop within the server", pass + inside + hop, store.LevelAuthenticated},
		{"above two hops within the server", pass + inside + inside + hop, store.LevelAuthenticated},
		{"with a hop within the server below that from elsewhere", pass + hop + inside, store.LevelAuthenticated},
		{"with no hop from elsewhere", pass + inside, store.LevelUnauthenticated},
		{"fail below a hop within the server", pass + hop + inside + fail, store.LevelFailed},
		{"fail below the hop of another server", pass + hop + sentHop + fail, store.LevelAuthenticated},
		{"fail below a hop of no form", pass + hop + "Received: (qmail 4711 invoked from network)\r\n" + fail, store.LevelAuthenticated},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantLevel(t, test.header+approval(), records{}, test.want)
		})
	}
}

func TestEvaluate_someResultsAreKeptAllAreRead(t *testing.T) {
	results := resultAt
	for n := range maxResults + 3 {
		results += fmt.Sprintf("dkim=none header.s=s%d; ", n)
	}
	e := wantLevel(t, results+"dmarc=pass header.from=client.example\r\n"+hop+approval(), records{}, store.LevelAuthenticated)
	if len(e.Results) != maxResults || slices.ContainsFunc(e.Results, func(r store.AuthResult) bool { return r.Method != "dkim" }) {
		t.Errorf("kept: %+v", e.Results)
	}
}
