// Package action sends action items to their owners, reminds them, and tells the PMs
// what is late.
package action

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// Duty looks after action items.
type Duty struct{}

// Name returns "action".
func (Duty) Name() string { return "action" }

const (
	listTemplate    = string(store.PurposeAction)
	receiptTemplate = "action-receipt"
	noteTemplate    = "action-note"
)

// Run takes the action items out of settled minutes, sends each to its owner, and
// reminds of those that are soon due or late.
func (Duty) Run(ctx context.Context, o *office.Office) []error {
	failures := extract(ctx, o)
	open, err := o.Store.Actions(ctx, store.ActionQuery{Open: true})
	if err != nil {
		return append(failures, office.Fail("the open action items", err)...)
	}
	byProject := map[string][]store.Action{}
	for _, a := range open {
		if a.Address != "" {
			byProject[a.Project] = append(byProject[a.Project], a)
		}
	}
	return append(failures, o.EachProject("the action items", func(p *office.Project) error {
		return sendActions(ctx, o, p, byProject[p.Code])
	})...)
}

// extract records the action items of minutes that have their outcome, whoever settled
// them, and of lists that a PM approved. It is a duty, and no part of recording a reply, since
// a confirmation is also settled by silence, by the command line and by the digest: here, each
// settled version is read once, however it was settled. The store cannot read it: that
// takes classify/minutes, and the contacts of the project.
func extract(ctx context.Context, o *office.Office) []error {
	settled, err := o.Store.PendingExtraction(ctx)
	if err != nil {
		return office.Fail("the settled minutes", err)
	}
	name := func(c store.Confirmation) (project, object string) {
		return c.Project, fmt.Sprintf("the action items of %s %d", c.Kind, c.Number)
	}
	return office.Each(o, settled, name, func(p *office.Project, c store.Confirmation) error {
		return o.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.RecordExtractedActions(c.ID, p.ActionsIn(c))
			return err
		})
	})
}

// sendActions sends each owner what is new to them, and what they are to be reminded of: one
// mail for each stage.
func sendActions(ctx context.Context, o *office.Office, p *office.Project, open []store.Action) error {
	var byOwner [office.StageLate + 1]map[string][]store.Action
	for i := range byOwner {
		byOwner[i] = map[string][]store.Action{}
	}
	for _, a := range open {
		stage, err := o.ActionStage(p, a)
		if err != nil {
			return err
		}
		switch {
		case !a.Given:
			stage = office.StageNew
		case stage <= a.Reminded:
			continue
		default:
			if _, away, err := o.Back(ctx, p, a.Address); err != nil || away { // they are reminded once they are back
				if err != nil {
					return err
				}
				continue
			}
		}
		byOwner[stage][a.Address] = append(byOwner[stage][a.Address], a)
	}
	for stage, of := range byOwner {
		for _, address := range slices.Sorted(maps.Keys(of)) {
			if err := send(ctx, o, p, store.Warning(stage), address, of[address]); err != nil {
				return err
			}
		}
	}
	return nil
}

// send sends one owner their items of a stage, if they are reminded of these; the PMs have a
// note of those that are late.
func send(ctx context.Context, o *office.Office, p *office.Project, stage store.Warning, address string, items []store.Action) error {
	who, known := p.Reach(address)
	if !known {
		return nil // they left the contacts: the digest lists their items
	}
	data := templates.Actions{Project: p.Project, Name: who.Name, Stage: int(stage), Items: o.ActionItems(p, items)}
	var ids []int64
	key := fmt.Sprintf("action-item %d stage %d %s", items[0].ID, stage, address)
	for _, a := range items {
		ids = append(ids, a.ID)
		key += fmt.Sprintf(" %d/%s", a.ID, a.Due)
	}
	var files []store.VersionFile
	if stage == store.Warning(office.StageNew) {
		var err error
		if files, err = filesOf(ctx, o, items); err != nil {
			return err
		}
		data.Files = office.ShownFiles(files, nil, false)
	}
	var mails []office.Mail
	if again := stage > office.StageNew; !again || p.Reminds(address) {
		mails = append(mails, office.Mail{Key: key, Template: listTemplate, Data: data, Files: files, To: []store.Address{who}, Once: again, Reminder: again, Deadline: o.ActionDeadline(p, items), Ask: o.ActionRequest(p, 0, address)})
	}
	if stage == office.StageLate {
		mails = append(mails, notes(o, p, key, 0, templates.ActionNote{Project: p.Project, Who: who, Items: data.Items})...)
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) {
		for _, a := range items {
			if done, err := record(tx, o, p, a, stage); err != nil || !done {
				return false, err
			}
		}
		id, err := tx.AddActionList(ids)
		for _, m := range mails {
			m.Ask.Object = id
		}
		return true, err
	})
}

// filesOf returns the files of the lists of action items that some items are from. Those of
// minutes went to the people who confirmed these.
func filesOf(ctx context.Context, o *office.Office, items []store.Action) (files []store.VersionFile, err error) {
	var seen []int64
	for _, a := range items {
		if a.Confirmation == 0 || slices.Contains(seen, a.Confirmation) {
			continue
		}
		seen = append(seen, a.Confirmation)
		list, err := o.Store.Confirmations(ctx, store.ConfirmationQuery{ID: a.Confirmation})
		if err != nil {
			return nil, err
		}
		if len(list) == 1 && list[0].Kind == store.ActionItems {
			files = append(files, list[0].Files...)
		}
	}
	return files, nil
}

// record notes that the owner of an item has mail of a stage. What is given late needs
// no reminder of its own.
func record(tx *store.Tx, o *office.Office, p *office.Project, a store.Action, stage store.Warning) (bool, error) {
	if stage > office.StageNew {
		return tx.MarkActionReminded(a, stage)
	}
	reminded, err := o.ActionStage(p, a)
	if err != nil {
		return false, err
	}
	return tx.MarkActionGiven(a, reminded)
}

// notes returns a note to each PM but the person it is about. list is the number of the
// list that they may answer about; 0: it has none yet.
func notes(o *office.Office, p *office.Project, key string, list int64, note templates.ActionNote) (mails []office.Mail) {
	for _, pm := range p.People(store.RolePM) {
		if mailaddr.Key(pm.Address) == mailaddr.Key(note.Who.Address) {
			continue
		}
		note.PM = pm.Name
		mails = append(mails, office.Mail{
			Key: key + " " + pm.Address, Template: noteTemplate, Data: note, To: []store.Address{pm}, Once: true, Ask: o.ActionRequest(p, list, pm.Address),
		})
	}
	return mails
}

// Receipts returns what composes the receipts about lists of action items.
func (Duty) Receipts() []office.Receipts {
	find := func(ctx context.Context, s *store.Store, list int64) ([]store.Action, string, bool, error) {
		items, err := s.ActionList(ctx, list)
		if err != nil || len(items) == 0 {
			return nil, "", false, err
		}
		return items, items[0].Project, true, nil
	}
	return []office.Receipts{office.ReceiptsAbout(store.AboutAction, find, receipt)}
}

// receipt tells an owner what became of their response, and the PMs what they wrote.
func receipt(_ context.Context, o *office.Office, r office.Reply[[]store.Action]) ([]office.Mail, error) {
	p, items := r.Project, o.ActionItems(r.Project, r.Subject)
	if r.Result == store.ReceiptComment || r.Result == store.ReceiptTakenUp {
		key, uninvited := fmt.Sprintf("action-item %d message %d", r.Subject[0].ID, r.Message), (*store.Receipt)(nil)
		if !slices.ContainsFunc(r.Subject, func(a store.Action) bool { return mailaddr.Key(a.Address) == mailaddr.Key(r.Address) }) {
			// Anybody may have the mail; the PM hears of all of them together once a day.
			uninvited = &r.Receipt
			if r.Result == store.ReceiptComment {
				key = fmt.Sprintf("action-item %d others of list %d %s", r.Subject[0].ID, r.Object, o.Today(p))
			}
		}
		mails := notes(o, p, key, r.Object, templates.ActionNote{Project: p.Project, Who: r.From, Words: r.Words, Items: items})
		for i := range mails {
			mails[i].Unasked = uninvited
		}
		return mails, nil
	}
	m := r.Mail(receiptTemplate, fmt.Sprintf("action-receipt %s %s %s %s", p.Code, r.Result, r.Address, o.Today(p)),
		templates.ActionReceipt{Project: p.Project, Name: r.From.Name, PM: p.IsPM(r.Address), What: r.Result, Items: items})
	m.Answers, m.Ask = true, o.ActionRequest(p, r.Object, r.Address)
	return []office.Mail{m}, nil
}

// ItemKind returns the kind of the items that Waiting lists.
func (Duty) ItemKind() string { return store.ItemAction }

// Waiting lists the action items that are late, or that have no owner.
func (Duty) Waiting(ctx context.Context, o *office.Office, projects []string) ([]office.PendingItem, error) {
	return pending(ctx, o, projects, func(p *office.Project, a store.Action, shown templates.ActionItem) (bool, error) {
		_, reached := p.Reach(a.Address) // nobody hears of an item whose owner left
		if shown.Overdue || !reached || !isOfClient(p, a) {
			return shown.Overdue || !reached, nil
		}
		if a.Due == "" {
			return o.IsUnanswered(ctx, p, a.Created, []store.Address{p.Contact(a.Address)})
		}
		return o.IsNear(p, a.Due)
	})
}

// Open lists all open action items.
func (Duty) Open(ctx context.Context, o *office.Office, projects []string) ([]office.PendingItem, error) {
	return pending(ctx, o, projects, func(*office.Project, store.Action, templates.ActionItem) (bool, error) { return true, nil })
}

func pending(ctx context.Context, o *office.Office, projects []string, listed func(*office.Project, store.Action, templates.ActionItem) (bool, error)) ([]office.PendingItem, error) {
	open, err := o.Store.Actions(ctx, store.ActionQuery{Open: true})
	if err != nil {
		return nil, err
	}
	project := func(a store.Action) string { return a.Project }
	return office.Pending(o, open, projects, project, func(p *office.Project, a store.Action) (office.PendingItem, bool, error) {
		shown := o.ActionItems(p, []store.Action{a})[0]
		item := office.PendingItem{
			Item:  store.DigestItem{Kind: store.ItemAction, Object: a.ID, Urgent: shown.Overdue},
			Shown: templates.DigestItem{Kind: store.ItemAction, Project: p.Project, Number: a.Number, Title: a.What, Due: shown.Due, Overdue: shown.Overdue},
		}
		if shown.Owner != "" {
			item.Shown.Who = []store.Address{{Name: shown.Owner, Address: a.Address}}
		}
		if item.Client = isOfClient(p, a); item.Client {
			item.Item.Awaited, item.Shown.Awaited = true, true
			r, err := o.Store.ClientReminderOf(ctx, store.ItemAction, a.ID)
			if err != nil {
				return item, false, err
			}
			if !r.Sent.IsZero() {
				item.Shown.Reminded = r.Sent.In(p.Zone)
			}
		}
		ok, err := listed(p, a, shown)
		return item, ok, err
	})
}

// isOfClient reports whether a client is to do an action item.
func isOfClient(p *office.Project, a store.Action) bool {
	return a.Address != "" && slices.ContainsFunc(p.Clients(), func(c store.Contact) bool { return office.HasAddress(c, a.Address) })
}

// Title returns what an action item says.
func (Duty) Title(ctx context.Context, o *office.Office, item store.DigestItem) (string, error) {
	list, err := o.Store.Actions(ctx, store.ActionQuery{ID: item.Object})
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].What, nil
}
