package classify

import (
	"strings"
	"unicode"

	"rapport/store"
)

// isSealed reports whether what the sender wrote can only be read by the recipients of
// the mail. Whatever it asks, a person must read it: for us it is a question that waits.
// Words beside an encrypted part are the sender's, but for those that Purview puts there.
func isSealed(m *store.Message) bool {
	switch {
	case m.Sealed == "":
		return false
	case m.Sealed == store.SealedPurview, strings.Contains(m.OwnText, "-----BEGIN PGP MESSAGE-----"):
		return true
	}
	return strings.TrimSpace(m.OwnText) == ""
}

// sealedWords stand for the words of a mail that is sealed, in the language of its subject.
func sealedWords(m *store.Message) string {
	if strings.ContainsFunc(m.Subject, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return "（邮件已加密，" + m.Sealed + "）"
	}
	return "(encrypted with " + m.Sealed + ")"
}
