package export

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestName bounds a name of a file, in bytes: with its number it fits every file system.
const longestName = 120

// safeName returns the name that a sender gave a file as one that is safe in every file system and
// at every prompt: letters and digits of any script, points, hyphens and underscores.
func safeName(name, mediaType string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, "_"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r), unicode.Is(unicode.Mc, r), r == '.', r == '-', r == '_':
			return r
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r):
			return -1 // what would turn the name around, or not be seen
		}
		return '_'
	}, name)
	name = strings.Trim(name, "._-")
	for strings.Contains(name, "__") {
		name = strings.ReplaceAll(name, "__", "_")
	}
	for strings.Contains(name, "..") {
		name = strings.ReplaceAll(name, "..", ".")
	}
	if name == "" {
		name = "file"
		if _, sub, ok := strings.Cut(mediaType, "/"); ok && sub != "" {
			name += "." + strings.Map(func(r rune) rune {
				if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
					return r
				}
				return -1
			}, sub)
		}
	}
	if len(name) <= longestName {
		return name
	}
	extension := path.Ext(name)
	if len(extension) > 12 {
		extension = ""
	}
	name = name[:longestName-len(extension)]
	for !utf8.ValidString(name) {
		name = name[:len(name)-1]
	}
	return name + extension
}
