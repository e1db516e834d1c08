package cms

import "fmt"

// Identifier octets (X.690 section 8.1.2) of what is read.
const (
	tagEnd         = 0x00
	tagOctets      = 0x04
	tagOID         = 0x06
	tagSequence    = 0x30
	tagContent     = 0xA0 // [0], constructed
	tagConstructed = 0x20
)

// maxDepth bounds elements within each other. Those of a signed message are a dozen deep,
// certificates included.
const maxDepth = 64

// element is one element in BER (X.690 section 8.1).
type element struct {
	tag    byte
	inside []byte // its contents, without the end of a length that was not given
	whole  []byte
}

// next returns the element at the start of b, and what follows it.
func next(b []byte) (e element, rest []byte, err error) {
	start, length, err := head(b)
	if err != nil {
		return e, nil, err
	}
	e.tag = b[0]
	if length >= 0 {
		end := start + length
		e.inside, e.whole = b[start:end], b[:end]
		return e, b[end:], nil
	}
	// Its length is not given: it ends where as many ends as beginnings have passed.
	depth := 1
	for at := start; ; {
		inner, length, err := head(b[at:])
		if err != nil {
			return e, nil, err
		}
		isEnd := b[at] == tagEnd && length == 0
		switch {
		case isEnd:
			depth--
		case length < 0:
			if depth++; depth > maxDepth {
				return e, nil, fmt.Errorf("%w: it is nested too deep", ErrNotCMS)
			}
		}
		if depth == 0 {
			e.inside, e.whole = b[start:at], b[:at+inner]
			return e, b[at+inner:], nil
		}
		if at += inner; length > 0 {
			at += length
		}
	}
}

// head returns where the contents of the element at the start of b begin, and their
// length, which is -1 where it is not given; those with a length are all there.
func head(b []byte) (start, length int, err error) {
	if len(b) < 2 || b[0]&0x1F == 0x1F { // a tag of more than one octet is in no CMS
		return 0, 0, fmt.Errorf("%w: it is cut short", ErrNotCMS)
	}
	switch n := int(b[1]); {
	case n == 0x80:
		if b[0]&tagConstructed == 0 {
			return 0, 0, fmt.Errorf("%w: a primitive without a length", ErrNotCMS)
		}
		return 2, -1, nil
	case n < 0x80:
		start, length = 2, n
	case n > 0x88 || len(b) < 2+n&0x7F:
		return 0, 0, fmt.Errorf("%w: a length of %d octets", ErrNotCMS, n&0x7F)
	default:
		start = 2 + n&0x7F
		for _, c := range b[2:start] {
			if length = length<<8 | int(c); length > len(b) {
				break
			}
		}
	}
	if length > len(b)-start {
		return 0, 0, fmt.Errorf("%w: it is cut short", ErrNotCMS)
	}
	return start, length, nil
}

// children returns the elements in b.
func children(b []byte) ([]element, error) { return childrenUpTo(b, maxDepth) }

// childrenUpTo returns the first elements in b, at most most.
func childrenUpTo(b []byte, most int) (list []element, err error) {
	for len(b) > 0 && len(list) < most {
		var e element
		if e, b, err = next(b); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// octets appends the content of an octet string, which may be in pieces, and those in
// pieces again.
func octets(e element, to []byte, depth int) ([]byte, error) {
	if e.tag&^tagConstructed != tagOctets {
		return nil, fmt.Errorf("%w: its content is no octet string", ErrNotCMS)
	}
	if e.tag&tagConstructed == 0 {
		if to == nil {
			return e.inside, nil // most content is in one piece, and large: it is not copied
		}
		return append(to, e.inside...), nil
	}
	if depth == 0 {
		return nil, fmt.Errorf("%w: it is nested too deep", ErrNotCMS)
	}
	if to == nil {
		to = make([]byte, 0, len(e.inside))
	}
	for b := e.inside; len(b) > 0; {
		piece, rest, err := next(b)
		if err != nil {
			return nil, err
		}
		if to, err = octets(piece, to, depth-1); err != nil {
			return nil, err
		}
		b = rest
	}
	return to, nil
}
