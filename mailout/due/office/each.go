package office

import (
	"slices"

	"rapport/store"
	"rapport/templates"
)

// Failure is something due that could not be done.
type Failure struct {
	Object string // what it is about, the same at every attempt: "minutes 3 of ACME"
	Err    error
}

// Error implements error.
func (f *Failure) Error() string { return f.Object + ": " + f.Err.Error() }

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// Fail returns err as a Failure about an object in a list, and an empty list for nil.
func Fail(object string, err error) []error {
	if err == nil {
		return nil
	}
	return []error{&Failure{object, err}}
}

// Each does something for each object of a configured project that is not closed, and
// returns what failed: one failure hinders no other object. Objects of projects that have
// left the configuration are left alone.
func Each[T any](o *Office, list []T, name func(T) (project, object string), do func(*Project, T) error) (failures []error) {
	return EachEver(o, list, name, func(p *Project, one T) error {
		if p.Closed {
			return nil
		}
		return do(p, one)
	})
}

// EachEver is Each, with the objects of closed projects: for what still has to come to its
// end there.
func EachEver[T any](o *Office, list []T, name func(T) (project, object string), do func(*Project, T) error) (failures []error) {
	for _, one := range list {
		project, object := name(one)
		p := o.Config.Project(project)
		if p == nil {
			continue
		}
		failures = append(failures, Fail(object+" of "+project, do(p, one))...)
	}
	return failures
}

// EachProject does something for each project that is not closed, and returns what failed.
func (o *Office) EachProject(object string, do func(*Project) error) (failures []error) {
	for i := range o.Config.Projects {
		p := &o.Config.Projects[i]
		if p.Closed {
			continue
		}
		failures = append(failures, Fail(object+" of "+p.Code, do(p))...)
	}
	return failures
}

// PendingItem is something that waits: as the store keeps it in a digest, and as
// people are shown it.
type PendingItem struct {
	Item  store.DigestItem
	Shown templates.DigestItem
	// Text is what an ok of the PM would send, in full.
	Text string
	// Client reports that it waits for the clients in Shown.Who, who may know of it.
	Client bool
	// Known reports that the PM knows of it, so that it is no reason for a digest.
	Known bool
}

// Pending makes the items of those objects that belong to one of the projects named by
// codes. Where item returns false the object does not wait.
func Pending[T any](o *Office, list []T, codes []string, project func(T) string, item func(*Project, T) (PendingItem, bool, error)) ([]PendingItem, error) {
	var items []PendingItem
	for _, one := range list {
		p := o.Config.Project(project(one))
		if p == nil || !slices.Contains(codes, p.Code) {
			continue
		}
		waiting, ok, err := item(p, one)
		if err != nil {
			return nil, err
		}
		if ok {
			items = append(items, waiting)
		}
	}
	return items, nil
}
