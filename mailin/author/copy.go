package author

import (
	"strings"

	"rapport/store"
)

// OfCopy restores the Message-ID of a mail that an inbox rule of Exchange redirected:
// RFC 5322 section 3.6.6 has whoever sends a mail on leave that field alone, and Exchange
// writes a new one. Whoever answers the mail refers to the first.
func OfCopy(m *store.Message) {
	parent := strings.TrimSpace(m.Header.Get("X-MS-Exchange-Parent-Message-Id"))
	id, open := strings.CutPrefix(parent, "<")
	id, shut := strings.CutSuffix(id, ">")
	if !open || !shut || !strings.Contains(m.Header.Get("Resent-From"), "@") {
		return
	}
	local, domain, ok := strings.Cut(id, "@")
	if !ok || local == "" || domain == "" || len(id) > longestID || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '<' || r == '>' }) {
		return
	}
	m.MessageID = id
}

const longestID = 500 // bytes
