package cms

import (
	"encoding/asn1"
	"fmt"

	"github.com/smallstep/pkcs7"
)

// The library converts BER by recursion, without a bound: a mail of some megabytes that
// nests as deep as it is long would end the process. It refuses a message for one
// certificate that crypto/x509 refuses, though nobody looks at certificates here: those of
// Chinese authorities with SM2 keys, and those with a serial number below zero. So it gets a
// message in DER that has the content and nothing else.

// The content types that the library does not name: those of RFC 5083 section 2, and of
// GM/T 0010 section 6, which differ from the others in nothing but the name.
var (
	authEnveloped    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 23}
	chineseSigned    = asn1.ObjectIdentifier{1, 2, 156, 10197, 6, 1, 4, 2, 2}
	chineseEnveloped = asn1.ObjectIdentifier{1, 2, 156, 10197, 6, 1, 4, 2, 3}
	chineseEncrypted = asn1.ObjectIdentifier{1, 2, 156, 10197, 6, 1, 4, 2, 5}
)

func kindOf(contentType asn1.ObjectIdentifier) Kind {
	for _, known := range []struct {
		name asn1.ObjectIdentifier
		kind Kind
	}{
		{pkcs7.OIDSignedData, Signed}, {chineseSigned, Signed},
		{pkcs7.OIDEnvelopedData, Encrypted}, {pkcs7.OIDEncryptedData, Encrypted}, {authEnveloped, Encrypted}, {chineseEnveloped, Encrypted}, {chineseEncrypted, Encrypted},
	} {
		if contentType.Equal(known.name) {
			return known.kind
		}
	}
	return Other
}

// contentInfo is that of RFC 5652 section 3, and the beginning of SignedData's
// EncapsulatedContentInfo of section 5.2.
type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"optional"`
}

// signedData is SignedData of RFC 5652 section 5.1 without certificates and signers.
type signedData struct {
	Version int
	Digests []asn1.RawValue `asn1:"set"`
	Content contentInfo
	Signers []asn1.RawValue `asn1:"set"`
}

// tidy returns what raw is and, where it is signed, the same in DER with nothing but its
// content.
func tidy(raw []byte) (der []byte, kind Kind, err error) {
	outer, err := infoIn(raw)
	if err != nil {
		return nil, "", err
	}
	if kind = kindOf(outer.name); kind != Signed {
		return nil, kind, nil
	}
	fields, err := children(outer.content)
	if err != nil {
		return nil, "", err
	}
	if len(fields) != 1 || len(fields[0].inside) == 0 {
		return nil, "", fmt.Errorf("%w: it has no signed data", ErrNotCMS)
	}
	// The version, the algorithms and the content; then what is left out.
	fields, err = childrenUpTo(fields[0].inside, 3)
	if err != nil {
		return nil, "", err
	}
	if len(fields) < 3 {
		return nil, "", fmt.Errorf("%w: its signed data is cut short", ErrNotCMS)
	}
	inner, err := infoOf(fields[2])
	if err != nil {
		return nil, "", err
	}
	var content []byte
	if len(inner.content) > 0 {
		one, _, err := next(inner.content)
		if err != nil {
			return nil, "", err
		}
		if content, err = octets(one, nil, maxDepth); err != nil {
			return nil, "", err
		}
	}
	return assembled(inner.name, content)
}

// assembled writes signed data that has a content and nothing else.
func assembled(name asn1.ObjectIdentifier, content []byte) ([]byte, Kind, error) {
	info := contentInfo{Type: name}
	if content != nil {
		octets, err := asn1.Marshal(content)
		if err != nil {
			return nil, "", fmt.Errorf("write the content of a signed message: %w", err)
		}
		info.Content = explicit(octets)
	}
	signed, err := asn1.Marshal(signedData{Version: 1, Digests: []asn1.RawValue{}, Content: info, Signers: []asn1.RawValue{}})
	if err != nil {
		return nil, "", fmt.Errorf("write signed data: %w", err)
	}
	der, err := asn1.Marshal(contentInfo{Type: pkcs7.OIDSignedData, Content: explicit(signed)})
	if err != nil {
		return nil, "", fmt.Errorf("write a signed message: %w", err)
	}
	return der, Signed, nil
}

func explicit(inside []byte) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: inside}
}

// info is a ContentInfo: the name of a type, and what is in its [0].
type info struct {
	name    asn1.ObjectIdentifier
	content []byte
}

func infoIn(raw []byte) (info, error) {
	e, _, err := next(raw)
	if err != nil {
		return info{}, err
	}
	return infoOf(e)
}

func infoOf(e element) (i info, err error) {
	fields, err := childrenUpTo(e.inside, 2)
	if err != nil {
		return i, err
	}
	if e.tag != tagSequence || len(fields) == 0 || fields[0].tag != tagOID {
		return i, fmt.Errorf("%w: no content type", ErrNotCMS)
	}
	if _, err := asn1.Unmarshal(fields[0].whole, &i.name); err != nil {
		return i, fmt.Errorf("%w: its content type: %v", ErrNotCMS, err)
	}
	if len(fields) > 1 && fields[1].tag == tagContent {
		i.content = fields[1].inside
	}
	return i, nil
}
