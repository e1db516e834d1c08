package mime

import (
	"bytes"
	"path"
	"strings"

	"github.com/emersion/go-message"

	"rapport/mailin/mime/cms"
	"rapport/store"
)

// What the signed messages of one mail may cost: S/MIME signs again what is signed.
const (
	maxCMS     = 48 << 20 // bytes of one
	mostSigned = 5
)

// isCMS reports whether a part is a message that S/MIME signed or encrypted as a whole
// (RFC 8551 section 3.2). Gateways that do not know the type leave the name.
func isCMS(kind, name string) bool {
	switch kind {
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return true
	}
	return strings.HasPrefix(kind, "application/") && strings.EqualFold(path.Ext(name), ".p7m")
}

// openCMS reads the mail within a signed message, whose file is listed, and returns its
// text. The signature shows nothing here: who sent a mail is judged by other means.
func (r *reader) openCMS(raw []byte, kind, name, says string, depth int) *Part {
	if len(raw) > maxCMS || r.signed >= mostSigned {
		r.defect("a signed part is not opened: it is too large, or one of many")
		return nil
	}
	content, is, err := cms.Open(raw)
	switch {
	case is == cms.Encrypted, err != nil && strings.HasSuffix(strings.ToLower(says), "enveloped-data"):
		if letter := kind != "application/octet-stream" || strings.Count(name, ".") < 2; letter { // not contract.pdf.p7m
			r.seal(store.SealedSMIME)
		}
		return nil
	case err != nil:
		r.defect("a signed part cannot be opened: " + printable(err.Error(), 80))
		return nil
	case is != cms.Signed || len(content) == 0 || !isEntity(content):
		return nil // certificates, or a file that was signed
	}
	r.signed++
	inner := repair{raw: content, limits: r.limits, deadline: r.deadline}
	e, err := message.ReadWithOptions(inner.mended(), &message.ReadOptions{MaxHeaderBytes: -1})
	for _, defect := range inner.defects {
		r.defect("in a signed part: " + defect)
	}
	if inner.over != "" {
		r.unparsed(inner.over)
	}
	if e == nil { // cannot be: it was repaired
		r.unread("a signed part", err)
		return nil
	}
	r.note("it is signed with S/MIME; the signature is not verified")
	return r.walk(e, depth+1)
}

// isEntity reports whether signed content is a mail and not a document: it begins with a
// field that describes a part, or with the empty line of one that has none.
func isEntity(content []byte) bool {
	start := bytes.TrimLeft(content[:min(len(content), 4<<10)], "\r\n")
	if len(start) < len(content[:min(len(content), 4<<10)]) {
		return true
	}
	for len(start) > 0 {
		var line []byte
		line, start = cutLine(start)
		if len(line) == 0 {
			return false
		}
		if startsWithFold(line, "content-") || startsWithFold(line, "mime-version:") {
			return true
		}
	}
	return false
}

// sealOf returns what an encrypted multipart is sealed with, by the protocol it names.
func sealOf(protocol string) string {
	if strings.Contains(strings.ToLower(protocol), "pkcs7") {
		return store.SealedSMIME
	}
	return store.SealedPGP // RFC 3156; no other is in use
}

// sealOfFile returns what a part is sealed with, by its type or name alone, or "".
func sealOfFile(kind, name string) string {
	switch name = strings.ToLower(name); {
	case kind == "application/x-microsoft-rpmsg-message", strings.HasSuffix(name, ".rpmsg"):
		return store.SealedPurview
	case kind == "application/pgp-encrypted", name == "encrypted.asc": // the second where Exchange took the structure apart
		return store.SealedPGP
	}
	return ""
}

// seal records that a mail holds what only its recipients can read.
func (r *reader) seal(with string) {
	if r.message.Sealed != "" {
		return
	}
	r.message.Sealed = with
	r.defect("it is encrypted with " + with)
	r.note(store.NoteSealed(with))
}

// note records what a person should know of how the mail was read.
func (r *reader) note(text string) {
	r.message.Notes = addDefect(r.message.Notes, text)
}
