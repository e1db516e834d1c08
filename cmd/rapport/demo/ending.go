package demo

import (
	"context"
	"fmt"
	"time"
)

// demoClosing is what Li Na answers when she is asked what becomes of what is open.
const demoClosing = "rest leave\nGoal: one portal for orders and returns\nretrospective: named"

// ending shows how a project ends: its PM closes it with a line, its client confirms the summary
// that Rapport composes from the log, and both sides look back.
func (d *demonstration) ending(ctx context.Context) error {
	d.say("\n── The end: Li Na closes the project with one line ──\n\n  close ACME\n\n")
	now := time.Now()
	if err := d.server.Deliver(LiNa().Letter(User, "The end of the portal", "close ACME", now), now); err != nil {
		return err
	}
	if err := d.exchange(ctx, turn{LiNa(), "Closing the project", demoClosing}); err != nil {
		return err
	}

	draft, err := d.next(ctx, LiNa(), "For your review")
	if err != nil {
		return err
	}
	d.say("\n── Rapport composes the summary from the log. Li Na sees it first ──\n\n")
	d.mail(draft, "")
	if err := d.server.Deliver(Reply(LiNa(), draft, "ok"), time.Now()); err != nil {
		return err
	}
	d.say("\n  Li Na answers: ok\n")
	err = d.exchange(ctx, turn{Anna(), "Please confirm", "Confirmed"}, turn{Anna(), "confirm once more", "Confirmed"}, turn{Anna(), "Confirmed: ", ""})
	if err != nil {
		return err
	}
	d.say("\n── Both sides are asked to look back. Tom gets ──\n\n")
	questions, err := d.next(ctx, Tom(), "Looking back")
	if err != nil {
		return err
	}
	d.mail(questions, "")
	if err := d.server.Deliver(Reply(Tom(), questions, "1: short ways, quick answers\n3: accounts for the warehouse from the first day"), time.Now()); err != nil {
		return err
	}
	d.say("\n  Tom answers:\n%s\n", indented("1: short ways, quick answers\n3: accounts for the warehouse from the first day"))
	if _, err := d.next(ctx, Tom(), "Thank you"); err != nil {
		return fmt.Errorf("the answer of a client who looks back: %w", err)
	}
	d.demonstrate("The project is closed; its log stays", "projects")
	d.demonstrate("What was answered so far", "survey results ACME 2")
	return nil
}
