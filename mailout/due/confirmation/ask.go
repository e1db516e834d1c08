package confirmation

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// propose shows the PMs a text as those will see it who are to confirm it.
func propose(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) error {
	files, err := o.KeepFiles(ctx, p, c.LatestFiles())
	if err != nil {
		return err
	}
	c.SetLatestFiles(files)
	shown, err := draftMails(ctx, o, p, c, p.People(store.RolePM))
	if err != nil {
		return err
	}
	procedure, err := o.Store.ProcedureOf(ctx, c.ID)
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, shown, func(tx *store.Tx) (bool, error) {
		proposed, err := tx.MarkConfirmationProposed(c.ID, c.Draft)
		if err != nil || !proposed {
			return proposed, err
		}
		if err := office.MarkFiles(tx, store.AboutConfirmation, c.ID, c.Draft, files); err != nil {
			return false, err
		}
		return true, office.SupersedeByNext(tx, p, procedure, 0, nil, p.People(store.RolePM))
	})
}

// showNewPMs shows the text that waits for a PM to those who became PM since: they have not
// seen it, and approve nothing unseen. Of one that others are asked about they hear only if
// it waits for a PM too.
func showNewPMs(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) error {
	if !c.AwaitsPM() {
		return handOver(ctx, o, p, c)
	}
	fresh, err := o.NewPMs(ctx, p, store.PurposeDraft, c.ID, c.Draft)
	if err != nil || len(fresh) == 0 {
		return err
	}
	mails, err := draftMails(ctx, o, p, c, fresh)
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, mails, office.Always)
}

// handOver tells those who became PM since people were asked where a text stands that waits
// for a PM: somebody objects, or the deadline has passed.
func handOver(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) error {
	asked, err := o.Store.AskedEver(ctx, c.ID, store.PurposeDraft, store.PurposeNotice)
	if err != nil {
		return err
	}
	fresh := p.NotAmong(p.People(store.RolePM), asked)
	if len(fresh) == 0 {
		return nil
	}
	list, err := confirmers(ctx, o, p, c)
	if err != nil {
		return err
	}
	note := templates.ConfirmNote{Confirmed: shown(p, c), TakenOver: true, Late: c.Overdue}
	for _, v := range list {
		switch v.State {
		case store.ConfirmerWaiting:
			note.Waiting = append(note.Waiting, addressOf(v))
		case store.ConfirmerObjected:
			note.Objections = append(note.Objections, templates.Objection{Who: addressOf(v), Words: v.Words})
		}
	}
	if !c.Overdue && len(note.Objections) == 0 {
		return nil
	}
	if tells, err := tellsPMs(ctx, o, c); err != nil || tells {
		return err // they hear of it at once, with the others
	}
	return o.Queue(ctx, p, notesTo(o, c, fresh, fmt.Sprintf("confirmation %d version %d handed over", c.ID, c.Version), note), office.Always)
}

// tellsPMs reports whether a receipt is about to tell the PMs what somebody wrote about c.
func tellsPMs(ctx context.Context, o *office.Office, c store.Confirmation) (bool, error) {
	for after := int64(0); ; {
		list, err := o.Store.PendingReceipts(ctx, store.AboutConfirmation, after)
		if err != nil || len(list) == 0 {
			return false, err
		}
		for _, r := range list {
			if after = r.ID; r.Object == c.ID && r.Result == store.ReceiptComment {
				return true, nil
			}
		}
	}
}

// draftMails returns the mails that show PMs the text that they wrote last, as those will
// see it who are to confirm it.
func draftMails(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation, pms []store.Address) (mails []office.Mail, err error) {
	filesBefore, err := filesBefore(ctx, o, c)
	if err != nil {
		return nil, err
	}
	before, meanwhile := c.Before, 0
	if c.Next != "" {
		before, meanwhile = c.Text, c.Version
		c.Text, c.Files, c.Version = c.Next, c.NextFiles, c.Version+1
	} else if asked, err := o.Store.PreviousAskedText(ctx, c.ID, c.Version); err != nil || asked != "" {
		if err != nil {
			return nil, err
		}
		before = asked
	}
	recipients := whoConfirms(p, c)
	if c.Kind == store.Agenda || c.Kind == store.Retrospective {
		if recipients, err = o.SentTo(ctx, p, c.ID); err != nil {
			return nil, err
		}
	}
	if len(recipients) == 0 && !c.Kind.IsSentOnly() {
		return nil, nobodyConfirms(p)
	}
	about, err := shownWithOpenItems(ctx, o, p, c)
	if err != nil {
		return nil, err
	}
	about.Files = office.ShownFiles(c.Files, filesBefore, before != "")
	most, err := o.MostFiles(ctx, p)
	if err != nil {
		return nil, err
	}
	data := templates.ConfirmDraft{Trouble: templates.TroubleOf(about.Files, most), Confirmed: about, Recipients: recipients, Days: p.Confirm.Days, Policy: policyFor(p, c.Kind), Asked: meanwhile}
	if closes, found, err := o.Store.ClosingOfText(ctx, c.ID); err != nil {
		return nil, err
	} else if found {
		data.Closes = closes.Ends()
	}
	data.Changes = office.ChangedLines(before, c.Text)
	if store.IsStandIn(c.Text, c.Kind, c.Files) {
		data.StandIn = about.FileNames()
	}
	data.System = systemOf(c)
	if data.NoFile, err = missesFile(ctx, o, c); err != nil {
		return nil, err
	}
	if c.Kind == store.Minutes || c.Kind == store.ActionItems {
		data.Found = foundIn(p, c)
	}
	images, err := data.Charts(o.Config.Charts, p.Language)
	if err != nil {
		return nil, err
	}
	for _, pm := range pms {
		data.PM = pm.Name
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("confirmation %d draft %d %s", c.ID, c.Draft, pm.Address), Template: draftTemplate, Data: data, Images: images,
			To: []store.Address{pm}, Ask: draftRequest(o, c, pm.Address),
		})
	}
	return mails, nil
}

// foundIn returns what was read out of minutes, for the PM to see what is missing.
func foundIn(p *office.Project, c store.Confirmation) *templates.Found {
	m := p.ReadMinutes(c)
	f := &templates.Found{Decisions: m.Decisions}
	for _, one := range m.Participants {
		f.Participants = append(f.Participants, store.Address{Name: one.Name, Address: p.AddressOf(one)})
	}
	for i, a := range p.ActionsIn(c) {
		one := templates.ActionItem{N: i + 1, What: a.What, Owner: a.Owner, Unknown: a.Address == ""}
		if a.Due != "" {
			one.Due = office.Day(a.Due)
		}
		f.Actions = append(f.Actions, one)
	}
	if len(f.Participants)+len(f.Decisions)+len(f.Actions) == 0 {
		return nil
	}
	return f
}

// ask asks each of those who are to confirm a text.
func ask(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) error {
	deadline, err := p.AddWorkdays(o.Now, p.Confirm.Days)
	if err != nil {
		return err
	}
	people, policy := whoConfirms(p, c), policyFor(p, c.Kind)
	if len(people) == 0 {
		return nobodyConfirms(p)
	}
	if returned, err := returnFiles(ctx, o, p, c); err != nil || returned {
		return err
	}
	c.Policy = policy
	besides, err := questionBeside(ctx, o, p, c)
	if err != nil {
		return err
	}
	var mails []office.Mail
	var scored *store.Request
	for _, who := range people {
		m, err := question(ctx, o, p, c, who, deadline)
		if err != nil {
			return err
		}
		if besides.addTo(o, p, &m) {
			scored = m.Beside
		}
		mails = append(mails, m)
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) {
		if scored != nil {
			if planned, err := besides.plan(tx, o, p, scored); err != nil || !planned {
				return planned, err
			}
		}
		asked, err := tx.MarkConfirmationAsked(c.ID, c.Version, policy, deadline, people)
		if err != nil || !asked {
			return asked, err
		}
		return true, tx.SetProvisional(c.ID, p.Confirm.Provisional)
	})
}

// question returns the mail that asks somebody to confirm the present version.
func question(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation, who store.Address, deadline time.Time) (office.Mail, error) {
	changes, err := changesSinceAsked(ctx, o, c)
	if err != nil {
		return office.Mail{}, err
	}
	about, err := shownWithOpenItems(ctx, o, p, c)
	if err != nil {
		return office.Mail{}, err
	}
	if c.Version > 1 {
		before, err := o.Store.FilesOfVersion(ctx, store.AboutConfirmation, c.ID, c.Version-1)
		if err != nil {
			return office.Mail{}, err
		}
		about.Files = office.ShownFiles(c.Files, before, true)
	}
	images, err := about.Charts(o.Config.Charts, p.Language)
	return office.Mail{
		Images: images, Files: c.Files, GoesOn: c.Version > 1,
		Key: fmt.Sprintf("confirmation %d version %d %s", c.ID, c.Version, who.Address), Template: askTemplate,
		Data: templates.Confirm{Confirmed: about, Name: who.Name, Deadline: deadline.In(p.Zone), Policy: c.Policy, Changes: changes, Late: o.Now.After(deadline)},
		To:   []store.Address{who}, Ask: request(o, c, store.PurposeConfirm, who.Address),
	}, err
}

// filesBefore returns the files of the text before the one that the PM wrote last.
func filesBefore(ctx context.Context, o *office.Office, c store.Confirmation) ([]store.VersionFile, error) {
	if c.Next != "" {
		return c.Files, nil
	}
	if asked, err := o.Store.PreviousAskedText(ctx, c.ID, c.Version); err != nil || asked != "" {
		files, fault := o.Store.FilesOfVersion(ctx, store.AboutConfirmation, c.ID, c.Version-1)
		return files, cmp.Or(err, fault)
	}
	return o.Store.FilesOfDraft(ctx, store.AboutConfirmation, c.ID, c.Draft-1)
}

// returnFiles shows the PM a text again that they approved, where its files turn out to be too
// large for the relay, and reports whether it does: nobody gets it before they have settled that.
func returnFiles(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) (returned bool, err error) {
	files, err := o.KeepFiles(ctx, p, c.Files)
	if err != nil || !store.Hindered(files) {
		return false, err
	}
	return true, o.Store.Update(ctx, func(tx *store.Tx) error {
		if err := office.MarkFiles(tx, store.AboutConfirmation, c.ID, c.Draft, files); err != nil {
			return err
		}
		if moved, err := tx.ReturnConfirmation(c.ID, c.Draft); err != nil || !moved {
			return err
		}
		return tx.SupersedeReceipts(store.AboutConfirmation, c.ID, store.ReceiptSent)
	})
}

// changesSinceAsked returns the lines in which a text differs from the version that
// people were asked about before.
func changesSinceAsked(ctx context.Context, o *office.Office, c store.Confirmation) ([]templates.Change, error) {
	before, err := o.Store.PreviousAskedText(ctx, c.ID, c.Version)
	if err != nil || before == "" {
		return nil, err
	}
	return office.ChangedLines(before, c.Text), nil
}
