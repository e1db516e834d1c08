package mime

import (
	"bytes"
	"encoding/binary"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/unicode"

	"rapport/mailin/mime/rtf"
	"rapport/store"
)

// tnef is what Outlook puts into winmail.dat: the files and the text of a mail,
// in the Transport Neutral Encapsulation Format ([MS-OXTNEF]).
type tnef struct {
	files      []tnefFile
	text, html []byte
	rich       []byte // rich text, compressed
	charset    string // of text and names
	unicode    string // text where it is written in UTF-16
}

type tnefFile struct {
	name, kind, id string
	data           []byte
}

// Attributes ([MS-OXTNEF] section 2.1.3.1) and the MAPI properties ([MS-OXPROPS])
// that are read; what they are called there stands beside them.
const (
	tnefSignature = 0x223E9F78

	tnefBody       = 0x0002800C // attBody
	tnefProperties = 0x00069003 // attMsgProps
	tnefCodepage   = 0x00069007 // attOemCodepage
	tnefFileStart  = 0x00069002 // attAttachRenddata
	tnefFileTitle  = 0x00018010 // attAttachTitle
	tnefFileData   = 0x0006800F // attAttachData
	tnefFileProps  = 0x00069005 // attAttachment

	propBody     = 0x1000 // PidTagBody
	propRich     = 0x1009 // PidTagRtfCompressed
	propHTML     = 0x1013 // PidTagBodyHtml
	propData     = 0x3701 // PidTagAttachDataBinary, -Object
	propName     = 0x3704 // PidTagAttachFilename
	propLongName = 0x3707 // PidTagAttachLongFilename
	propMIMEType = 0x370E // PidTagAttachMimeTag
	propID       = 0x3712 // PidTagAttachContentId
)

// What one winmail.dat may cost.
const (
	maxTNEF           = 32 << 20 // bytes
	maxTNEFFiles      = 200
	maxTNEFProperties = 2000
	maxRich           = 8 << 20 // bytes of rich text, of which pictures are the most
)

// isTNEF reports whether a part is TNEF.
func isTNEF(kind, name string) bool {
	return kind == "application/ms-tnef" || kind == "application/vnd.ms-tnef" || strings.EqualFold(name, "winmail.dat")
}

// readTNEF lists the files in a part that is TNEF, and keeps the text in it for a
// mail that shows no other.
func (r *reader) readTNEF(raw []byte) {
	if len(raw) > maxTNEF || r.tnefs >= 3 {
		r.defect("a winmail.dat is not opened: it is too large, or one of many")
		return
	}
	r.tnefs++
	t, ok := parseTNEF(raw)
	if !ok {
		r.defect("a winmail.dat cannot be read to its end")
	}
	for _, file := range t.files {
		if r.parts++; r.parts > r.limits.Parts {
			r.unparsed("parts")
			return
		}
		a := store.Attachment{Name: r.fileName(file.name), Type: file.kind, ContentID: printable(strings.Trim(file.id, "<>"), 200)}
		if mediaType, _ := parseParameters([]byte(a.Type)); strings.Contains(mediaType, "/") {
			a.Type = printable(mediaType, 100)
		} else {
			a.Type = typeOfName(a.Name)
		}
		r.add(&a, false, func(w io.Writer) int64 {
			n, _ := w.Write(file.data) // a hash, or a writer that keeps its error
			return int64(n)
		})
		r.message.Attachments = append(r.message.Attachments, a)
	}
	if r.into != nil {
		return
	}
	if text := r.textOfTNEF(t); text != nil {
		r.mail.Spare = append(r.mail.Spare, text)
	}
}

// textOfTNEF returns the best of the texts in a winmail.dat, or nil where it has none.
// Rich text goes before plain text in a code page, which has "?" for what that lacks.
func (r *reader) textOfTNEF(t tnef) *Part {
	most := r.limits.Text
	if len(t.html) > 0 {
		text, _ := decodeCharset(metaCharset(t.html), t.html[:min(len(t.html), most)])
		return &Part{Type: "text/html", Text: text}
	}
	if strings.TrimSpace(t.unicode) != "" {
		return &Part{Type: "text/plain", Text: t.unicode}
	}
	if len(t.rich) > 0 {
		source, ok := rtf.Decompress(t.rich, maxRich)
		if !ok {
			r.defect("the rich text of a winmail.dat cannot be read to its end")
		}
		if rich := rtf.Read(source, decodePage, most); strings.TrimSpace(rich.Text) != "" {
			if rich.HTML {
				return &Part{Type: "text/html", Text: rich.Text}
			}
			return &Part{Type: "text/plain", Text: rich.Text}
		}
	}
	if len(t.text) > 0 {
		text, _ := decodeCharset(t.charset, t.text[:min(len(t.text), most)])
		return &Part{Type: "text/plain", Text: text}
	}
	return nil
}

// decodePage makes text of bytes in a code page of Windows.
func decodePage(page int, b []byte) string {
	text, _ := decodeCharset(charsetOfCodepage(uint32(page)), b)
	return text
}

// parseTNEF reads the attributes one by one. ok reports whether that was all of
// them; what was read before a fault counts.
func parseTNEF(raw []byte) (t tnef, ok bool) {
	in := tnefReader{raw: raw}
	if in.uint32() != tnefSignature {
		return t, false
	}
	in.uint16() // the key of legacy programs
	current := tnefFile{}
	open := false
	finish := func() {
		if open && len(t.files) < maxTNEFFiles && (current.data != nil || current.name != "") {
			t.files = append(t.files, current)
		}
		current, open = tnefFile{}, false
	}
	for len(in.raw) > 0 && !in.bad {
		in.bytes(1) // the level: message or attachment
		attribute := in.uint32()
		data := in.bytes(int(in.uint32()))
		in.uint16() // a checksum
		if in.bad {
			break
		}
		switch attribute {
		case tnefCodepage:
			if len(data) >= 4 {
				t.charset = charsetOfCodepage(binary.LittleEndian.Uint32(data))
			}
		case tnefBody:
			t.text = bytes.TrimRight(data, "\x00")
		case tnefProperties:
			tnefProps(data, func(id int, value tnefValue) {
				switch {
				case id == propRich:
					t.rich = value.data
				case id == propHTML:
					t.html = value.data
				case id == propBody && value.unicode:
					t.unicode = value.text("")
				case id == propBody:
					t.text = bytes.TrimRight(value.data, "\x00")
				}
			})
		case tnefFileStart:
			finish()
			open = true
		case tnefFileTitle:
			if open && current.name == "" {
				current.name = tnefValue{data: data}.text(t.charset)
			}
		case tnefFileData:
			current.data, open = data, true
		case tnefFileProps:
			tnefProps(data, func(id int, value tnefValue) {
				switch id {
				case propLongName:
					current.name = value.text(t.charset)
				case propName:
					if current.name == "" {
						current.name = value.text(t.charset)
					}
				case propMIMEType:
					current.kind = value.text(t.charset)
				case propID:
					current.id = value.text(t.charset)
				case propData:
					if current.data == nil {
						current.data = value.data
					}
				}
			})
		}
	}
	finish()
	return t, !in.bad
}

// tnefValue is the value of a property that is text or bytes.
type tnefValue struct {
	data    []byte
	unicode bool // UTF-16, little endian
}

func (v tnefValue) text(charset string) string {
	data := v.data[:min(len(v.data), 1<<20)]
	if v.unicode {
		return strings.TrimRight(decodeAs(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), data[:len(data)&^1]), "\x00")
	}
	text, _ := decodeCharset(charset, bytes.TrimRight(data, "\x00"))
	return text
}

// tnefProps calls yield for each property that is text or bytes ([MS-OXTNEF]
// section 2.1.3.4), until one cannot be read.
func tnefProps(raw []byte, yield func(id int, value tnefValue)) {
	in := tnefReader{raw: raw}
	count := in.uint32()
	for range min(count, maxTNEFProperties) {
		kind, id := int(in.uint16()), int(in.uint16())
		if id >= 0x8000 { // named
			in.bytes(16)
			if in.uint32() == 0 {
				in.uint32()
			} else {
				in.padded(int(in.uint32()))
			}
		}
		values := uint32(1)
		width := propWidth(kind &^ 0x1000)
		if kind&0x1000 != 0 || width == 0 {
			values = in.uint32()
		}
		for range min(values, maxTNEFProperties) {
			if in.bad {
				return
			}
			if width > 0 {
				in.bytes(width)
				continue
			}
			data := in.padded(int(in.uint32()))
			if kind == 0x000D && len(data) >= 16 { // an object, behind the id of its interface
				data = data[16:]
			}
			if !in.bad && kind&0x1000 == 0 {
				yield(id, tnefValue{data, kind == 0x001F})
			}
		}
		if in.bad || values > maxTNEFProperties {
			return
		}
	}
}

// propWidth returns the bytes of a value of fixed length, or 0.
func propWidth(kind int) int {
	switch kind {
	case 0x000D, 0x001E, 0x001F, 0x0102:
		return 0
	case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040:
		return 8
	case 0x0048:
		return 16
	}
	return 4
}

// tnefReader takes numbers and bytes off the front, until there are not enough.
type tnefReader struct {
	raw []byte
	bad bool
}

func (r *tnefReader) bytes(n int) []byte {
	if n < 0 || n > len(r.raw) {
		r.bad, r.raw = true, nil
		return nil
	}
	b := r.raw[:n:n]
	r.raw = r.raw[n:]
	return b
}

// padded takes n bytes and those that fill them up to a multiple of four.
func (r *tnefReader) padded(n int) []byte {
	b := r.bytes(n)
	r.bytes(min(-n&3, len(r.raw)))
	return b
}

func (r *tnefReader) uint32() uint32 {
	if b := r.bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *tnefReader) uint16() uint16 {
	if b := r.bytes(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

// charsetOfCodepage returns the label of a code page of Windows.
func charsetOfCodepage(page uint32) string {
	switch page {
	case 932:
		return "shift_jis"
	case 936:
		return "gbk"
	case 949:
		return "euc-kr"
	case 950:
		return "big5"
	case 54936:
		return "gb18030"
	case 437, 850, 852, 866:
		return "ibm" + strconv.Itoa(int(page))
	case 10000:
		return "macintosh"
	case 20127:
		return "us-ascii"
	case 65001:
		return "utf-8"
	}
	return "windows-" + strconv.Itoa(int(page))
}
