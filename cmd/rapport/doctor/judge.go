package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"rapport/mailin/mailbox"
	"rapport/store/mailaddr"
)

// judgeMail says what the way through the provider has done to the probes.
func (e *examination) judgeMail() {
	a, ok := e.seen[plain]
	if _, sent := e.sent[plain]; !ok {
		if sent {
			e.fault("mail", fmt.Sprintf("a mail to %s did not arrive in %s within %s", e.LogAddress, e.Folder, roughly(e.Patience)),
				"check that mail to the log address comes into this mailbox, its rules and its spam folder; then run this command again, with --wait 10m for a slow provider")
		}
		return
	}
	took := a.at.Sub(e.sent[plain])
	if took > slowMail {
		e.warn("mail", fmt.Sprintf("a mail took %s to arrive", roughly(took)), "ask the provider why: every answer waits as long")
	} else {
		e.ok("mail", fmt.Sprintf("a mail arrives within %s", roughly(took)))
	}
	e.judgePlus()
	e.judgeMessageID(a)
	e.judgeReplyTo(a)
	e.judgeVERP()
	if from := addressIn(a.fields.Get("From")); from != mailaddr.Key(e.From) {
		e.fault("from", fmt.Sprintf("the provider replaces the sender %s by %q", e.From, from), "log in to the relay as the account of that address, or allow the account to send as it in the settings of the provider")
	} else {
		e.ok("from", "mail leaves as "+e.From)
	}
	e.judgeClock(a)
}

func (e *examination) judgePlus() {
	_, sent := e.sent[plus]
	_, arrived := e.seen[plus]
	switch {
	case e.NoPlus && !e.Plus:
		e.ok("plus", "the provider is known to return mail to plus-addresses, and the configuration does not use them")
	case !sent: // said when it was refused
	case !arrived:
		e.noPlus("mail to " + e.tagged("TAG") + " does not arrive")
	case e.Plus:
		e.ok("plus", "mail to "+e.tagged("TAG")+" arrives")
	default:
		e.ok("plus", "mail to "+e.tagged("TAG")+" arrives, and the configuration does not use it", Line{"sending", "plus_addresses", "true"})
	}
}

func (e *examination) judgeMessageID(a arrival) {
	const check = "message-id"
	switch got := a.fields.Get("Message-Id"); {
	case strings.TrimSpace(got) == e.messageID(plain):
		e.ok(check, "the provider keeps the Message-ID")
	case e.Plus:
		e.warn(check, "the provider replaces the Message-ID", "nothing: answers are recognised by their plus-address; leave plus_addresses = true")
	default:
		e.fault(check, "the provider replaces the Message-ID, by which answers are recognised without plus-addresses", "use plus_addresses = true if mail to log+TAG@ arrives, or a relay that keeps the Message-ID")
	}
}

func (e *examination) judgeReplyTo(a arrival) {
	const check = "reply-to"
	if addressIn(a.fields.Get("Reply-To")) == mailaddr.Key(e.replyTo()) {
		e.ok(check, "the provider keeps Reply-To")
		return
	}
	if e.Plus {
		e.fault(check, "the provider removes or replaces Reply-To: answers lose the address that says what they answer", "use another relay; or write plus_addresses = false, so that answers are recognised by the Message-ID", Line{"sending", "plus_addresses", "false"})
	} else {
		e.warn(check, "the provider removes or replaces Reply-To", "make sure that from of the relay is the log address: answers go there")
	}
}

func (e *examination) judgeVERP() {
	if _, sent := e.sent[verp]; !sent { // said when it was refused
		return
	}
	a, arrived := e.seen[verp]
	path := strings.Trim(a.fields.Get("Return-Path"), "<> ")
	switch {
	case !arrived:
		e.noVERP("mail with a return path of its own does not arrive")
	case path != "" && mailaddr.Key(path) != mailaddr.Key(e.tagged("b.probe")):
		e.noVERP("the relay replaces the return path")
	case e.VERP:
		e.ok("verp", "a return path of its own is kept")
	default:
		e.ok("verp", "a return path of its own is kept: bounces can be told apart by it", Line{"relay", "verp", "true"})
	}
}

func (e *examination) judgeClock(a arrival) {
	if a.internal.IsZero() {
		return
	}
	before, after := e.sent[plain].Sub(a.internal), a.internal.Sub(a.at)
	if skew := max(before, after); skew > skewAllowed {
		e.warn("clock", fmt.Sprintf("the clocks of the mail server and of this machine differ by %s", roughly(skew)), "set this machine's clock by NTP: `timedatectl set-ntp true`; if it is right, the server's is wrong, and its provider must set it")
		return
	}
	e.ok("clock", "the clocks of the mail server and of this machine agree")
}

// forge finds out who writes Authentication-Results here, and whether one that comes from
// outside under that name is removed, as RFC 8601 section 5 demands.
func (e *examination) forge(ctx context.Context) error {
	const check = "authserv-id"
	a, ok := e.seen[plain]
	if !ok {
		return nil
	}
	written := authservIDs(above(a.raw, "received"))
	id := e.AuthservID
	switch {
	case id == "" && len(written) == 0:
		e.ok(check, "the server wrote no Authentication-Results on a mail to itself: signatures alone (DKIM) prove who wrote a mail")
		return nil
	case id == "":
		id = written[0]
	case len(written) > 0 && !contains(written, id):
		e.fault(check, fmt.Sprintf("authserv_id is %q, and the server writes %q", id, written[0]), "write the name that the server uses", Line{"account", "authserv_id", fmt.Sprintf("%q", written[0])})
		return nil
	}
	const mark = "forged.invalid"
	e.send(ctx, letter{name: forged, returnPath: e.From, to: e.LogAddress, more: "Authentication-Results: " + id + "; dmarc=pass header.from=" + mark + "\r\n"})
	if err := e.collect(ctx); err != nil {
		return err
	}
	f, arrived := e.seen[forged]
	switch {
	case !arrived:
		e.warn(check, "a mail with a forged Authentication-Results did not arrive", "look for it in the spam folder; set no authserv_id before this is proved")
	case strings.Contains(strings.Join(f.fields.Values("Authentication-Results"), "\n"), mark) && e.AuthservID != "":
		e.fault(check, fmt.Sprintf("the server leaves forged Authentication-Results of %q in a mail: with authserv_id a stranger could pass for anybody", id),
			"remove authserv_id, so that signatures alone (DKIM) prove who wrote a mail; or have the server remove such fields")
	case strings.Contains(strings.Join(f.fields.Values("Authentication-Results"), "\n"), mark):
		e.ok(check, fmt.Sprintf("the server leaves forged Authentication-Results of %q in a mail, and none are believed: leave authserv_id unset", id))
	case e.AuthservID != "":
		e.ok(check, fmt.Sprintf("forged Authentication-Results of %q are removed", id))
	default:
		e.ok(check, fmt.Sprintf("the server %q reports who wrote a mail, and removes forged reports", id), Line{"account", "authserv_id", fmt.Sprintf("%q", id)})
	}
	return nil
}

func contains(list []string, id string) bool {
	for _, one := range list {
		if strings.EqualFold(one, id) {
			return true
		}
	}
	return false
}

// above returns the fields of a header that are above the first of a name: those that the last
// server wrote.
func above(raw []byte, name string) string {
	text := string(raw)
	for at := 0; at < len(text); {
		end := strings.Index(text[at:], "\n")
		if end < 0 {
			break
		}
		line := text[at : at+end]
		if field, _, _ := strings.Cut(line, ":"); strings.EqualFold(field, name) || strings.TrimSpace(line) == "" {
			return text[:at]
		}
		at += end + 1
	}
	return ""
}

// authservIDs returns the names of the servers in the Authentication-Results of a header
// (RFC 8601 section 2.5).
func authservIDs(fields string) (ids []string) {
	for line := range strings.SplitSeq(fields, "\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok || !strings.EqualFold(name, "Authentication-Results") {
			continue
		}
		id, _, _ := strings.Cut(strings.TrimSpace(value), ";")
		if id, _, _ = strings.Cut(strings.TrimSpace(id), " "); id != "" && len(id) < 256 && !strings.ContainsAny(id, `"\()<>@,`) {
			ids = append(ids, id)
		}
	}
	return ids
}

// copiesIn are the copies that the provider keeps of what was sent.
type copiesIn struct {
	folder string
	first  mailbox.UID
	uids   []mailbox.UID
}

// noteSentFolders notes where the folders for sent mail end, under the names that they commonly
// have.
func (e *examination) noteSentFolders(ctx context.Context) error {
	names := []string{"Sent", "Sent Items", "Sent Messages", "[Gmail]/Sent Mail", "INBOX.Sent", "已发送"}
	if e.SentFolder != "" {
		names = append(names, e.SentFolder)
	}
	for _, name := range names {
		status, err := e.session.Select(ctx, name, true)
		switch {
		case errors.Is(err, mailbox.ErrNoFolder):
			continue
		case err != nil:
			return err
		case status.UIDNext != 0:
			e.copies = append(e.copies, copiesIn{folder: name, first: status.UIDNext})
		}
	}
	_, err := e.session.Select(ctx, e.Folder, false)
	return err
}

func (e *examination) judgeSentFolder(ctx context.Context) error {
	const check = "sent folder"
	found := ""
	for i := range e.copies {
		c := &e.copies[i]
		if _, err := e.session.Select(ctx, c.folder, true); err != nil {
			return err
		}
		uids, err := e.session.Search(ctx, c.first)
		if err != nil {
			return err
		}
		var headers []mailbox.UID
		err = e.session.Headers(ctx, uids, func(uid mailbox.UID, text []byte) error {
			if strings.Contains(string(text), e.token) {
				headers = append(headers, uid)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if c.uids = headers; len(headers) > 0 {
			found = c.folder
		}
	}
	switch {
	case found != "" && e.SentFolder != "":
		e.warn(check, "the provider keeps a copy of what is sent in "+found+", and Rapport puts another beside it", "remove sent_folder from [[relay]]")
	case found != "":
		e.ok(check, "the provider keeps a copy of what is sent in "+found)
	case e.SentFolder != "":
		e.ok(check, "Rapport keeps a copy of what is sent in "+e.SentFolder)
	case len(e.copies) > 0:
		e.ok(check, "the provider keeps no copy of what is sent; Rapport's log has one, and can put another into "+e.copies[0].folder,
			Line{"relay", "sent_folder", fmt.Sprintf("%q", e.Account+"/"+e.copies[0].folder)})
	default:
		e.ok(check, "the provider keeps no copy of what is sent; Rapport's log has one")
	}
	return nil
}
