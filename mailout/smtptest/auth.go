package smtptest

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"strings"
)

// auth conducts AUTH (RFC 4954). The Sink knows one user.
func (c *conn) auth(rest string) error {
	mechanism, initial, _ := strings.Cut(rest, " ")
	ok := false
	var err error
	switch strings.ToUpper(mechanism) {
	case "PLAIN":
		ok = decode(initial) == "\x00"+c.sink.options.User+"\x00"+c.sink.options.Secret
	case "LOGIN":
		var user, secret string
		if user, err = c.ask("Username:"); err == nil {
			secret, err = c.ask("Password:")
		}
		ok = user == c.sink.options.User && secret == c.sink.options.Secret
	case "SCRAM-SHA-256":
		ok, err = c.scram(sha256.New)
	case "SCRAM-SHA-1":
		ok, err = c.scram(sha1.New)
	case "OAUTHBEARER":
		if ok = c.knows(decode(initial), "n,a="+c.sink.options.User+",\x01auth=Bearer "); !ok {
			_, err = c.ask(`{"status":"invalid_token"}`)
		}
	case "XOAUTH2":
		if ok = c.knows(decode(initial), "user="+c.sink.options.User+"\x01auth=Bearer "); !ok {
			_, err = c.ask(`{"status":"401"}`)
		}
	default:
		return c.say("504 5.5.4 unknown mechanism")
	}
	switch {
	case err != nil:
		return err
	case !ok:
		return c.say("535 5.7.8 wrong user or password")
	}
	c.known = true
	return c.say("235 2.7.0 welcome")
}

// knows reports whether a message has a token that is accepted, behind what it begins with.
func (c *conn) knows(message, begin string) bool {
	token, named := strings.CutPrefix(message, begin)
	token, whole := strings.CutSuffix(token, "\x01\x01")
	if c.sink.options.Token != nil {
		return named && whole && c.sink.options.Token(token)
	}
	return named && whole && token == c.sink.options.Secret
}

// scram conducts the server's side of RFC 5802, without channel binding.
func (c *conn) scram(h func() hash.Hash) (ok bool, err error) {
	first, err := c.ask("")
	if err != nil {
		return false, err
	}
	bare, found := strings.CutPrefix(first, "n,,")
	user, nonce, _ := strings.Cut(strings.TrimPrefix(bare, "n="), ",r=")
	if !found || user != strings.NewReplacer("=", "=3D", ",", "=2C").Replace(c.sink.options.User) {
		return false, nil
	}
	salt, nonce := []byte("grain of salt"), nonce+rand.Text()
	challenge := "r=" + nonce + ",s=" + base64.StdEncoding.EncodeToString(salt) + ",i=4096"
	final, err := c.ask(challenge)
	if err != nil {
		return false, err
	}
	final, proof, _ := strings.Cut(final, ",p=")
	salted, err := pbkdf2.Key(h, c.sink.options.Secret, salt, 4096, h().Size())
	if err != nil {
		return false, err
	}
	sign := func(key []byte, text string) []byte {
		mac := hmac.New(h, key)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
	said := bare + "," + challenge + "," + final
	clientKey := sign(salted, "Client Key")
	stored := h()
	stored.Write(clientKey)
	want := sign(stored.Sum(nil), said)
	for i := range want {
		want[i] ^= clientKey[i]
	}
	if final != "c=biws,r="+nonce || proof != base64.StdEncoding.EncodeToString(want) {
		return false, nil
	}
	_, err = c.ask("v=" + base64.StdEncoding.EncodeToString(sign(sign(salted, "Server Key"), said)))
	return err == nil, err
}

// ask sends a challenge and returns the answer.
func (c *conn) ask(challenge string) (string, error) {
	if err := c.say("334 " + base64.StdEncoding.EncodeToString([]byte(challenge))); err != nil {
		return "", err
	}
	line, err := c.readLine()
	return decode(line), err
}

// decode returns the text of a base64 string, or "" if it is not base64.
func decode(text string) string {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	return string(b)
}
