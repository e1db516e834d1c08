package mime_test

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mime"
	"rapport/store"
)

// asSigned returns content as S/MIME signs it, without signers, in base64.
func asSigned(t *testing.T, content string) string {
	t.Helper()
	tagged := func(class, tag int, inside ...[]byte) []byte {
		out, err := asn1.Marshal(asn1.RawValue{Class: class, Tag: tag, IsCompound: class != 0 || tag != asn1.TagOctetString, Bytes: bytes.Join(inside, nil)})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	name := func(last int) []byte {
		out, err := asn1.Marshal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, last})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	data := tagged(0, asn1.TagSequence, name(1), tagged(2, 0, tagged(0, asn1.TagOctetString, []byte(content))))
	signed := tagged(0, asn1.TagSequence, []byte{2, 1, 1}, tagged(0, asn1.TagSet), data, tagged(0, asn1.TagSet))
	return base64.StdEncoding.EncodeToString(tagged(0, asn1.TagSequence, name(2), tagged(2, 0, signed)))
}

const signedPart = "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"

func TestMessage_filesOfASignedMail(t *testing.T) {
	inner := "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nSee the plan.\r\n--i\r\nContent-Type: application/pdf; name=plan.pdf\r\n\r\nPDF\r\n--i--\r\n"
	raw := []byte(envelope + "Content-Type: multipart/mixed; boundary=b\n\n--b\n" + signedPart + asSigned(t, inner) + "\n--b\nContent-Type: image/png; name=a.png\n\nPNG\n--b--\n")
	m := message(raw, arrival, mime.DefaultLimits())
	if want := []string{"2 plan.pdf application/pdf 3", "3 a.png image/png 3"}; m.Text != "See the plan.\n" || !slices.Equal(describe(m.Attachments)[1:], want) {
		t.Errorf("%q, %q", m.Text, describe(m.Attachments))
	}
	if want := "it is signed with S/MIME; the signature is not verified"; !slices.Contains(m.Notes, want) || len(m.Defects) > 0 {
		t.Errorf("notes %q, defects %q", m.Notes, m.Defects)
	}
	for n, want := range map[int]string{2: "PDF", 3: "PNG"} {
		var b bytes.Buffer
		if _, err := mime.Attachment(&b, raw, n, mime.DefaultLimits()); err != nil || b.String() != want {
			t.Errorf("attachment %d: %q, %v; want %q", n, b.String(), err, want)
		}
	}
}

func TestMessage_signedPartsAreBounded(t *testing.T) {
	nested := "Content-Type: text/plain\r\n\r\ndeepest\r\n"
	for range 8 {
		nested = strings.ReplaceAll(signedPart, "\n", "\r\n") + asSigned(t, nested)
	}
	limits := mime.DefaultLimits()
	limits.Time = time.Minute // what a busy machine leaves out is no matter of this test
	m := message([]byte(envelope+nested), arrival, limits)
	if !slices.Contains(m.Defects, "a signed part is not opened: it is too large, or one of many") || strings.Contains(m.Text, "deepest") {
		t.Errorf("%q, defects %q", m.Text, m.Defects)
	}
}

func TestMessage_signedPartsThatAreNone(t *testing.T) {
	for _, test := range []struct{ name, body, defect string }{
		{"text", "Hello", "a signed part cannot be opened: not a CMS message: a length of 105 octets"},
		{"half of one", asSigned(t, "Content-Type: text/plain\r\n\r\nHello")[:60], "a signed part cannot be opened: not a CMS message: it is cut short"},
		{"a document", asSigned(t, "%PDF-1.4\nContent-Type: text/plain\n"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, envelope+signedPart+test.body+"\n")
			if m.Text != "" || len(m.Attachments) != 1 || m.Sealed != "" {
				t.Errorf("%q, %q", m.Text, describe(m.Attachments))
			}
			if test.defect != "" && !slices.Contains(m.Defects, test.defect) {
				t.Errorf("defects %q, want %q", m.Defects, test.defect)
			}
		})
	}
}

func TestMessage_whatIsSealed(t *testing.T) {
	const mixed = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
	armour := "-----BEGIN PGP MESSAGE-----\n\nhQEMA7\n-----END PGP MESSAGE-----\n"
	for _, test := range []struct{ name, raw, want string }{
		{"PGP/MIME", "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\n" + armour + "--b--\n", store.SealedPGP},
		{"PGP in the text", "Content-Type: text/plain\n\n" + armour, store.SealedPGP},
		{"PGP below a line", "Content-Type: text/plain\n\nHello,\n" + armour, store.SealedPGP},
		{"PGP in what is quoted", "Content-Type: text/plain\n\nHello,\n> " + armour, ""},
		{"PGP/MIME that Exchange took apart", mixed + "\n--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\n" + armour + "--b--\n", store.SealedPGP},
		{"S/MIME whose bytes are lost", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMAAB\n", store.SealedSMIME},
		{"Purview", mixed + "Protected\n--b\nContent-Type: application/x-microsoft-rpmsg-message; name=message.rpmsg\n\nx\n--b--\n", store.SealedPurview},
		{"a file that PGP encrypted", mixed + "Hello\n--b\nContent-Type: application/octet-stream; name=plan.pdf.gpg\n\nx\n--b--\n", ""},
		{"a signature of PGP", "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: application/pgp-signature; name=signature.asc\n\nx\n--b--\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, envelope+test.raw)
			if m.Sealed != test.want || (test.want != "") != slices.Contains(m.Notes, store.NoteSealed(test.want)) {
				t.Errorf("%q, notes %q; want %q", m.Sealed, m.Notes, test.want)
			}
		})
	}
}
