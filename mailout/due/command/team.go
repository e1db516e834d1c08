package command

import (
	"cmp"
	"slices"

	"rapport/classify/command"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// askAgain returns the answer to a request to ask a team member for their part of reports again, from
// that member or from a PM, and the change that it makes.
func askAgain(q question) (templates.TeamReceipt, func(*store.Tx) error) {
	data := templates.TeamReceipt{Name: q.who.Name, What: store.ReceiptRecorded}
	type again struct{ project, address string }
	var list []again
	for _, p := range q.projects {
		for _, c := range p.Contacts {
			own := q.Name == command.Me && office.HasAddress(c, q.Address)
			if c.Role != store.RoleTeam || !own && (q.Name == command.Me || !c.IsCalled(q.Name)) {
				continue
			}
			for _, address := range c.Addresses {
				list = append(list, again{p.Code, address})
			}
			if data.Projects = append(data.Projects, p.Code); !own {
				data.Who = cmp.Or(data.Who, c.Name)
			}
		}
	}
	data.Projects = slices.Compact(data.Projects)
	return data, func(tx *store.Tx) error {
		for _, one := range list {
			if _, err := tx.AskTeamAgain(one.project, one.address); err != nil {
				return err
			}
		}
		return nil
	}
}
