package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rapport/store"
)

// demoMinutes are the minutes that Li Na sends, and what Anna corrects.
const (
	demoMinutes    = "Present: Anna Wright, Li Na\n\nDecisions:\n- The returns form has three steps\n- Launch on %s\n\nActions:\n- Li Na: accounts for the warehouse"
	demoCorrection = "The launch is on %s, not a week before."
	demoWish       = "Hi Li Na,\n\nplease change the order form so that it shows a member's bonus points.\n\nAnna"
	demoImpact     = "Scope: one more part on the order form.\nTime: launch two working days later.\nCost: EUR 800 more."
)

// rounds shows what goes to and fro until both sides agree: minutes, a change,
// questions and their clock.
func (d *demonstration) rounds(ctx context.Context) error {
	for _, round := range []func(context.Context) error{d.meeting, d.minutes, d.changes, d.questions, d.survey, d.ending} {
		if err := d.within(ctx, round); err != nil {
			return err
		}
	}
	return nil
}

// within runs a round, which has far longer than it takes.
func (d *demonstration) within(ctx context.Context, round func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, 3*logWithin)
	defer cancel()
	return round(ctx)
}

// meeting shows how the recap that a meeting system mails becomes minutes.
func (d *demonstration) meeting(ctx context.Context) error {
	end := time.Now().UTC().Add(-20 * time.Minute)
	d.say("\n── A meeting: Zoom mails its recap, and the invitation is in the log. Nobody writes minutes ──\n\n%s\n", indented(demoRecap))
	for _, mail := range [][]byte{recapMail(end), invitationMail(end)} {
		if err := d.server.Deliver(mail, time.Now()); err != nil {
			return err
		}
	}
	draft, err := d.next(ctx, LiNa(), "For your review: minutes")
	if err != nil {
		return err
	}
	d.say("\n── Li Na is shown it as the draft of the minutes, and lets it go with one word ──\n\n")
	d.mail(draft, "")
	if err := d.server.Deliver(Reply(LiNa(), draft, "ok"), time.Now()); err != nil {
		return err
	}
	d.say("\n  Li Na answers: ok\n")
	return d.exchange(ctx, turn{Anna(), "Please confirm", "Confirmed"}, turn{Anna(), "confirm once more", "Confirmed"}, turn{Anna(), "Confirmed: minutes", ""})
}

func (d *demonstration) minutes(ctx context.Context) error {
	now := time.Now().UTC()
	first, second := now.AddDate(0, 0, 30).Format("2 January"), now.AddDate(0, 0, 37).Format("2 January")
	d.say("\n── Minutes: Li Na sends them to the project's address and reviews them first ──\n\n%s\n\n", indented(fmt.Sprintf(demoMinutes, first)))
	if err := d.server.Deliver(LiNa().Letter("log+ACME@agency.example", "Minutes of the weekly meeting", fmt.Sprintf(demoMinutes, first), now), now); err != nil {
		return err
	}
	if err := d.exchange(ctx, turn{LiNa(), "review: “Minutes", "ok"}); err != nil {
		return err
	}
	d.say("\n── Anna, who is named in them, corrects them; Li Na sends the whole text again ──\n\n")
	err := d.exchange(ctx,
		turn{Anna(), "Please confirm", fmt.Sprintf(demoCorrection, second)},
		turn{LiNa(), "on “Minutes of", fmt.Sprintf(demoMinutes, second)},
		turn{LiNa(), "version 2", "ok"})
	if err != nil {
		return err
	}
	d.say("\n── Version 2 shows what changed. Anna confirms it; nothing proves that the mail is hers, so she is asked to confirm once more ──\n\n")
	ask, err := d.next(ctx, Anna(), "version 2")
	if err != nil {
		return err
	}
	d.mail(ask, "The text")
	if err := d.server.Deliver(Reply(Anna(), ask, "Confirmed, thank you"), time.Now()); err != nil {
		return err
	}
	if err := d.exchange(ctx, turn{Anna(), "confirm once more", "Confirmed"}, turn{Anna(), "Confirmed: “Minutes", ""}); err != nil {
		return err
	}
	d.demonstrate("Who confirmed which version", "confirm show ACME 2")
	return nil
}

func (d *demonstration) changes(ctx context.Context) error {
	d.say("\n── A change request: Anna asks for it, Li Na assesses the impact, Anna may approve it ──\n\n%s\n\n", indented(demoWish))
	now := time.Now()
	if err := d.server.Deliver(Anna().Letter("log@agency.example", "Bonus points on the order form", demoWish, now), now); err != nil {
		return err
	}
	if err := d.exchange(ctx, turn{LiNa(), "Please assess", demoImpact}, turn{LiNa(), "For your review: change", "ok"}); err != nil {
		return err
	}
	ask, err := d.next(ctx, Anna(), "For your approval")
	if err != nil {
		return err
	}
	d.mail(ask, "")
	d.say("\n── Someone who obtained that mail approves it in her name ──\n\n  From: %s <%s>\n  To: %s\n\n  Approved.\n", Mallory().Name, Mallory().Address, ask.ReplyTo[0].Address)
	if err := d.server.Deliver(Reply(Mallory(), ask, "Approved."), time.Now()); err != nil {
		return err
	}
	refused, err := d.logged(ctx, Mallory().Address, "")
	if err != nil {
		return err
	}
	d.say("\n  It is in the log, Li Na is notified, and it has no effect:\n")
	for _, note := range refused.Notes {
		d.say("  %s\n", note)
	}
	d.demonstrate("So the change is not approved", "change list ACME")
	d.say("\n── Anna approves it herself. A binding answer must be confirmed, and can be withdrawn for a short time ──\n\n")
	if err := d.server.Deliver(Reply(Anna(), ask, "Approved"), time.Now()); err != nil {
		return err
	}
	err = d.exchange(ctx,
		turn{Anna(), "confirm once more", "Agreed"}, turn{Anna(), "Agreed: ", ""},
		turn{LiNa(), "carry out", "done"},
		turn{Anna(), "completed change", "Confirmed"}, turn{Anna(), "confirm once more", "Confirmed"}, turn{Anna(), "Confirmed: ", ""})
	if err != nil {
		return err
	}
	d.demonstrate("The change, step by step", "change show ACME 1")
	return nil
}

func (d *demonstration) questions(ctx context.Context) error {
	d.say("\n── Questions: one answered in time, one overdue ──\n\n")
	now := time.Now()
	for _, q := range []struct {
		who           Person
		subject, text string
		asked         time.Time
	}{
		{Tom(), "Returns by post", "How long may a customer return an order by post?", now.Add(-40 * time.Hour)},
		{Anna(), "Test cards", "Which cards can our testers pay with?", now},
	} {
		if err := d.server.Deliver(q.who.Letter("log@agency.example", q.subject, q.text, q.asked), q.asked); err != nil {
			return err
		}
		asked, err := d.logged(ctx, q.who.Address, q.subject)
		if err != nil {
			return err
		}
		d.say("  %s, %s: %s\n", q.who.Name, q.asked.Format("2 January"), q.text)
		if q.who == Tom() {
			continue
		}
		m := &store.Message{MessageID: asked.MessageID, From: asked.From, Subject: asked.Subject, Date: asked.At, Text: asked.NewText}
		if err := d.server.Deliver(replyWithCopy(LiNa(), m, "With the cards of the test bank; the list is attached to the plan."), time.Now()); err != nil {
			return err
		}
		d.say("  Li Na, with the log in copy: With the cards of the test bank; the list is attached to the plan.\n")
		if _, err := d.logged(ctx, LiNa().Address, q.subject); err != nil {
			return err
		}
	}
	d.say("\n── Li Na is warned of the overdue one ──\n\n")
	warning, err := d.next(ctx, LiNa(), "Overdue")
	if err != nil {
		return err
	}
	d.mail(warning, "What to do")
	d.demonstrate("The cases", "case list ACME")
	return nil
}

func (d *demonstration) survey(ctx context.Context) error {
	d.say("\n── A survey: Anna answers with a number, and a low score goes to Li Na at once ──\n")
	d.demonstrate("Li Na sends it", "survey send ACME --template csat --to anna")
	ask, err := d.next(ctx, Anna(), "How satisfied")
	if err != nil {
		return err
	}
	d.say("\n")
	d.mail(ask, "")
	if err := d.server.Deliver(Reply(Anna(), ask, "2 - the returns form is hard to use"), time.Now()); err != nil {
		return err
	}
	low, err := d.next(ctx, LiNa(), "Low score")
	if err != nil {
		return err
	}
	d.say("\n  Anna answers: 2 - the returns form is hard to use\n  Li Na gets: %s\n", named(low))
	d.demonstrate("The results so far", "survey results ACME 1")
	d.demonstrate("The whole log", "log ACME")
	d.demonstrate("Open items of Li Na: her next morning digest", "digest "+LiNa().Address)
	return nil
}

// next waits for the mail of a person whose subject or first line holds some words, and passes
// over others.
func (d *demonstration) next(ctx context.Context, who Person, words string) (*store.Message, error) {
	for {
		m, err := d.await(ctx, who.Address)
		if err != nil {
			return nil, fmt.Errorf("wait for “%s”: %w", words, err)
		}
		if first, _, _ := strings.Cut(m.Text, "\n"); strings.Contains(m.Subject+"\n"+first, words) {
			return m, nil
		}
	}
}

// turn is the mail that a person gets next with some words in its subject, and what they
// answer; "" nothing.
type turn struct {
	who           Person
	words, answer string
}

// exchange takes turns, one after the other.
func (d *demonstration) exchange(ctx context.Context, turns ...turn) error {
	for _, t := range turns {
		m, err := d.next(ctx, t.who, t.words)
		if err != nil {
			return err
		}
		if t.answer == "" {
			continue
		}
		d.say("  %s gets: %s\n  and answers: %s\n", t.who.Name, named(m), strings.ReplaceAll(t.answer, "\n", "\n               "))
		if err := d.server.Deliver(Reply(t.who, m, t.answer), time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// named returns the subject of a mail and, where that is the subject of its thread, its first
// line.
func named(m *store.Message) string {
	first, _, _ := strings.Cut(m.Text, "\n")
	if _, answers := store.CutAnswerPrefix(m.Subject); answers {
		return m.Subject + " – " + first
	}
	return m.Subject
}

// logged waits until the mail of a person with some words in its subject is logged.
func (d *demonstration) logged(ctx context.Context, address, subject string) (store.Entry, error) {
	for {
		var found store.Entry
		err := d.daemon.Store().Log(ctx, store.LogQuery{}, func(e store.Entry) error {
			if len(e.From) == 1 && e.From[0].Address == address && strings.Contains(e.Subject, subject) {
				found = e
			}
			return nil
		})
		if err != nil || found.ID != 0 {
			return found, err
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return found, ctx.Err()
		}
	}
}
