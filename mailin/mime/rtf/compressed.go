// Package rtf reads the rich text that Outlook puts into winmail.dat: its compression
// ([MS-OXRTFCP]), and of the Rich Text Format the words that a person sees, or the HTML
// that it was made of ([MS-OXRTFEX]). A stranger wrote every byte.
package rtf

import "encoding/binary"

const (
	headerSize   = 16
	compressed   = 0x75465A4C // "LZFu"
	uncompressed = 0x414C454D // "MELA"
	window       = 4096       // bytes to which a reference may point back
)

// dictionary is what the window begins with ([MS-OXRTFCP] section 2.1.2.1).
const dictionary = `{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0` +
	"\r\n" + `\par \pard\plain\f0\fs20\b\i\u\tab\tx`

// Decompress returns the rich text in data, which is as PidTagRtfCompressed has it, and at
// most most bytes of it. What was read before a fault is returned too; ok says that there
// is none. The checksum is not looked at: a fault in a word is better than no text.
func Decompress(data []byte, most int) (text []byte, ok bool) {
	if len(data) < headerSize {
		return nil, false
	}
	size := int(binary.LittleEndian.Uint32(data[4:]))
	kind := binary.LittleEndian.Uint32(data[8:])
	body := data[headerSize:]
	switch kind {
	case uncompressed:
		n := min(size, len(body), most)
		return body[:n], n == size
	case compressed:
		return inflate(body, size, most)
	}
	return nil, false
}

// inflate reads runs of eight tokens, each run behind a byte whose bits say which of them
// are references into the window and which are bytes.
func inflate(body []byte, size, most int) (text []byte, ok bool) {
	var ring [window]byte
	at := copy(ring[:], dictionary)
	write := func(c byte) {
		ring[at] = c
		at = (at + 1) % window
		text = append(text, c)
	}
	for len(body) > 0 && len(text) < most {
		flags := body[0]
		body = body[1:]
		for bit := range 8 {
			if flags&(1<<bit) == 0 {
				if len(body) == 0 {
					return cut(text, most), len(text) == size
				}
				write(body[0])
				body = body[1:]
				continue
			}
			if len(body) < 2 {
				return cut(text, most), false
			}
			reference := int(body[0])<<8 | int(body[1])
			body = body[2:]
			from, n := reference>>4, reference&0xF+2
			if from == at { // the end
				return cut(text, most), len(text) == size
			}
			for i := range n {
				write(ring[(from+i)%window])
			}
		}
	}
	return cut(text, most), len(text) == size
}

func cut(text []byte, most int) []byte { return text[:min(len(text), most)] }
