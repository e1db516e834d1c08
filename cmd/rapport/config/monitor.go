package config

import (
	"net"
	"net/mail"
	"path/filepath"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/mailout/letter"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// Monitor names who hears how Rapport is, and by what means.
type Monitor struct {
	Admin         string `toml:"admin"`          // address that hears of troubles; "": nobody
	AdminLanguage string `toml:"admin_language"` // zh-CN or en; "": that of the first project
	Witness       string `toml:"witness"`        // address that gets the head of the log each day; "": nobody
	MetricsFile   string `toml:"metrics_file"`   // that node_exporter reads; "": none is written
	MetricsListen string `toml:"metrics_listen"` // unix:PATH or a loopback address with a port; "": none
}

// monitor checks who hears of it.
func (top *configFile) monitor() Monitor {
	m := &top.Monitor
	for _, one := range []struct {
		key   string
		value *string
	}{{"admin", &m.Admin}, {"witness", &m.Witness}} {
		*one.value = strings.TrimSpace(*one.value)
		if top.notEmpty(one.key, *one.value); *one.value != "" && !isAddress(*one.value) {
			top.fail(one.key, `write it as "admin@agency.example"`, "is not an email address")
			*one.value = ""
		}
		if *one.value != "" && top.LogAddress != "" && mailaddr.Key(*one.value) == mailaddr.Key(top.LogAddress) {
			top.fail(one.key, "use the address of a person, or of another list", "is the log address")
		}
		if *one.value != "" && len(top.Relays) == 0 {
			top.warn(one.key, "add a [[relay]]", "has no effect: without a relay nothing is sent")
		}
	}
	if top.has("admin_language") {
		choice(top.table, "admin_language", &m.AdminLanguage, templates.Languages()...)
	}
	if m.MetricsFile != "" {
		if filepath.Ext(m.MetricsFile) != ".prom" {
			top.fail("metrics_file", `end the name in ".prom"`, "has a name that node_exporter does not read")
		}
		m.MetricsFile = top.beside(m.MetricsFile)
	}
	if m.MetricsListen != "" && !isLocal(m.MetricsListen) {
		top.fail("metrics_listen", `write "unix:/run/rapport/metrics.sock" or "127.0.0.1:9718"`, "is neither a UNIX socket nor a loopback address with a port")
	}
	return *m
}

// isAddress reports whether text is an address and nothing more.
func isAddress(text string) bool {
	parsed, err := mail.ParseAddress(text)
	return err == nil && parsed.Address == text
}

// isLocal reports whether only programs of this machine can connect to an address.
func isLocal(address string) bool {
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		return filepath.IsAbs(path)
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil || port == "" || port == "0" {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() // a name may be resolved to anything
}

// beside returns what is sent beside the work of the projects.
func (c *Config) beside() office.Beside {
	b := office.Beside{Admin: c.Monitor.Admin, Witness: c.Monitor.Witness, Language: c.Monitor.AdminLanguage, Zone: time.Local, Mailboxes: map[string]office.Mailbox{}}
	if len(c.Projects) > 0 {
		b.Zone = c.Projects[0].Zone
		if b.Language == "" {
			b.Language = c.Projects[0].Language
		}
	}
	if b.Language == "" {
		b.Language = templates.English
	}
	for _, r := range c.Relays {
		route := office.Route{Relay: r.Name, Login: r.Secret.login(), From: r.From}
		if r.DKIMKey != nil {
			_, domain, _ := mailaddr.Cut(r.From)
			route.DKIM = &letter.DKIM{Domain: mailaddr.Domain(domain), Selector: r.DKIMSelector, Key: r.DKIMKey}
		}
		b.Routes = append(b.Routes, route)
	}
	for _, a := range c.Accounts {
		box := office.Mailbox{Address: c.LogAddress, Owner: a.Personal, Login: a.Secret.login()}
		if a.Personal != "" {
			box.Address = a.Personal
		}
		b.Mailboxes[a.Name] = box
	}
	return b
}
