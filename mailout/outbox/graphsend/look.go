package graphsend

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"rapport/mailout/outbox/relay"
	"rapport/store/graph"
	"rapport/store/mailaddr"
)

// message is a mail in the mailbox.
type message struct {
	ID     string `json:"id"`
	Draft  bool   `json:"isDraft"`
	Folder string `json:"parentFolderId"`
	To     []struct {
		Address struct {
			Address string `json:"address"`
		} `json:"emailAddress"`
	} `json:"toRecipients"`
}

// isTo reports whether a message is for one recipient. Exchange may know somebody under another
// address: of a mail that was written to nobody else, all copies are theirs.
func (m message) isTo(which envelope) bool {
	if which.alone {
		return true
	}
	for _, to := range m.To {
		if mailaddr.Key(to.Address.Address) == mailaddr.Key(which.to) {
			return true
		}
	}
	return false
}

// found is what the mailbox shows of a mail.
type found struct {
	sent   bool
	sentID string // of the copy in Sent Items
	draft  string // the id of a draft of it; "" for none
}

// look returns what the mailbox shows of a mail. A mail in any other folder says nothing: whoever
// knows its Message-ID can send us one with that.
func (s *Session) look(ctx context.Context, which envelope) (f found, err error) {
	query := url.Values{
		"$filter": {"internetMessageId eq '" + strings.ReplaceAll("<"+which.messageID+">", "'", "''") + "'"},
		"$select": {"id,isDraft,parentFolderId,toRecipients"}, "$top": {"100"},
	}
	var list struct {
		Value []message `json:"value"`
	}
	if err := s.config.Client.Get(ctx, s.config.Client.Path("messages"), query, &list); err != nil {
		return f, err
	}
	for _, m := range list.Value {
		switch {
		case !m.isTo(which):
		case m.Draft:
			f.draft = m.ID
		case m.Folder == s.sentID:
			f.sent, f.sentID = true, m.ID
		}
	}
	return f, nil
}

// prepare returns which mail is meant, and its bytes as they are sent to one recipient. Exchange
// sends to everybody in To, Cc and Bcc: of a mail to several people, each gets one that names them
// alone.
func prepare(e relay.Envelope, raw []byte) (which envelope, sent []byte, err error) {
	if err := relay.CheckAddress(e.To); err != nil {
		return which, nil, fmt.Errorf("recipient: %w", err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return which, nil, fmt.Errorf("read the header of the mail: %w", err)
	}
	which = envelope{messageID: strings.Trim(m.Header.Get("Message-ID"), "<> "), to: e.To}
	if which.messageID == "" {
		return which, nil, errors.New("the mail has no Message-ID")
	}
	var all []*mail.Address
	for _, field := range []string{"To", "Cc", "Bcc"} {
		if value := m.Header.Get(field); value != "" {
			list, err := mail.ParseAddressList(value)
			if err != nil || strings.Contains(value, ":") { // an empty group stands for somebody whose address is not ASCII
				list = append(list, &mail.Address{})
			}
			all = append(all, list...)
		}
	}
	if len(all) == 1 && mailaddr.Key(all[0].Address) == mailaddr.Key(e.To) {
		which.alone = true
		return which, raw, nil
	}
	to := &mail.Address{Address: e.To}
	if i := slices.IndexFunc(all, func(a *mail.Address) bool { return mailaddr.Key(a.Address) == mailaddr.Key(e.To) }); i >= 0 {
		to.Name = all[i].Name
	}
	return which, withRecipient(raw, to.String()), nil
}

// withRecipient returns a mail with one recipient in place of all.
func withRecipient(raw []byte, to string) []byte {
	var b bytes.Buffer
	dropping := false
	for len(raw) > 0 {
		end := bytes.IndexByte(raw, '\n') + 1
		if end == 0 {
			end = len(raw)
		}
		line := raw[:end]
		if len(bytes.TrimRight(line, "\r\n")) == 0 { // the end of the header
			break
		}
		if line[0] != ' ' && line[0] != '\t' {
			name, _, _ := bytes.Cut(line, []byte(":"))
			dropping = slices.Contains([]string{"to", "cc", "bcc"}, strings.ToLower(string(bytes.TrimSpace(name))))
		}
		if !dropping {
			b.Write(line)
		}
		raw = raw[end:]
	}
	b.WriteString("To: " + to + "\r\n")
	b.Write(raw)
	return b.Bytes()
}

// unable returns the result of a mail that was not sent, because of err.
func unable(stage relay.Stage, err error) relay.Result {
	r := relay.Result{Outcome: relay.Deferred, Stage: stage, Err: kindOf(err)}
	refusal, refused := errors.AsType[*graph.Refusal](err)
	if !refused {
		if stage == stageLook { // nothing was begun
			r.Err = fmt.Errorf("%w: %w", relay.ErrStale, r.Err)
		}
		return r
	}
	r.Code, r.Reply = refusal.Status, refusal.Error()
	_, busy := errors.AsType[*relay.Busy](r.Err)
	switch {
	case busy, errors.Is(r.Err, relay.ErrAuth), errors.Is(r.Err, relay.ErrAccount):
	case stage == stageLook && refusal.Status/100 == 5:
		r.Err = fmt.Errorf("%w: %w", relay.ErrStale, r.Err)
	case stage == stageLook: // it is not about this mail
		r.Err = ofAccount(refusal)
	case refusal.Status == http.StatusRequestEntityTooLarge, strings.EqualFold(refusal.Code, "ErrorMessageSizeExceeded"):
		r.Outcome = relay.Failed
	case refusal.Status/100 == 4:
		r.Doubtful = true
	}
	return r
}

// codesOfAccount are Microsoft's codes for what is about the mailbox that sends, and not about a
// mail.
var codesOfAccount = []string{
	"erroraccessdenied", "erroraccountsuspend", "errorexceededmessagelimit", "errormailboxstoreunavailable", "errormessagesubmissionblocked",
	"errorquotaexceeded", "errorsendasdenied", "errorsubmissionquotaexceeded", "mailboxnotenabledforrestapi",
}

// ofAccount returns a refusal as one of our account.
func ofAccount(r *graph.Refusal) error {
	return fmt.Errorf("%w: %w", relay.ErrAccount, &relay.Refusal{Stage: "Microsoft Graph", Code: r.Status, Text: strings.TrimSpace(r.Code + " " + r.Text)})
}

// kindOf returns err as one of package relay's errors, where it is one.
func kindOf(err error) error {
	refusal, refused := errors.AsType[*graph.Refusal](err)
	switch {
	case refused && (refusal.Status == http.StatusForbidden || slices.Contains(codesOfAccount, strings.ToLower(refusal.Code))):
		return ofAccount(refusal)
	case errors.Is(err, graph.ErrAuth):
		return fmt.Errorf("%w: %w", relay.ErrAuth, err)
	case errors.Is(err, graph.ErrTLS):
		return fmt.Errorf("%w: %w", relay.ErrTLS, err)
	case errors.Is(err, graph.ErrBusy):
		return &relay.Busy{Wait: graph.WaitOf(err), Err: err}
	}
	return err
}
