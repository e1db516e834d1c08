package run

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/export"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// held is what is held of one address.
type held struct {
	Address  string               `json:"address"`
	Contacts []heldContact        `json:"contacts"` // of the configuration
	Wrote    int                  `json:"wrote"`
	Received int                  `json:"received"`
	Records  []store.PersonRecord `json:"records"`
}

type heldContact struct {
	Project string `json:"project"`
	Name    string `json:"name"`
	Role    string `json:"role"`
}

// Person returns the command `rapport person`.
func Person(a *app.App) *cobra.Command {
	var (
		to     string
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:     "person ADDRESS",
		Short:   "List all that is held of a person",
		GroupID: app.GroupRead,
		Long: `List all that is held of a person, in all projects: where they are a contact, how much mail
they wrote and received, and what else is kept under their address. --to writes it as files to
give to them: the mail that they wrote or received, and the list as evidence.json. Read it
before you give it away: mail names other people too.`,
		Example: `  rapport person anna@acme.example
  rapport person "Anna Wright" --to anna`,
		Args: cobra.ExactArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			addresses, err := addressesOf(r, args[0])
			if err != nil {
				return err
			}
			list := make([]held, len(addresses))
			for i, address := range addresses {
				if list[i], err = heldOf(ctx, r, address); err != nil {
					return err
				}
			}
			if to != "" {
				return exportPerson(ctx, a, r, addresses, list, to, asJSON)
			}
			return a.Show(func(s app.Screen) error {
				for _, one := range list {
					if asJSON {
						if err := app.WriteJSON(s, one); err != nil {
							return err
						}
						continue
					}
					showHeld(s, r, one)
				}
				return nil
			})
		}),
	}
	cmd.Flags().StringVar(&to, "to", "", "write it into this `directory`, with the mail: a new or empty one, or an earlier export")
	app.JSONFlag(cmd, &asJSON, "print one JSON object for each address")
	return cmd
}

// addressesOf returns the addresses of a person.
func addressesOf(r *app.Log, person string) ([]string, error) {
	var list []string
	for _, address := range r.Config.AddressesOf(person) {
		if strings.Contains(address, "@") {
			list = append(list, mailaddr.Key(address))
		}
	}
	if len(list) == 0 {
		return nil, exit.With(exit.NoInput, fmt.Errorf("no contact has the name %q: write an address", person))
	}
	return list, nil
}

func heldOf(ctx context.Context, r *app.Log, address string) (held, error) {
	one := held{Address: address, Contacts: []heldContact{}}
	for _, p := range r.Config.Projects {
		for _, c := range p.Contacts {
			for _, of := range c.Addresses {
				if mailaddr.Key(of) == address {
					one.Contacts = append(one.Contacts, heldContact{p.Code, c.Name, string(c.Role)})
				}
			}
		}
	}
	err := r.Store.Log(ctx, store.LogQuery{Person: []string{address}, Brief: true}, func(e store.Entry) error {
		for _, from := range e.From {
			if mailaddr.Key(from.Address) == address {
				one.Wrote++
				return nil
			}
		}
		one.Received++
		return nil
	})
	if err != nil {
		return one, err
	}
	one.Records, err = r.Store.PersonRecords(ctx, address)
	return one, err
}

func showHeld(s app.Screen, r *app.Log, one held) {
	s.Line("%s", s.Bold(wording.OneLine(one.Address)))
	for _, c := range one.Contacts {
		s.Line("contact of %s: %s, %s (in the configuration)", c.Project, wording.OneLine(c.Name), c.Role)
	}
	s.Line("wrote %s, received %s", wording.Count(one.Wrote, "mail"), wording.Count(one.Received, "mail"))
	if len(one.Records) == 0 {
		return
	}
	rows := [][]string{{"WHAT", "PROJECT", "NUMBER", "STATE", "WHEN", "TEXT"}}
	for _, record := range one.Records {
		number := ""
		if record.Number > 0 {
			number = app.Number(record.Number)
		}
		rows = append(rows, []string{record.What, record.Project, number, record.State, r.Minute(record.Project, record.At), wording.OneLine(record.Text)})
	}
	s.Table(rows)
}

// exportPerson writes what is held of a person, in the language of their first project.
func exportPerson(ctx context.Context, a *app.App, r *app.Log, addresses []string, list []held, to string, asJSON bool) error {
	project := store.Project{Language: templates.English}
	for _, p := range r.Config.Projects {
		if len(list[0].Contacts) > 0 && p.Code == list[0].Contacts[0].Project {
			project.Language = p.Language
			project.Zone = p.Zone
		}
	}
	zone := project.Zone
	e := export.New(r.Config, r.Store, project, a.Clock()())
	if zone != nil {
		e.Project.Zone = zone
	}
	e.Query.Person, e.Internal, e.Evidence = addresses, true, list
	e.Heading = r.Name(store.Address{Address: addresses[0]})
	return writeExport(ctx, a, e, to, asJSON)
}
