package mime

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"io"
	"path"
	"strings"

	"github.com/emersion/go-message"

	"rapport/store"
)

// attach lists a part that is an attachment, and reads what it holds that counts:
// a report of delivery, a calendar, a winmail.dat, the subject of a mail. It returns the
// text where that may be the only one of the mail, or nil.
func (r *reader) attach(e *message.Entity, kind string, params map[string]string, name, disposition string, depth int) *Part {
	h := fieldsOf(e.Header.Header, 0)
	if name == "" {
		name = r.locationName(&h)
	}
	a := store.Attachment{Name: name, Type: kind, Inline: disposition == "inline"}
	if tailName.MatchString(name) { // whatever its type
		kind = typeOfName(name)
	}
	if ids := h.MessageIDs("Content-ID", r.limits); len(ids) > 0 {
		a.ContentID = ids[0]
		a.Inline = disposition != "attachment"
	}
	start := capture{most: r.counts(kind, name)}
	if start.most > r.limits.Text {
		start.Grow(min(start.most, r.size)) // rather than twice as much
	}
	r.add(&a, start.most > 0, func(w io.Writer) int64 {
		size, defect := r.decodeTo(io.MultiWriter(&start, w), e)
		if defect != "" {
			r.defect("an attachment " + defect)
		}
		return size
	})
	if name == "" && kind == "message/rfc822" {
		inner, _ := ReadHeader(start.Bytes(), r.limits.PartHeader, r.limits.HeaderFields)
		if subject := inner.Text("subject"); subject != "" {
			a.Name = r.fileName(strings.NewReplacer("/", "-", `\`, "-").Replace(subject)+".eml", "")
		}
	}
	r.message.Attachments = append(r.message.Attachments, a)
	if seal := sealOfFile(kind, name); seal != "" {
		r.seal(seal)
	}
	switch {
	case isTNEF(kind, name):
		r.readTNEF(start.Bytes())
	case isCMS(kind, name):
		return r.openCMS(start.Bytes(), kind, name, params["smime-type"], depth)
	case r.into != nil:
	case isReport(kind) && start.most > 0:
		content := start.Bytes()
		r.reported += len(content)
		r.mail.Reports = append(r.mail.Reports, Report{kind, content})
	case isCalendar(kind, name):
		r.readCalendar(start.Bytes(), params)
	case mayBeText(kind, name) && start.most > 0:
		r.named += start.Len()
		defects := r.header.defects
		text := r.textPart(kind, params, start.Bytes())
		r.header.defects = defects // of a file that is hardly ever the text
		text.File, text.Tail = true, tailName.MatchString(name)
		return text
	}
	return nil
}

// counts returns how many bytes at the start of an attachment are read.
func (r *reader) counts(kind, name string) int {
	switch {
	case isTNEF(kind, name):
		return maxTNEF + 1
	case isCMS(kind, name):
		return maxCMS + 1
	case isReport(kind) && r.reported > r.limits.Text:
	case strings.HasSuffix(kind, "delivery-status"), isCalendar(kind, name):
		return r.limits.Text
	case isReport(kind):
		return r.limits.Header
	case mayBeText(kind, name):
		return max(0, r.limits.Text-r.named)
	}
	return 0
}

// isReport reports whether a part may belong to a delivery status notification
// (RFC 3464, RFC 6533): what happened, or the mail that came back.
func isReport(kind string) bool {
	switch kind {
	case "message/delivery-status", "message/global-delivery-status",
		"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
		return true
	}
	return false
}

// attachBlocks notes the files that stand in a text, and returns the text without
// them.
func (r *reader) attachBlocks(text []byte) []byte {
	rest, blocks := cutBlocks(text, r.limits.Text, r.limits.Parts)
	for _, b := range blocks {
		if r.parts++; r.parts > r.limits.Parts {
			r.unparsed("parts")
			break
		}
		name := r.fileName(b.name)
		a := store.Attachment{Name: name, Type: typeOfName(name)}
		r.add(&a, false, func(w io.Writer) int64 { return decodeUU(w, b.data) })
		r.message.Attachments = append(r.message.Attachments, a)
	}
	return rest
}

// add numbers an attachment whose bytes write writes. They are hashed, and written
// out where that attachment is the one that is wanted; where another is they are
// read only if they count.
func (r *reader) add(a *store.Attachment, counts bool, write func(io.Writer) int64) {
	a.N = len(r.message.Attachments) + 1
	if r.into != nil && r.wanted != a.N {
		if counts {
			write(io.Discard)
		}
		return
	}
	sum := sha256.New()
	var to io.Writer = sum
	if r.into != nil {
		to = io.MultiWriter(sum, writer{r})
		r.found = true
	}
	a.Size = write(to)
	copy(a.SHA256[:], sum.Sum(nil))
}

// writer keeps the first error of what an attachment is written to.
type writer struct{ r *reader }

// Write implements io.Writer.
func (w writer) Write(p []byte) (int, error) {
	n, err := w.r.into.Write(p)
	if err != nil {
		w.r.failed = err
	}
	return n, err
}

// typeOfName returns the media type that the end of a file name tells, for files
// that come without one.
func typeOfName(name string) string {
	known := map[string]string{
		".txt": "text/plain", ".log": "text/plain", ".csv": "text/csv", ".htm": "text/html", ".html": "text/html", ".ics": "text/calendar",
		".eml": "message/rfc822", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
		".pdf": "application/pdf", ".zip": "application/zip", ".rtf": "application/rtf",
		".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
		".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	}
	return cmp.Or(known[strings.ToLower(path.Ext(name))], "application/octet-stream")
}

// locationName returns the name of a part that has only a Content-Location (RFC
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
