package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/login"
)

// Login returns the command `rapport login`.
func Login(a *app.App) *cobra.Command {
	newKey := ""
	cmd := &cobra.Command{
		Use:     "login ACCOUNT",
		Short:   "Allow Rapport a mailbox at a provider that accepts no passwords",
		GroupID: app.GroupRun,
		Long: `Log in to the provider of an account, a relay or a [[login]] with a browser, and keep
encrypted what the provider grants. The daemon renews it from then on; log in again when it
reports that the grant has ended. At the end the command logs in to the servers of every
account and relay that uses the grant, and says what they answer.

With how = "device" the browser may be on any machine. With how = "browser" it returns to
this one: where it is on another, paste the address that it could not open. A login of an
application or a service account needs nobody to agree: the command only tries it.

docs/login.md says how to register Rapport at Microsoft and Google.`,
		Example: `  sudo -u rapport rapport login log
  rapport login --new-key /etc/rapport/login.key   # for a systemd credential`,
		Args: func(_ *cobra.Command, args []string) error {
			if newKey == "" && len(args) != 1 {
				return exit.With(exit.Usage, errors.New("name an account: rapport login ACCOUNT"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if newKey != "" {
				if err := login.MakeKey(newKey); err != nil {
					return err
				}
				fmt.Fprintf(a.Stdout, "Wrote a new key to %s.\n", newKey)
				return nil
			}
			c, err := a.LoadConfig()
			if err != nil {
				return err
			}
			return logIn(cmd.Context(), a, c, args[0])
		},
	}
	cmd.Flags().StringVar(&newKey, "new-key", "", "only write a new key that encrypts grants to `FILE`")
	return cmd
}

func logIn(ctx context.Context, a *app.App, c *config.Config, name string) error {
	l := c.Login(name)
	if l == nil {
		return exit.With(exit.NoInput, fmt.Errorf("%s is no [[login]], and no account or relay that names one%s; docs/login.md says how to add one", name, knownLogins(c)))
	}
	if l.How().NeedsPerson() {
		if _, err := os.Stat(c.StateDir); err != nil {
			return fmt.Errorf("the state directory %s is missing: start the service once, or make the directory: %w", c.StateDir, errors.Unwrap(err))
		}
		if err := l.Prepare(); err != nil {
			return app.StartError(err)
		}
		var err error
		if l.How() == login.Device {
			err = l.LogInByDevice(ctx, func(p login.Prompt) { showPrompt(a, p) })
		} else {
			err = l.LogInByBrowser(ctx, a.Stdin, func(p login.Prompt) { showPrompt(a, p) })
		}
		if ctx.Err() != nil {
			return exit.With(exit.Unavailable, fmt.Errorf("login %s: stopped before anything was granted; nothing was changed: run the command again when you like", l.Name()))
		}
		if err != nil {
			return exit.With(exit.Unavailable, fmt.Errorf("login %s: %w", l.Name(), err))
		}
		fmt.Fprintf(a.Stdout, "login %s: granted; the daemon renews it from now on\n", l.Name())
	} else if _, err := l.Token(ctx); err != nil {
		return exit.With(exit.Unavailable, err)
	} else {
		fmt.Fprintf(a.Stdout, "login %s: the provider gives tokens; nobody has to agree\n", l.Name())
	}
	return tryLogin(ctx, a, c, l)
}

func knownLogins(c *config.Config) string {
	var names []string
	for _, l := range c.AllLogins() {
		names = append(names, l.Name())
	}
	if names == nil {
		return "; the configuration has no [[login]]"
	}
	return "; there is " + strings.Join(names, ", ")
}

// showPrompt says what to do in the browser.
func showPrompt(a *app.App, p login.Prompt) {
	if p.Code != "" {
		fmt.Fprintf(a.Stdout, "Open %s in a browser, log in as the mailbox, and enter the code:\n\n  %s\n\n", p.URL, p.Code)
	} else {
		fmt.Fprintf(a.Stdout, "Open this address in a browser, and log in as the mailbox:\n\n  %s\n\n"+
			"If the browser is on another machine, it cannot open the page to which it is sent at the\n"+
			"end: paste the address of that page here. If the page shows a code, paste the code.\n\n", p.URL)
	}
	if !p.Ends.IsZero() {
		fmt.Fprintf(a.Stdout, "Waiting until %s …\n", p.Ends.Local().Format("15:04"))
	}
}

// tryLogin logs in to every server that uses a login.
func tryLogin(ctx context.Context, a *app.App, c *config.Config, l *login.Login) error {
	failed := false
	try := func(what string, do func(context.Context) error) {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		err := do(ctx)
		if err == nil {
			fmt.Fprintf(a.Stdout, "%s: SUCCESS: logged in\n", what)
			return
		}
		failed = true
		text := err.Error()
		if remedy := config.Remedy(err); remedy != "" {
			text += "; " + remedy
		}
		fmt.Fprintf(a.Stdout, "%s: %s\n", what, text)
	}
	for _, account := range c.Accounts {
		if c.Uses(account.Secret, l) {
			try("account "+account.Name, func(ctx context.Context) error { return account.Try(ctx, c) })
		}
	}
	for _, r := range c.Relays {
		if c.Uses(r.Secret, l) {
			try("relay "+r.Name, func(ctx context.Context) error { return r.Try(ctx, c) })
		}
	}
	if failed {
		return exit.With(exit.Unavailable, exit.ErrSilent)
	}
	return nil
}
