package classify

import (
	"strings"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/mailaddr"
)

// readRule recognises what an inbox rule sent on. Exchange marks it like everything that its
// rules send, also answers: as automatic. But a person wrote the mail that a rule redirects
// (it has Resent-From, RFC 5322 section 3.6.6) or forwards, so these marks count for nothing
// there, nor does the empty return path that keeps rules from going in circles. Where no mark
// names a rule, that holds for the mail of contacts.
func (s *marks) readRule(m *store.Message) {
	rules := isRules(m.Header) || s.autoSubmitted == "auto-forwarded"
	if !rules && !s.contact || s.autoSubmitted == "auto-replied" || s.autoReply != "" || s.autoSubmitted == "" && s.generated == "" && !s.nullReturnPath {
		return
	}
	forward := store.ReadSubject(m.Subject).Forward
	switch opens := opensWithHeader(m.Text); {
	case strings.Contains(m.Header.Get("Resent-From"), "@"), s.autoSubmitted == "auto-forwarded":
		s.sentOn = "an inbox rule redirected it"
	case rules && (forward || s.attached || opens), forward && opens:
		s.sentOn = "an inbox rule forwarded it"
	default:
		return
	}
	s.nullReturnPath = false
}

// isRules reports whether an inbox rule sent a mail.
func isRules(h store.Header) bool {
	return strings.Contains(mailaddr.Lower(h.Get("X-MS-Exchange-Generated-Message-Source")), "rule") ||
		h.Get("X-MS-Exchange-Inbox-Rules-Loop") != "" || h.Get("X-MS-Exchange-Parent-Message-Id") != ""
}

// The form of the header block with which programs begin a mail that they forward.
const (
	leastLabels   = 3
	longestLabel  = 30 // characters
	mostFirstRows = 12
)

// opensWithHeader reports whether a text begins with the header of another mail: lines of a
// label, a colon and a value, one with an address, in any language.
func opensWithHeader(text string) bool {
	labels, address, rows := 0, false, 0
	for line := range strings.Lines(text) {
		line = strings.Trim(line, " \t\r\n*>　")
		if line == "" || strings.Trim(line, "-_=— ") == "" {
			if labels > 0 {
				break
			}
			continue
		}
		if rows++; rows > mostFirstRows {
			break
		}
		end := strings.IndexAny(line, ":：")
		if end <= 0 || utf8.RuneCountInString(line[:end]) > longestLabel {
			if labels > 0 {
				break
			}
			if strings.HasPrefix(line, "--") { // "-----Original Message-----"
				continue
			}
			return false
		}
		labels++
		address = address || strings.Contains(line[end:], "@")
	}
	return labels >= leastLabels && address
}
