package classify

import (
	"strings"

	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// spamKind recognises what the server that received a mail marked as spam. A mark at the end
// of the header may be that server's or one of the sender's: it counts only where no contact
// wrote the mail and no filter of our own says otherwise.
func spamKind(s *marks) (store.Kind, string) {
	switch {
	case s.spam != "":
		return store.KindSpam, s.spam
	case s.spamBelow != "" && !s.noSpam && !s.contact && !s.ofClient:
		return store.KindSpam, s.spamBelow
	}
	return "", ""
}

// readSpam reads a field of spam filters. ours reports that our own server wrote it, and
// last that nothing the sender wrote is below it.
func (s *marks) readSpam(name string, f store.Field, ours, last bool) {
	mark, known := spamMark(name, f.Value)
	switch {
	case !known || !ours && !last:
	case mark == "":
		s.noSpam = s.noSpam || ours
	case ours:
		keepFirst(&s.spam, f.Name+": "+mark)
	default:
		keepFirst(&s.spamBelow, f.Name+": "+mark)
	}
}

// spamMark reports whether a field is of spam filters, and returns the value with which it
// marks a mail as spam, or "".
func spamMark(name, value string) (mark string, known bool) {
	word := firstWord(value)
	switch name {
	case "x-spam-flag", "x-spam-status", "x-spam", "x-barracuda-spam-flag", "x-barracuda-spam-status", "x-bogosity", "x-dspam-result", "x-qq-spam", "x-is-spam", "x-spam-result":
		if word == "yes" || word == "true" || word == "spam" {
			return word, true
		}
		return "", true
	case "x-ms-exchange-organization-scl":
		if word == "5" || word == "6" || word == "7" || word == "8" || word == "9" {
			return word, true
		}
		return "", true
	case "x-forefront-antispam-report":
		return firstIn(value, "SFV:SPM", "SFV:SKB", "CAT:SPM", "CAT:HSPM", "CAT:PHSH", "CAT:HPHISH", "CAT:PHISH"), true
	}
	return "", false
}

// writtenBySender returns the index of the last field of a header that a sender writes.
func writtenBySender(h store.Header) int {
	for i := len(h) - 1; i >= 0; i-- {
		switch strings.ToLower(h[i].Name) {
		case "from", "to", "cc", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding", "in-reply-to", "references", "reply-to", "received", "dkim-signature":
			return i
		}
	}
	return -1
}

// isMicrosofts reports whether a field of spamMark is one that Exchange takes off what comes
// from outside and writes itself, wherever it stands.
func isMicrosofts(name string) bool {
	return name == "x-ms-exchange-organization-scl" || name == "x-forefront-antispam-report"
}

// receivedBy is how the servers of one's own handled a mail, by its Received fields.
type receivedBy struct {
	outside  int  // index of the field that took it from outside; what is below may be the sender's
	exchange bool // the last of them is Exchange
}

// receivedOf reads the Received fields of a header (RFC 5321 section 4.4), the topmost of
// which our own server wrote. Those below it count as ours as long as the mail went from one
// server of the same organisation to another. Without any, all fields are ours.
func receivedOf(h store.Header) receivedBy {
	r := receivedBy{outside: len(h)}
	ours := ""
	var hops []int
	for i, f := range h {
		if strings.EqualFold(f.Name, "Received") {
			hops = append(hops, i)
		}
	}
	for n, i := range hops {
		from, by, with := hop(h[i].Value)
		if n == 0 {
			r.exchange = strings.Contains(h[i].Value, "Microsoft SMTP Server") || strings.HasSuffix(by, ".outlook.com")
		}
		if ours == "" {
			ours = organisation(by)
		}
		inside := from == "" || from == "localhost" || strings.HasPrefix(from, "127.0.0.1") || with == "lmtp" || ours != "" && organisation(from) == ours
		if !inside || n+1 == len(hops) {
			r.outside = i
			break
		}
		if _, next, _ := hop(h[hops[n+1]].Value); ours != "" && organisation(next) != "" && organisation(next) != ours {
			r.outside = i // a server that greets with a name of ours
			break
		}
	}
	return r
}

// hop returns the host that a mail came from, the one that took it, and the protocol.
func hop(received string) (from, by, with string) {
	words := strings.Fields(mailaddr.Lower(withoutComments(received)))
	for i := 0; i+1 < len(words); i++ {
		value := strings.Trim(words[i+1], "[];,.")
		switch words[i] {
		case "from":
			keepFirst(&from, value)
		case "by":
			keepFirst(&by, value)
		case "with":
			keepFirst(&with, value)
		}
	}
	return from, by, with
}

// organisation returns the registered domain of a host, "" for a name without one.
func organisation(host string) string {
	if !strings.Contains(host, ".") {
		return ""
	}
	return trust.Organisation(host)
}
