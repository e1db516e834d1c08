package meeting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

const (
	offerBefore = 72 * time.Hour // the start of a meeting, at the earliest
	sendBefore  = 24 * time.Hour
	leastNotice = 2 * time.Hour // later nobody reads an agenda
)

const agendaTemplate = "agenda"

// offerAgendas offers PMs the agendas of the meetings to come, of which something is open, in
// their working hours.
func offerAgendas(ctx context.Context, o *office.Office) []error {
	list, err := o.Store.MeetingsToCome(ctx, o.Now.Add(leastNotice), o.Now.Add(offerBefore))
	if err != nil {
		return office.Fail("the meetings to come", err)
	}
	return office.Each(o, list, nameOfAgenda, func(p *office.Project, m store.Meeting) error {
		if !p.Agenda || len(p.Invited(m)) == 0 {
			return nil
		}
		if at := p.AtWork(o.Now); !at.Equal(o.Now) {
			o.Again(at)
			return nil
		}
		text, err := agendaOf(ctx, o, p)
		if err != nil || text == "" {
			return err
		}
		return o.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.DraftAgenda(m, titleOf(p, m), text) // its PM is shown it as any other text
			return err
		})
	})
}

// sendAgendas sends the agendas that PMs approved, a day before their meetings, and drops those
// that come too late.
func sendAgendas(ctx context.Context, o *office.Office) []error {
	list, err := o.Store.OpenAgendas(ctx)
	if err != nil {
		return office.Fail("the agendas", err)
	}
	return office.Each(o, list, nameOfAgenda, func(p *office.Project, m store.Meeting) error {
		if m.Cancelled || o.Reached(m.Start) {
			return o.Store.Update(ctx, func(tx *store.Tx) error {
				_, err := tx.DropAgenda(m.Agenda)
				return err
			})
		}
		c, err := o.Store.Agenda(ctx, m)
		if err != nil || c.State != store.ConfirmationApproved || !o.Reached(m.Start.Add(-sendBefore)) {
			return err
		}
		var mails []office.Mail
		for _, who := range p.Invited(m) {
			mails = append(mails, office.Mail{
				Key: fmt.Sprintf("confirmation %d agenda %s", c.ID, who.Address), Template: agendaTemplate, To: []store.Address{who}, Once: true, Deadline: m.Start.Add(-leastNotice),
				Data:  templates.Agenda{Confirmed: templates.Confirmed{Project: p.Project, Kind: c.Kind, Title: c.Title, Number: c.Number, Version: c.Version, Text: c.Text}, Name: who.Name, Start: m.Start.In(p.Zone)},
				Shows: &store.Shown{Object: c.ID, Version: c.Version},
			})
		}
		return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkAgendaSent(c.ID) })
	})
}

func nameOfAgenda(m store.Meeting) (project, object string) {
	return m.Project, fmt.Sprintf("the agenda of %q", m.Title)
}

// titleOf returns what a meeting is called.
func titleOf(p *office.Project, m store.Meeting) string {
	switch {
	case m.Title != "":
		return m.Title
	case p.Language == "en":
		return "Meeting"
	}
	return "会议"
}

// agendaOf returns what is open in a project and what is to be decided, as Markdown; "" where
// nothing is.
func agendaOf(ctx context.Context, o *office.Office, p *office.Project) (string, error) {
	words := agendaWords(p.Language)
	var b strings.Builder
	section := func(title string, lines []string) {
		if len(lines) == 0 {
			return
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString("## " + title + "\n\n- " + strings.Join(lines, "\n- "))
	}
	items, err := o.OpenActions(ctx, p)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, a := range items {
		line := oneLine(a.What)
		if a.Owner != "" {
			line = oneLine(a.Owner) + words.colon + line
		}
		if !a.Due.IsZero() {
			line += fmt.Sprintf(words.due, a.Due.Format(words.day))
		}
		lines = append(lines, line)
	}
	section(words.actions, lines)
	cases, err := o.Store.Cases(ctx, store.CaseQuery{Project: p.Code, Open: true})
	if err != nil {
		return "", err
	}
	lines = nil
	for _, c := range cases {
		if c.Merged == 0 {
			lines = append(lines, oneLine(c.Title))
		}
	}
	section(words.cases, lines)
	undecided, err := o.Store.Procedures(ctx, store.ProcedureQuery{Project: p.Code, Open: true})
	if err != nil {
		return "", err
	}
	lines = nil
	for _, one := range undecided {
		lines = append(lines, fmt.Sprintf(words.procedure[one.Kind], one.Number)+words.colon+oneLine(one.Title))
	}
	section(words.undecided, lines)
	return b.String(), nil
}

// oneLine returns a text as one line of a list.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// agendaLanguage is how an agenda is written in a language.
type agendaLanguage struct {
	actions, cases, undecided string
	colon, due, day           string
	procedure                 map[store.ProcedureKind]string
}

func agendaWords(language string) agendaLanguage {
	if language == "en" {
		return agendaLanguage{"Open action items", "Open questions and problems", "To be decided", ": ", " (due %s)", "2 January",
			map[store.ProcedureKind]string{store.ProcedureChange: "Change request %d", store.ProcedureDispute: "Dispute %d"}}
	}
	return agendaLanguage{"未完成的待办", "未解决的问题", "待决定的事项", "：", "（%s前）", "1月2日",
		map[store.ProcedureKind]string{store.ProcedureChange: "变更申请 %d", store.ProcedureDispute: "争议 %d"}}
}

// offersAgendas reports whether any project has agendas.
func offersAgendas(o *office.Office) bool {
	return slices.ContainsFunc(o.Config.Projects, func(p office.Project) bool { return p.Agenda })
}
