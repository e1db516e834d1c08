package body

import (
	"bytes"
	"strings"
)

// sameLetters reports whether a text and HTML that hides nothing hold the same
// letters in the same order. Nearly all mail does, and this is ten times quicker to
// see than by the tokens of the HTML: white space, digits, signs and most entities
// are passed over, and where anything is odd the answer is no.
func sameLetters(plain, source string) bool {
	lower := lowerASCII(source)
	if mayHide(lower) {
		return false
	}
	at := 0
	next := func() (c byte, ok bool) {
		for at < len(source) {
			switch c := letter(source[at]); {
			case c != 0:
				at++
				return c, true
			case source[at] == '<':
				at = behindTag(lower, at)
			case source[at] == '&':
				at = behindEntity(lower, at)
			default:
				at++
			}
			if at < 0 {
				return 0, false
			}
		}
		return 0, true
	}
	for i := 0; i < len(plain); i++ {
		if want := letter(plain[i]); want != 0 {
			if c, ok := next(); !ok || c != want {
				return false
			}
		}
	}
	c, ok := next()
	return ok && c == 0
}

// lowerASCII returns text with the letters of ASCII in lower case.
func lowerASCII(text string) []byte {
	lower := []byte(text)
	for i, c := range lower {
		if c-'A' < 26 {
			lower[i] = c + 'a' - 'A'
		}
	}
	return lower
}

// mayHide reports whether anything in HTML may keep text from being shown.
func mayHide(lower []byte) bool {
	for _, hiding := range [...]string{"display", "visibility", "mso-hide", "opacity", "hidden", `\`, "/*"} {
		if bytes.Contains(lower, []byte(hiding)) {
			return true
		}
	}
	for rest := lower; ; {
		_, after, found := bytes.Cut(rest, []byte("font-size"))
		if !found {
			return false
		}
		if rest = after; bytes.HasPrefix(bytes.TrimLeft(after[:min(len(after), 10)], " :"), []byte("0")) {
			return true
		}
	}
}

// letter returns an ASCII letter in lower case or a byte of another character; 0
// for all else.
func letter(c byte) byte {
	switch {
	case 'a' <= c && c <= 'z', c >= 0x80:
		return c
	case 'A' <= c && c <= 'Z':
		return c + 'a' - 'A'
	}
	return 0
}

// behindTag returns where a tag ends, or an element that no browser shows; -1 where
// it does not.
func behindTag(lower []byte, at int) int {
	end := ">"
	switch string(lower[at+1 : min(len(lower), at+4)]) {
	case "!--":
		end = "-->"
	case "sty":
		end = "</style>"
	case "tit":
		end = "</title>"
	case "scr", "sel", "obj", "nos", "svg", "tem", "ifr":
		return -1
	}
	if i := bytes.Index(lower[at:], []byte(end)); i >= 0 {
		return at + i + len(end)
	}
	return -1
}

// behindEntity returns where an entity ends that stands for a sign, or a "&" that
// begins none; -1 where it may stand for letters.
func behindEntity(lower []byte, at int) int {
	rest := string(lower[at+1 : min(len(lower), at+12)])
	name, _, ends := strings.Cut(rest, ";")
	if !ends || strings.ContainsAny(name, " <\n") {
		if strings.HasPrefix(rest, "#") { // browsers read "&#65" without an end
			return -1
		}
		return at + 1
	}
	switch name {
	case "nbsp", "amp", "lt", "gt", "quot", "apos", "#39", "#160", "#xa0", "zwnj", "ndash", "mdash", "hellip", "middot", "ensp", "emsp", "copy", "reg":
		return at + 1 + len(name) + 1
	}
	return -1
}
