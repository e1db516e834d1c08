package mime

import (
	"bytes"
	"crypto/sha256"
	"io"
	"path"
	"strings"

	"rapport/store"
)

// attach notes a part that is an attachment, and what stands in it.
func (r *reader) attach(h *Header, kind, name, disposition string, body []byte) {
	a := store.Attachment{Name: name, Type: kind, Inline: disposition == "inline"}
	if ids := h.MessageIDs("Content-ID", r.limits); len(ids) > 0 {
		a.ContentID = ids[0]
		a.Inline = disposition != "attachment"
	}
	if name == "" && kind == "message/rfc822" {
		inner, _ := ReadHeader(body, r.limits.PartHeader, r.limits.HeaderFields)
		if subject := inner.Text("subject"); subject != "" {
			a.Name = r.fileName(strings.NewReplacer("/", "-", `\`, "-").Replace(subject)+".eml", "")
		}
	}
	r.add(a, func(w io.Writer) int64 {
		size, defect := r.decodeTo(w, h, body)
		if defect != "" {
			r.header.defect("an attachment " + defect)
		}
		return size
	})
}

// attachBlocks notes the files that stand in a text, and gives the text without
// them.
func (r *reader) attachBlocks(text []byte) []byte {
	rest, blocks := cutBlocks(text, r.limits.Text, r.limits.Parts)
	for _, b := range blocks {
		if r.parts++; r.parts > r.limits.Parts {
			r.unparsed("parts")
			break
		}
		name := r.fileName(b.name)
		r.add(store.Attachment{Name: name, Type: typeOfName(name)}, func(w io.Writer) int64 { return decodeUU(w, b.data) })
	}
	return rest
}

// add appends an attachment, whose bytes write gives. They are hashed and
// written where that attachment is the one that is wanted, and left alone where
// another is.
func (r *reader) add(a store.Attachment, write func(io.Writer) int64) {
	a.N = len(r.message.Attachments) + 1
	if r.into == nil || r.wanted == a.N {
		sum := sha256.New()
		var to io.Writer = sum
		if r.into != nil {
			to = io.MultiWriter(sum, writer{r})
			r.found = true
		}
		a.Size = write(to)
		copy(a.SHA256[:], sum.Sum(nil))
	}
	r.message.Attachments = append(r.message.Attachments, a)
}

// writer keeps the first error of what an attachment is written to.
type writer struct{ r *reader }

func (w writer) Write(p []byte) (int, error) {
	n, err := w.r.into.Write(p)
	if err != nil {
		w.r.failed = err
	}
	return n, err
}

// typeOfName gives the media type that the end of a file name tells, for files
// that come without one.
func typeOfName(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".txt", ".log":
		return "text/plain"
	case ".csv":
		return "text/csv"
	case ".htm", ".html":
		return "text/html"
	case ".eml":
		return "message/rfc822"
	case ".ics":
		return "text/calendar"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".pdf":
		return "application/pdf"
	case ".zip":
		return "application/zip"
	case ".rtf":
		return "application/rtf"
	case ".doc":
		return "application/msword"
	case ".xls":
		return "application/vnd.ms-excel"
	case ".ppt":
		return "application/vnd.ms-powerpoint"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".pptx":
		return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	}
	return "application/octet-stream"
}

// locationName gives the name of a part that has only a Content-Location (RFC
// 2557): the end of its path, where that is a file name.
func (r *reader) locationName(h *Header) string {
	location := bytes.TrimSpace(h.get("content-location"))
	if len(location) == 0 || len(location) > 1000 {
		return ""
	}
	location, _, _ = bytes.Cut(location, []byte("?"))
	name := r.fileName(string(location))
	if path.Ext(name) == "" || strings.ContainsAny(name, "@:<>") {
		return ""
	}
	return name
}
