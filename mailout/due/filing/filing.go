// Package filing asks PMs which project a mail is for that they sent to the log address
// without saying so, and tells them what became of it.
package filing

import (
	"context"
	"fmt"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Duty looks after mail of PMs whose project is not known.
type Duty struct{}

// Name returns "filing".
func (Duty) Name() string { return "filing" }

const (
	askTemplate    = string(store.PurposeProject)
	requestExpires = 7 * 24 * time.Hour
	mostProjects   = 20 // are named; of more, the first
)

// Receipts returns what asks a PM for the project of a mail, and what reports that it is
// filed.
func (Duty) Receipts() []office.Receipts {
	find := func(ctx context.Context, s *store.Store, id int64) (store.ProjectQuestion, string, bool, error) {
		w, err := s.ProjectQuestion(ctx, id)
		return w, w.Project, err == nil, err
	}
	return []office.Receipts{office.ReceiptsAbout(store.AboutProject, find, compose)}
}

func compose(ctx context.Context, o *office.Office, r office.Reply[store.ProjectQuestion]) ([]office.Mail, error) {
	w := r.Subject
	asks := r.Result == store.ReceiptAskedAgain || r.Result == store.ReceiptUnclear
	switch {
	case asks && w.State != store.HeldWaiting: // somebody has filed it meanwhile
		return nil, nil
	case r.Result == store.ReceiptRecorded && r.Words != "" && w.Begins: // what it begins says so
		return nil, nil
	}
	about, err := o.Store.EntryOfMessage(ctx, w.Message)
	if err != nil {
		return nil, err
	}
	who := r.Project.Contact(w.Address)
	shown := templates.ProjectAsk{
		Name: who.Name, Subject: store.ReadSubject(about.Subject).Title, Words: office.Excerpt(about.NewText), What: r.Result, Filed: about.Project,
	}
	for _, code := range w.Projects[:min(len(w.Projects), mostProjects)] {
		if p := o.Config.Project(code); p != nil {
			shown.Projects = append(shown.Projects, p.Project)
		}
	}
	m := r.Mail(askTemplate, fmt.Sprintf("project-ask %d %d", w.ID, r.Message), shown)
	m.To, m.Follows = []store.Address{who}, about.Subject
	if asks {
		m.Ask = &store.Request{Purpose: store.PurposeProject, Project: w.Project, Object: w.ID, Version: 1, Address: w.Address, Expires: o.Now.Add(requestExpires)}
	}
	return []office.Mail{m}, nil
}
