package report

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// This file asks the team, a working day before the PM is asked for a report, what is done, what comes
// next and what blocks them: each member once, and nobody again for the same report.

// share is what one team member is asked for: their part of a report of one project.
type share struct {
	project *office.Project
	period  schedule.Period
	member  store.Address
	day     string    // on which they are asked, where the project is
	at      time.Time // when they are asked, in their hours
	by      time.Time // when the PM is asked
}

// askTeams asks the team members whose time has come, each in one mail for all projects in which they are
// asked on that day.
func askTeams(ctx context.Context, o *office.Office, latest map[string]store.Report, others map[string]time.Time) (failures []error) {
	byMember := map[string][]share{}
	failures = o.EachProject("the team's part of the report", func(p *office.Project) error {
		shares, err := sharesOf(ctx, o, p, latest[p.Code], others)
		for _, s := range shares {
			key := s.day + " " + mailaddr.Key(s.member.Address)
			byMember[key] = append(byMember[key], s)
		}
		return err
	})
	for _, key := range slices.Sorted(maps.Keys(byMember)) {
		shares := byMember[key]
		if slices.ContainsFunc(shares, func(s share) bool { return o.Reached(s.at) }) {
			failures = append(failures, office.Fail("the part of "+key, askMember(ctx, o, shares))...)
		}
	}
	return failures
}

// sharesOf returns what the team of a project is still to be asked for the report that its PM is asked
// for next: nothing of those who are away, or do not want to be asked.
func sharesOf(ctx context.Context, o *office.Office, p *office.Project, latest store.Report, others map[string]time.Time) ([]share, error) {
	if !p.AskTeam || p.Schedule == nil || p.Relay == "" {
		return nil, nil
	}
	period, err := p.Schedule.Next(o.Now.Add(p.Ask), p.Zone, p.Calendar)
	if err != nil || latest.Period >= period.Key { // holidays that are not known yet concern a later time
		return nil, nil
	}
	by := askedWith(p, period.Due, others)
	from := p.OnWorkday(p.At(by.In(p.Zone).AddDate(0, 0, -1), office.SinceMidnight(by.In(p.Zone))))
	began, err := o.Began(ctx)
	if err != nil || from.Before(began) || o.Reached(by) {
		return nil, err
	}
	if day := p.Midnight(from); !o.Reached(day) { // whom another project asks on that day is asked for both
		return nil, nil
	}
	members, err := askable(ctx, o, p, period)
	var list []share
	for _, who := range members {
		at := from
		if o.Now.After(at) {
			at = o.Now
		}
		if at = p.AtWork(at, who.Address); at.Before(by) {
			list = append(list, share{p, period, who, at.In(p.Zone).Format(time.DateOnly), at, by})
		}
	}
	return list, err
}

// askable returns the team members of a project who may be asked for their part of a report now.
func askable(ctx context.Context, o *office.Office, p *office.Project, period schedule.Period) (list []store.Address, err error) {
	asked, err := o.Store.TeamParts(ctx, p.Code, period.Key)
	if err != nil {
		return nil, err
	}
	stopped, err := o.Store.TeamStops(ctx, p.Code)
	if err != nil {
		return nil, err
	}
	stops, err := o.Store.SurveyStops(ctx)
	if err != nil {
		return nil, err
	}
	for _, who := range p.People(store.RoleTeam) {
		not := func(address string) bool {
			return slices.Contains(stopped, address) || !stops[address].IsZero() || slices.ContainsFunc(asked, func(part store.TeamPart) bool { return part.Address == address })
		}
		if slices.ContainsFunc(p.AddressesOf(who.Address), not) {
			continue
		}
		if _, away, err := o.Back(ctx, p, who.Address); err != nil {
			return nil, err
		} else if !away {
			list = append(list, who)
		}
	}
	return list, nil
}

// askMember asks one team member for their parts of the reports of one or several projects.
func askMember(ctx context.Context, o *office.Office, shares []share) error {
	slices.SortFunc(shares, func(a, b share) int { return cmp.Compare(a.project.Code, b.project.Code) })
	first := shares[0]
	data := templates.TeamAsk{Name: first.member.Name}
	var parts []store.TeamPart
	last := first.period.Due
	for _, s := range shares {
		one := templates.TeamAskReport{Project: s.project.Project, From: office.Day(s.period.From.Format(time.DateOnly)), To: office.Day(s.period.To.Format(time.DateOnly)), By: s.by.In(s.project.Zone)}
		if pms := s.project.People(store.RolePM); len(pms) > 0 {
			one.PM = pms[0].Name
		}
		data.Reports = append(data.Reports, one)
		parts = append(parts, store.TeamPart{Project: s.project.Code, Period: s.period.Key, Address: s.member.Address})
		if s.period.Due.After(last) {
			last = s.period.Due
		}
	}
	key := fmt.Sprintf("team %s %s", first.day, first.member.Address)
	if known, err := o.Store.HasMail(ctx, key); err != nil || known {
		return err // of a project that was configured on the same day
	}
	ask := &store.Request{Purpose: store.PurposeTeam, Project: first.project.Code, Version: 1, Address: first.member.Address, Expires: last.Add(answerTime)}
	m := office.Mail{Key: key, Template: teamTemplate, Data: data, To: []store.Address{first.member}, Once: true, Ask: ask}
	return o.Queue(ctx, first.project, []office.Mail{m}, func(tx *store.Tx) (bool, error) {
		id, err := tx.AskTeamParts(parts)
		ask.Object = id
		return id != 0, err
	})
}

// teamReceipts returns what composes the receipts about the parts of team members.
func teamReceipts() office.Receipts {
	find := func(ctx context.Context, s *store.Store, ask int64) ([]store.TeamPart, string, bool, error) {
		list, err := s.AskedTeamParts(ctx, ask)
		if err != nil || len(list) == 0 {
			return nil, "", false, err
		}
		return list, list[0].Project, true, nil
	}
	return office.ReceiptsAbout(store.AboutTeam, find, teamReceipt)
}

// teamReceipt tells a team member what became of their reply, where the form of their PMs does not.
// It may be answered as the mail that asked.
func teamReceipt(_ context.Context, o *office.Office, r office.Reply[[]store.TeamPart]) ([]office.Mail, error) {
	data := templates.TeamReceipt{Name: r.From.Name, What: r.Result, Projects: strings.Split(r.Words, ", "), Undo: true}
	if r.Result == store.ReceiptWhich {
		data.Projects, data.Words = nil, r.Words
		for _, part := range r.Subject {
			data.Projects = append(data.Projects, part.Project)
		}
	}
	slot := o.Today(r.Project) // a machine that answers every mail comes to an end
	if r.Result == store.ReceiptWithdrawn || r.Result == store.ReceiptRecorded {
		slot = fmt.Sprint("message ", r.Message)
	}
	m := r.Mail(teamReceiptTemplate, fmt.Sprintf("team-receipt %d %s %s %s", r.Object, r.Result, r.Words, slot), data)
	m.Answers = true
	m.Ask = &store.Request{Purpose: store.PurposeTeam, Project: r.Project.Code, Object: r.Object, Version: 1, Address: r.From.Address, Expires: o.Now.Add(answerTime)}
	return []office.Mail{m}, nil
}
