package config

import (
	"rapport/mailin/mime"
)

// Limits bound what one mail may cost. A mail over a limit is still
// logged, without what is beyond the limit.
type Limits struct {
	Message      int64 `toml:"message"` // bytes of a mail
	Header       int64 `toml:"header"`  // bytes of its header
	HeaderFields int   `toml:"header_fields"`
	Depth        int   `toml:"depth"`      // of parts within parts
	Parts        int   `toml:"parts"`      // of a mail
	Text         int64 `toml:"text"`       // bytes of the text of one part
	Addresses    int   `toml:"addresses"`  // in one header field
	References   int   `toml:"references"` // message ids in References
}

// DefaultLimits returns those of the reader of mail.
func DefaultLimits() Limits {
	usual := mime.DefaultLimits()
	return Limits{
		Message: usual.Message, Header: int64(usual.Header), HeaderFields: usual.HeaderFields, Depth: usual.Depth,
		Parts: usual.Parts, Text: int64(usual.Text), Addresses: usual.Addresses, References: usual.References,
	}
}

// limitsTable is [limits].
type limitsTable struct {
	table
	Limits
}

func (l *limitsTable) setDefaults() { l.Limits = DefaultLimits() }

func (l *limitsTable) validate() {
	between(l.table, "message", l.Message, 64<<10, 1<<30)
	between(l.table, "header", l.Header, 8<<10, 16<<20)
	between(l.table, "header_fields", l.HeaderFields, 100, 100_000)
	between(l.table, "depth", l.Depth, 5, 100)
	between(l.table, "parts", l.Parts, 10, 10_000)
	between(l.table, "text", l.Text, 64<<10, 64<<20)
	between(l.table, "addresses", l.Addresses, 20, 10_000)
	between(l.table, "references", l.References, 10, 1_000)
}
