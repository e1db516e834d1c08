package digest

import (
	"context"
	"errors"
	"fmt"

	"rapport/classify/answer"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// mostReplies is how many replies to one digest that change nothing get a receipt that says so. More
// come from a program that answers our receipts; the next digest lists what is open again.
const mostReplies = 20

// tellReplies tells PMs what became of their replies to digests.
func (d *Duty) tellReplies(ctx context.Context, o *office.Office) []error {
	list, err := o.Store.PendingDigestReplies(ctx)
	if err != nil {
		return office.Fail("the replies to digests", err)
	}
	name := func(r store.DigestReply) (project, object string) {
		return r.Project, fmt.Sprintf("the receipt for reply %d to digest %d", r.Answer, r.Digest)
	}
	return office.EachEver(o, list, name, func(p *office.Project, r store.DigestReply) error { return d.tellReply(ctx, o, p, r) })
}

func (d *Duty) tellReply(ctx context.Context, o *office.Office, p *office.Project, r store.DigestReply) error {
	pm := store.Address{Address: r.Address}
	for _, known := range p.People(store.RolePM) {
		if mailaddr.Key(known.Address) == mailaddr.Key(r.Address) {
			pm = known
		}
	}
	reply, err := o.Store.EntryOfMessage(ctx, r.Message)
	if err != nil {
		return err
	}
	data := templates.DigestReceipt{PM: pm.Name, Problems: r.Problems}
	for _, problem := range r.Problems {
		data.Hint = append(data.Hint, string(answer.HintOf(problem)))
	}
	done, early, settled, err := withoutEarly(ctx, o, r)
	if err != nil {
		return err
	}
	if r.Answer > mostReplies && len(done)+len(early)+len(settled)+len(r.Already) == 0 {
		return o.Queue(ctx, p, nil, func(tx *store.Tx) (bool, error) { return tx.MarkDigestReplyReported(r.Digest, r.Answer) })
	}
	if data.Done, err = d.shownCommands(ctx, o, r, done); err != nil {
		return err
	}
	if data.Early, err = d.shownCommands(ctx, o, r, early); err != nil {
		return err
	}
	if data.Already, err = d.shownCommands(ctx, o, r, append(r.Already, settled...)); err != nil {
		return err
	}
	m := office.Mail{
		Key: fmt.Sprintf("digest %d answer %d", r.Digest, r.Answer), Template: receiptTemplate, Data: data, To: []store.Address{pm}, Once: true, Thread: reply.MessageID, Follows: reply.Subject,
	}
	if len(r.Problems) > 0 { // they are asked again, about the same items
		m.Ask = request(o, p.Code, r.Address)
		m.Ask.Object, m.Ask.Version = r.Digest, r.Answer+1
	}
	return o.Queue(ctx, p, []office.Mail{m}, func(tx *store.Tx) (bool, error) { return tx.MarkDigestReplyReported(r.Digest, r.Answer) })
}

// withoutEarly returns what was done, and the reminders that were not sent, since the client was
// reminded a short while ago, or since nothing is awaited any more.
func withoutEarly(ctx context.Context, o *office.Office, r store.DigestReply) (done, early, settled []store.ItemCommand, err error) {
	for _, one := range r.Done {
		reminder, _, err := reminderOf(ctx, o, r.Items[one.Number-1], one)
		if err != nil {
			return nil, nil, nil, err
		}
		switch reminder.Left {
		case store.ReminderEarly:
			early = append(early, one)
		case store.ReminderSettled:
			settled = append(settled, one)
		default:
			done = append(done, one)
		}
	}
	return done, early, settled, nil
}

// reminderOf returns what became of the reminder that a command asks for, and its project; zero
// for other commands.
func reminderOf(ctx context.Context, o *office.Office, item store.DigestItem, one store.ItemCommand) (store.ClientReminder, *office.Project, error) {
	if one.Verb != store.VerbRemind || !item.Awaited {
		return store.ClientReminder{}, nil, nil
	}
	r, err := o.Store.ClientReminderOf(ctx, item.Kind, item.Object)
	return r, o.Config.Project(item.Project), err
}

// shownCommands returns commands of a reply as the PM is shown them.
func (d *Duty) shownCommands(ctx context.Context, o *office.Office, r store.DigestReply, commands []store.ItemCommand) (list []templates.SortedItem, err error) {
	for _, one := range commands {
		item := r.Items[one.Number-1]
		shown := templates.SortedItem{N: one.Number, Kind: item.Kind, Project: one.Project, Said: one.Words}
		if item.Kind == store.ItemMail || item.Kind == store.ItemOffer {
			shown.Title, shown.From, err = subjectOf(ctx, o, item.Object)
		} else if item.Kind == store.ItemMissing {
			shown.Title, shown.From, err = missingOf(ctx, o, item.Object)
		} else if item.Kind == store.ItemPerson {
			shown.Title = item.Called + " (" + item.Name + ")"
		} else {
			if item.Kind == store.ItemClosed {
				item.Kind = store.ItemCase
			}
			shown.Title, err = d.items.Title(ctx, o, item)
		}
		if err != nil {
			return nil, err
		}
		if p := o.Config.Project(item.Project); p != nil && one.Verb == store.VerbLater {
			shown.Until = p.WorkdayFrom(one.Argument)
		}
		if r, p, err := reminderOf(ctx, o, item, one); err != nil {
			return nil, err
		} else if r.Left == store.ReminderEarly && p != nil {
			shown.Last = r.Sent.In(p.Zone)
			if shown.Until, err = office.NextReminder(p, r.Sent); err != nil {
				return nil, err
			}
		}
		list = append(list, shown)
	}
	return list, nil
}

// subjectOf returns the subject of a mail and who wrote it; nothing where it was erased.
func subjectOf(ctx context.Context, o *office.Office, message int64) (subject string, from store.Address, err error) {
	e, err := o.Store.EntryOfMessage(ctx, message)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", from, err
	}
	if len(e.From) > 0 {
		from = e.From[0]
	}
	return e.Subject, from, nil
}
