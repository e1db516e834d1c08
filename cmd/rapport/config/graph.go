package config

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"strconv"

	"rapport/mailin"
	"rapport/mailin/graphbox"
	"rapport/mailin/mailbox"
	"rapport/mailout/outbox"
	"rapport/mailout/outbox/graphsend"
	"rapport/mailout/outbox/relay"
	"rapport/store"
	"rapport/store/graph"
)

// This file is what an account and a relay have in common that speak Microsoft Graph, where IMAP
// and SMTP are switched off.

// The protocols: IMAP of an account and SMTP of a relay, or Microsoft Graph for either.
const (
	ProtocolIMAP  = "imap"
	ProtocolSMTP  = "smtp"
	ProtocolGraph = "graph"
)

// graphServer is where Microsoft Graph is, unless somebody says otherwise: the clouds of some
// countries have their own.
const graphServer = "graph.microsoft.com"

// overGraph completes a table with protocol = "graph": it needs a login and no host.
func (t table) overGraph(host, tls, auth *string, port *int) {
	if !t.has("host") {
		*host = graphServer
	}
	if !t.has("port") {
		*port = 443
	}
	choice(t, "tls", tls, "implicit", "none")
	between(t, "port", *port, 1, 65535)
	if *tls == "none" && !isLoopback(*host) {
		t.fail("tls", `write tls = "implicit"`, "token and mail would be sent unencrypted; tls = \"none\" is allowed only for a loopback host")
	}
	if t.has("auth") && *auth != "xoauth2" && *auth != "oauthbearer" {
		t.fail("auth", "remove it", `has no effect with protocol = "graph", which takes tokens alone`)
	}
	*auth = "xoauth2"
}

// refuse notes that keys cannot be used with Microsoft Graph.
func (t table) refuse(remedy string, keys ...string) {
	for _, key := range keys {
		if t.has(key) {
			t.fail(key, remedy, `cannot be used with protocol = "graph"`)
		}
	}
}

// completeGraph completes what an account over Microsoft Graph has of its own.
func (a *accountTable) completeGraph() {
	a.overGraph(&a.Host, &a.TLS, &a.Auth, &a.Port)
	if !a.has("poll") {
		a.Poll = minPoll // nothing announces new mail
	}
	a.refuse("a person's own mailbox is read with IMAP alone, which shows a header before anything is recorded of a mail", "personal", "sent", "never")
}

// completeGraph completes what a relay over Microsoft Graph has of its own.
func (r *relayTable) completeGraph() {
	r.overGraph(&r.Host, &r.TLS, &r.Auth, &r.Port)
	r.require("user", `"log@agency.example"`)
	r.refuse("remove it: Exchange sets the return path itself, and a bounce is known by the Message-ID in it", "verp")
	r.refuse("remove it: Exchange keeps what is sent in Sent Items itself", "sent_folder")
	r.refuse("remove it: Exchange signs what it sends, and may change it before", "dkim_selector", "dkim_key_file")
	r.refuse("remove it", "helo")
	if r.has("from") && !sameAccount(r.From, r.User) {
		r.warn("from", "allow the mailbox to send as that address in Exchange", "is not the mailbox that sends")
	}
}

// client returns the client of Microsoft Graph for a mailbox.
func (c *Config) client(host, tls, user string, port int, secret Secret, cas []byte) (*graph.Client, error) {
	scheme := "https"
	if tls == "none" {
		scheme = "http"
	}
	config := graph.Config{Base: fmt.Sprintf("%s://%s/v1.0", scheme, net.JoinHostPort(host, strconv.Itoa(port))), User: user}
	config.Token, config.Renew = c.reads(secret)
	if cas != nil {
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM(cas) // checked when the configuration was read
	}
	return graph.New(config)
}

// Graph returns the client of Microsoft Graph for the mailbox of an account, nil where it speaks IMAP.
func (a Account) Graph(c *Config) (*graph.Client, error) {
	if a.Protocol != ProtocolGraph {
		return nil, nil
	}
	return c.client(a.Host, a.TLS, a.User, a.Port, a.Secret, a.CAs)
}

// Graph returns the client of Microsoft Graph for the mailbox of a relay, nil where it speaks SMTP.
func (r Relay) Graph(c *Config) (*graph.Client, error) {
	if r.Protocol != ProtocolGraph {
		return nil, nil
	}
	return c.client(r.Host, r.TLS, r.User, r.Port, r.Secret, r.CAs)
}

// outbox returns how the outbox reaches a relay. Over Microsoft Graph, Sent Items takes the place
// of the copy in the log mailbox that proves what was sent.
func (r Relay) outbox(c *Config) outbox.Relay {
	if r.Protocol != ProtocolGraph {
		return outbox.Relay{Server: r.Server(c), ReturnPath: r.From, VERP: r.VERP, Plus: c.Sending.Plus, Audit: c.LogAddress, PerMinute: r.PerMinute}
	}
	client, err := r.Graph(c)
	copies := &graphsend.Copies{}
	return outbox.Relay{
		Server: relay.Config{Name: r.Name}, ReturnPath: r.From, Plus: c.Sending.Plus, PerMinute: r.PerMinute,
		Dial: func(ctx context.Context) (outbox.Session, error) {
			if err != nil {
				return nil, err
			}
			return graphsend.Dial(ctx, graphsend.Config{Name: r.Name, Client: client, Copies: copies})
		},
	}
}

// open returns what opens the mailbox of an account over Microsoft Graph; nil where it speaks IMAP.
// All that it opens obey together when the service is busy.
func (a Account) open(c *Config) func(*store.Store) (mailin.Mailbox, error) {
	if a.Protocol != ProtocolGraph {
		return nil
	}
	client, err := a.Graph(c)
	return func(s *store.Store) (mailin.Mailbox, error) {
		if err != nil {
			return nil, err
		}
		return graphbox.Open(graphbox.Config{Account: a.Name, Client: client, MaxMessage: c.Limits.Message}, s), nil
	}
}

// graphScopes returns what the tokens of a login have to be for, to read and perhaps to send with
// Microsoft Graph at a host. A mail that is sent is a draft first.
func graphScopes(app bool, host string, sends bool) []string {
	base := "https://" + host + "/"
	switch {
	case app:
		return []string{base + ".default"}
	case sends:
		return []string{base + "Mail.ReadWrite", base + "Mail.Send", "offline_access"}
	}
	return []string{base + "Mail.ReadWrite", "offline_access"}
}

// Try opens the mailbox of an account and closes it again.
func (a Account) Try(ctx context.Context, c *Config) error {
	if a.Protocol == ProtocolGraph {
		client, err := a.Graph(c)
		if err == nil {
			_, err = graphbox.Look(ctx, client, "INBOX")
		}
		return err
	}
	session, err := mailbox.Dial(ctx, a.Server(c))
	if err == nil {
		session.Close()
	}
	return err
}

// Try opens a relay and closes it again.
func (r Relay) Try(ctx context.Context, c *Config) error {
	session, err := r.outbox(c).Open(ctx)
	if err == nil {
		session.Close()
	}
	return err
}
