package run

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/setup"
)

// loginFlags are what the command line says of a login that takes the place of the password.
type loginFlags struct {
	clientID, tenant, how, secretFile string
}

// given reports whether the command line wants such a login.
func (f loginFlags) given() bool { return f != loginFlags{} }

// wantsLogin finds out whether the mailbox gets a [[login]] in place of a password, and asks for
// what that needs. Where the provider accepts both, an empty client id is a password.
func (i *initialiser) wantsLogin() (bool, error) {
	provider := i.guess.Login
	switch {
	case i.login.given() && provider == "":
		return false, exit.With(exit.Usage, errors.New("--client-id, --tenant, --login-how and --client-secret-file are for Microsoft 365 and Gmail; for another provider add a [[login]] by hand: docs/login.md"))
	case provider == "", i.passwordFile != "" && !i.guess.NoPasswords:
		return false, nil
	case i.yes && !i.login.given() && !i.guess.NoPasswords:
		return false, nil
	}
	l := setup.Login{Provider: provider, ClientID: i.login.clientID, Tenant: i.login.tenant, How: i.login.how}
	if err := i.askApplication(&l); err != nil || l.ClientID == "" && l.How != "service_account" {
		return false, err
	}
	if err := i.askLoginSecret(&l); err != nil {
		return false, err
	}
	i.answers.Login = &l
	return true, nil
}

// askApplication asks for the application that was registered at the provider, and for the way to
// log in with it.
func (i *initialiser) askApplication(l *setup.Login) (err error) {
	isMicrosoft := l.Provider == "microsoft"
	ways := map[bool][]string{true: {"device", "browser", "app"}, false: {"browser", "service_account"}}[isMicrosoft]
	if i.yes {
		switch l.How = cmp.Or(l.How, ways[0]); {
		case l.ClientID == "" && l.How != "service_account":
			return exit.With(exit.Usage, fmt.Errorf("--client-id is required: %s accepts no passwords; docs/login.md says how to register Rapport there", i.guess.Name))
		case isMicrosoft && l.Tenant == "":
			return exit.With(exit.Usage, errors.New("--tenant is required for Microsoft 365: the tenant id, or the domain"))
		}
		return nil
	}
	i.ask.Say("%s lets Rapport log in without a password, once it is registered there: docs/login.md.", i.guess.Name)
	if l.ClientID == "" && l.How != "service_account" {
		question, check := "Client ID of the registered application", notEmpty
		if !i.guess.NoPasswords {
			question, check = question+" (empty: a password for mail programs)", func(string) error { return nil }
		}
		if l.ClientID, err = i.ask.Ask(question, "", check); err != nil || l.ClientID == "" {
			return err
		}
	}
	if isMicrosoft && l.Tenant == "" {
		_, domain, _ := strings.Cut(i.address, "@")
		if l.Tenant, err = i.ask.Ask("Tenant, its ID or domain", domain, notEmpty); err != nil {
			return err
		}
	}
	if l.How == "" {
		l.How, err = i.ask.Ask("How to log in: "+strings.Join(ways, ", "), ways[0], func(text string) error {
			for _, way := range ways {
				if text == way {
					return nil
				}
			}
			return fmt.Errorf("write %s", strings.Join(ways, " or "))
		})
	}
	return err
}

// askLoginSecret asks for the secret of the application, where it has one. A key file stays where
// it is.
func (i *initialiser) askLoginSecret(l *setup.Login) (err error) {
	needed := l.How == "app" || l.Provider == "google"
	file := i.login.secretFile
	switch {
	case file == "" && !needed:
		i.password = ""
		return nil
	case file == "" && i.yes:
		return exit.With(exit.Usage, fmt.Errorf("--client-secret-file is required with --login-how %s", l.How))
	case file == "" && l.How == "service_account":
		if file, err = i.ask.Ask("File with the JSON key of the service account", "", notEmpty); err != nil {
			return err
		}
	case file == "":
		i.trial.Secret, err = i.ask.Secret("Secret of the application")
		i.password, l.SecretAt = filepath.Join(filepath.Dir(i.password), loginSecret), "./"+loginSecret
		if err == nil {
			err = i.mayWrite(i.password)
		}
		return err
	}
	i.password = ""
	if l.SecretAt, err = filepath.Abs(file); err != nil {
		return err
	}
	if _, err := config.ReadFile(l.SecretAt, 1<<20); err != nil {
		return exit.With(exit.NoInput, fmt.Errorf("%s: %w", file, config.Reason(err)))
	}
	return nil
}

// loginSecret is the file for the secret of an application, beside the configuration.
const loginSecret = "office.secret"
