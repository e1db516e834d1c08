package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/classify/trust"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// log returns what passed between the two sides in a period, the latest last, and the files
// that have all of it: one for each project, none where they are too large.
func log(ctx context.Context, o *office.Office, q question) (data templates.CommandLog, files []store.VersionFile, err error) {
	zone := q.projects[0].Zone
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone) }
	from, to := midnight(q.From), midnight(q.To)
	if q.From.IsZero() {
		to = midnight(o.Now.In(zone))
		from = to.AddDate(0, 0, 1-lastDays)
	}
	data = templates.CommandLog{Name: q.who.Name, Projects: q.codes(), From: from, To: to}
	var pages [][]byte
	for _, p := range q.projects {
		page := templates.LogPage{Project: p.Project, Zone: zone, People: o.Config.Directory(p), Since: from, Until: to, Contradicted: contradicted}
		_, err := o.Store.Story(ctx, store.LogQuery{Project: p.Code, Since: from, Until: to.AddDate(0, 0, 1), Own: o.Config.IsOwn}, func(line store.StoryLine) error {
			if line.Entry != nil && line.Entry.Message == q.Message { // it asks for this
				return nil
			}
			page.Add(line)
			data.Entries = append(data.Entries, shownLine(p, page.People, line, zone))
			return nil
		})
		if err != nil {
			return data, nil, err
		}
		if page.Lines() == 0 {
			continue
		}
		html, err := page.HTML()
		if err != nil {
			return data, nil, err
		}
		pages = append(pages, html)
		f := o.Store.PackFile(html, "")
		name := fmt.Sprintf("%s-log-%s-%s.html", p.Code, from.Format(time.DateOnly), to.Format(time.DateOnly))
		files = append(files, store.VersionFile{N: len(files) + 1, Name: name, Type: "text/html", Size: f.Size, SHA256: f.SHA256})
	}
	slices.SortStableFunc(data.Entries, func(a, b templates.LogEntry) int { return a.At.Compare(b.At) })
	data.Count = len(data.Entries)
	data.More = max(0, data.Count-mostEntries)
	data.Entries = data.Entries[data.More:]
	fits, err := o.Fits(ctx, q.projects[0], files)
	if err != nil || !fits {
		data.TooLarge = !fits
		return data, nil, err
	}
	data.Attached = len(files) > 0
	err = o.Store.Update(ctx, func(tx *store.Tx) error {
		for _, page := range pages {
			if err := tx.KeepFile(o.Store.PackFile(page, "")); err != nil {
				return err
			}
		}
		return nil
	})
	return data, files, err
}

// contradicted reports whether something contradicts the sender of a mail.
func contradicted(e *store.Evidence) bool {
	against, _ := trust.Contradicted(e)
	return against
}

// shownLine returns a line of the log as the mail shows it.
func shownLine(p *office.Project, people *store.Directory, line store.StoryLine, zone *time.Location) templates.LogEntry {
	shown := templates.LogEntry{Project: p.Code, At: line.At.In(zone)}
	if m := line.Matter; m != nil {
		shown.Matter = templates.MatterLine(p.Language, *m, zone, func(a store.Address) string { return people.Participant(a).String() })
		return shown
	}
	e := line.Entry
	shown.Subject, shown.Excerpt = e.Subject, office.Excerpt(e.NewText)
	if len(e.From) > 0 {
		from := people.Participant(e.From[0])
		shown.From, shown.Mark = from.String(), templates.SenderMark(p.Language, from)
	}
	return shown
}

// agreed returns the decisions of projects that are in force, the oldest first.
func agreed(ctx context.Context, o *office.Office, q question) (templates.CommandAgreed, error) {
	data := templates.CommandAgreed{Name: q.who.Name, Projects: q.codes()}
	for _, p := range q.projects {
		list, err := o.Store.Agreements(ctx, p.Code)
		if err != nil {
			return data, err
		}
		people := o.Config.Directory(p)
		name := func(a store.Address) string { return people.Participant(a).String() }
		for _, a := range list {
			one := templates.Agreement{Project: p.Code, Kind: a.Kind, Number: a.Number, Title: a.Title, Version: a.Version, Silence: a.Outcome == store.OutcomeSilence, Stage: a.Stage, At: a.At.In(p.Zone)}
			for _, by := range a.By {
				who := templates.AgreedBy{Name: name(store.Address{Name: by.Name, Address: by.Address}), At: by.At.In(p.Zone), Words: office.Excerpt(by.Words), Entry: by.Entry, Proof: by.Proof}
				if by.For != "" {
					who.Stated = name(store.Address{Address: by.For})
				}
				if by.Deputy.Address != "" {
					who.Deputy = name(by.Deputy)
				}
				one.By = append(one.By, who)
			}
			data.Agreements = append(data.Agreements, one)
		}
	}
	slices.SortStableFunc(data.Agreements, func(a, b templates.Agreement) int { return a.At.Compare(b.At) })
	return data, nil
}
