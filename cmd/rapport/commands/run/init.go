package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/setup"
)

// Init returns the command `rapport init`.
func Init(a *app.App) *cobra.Command {
	i := &initialiser{app: a, network: setup.Network{DNS: net.DefaultResolver, Dial: (&net.Dialer{}).DialContext}}
	cmd := &cobra.Command{
		Use:     "init",
		Short:   "Write the configuration by asking for the log address",
		GroupID: app.GroupRun,
		Long: `Ask for the log address, find its servers, try each answer at once, and write the
configuration file and beside it a file with the password, which only its owner can read.

The servers of common providers are known. Those of other domains are looked up in the DNS and
in the file that the domain has for mail programs (autoconfig); what is found there is shown, and
can be changed. A server is written HOST, HOST:PORT or
HOST:PORT/TLS, where TLS is implicit, starttls or, on this machine alone, none.

Microsoft 365 accepts no passwords, and Gmail need not get one: with the client ID of an
application that was registered there, init writes a [[login]] in place of the password, and
rapport login tries it. docs/login.md says how to register Rapport.

With --yes no question is asked: --address and --password-file are then required, and
--imap-host and --smtp-host where nothing is found.

An existing file is not overwritten without --force. Nothing is written before the last
answer, and each file is written whole or not at all: after an interruption run it again.`,
		Example: `  sudo rapport init
  rapport init -c ./config.toml --address log@agency.example
  rapport init --address log@agency.example --imap-host imap.agency.example \
      --smtp-host smtp.agency.example --password-file /etc/rapport/log.password --yes`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			i.ask = setup.NewAsker(cmd.Context(), a.Stdin, a.Stdout)
			return i.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.StringVar(&i.address, "address", "", "the log `ADDRESS`, which people put in cc")
	f.StringVar(&i.imap, "imap-host", "", "the IMAP `SERVER`")
	f.StringVar(&i.smtp, "smtp-host", "", "the SMTP `SERVER`")
	f.StringVar(&i.user, "user", "", "the `ACCOUNT` that logs in (default: the log address)")
	f.StringVar(&i.passwordFile, "password-file", "", "the `FILE` that has the password; it stays where it is")
	f.StringVar(&i.credential, "credential", "", "`NAME` of the systemd credential that passes the password to the service")
	f.StringVar(&i.login.clientID, "client-id", "", "for Microsoft 365 and Gmail: `ID` of the application registered there, in place of a password")
	f.StringVar(&i.login.tenant, "tenant", "", "with --client-id: the `TENANT` at Microsoft, its id or domain")
	f.StringVar(&i.login.how, "login-how", "", "with --client-id: `WAY` to log in: device, browser, app or service_account")
	f.StringVar(&i.login.secretFile, "client-secret-file", "", "with --client-id: the `FILE` that has the secret of the application, or the key of the service account")
	f.StringVar(&i.caFile, "ca-file", "", "certificates to trust instead of the system's (PEM `FILE`)")
	f.StringVar(&i.stateDir, "state-dir", "", "`DIRECTORY` of the database")
	f.BoolVar(&i.noLogin, "smtp-no-login", false, "the SMTP server takes mail from this machine without a login")
	f.BoolVar(&i.noPlus, "no-plus", false, "mail to plus-addresses such as log+ACME@ comes back")
	f.BoolVar(&i.offline, "offline", false, "do not try the servers")
	f.BoolVar(&i.force, "force", false, "overwrite an existing configuration")
	f.BoolVarP(&i.yes, "yes", "y", false, "ask nothing")
	return cmd
}

// initialiser asks for what a configuration needs, and writes it.
type initialiser struct {
	app     *app.App
	network setup.Network
	ask     *setup.Asker

	address, imap, smtp, user, passwordFile, credential, caFile, stateDir string
	noLogin, noPlus, offline, force, yes                                  bool

	login loginFlags

	answers  setup.Answers
	guess    setup.Guess
	trial    setup.Trial
	password string // the file that the password goes to; "" where it has one already
}

func (i *initialiser) run(ctx context.Context) error {
	path, err := filepath.Abs(i.app.ConfigPath())
	if err != nil {
		return err
	}
	if err := i.prepare(path); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{i.askAddress, i.askMailbox, i.askRelay} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	i.answers.Plus = i.guess.Plus && !i.noPlus
	i.answers.Provider, i.answers.Why, i.answers.StateDir = i.guess.Name, i.guess.Why, i.stateDir
	if err := i.write(path); err != nil {
		return err
	}
	i.next(path)
	return nil
}

// prepare finds out whether the files can be written, before anybody answers a question.
func (i *initialiser) prepare(path string) error {
	dir := filepath.Dir(path)
	a := &i.answers
	switch {
	case i.credential != "":
		a.SecretKey, a.SecretAt, i.password = "password_credential", i.credential, filepath.Join(dir, i.credential+".password")
	default:
		a.SecretKey, a.SecretAt, i.password = "password_file", "./log.password", filepath.Join(dir, "log.password")
	}
	if i.passwordFile != "" {
		full, err := filepath.Abs(i.passwordFile)
		if err != nil {
			return err
		}
		if i.trial.Secret, err = config.ReadPasswordFile(full); err != nil {
			return exit.With(exit.Config, fmt.Errorf("--password-file: %w", err))
		}
		if i.password = ""; i.credential == "" {
			a.SecretAt = full
		}
	}
	if i.caFile != "" {
		full, err := filepath.Abs(i.caFile)
		if err == nil {
			i.trial.CAs, err = config.ReadFile(full, 1<<20)
		}
		if err != nil {
			return exit.With(exit.NoInput, fmt.Errorf("--ca-file: %s: %w", i.caFile, config.Reason(err)))
		}
		a.CAFile = full
	}
	a.SMTPLogin = !i.noLogin
	for _, file := range []string{path, i.password} {
		if err := i.mayWrite(file); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("create %s: %w; run this command as root, or name another file with --config", dir, config.Reason(err))
	}
	return nil
}

// mayWrite returns an error where a file is there already, and may not be replaced.
func (i *initialiser) mayWrite(file string) error {
	_, err := os.Lstat(file)
	switch {
	case file == "", i.force, errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w; run this command as root, or name another file with --config", file, config.Reason(err))
	}
	return exit.With(exit.Usage, fmt.Errorf("%s exists already, and was not changed; overwrite it with --force, or name another configuration with --config", file))
}

func (i *initialiser) askAddress(ctx context.Context) (err error) {
	switch {
	case i.address != "":
		if err := setup.CheckAddress(i.address); err != nil {
			return exit.With(exit.Usage, fmt.Errorf("--address: %w", err))
		}
	case i.yes:
		return exit.With(exit.Usage, errors.New("--address is required with --yes"))
	default:
		i.ask.Say("Rapport reads one mailbox: that of the address which your team puts in cc.")
		if i.address, err = i.ask.Ask("Log address", "", setup.CheckAddress); err != nil {
			return err
		}
	}
	i.answers.Address = i.address
	if i.imap != "" && i.smtp != "" { // nothing is left to find
		i.guess = setup.Guess{Preset: config.Preset{Plus: true}, Why: "on the command line of init"}
		if server, err := setup.ParseServer(i.imap, 993, 143); err == nil {
			if known, ok := config.PresetOfHost(server.Host); ok {
				i.guess.Preset = known
			}
		}
	} else {
		i.guess = i.network.Find(ctx, i.address)
	}
	i.answers.User = cmp.Or(i.user, i.guess.User, i.address)
	if i.guess.Name != "" {
		i.ask.Say("The mailbox is at %s, %s.", i.guess.Name, i.guess.Why)
	} else if i.guess.IMAP.Host != "" {
		i.ask.Say("A guess: IMAP at %s, SMTP at %s, %s.", setup.Format(i.guess.IMAP), cmp.Or(setup.Format(i.guess.SMTP), "an unknown server"), i.guess.Why)
	} else if i.imap == "" {
		i.ask.Say("The servers were not found: %s.", i.guess.Why)
	}
	return nil
}

// askMailbox asks for the IMAP server, the account and the password until they log in.
func (i *initialiser) askMailbox(ctx context.Context) error {
	a := &i.answers
	for first := true; ; first = false {
		if err := i.server(&a.IMAP, first, "--imap-host", "IMAP server", i.imap, i.guess.IMAP, 993, 143); err != nil {
			return err
		}
		if !i.yes && (i.user == "" || !first) {
			var err error
			if a.User, err = i.ask.Ask("Account that logs in", a.User, notEmpty); err != nil {
				return err
			}
		}
		if first {
			if with, err := i.wantsLogin(); with || err != nil {
				return err
			}
		}
		if i.trial.Secret == "" || !first && i.passwordFile == "" {
			if i.yes {
				return exit.With(exit.Usage, errors.New("--password-file is required with --yes"))
			}
			var err error
			if i.trial.Secret, err = i.ask.Secret(cmp.Or(i.guess.Secret, "Password of the account")); err != nil {
				return err
			}
		}
		err := i.try("Logging in to "+a.IMAP.Host, func() error { return i.trial.IMAP(ctx, *a) })
		if done, err := i.again(ctx, err, "--imap-host, --user and --password-file"); done {
			return err
		}
	}
}

// askRelay asks for the SMTP server until it accepts the login.
func (i *initialiser) askRelay(ctx context.Context) error {
	a := &i.answers
	for first := true; ; first = false {
		if err := i.server(&a.SMTP, first, "--smtp-host", "SMTP server", i.smtp, i.guess.SMTP, 465, 587); err != nil {
			return err
		}
		if a.Login != nil { // nobody has logged in yet
			return nil
		}
		err := i.try("Logging in to "+a.SMTP.Host, func() error { return i.trial.SMTP(ctx, *a) })
		if done, err := i.again(ctx, err, "--smtp-host"); done {
			return err
		}
	}
}

// server asks for a server, unless a flag names it.
func (i *initialiser) server(s *config.Server, first bool, flag, question, given string, guess config.Server, implicit, start int) (err error) {
	switch {
	case given != "" && first:
		if *s, err = setup.ParseServer(given, implicit, start); err != nil {
			return exit.With(exit.Usage, fmt.Errorf("%s: %w", flag, err))
		}
		return nil
	case i.yes && guess.Host == "":
		return exit.With(exit.Usage, fmt.Errorf("%s is required: %s", flag, i.guess.Why))
	case i.yes && !i.guess.IsSure(guess, i.answers.Address):
		return exit.With(exit.Usage, fmt.Errorf("%s is required: %s is outside the domain of the address, and was only found %s; if it is right, write %s %s", flag, guess.Host, i.guess.Why, flag, setup.Format(guess)))
	case i.yes:
		*s = guess
		return nil
	}
	if s.Host == "" {
		*s = guess
	}
	text, err := i.ask.Ask(question, setup.Format(*s), func(text string) error {
		_, err := setup.ParseServer(text, implicit, start)
		return err
	})
	if err == nil {
		*s, err = setup.ParseServer(text, implicit, start)
	}
	return err
}

// try tries answers at a server, and shows how that went.
func (i *initialiser) try(doing string, login func() error) error {
	if i.offline {
		return nil
	}
	i.ask.Say("%s …", doing)
	err := login()
	if err == nil {
		i.ask.Say("  It works.")
	}
	return err
}

// again reports whether a step is done: its answers were right, or nobody can be asked for
// others.
func (i *initialiser) again(ctx context.Context, err error, flags string) (done bool, _ error) {
	switch {
	case err == nil:
		return true, nil
	case ctx.Err() != nil:
		return true, setup.ErrStopped
	case i.yes:
		return true, exit.With(exit.Unavailable, fmt.Errorf("%w. Nothing was written; correct %s, or use --offline to write without trying", err, flags))
	}
	i.ask.Say("  %v.\n  Please answer again; Enter keeps the answer in brackets, Ctrl-C stops.", err)
	return false, nil
}

func notEmpty(text string) error {
	if text == "" {
		return errors.New("an answer is needed")
	}
	return nil
}

// write checks the configuration with the program's own reader, and puts the files in place.
func (i *initialiser) write(path string) error {
	text := i.answers.Config()
	c, problems := config.ReadWith(path, i.app.Getenv, config.Pending{Name: path, Text: text})
	if c == nil {
		return exit.With(exit.Config, fmt.Errorf("nothing was written: %w", &config.Error{Problems: problems}))
	}
	if i.password != "" {
		secret := setup.File{Path: i.password, Text: []byte(i.trial.Secret + "\n"), Mode: 0o600, Replace: i.force, Owner: "rapport"}
		if i.credential != "" {
			secret.Owner = "" // systemd reads it as root
		}
		if err := secret.Write(); err != nil {
			return err
		}
	}
	file := setup.File{Path: path, Text: text, Mode: 0o640, Replace: i.force, Group: "rapport"}
	err := file.Write()
	if err != nil && i.password != "" && !i.force {
		err = errors.Join(err, os.Remove(i.password))
	}
	return err
}

// next says what was done and what comes next.
func (i *initialiser) next(path string) {
	lines := []string{"Wrote " + path + "."}
	if i.password != "" {
		lines[0] = fmt.Sprintf("Wrote %s and %s.", path, i.password)
	}
	if i.credential != "" {
		lines = append(lines, "Add to the unit, with `systemctl edit rapport`:", "  [Service]", fmt.Sprintf("  LoadCredential=%s:%s", i.credential, cmp.Or(i.password, i.passwordFile)))
	}
	if !i.answers.Plus {
		lines = append(lines, "Plus-addresses are off: mail to log+TAG@ comes back there. Everything works without them.")
	}
	lines = append(lines, "Next:")
	if i.answers.Login != nil {
		lines = append(lines, "  sudo -u rapport rapport login office   logs in at "+i.guess.Name+", and tries both servers")
	}
	lines = append(lines,
		"  rapport doctor          proves with mail to itself what the provider does",
		"  rapport project add     adds the first project",
		"  systemctl enable --now rapport")
	i.ask.Say("%s", strings.Join(lines, "\n"))
}
