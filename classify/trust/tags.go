package trust

import (
	"cmp"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
)

// tagsOf reads the single-word tags of a DKIM-Signature (RFC 6376 section 3.2) that have no
// white space; why says why they cannot be relied on. It refuses what the library accepts:
// invalid domains and selectors, and a second "b=" in the field, whose value the library
// leaves out of the signed data.
func tagsOf(f field) (tags map[string]string, why string) {
	const malformed = "it is malformed"
	tags, ok := tagList(f.value)
	if !ok {
		return nil, malformed
	}
	for _, name := range []string{"v", "a", "c", "d", "s", "i", "t", "x", "q", "l"} {
		if value, ok := tags[name]; ok {
			tags[name] = withoutSpace(value)
		}
	}
	tags["d"] = strings.ToLower(tags["d"])
	if d, s := tags["d"], tags["s"]; !strings.Contains(d, ".") || !isDotAtom(d, isDomainByte) || len(d) > 253 || !isDotAtom(s, isDomainByte) || len(s) > 190 {
		tags["d"], tags["s"] = "", ""
		return tags, malformed
	}
	if places(f.raw, "b") != 1 {
		return tags, malformed
	}
	return tags, ""
}

// places counts the occurrences of tag, optional white space and "=" in s, whatever
// precedes them.
func places(s, tag string) (n int) {
	for {
		i := strings.Index(s, tag)
		if i < 0 {
			return n
		}
		s = s[i+len(tag):]
		if strings.HasPrefix(strings.TrimLeft(s, " \t\r\n\f\v"), "=") {
			n++
		}
	}
}

// tagList reads "name=value; name=value".
func tagList(text string) (map[string]string, bool) {
	tags := make(map[string]string)
	parts := strings.Split(text, ";")
	for i, part := range parts {
		name, value, ok := strings.Cut(part, "=")
		name = strings.Trim(name, " \t")
		if !ok {
			if i == len(parts)-1 && name == "" { // a final semicolon
				break
			}
			return nil, false
		}
		if _, twice := tags[name]; twice || name == "" || len(tags) > 30 {
			return nil, false
		}
		tags[name] = strings.Trim(value, " \t")
	}
	return tags, true
}

var space = strings.NewReplacer(" ", "", "\t", "")

func withoutSpace(s string) string { return space.Replace(s) }

// weakSignature returns why a signature would prove too little, or "".
func weakSignature(tags map[string]string, now time.Time) string {
	for _, name := range []string{"v", "a", "b", "bh", "h"} {
		if tags[name] == "" {
			return "it has no tag " + name
		}
	}
	if a := tags["a"]; a != "rsa-sha256" && a != "ed25519-sha256" {
		return "its algorithm is neither rsa-sha256 nor ed25519-sha256"
	}
	if _, ok := tags["l"]; ok {
		return "it covers only the beginning of the text (l=)"
	}
	if covers(tags["h"])["from"] == 0 {
		return "it does not cover From"
	}
	if i, ok := tags["i"]; ok {
		at := strings.LastIndexByte(i, '@')
		if domain := strings.ToLower(i[at+1:]); at < 0 || !isBelow(domain, tags["d"]) {
			return "its identity is of another domain"
		}
	}
	signed, ok := secondsOf(tags, "t")
	if !ok {
		return "its time is malformed"
	}
	expires, ok := secondsOf(tags, "x")
	switch {
	case !ok:
		return "its expiry is malformed"
	case signed > now.Add(time.Hour).Unix():
		return "it was signed in the future"
	case expires != 0 && (expires < now.Unix() || expires <= signed):
		return "it has expired"
	}
	return ""
}

// secondsOf reads a time in seconds since 1970; 0 if there is none.
func secondsOf(tags map[string]string, name string) (int64, bool) {
	value, present := tags[name]
	if !present {
		return 0, true
	}
	n, err := strconv.ParseInt(value, 10, 64)
	return n, err == nil && n > 0
}

// weakKey returns why a key record (RFC 6376 section 3.6.1) makes a signature prove too
// little, or "".
func weakKey(record string, tags map[string]string) string {
	key, ok := tagList(strings.NewReplacer("\r", "", "\n", "").Replace(record))
	if !ok {
		return "its key is malformed"
	}
	if v, ok := key["v"]; ok && v != "DKIM1" {
		return "its key is of another version"
	}
	flags := strings.Split(withoutSpace(key["t"]), ":")
	if slices.Contains(flags, "y") {
		return "its key is for testing (t=y)"
	}
	if i, ok := tags["i"]; ok && slices.Contains(flags, "s") && !strings.EqualFold(i[strings.LastIndexByte(i, '@')+1:], tags["d"]) {
		return "its identity is not that of its key (t=s)"
	}
	if s, ok := key["s"]; ok && !slices.ContainsFunc(strings.Split(withoutSpace(s), ":"), func(s string) bool { return s == "*" || s == "email" }) {
		return "its key is not for mail"
	}
	if h, ok := key["h"]; ok && !slices.Contains(strings.Split(withoutSpace(h), ":"), "sha256") {
		return "its key is not for sha256"
	}
	der, err := base64.StdEncoding.DecodeString(withoutSpace(key["p"]))
	switch {
	case key["p"] == "":
		return "its key was revoked"
	case err != nil:
		return "its key is malformed"
	}
	kind := cmp.Or(key["k"], "rsa")
	switch algorithm, _, _ := strings.Cut(tags["a"], "-"); {
	case kind != algorithm:
		return "its key is of another algorithm"
	case kind == "ed25519" && len(der) != 32:
		return "its key is malformed"
	case kind == "rsa":
		if bits := rsaBits(der); bits == 0 {
			return "its key is malformed"
		} else if bits < 1024 {
			return "its key has only " + strconv.Itoa(bits) + " bits"
		}
	}
	return ""
}

// rsaBits returns the length of an RSA key, in either of the two forms in use (RFC 6376
// erratum 3017); 0 if it is none.
func rsaBits(der []byte) int {
	if key, err := x509.ParsePKIXPublicKey(der); err == nil {
		if key, ok := key.(*rsa.PublicKey); ok {
			return key.N.BitLen()
		}
		return 0
	}
	if key, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return key.N.BitLen()
	}
	return 0
}
