package mailtest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"
)

// attachments generates one to three files of about size bytes in base64 altogether.
func (w *Writer) attachments(size float64) []Attachment {
	const least, most = 3 << 10, 6 << 20
	size = min(max(size*(0.4+1.2*w.random.Float64()), least), most) * 57 / 78 // of base64's lines
	list := make([]Attachment, 1+w.random.IntN(3)/2)
	for i := range list {
		list[i] = w.attachment(int(size) / len(list))
	}
	return list
}

func (w *Writer) attachment(size int) Attachment {
	kinds := [...]struct{ name, media, magic string }{
		{"report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04"},
		{"进度表.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\x03\x04"},
		{"requirements.pdf", "application/pdf", "%PDF-1.7\n"},
		{"screenshot.png", "image/png", "\x89PNG\r\n\x1a\n"},
		{"合同.pdf", "application/pdf", "%PDF-1.7\n"},
		{"export.csv", "text/csv", ""},
		{"server.log", "text/plain", ""},
	}
	kind := kinds[w.random.IntN(len(kinds))]
	a := Attachment{Name: kind.name, Type: kind.media}
	if kind.magic == "" {
		a.Content = w.table(size)
	} else {
		a.Content = append([]byte(kind.magic), w.noise(size)...)
	}
	return a
}

// noise returns bytes that cannot be compressed, like most attached files.
func (w *Writer) noise(n int) []byte {
	b := make([]byte, 0, n+8)
	for len(b) < n {
		b = binary.LittleEndian.AppendUint64(b, w.random.Uint64())
	}
	return b[:n]
}

// table returns lines that can be compressed.
func (w *Writer) table(n int) []byte {
	var b bytes.Buffer
	for row := 1; b.Len() < n; row++ {
		fmt.Fprintf(&b, "%06d;%s;%s;%d\r\n", row, w.english.word(), w.now.Format(time.DateOnly), w.random.IntN(100_000))
	}
	return b.Bytes()
}
