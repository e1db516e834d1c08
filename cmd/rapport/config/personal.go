package config

import (
	"fmt"
	"slices"
	"strings"

	"rapport/classify"
	"rapport/cmd/rapport/wording"
	"rapport/mailin"
	"rapport/store"
	"rapport/store/mailaddr"
)

// This file reads what makes an account a person's own mailbox (docs/personal.md).

// usualSent is where most servers keep what somebody sent.
const usualSent = "Sent"

// checkPersonal completes the keys of a personal mailbox: its folder of sent mail is watched
// like the others.
func (a *accountTable) checkPersonal() {
	if !a.has("personal") {
		for _, key := range []string{"sent", "never"} {
			if a.has(key) && !a.misspelt("personal") {
				a.fail(key, `add personal = "lina@agency.example", the address of the person whose mailbox it is`, "is only for a personal mailbox")
			}
		}
		return
	}
	if mailaddr.Key(a.Personal) == "" {
		a.fail("personal", `write the address of the person whose mailbox it is, such as "lina@agency.example"`, "is not a mail address")
	}
	if a.has("after") && a.After != "keep" {
		a.fail("after", "omit the key", "must be keep: nothing is changed in a personal mailbox")
	}
	if !a.has("sent") {
		a.Sent = usualSent
	}
	if sameFolder(a.Sent, "INBOX") {
		a.fail("sent", "write the name of the folder with sent mail, such as \"Sent\"", "is the inbox, which has mail from everybody")
	}
	if a.Sent != "" && !slices.ContainsFunc(a.Folders, func(f string) bool { return sameFolder(f, a.Sent) }) {
		a.Folders = append(slices.Clone(a.Folders), a.Sent)
	}
	_, wrong := classify.NewNever(a.NeverLog)
	for i := range a.NeverLog {
		if remedy := wrong[i]; remedy != "" {
			a.file.Fail(a.elementPlace("never", i), a.called("never"), remedy, "is neither an address, nor a domain, nor a word")
		}
	}
}

// personal returns what the inbound path needs to know of a personal mailbox.
func (a Account) personal() mailin.Personal {
	if a.Personal == "" {
		return mailin.Personal{}
	}
	never, _ := classify.NewNever(a.NeverLog) // checked when the configuration was read
	return mailin.Personal{Personal: classify.Personal{Owner: a.Personal, Never: never}, Sent: a.Sent}
}

// logAccounts returns the accounts into which answers and notices of delivery come: all but
// personal mailboxes.
func (c *Config) logAccounts() []Account {
	return slices.DeleteFunc(slices.Clone(c.Accounts), func(a Account) bool { return a.Personal != "" })
}

// checkOwners checks that personal mailboxes are those of the team, and not the log mailbox.
func (c *Config) checkOwners(top *configFile) {
	for i, a := range c.Accounts {
		key := mailaddr.Key(a.Personal)
		if key == "" {
			continue
		}
		switch table := &top.Accounts[i]; {
		case key == mailaddr.Key(c.LogAddress):
			table.fail("personal", "omit the key: all mail of the log mailbox is logged", "is the log address")
		case !c.isOfTeam(key):
			table.fail("personal", "write the address of a contact with role pm or team in one of the projects", "is not the address of a PM or a team member")
		}
	}
	if len(c.Accounts) > 0 && len(c.logAccounts()) == 0 {
		top.warn("account", "add an [[account]] table for the log mailbox", "every account is a personal mailbox, so Rapport reads no answer to its mail")
	}
}

// PersonalMailbox is what a personal account is for, as `rapport check` shows it.
type PersonalMailbox struct {
	Account string   `json:"account"`
	Owner   string   `json:"owner"`
	Folders []string `json:"folders"`
	Never   int      `json:"never"` // how many items keep mail out; which ones is the owner's business
}

// String describes the mailbox in one line.
func (p PersonalMailbox) String() string {
	never := ", and nothing is in never"
	if p.Never > 0 {
		never = fmt.Sprintf(", except for what never names (%s)", wording.Count(p.Never, "item"))
	}
	return fmt.Sprintf("account %s: personal mailbox of %s: logs only mail with clients and others outside the agency whom a running project names, from %s%s; changes nothing there, and stores nothing of other mail",
		p.Account, p.Owner, strings.Join(p.Folders, ", "), never)
}

// PersonalMailboxes returns the personal accounts.
func (c *Config) PersonalMailboxes() (list []PersonalMailbox) {
	for _, a := range c.Accounts {
		if a.Personal != "" {
			list = append(list, PersonalMailbox{a.Name, a.Personal, a.Folders, len(a.NeverLog)})
		}
	}
	return list
}

func (c *Config) isOfTeam(key string) bool {
	return slices.ContainsFunc(c.Projects, func(p store.Project) bool {
		return slices.ContainsFunc(p.Contacts, func(contact store.Contact) bool {
			return (contact.Role == store.RolePM || contact.Role == store.RoleTeam) &&
				slices.ContainsFunc(contact.Addresses, func(a string) bool { return mailaddr.Key(a) == key })
		})
	})
}
