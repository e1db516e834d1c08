package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/store/pattern"
)

// This file is how the mails about one matter hang together in a mailbox: by the References,
// and by the subject, which is all that Gmail, QQ and Foxmail go by. The second mail about a
// matter, and each after it, has the subject of the first that its recipient got, as the reply
// of a person has; what its template calls it is its first line.

// matterOf is what the key of a mail begins with if it is about one of several mails.
var matterOf = pattern.New(`^(?:confirmation|procedure|survey|report|case|closing|meeting|action-item|bounce of|reports) \d+\b`)

const answerPrefix = "Re: "

// threads returns mails with the thread that each belongs to; one that is to go to its people
// apart is several.
func (o *Office) threads(ctx context.Context, p *Project, mails []Mail) (list []Mail, err error) {
	for _, m := range mails {
		several, err := o.apart(ctx, p, m)
		if err != nil {
			return nil, err
		}
		for i := range several {
			if err := o.follow(ctx, p, &several[i]); err != nil {
				return nil, err
			}
		}
		list = append(list, several...)
	}
	findAlike(list)
	return list, nil
}

// follow finds out which thread a mail belongs to.
func (o *Office) follow(ctx context.Context, p *Project, m *Mail) error {
	if err := o.findMatter(ctx, m); err != nil {
		return err
	}
	opened, err := o.openedBy(ctx, p, m)
	if err != nil {
		return err
	}
	before, err := o.Store.MatterMails(ctx, m.matter, m.To[0].Address)
	if err != nil {
		return err
	}
	first := m.Follows
	if len(before) > 0 {
		first = before[0].Subject
	}
	if opened.Subject != "" {
		first = opened.Subject
	}
	if first = withoutAnswerPrefix(first); first != "" {
		m.subject = answerPrefix + first
	}
	switch alone := len(m.To)+len(m.Cc) == 1; {
	case m.Thread != "":
	case len(before) > 0 && alone && m.Ask != nil: // nobody else reads it, not even who reads the log mailbox
		m.Thread = before[len(before)-1].MessageID
	case alone && opened.MessageID != "":
		m.Thread = opened.MessageID
	case len(before) > 0:
		m.inMatter = true
	}
	return nil
}

// findMatter sets what a mail is about. What people are asked of a change is about the change,
// and what comes of a case is about the case, from the acknowledgement to its solution.
func (o *Office) findMatter(ctx context.Context, m *Mail) error {
	own := matterOf.FindString(m.Key)
	m.matter = own
	if m.matter == "" {
		m.matter = m.Key
	}
	wider, err := o.widest(ctx, own)
	if err != nil || wider == own {
		return err
	}
	m.matter, m.Key = wider, wider+" "+m.Key
	return nil
}

// WasQueued reports whether a mail with a key was queued.
func (o *Office) WasQueued(ctx context.Context, key string) (known bool, err error) {
	m := Mail{Key: key}
	if err := o.findMatter(ctx, &m); err != nil {
		return false, err
	}
	return o.Store.HasMail(ctx, m.Key)
}

// widest returns what a matter is a part of, and the matter where it is none.
func (o *Office) widest(ctx context.Context, matter string) (wider string, err error) {
	kind, number, _ := strings.Cut(matter, " ")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return matter, nil
	}
	switch kind {
	case "confirmation":
		wider, err = o.Store.MatterOfConfirmation(ctx, id)
	case "procedure":
		wider, err = o.Store.MatterOfProcedure(ctx, id)
	}
	return cmp.Or(matterOf.FindString(wider), matter), err
}

// ConfirmationsOf returns the confirmations of a procedure about which receipts wait.
func (o *Office) ConfirmationsOf(ctx context.Context, procedure int64) (list []int64, err error) {
	whole, err := o.widest(ctx, fmt.Sprint("procedure ", procedure))
	if err != nil {
		return nil, err
	}
	waiting, err := o.Store.PendingReceipts(ctx, store.AboutConfirmation, 0)
	for _, r := range waiting {
		of, err := o.widest(ctx, fmt.Sprint("confirmation ", r.Object))
		if err != nil {
			return nil, err
		}
		if of == whole {
			list = append(list, r.Object)
		}
	}
	return list, err
}

// openedBy returns the mail with which the one recipient of a mail opened the case that it is
// about, if they did.
func (o *Office) openedBy(ctx context.Context, p *Project, m *Mail) (opened store.MatterMail, err error) {
	number, isCase := strings.CutPrefix(m.matter, "case ")
	id, err := strconv.ParseInt(number, 10, 64)
	if !isCase || err != nil {
		return opened, nil
	}
	list, err := o.Store.Cases(ctx, store.CaseQuery{ID: id})
	if err != nil || len(list) == 0 {
		return opened, err
	}
	e, err := o.Store.EntryOfMessage(ctx, list[0].Message)
	if errors.Is(err, store.ErrNotFound) { // it was erased
		return opened, nil
	}
	if err != nil || len(e.From) != 1 || !p.isSame(e.From[0].Address, m.To[0].Address) {
		return opened, err
	}
	return store.MatterMail{Subject: e.Subject, MessageID: e.MessageID}, nil
}

// codeOf returns the code of the project that a matter is of, "" where it is of several.
func (p *Project) codeOf(matter string) string {
	if strings.HasPrefix(matter, "reports ") {
		return ""
	}
	return p.Code
}

// isSame reports whether two addresses are of one person.
func (p *Project) isSame(a, b string) bool {
	return mailaddr.Key(a) == mailaddr.Key(b) || slices.Contains(p.AddressesOf(a), mailaddr.Key(b))
}

func withoutAnswerPrefix(subject string) string {
	for {
		rest, ok := store.CutAnswerPrefix(strings.TrimSpace(subject))
		if !ok {
			return strings.Join(strings.Fields(subject), " ")
		}
		subject = rest
	}
}

// apart returns the mails to those people for whom a mail follows different subjects, each
// with a part of its recipients.
func (o *Office) apart(ctx context.Context, p *Project, m Mail) (mails []Mail, err error) {
	if !m.Apart || len(m.To)+len(m.Cc) == 1 {
		return []Mail{m}, nil
	}
	for i, who := range slices.Concat(m.To, m.Cc) {
		one := m
		one.To, one.Cc = []store.Address{who}, nil
		if err := o.follow(ctx, p, &one); err != nil {
			return nil, err
		}
		isCc := i >= len(m.To)
		at := slices.IndexFunc(mails, func(other Mail) bool { return other.subject == one.subject })
		switch {
		case at < 0:
			one.Key, one.Thread = m.Key, m.Thread
			if len(mails) > 0 {
				one.Key += " " + who.Address
			}
			mails = append(mails, one)
		case isCc:
			mails[at].Cc = append(mails[at].Cc, who)
		default:
			mails[at].To = append(mails[at].To, who)
		}
	}
	return mails, nil
}

// distinct returns the subject of a mail that begins a thread: with the day, where a mail of
// another matter has the same, since programs that go by the subject would take both for one.
func (o *Office) distinct(ctx context.Context, p *Project, m *Mail, subject string) (string, error) {
	for n := 1; ; n++ {
		one := subject
		switch {
		case n == 2:
			one = fmt.Sprintf("%s (%s)", subject, o.Today(p))
		case n > 2:
			one = fmt.Sprintf("%s (%s, %d)", subject, o.Today(p), n-1)
		}
		taken := false
		for _, who := range m.alike {
			has, err := o.Store.SubjectTaken(ctx, who, one, m.matter)
			if err != nil {
				return "", err
			}
			taken = taken || has
		}
		if !taken {
			return one, nil
		}
	}
}

// findAlike notes of each mail to whom the mails go that say the same about its matter: all of
// these have one subject.
func findAlike(mails []Mail) {
	for i := range mails {
		for _, other := range mails {
			if other.matter == mails[i].matter && other.Template == mails[i].Template {
				mails[i].alike = append(mails[i].alike, other.To[0].Address)
			}
		}
	}
}
