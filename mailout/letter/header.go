package letter

import (
	"encoding/base64"
	"fmt"
	"net/mail"
	"strings"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/mailaddr"
)

// longestWord is the most that an encoded word has here. RFC 2047, 2 allows 75 characters, and
// 76 in the line; so it also fits behind the name of its field, and no field begins with an
// empty line.
const longestWord = 60

// subjectField returns a subject as its field has it. Words of ASCII stay readable there.
func subjectField(text string) string {
	var list []string
	words := strings.Fields(text)
	for len(words) > 0 {
		n := 0
		for n < len(words) && !isPlainWord(words[n]) {
			n++
		}
		if n > 0 {
			list = append(list, encodedWords(strings.Join(words[:n], " ")))
			words = words[n:]
			continue
		}
		list, words = append(list, words[0]), words[1:]
	}
	return strings.Join(list, " ")
}

// isPlainWord reports whether a word can stand in a field as it is.
func isPlainWord(word string) bool {
	return isASCII(word) && len(word) <= longestWord && !strings.Contains(word, "=?")
}

// encodedWords returns text as encoded words (RFC 2047), with Q where most of it is ASCII.
func encodedWords(text string) string {
	plain := 0
	for i := range len(text) {
		if text[i] < utf8.RuneSelf {
			plain++
		}
	}
	encoding, encode, most := "q", quoted, longestWord-len("=?utf-8?q??=")
	if plain*2 < len(text) {
		encoding, encode = "b", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	}
	var words []string
	for from := 0; from < len(text); {
		to := from
		for to < len(text) {
			_, size := utf8.DecodeRuneInString(text[to:])
			if to > from && len(encode(text[from:to+size])) > most {
				break
			}
			to += size
		}
		words = append(words, fmt.Sprintf("=?utf-8?%s?%s?=", encoding, encode(text[from:to])))
		from = to
	}
	return strings.Join(words, " ")
}

// quoted returns text in the encoding Q with what RFC 2047, 5 (3) allows in a name.
func quoted(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ':
			b.WriteByte('_')
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("!*+-/", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	return b.String()
}

// addressField returns addresses as a field has them.
func addressField(list []store.Address) string {
	fields := make([]string, len(list))
	for i, a := range list {
		fields[i] = mailbox(a)
	}
	return strings.Join(fields, ", ")
}

// mailbox returns an address as a field has it, always in ASCII: of a domain its A-labels.
// What stands before the @ has no such form. A server without SMTPUTF8 would refuse the
// whole mail for it, to everybody; so it is named as an empty group (RFC 6857, 3.2.1), and
// only its own delivery needs SMTPUTF8.
func mailbox(a store.Address) string {
	name, address := oneLine(a.Name), asciiDomain(a.Address)
	switch {
	case !isASCII(address):
		return encodedWords(strings.TrimSpace(name+" "+a.Address)) + " :;"
	case isASCII(name) && len(name) <= longestWord:
		return (&mail.Address{Name: name, Address: address}).String()
	}
	return encodedWords(name) + " " + (&mail.Address{Address: address}).String()
}

// asciiDomain returns an address with its domain in ASCII.
func asciiDomain(address string) string {
	local, domain, ok := mailaddr.Cut(address)
	if !ok || isASCII(domain) {
		return address
	}
	if label := mailaddr.Domain(domain); label != "" {
		return local + "@" + label
	}
	return address
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
