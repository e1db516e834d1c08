package login

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// LogInByBrowser has a person agree in a browser (RFC 6749, 4.1, with PKCE, RFC 7636), which then
// returns to this machine (RFC 8252, 7.3), and keeps what is granted. show is called with the
// page to open. Where the browser is on another machine, its address after that, which it cannot
// open, may be typed into in.
func (l *Login) LogInByBrowser(ctx context.Context, in io.Reader, show func(Prompt)) error {
	oauth, err := l.oauth(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, longestPrompt)
	defer cancel()
	r := returning{state: rand.Text(), got: make(chan returned, 1)}
	address, isHere := l.redirect()
	if isHere {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			return fmt.Errorf("wait for the browser: %w: choose another port in redirect", err)
		}
		server := &http.Server{Handler: &r, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
		defer server.Close()
		go server.Serve(listener) // ends with Close
		oauth.RedirectURL = l.redirectTo(listener.Addr().(*net.TCPAddr).Port)
	}
	r.bare = !isHere
	verifier := oauth2.GenerateVerifier()
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier)}
	for name, value := range l.config.Extra {
		options = append(options, oauth2.SetAuthURLParam(name, value))
	}
	if l.config.User != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", l.config.User))
	}
	show(Prompt{URL: oauth.AuthCodeURL(r.state, options...)})
	go r.readLines(in) // ends with the process, or its input
	select {
	case got := <-r.got:
		if got.err != nil {
			return l.unagreed(ctx, got.err)
		}
		token, err := oauth.Exchange(l.context(ctx), got.code, oauth2.VerifierOption(verifier))
		if err != nil {
			return l.unagreed(ctx, err)
		}
		return l.accept(ctx, token)
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return errLate
		}
		return ctx.Err()
	}
}

// redirect returns where to listen for the browser; isHere is false where it returns to a page
// of the provider, which shows a code.
func (l *Login) redirect() (address string, isHere bool) {
	at, err := url.Parse(l.config.Redirect)
	if err != nil || at.Scheme != "http" {
		return "", false
	}
	port := at.Port()
	if port == "" {
		port = "0"
	}
	return net.JoinHostPort("127.0.0.1", port), true
}

// redirectTo returns the address to which the browser returns on a port.
func (l *Login) redirectTo(port int) string {
	at, err := url.Parse(l.config.Redirect)
	if err != nil || at.Port() != "" {
		return l.config.Redirect
	}
	at.Host = fmt.Sprintf("%s:%d", at.Hostname(), port)
	return at.String()
}

// returning waits for the browser to return.
type returning struct {
	state string
	bare  bool          // what the provider shows to copy is a code without a state
	got   chan returned // has room for one
}

// returned is what the browser brought: a code, or why there is none.
type returned struct {
	code string
	err  error
}

var errState = errors.New("this is not the answer to this login")

// take takes what the browser brought. What is of another login, or of somebody who wants us to
// use theirs, is errState.
func (r *returning) take(query url.Values) error {
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(r.state)) != 1 {
		return errState
	}
	got := returned{code: query.Get("code")}
	if code := query.Get("error"); code != "" || got.code == "" {
		if code == "" {
			return errState
		}
		got.err = &oauth2.RetrieveError{ErrorCode: code, ErrorDescription: query.Get("error_description")}
	}
	r.give(got)
	return nil
}

func (r *returning) give(got returned) {
	select {
	case r.got <- got:
	default: // the first counts
	}
}

// ServeHTTP implements http.Handler.
func (r *returning) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	if req.Method != http.MethodGet || r.take(req.URL.Query()) != nil {
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, "Rapport is waiting for another page. Open the address that rapport login shows.\n"+
			"请打开 rapport login 显示的网址。\n")
		return
	}
	io.WriteString(w, "Rapport has the answer. You can close this page and go back to the terminal.\n"+
		"Rapport 已收到结果。您可以关闭此页面，回到终端。\n")
}

// readLines takes what somebody types: the address that the browser could not open or, where the
// provider shows one, the code.
func (r *returning) readLines(in io.Reader) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		text := strings.TrimSpace(lines.Text())
		at, err := url.Parse(text)
		switch {
		case text == "":
		case err == nil && at.RawQuery != "" && r.take(at.Query()) == nil:
			return
		case r.bare && !strings.ContainsAny(text, " /?&="):
			r.give(returned{code: text})
			return
		}
	}
}

// isHTTP reports whether text is the address of a page.
func isHTTP(text string) bool {
	at, err := url.Parse(text)
	return err == nil && at.Host != "" && (at.Scheme == "https" || at.Scheme == "http")
}
