package doctor

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"
	"time"

	"rapport/mailin/mailbox"
	"rapport/mailin/probe"
	"rapport/mailout/outbox/relay"
	"rapport/store/mailaddr"
)

// subject begins the subject of every probe.
const subject = "Test by rapport doctor"

// The probes.
const (
	plain  = "plain"  // as Rapport writes to itself
	plus   = "plus"   // to a plus-address
	verp   = "verp"   // with a return path of its own
	forged = "forged" // with a field that only the receiving server may write
)

// letter is a probe to send.
type letter struct {
	name           string
	returnPath, to string
	more           string // a field of the header, with its CRLF
}

// arrival is a probe that has arrived.
type arrival struct {
	at, internal time.Time
	fields       textproto.MIMEHeader
	raw          []byte
}

func (e *examination) tagged(tag string) string {
	local, domain, _ := mailaddr.Cut(e.LogAddress)
	return local + "+" + tag + "@" + domain
}

func (e *examination) replyTo() string {
	if e.Plus {
		return e.tagged("r.probe")
	}
	return e.LogAddress
}

func (e *examination) messageID(name string) string {
	_, domain, _ := mailaddr.Cut(e.LogAddress)
	return fmt.Sprintf("<%s.%s@%s>", e.token, name, domain)
}

// probes lists the first mails; the forged one needs what they show.
func (e *examination) probes() []letter {
	list := []letter{{name: plain, returnPath: e.From, to: e.LogAddress}}
	if !e.NoPlus || e.Plus {
		list = append(list, letter{name: plus, returnPath: e.From, to: e.tagged("probe")})
		list = append(list, letter{name: verp, returnPath: e.tagged("b.probe"), to: e.LogAddress})
	}
	return list
}

func (e *examination) send(ctx context.Context, l letter) {
	now := e.Now()
	text := l.more + "Date: " + now.Format(time.RFC1123Z) + "\r\n" +
		"From: Rapport <" + e.From + ">\r\nTo: " + l.to + "\r\nReply-To: " + e.replyTo() + "\r\n" +
		"Message-ID: " + e.messageID(l.name) + "\r\nSubject: " + subject + ": " + l.name + "\r\n" +
		"Auto-Submitted: auto-generated\r\n" + probe.Field + ": " + e.token + " " + l.name + "\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n" +
		"Rapport tests the mailbox with this email. It removes it again, and does not log it.\r\n"
	got := e.relay.Send(ctx, relay.Envelope{From: l.returnPath, To: l.to}, []byte(text), func() error { return nil })
	if got.Outcome == relay.Sent {
		e.sent[l.name] = now
		return
	}
	why := fmt.Sprint(got.Err)
	switch l.name {
	case plain:
		e.fault("from", fmt.Sprintf("the relay refuses mail from %s: %s", e.From, why), "log in to the relay as the account of that address, allow the account to send as it in the settings of the provider, or set from in [[relay]]")
	case plus:
		e.noPlus("the relay refuses mail to " + l.to + ": " + why)
	case verp:
		e.noVERP("the relay refuses the return path " + l.returnPath + ": " + why)
	default:
		e.warn(l.name, why, "")
	}
	if !got.Reusable { // the next probe needs another connection
		e.relay.Close()
		if session, err := relay.Dial(ctx, e.SMTP); err == nil {
			e.relay = session
		}
	}
}

func (e *examination) noPlus(text string) {
	if e.Plus {
		e.fault("plus", text, "write plus_addresses = false, or switch plus-addresses on (in Postfix: recipient_delimiter = +): answers to what Rapport sends would come back", Line{"sending", "plus_addresses", "false"})
	} else {
		e.ok("plus", text+"; the configuration does not use them")
	}
}

func (e *examination) noVERP(text string) {
	if e.VERP {
		e.fault("verp", text, "write verp = false", Line{"relay", "verp", "false"})
	} else {
		e.ok("verp", text+"; the configuration does not use them (verp = false)")
	}
}

// collect looks for the probes until all have arrived, or patience ends.
func (e *examination) collect(ctx context.Context) error {
	until := time.Now().Add(e.Patience)
	looked := map[mailbox.UID]bool{}
	for {
		uids, err := e.session.Search(ctx, e.first)
		if err != nil {
			return err
		}
		uids = slices.DeleteFunc(uids, func(uid mailbox.UID) bool { return looked[uid] || slices.Contains(e.ours, uid) })
		for _, uid := range uids {
			looked[uid] = true
		}
		if err := e.read(ctx, uids); err != nil {
			return err
		}
		waiting := 0
		for name := range e.sent {
			if _, ok := e.seen[name]; !ok {
				waiting++
			}
		}
		if waiting == 0 || time.Now().After(until) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookEvery):
		}
		if err := e.session.Noop(ctx); err != nil { // some servers show new mail only so
			return err
		}
	}
}

// read reads the mails of UIDs, of which only probes and their bounces matter.
func (e *examination) read(ctx context.Context, uids []mailbox.UID) error {
	if len(uids) == 0 {
		return nil
	}
	infos, err := e.session.Sizes(ctx, uids)
	if err != nil {
		return err
	}
	infos = slices.DeleteFunc(infos, func(i mailbox.Info) bool { return i.Size > 256<<10 })
	return e.session.Fetch(ctx, infos, func(m mailbox.Fetched) error {
		if !bytes.Contains(m.Raw, []byte(e.token)) {
			return nil
		}
		e.ours = append(e.ours, m.UID)
		fields, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(m.Raw))).ReadMIMEHeader()
		if err != nil && len(fields) == 0 {
			return nil
		}
		if name, ok := strings.CutPrefix(fields.Get(probe.Field), e.token+" "); ok {
			e.seen[name] = arrival{e.Now(), m.InternalDate, fields, m.Raw}
		}
		return nil
	})
}

// addressIn returns the first address of a field, as a key.
func addressIn(field string) string {
	list, err := mail.ParseAddressList(field)
	if err != nil || len(list) == 0 {
		return ""
	}
	return mailaddr.Key(list[0].Address)
}
