package cms

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
)

// signed returns content as a mail program signs it, in DER.
func signed(t testing.TB, content string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Wang Wei"}, NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}
	raw, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	data, err := pkcs7.NewSignedData([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	if err := data.AddSigner(certificate, key, pkcs7.SignerInfoConfig{}); err != nil {
		t.Fatal(err)
	}
	der, err := data.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// ber returns an element in BER; without is for one whose length is not given.
func ber(tag byte, without bool, inside ...[]byte) []byte {
	all := bytes.Join(inside, nil)
	if without {
		return append(append([]byte{tag, 0x80}, all...), 0, 0)
	}
	out, err := asn1.Marshal(asn1.RawValue{Class: int(tag >> 6), Tag: int(tag & 0x1F), IsCompound: tag&0x20 != 0, Bytes: all})
	if err != nil {
		panic(err) // it is sound
	}
	return out
}

func oid(name asn1.ObjectIdentifier) []byte {
	out, err := asn1.Marshal(name)
	if err != nil {
		panic(err) // it is sound
	}
	return out
}

// streamed returns content as programs sign it that do not know its length: in pieces,
// and without lengths. rest stands where certificates and signers do.
func streamed(contentType asn1.ObjectIdentifier, rest []byte, pieces ...[]byte) []byte {
	data := ber(0x30, true, oid(pkcs7.OIDData), ber(0xA0, true, ber(0x24, true, pieces...)))
	return ber(0x30, true, oid(contentType), ber(0xA0, true, ber(0x30, true, []byte{2, 1, 1}, ber(0x31, false), data, rest)))
}

func piece(text string) []byte { return ber(0x04, false, []byte(text)) }

func TestOpen(t *testing.T) {
	const content = "Content-Type: text/plain\r\n\r\nThe offer is fine.\r\n"
	long := "Content-Type: text/plain\r\n\r\n" + strings.Repeat("同意。\r\n", 5000)
	der := signed(t, content)
	for _, test := range []struct {
		name string
		raw  []byte
		want string
	}{
		{"DER", der, content},
		{"DER of many bytes", signed(t, long), long},
		{"with bytes behind it", append(bytes.Clone(der), "\r\n"...), content},
		{"PEM", pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: der}), content},
		{"base64", []byte(base64.StdEncoding.EncodeToString(der) + "\r\n"), content},
		{"BER in pieces", streamed(pkcs7.OIDSignedData, ber(0x31, true), piece(content[:10]), piece(content[10:11]), piece(content[11:])), content},
		{"BER in one piece", streamed(pkcs7.OIDSignedData, nil, piece(content)), content},
		{"BER in pieces of pieces", streamed(pkcs7.OIDSignedData, nil, ber(0x24, true, piece(content[:10]), ber(0x24, false, piece(content[10:20]))), piece(content[20:])), content},
		{"BER with pieces of a given length", ber(0x30, false, oid(pkcs7.OIDSignedData), ber(0xA0, false, ber(0x30, false, []byte{2, 1, 1}, ber(0x31, false), ber(0x30, false, oid(pkcs7.OIDData), ber(0xA0, false, ber(0x24, false, piece("ab"), piece("c"))))))), "abc"},
		{"an empty piece", streamed(pkcs7.OIDSignedData, nil, piece(""), piece("a")), "a"},
		{"a certificate that no library reads", streamed(pkcs7.OIDSignedData, ber(0xA0, false, ber(0x30, false, []byte{2, 1, 0x80})), piece(content)), content},
		{"by the Chinese standard", streamed(chineseSigned, ber(0xA0, true, ber(0x30, true)), piece(content)), content},
		{"a signature apart from its content", ber(0x30, true, oid(pkcs7.OIDSignedData), ber(0xA0, true, ber(0x30, true, []byte{2, 1, 1}, ber(0x31, false), ber(0x30, false, oid(pkcs7.OIDData)), ber(0x31, false)))), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, kind, err := Open(test.raw)
			if err != nil || kind != Signed || string(got) != test.want {
				t.Errorf("%s, %v, %q; want %q", kind, err, got, test.want)
			}
		})
	}
}

func TestOpen_tellsWhatIsEncrypted(t *testing.T) {
	for _, name := range []asn1.ObjectIdentifier{pkcs7.OIDEnvelopedData, pkcs7.OIDEncryptedData, authEnveloped, chineseEnveloped, chineseEncrypted} {
		for _, without := range []bool{false, true} {
			if _, kind, err := Open(ber(0x30, without, oid(name), ber(0xA0, without, ber(0x30, without, []byte{2, 1, 0})))); kind != Encrypted || err != nil {
				t.Errorf("%v: %s, %v", name, kind, err)
			}
		}
	}
	compressed := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 9}
	if _, kind, err := Open(ber(0x30, false, oid(compressed))); kind != Other || err != nil {
		t.Errorf("compressed: %s, %v", kind, err)
	}
}

func TestOpen_refusesWhatIsBroken(t *testing.T) {
	der := signed(t, "Content-Type: text/plain\r\n\r\nHello")
	deep := func(tag byte) []byte { return bytes.Repeat([]byte{tag, 0x80}, 1<<20) }
	for name, raw := range map[string][]byte{
		"nothing": nil, "one byte": {0x30}, "text": []byte("Hello"), "half of it": der[:len(der)/2],
		"no end": {0x30, 0x80}, "a length of eight": {0x30, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, "a primitive without a length": {0x04, 0x80, 0, 0}, "a long tag": {0x3F, 0xFF, 0xFF, 1, 0},
		"no bound to its depth": deep(0x30), "no bound to its pieces": append(streamed(pkcs7.OIDSignedData, nil)[:30], deep(0x24)...),
		"no octets": ber(0x30, false, oid(pkcs7.OIDSignedData), ber(0xA0, false, ber(0x30, false, []byte{2, 1, 1}, ber(0x31, false), ber(0x30, false, oid(pkcs7.OIDData), ber(0xA0, false, []byte{2, 1, 1}))))),
	} {
		if content, kind, err := Open(raw); !errors.Is(err, ErrNotCMS) {
			t.Errorf("%s: %s, %q, %v", name, kind, content, err)
		}
	}
}

// What the library does alone, and what tidy is for. It fails when it no longer needs the
// help.
func TestTidy_isNeeded(t *testing.T) {
	odd := ber(0x30, false, oid(pkcs7.OIDSignedData), ber(0xA0, false, ber(0x30, false, []byte{2, 1, 1}, ber(0x31, false),
		ber(0x30, false, oid(pkcs7.OIDData), ber(0xA0, false, piece("Hello"))), ber(0xA0, false, ber(0x30, false, []byte{2, 1, 0x80})), ber(0x31, false))))
	if _, err := pkcs7.Parse(odd); err == nil {
		t.Error("a certificate that cannot be read does not matter to the library")
	}
	if content, _, err := Open(odd); string(content) != "Hello" {
		t.Errorf("%q, %v", content, err)
	}
	if _, err := pkcs7.Parse(streamed(chineseSigned, nil, piece("Hello"))); err == nil {
		t.Error("the library knows the Chinese standard")
	}
	if message, err := pkcs7.Parse(streamed(pkcs7.OIDSignedData, ber(0xA0, true), piece("Hello"))); err == nil && string(message.Content) == "Hello" {
		t.Error("the library reads an empty element without a length")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(signed(f, "Content-Type: text/plain\r\n\r\nHello"))
	f.Add(streamed(pkcs7.OIDSignedData, ber(0x31, true), piece("a"), ber(0x24, true, piece("b"))))
	f.Add(ber(0x30, true, oid(pkcs7.OIDEnvelopedData)))
	f.Add([]byte("-----BEGIN PKCS7-----\nMIAGCSqGSIb3DQEHAqCA\n-----END PKCS7-----\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		content, kind, err := Open(raw)
		if len(content) > len(raw) || kind != Signed && len(content) > 0 || err != nil && !errors.Is(err, ErrNotCMS) {
			t.Errorf("%s, %d bytes of %d, %v", kind, len(content), len(raw), err)
		}
	})
}
