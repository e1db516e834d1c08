package due

import (
	"context"
	"fmt"

	"rapport/mailout/due/closing"
	"rapport/mailout/due/digest"
	"rapport/mailout/due/office"
	"rapport/mailout/due/report"
	"rapport/store"
	"rapport/templates"
)

// This file is what the command line asks for.

// NoProjectError means that the configuration has no such project.
type NoProjectError string

// Error implements error.
func (e NoProjectError) Error() string {
	return fmt.Sprintf("no project %s in the configuration", string(e))
}

// Preview is a report as the client would get it.
type Preview = report.Preview

// Current returns the report that a project sends next.
func (d *Due) Current(ctx context.Context, code string) (store.Report, error) {
	o := d.office(ctx)
	p := o.Config.Project(code)
	if p == nil {
		return store.Report{}, NoProjectError(code)
	}
	return report.Current(ctx, o, p)
}

// Preview makes the report of a text without storing or sending anything.
func (d *Due) Preview(ctx context.Context, r store.Report, text string) (*Preview, error) {
	o := d.office(ctx)
	p := o.Config.Project(r.Project)
	if p == nil {
		return nil, NoProjectError(r.Project)
	}
	return report.NewPreview(ctx, o, p, r, text)
}

// Digest returns what the digest of each PM would say now. pm is an address of one, or
// "" for all.
func (d *Due) Digest(ctx context.Context, pm string) ([]templates.Digest, error) {
	return d.shellDigest().Preview(ctx, d.office(ctx), pm)
}

// Open returns what waits in a project, numbered.
func (d *Due) Open(ctx context.Context, code string) ([]templates.DigestItem, error) {
	return d.shellDigest().Open(ctx, d.office(ctx), code)
}

// ClientWeek is the mail that a contact of a client has had in a week, and what is waiting.
type ClientWeek = office.ClientWeek

// ClientWeeks returns the week of each contact of the client of a running project, or of all running
// projects if code is "".
func (d *Due) ClientWeeks(ctx context.Context, code string) ([]ClientWeek, error) {
	o := d.office(ctx)
	var projects []*Project
	for i := range o.Config.Projects {
		if p := &o.Config.Projects[i]; code == p.Code || code == "" && !p.Closed {
			projects = append(projects, p)
		}
	}
	return o.ClientWeeks(ctx, projects)
}

// Closing returns the closing of a project that is under way, if there is one, with what its PM is asked:
// what is open, what the summary cannot say yet, and how many people a retrospective would be asked of.
func (d *Due) Closing(ctx context.Context, code string) (c store.Closing, unknown []string, asked int, err error) {
	o := d.office(ctx)
	p := o.Config.Project(code)
	if p == nil {
		return c, nil, 0, NoProjectError(code)
	}
	c, found, err := o.Store.ClosingOn(ctx, p.Code, store.AtTheEnd)
	if err != nil {
		return c, nil, 0, err
	}
	if !found {
		c = store.Closing{Project: p.Code, Client: p.Client, Occasion: store.AtTheEnd}
	}
	c.Items, unknown, asked, err = closing.Preview(ctx, o, p, c)
	return c, unknown, asked, err
}

func (d *Due) shellDigest() *digest.Duty { return digest.New(listers(d.duties)) }
