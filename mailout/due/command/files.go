package command

import (
	"context"
	"slices"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// files returns the documents of projects, the latest first.
func files(ctx context.Context, o *office.Office, q question) (templates.CommandFiles, error) {
	data := templates.CommandFiles{Name: q.who.Name, Projects: q.codes()}
	for _, p := range q.projects {
		list, err := o.Store.Documents(ctx, p.Code)
		if err != nil {
			return data, err
		}
		for _, d := range list {
			data.Files = append(data.Files, shownDocument(p, d))
		}
	}
	slices.SortStableFunc(data.Files, func(a, b templates.Document) int { return b.Sent.Compare(a.Sent) })
	data.More = max(0, len(data.Files)-mostFiles)
	data.Files = data.Files[:len(data.Files)-data.More]
	return data, nil
}

func shownDocument(p *office.Project, d store.Document) templates.Document {
	shown := templates.Document{N: d.N, Project: p.Code, Name: d.Name, Size: d.Size, SHA256: d.SHA256.String(), By: d.By, Sent: d.Sent.In(p.Zone), Versions: d.Versions}
	if c := d.Confirmed; c != nil {
		shown.Confirmed = &templates.ConfirmedFile{Kind: c.Kind, Number: c.Number, Version: c.Version, At: c.At.In(p.Zone), Latest: c.Latest}
	}
	return shown
}

// file returns one document, and the file that goes along: none where it cannot.
func file(ctx context.Context, o *office.Office, q question) (templates.CommandFile, []store.VersionFile, error) {
	data := templates.CommandFile{Name: q.who.Name, N: q.Number}
	if len(q.projects) > 1 {
		data.Several = q.codes()
		return data, nil, nil
	}
	p := q.projects[0]
	data.Project = p.Code
	list, err := o.Store.Documents(ctx, p.Code)
	if err != nil {
		return data, nil, err
	}
	i := slices.IndexFunc(list, func(d store.Document) bool { return d.N == q.Number })
	if i < 0 {
		return data, nil, nil
	}
	d := list[i]
	shown := shownDocument(p, d)
	data.File = &shown
	files, err := o.KeepFiles(ctx, p, []store.VersionFile{{N: 1, Name: d.Name, Type: d.Type, Size: d.Size, SHA256: d.SHA256, Message: d.Message, Part: d.Part}})
	if err != nil {
		return data, nil, err
	}
	if store.Hindered(files) {
		data.Withheld = files[0].Problem
		return data, nil, nil
	}
	return data, files, nil
}
