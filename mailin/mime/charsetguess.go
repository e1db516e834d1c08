package mime

import (
	"bytes"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// isSingle reports whether a charset has one octet for each character.
func isSingle(kind encoding.Encoding) bool {
	_, single := kind.(*charmap.Charmap)
	return single
}

// inUTF16 reports whether bytes are UTF-16, and with the higher octet first. Labelled so,
// without a byte order mark, they are what yields more of the characters that texts have:
// RFC 2781 section 4.3 wants the higher first, and Windows writes the lower. Unlabelled,
// there must be NUL in them, as no other charset has it, and next to nothing but such
// characters.
func inUTF16(b []byte, labelled bool) (big, is bool) {
	if len(b) < 2 {
		return false, false
	}
	if len(b)%2 == 0 {
		switch {
		case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
			return true, true
		case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
			return false, true
		}
	}
	if !labelled && (len(b)%2 == 1 || bytes.IndexByte(b, 0) < 0) {
		return false, false
	}
	n := min(len(b)/2, 4096)
	high, low := 0, 0 // units that are likely with the higher octet first, and with the lower
	for i := 0; i < 2*n; i += 2 {
		if isLikely(b[i], b[i+1]) {
			high++
		}
		if isLikely(b[i+1], b[i]) {
			low++
		}
	}
	big = high > low
	if labelled {
		return big || high == low, true
	}
	return big, max(high, low)*20 >= n*19 && n >= 4 && max(high, low) > 2*min(high, low)
}

// isLikely reports whether a unit of UTF-16 is a character that texts are full of: ASCII
// without controls, letters of Europe, Chinese, Japanese and Korean, and their marks.
func isLikely(high, low byte) bool {
	switch {
	case high == 0:
		return low >= ' ' && low < 0x7F || low == '\n' || low == '\r' || low == '\t' || low >= 0xA0
	case high == 1, high == 4, high == 3:
		return true
	case high == 0x20:
		return low <= 0x40
	case high == 0x30, high >= 0x4E && high <= 0x9F, high >= 0xAC && high <= 0xD7, high == 0xFF:
		return low != 0 // or it is a letter of ASCII, the other way round
	}
	return false
}

// looksCyrillic reports whether bytes that are labelled as of Western Europe are in
// Windows-1251: words without any letter of ASCII, as no language of the West has them,
// and of the letters that Russian and its neighbours use most.
func looksCyrillic(b []byte) bool {
	whole, mixed := 0, 0 // words of letters above ASCII alone, and others that have one
	common, letters := 0, 0
	for i := 0; i < len(b); {
		start, high, ascii := i, 0, 0
		for ; i < len(b) && (isLetter(b[i]) || isCyrillic(b[i])); i++ {
			if isLetter(b[i]) {
				ascii++
				continue
			}
			high++
			letters++
			if bytes.IndexByte(commonCyrillic, b[i]|0x20) >= 0 {
				common++
			}
		}
		switch {
		case i == start:
			i++
		case high > 2 && ascii == 0:
			whole++
		case high > 0 && ascii > 0:
			mixed++
		}
	}
	return whole > 0 && letters >= 6 && mixed*10 <= whole && common*5 >= letters*2
}

// commonCyrillic are the letters of Windows-1251 that are most of any text, in lower case:
// о е а и н т с і в р л.
var commonCyrillic = []byte{0xEE, 0xE5, 0xE0, 0xE8, 0xED, 0xF2, 0xF1, 0xB3, 0xE2, 0xF0, 0xEB}

// isCyrillic reports whether a byte is a letter of Windows-1251 above ASCII.
func isCyrillic(c byte) bool {
	switch c {
	case 0xA8, 0xB8, 0xAA, 0xBA, 0xAF, 0xBF, 0xB2, 0xB3, 0xA5, 0xB4:
		return true
	}
	return c >= 0xC0
}
