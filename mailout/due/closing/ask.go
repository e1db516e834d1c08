package closing

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/visible"
	"rapport/templates"
)

const (
	mostOpen     = 200
	longestTitle = 160 // characters of an item
)

// ask asks the PMs what becomes of what is open, and what the log does not know.
func ask(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) error {
	now, err := Open(ctx, o, p)
	if err != nil {
		return err
	}
	c.Items = merged(c.Items, now)
	people, err := bothSides(ctx, o, p)
	if err != nil {
		return err
	}
	mails, err := askMails(ctx, o, p, c, p.People(store.RolePM), c.Round+1, hasReply(c))
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) {
		if isTooFew(c.Retrospective, people) {
			if _, err := tx.RefuseRetrospective(c); err != nil {
				return false, err
			}
			c.Retrospective = ""
		}
		return tx.MarkClosingAsked(c, c.Items)
	})
}

// askNewPMs asks those who became PM since the others were asked.
func askNewPMs(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) error {
	fresh, err := o.NewPMs(ctx, p, store.PurposeClosing, c.ID, c.Round)
	if err != nil || len(fresh) == 0 {
		return err
	}
	mails, err := askMails(ctx, o, p, c, fresh, c.Round, false)
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, mails, office.Always)
}

// hasReply reports whether a PM has said anything of a closing.
func hasReply(c store.Closing) bool {
	return c.Retrospective != "" || c.Facts != (store.ClosingFacts{}) || len(c.Problems) > 0 ||
		slices.ContainsFunc(c.Items, func(item store.ClosingItem) bool { return item.Word != "" })
}

// askMails composes the questions; again says that they follow a reply.
func askMails(ctx context.Context, o *office.Office, p *office.Project, c store.Closing, pms []store.Address, round int, again bool) (mails []office.Mail, err error) {
	people, err := bothSides(ctx, o, p)
	if err != nil {
		return nil, err
	}
	data := templates.ClosingAsk{Project: p.Project, Asked: len(people), Mode: c.Retrospective, Again: again, Problems: c.Problems}
	if isTooFew(c.Retrospective, people) {
		data.TooFew, data.Mode = true, ""
	}
	for i, item := range c.Items {
		data.Items = append(data.Items, templates.ClosingItem{N: i + 1, Title: item.Title, Word: item.Word})
	}
	if data.Unknown, err = Unknown(ctx, o, p, c); err != nil {
		return nil, err
	}
	for _, pm := range pms {
		data.PM = pm.Name
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("closing %d round %d %s", c.ID, round, pm.Address), Template: askTemplate, Data: data, To: []store.Address{pm},
			Ask: &store.Request{Purpose: store.PurposeClosing, Project: p.Code, Object: c.ID, Version: round, Address: pm.Address, Expires: o.Now.Add(answerTime)},
		})
	}
	return mails, nil
}

// merged returns what the PM was shown, under its numbers, with what is open since. What was settled
// meanwhile needs no word any more.
func merged(shown, now []store.ClosingItem) []store.ClosingItem {
	list := slices.Clone(shown)
	for i, item := range list {
		switch at := slices.IndexFunc(now, isSame(item)); {
		case at >= 0:
			list[i].Version = now[at].Version
		case item.Word == "":
			list[i].Word = store.ClosingLeave
		}
	}
	for _, item := range now {
		if !slices.ContainsFunc(list, isSame(item)) {
			list = append(list, item)
		}
	}
	return list
}

// isSame returns what tells whether an item is this one.
func isSame(a store.ClosingItem) func(store.ClosingItem) bool {
	return func(b store.ClosingItem) bool { return a.Kind == b.Kind && a.Object == b.Object }
}

// Open returns what is open in a project, in words in its language: changes and disputes, cases, texts that
// wait, reports, action items, and what its client is to answer.
func Open(ctx context.Context, o *office.Office, p *office.Project) (list []store.ClosingItem, err error) {
	w := wordsFor(p.Language)
	add := func(kind string, object int64, version int, what, title string) {
		if len(list) < mostOpen {
			line := visible.Cut(strings.Join(strings.Fields(title), " "), longestTitle)
			if what != "" {
				line = what + w.colon + line
			}
			list = append(list, store.ClosingItem{Kind: kind, Object: object, Version: version, Title: line})
		}
	}
	procedures, err := o.Store.Procedures(ctx, store.ProcedureQuery{Project: p.Code, Open: true})
	if err != nil {
		return nil, err
	}
	covered := map[int64]bool{} // the cases of which a change or dispute came, which end with it
	for _, one := range procedures {
		covered[one.Case] = true
		add(store.ItemProcedure, one.ID, one.Version, fmt.Sprintf(w.procedure[one.Kind], one.Number), one.Title)
	}
	cases, err := o.Store.Cases(ctx, store.CaseQuery{Project: p.Code, Open: true})
	if err != nil {
		return nil, err
	}
	for _, one := range cases {
		if one.Merged == 0 && !covered[one.ID] {
			add(store.ItemCase, one.ID, 0, fmt.Sprintf(w.caseNumber, one.Number), one.Title)
		}
	}
	texts, err := o.Store.Confirmations(ctx, store.ConfirmationQuery{Project: p.Code, Open: true})
	if err != nil {
		return nil, err
	}
	for _, one := range texts {
		switch one.Kind {
		case store.ChangeRequest, store.VerifyChange, store.Settlement, store.ProjectSummary, store.Retrospective:
		default:
			add(store.ItemConfirmation, one.ID, one.Version, templates.KindName(p.Language, one.Kind), one.Title)
		}
	}
	reports, err := o.Store.Reports(ctx, p.Code, true)
	if err != nil {
		return nil, err
	}
	for _, one := range reports {
		if one.State != store.ReportPlanned {
			add(store.ItemReport, one.ID, one.Version, w.report, w.period(office.Day(one.From), office.Day(one.To)))
		}
	}
	actions, err := o.Store.Actions(ctx, store.ActionQuery{Project: p.Code, Open: true})
	if err != nil {
		return nil, err
	}
	for _, one := range actions {
		title := one.What
		if one.Owner != "" {
			title += fmt.Sprintf(w.owner, one.Owner)
		}
		add(store.ItemAction, one.ID, 0, fmt.Sprintf(w.action, one.Number), title)
	}
	awaited, err := o.Store.Awaited(ctx, store.AwaitedQuery{Project: p.Code, Open: true})
	if err != nil {
		return nil, err
	}
	for _, one := range awaited {
		add(store.ItemAwaited, one.ID, 0, w.awaited, one.What)
	}
	return list, nil
}

// Unknown returns what the summary of a closing cannot say yet: goal, scope, planned, real, budget, spent.
func Unknown(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) ([]string, error) {
	f, err := gather(ctx, o, p, c)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, one := range []struct {
		name  string
		known bool
	}{
		{"goal", c.Facts.Goal != ""},
		{"scope", c.Facts.Scope != "" || f.scope() != nil},
		{"planned", c.Facts.Planned != "" || len(f.milestones) > 0},
		{"real", c.Facts.Real != "" || len(f.reports) > 0},
		{"budget", c.Facts.Budget != "" || f.budget != nil},
		{"spent", c.Facts.Spent != "" || f.budget != nil},
	} {
		if !one.known {
			list = append(list, one.name)
		}
	}
	return list, nil
}

// Preview returns what the command line shows before a project is closed: what is open, what the summary
// cannot say, and how many people a retrospective would be asked of.
func Preview(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) (items []store.ClosingItem, unknown []string, asked int, err error) {
	now, err := Open(ctx, o, p)
	if err != nil {
		return nil, nil, 0, err
	}
	people, err := bothSides(ctx, o, p)
	if err != nil {
		return nil, nil, 0, err
	}
	unknown, err = Unknown(ctx, o, p, c)
	return merged(c.Items, now), unknown, len(people), err
}

// day writes a day in the language of a project.
func (w words) day(t time.Time) string { return t.Format(w.dayForm) }

func (w words) period(from, to time.Time) string {
	return fmt.Sprintf(w.fromTo, w.day(from), w.day(to))
}
