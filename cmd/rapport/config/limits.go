package config

import (
	"rapport/mailin/mime"
)

// Limits bound what one mail may cost. What is over a limit is logged all the
// same, without what is beyond it.
type Limits struct {
	Message      int64 // bytes of a mail
	Header       int64 // bytes of its header
	HeaderFields int
	Depth        int   // of parts within parts
	Parts        int   // of a mail
	Text         int64 // bytes of the text of one part
	Addresses    int   // in one header field
	References   int   // message ids in References
}

// DefaultLimits returns those of the reader of mail.
func DefaultLimits() Limits {
	usual := mime.DefaultLimits()
	return Limits{
		Message: usual.Message, Header: int64(usual.Header), HeaderFields: usual.HeaderFields, Depth: usual.Depth,
		Parts: usual.Parts, Text: int64(usual.Text), Addresses: usual.Addresses, References: usual.References,
	}
}

// limits reads [limits].
func (s section) limits() Limits {
	s.unknown()
	usual := DefaultLimits()
	return Limits{
		Message:      s.size("message", 64<<10, 1<<30, usual.Message),
		Header:       s.size("header", 8<<10, 16<<20, usual.Header),
		HeaderFields: s.integer("header_fields", 100, 100_000, usual.HeaderFields),
		Depth:        s.integer("depth", 5, 100, usual.Depth),
		Parts:        s.integer("parts", 10, 10_000, usual.Parts),
		Text:         s.size("text", 64<<10, 64<<20, usual.Text),
		Addresses:    s.integer("addresses", 20, 10_000, usual.Addresses),
		References:   s.integer("references", 10, 1_000, usual.References),
	}
}
