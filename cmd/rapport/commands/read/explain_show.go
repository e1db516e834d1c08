package read

import (
	"fmt"
	"strings"
	"time"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

func (e Explanation) show(s app.Screen) {
	field := s.Fields(12)
	people := func(name string, addresses []store.Address) {
		for _, a := range addresses {
			field(name, wording.OneLine(a.String()))
			name = ""
		}
	}
	field("Subject", wording.OneLine(e.Subject))
	people("From", e.From)
	people("Sender", e.Sender)
	people("Reply-To", e.ReplyTo)
	people("To", e.To)
	people("Cc", e.Cc)
	people("Delivered-To", e.DeliveredTo)
	if !e.Date.IsZero() {
		field("Date", e.Date.Format(clock))
	}
	field("Message-ID", wording.OneLine(e.MessageID))
	field("In-Reply-To", wording.OneLine(strings.Join(e.Thread.InReplyTo, " ")))
	field("References", wording.OneLine(strings.Join(e.Thread.References, " ")))
	field("Kind", fmt.Sprintf("%s: %s", e.Kind, wording.OneLine(e.KindReason)))
	for _, a := range e.AsksWords {
		field("Asks", fmt.Sprintf("%s: %s", a.Ask, wording.OneLine(a.Words)))
	}
	if e.Decision != "" && e.Decision != store.ChoiceHuman {
		field("Decision", fmt.Sprintf("%s: %s %s", e.Said.Choice, wording.OneLine(e.Said.Words), wording.OneLine(e.Said.Why)))
	}
	if e.seen != nil {
		showMeeting(field, e.seen, e.seen.Attendees, e.zone, e.people)
	}
	field("Tracker", wording.OneLine(strings.TrimSpace(e.Tracker.System+" "+e.Tracker.Key)))
	if r := &e.Recap; r.Vendor != "" {
		field("Recap", recapLine(r))
	}
	for _, d := range e.Deadlines {
		field("By", fmt.Sprintf("%s: %s", deadline(d), wording.OneLine(d.Words)))
	}
	for _, r := range e.Bounce.Recipients {
		field("Recipient", fmt.Sprintf("%s: %s %s %s", wording.OneLine(r.Address), r.Action, r.Status, wording.OneLine(r.Diagnostic)))
	}
	project := "none"
	if e.Project != "" {
		project = fmt.Sprintf("%s, %d %%; the sender is %s there", e.Project, e.Confidence, e.Role)
	}
	field("Project", project)
	for _, r := range e.Reasons {
		field("", fmt.Sprintf("%3d %%  %s: %s (%s)", r.Confidence, r.Signal, wording.OneLine(r.Text), r.Project))
	}
	for i, why := range append([]string{string(e.Auth.Level)}, e.Auth.Reasons...) {
		if i == 0 {
			field("Proof", why)
			continue
		}
		field("", wording.OneLine(why))
	}
	for _, note := range e.Notes {
		field("Note", wording.OneLine(note))
	}
	for _, defect := range e.Defects {
		field("Defect", wording.OneLine(defect))
	}
	field("Not readable", wording.OneLine(e.Unparsed))
	for _, h := range e.Holds {
		field("Holds", heldMail(h, h.Date.Location()))
	}
	for _, f := range e.Attachments {
		field("File", fmt.Sprintf("%d: %s (%s, %s)", f.N, attachmentName(f), f.Type, wording.FileSize(f.Size)))
	}
	s.Line("\n%s", s.Dim("Newly written:"))
	for _, line := range lines(wording.Safe(e.NewText)) {
		s.Line("  %s", line)
	}
	for _, part := range []struct{ title, text string }{{"Signature:", e.Signature}, {"Quoted:", e.Quoted}} {
		if part.text != "" {
			s.Line("\n%s", s.Dim(part.title))
		}
		for _, line := range lines(wording.Safe(part.text)) {
			s.Line("  %s", s.Dim(line))
		}
	}
}

// recapLine writes what a recap is of, and how much it has.
func recapLine(r *store.Recap) string {
	says := fmt.Sprintf("a summary and %d action items", len(r.Actions))
	switch {
	case r.LinkOnly:
		says = "a link alone"
	case r.Summary == "":
		says = fmt.Sprintf("%d action items", len(r.Actions))
	}
	proof := "nothing proves who made it"
	if r.Proved {
		proof = "proved to be theirs"
	}
	return fmt.Sprintf("of %s: %s, %s, %s", r.Vendor, wording.OneLine(r.Title), says, proof)
}

// heldMail writes what a mail holds that was sent on in it.
func heldMail(h store.EmbeddedMail, zone *time.Location) string {
	where := "attached"
	if h.Text {
		where = "in the text"
	}
	if h.StaysText {
		where += ", not logged by itself: nothing proves who sent it on"
	}
	return fmt.Sprintf("%s, %s, %s: %s", wording.OneLine(h.From.String()), h.Date.In(zone).Format("Mon 2 Jan 2006 15:04"), where, wording.OneLine(h.Subject))
}

// deadline writes a deadline: its day, or the number of days.
func deadline(d store.Deadline) string {
	if d.Day != "" {
		return d.Day
	}
	return fmt.Sprintf("%d days", d.Days)
}

// lines splits text into lines, without empty ones at the end.
func lines(text string) []string {
	text = strings.TrimRight(text, "\n ")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
