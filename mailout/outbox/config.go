package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rapport/mailout/outbox/relay"
	"rapport/store"
)

// Config describes by which relays mail leaves, and how fast.
type Config struct {
	Relays []Relay // the first is the default
	// Rules say what may be sent now. They are asked before each claim.
	Rules func() store.SendRules
	Poll  time.Duration // between two looks at the clock, or at mail that may not be sent yet
	// Report, unless it is nil, is called with the name of a relay and what prevents mail from
	// leaving by it, nil after it took a mail.
	Report func(relay string, err error)
}

// Session is an open relay: one over SMTP, or one of package graphsend. Only one goroutine may use
// it at a time.
type Session interface {
	// Send hands over one mail for one recipient. It calls finishing, which records durably that
	// the mail may be out, before anything can be sent.
	Send(ctx context.Context, e relay.Envelope, raw []byte, finishing func() error) relay.Result
	SizeLimit() int64 // bytes that a mail may have; 0: not known
	Close()
}

// looker is a Session that can find out later whether a mail was sent.
type looker interface {
	Look(ctx context.Context, e relay.Envelope, raw []byte) (sent bool, err error)
}

// keeper is a Session whose mailbox keeps copies of what was sent, which prove that, and drafts of
// what was not. Copies that not everybody may read are removed.
type keeper interface {
	Recorded()                   // the results of all that was sent or looked for are recorded
	Discard(ctx context.Context) // removes the draft of the mail that was given to Send last
	Stayed() int                 // the copies that could not be removed, since the last call
}

// Relay is a server that takes our mail.
type Relay struct {
	Server relay.Config
	// Dial opens the relay by other means than SMTP; nil: Server is a server for SMTP. Of Server
	// only Name counts then.
	Dial func(context.Context) (Session, error)
	// ReturnPath is where bounces go, log@agency.example. With VERP it carries
	// a tag for each mail, log+b.TAG@agency.example, which identifies the mail
	// that a bounce is about.
	ReturnPath string
	VERP       bool
	Plus       bool // the log mailbox takes plus-addresses
	// Audit is the address to which a copy of each mail goes in the same
	// transaction: if the server's answer is lost, the copy in the log mailbox
	// proves that the server took the mail. Mail that carries a token is not
	// copied. Empty for none.
	Audit     string
	PerMinute int // mails; 0: as many as the server takes
	// Sent puts a copy of each mail that was sent into the folder of sent mail;
	// nil if there is none. It is tried once, because the log has the mail
	// anyway. Of mail that carries a token the copy has only the header.
	Sent func(ctx context.Context, mail []byte) error
}

// Validate returns every mistake in c, joined.
func (c Config) Validate() error {
	var errs []error
	if len(c.Relays) == 0 {
		errs = append(errs, errors.New("no relay to send by"))
	}
	if c.Poll <= 0 {
		errs = append(errs, fmt.Errorf("poll = %s: want more than 0", c.Poll))
	}
	if c.Rules == nil {
		errs = append(errs, errors.New("no rules for what may be sent"))
	} else if r := c.Rules(); r.PerTenMinutes <= 0 || r.PerRecipientHour <= 0 {
		errs = append(errs, fmt.Errorf("%d mails in ten minutes and %d an hour to one recipient: want more than 0 of each", r.PerTenMinutes, r.PerRecipientHour))
	}
	known := map[string]bool{}
	for i, r := range c.Relays {
		name := r.Server.Name
		if name == "" {
			name = fmt.Sprint(i + 1)
			errs = append(errs, fmt.Errorf("relay %s: no name", name))
		}
		if known[name] {
			errs = append(errs, fmt.Errorf("relay %s: another relay has the same name", name))
		}
		known[name] = true
		if err := r.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("relay %s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}

// Open opens the relay.
func (r Relay) Open(ctx context.Context) (Session, error) {
	if r.Dial != nil {
		return r.Dial(ctx)
	}
	s, err := relay.Dial(ctx, r.Server)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Validate returns every mistake in r, joined.
func (r Relay) Validate() error {
	var errs []error
	if r.Dial == nil {
		errs = append(errs, r.Server.Validate())
	}
	if err := relay.CheckAddress(r.ReturnPath); err != nil {
		errs = append(errs, fmt.Errorf("return path: %w", err))
	}
	if r.Audit != "" {
		if err := relay.CheckAddress(r.Audit); err != nil {
			errs = append(errs, fmt.Errorf("address for copies: %w", err))
		}
	}
	if r.PerMinute < 0 {
		errs = append(errs, fmt.Errorf("%d mails a minute: want 0 or more", r.PerMinute))
	}
	return errors.Join(errs...)
}
