package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
)

// NewTag returns 128 random bits as 26 letters and digits that an address may
// hold in any case (RFC 4648 section 6).
func NewTag() string {
	var bits [16]byte
	rand.Read(bits[:]) // never fails: crypto/rand ends the process instead
	return tagOf(bits[:])
}

func tagOf(bits []byte) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(bits))
}

// copyTag returns the tag of the return path of a delivery that is copied to the log mailbox,
// where many may read it: it identifies the delivery, and does not give away its return tag.
func copyTag(delivery int64, returnTag string) string {
	sum := sha256.Sum256([]byte("copy " + returnTag))
	return strconv.FormatInt(delivery, 10) + "." + tagOf(sum[:16])
}

// copiedDelivery returns the number of the delivery that a tag claims to be the copyTag of, 0
// for none.
func copiedDelivery(tag string) int64 {
	number, hash, _ := strings.Cut(tag, ".")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || !IsTag(hash) {
		return 0
	}
	return id
}

// tagLength is the length of a tag: 128 bits, five in a letter.
const tagLength = 26

// IsTag reports whether s has the form of a tag, in any case of letters.
func IsTag(s string) bool {
	return len(s) == tagLength && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// MessageIDPrefix begins the Message-ID of every mail of ours; a tag follows, and the domain
// of the log address.
const MessageIDPrefix = "m."

// NewMessageID returns a Message-ID for a mail of ours, without angle brackets. Nobody can
// guess it.
func NewMessageID(domain string) string { return MessageIDPrefix + NewTag() + "@" + domain }

// MatterIDPrefix begins the id that ties the mails of one matter, as the first of their
// References, and that no mail has.
const MatterIDPrefix = "matter."

// NewMatterID returns that id for a matter, such as "confirmation 17" of a project. It shows
// mail programs what belongs together, and nothing else: no request is found by it, so that
// it need not be secret, and mail to several people may have it.
func NewMatterID(project, matter, domain string) string {
	sum := sha256.Sum256([]byte(domain + "\x00" + project + "\x00" + matter))
	return MatterIDPrefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16])) + "@" + domain
}

// Tagged returns an address with a tag (RFC 5233): log+TAG@agency.example.
func Tagged(address, tag string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return address
	}
	return address[:i] + "+" + tag + address[i:]
}
