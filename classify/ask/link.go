package ask

import "strings"

// linkAt returns the length of the link that text begins with, 0 if it begins with none. The
// marks that end a sentence belong to the sentence and not to the link, wherever they end it.
func linkAt(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("<>\"`{}|\\^", r) })
	if end < 0 {
		end = len(text)
	}
	token := strings.TrimRight(text[:end], ".,;:!?'")
	for strings.HasSuffix(token, ")") && strings.Count(token, "(") < strings.Count(token, ")") {
		token = strings.TrimRight(token[:len(token)-1], ".,;:!?'")
	}
	if !isLink(token) {
		return 0
	}
	return len(token)
}

// isLink reports whether a word without blanks is a link: with a scheme, with www., or a host
// and a path or query behind it.
func isLink(token string) bool {
	lower := strings.ToLower(token)
	if scheme, rest, ok := strings.Cut(lower, "://"); ok {
		return rest != "" && scheme != "" && strings.Trim(scheme, "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
	}
	host := lower
	if i := strings.IndexAny(lower, "/?#"); i >= 0 {
		host = lower[:i]
	}
	if strings.HasPrefix(host, "www.") || strings.HasPrefix(lower, "mailto:") {
		return true
	}
	host, _, _ = strings.Cut(host, ":")
	dot := strings.LastIndexByte(host, '.')
	if len(host) == len(lower) || dot <= 0 || len(host)-dot < 3 || strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" {
		return false
	}
	return strings.Trim(host[dot+1:], "abcdefghijklmnopqrstuvwxyz") == "" && strings.ContainsAny(lower, "/=") // and not "agreed.what?"
}

// startsWord reports whether a link may begin at i of a line: no letter or digit of a word
// is before it. Chinese needs no blank there.
func startsWord(line string, i int) bool {
	if i == 0 {
		return true
	}
	c := line[i-1]
	return c >= 0x80 || !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '@' || c == '.' || c == '/' || c == '_')
}
