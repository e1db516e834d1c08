package command

import (
	"context"
	"fmt"
	"slices"

	"rapport/classify"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// mostUnproved bounds how many mails without proof in the name of one PM a day are taken to
// their digest.
const mostUnproved = 3

// changePeople adds to projects whom a PM's mail names, or removes them, and tells the PM what
// was done. Without proof that it is theirs nothing is done: their digest asks about it.
func changePeople(ctx context.Context, o *office.Office, q question) error {
	if len(q.projects) == 0 {
		return o.Store.Update(ctx, func(tx *store.Tx) error { _, err := tx.MarkCommandAnswered(q.Command); return err })
	}
	first := q.projects[0]
	changes, err := judged(ctx, o, q)
	if err != nil {
		return err
	}
	if q.Unproved {
		return o.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.MarkCommandAnswered(q.Command)
			if err != nil {
				return err
			}
			if ok, err := tx.Spend(store.EffectPeople, q.Address, o.Today(first), mostUnproved); err != nil || !ok {
				return err
			}
			return want(tx, q, changes)
		})
	}
	q.who = first.Contact(q.Address)
	asked, err := o.Store.EntryOfMessage(ctx, q.Message)
	if err != nil {
		return err
	}
	data := templates.CommandPeople{Name: q.who.Name}
	for _, c := range changes {
		data.Changes = append(data.Changes, shownChange(o, c))
	}
	m := office.Mail{
		Key: fmt.Sprintf("command-people %d", q.ID), Template: "command-people", Data: data, To: []store.Address{q.who}, Once: true, Answers: true, Thread: asked.MessageID, Follows: asked.Subject,
	}
	return o.Queue(ctx, first, []office.Mail{m}, func(tx *store.Tx) (bool, error) {
		answered, err := tx.MarkCommandAnswered(q.Command)
		if err != nil || !answered {
			return false, err
		}
		return true, change(tx, q, changes)
	})
}

// judged returns the changes with what speaks against them now: the configuration, or who is a
// contact, may be another than when the mail came.
func judged(ctx context.Context, o *office.Office, q question) ([]store.PersonChange, error) {
	var projects []store.Project
	for _, p := range o.Config.Projects {
		projects = append(projects, p.Project)
	}
	directory, err := classify.New(classify.Config{LogAddress: o.Config.LogAddress, Projects: projects})
	if err != nil {
		return nil, fmt.Errorf("look who may be added: %w", err)
	}
	added, err := o.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	changes := make([]store.PersonChange, len(q.People))
	for i, c := range q.People {
		switch p := o.Config.Project(c.Project); {
		case c.Refused != "":
		case p == nil || !p.IsPM(q.Address):
			c.Refused = store.RefusedProject
		case c.Remove:
			if !slices.ContainsFunc(added, func(one store.Person) bool {
				return one.Project == p.Code && one.Address == mailaddr.Key(c.Address)
			}) {
				c.Refused = store.RefusedNobody
			}
		default:
			if c.Refused = directory.RefusePerson(c.Person); c.Refused == "" {
				machine, err := o.Store.IsMachine(ctx, c.Project, c.Address, o.Now.AddDate(-1, 0, 0))
				if err != nil {
					return nil, err
				}
				if machine {
					c.Refused = store.RefusedMachine
				}
			}
		}
		c.Actor, c.Message = q.Address, q.Message
		changes[i] = c
	}
	return changes, nil
}

// change makes those changes that nothing speaks against.
func change(tx *store.Tx, q question, changes []store.PersonChange) error {
	for _, c := range changes {
		var err error
		switch {
		case c.Refused != "":
		case c.Remove:
			_, err = tx.RemovePerson(c.Project, c.Address, q.Address, q.Message)
		default:
			_, err = tx.AddPerson(c.Person)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// want notes those changes for the PM's digest.
func want(tx *store.Tx, q question, changes []store.PersonChange) error {
	for _, c := range changes {
		if c.Refused != "" {
			continue
		}
		w := store.WantedRemove
		if !c.Remove {
			w = store.Wanted(c.Role)
		}
		if err := tx.WantPerson(c.Person, w); err != nil {
			return err
		}
	}
	return nil
}

func shownChange(o *office.Office, c store.PersonChange) templates.PersonChange {
	shown := templates.PersonChange{Who: store.Address{Name: c.Name, Address: c.Address}, Role: string(c.Role), Remove: c.Remove, Project: c.Project, Refused: string(c.Refused), Words: c.Words}
	if p := o.Config.Project(c.Project); p != nil {
		shown.Project = p.Code
	}
	return shown
}
