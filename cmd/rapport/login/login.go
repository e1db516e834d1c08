// Package login gets the access tokens with which Rapport logs in to mail servers in place of a
// password (OAuth 2.0, RFC 6749). A person allows Rapport a mailbox once, with `rapport login`;
// what the provider grants then is kept encrypted, and renewed before it ends. An application
// that was allowed a mailbox by an administrator needs no person and keeps nothing.
package login

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"
)

// How is the way in which a login gets its tokens.
type How string

// The ways.
const (
	Device         How = "device"          // a person enters a code in any browser (RFC 8628)
	Browser        How = "browser"         // a person agrees in a browser, which returns to this machine (RFC 8252)
	App            How = "app"             // the application itself is allowed (RFC 6749, 4.4)
	ServiceAccount How = "service_account" // an account of Google's that may act for a user (RFC 7523)
)

// NeedsPerson reports whether somebody has to agree, with `rapport login`.
func (h How) NeedsPerson() bool { return h == Device || h == Browser }

// Config describes a login.
type Config struct {
	Name     string // of the login; its file is named after it
	How      How
	User     string // whose mailbox it is
	ClientID string // of the application that the administrator has registered
	// Secret returns the secret of the application, or the key file of a service account. It is
	// read for each request. Nil: the application has none.
	Secret func(context.Context) (string, error)

	Endpoint oauth2.Endpoint
	Extra    map[string]string // parameters of the page where a person agrees
	Scopes   []string
	Redirect string // where the browser returns to: http of this machine, at a free port if it names none, or a page that shows a code

	SecretEnds time.Time // when the secret of the application ends; zero: nobody has said

	Dir string // of the files of grants
	Key Key    // that encrypts them
}

// Login gets the tokens of one login. Any number of goroutines may use it.
type Login struct {
	config    Config
	now       func() time.Time
	transport http.RoundTripper
	turn      chan struct{} // has one element while nobody looks at the rest

	held     grant     // as it was last read or written
	unsaved  bool      // held could not be written
	failed   error     // why the last renewal failed
	failures int       // how many did, one after the other
	asked    time.Time // when the last one was
	known    bool      // one was asked for, or the grant read

	state atomic.Pointer[State]
}

const (
	// margin is how long a token must last that is handed out.
	margin = time.Minute
	// early is how long before its end a token is renewed, unless its whole life is short.
	early = 10 * time.Minute
	// fresh is the age below which a token that a server refuses is not renewed: another would
	// be refused as well.
	fresh = 2 * time.Minute
	// grace is how long a renewal may go on after the daemon was stopped: its answer may be the
	// only copy of the next refresh token.
	grace = 5 * time.Second
)

// New returns a login. Nothing is asked or read yet.
func New(config Config, now func() time.Time) *Login {
	l := &Login{config: config, now: now, transport: http.DefaultTransport, turn: make(chan struct{}, 1)}
	l.turn <- struct{}{}
	l.publish()
	return l
}

// Name returns the name of the login.
func (l *Login) Name() string { return l.config.Name }

// How returns how the login gets its tokens.
func (l *Login) How() How { return l.config.How }

// Token returns a token that lasts for a while, renewed if need be.
func (l *Login) Token(ctx context.Context) (string, error) { return l.token(ctx, "", margin) }

// Renew returns another token in place of one that a server has refused. If that was issued a
// moment ago, it returns ErrRefused: there is nothing wrong with the token, but with what it is for.
func (l *Login) Renew(ctx context.Context, refused string) (string, error) {
	return l.token(ctx, refused, margin)
}

// Keep renews the token if it ends soon.
func (l *Login) Keep(ctx context.Context) error {
	_, err := l.token(ctx, "", early)
	return err
}

// token returns a token that is not the refused one and lasts for the given time.
func (l *Login) token(ctx context.Context, refused string, lasting time.Duration) (string, error) {
	select {
	case <-l.turn:
		defer func() { l.turn <- struct{}{} }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	defer l.publish()
	if !l.lasts(l.held, lasting) || l.held.Access == refused {
		err := l.renew(ctx, refused, lasting)
		l.known = true
		if l.failed = err; err != nil && (l.held.Access == refused || !l.lasts(l.held, 0)) {
			return "", fmt.Errorf("login %s: %w", l.config.Name, err)
		}
	}
	return l.held.Access, nil
}

// lasts reports whether the token of a grant may be used for a time to come. One that lives
// shorter than usual is good for half of its life at least.
func (l *Login) lasts(g grant, lasting time.Duration) bool {
	if g.Access == "" || g.Expires.IsZero() {
		return g.Access != ""
	}
	return l.now().Add(min(lasting, g.Expires.Sub(g.Issued)/2)).Before(g.Expires)
}

// renew brings held up to date.
func (l *Login) renew(ctx context.Context, refused string, lasting time.Duration) error {
	if !l.config.How.NeedsPerson() {
		if err := l.mayAsk(refused); err != nil {
			return err
		}
		token, err := l.fetch(ctx)
		if l.note(err); err == nil {
			l.held = grant{}.with(token, l.now())
		}
		return err
	}
	unlock, err := l.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	granted := l.held.Granted
	if err := l.read(); err != nil {
		return err
	}
	l.known = true
	l.publish()                         // the provider may take long
	if !granted.Equal(l.held.Granted) { // somebody has logged in
		l.failures = 0
	}
	switch {
	case l.held.Ended != nil:
		return l.held.Ended
	case l.lasts(l.held, lasting) && l.held.Access != refused: // another process was faster
		return nil
	}
	if err := l.mayAsk(refused); err != nil {
		return err
	}
	err = l.refresh(ctx)
	l.note(err)
	return err
}

// mayAsk returns nil where the provider may be asked for a token: not at once after it refused, and
// not for a new one in place of one that is new.
func (l *Login) mayAsk(refused string) error {
	since := l.now().Sub(l.asked)
	wait := min(10*time.Second<<min(max(l.failures-1, 0), 10), 5*time.Minute)
	if l.failures > 0 && since >= 0 && since < wait && l.failed != nil {
		return l.failed
	}
	age := l.now().Sub(l.held.Issued)
	if refused != "" && l.held.Access == refused && age >= 0 && age < fresh {
		return ErrRefused
	}
	return nil
}

// note takes how a request to the provider went.
func (l *Login) note(err error) {
	l.asked = l.now()
	if l.failures++; err == nil {
		l.failures = 0
	}
}

// refresh exchanges the refresh token (RFC 6749, 6). A provider may take the old one out of use
// with its answer. That a renewal is under way is therefore on disk before it is asked: if the
// process ends before the answer is, it is known afterwards why the old one is refused. Writing
// that also shows that the answer can be written.
func (l *Login) refresh(ctx context.Context) error {
	before := l.held
	if before.Refresh == "" {
		return fmt.Errorf("%w: run `rapport login %s`", ErrNone, l.config.Name)
	}
	asking := before
	asking.Renewing = l.now()
	if err := l.write(asking); err != nil {
		return err
	}
	asked, cancel := outlasting(ctx)
	defer cancel()
	oauth, err := l.oauth(asked)
	if err != nil {
		return errors.Join(err, l.write(before))
	}
	token, failed := oauth.TokenSource(l.context(asked), &oauth2.Token{RefreshToken: before.Refresh}).Token()
	if failed == nil {
		failed = checkToken(token)
	}
	if failed == nil {
		l.held = before.with(token, l.now())
		l.unsaved = l.write(l.held) != nil // Save tries again
		return nil
	}
	err = l.explain(asked, failed)
	if isCut(failed) { // the provider may have answered
		l.held = asking
		return err
	}
	if ended, ok := errors.AsType[*Ended](err); ok {
		ended.At, ended.Lost = l.now(), !before.Renewing.IsZero()
		before.Ended = ended
	}
	l.held = before
	return errors.Join(err, l.write(before))
}

// outlasting returns a context that lasts somewhat longer than ctx.
func outlasting(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return longer, func() { stop(); cancel() }
}

// isCut reports whether a request may have been answered, though no answer came.
func isCut(err error) bool {
	var answer *oauth2.RetrieveError
	var dial *net.OpError
	return !errors.As(err, &answer) && !(errors.As(err, &dial) && dial.Op == "dial")
}

// Save writes a grant again that could not be written, unless somebody has logged in meanwhile.
func (l *Login) Save(ctx context.Context) error {
	select {
	case <-l.turn:
		defer func() { l.turn <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if !l.unsaved {
		return nil
	}
	defer l.publish()
	unlock, err := l.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := l.read(); err != nil || !l.unsaved {
		return err
	}
	err = l.write(l.held)
	l.unsaved = err != nil
	return err
}

// oauth returns what the library needs.
func (l *Login) oauth(ctx context.Context) (*oauth2.Config, error) {
	secret, err := l.secret(ctx)
	return &oauth2.Config{ClientID: l.config.ClientID, ClientSecret: secret, Endpoint: l.config.Endpoint, Scopes: l.config.Scopes, RedirectURL: l.config.Redirect}, err
}

// State is how a login stands.
type State struct {
	Granted time.Time // when a person agreed; zero: nobody has, or none needs to
	Ends    time.Time // when somebody has to act; zero: not known
	What    What      // that ends
	Known   bool      // whether there is access: a token was asked for, or the grant read
	Failed  error     // why the last renewal failed; nil: it did not
	Unsaved bool      // the grant could not be written, and would be lost at a restart
}

// What is what ends of a login.
type What string

// What may end.
const (
	TheGrant  What = "grant"  // a person has to agree again
	TheSecret What = "secret" // the application needs another secret
)

// State returns how the login stood when it was last used, or how its grant stands on disk.
func (l *Login) State() State {
	if l.config.How.NeedsPerson() && !l.state.Load().Known {
		l.CheckGrant() // publishes what it finds
	}
	return *l.state.Load()
}

// publish shows how the login stands; it is called by whoever has the turn.
func (l *Login) publish() {
	s := l.standing()
	l.state.Store(&s)
}

func (l *Login) standing() State {
	s := State{Known: l.known, Granted: l.held.Granted, Failed: l.failed, Unsaved: l.unsaved, Ends: l.held.Ends, What: TheGrant}
	if at := l.config.SecretEnds; !at.IsZero() && (s.Ends.IsZero() || at.Before(s.Ends)) {
		s.Ends, s.What = at, TheSecret
	}
	return s
}

// Soon reports whether people should hear that a login ends: a month before a secret does, and
// two weeks before a grant, or a third of its life where that is short.
func (s State) Soon(now time.Time) bool {
	ahead := 30 * 24 * time.Hour
	if s.What == TheGrant {
		ahead = 14 * 24 * time.Hour
		if life := s.Ends.Sub(s.Granted); !s.Granted.IsZero() && life > 0 {
			ahead = min(ahead, life/3)
		}
	}
	return !s.Ends.IsZero() && !now.Before(s.Ends.Add(-ahead))
}

// covers reports whether a grant has every scope that is asked for now.
func (g grant) covers(scopes []string) bool {
	return !slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(g.Scopes, s) })
}
