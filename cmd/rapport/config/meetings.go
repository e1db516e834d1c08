package config

import (
	"context"
	"slices"
	"strings"

	"rapport/mailout/meeting/meet"
	"rapport/mailout/meeting/meeting"
	"rapport/mailout/meeting/teams"
	"rapport/mailout/meeting/zoom"
	"rapport/mailout/outside"
)

// MeetingSystem is one [[meetings]]: a system that is asked about meetings that are over.
type MeetingSystem struct {
	System    string `toml:"system"`    // one of meetingSystems
	Account   string `toml:"account"`   // of Zoom; the tenant of Microsoft
	ClientID  string `toml:"client_id"` // of the application that logs in
	Organizer string `toml:"organizer"` // whose meetings they are
	URL       string `toml:"url"`       // of its interface; "": where everybody finds it
	LoginURL  string `toml:"login_url"` // of its login; "": likewise
	Secret    Secret
}

// meetingsTable is [[meetings]].
type meetingsTable struct {
	table
	MeetingSystem
	secretKeys
}

// MeetingsPlace is where a [[meetings]] says what it may not agree to.
type MeetingsPlace struct{ Secret, System Place }

// meetingSystem is what the configuration of a system must have.
type meetingSystem struct {
	account, clientID, organizer string // examples; "": it has no effect
	optional                     bool   // client_id may be missing
	open                         func(meeting.Config) (meeting.Client, error)
}

// meetingSystems lists the systems that there is an adapter for.
func meetingSystems() map[string]meetingSystem {
	return map[string]meetingSystem{
		"zoom":  {account: `"aB1cD2eF3gH4iJ5kL6"`, clientID: `"mN7oP8qR9sT0"`, open: meetingClient(zoom.New)},
		"teams": {account: `"agency.onmicrosoft.com"`, clientID: `"3f1c0a52-0000-4c1e-9a55-1d0c0a1b2c3d"`, organizer: `"8b081ef6-0000-4def-b2c9-c363a1bf41d5"`, open: meetingClient(teams.New)},
		"meet":  {clientID: `"rapport@agency.iam.gserviceaccount.com"`, optional: true, organizer: `"lina@agency.example"`, open: meetingClient(meet.New)},
	}
}

// meetingClient returns a constructor of an adapter as one of the interface.
func meetingClient[T meeting.Client](open func(meeting.Config) (T, error)) func(meeting.Config) (meeting.Client, error) {
	return func(c meeting.Config) (meeting.Client, error) { return open(c) }
}

// meetings completes all [[meetings]] tables.
func (top *configFile) meetings() (list []MeetingSystem, places []MeetingsPlace) {
	for i := range top.Meetings {
		m := &top.Meetings[i]
		m.complete()
		list = append(list, m.MeetingSystem)
		places = append(places, MeetingsPlace{m.at(m.Secret.Key), m.at("system")})
	}
	return list, places
}

func (m *meetingsTable) complete() {
	m.require("system", `"zoom"`)
	systems := meetingSystems()
	if m.has("system") {
		choice(m.table, "system", &m.System, "meet", "teams", "zoom")
	}
	system, ok := systems[m.System]
	if !ok {
		return
	}
	for _, key := range []struct {
		name, example string
		optional      bool
	}{{"account", system.account, false}, {"client_id", system.clientID, system.optional}, {"organizer", system.organizer, false}} {
		switch {
		case key.example == "" && m.has(key.name):
			m.warn(key.name, "remove it", "has no effect with system = %q", m.System)
		case key.example != "" && !key.optional:
			m.require(key.name, key.example)
		}
	}
	if m.System == "teams" && strings.Contains(m.Organizer, "@") {
		m.fail("organizer", "write the object id of the user, as Microsoft Entra shows it", "is not a GUID; Microsoft Graph does not find an organiser by their address")
	}
	for _, one := range []struct{ key, url string }{{"url", m.URL}, {"login_url", m.LoginURL}} {
		if one.url == "" {
			continue
		}
		if _, err := outside.New(outside.Config{Name: "the meeting system", Base: one.url}); err != nil {
			m.fail(one.key, `write the address of the interface, such as "https://api.zoom.us"`, "%v", err)
		}
	}
	allowed := append(passwordKeys(), tokenKeyNames()...)
	m.Secret = m.oneSecret(allowed, slices.DeleteFunc(slices.Clone(allowed), func(key string) bool { return !m.has(key) }))
	m.Secret.Lines = m.System == "meet" // the key file of a service account
}

// Open returns the client of a meeting system. Nothing is asked yet, and no secret read.
func (m MeetingSystem) Open(getenv func(string) string) (meeting.Client, error) {
	return meetingSystems()[m.System].open(meeting.Config{
		Account: m.Account, ClientID: m.ClientID, Organizer: m.Organizer, Base: m.URL, Login: m.LoginURL,
		Secret: func(ctx context.Context) (string, error) { return m.Secret.Read(ctx, getenv) },
	})
}

// meetingClients returns the systems that are asked about meetings, nil for none.
func (c *Config) meetingClients() (*meeting.Systems, error) {
	if len(c.Meetings) == 0 {
		return nil, nil
	}
	systems := meeting.NewSystems()
	for _, m := range c.Meetings {
		client, err := m.Open(c.getenv)
		if err != nil {
			return nil, err
		}
		systems.Add(m.System, client)
	}
	return systems, nil
}
