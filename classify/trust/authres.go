package trust

import (
	"fmt"
	"strings"

	"rapport/store"
)

// dmarc is what trusted Authentication-Results say about the From domain.
type dmarc int

const (
	dmarcNone dmarc = iota
	dmarcPass
	dmarcFail
)

// serverWord is what the receiving server found, as far as it can be trusted.
type serverWord struct {
	verdict dmarc
	spf     bool // the host that the mail came from may send for the From domain
	why     []string
}

const resultsField = "Authentication-Results"

// maxResults limits the results that are kept with the evidence.
const maxResults = 20

// resultsOf returns the results of the server named id (RFC 8601), under exactly that name.
//
// Only fields above that server's own Received are certain to be its own: the sender may
// have written whatever is below. So the topmost of these fields, the last one written,
// must say pass; any other, down to the first hop of another server, can only take that
// back. If one cannot be read, none of them counts.
func resultsOf(fields []field, id, from string) (list []store.AuthResult, found serverWord) {
	if id == "" {
		return nil, found
	}
	spf, otherSPF := false, false
	passed, unreadable, failed, open := false, false, false, false
	first, arrived := true, false // before the first field of id; below the Received of the server
	for _, f := range fields {
		if strings.EqualFold(f.name, "Received") {
			ours, hop := writtenBy(f.value, id)
			if !ours {
				break
			}
			arrived = arrived || hop
			continue
		}
		if f.name != resultsField {
			continue
		}
		r, ok := parseResults(f.value)
		if !ok {
			unreadable = true
			continue
		}
		if r.id != id {
			continue
		}
		pass := false
		for _, one := range r.results {
			if len(list) < maxResults {
				list = append(list, one.AuthResult)
			}
			switch {
			case one.Method == "spf":
				if one.Result == "pass" && one.senders == 1 && alignedWith(from, one.sender) && !arrived {
					spf = true
				} else {
					otherSPF = true
				}
			case one.Method != "dmarc":
			case one.Result == "fail":
				failed = true
			case one.Result != "pass" || one.froms != 1 || one.From != from:
				open = true
			default:
				pass = true
			}
		}
		if first {
			passed, first = pass && !arrived, false
		}
	}
	switch {
	case failed:
		return list, serverWord{verdict: dmarcFail, why: []string{id + " found dmarc=fail"}}
	case unreadable:
		return list, serverWord{why: []string{"a field " + resultsField + " cannot be read"}}
	case !passed || open || !arrived:
		return list, found
	}
	return list, serverWord{dmarcPass, spf && !otherSPF, []string{fmt.Sprintf("%s found dmarc=pass for %s", id, from)}}
}

// writtenBy reports whether a Received field was written by one of the servers of id: its
// "by" is a host of the same organisation, or it has no "from", as between the parts of one
// server. hop reports whether it has one, that is, whether the mail came from elsewhere.
func writtenBy(received, id string) (ours, hop bool) {
	words := wordsOf(received)
	if len(words) == 0 || !strings.EqualFold(words[0], "from") {
		return len(words) > 0 && strings.EqualFold(words[0], "by"), false
	}
	if len(words) < 4 || !strings.EqualFold(words[2], "by") {
		return false, true
	}
	host, organisation := strings.ToLower(words[3]), organisationOf(strings.ToLower(id))
	return host == strings.ToLower(id) || organisation != "" && organisationOf(host) == organisation, true
}

// wordsOf returns the first words of a structured field, without comments.
func wordsOf(value string) (words []string) {
	l := lexer{text: value}
	for len(words) < 4 {
		l.skip()
		start := l.at
		for l.at < len(l.text) && !strings.ContainsRune(" \t();", rune(l.text[l.at])) {
			l.at++
		}
		if l.bad || l.at == start {
			return words
		}
		words = append(words, l.text[start:l.at])
	}
	return words
}

// authResults is one Authentication-Results field.
type authResults struct {
	id      string
	results []result
}

// result is one of its results, with the number of header.from properties, and of
// smtp.mailfrom, whose domain sender is.
type result struct {
	store.AuthResult
	froms   int
	senders int
	sender  string
}

// parseResults reads the value of a field by the grammar of RFC 8601 section 2.2, and
// accepts nothing beyond it but a final semicolon. Comments must not contain quotes or
// backslashes: they can contain addresses that strangers chose, and some servers copy those
// unescaped.
func parseResults(value string) (r authResults, ok bool) {
	l := lexer{text: value}
	l.skip()
	r.id = l.word(isValueByte)
	if space := l.skip(); !l.end() && l.text[l.at] != ';' {
		if l.word(isDigit) != "1" || !space {
			return r, false
		}
		l.skip()
	}
	for l.take(';') {
		if l.skip(); l.end() { // a final semicolon
			break
		}
		method := strings.ToLower(l.word(isKeywordByte))
		if l.skip(); method == "none" && len(r.results) == 0 && l.end() {
			return r, !l.bad
		}
		if l.take('/') {
			l.skip()
			l.word(isDigit)
			l.skip()
		}
		l.need('=')
		l.skip()
		one := result{AuthResult: store.AuthResult{Method: method, Result: strings.ToLower(l.word(isKeywordByte))}}
		l.properties(&one)
		if l.bad || len(r.results) > 50 {
			return r, false
		}
		r.results = append(r.results, one)
	}
	return r, !l.bad && l.end() && len(r.results) > 0
}

// lexer scans the value of a structured field.
type lexer struct {
	text string
	at   int
	bad  bool
}

func (l *lexer) end() bool { return l.at >= len(l.text) }

// skip skips white space and comments, and reports whether there was white space outside
// comments; only that separates two words here.
func (l *lexer) skip() (space bool) {
	depth := 0
	for ; l.at < len(l.text); l.at++ {
		switch c := l.text[l.at]; {
		case c == '(':
			if depth++; depth > 10 {
				l.bad = true
				return space
			}
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
			if c == '"' || c == '\\' || c < ' ' && c != '\t' {
				l.bad = true
			}
		case c == ' ', c == '\t':
			space = true
		default:
			return space
		}
	}
	if depth > 0 {
		l.bad = true
	}
	return space
}

func (l *lexer) take(c byte) bool {
	if !l.end() && l.text[l.at] == c {
		l.at++
		return true
	}
	return false
}

func (l *lexer) need(c byte) {
	if !l.take(c) {
		l.bad = true
	}
}

// word returns the longest run of allowed bytes; there must be at least one.
func (l *lexer) word(allowed func(byte) bool) string {
	start := l.at
	for l.at < len(l.text) && allowed(l.text[l.at]) {
		l.at++
	}
	if l.at == start {
		l.bad = true
	}
	return l.text[start:l.at]
}

// properties reads what follows a result: a reason, and properties such as
// header.from=client.example.
func (l *lexer) properties(one *result) {
	for reason := false; !l.bad; {
		space := l.skip()
		if l.end() || l.text[l.at] == ';' {
			return
		}
		if !space {
			l.bad = true
			return
		}
		name := strings.ToLower(l.word(isKeywordByte))
		l.skip()
		property := ""
		if l.take('.') {
			l.skip()
			property = strings.ToLower(l.word(isKeywordByte))
			l.skip()
		} else if name != "reason" || reason {
			// The RFC allows only "reason" without a dot; some servers write action=none
			// and compauth=pass in this way.
			if name == "dmarc" || name == "reason" {
				l.bad = true
			}
		} else {
			reason = true
		}
		l.need('=')
		l.skip()
		if l.take('"') {
			l.quoted()
			switch property { // a domain needs no quotes
			case "from":
				one.froms += 2
			case "mailfrom":
				one.senders += 2
			}
			continue
		}
		value := l.word(isValueByte)
		if name == "header" && property == "from" {
			one.froms++
			one.From = strings.ToLower(value)
		}
		if name == "smtp" && property == "mailfrom" {
			one.senders++
			one.sender = strings.ToLower(value[strings.LastIndexByte(value, '@')+1:])
		}
	}
}

// quoted skips the rest of a quoted string (RFC 5322 section 3.2.4).
func (l *lexer) quoted() {
	for ; l.at < len(l.text); l.at++ {
		switch l.text[l.at] {
		case '\\':
			l.at++
		case '"':
			l.at++
			return
		}
	}
	l.bad = true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isKeywordByte(c byte) bool { return isLetterOrDigit(c) || c == '-' || c == '_' }

// isValueByte reports whether a byte is unambiguous in a value: tokens of RFC 2045, and the
// characters of addresses and base64.
func isValueByte(c byte) bool {
	return c > ' ' && c != 0x7f && strings.IndexByte(`();"\<>,`, c) < 0
}
