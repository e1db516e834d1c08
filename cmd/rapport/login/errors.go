package login

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/oauth2"
)

var (
	// ErrNone means that there is no grant that can be used: somebody has to log in.
	ErrNone = errors.New("there is no grant")
	// ErrFile means that a file of the logins cannot be used as it is.
	ErrFile = errors.New("a file of the logins cannot be used")
	// ErrRefused means that a server refuses a token that was issued a moment ago.
	ErrRefused = errors.New("the server refuses a new token as well: allow the application this mailbox, IMAP and SMTP at the provider, check user and scopes, and see docs/login.md")
	// ErrDenied means that the provider refuses the application, whoever agrees.
	ErrDenied = errors.New("the provider refuses the application")
	// ErrEnded means that the provider has ended a grant: somebody has to log in again.
	ErrEnded = errors.New("the grant has ended")
)

// NeedsSomebody reports whether a login stays without access until somebody acts.
func NeedsSomebody(err error) bool {
	return slices.ContainsFunc([]error{ErrNone, ErrFile, ErrDenied, ErrEnded}, func(one error) bool { return errors.Is(err, one) })
}

// Ended is the end of a grant, as the provider told it.
type Ended struct {
	Login string    `json:"login"`
	At    time.Time `json:"at"`
	Words string    `json:"words"` // the provider's
	// Lost reports that the answer to an earlier renewal was lost, with the refresh token that
	// takes the place of the refused one.
	Lost bool `json:"lost,omitempty"`
}

// Error implements error.
func (e *Ended) Error() string {
	why := "the password was changed, somebody withdrew it, or it was not used for long"
	if e.Lost {
		why = "the answer to a renewal was lost in a crash or a broken connection, and the provider takes the old token no more"
	}
	return fmt.Sprintf("%v: %s (%s): run `rapport login %s` again", ErrEnded, why, e.Words, e.Login)
}

// Is makes it ErrEnded.
func (e *Ended) Is(target error) bool { return target == ErrEnded }

// isEnding reports whether a provider says with a code that a person must agree again: with that
// of RFC 6749, 5.2, or with one of OpenID Connect, which Microsoft uses.
func isEnding(code string) bool {
	return slices.Contains([]string{"invalid_grant", "interaction_required", "login_required", "consent_required"}, code)
}

// explain turns an error of the library into one of ours. No secret is in it.
func (l *Login) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var answer *oauth2.RetrieveError
	if !errors.As(err, &answer) {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err // without the address
		}
		return fmt.Errorf("ask the provider: %w", err)
	}
	code, description := answer.ErrorCode, answer.ErrorDescription
	if code == "" { // the library does not read the answer to a service account
		var body struct {
			Code        string `json:"error"`
			Description string `json:"error_description"`
		}
		if json.Unmarshal(answer.Body, &body) == nil {
			code, description = body.Code, body.Description
		}
	}
	words := clean(strings.TrimSpace(without(code+" "+description, secretsOf(answer.Response))))
	status := 0
	if answer.Response != nil {
		status = answer.Response.StatusCode
	}
	switch {
	case isEnding(code) && l.config.How.NeedsPerson():
		return &Ended{Login: l.config.Name, Words: words}
	case code == "" || status >= http.StatusInternalServerError || status == http.StatusTooManyRequests || code == "temporarily_unavailable":
		return fmt.Errorf("the provider answers with status %d%s", status, prefixed(": ", words))
	}
	return fmt.Errorf("%w: %s%s", ErrDenied, words, remedyOf(code, words))
}

// secretsOf returns what of the request to which a provider answered may not be shown: a provider can
// repeat it in its words.
func secretsOf(answer *http.Response) (secrets []string) {
	if answer == nil || answer.Request == nil {
		return nil
	}
	if _, password, ok := answer.Request.BasicAuth(); ok {
		secrets = append(secrets, password)
		if plain, err := url.QueryUnescape(password); err == nil { // RFC 6749, 2.3.1
			secrets = append(secrets, plain)
		}
	}
	if answer.Request.GetBody == nil {
		return secrets
	}
	body, err := answer.Request.GetBody()
	if err != nil {
		return secrets
	}
	defer body.Close()
	text, _ := io.ReadAll(body) // in memory
	form, _ := url.ParseQuery(string(text))
	open := []string{"grant_type", "client_id", "scope", "redirect_uri", "client_assertion_type"}
	for name, values := range form {
		if !slices.Contains(open, name) {
			secrets = append(secrets, values...)
		}
	}
	return secrets
}

// without returns words in which nothing is left of secrets, as they are or as a form has them.
func without(words string, secrets []string) string {
	slices.SortFunc(secrets, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // one may be a part of another
	for _, secret := range secrets {
		if secret != "" {
			words = strings.ReplaceAll(words, secret, "…")
			words = strings.ReplaceAll(words, url.QueryEscape(secret), "…")
		}
	}
	return words
}

// remedyOf returns what an administrator does about a refusal, "" where the words say it.
func remedyOf(code, words string) string {
	switch {
	case strings.Contains(words, "AADSTS7000222"), strings.Contains(words, "AADSTS7000215"), code == "invalid_client":
		return ": make a new secret for the application at the provider, write it into the file of the login, and check client_id"
	case code == "unauthorized_client":
		return ": allow the application this way to log in, and have its administrator agree; docs/login.md says where"
	case code == "invalid_scope":
		return ": add the permissions to the application, as docs/login.md says, or correct scopes"
	case code == "access_denied":
		return ": whoever logged in did not agree, or may not; begin again"
	}
	return ""
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// clean returns words of a provider on one line of bounded length.
func clean(words string) string {
	const most = 300
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}), " ")
	if runes := []rune(words); len(runes) > most {
		words = string(runes[:most]) + "…"
	}
	return words
}
