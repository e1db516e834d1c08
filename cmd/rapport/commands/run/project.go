package run

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/setup"
	"rapport/store"
	"rapport/store/mailaddr"
)

// ProjectAdd returns the command `rapport project add`.
func ProjectAdd(a *app.App) *cobra.Command {
	var p setup.Project
	var pms, clients, team []string
	add := &cobra.Command{
		Use:   "add CODE",
		Short: "Write a file with a project into projects.d",
		Long: `Write a project into a file of its own in projects.d beside the configuration. The whole
configuration is checked first; with a mistake nothing is written, and an existing file is
never overwritten. A person is written "Jane Porter <jane@acme.example>"; further addresses
of theirs follow after commas.`,
		Example: `  rapport project add ACME --name "Order portal" --client "Acme Ltd" \
      --pm "Li Na <li@agency.example>" --contact "Jane Porter <jane@acme.example>"
  rapport project add LHKJ --name 订单系统 --client 蓝海科技 --language zh-CN \
      --time-zone Asia/Shanghai --pm "李娜 <li@agency.example>"`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			p.Code = args[0]
			for _, group := range []struct {
				role string
				list []string
			}{{"pm", pms}, {"client", clients}, {"team", team}} {
				for _, text := range group.list {
					c, err := setup.ParseContact(text, group.role)
					if err != nil {
						return exit.With(exit.Usage, err)
					}
					p.Contacts = append(p.Contacts, c)
				}
			}
			return addProject(a, p)
		},
	}
	f := add.Flags()
	f.StringVar(&p.Name, "name", "", "the `NAME` of the project")
	f.StringVar(&p.Client, "client", "", "the `NAME` of the client")
	f.StringVar(&p.Language, "language", "en", "the `LANGUAGE` of mail to the client: en or zh-CN")
	f.StringVar(&p.TimeZone, "time-zone", "", "the time `ZONE` of the client, such as Europe/London (default: this machine's)")
	f.StringArrayVar(&pms, "pm", nil, "a project manager, `PERSON`; repeat it for several")
	f.StringArrayVar(&clients, "contact", nil, "a contact of the client, `PERSON`; repeat it for several")
	f.StringArrayVar(&team, "team", nil, "a team member, `PERSON`; repeat it for several")
	return add
}

func addProject(a *app.App, p setup.Project) error {
	for _, need := range []struct{ flag, value string }{{"--name", p.Name}, {"--client", p.Client}} {
		if need.value == "" {
			return exit.With(exit.Usage, fmt.Errorf("%s is required", need.flag))
		}
	}
	if !slices.ContainsFunc(p.Contacts, func(c setup.Contact) bool { return c.Role == "pm" }) {
		return exit.With(exit.Usage, errors.New(`--pm is required: write --pm "Li Na <li@agency.example>"`))
	}
	if p.TimeZone == "" {
		if p.TimeZone = localZone(); p.TimeZone == "" {
			return exit.With(exit.Usage, errors.New("--time-zone is required: this machine does not say where it is; write --time-zone Europe/London"))
		}
	}
	name, err := setup.FileName(p.Code)
	if err != nil {
		return exit.With(exit.Usage, err)
	}
	main, err := filepath.Abs(a.ConfigPath())
	if err != nil {
		return err
	}
	dir := filepath.Join(filepath.Dir(main), "projects.d")
	file := setup.File{Path: filepath.Join(dir, name), Text: p.TOML(), Mode: 0o640, Group: "rapport"}
	if _, err := os.Lstat(file.Path); err == nil {
		return exit.With(exit.Usage, fmt.Errorf("%s exists already, and was not changed; edit it, or choose another code", file.Path))
	}
	if _, err := readPending(a, main, file); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("create %s: %w; run this command as root", dir, config.Reason(err))
	}
	if err := file.Write(); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "Wrote %s. Now run: systemctl reload rapport\n", file.Path)
	return nil
}

// readPending reads the configuration as if a file were written, and returns every mistake.
func readPending(a *app.App, main string, file setup.File) (*config.Config, error) {
	c, problems := config.ReadWith(main, a.Getenv, config.Pending{Name: file.Path, Text: file.Text})
	if c == nil {
		return nil, exit.With(exit.Config, fmt.Errorf("nothing was written: %w", &config.Error{Problems: problems}))
	}
	return c, nil
}

// localZone returns the name of this machine's time zone, or "".
func localZone() string {
	target, err := os.Readlink("/etc/localtime")
	if _, name, ok := strings.Cut(target, "/zoneinfo/"); err == nil && ok {
		return strings.TrimPrefix(name, "Etc/")
	}
	return ""
}

// Contact returns the command `rapport contact`.
func Contact(a *app.App) *cobra.Command {
	cmd := &cobra.Command{Use: "contact", Short: "Add a contact to a project of the configuration", GroupID: app.GroupRun, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	var role string
	var approves bool
	add := &cobra.Command{
		Use:   "add PROJECT PERSON",
		Short: "Write a contact into the file of a project",
		Long: `Write a contact at the end of a project, in the file that has the project. The whole
configuration is checked first; with a mistake nothing is written. The person is written
"Jane Porter <jane@acme.example>"; further addresses of theirs follow after commas.`,
		Example: `  rapport contact add ACME "Jane Porter <jane@acme.example>" --approves
  rapport contact add ACME "Max Bauer <max@agency.example>" --role team`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := setup.ParseContact(args[1], role)
			if err != nil {
				return exit.With(exit.Usage, err)
			}
			c.Approves = approves
			return addContact(a, args[0], c)
		},
	}
	add.Flags().StringVar(&role, "role", "client", "`ROLE`: client, pm, team, lead, mediator or other")
	add.Flags().BoolVar(&approves, "approves", false, "they approve changes")
	app.Complete(add, "role", "client", "pm", "team", "lead", "mediator", "other")
	cmd.AddCommand(add)
	return cmd
}

func addContact(a *app.App, code string, contact setup.Contact) error {
	main, err := filepath.Abs(a.ConfigPath())
	if err != nil {
		return err
	}
	before, problems := config.Read(main, a.Getenv)
	if before == nil {
		return exit.With(exit.Config, &config.Error{Problems: problems})
	}
	project, err := before.Project(code)
	if err != nil {
		return err
	}
	if at := slices.IndexFunc(project.Contacts, func(c store.Contact) bool { return shares(c.Addresses, contact.Addresses) }); at >= 0 {
		return exit.With(exit.Usage, fmt.Errorf("%s is a contact of %s already (%s), and nothing was changed", contact.Addresses[0], project.Code, project.Contacts[at].Name))
	}
	for _, f := range before.Files {
		old, err := os.ReadFile(f.Name)
		if err != nil {
			return fmt.Errorf("read %s: %w", f.Name, config.Reason(err))
		}
		text, ok := setup.AddContact(old, project.Code, contact)
		if !ok {
			continue
		}
		info, err := os.Stat(f.Name)
		if err != nil {
			return err
		}
		file := setup.File{Path: f.Name, Text: text, Mode: info.Mode().Perm(), Replace: true, Like: info}
		after, err := readPending(a, main, file)
		if wrong, ok := errors.AsType[*config.Error](err); ok && slices.ContainsFunc(wrong.Problems, func(p config.Problem) bool { return p.Key == "contact" }) {
			break // they are a list on one line
		}
		if err != nil {
			return err
		}
		if now, err := after.Project(code); err != nil || len(now.Contacts) != len(project.Contacts)+1 || !shares(now.Contacts[len(now.Contacts)-1].Addresses, contact.Addresses) {
			break // the file has a form that lines cannot be added to
		}
		if current, err := os.ReadFile(f.Name); err != nil || !bytes.Equal(current, old) {
			return exit.With(exit.Temporary, fmt.Errorf("%s was changed meanwhile, and this command changed nothing; run it again", f.Name))
		}
		if err := file.Write(); err != nil {
			return err
		}
		fmt.Fprintf(a.Stdout, "Added %s to %s in %s. Now run: systemctl reload rapport\n", contact.Name, project.Code, f.Name)
		return nil
	}
	return exit.With(exit.Failure, fmt.Errorf("the contacts of %s stand in a form that this command does not add to, and nothing was changed; add this by hand:\n%s", project.Code, contact.TOML()))
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(one string) bool {
		return slices.ContainsFunc(b, func(other string) bool { return mailaddr.Key(one) == mailaddr.Key(other) })
	})
}
