package body

import "strings"

const (
	signedBegin    = "-----BEGIN PGP SIGNED MESSAGE-----"
	signatureBegin = "-----BEGIN PGP SIGNATURE-----"
	signatureEnd   = "-----END PGP SIGNATURE-----"
)

// unarmoured takes the lines off that PGP puts around a text that it signs (RFC
// 9580 section 7): what stands between them is what was written. Text without
// them stays as it is.
func unarmoured(text string) string {
	begin := lineAt(text, signedBegin, 0)
	if begin < 0 {
		return text
	}
	// The header behind it ends with an empty line; what follows it is signed.
	_, rest, found := cutBlank(text[begin+len(signedBegin):])
	sign := lineAt(rest, signatureBegin, 0)
	if !found || sign < 0 {
		return text
	}
	after := ""
	if end := lineAt(rest, signatureEnd, sign); end >= 0 {
		_, after, _ = strings.Cut(rest[end:], "\n")
	}
	signed := strings.TrimPrefix(rest[:sign], "- ") // dashes are stuffed
	signed = strings.ReplaceAll(signed, "\n- ", "\n")
	return text[:begin] + signed + after
}

// lineAt returns where line begins a line of text, at or behind from, or -1.
func lineAt(text, line string, from int) int {
	for from <= len(text) {
		i := strings.Index(text[from:], line)
		if i < 0 {
			return -1
		}
		if i += from; i == 0 || text[i-1] == '\n' {
			return i
		}
		from = i + len(line)
	}
	return -1
}

// cutBlank cuts text around the first empty line behind its first line.
func cutBlank(text string) (before, after string, found bool) {
	_, rest, found := strings.Cut(text, "\n")
	for found {
		var line string
		start := len(text) - len(rest)
		if line, rest, found = strings.Cut(rest, "\n"); strings.TrimRight(line, " \t\r") == "" {
			return text[:start], rest, found
		}
	}
	return text, "", false
}
