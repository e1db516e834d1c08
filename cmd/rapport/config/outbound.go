package config

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"slices"
	"time"

	"rapport/mailin/mailbox"
	"rapport/mailin/mime"
	"rapport/mailout/due"
	"rapport/mailout/due/office"
	"rapport/mailout/letter"
	"rapport/mailout/outbox"
	"rapport/mailout/outbox/relay"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
	"rapport/templates/chart"
)

// This file hands the configuration to what sends.

// sendPoll is how often the outbox, and what is due, is checked.
const sendPoll = time.Second

// Outbox returns the configuration of the outbox, which looks for mail every poll.
// current returns the configuration in force when a copy of a sent mail is made.
func (c *Config) Outbox(poll time.Duration, current func() *Config) outbox.Config {
	started := time.Now()
	rules := func() store.SendRules {
		r := current().sendRules()
		r.Started = started
		return r
	}
	o := outbox.Config{Rules: rules, Poll: cmp.Or(poll, sendPoll)}
	for _, r := range c.Relays {
		one := r.outbox(c)
		one.Sent = func(ctx context.Context, mail []byte) error { return current().keepSent(ctx, r.Name, mail) }
		o.Relays = append(o.Relays, one)
	}
	return o
}

// SendRules returns what may be sent by this configuration, whatever was read of the mailbox.
func (c *Config) SendRules() store.SendRules {
	rules := c.sendRules()
	rules.Folders = nil
	return rules
}

// sendRules returns what may be sent by this configuration.
func (c *Config) sendRules() store.SendRules {
	rules := store.SendRules{
		RateLimit: store.RateLimit{PerTenMinutes: c.Sending.Storm, PerRecipientHour: c.Sending.Recipient},
		HeldFor:   "held: [sending] only_to does not name its recipient",
		Admin:     mailaddr.Key(c.Monitor.Admin),
		People:    make(map[string][]string, len(c.Projects)),
	}
	for _, a := range c.logAccounts() {
		for _, name := range a.Folders {
			rules.Folders = append(rules.Folders, store.FolderName{Account: a.Name, Name: name})
		}
	}
	for _, address := range c.Sending.OnlyTo {
		rules.OnlyTo = append(rules.OnlyTo, mailaddr.Key(address))
	}
	for _, p := range c.Projects {
		var people []string
		for _, contact := range p.Contacts {
			for _, address := range contact.Addresses {
				people = append(people, mailaddr.Key(address))
			}
		}
		for _, domain := range p.Domains {
			people = append(people, "@"+mailaddr.Domain(domain))
		}
		rules.People[p.Code] = people
	}
	return rules
}

// keepSent puts a mail that a relay took into its folder of sent mail, over a
// connection of its own. It does nothing for a relay without such a folder.
func (c *Config) keepSent(ctx context.Context, name string, mail []byte) error {
	r := slices.IndexFunc(c.Relays, func(r Relay) bool { return r.Name == name })
	if r < 0 || c.Relays[r].SentAccount == "" {
		return nil
	}
	a := slices.IndexFunc(c.Accounts, func(a Account) bool { return a.Name == c.Relays[r].SentAccount })
	if a < 0 {
		return fmt.Errorf("sent_folder of the relay %s: there is no account %s", name, c.Relays[r].SentAccount)
	}
	session, err := mailbox.Dial(ctx, c.Accounts[a].Server(c))
	if err != nil {
		return err
	}
	defer session.Close()
	return session.Append(ctx, c.Relays[r].SentFolder, mail, time.Now())
}

// Server says how to reach a relay.
func (r Relay) Server(c *Config) relay.Config {
	server := relay.Config{Name: r.Name, Host: r.Host, Port: r.Port, TLS: relay.TLSMode(r.TLS), User: r.User, HELO: r.HELO}
	if r.User != "" {
		server.Auth = relay.Auth(r.Auth)
		server.Secret, server.Renew = c.reads(r.Secret)
	}
	if r.CAs != nil {
		server.RootCAs = x509.NewCertPool()
		server.RootCAs.AppendCertsFromPEM(r.CAs) // checked when the configuration was read
	}
	return server
}

// Due returns the configuration of what is due. It reads the templates, and the font of charts.
func (c *Config) Due(poll time.Duration) (due.Config, error) {
	d := due.Config{LogAddress: c.LogAddress, Plus: c.Sending.Plus, Expire: c.Sending.Expire, Poll: cmp.Or(poll, sendPoll), Digest: c.Digest, Agency: c.Sending.FromName, PerClientWeek: c.Sending.PerClientWeek}
	d.Files = office.Files{Most: c.Sending.Files, Attachment: func(w io.Writer, mail []byte, n int) error {
		_, err := mime.Attachment(w, mail, n, c.Limits.Parse())
		return err
	}}
	var err error
	if d.Templates, err = templates.Load(c.Sending.Templates); err != nil {
		return d, err
	}
	if d.Charts, err = chart.New(c.Sending.ChartFont); err != nil {
		return d, err
	}
	for _, a := range c.logAccounts() {
		for _, name := range a.Folders {
			d.Folders = append(d.Folders, due.Folder{Account: a.Name, Name: name})
		}
	}
	d.Beside = c.beside()
	systems, err := c.meetingClients()
	if err != nil {
		return d, err
	}
	if systems != nil {
		d.Meetings = systems
	}
	trackers, polls := map[string]due.Tracker{}, map[string]time.Duration{}
	for _, t := range c.Trackers {
		polls[t.Name] = t.Poll
		if trackers[t.Name], err = t.Open(c.getenv); err != nil {
			return d, err
		}
	}
	for i, p := range c.Projects {
		duties := c.Duties[i]
		var sign *letter.DKIM
		from := store.Address{Address: c.LogAddress}
		for _, r := range c.Relays {
			if r.Name == duties.Relay {
				from.Address = r.From
				if r.DKIMKey != nil {
					sign = &letter.DKIM{Domain: from.Domain(), Selector: r.DKIMSelector, Key: r.DKIMKey}
				}
			}
		}
		d.Projects = append(d.Projects, due.Project{Project: p, Relay: duties.Relay, From: from, DKIM: sign, Schedule: duties.Report, Calendar: duties.Calendar, Ask: duties.Ask, Confirm: duties.Confirm, Clock: duties.Clock,
			Acknowledge: duties.Acknowledge, ClientStatus: duties.ClientStatus, LeaveMissing: duties.LeaveMissing, AskTeam: duties.AskTeam, AskMinutes: duties.AskMinutes, Agenda: duties.Agenda, Quarterly: duties.Quarterly, Retrospective: duties.Retrospective, Remind: duties.Remind, Surveys: duties.Surveys, Tracker: trackers[p.Tracker], TrackerPoll: polls[p.Tracker], CreateChanges: duties.CreateChanges})
	}
	return d, d.Validate()
}
