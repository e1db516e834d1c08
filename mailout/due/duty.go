package due

import (
	"cmp"
	"context"
	"slices"

	"rapport/mailout/due/action"
	"rapport/mailout/due/awaited"
	"rapport/mailout/due/bounce"
	"rapport/mailout/due/cases"
	"rapport/mailout/due/challenge"
	"rapport/mailout/due/change"
	"rapport/mailout/due/closing"
	"rapport/mailout/due/command"
	"rapport/mailout/due/confirmation"
	"rapport/mailout/due/digest"
	"rapport/mailout/due/filing"
	"rapport/mailout/due/held"
	"rapport/mailout/due/lead"
	"rapport/mailout/due/meeting"
	"rapport/mailout/due/notice"
	"rapport/mailout/due/office"
	"rapport/mailout/due/report"
	"rapport/mailout/due/survey"
	"rapport/mailout/due/tracking"
	"rapport/mailout/due/trouble"
	"rapport/store"
)

// A Duty is one kind of mail that becomes due. It is one or several of these: a Runner,
// a Correspondent, an office.Lister.
type Duty interface {
	// Name names the duty in errors.
	Name() string
}

// A Runner sends mail when its time has come.
type Runner interface {
	// Run does what is due now, and asks o for another look at the time when something
	// is due next, if it knows one. It returns what could not be done, each as an
	// *office.Failure about one object.
	Run(ctx context.Context, o *office.Office) []error
}

// A Correspondent composes the receipts that tell people what became of their responses.
type Correspondent interface {
	Receipts() []office.Receipts
}

// duties returns every duty there is, in the order in which they run; what waits for a
// PM is listed in that order too. A new kind of mail is one more line here.
func duties() []Duty {
	list := []Duty{
		bounce.Duty{},
		cases.Duty{},
		change.Duty{}, // before what it puts to people
		confirmation.Duty{},
		report.Duty{Feedback: survey.Feedback},
		action.Duty{},
		awaited.Duty{},
		bounce.Addresses{},
		bounce.Notices{},
		survey.Duty{Together: closing.Together},
		closing.Duty{},
		challenge.Duty{},
		filing.Duty{},
		held.Duty{},
		lateResponses{},
		notice.Duty{},
		trouble.Duty{},
		trouble.Witness{},
	}
	items := listers(list)
	return append(list, digest.New(items), command.New(items), lead.New(items))
}

// outsideDuties returns the duties that wait for other systems.
func outsideDuties() []Duty {
	return []Duty{
		tracking.Duty{},
		meeting.Duty{},
	}
}

// listers returns those duties that list what waits for a PM, in the order in which they are
// shown.
func listers(list []Duty) (items office.Listers) {
	for _, d := range list {
		if l, ok := d.(office.Lister); ok {
			items = append(items, l)
		}
	}
	first := []string{store.ItemCase, store.ItemConfirmation, store.ItemReport, store.ItemProcedure}
	place := func(l office.Lister) int {
		if i := slices.Index(first, l.ItemKind()); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortStableFunc(items, func(a, b office.Lister) int { return cmp.Compare(place(a), place(b)) })
	return items
}
