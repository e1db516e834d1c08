package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// This file asks a PM who leads several projects once for all their reports that are due at
// one time.

// asked is a report with its project.
type asked struct {
	project *office.Project
	report  store.Report
}

// together returns reports in groups that are asked for in one step: those that are due at one
// time and whose projects write in one language through one relay.
func together(list []asked) (groups [][]asked) {
	slices.SortFunc(list, func(a, b asked) int { return cmp.Compare(a.report.ID, b.report.ID) })
	for _, r := range list {
		i := slices.IndexFunc(groups, func(g []asked) bool { return alike(g[0], r) })
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

func alike(a, b asked) bool {
	return a.report.Due.Equal(b.report.Due) && a.project.Language == b.project.Language && a.project.Relay == b.project.Relay && a.project.From.Address == b.project.From.Address
}

// askGroup asks the PMs of reports that are due at one time for them, each in one mail.
func (d Duty) askGroup(ctx context.Context, o *office.Office, group []asked) error {
	mails, err := d.groupMails(ctx, o, group, func(r asked, pm store.Address) ([]office.Mail, error) {
		return d.askMails(ctx, o, r.project, r.report, []store.Address{pm})
	}, false)
	if err != nil {
		return err
	}
	return o.Queue(ctx, group[0].project, mails, func(tx *store.Tx) (bool, error) {
		for _, r := range group {
			if asked, err := tx.MarkReportAsked(r.report.ID); err != nil || !asked {
				return false, err
			}
		}
		return true, nil
	})
}

// remindGroup reminds the PMs of reports for which they have not sent a text.
func (d Duty) remindGroup(ctx context.Context, o *office.Office, group []asked) error {
	mails, err := d.groupMails(ctx, o, group, func(r asked, pm store.Address) ([]office.Mail, error) {
		return reminders(ctx, o, r.project, r.report, []store.Address{pm})
	}, true)
	if err != nil {
		return err
	}
	return o.Queue(ctx, group[0].project, mails, func(tx *store.Tx) (bool, error) {
		for _, r := range group {
			if reminded, err := tx.MarkReportReminded(r.report.ID); err != nil || !reminded {
				return false, err
			}
		}
		return true, nil
	})
}

// groupMails returns a mail to each PM: about the one report of the group that is theirs, as
// single makes it, or about all that are.
func (d Duty) groupMails(ctx context.Context, o *office.Office, group []asked, single func(asked, store.Address) ([]office.Mail, error), again bool) (mails []office.Mail, err error) {
	for _, pm := range pmsOf(group) {
		theirs := slices.DeleteFunc(slices.Clone(group), func(r asked) bool { return !r.project.IsPM(pm.Address) })
		var one []office.Mail
		if len(theirs) == 1 {
			one, err = single(theirs[0], pm)
		} else {
			one, err = d.severalMail(ctx, o, theirs, pm, again)
		}
		if err != nil {
			return nil, err
		}
		for i := range one {
			one[i].For = theirs[0].project
		}
		mails = append(mails, one...)
	}
	return mails, nil
}

func pmsOf(group []asked) (list []store.Address) {
	for _, r := range group {
		for _, pm := range r.project.People(store.RolePM) {
			if !slices.ContainsFunc(list, func(known store.Address) bool { return mailaddr.Key(known.Address) == mailaddr.Key(pm.Address) }) {
				list = append(list, pm)
			}
		}
	}
	return list
}

// severalMail returns the mail that asks a PM for several reports.
func (d Duty) severalMail(ctx context.Context, o *office.Office, theirs []asked, pm store.Address, again bool) ([]office.Mail, error) {
	data := templates.ReportsAsk{PM: pm.Name, Due: theirs[0].report.Due.In(theirs[0].project.Zone), Again: again}
	var (
		ids  []string
		team []store.TeamPart
	)
	reminders := 0
	for _, r := range theirs {
		ask, parts, err := d.askData(ctx, o, r.project, r.report)
		if err != nil {
			return nil, err
		}
		data.Reports, team = append(data.Reports, ask), append(team, parts...)
		ids = append(ids, fmt.Sprint(r.report.ID))
		reminders = max(reminders, r.report.Reminders+1)
	}
	data.Last = again && reminders == mostReminders
	key := fmt.Sprintf("%s ask %s %s", matterOfDue(theirs[0].report.Due), strings.Join(ids, ","), pm.Address)
	if again {
		key += fmt.Sprintf(" reminder %d", reminders)
	}
	first := theirs[0]
	ask := request(o, first.report, store.PurposeReports, pm)
	ask.Object, ask.Version = store.ReportsDueAt(first.report.Due), 0
	return []office.Mail{{Key: key, Template: severalTemplate, Data: data, To: []store.Address{pm}, Once: again, Ask: ask, Team: team}}, nil
}

// matterOfDue begins the keys of the mails that ask for all reports that are due at a time.
func matterOfDue(due time.Time) string { return fmt.Sprintf("reports %d", due.Unix()) }

// askedTogether reports whether a PM was asked for a report together with others.
func askedTogether(ctx context.Context, o *office.Office, r store.Report, pm store.Address) (bool, error) {
	mails, err := o.Store.MatterMails(ctx, matterOfDue(r.Due), pm.Address)
	return len(mails) > 0, err
}

// early returns for each PM and time the earliest time at which one of their reports that are
// due then is asked for: then all of them are.
func early(o *office.Office) map[string]time.Time {
	first := map[string]time.Time{}
	for i := range o.Config.Projects {
		p := &o.Config.Projects[i]
		if p.Schedule == nil || p.Closed {
			continue
		}
		next, err := p.Schedule.Next(o.Now, p.Zone, p.Calendar)
		if err != nil {
			continue // that concerns a later time
		}
		for _, pm := range p.People(store.RolePM) {
			key, at := dueFor(pm, next.Due), askAt(p, next.Due)
			if known, ok := first[key]; !ok || at.Before(known) {
				first[key] = at
			}
		}
	}
	return first
}

func dueFor(pm store.Address, due time.Time) string {
	return fmt.Sprint(due.Unix(), " ", mailaddr.Key(pm.Address))
}

// askedWith returns when a report that is due at a time is asked for: with the others of its
// PMs, if one of these is asked for before it.
func askedWith(p *office.Project, due time.Time, others map[string]time.Time) time.Time {
	at := askAt(p, due)
	for _, pm := range p.People(store.RolePM) {
		if other, ok := others[dueFor(pm, due)]; ok && other.Before(at) {
			at = other
		}
	}
	return at
}
