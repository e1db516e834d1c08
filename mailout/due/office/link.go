package office

import (
	"fmt"
	"strings"

	"rapport/store"
)

// Link makes the links that open a response to a request (RFC 6068). Where the log
// mailbox takes no plus-addresses the response has to carry the token itself.
type Link struct {
	Config *Config
	Token  string
}

// WithTokenInSubject returns a link to a mail without text.
func (l Link) WithTokenInSubject(subject string) string {
	if !l.Config.Plus {
		subject += " " + l.reference()
	}
	return l.mailto(subject, "")
}

// WithBody returns a link to a mail that begins with a text.
func (l Link) WithBody(subject, body string) string {
	if !l.Config.Plus {
		body += "\n" + l.reference() + "\n"
	}
	return l.mailto(subject, body)
}

func (l Link) reference() string { return "[r." + l.Token + "]" }

func (l Link) mailto(subject, body string) string {
	to := l.Config.LogAddress
	if l.Config.Plus {
		to = store.Tagged(to, "r."+l.Token)
	}
	uri := "mailto:" + strings.ReplaceAll(percentEncoded(to), "%40", "@") + "?subject=" + percentEncoded(subject)
	if body != "" {
		uri += "&body=" + percentEncoded(strings.ReplaceAll(body, "\n", "\r\n"))
	}
	return uri
}

// percentEncoded encodes all but the unreserved characters of RFC 3986 section 2.3.
func percentEncoded(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
