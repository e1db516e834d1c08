package mime

import (
	"errors"
	"fmt"
	"time"
)

// Limits bounds what one message may cost. What is over a limit is left out and
// said: in Unparsed where it is the message as a whole, in Defects where it is a
// part of it.
type Limits struct {
	Message      int64 // bytes of a message
	Header       int   // bytes of its header section
	HeaderFields int
	PartHeader   int // bytes of the header section of a part
	Depth        int // of parts within parts
	Parts        int
	Boundary     int // bytes
	Addresses    int // in one header field
	References   int // message-ids in one header field
	Text         int // bytes of the decoded text of one part
	FileName     int // bytes
	Time         time.Duration
}

// DefaultLimits returns limits that no honest mail comes near.
func DefaultLimits() Limits {
	return Limits{
		Message: 50 << 20, Header: 256 << 10, HeaderFields: 1000, PartHeader: 64 << 10,
		Depth: 20, Parts: 500, Boundary: 256, Addresses: 200, References: 100,
		Text: 2 << 20, FileName: 255, Time: 2 * time.Second,
	}
}

// Validate says which limits make no sense.
func (l Limits) Validate() error {
	var errs []error
	for _, limit := range []struct {
		name  string
		value int64
	}{
		{"message", l.Message}, {"header", int64(l.Header)}, {"header_fields", int64(l.HeaderFields)},
		{"part_header", int64(l.PartHeader)}, {"depth", int64(l.Depth)}, {"parts", int64(l.Parts)},
		{"boundary", int64(l.Boundary)}, {"addresses", int64(l.Addresses)}, {"references", int64(l.References)},
		{"text", int64(l.Text)}, {"file_name", int64(l.FileName)}, {"time", int64(l.Time)},
	} {
		if limit.value <= 0 {
			errs = append(errs, fmt.Errorf("limit %s is %d; want more than 0", limit.name, limit.value))
		}
	}
	return errors.Join(errs...)
}
