// Package logintest has a provider for tests, which grants tokens as RFC 6749 and RFC 8628 say,
// and fails as providers do.
package logintest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Provider is an authorisation server. Its fields are set before it is used.
type Provider struct {
	Client, Secret string // of the only application it knows; without a secret any is refused
	Life           int    // seconds, of a token; 0: an hour
	GrantLife      int    // seconds, of a grant; 0: it does not say
	Interval       int    // seconds, between two questions of a device
	DeviceLife     int    // seconds, in which somebody must agree; 0: 15 minutes
	// Rotate puts another refresh token in the place of each that is used, and takes the old
	// one no more. Strict then ends the whole grant when an old one is used again.
	Rotate, Strict bool

	mu       sync.Mutex
	next     []Answer
	requests []url.Values
	tokens   map[string]bool   // access tokens, and whether they are good
	refresh  map[string]bool   // refresh tokens, likewise
	codes    map[string]string // by code, the challenge
	agreed   bool              // somebody agreed to the device
	count    int
}

// Answer is what the provider answers to one request for a token in place of its own.
type Answer struct {
	Status int
	Body   string
	Lost   bool // it does what it is asked for, and the connection ends before it answers
	Cut    bool // it does nothing, and the connection ends
}

// Fault returns an answer with a code of an error, RFC 6749, 5.2.
func Fault(code, words string) Answer {
	body, _ := json.Marshal(map[string]string{"error": code, "error_description": words})
	return Answer{Status: http.StatusBadRequest, Body: string(body)}
}

// Next makes the provider answer the next requests for a token in this way.
func (p *Provider) Next(answers ...Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = append(p.next, answers...)
}

// Agree has a person agree to the device.
func (p *Provider) Agree() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.agreed = true
}

// Hesitate has nobody agree to the device from now on.
func (p *Provider) Hesitate() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.agreed = false
}

// Withdraw ends everything that was granted.
func (p *Provider) Withdraw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.tokens)
	clear(p.refresh)
}

// Expire ends the access tokens alone.
func (p *Provider) Expire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.tokens)
}

// Good reports whether a server should accept an access token.
func (p *Provider) Good(token string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tokens[token]
}

// Requests returns the forms of all requests for a token.
func (p *Provider) Requests() []url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// Visit opens the page where a person agrees, as a browser does, and returns the address to which
// that is sent.
func (p *Provider) Visit(page string) (string, error) {
	at, err := url.Parse(page)
	if err != nil {
		return "", err
	}
	q := at.Query()
	if q.Get("response_type") != "code" || q.Get("client_id") != p.Client || q.Get("code_challenge_method") != "S256" {
		return "", fmt.Errorf("a page that no provider would show: %s", page)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
	code := fmt.Sprint("code-", p.count)
	if p.codes == nil {
		p.codes = map[string]string{}
	}
	p.codes[code] = q.Get("code_challenge")
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		return "", err
	}
	back.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	return back.String(), nil
}

// ServeHTTP implements http.Handler: /device and /token.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.ParseForm() != nil {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch r.URL.Path {
	case "/device":
		life := p.DeviceLife
		if life == 0 {
			life = 900
		}
		answer(w, http.StatusOK, map[string]any{"device_code": "device-1", "user_code": "ABCD-EFGH",
			"verification_uri": "https://login.example/device", "expires_in": life, "interval": p.Interval})
	case "/token":
		p.token(w, r.PostForm)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (p *Provider) token(w http.ResponseWriter, form url.Values) {
	p.requests = append(p.requests, form)
	status, body := http.StatusOK, any(nil)
	if len(p.next) > 0 {
		scripted := p.next[0]
		p.next = p.next[1:]
		switch {
		case scripted.Lost:
			p.grant(form)
			panic(http.ErrAbortHandler)
		case scripted.Cut:
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(scripted.Status)
		io.WriteString(w, scripted.Body)
		return
	}
	body, code := p.grant(form)
	if code != "" {
		status, body = http.StatusBadRequest, map[string]string{"error": code, "error_description": "because of " + form.Get("grant_type")}
	}
	answer(w, status, body)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

// grant does what a form asks for, and returns the answer, or a code of an error.
func (p *Provider) grant(form url.Values) (body map[string]any, code string) {
	kind := form.Get("grant_type")
	if kind != "urn:ietf:params:oauth:grant-type:jwt-bearer" && (form.Get("client_id") != p.Client || form.Get("client_secret") != p.Secret) {
		return nil, "invalid_client"
	}
	old := ""
	switch kind {
	case "client_credentials":
	case "urn:ietf:params:oauth:grant-type:jwt-bearer":
		if strings.Count(form.Get("assertion"), ".") != 2 {
			return nil, "invalid_grant"
		}
	case "urn:ietf:params:oauth:grant-type:device_code":
		if form.Get("device_code") != "device-1" {
			return nil, "invalid_grant"
		}
		if !p.agreed {
			return nil, "authorization_pending"
		}
	case "authorization_code":
		challenge, known := p.codes[form.Get("code")]
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		if !known || base64.RawURLEncoding.EncodeToString(sum[:]) != challenge {
			return nil, "invalid_grant"
		}
		delete(p.codes, form.Get("code"))
	case "refresh_token":
		old = form.Get("refresh_token")
		good, known := p.refresh[old]
		if !good {
			if known && p.Strict {
				clear(p.refresh)
				clear(p.tokens)
			}
			return nil, "invalid_grant"
		}
	default:
		return nil, "unsupported_grant_type"
	}
	return p.issue(kind, old), ""
}

func (p *Provider) issue(kind, old string) map[string]any {
	if p.tokens == nil {
		p.tokens, p.refresh = map[string]bool{}, map[string]bool{}
	}
	p.count++
	life := p.Life
	if life == 0 {
		life = 3600
	}
	token := fmt.Sprint("access-", p.count)
	p.tokens[token] = true
	body := map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": life}
	switch {
	case kind == "client_credentials", strings.HasSuffix(kind, "jwt-bearer"):
		return body
	case old == "" || p.Rotate:
		next := fmt.Sprint("refresh-", p.count)
		if old != "" {
			p.refresh[old] = false
		}
		p.refresh[next], body["refresh_token"] = true, next
	}
	if p.GrantLife > 0 {
		body["refresh_token_expires_in"] = p.GrantLife
	}
	return body
}
