package office

import (
	"context"
	"errors"

	"rapport/store"
)

// Receipts composes the mails that tell people what became of their responses about
// one kind of object.
type Receipts struct {
	About string // the kind of object, as store.Receipt has it
	// Compose returns the mails of one receipt, and the project that they are sent for:
	// nil where the object is gone, or its project has left the configuration.
	Compose func(ctx context.Context, o *Office, r store.Receipt) (*Project, []Mail, error)
}

// Reply is a response that somebody is to be told about.
type Reply[T any] struct {
	store.Receipt
	Subject T // the object that the response is about
	Project *Project
	From    store.Address // who responded, with their name in the project
	Thread  string        // Message-ID of the response; "" where it was erased
	Title   string        // its subject
}

// ReceiptsAbout returns the Receipts of one kind of object. find looks an object up by
// its number, reports whether there is one, and names its project; compose writes the
// mails.
func ReceiptsAbout[T any](about string,
	find func(ctx context.Context, s *store.Store, id int64) (one T, project string, found bool, err error),
	compose func(ctx context.Context, o *Office, r Reply[T]) ([]Mail, error),
) Receipts {
	return Receipts{about, func(ctx context.Context, o *Office, r store.Receipt) (*Project, []Mail, error) {
		one, project, found, err := find(ctx, o.Store, r.Object)
		if err != nil || !found {
			return nil, nil, err
		}
		p := o.Config.Project(project)
		if p == nil {
			return nil, nil, nil
		}
		response, err := o.Store.EntryOfMessage(ctx, r.Message)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, nil, err
		}
		mails, err := compose(ctx, o, Reply[T]{r, one, p, p.Contact(r.Address), response.MessageID, response.Subject})
		return p, mails, err
	}}
}

// Mail returns a mail to the person who responded, in the thread of their response.
func (r Reply[T]) Mail(template, key string, data any) Mail {
	return Mail{Key: key, Template: template, Data: data, To: []store.Address{r.From}, Once: true, Thread: r.Thread, Follows: r.Title}
}

// First returns the first of the objects that a query found, and the project it
// belongs to.
func First[T any](list []T, err error, project func(T) string) (one T, code string, found bool, _ error) {
	if err != nil || len(list) == 0 {
		return one, "", false, err
	}
	return list[0], project(list[0]), true, nil
}
