package office

import (
	"context"
	"time"

	"rapport/store"
	"rapport/store/mailaddr"
)

// DigestOf returns when the digest of a PM goes out on the day of the look, and the project that
// sends it; ok is false where they get none that day.
func (o *Office) DigestOf(pm string) (morning time.Time, first *Project, ok bool) {
	if o.Config.Digest < 0 {
		return morning, nil, false
	}
	for i := range o.Config.Projects {
		p := &o.Config.Projects[i]
		if p.Relay != "" && p.IsPM(pm) {
			return p.At(o.Now, o.Config.Digest), p, p.Workday(o.Now)
		}
	}
	return morning, nil, false
}

// digestGrace is how long a digest may be late before a note is sent in its place.
const digestGrace = time.Hour

// WithoutDigest returns those of the notes to PMs, which follow from a receipt, that are to be
// sent. What came before the digest of the day is in it. wait reports that a digest which has
// some of them has yet to go out.
func (o *Office) WithoutDigest(ctx context.Context, r store.Receipt, mails []Mail) (send []Mail, wait bool, err error) {
	for _, m := range mails {
		morning, first, digest := time.Time{}, (*Project)(nil), false
		if m.Late {
			morning, first, digest = o.DigestOf(m.To[0].Address)
		}
		if !digest || !r.Queued.Before(morning) {
			send = append(send, m)
			continue
		}
		last, err := o.Store.LastDigest(ctx, mailaddr.Key(m.To[0].Address))
		if err != nil {
			return nil, false, err
		}
		switch {
		case last.Day == o.Today(first): // it was in there
		case o.Reached(morning.Add(digestGrace)):
			send = append(send, m)
		default:
			o.Again(morning)
			wait = true
		}
	}
	return send, wait, nil
}
