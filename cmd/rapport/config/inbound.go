package config

import (
	"context"
	"crypto/x509"

	"rapport/classify"
	"rapport/mailin"
	"rapport/mailin/mailbox"
	"rapport/mailin/mime"
	"rapport/mailin/model"
)

// This file hands the configuration to the packages, each in its own words.

// Classify returns what classify is configured with.
func (c *Config) Classify() classify.Config {
	own := make([]string, len(c.Relays))
	for i, r := range c.Relays {
		own[i] = r.From
	}
	return classify.Config{LogAddress: c.LogAddress, Own: own, Projects: c.Projects, Admin: c.Monitor.Admin, NoPlus: !c.Sending.Plus}
}

// Mailboxes returns the accounts whose folders are read.
func (c *Config) Mailboxes() []mailin.Account {
	list := make([]mailin.Account, 0, len(c.Accounts))
	for _, a := range c.Accounts {
		list = append(list, mailin.Account{
			Name: a.Name, Folders: a.Folders, After: mailin.After(a.After), MoveTo: a.MoveTo, Poll: a.Poll,
			AuthservID: a.AuthservID, DKIM: a.DKIM,
			Server:   a.Server(c),
			Open:     a.open(c),
			Personal: a.personal(),
		})
	}
	return list
}

// Server says how to reach the mailbox of an account.
func (a Account) Server(c *Config) mailbox.Config {
	read, renew := c.reads(a.Secret)
	server := mailbox.Config{
		Host: a.Host, Port: a.Port, TLS: mailbox.TLSMode(a.TLS), User: a.User, Auth: mailbox.Auth(a.Auth), Secret: read, Renew: renew,
		MaxMessage: c.Limits.Message,
		ClientName: "rapport", ClientVersion: c.Version,
	}
	if a.CAs != nil {
		server.RootCAs = x509.NewCertPool()
		server.RootCAs.AppendCertsFromPEM(a.CAs) // checked when the configuration was read
	}
	return server
}

// AskedModel returns the language model that may be asked, or nil.
func (c *Config) AskedModel() *model.Model {
	m := c.Model
	if m.Name == "" {
		return nil
	}
	asked := model.Config{URL: m.URL, Name: m.Name, Timeout: m.Timeout}
	if m.Secret.Key != "" {
		asked.Token = func(ctx context.Context) (string, error) { return m.Secret.Read(ctx, c.getenv) }
	}
	return model.New(asked)
}

// Parse returns the limits of the reading of a mail; what no file sets is usual.
func (l Limits) Parse() mime.Limits {
	p := mime.DefaultLimits()
	p.Message, p.Header, p.HeaderFields = l.Message, int(l.Header), l.HeaderFields
	p.Depth, p.Parts, p.Text = l.Depth, l.Parts, int(l.Text)
	p.Addresses, p.References = l.Addresses, l.References
	return p
}
