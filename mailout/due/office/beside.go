package office

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"rapport/mailout/letter"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// Beside is what is sent beside the work of the projects: to the administrator, and to the
// witness of the log.
type Beside struct {
	Admin    string // address; "": nobody hears of troubles
	Witness  string // address; "": the head of the log goes to nobody
	Language string // of both mails
	Zone     *time.Location
	Routes   []Route // in the order in which they are tried
	// Mailboxes names the accounts that are read, as people know them.
	Mailboxes map[string]Mailbox
}

// Mailbox is an account that is read.
type Mailbox struct {
	Address string
	Owner   string // address of the PM whose own it is; "": the team's
	Login   string // that gets its tokens, by name; "": none
}

// Route is a way by which mail leaves that belongs to no project.
type Route struct {
	Relay string
	Login string // that gets the tokens of the relay, by name; "": none
	From  string
	DKIM  *letter.DKIM // nil: nothing signs it
}

// OpenRoute returns the first route whose relay takes mail, as far as is known. ok is false
// where none does.
func (b *Beside) OpenRoute(troubles []store.Trouble) (r Route, ok bool) {
	for _, r := range b.Routes {
		down := false
		for _, t := range troubles {
			down = down || t.Over.IsZero() && r.isStoppedBy(t)
		}
		if !down {
			return r, true
		}
	}
	return r, false
}

// isStoppedBy reports whether a relay takes no mail because of a trouble.
func (r Route) isStoppedBy(t store.Trouble) bool {
	switch t.Kind {
	case store.TroubleRelay, store.TroubleRelayLogin:
		return t.Object == r.Relay
	case store.TroubleAccess:
		return r.Login != "" && t.Object == r.Login
	}
	return false
}

// Unread returns the mailboxes whose mail cannot be read because of a trouble.
func (b *Beside) Unread(t store.Trouble) (list []Mailbox) {
	switch t.Kind {
	case store.TroubleFolder, store.TroubleLogin:
		if box, known := b.Mailboxes[t.Object]; known {
			list = append(list, box)
		}
	case store.TroubleAccess:
		for _, name := range slices.Sorted(maps.Keys(b.Mailboxes)) {
			if box := b.Mailboxes[name]; box.Login != "" && box.Login == t.Object {
				list = append(list, box)
			}
		}
	}
	return list
}

// QueueBeside puts a mail of no project to one address into the outbox, in one transaction with
// the change of state that it goes with. Where change returns false nothing is queued.
func (o *Office) QueueBeside(ctx context.Context, r Route, to, key, template string, data any, change func(*store.Tx) (bool, error)) error {
	b := &o.Config.Beside
	var frame templates.Frame
	if templates.HasLogLine(template) {
		head, err := o.Store.Head(ctx)
		if err != nil {
			return err
		}
		frame.Log = &templates.LogLine{Event: head.Number, Hash: head.Short()}
	}
	rendered, err := o.Config.Templates.RenderFramed(frame, template, b.Language, data)
	if err != nil {
		return fmt.Errorf("render %s: %w", template, err)
	}
	_, domain, _ := mailaddr.Cut(o.Config.LogAddress)
	name := "Rapport"
	if o.Config.Agency != "" {
		name += " (" + o.Config.Agency + ")"
	}
	raw, message, err := letter.Compose(letter.Draft{
		From: store.Address{Name: name, Address: r.From}, To: []store.Address{{Address: to}}, Date: o.Now.In(b.Zone),
		MessageID: store.NewMessageID(mailaddr.Domain(domain)), Language: b.Language, DKIM: r.DKIM,
	}.With(rendered))
	if err != nil {
		return err
	}
	mail := store.OutgoingMail{
		Key: key, Purpose: template, Relay: r.Relay, Expires: o.Now.Add(o.Config.Expire), Message: message,
		Raw: o.Store.Pack(raw, time.Time{}, "rapport"), Recipients: []string{to},
	}
	queued := false
	err = o.Store.Update(ctx, func(tx *store.Tx) (err error) {
		queued = false
		if changed, err := change(tx); err != nil || !changed {
			return err
		}
		queued, err = tx.Enqueue(mail)
		return err
	})
	if err == nil && queued {
		o.Log.Info("queued", "purpose", template, "recipients", 1)
	}
	return err
}
