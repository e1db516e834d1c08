package meet

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"rapport/mailout/meeting/meeting"
	"rapport/mailout/outside"
)

// key returns the private key of a service account, in PEM, or in the JSON file that Google
// issues, with the address of the account where that has it.
func key(secret string) (*rsa.PrivateKey, string, error) {
	account := ""
	if strings.HasPrefix(strings.TrimSpace(secret), "{") {
		var file struct {
			Key     string `json:"private_key"`
			Account string `json:"client_email"`
		}
		if err := json.Unmarshal([]byte(secret), &file); err != nil {
			return nil, "", errors.New("the key of the service account is not the JSON file that Google gives out")
		}
		secret, account = file.Key, file.Account
	}
	secret = strings.ReplaceAll(secret, `\n`, "\n")
	block, _ := pem.Decode([]byte(secret))
	if block == nil {
		return nil, "", errors.New("the key of the service account is not in PEM")
	}
	if private, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return private, account, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, ok := parsed.(*rsa.PrivateKey)
	if err != nil || !ok {
		return nil, "", errors.New("the key of the service account is not an RSA key")
	}
	return private, account, nil
}

// tokenLife is how long a token is asked for, at most an hour.
const tokenLife = time.Hour

// assertion returns a JWT (RFC 7519) signed with RS256, by which a service account asks for a
// token in the name of a user (RFC 7523).
func assertion(private *rsa.PrivateKey, account, user, audience string, now time.Time) (string, error) {
	header, err := json.Marshal(map[string]string{"alg": "RS256", "typ": "JWT"})
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{
		"iss": account, "sub": user, "scope": scopes, "aud": audience, "iat": now.Unix(), "exp": now.Add(tokenLife).Unix(),
	})
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	text := encode(header) + "." + encode(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("sign with the key of the service account: %w", err)
	}
	return text + "." + encode(signature), nil
}

// userKey is the file that Google's programs write when a user has permitted an application to
// act for them.
type userKey struct {
	Client  string `json:"client_id"`
	Secret  string `json:"client_secret"`
	Refresh string `json:"refresh_token"`
}

// userKeyIn returns the key of a user, and whether the secret is one.
func userKeyIn(secret string) (k userKey, ok bool) {
	err := json.Unmarshal([]byte(secret), &k)
	return k, err == nil && k.Refresh != "" && k.Client != ""
}

// logIn asks for a token in the name of the organiser: as the user who permitted it (RFC 6749
// section 6), or as a service account that may act for everybody.
func (c *Client) logIn(ctx context.Context) (string, time.Time, error) {
	token, err := c.token(ctx)
	return token.Value, token.Ends(), err
}

// granted is a token, and what its login may lack.
type granted struct {
	meeting.Granted
	right string
}

func (c *Client) token(ctx context.Context) (token granted, err error) {
	secret, err := c.config.Secret(ctx)
	if err != nil {
		return token, err
	}
	var form url.Values
	var secrets []string
	right := delegation
	if user, ok := userKeyIn(secret); ok {
		form = url.Values{"grant_type": {"refresh_token"}, "client_id": {user.Client}, "client_secret": {user.Secret}, "refresh_token": {user.Refresh}}
		secrets, right = []string{user.Secret, user.Refresh}, consent
	} else {
		signed, err := c.signed(secret)
		if err != nil {
			return token, err
		}
		form = url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {signed}}
		secrets = []string{signed}
	}
	token.Granted, err = c.config.LogIn(ctx, outside.Config{Name: c.Name(), Secrets: secrets}, "/token", form)
	if err != nil {
		return token, meeting.Lacks(err, right)
	}
	token.right = right
	return token, nil
}

// signed returns the assertion of the service account whose key the secret is.
func (c *Client) signed(secret string) (string, error) {
	private, account, err := key(secret)
	if err != nil {
		return "", err
	}
	if c.config.ClientID != "" {
		account = c.config.ClientID
	}
	return assertion(private, account, c.config.Organizer, Login+"/token", time.Now())
}
