package mime

import (
	"bytes"
	"io"
	"path"
	"strings"

	"github.com/emersion/go-message"

	"rapport/store"
	"rapport/store/pattern"
)

// walk reads a part and those in it, lists the attachments, and returns the texts,
// or nil where there are none.
func (r *reader) walk(e *message.Entity, depth int) *Part {
	if r.parts++; r.parts > r.limits.Parts {
		r.unparsed("parts")
		return nil
	}
	if depth > r.limits.Depth {
		r.unparsed("depth")
		return nil
	}
	if r.late() {
		return nil
	}
	kind, params, err := e.Header.ContentType()
	if err != nil { // cannot be: it was repaired
		r.defect("the content type cannot be read: " + printable(err.Error(), 60))
		kind = "text/plain"
	}
	parts := e.MultipartReader()
	if parts == nil {
		return r.leaf(e, kind, params, depth)
	}
	if kind == "multipart/encrypted" { // RFC 1847 section 2.2
		r.seal(sealOf(params["protocol"]))
	}
	all := &Part{Type: kind}
	for r.parts <= r.limits.Parts && !r.late() && r.failed == nil {
		inner, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if inner == nil { // cannot be: it was repaired
			r.unread("a multipart", err)
			break
		}
		if texts := r.walk(inner, depth+1); texts != nil {
			all.Parts = append(all.Parts, texts)
		}
	}
	return all
}

// leaf reads a part that holds no others: text to show, or an attachment. At depth 0 it
// is all of the mail.
func (r *reader) leaf(e *message.Entity, kind string, params map[string]string, depth int) *Part {
	disposition, dispositionParams, _ := e.Header.ContentDisposition() // an error where it has none
	name := r.fileName(dispositionParams["filename"], params["name"])
	shown := isShown(kind) && disposition != "attachment" && (name == "" || depth == 0 && disposition != "inline")
	if !shown {
		return r.attach(e, kind, params, name, disposition, depth)
	}
	if r.into != nil && !mayHoldBlocks(e, kind) {
		return nil
	}
	decoded, defect := r.textOf(e, kind)
	if r.into != nil {
		return nil
	}
	if defect != "" {
		r.defect("a text part " + defect)
	}
	r.texts += len(decoded)
	text := r.textPart(kind, params, decoded)
	if strings.HasPrefix(text.Text, armour) || strings.Contains(text.Text, "\n"+armour) {
		r.seal(store.SealedPGP)
	}
	return text
}

// textPart makes a Part of the bytes of a text.
func (r *reader) textPart(kind string, params map[string]string, decoded []byte) *Part {
	charset := params["charset"]
	if plain, was := stillEncoded(decoded, charset); was != "" {
		r.defect("a text part is in " + was + ", and does not say so")
		decoded = plain[:min(len(plain), r.limits.Text)]
	}
	if charset == "" && kind == "text/html" {
		charset = metaCharset(decoded)
	}
	text, defect := decodeCharset(charset, decoded)
	if defect != "" {
		r.defect("a text part is " + defect)
	}
	return &Part{Type: kind, Params: params, Text: text}
}

// armour is the line above what PGP encrypted within a text (RFC 9580 section 6.2.1).
const armour = "-----BEGIN PGP MESSAGE-----"

// textOf returns the bytes of a text, without the files that stand in it and at
// most as many as the limits allow. They are good until the next call.
func (r *reader) textOf(e *message.Entity, kind string) (text []byte, defect string) {
	limit := min(r.limits.Text, 2*r.limits.Text-r.texts)
	r.buffer.Reset()
	r.buffer.Grow(min(r.size, 64<<10) + bytes.MinRead)
	if !mayHoldBlocks(e, kind) {
		_, err := r.buffer.ReadFrom(io.LimitReader(body(e), int64(limit)+1))
		if text = r.buffer.Bytes(); err != nil {
			defect = "is not wholly in its transfer encoding"
		}
	} else { // each file counts, wherever it stands
		from := body(e) // in memory, and without a transfer encoding
		r.buffer.ReadFrom(io.LimitReader(from, int64(r.limits.Text)))
		if r.buffer.Len() == r.limits.Text {
			r.buffer.Grow(max(0, r.size-r.limits.Text)) // rather than twice as much
			r.buffer.ReadFrom(from)
		}
		text = r.attachBlocks(r.buffer.Bytes())
	}
	if len(text) > limit {
		return text[:limit], "is longer than limits.text; the rest is left out"
	}
	return text, defect
}

// mayHoldBlocks reports whether uuencoded files may stand in a text.
func mayHoldBlocks(e *message.Entity, kind string) bool {
	switch strings.ToLower(e.Header.Get("Content-Transfer-Encoding")) {
	case "base64", "quoted-printable":
		return false
	}
	return kind == "text/plain"
}

// isShown reports whether text of that type is shown and not attached.
func isShown(kind string) bool {
	switch kind {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html":
		return true
	}
	return false
}

// tailName is the name that Exchange sets for text below a file, which Apple Mail and
// others write as a part of its own.
var tailName = pattern.New(`(?i)^ATT\d{3,}\.(?:html?|txt)$`)

// mayBeText reports whether a text that is a file may be what its sender wrote: by its
// name it is no log, no table, no source.
func mayBeText(kind, name string) bool {
	if kind != "text/plain" && kind != "text/html" {
		return false
	}
	switch strings.ToLower(path.Ext(name)) {
	case "", ".txt", ".text", ".htm", ".html":
		return true
	}
	return false
}
