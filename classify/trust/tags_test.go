package trust

import (
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"maps"
	"testing"
	"time"
)

func TestTagList(t *testing.T) {
	for text, want := range map[string]map[string]string{
		"v=1; d=client.example":             {"v": "1", "d": "client.example"},
		"v=1;\td = client.example ;":        {"v": "1", "d": "client.example"},
		"v=1; d=client.example; ":           {"v": "1", "d": "client.example"},
		"v=1; b=a=b==":                      {"v": "1", "b": "a=b=="},
		"v=1; n=":                           {"v": "1", "n": ""},
		"":                                  {},
		"v=1;; d=client.example":            nil, // an empty tag in the middle
		"v=1; ; d=client.example":           nil,
		"v=1; d":                            nil, // a tag without a value
		"v; d=client.example":               nil,
		"v=1; =client.example":              nil,
		"d=client.example; d=other.example": nil,
	} {
		tags, ok := tagList(text)
		if ok != (want != nil) || !maps.Equal(tags, want) {
			t.Errorf("%q: %v %v, want %v", text, tags, ok, want)
		}
	}
}

func TestWeakSignature_whenItWasSignedAndForHowLong(t *testing.T) {
	now := today()
	in := func(d time.Duration) string { return fmt.Sprint(now.Add(d).Unix()) }
	for _, test := range []struct{ name, signed, expires, want string }{
		{"now, for ever", in(0), "", ""},
		{"at no time, for ever", "", "", ""},
		{"a minute ago, for an hour", in(-time.Minute), in(time.Hour), ""},
		{"by a clock that is half an hour fast", in(30 * time.Minute), in(time.Hour), ""},
		{"by a clock that is two hours fast", in(2 * time.Hour), "", "it was signed in the future"},
		{"two hours ago, for one hour", in(-2 * time.Hour), in(-time.Hour), "it has expired"},
		{"at no time, until an hour ago", "", in(-time.Hour), "it has expired"},
		{"half an hour ahead, until before that", in(30 * time.Minute), in(20 * time.Minute), "it has expired"},
		{"half an hour ahead, for no time", in(30 * time.Minute), in(30 * time.Minute), "it has expired"},
		{"yesterday, as a word", "yesterday", "", "its time is malformed"},
		{"now, for a negative time", in(0), "-1", "its expiry is malformed"},
	} {
		tags := map[string]string{"v": "1", "a": "rsa-sha256", "b": "x", "bh": "x", "h": "From", "d": "client.example"}
		if test.signed != "" {
			tags["t"] = test.signed
		}
		if test.expires != "" {
			tags["x"] = test.expires
		}
		if why := weakSignature(tags, now); why != test.want {
			t.Errorf("%s: %q, want %q", test.name, why, test.want)
		}
	}
}

// Keys are published in two forms.
func TestRSABits(t *testing.T) {
	key := rsaSigner(t, 1024).key.Public().(*rsa.PublicKey)
	form, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	other, err := x509.MarshalPKIXPublicKey(edSigner().key.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		der  []byte
		want int
	}{
		{"SubjectPublicKeyInfo", form, 1024},
		{"RSAPublicKey", x509.MarshalPKCS1PublicKey(key), 1024},
		{"a key of another kind", other, 0},
		{"no key", []byte("no key"), 0},
	} {
		if got := rsaBits(test.der); got != test.want {
			t.Errorf("%s: %d bits, want %d", test.name, got, test.want)
		}
	}
}

func TestEarlier(t *testing.T) {
	for _, test := range [][3]int64{{0, 0, 0}, {0, 5, 5}, {5, 0, 5}, {3, 5, 3}, {5, 3, 3}} {
		if got := earlier(test[0], test[1]); got != test[2] {
			t.Errorf("%d and %d: %d, want %d", test[0], test[1], got, test[2])
		}
	}
}
