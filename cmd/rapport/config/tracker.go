package config

import (
	"context"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due"
	"rapport/mailout/outside"
	"rapport/mailout/tracker/gitlab"
	"rapport/mailout/tracker/jira"
	"rapport/mailout/tracker/openproject"
	"rapport/mailout/tracker/pingcode"
	"rapport/mailout/tracker/redmine"
	"rapport/mailout/tracker/tapd"
	"rapport/mailout/tracker/work"
	"rapport/mailout/tracker/worktile"
)

// Tracker is one [[tracker]]: an issue tracker that teams work with.
type Tracker struct {
	Name     string        `toml:"name"`
	System   string        `toml:"system"` // one of trackerSystems
	URL      string        `toml:"url"`
	Area     string        `toml:"area"`      // of the interface of PingCode
	ClientID string        `toml:"client_id"` // of the application that logs in
	User     string        `toml:"user"`      // whose token it is, where the system wants to know
	Site     string        `toml:"site"`      // where people see items, where the interface does not say so
	ItemType string        `toml:"item_type"` // of the work items that are made
	Poll     time.Duration `toml:"poll"`      // how often a work item is looked at
	Secret   Secret
}

// trackerTable is [[tracker]].
type trackerTable struct {
	table
	Tracker
	secretKeys
}

// TrackerPlace is where a tracker says what it may not agree to.
type TrackerPlace struct{ Secret, URL Place }

// trackerKeys are what a [[project]] says of its tracker.
type trackerKeys struct {
	Tracker       string `toml:"tracker"`
	TrackerKey    string `toml:"tracker_key"`
	CreateChanges bool   `toml:"create_changes"`
}

// trackerSystem is what the configuration of a system must have.
type trackerSystem struct {
	url      string // where everybody finds it; "" where each has their own
	clientID bool   // it is required; otherwise it has no effect
	user     bool   // it may be given
	site     bool   // likewise
	areas    []string
	open     func(work.Config) (due.Tracker, error)
}

// trackerSystems lists the systems that there is an adapter for.
func trackerSystems() map[string]trackerSystem {
	return map[string]trackerSystem{
		"pingcode":    {url: pingcode.Base, clientID: true, areas: []string{"pjm", "project"}, open: opened(pingcode.New)},
		"worktile":    {url: worktile.Base, clientID: true, site: true, open: opened(worktile.New)},
		"jira":        {user: true, open: opened(jira.New)},
		"gitlab":      {url: gitlab.Base, open: opened(gitlab.New)},
		"redmine":     {open: opened(redmine.New)},
		"openproject": {open: opened(openproject.New)},
		"tapd":        {url: tapd.Base, clientID: true, open: opened(tapd.New)},
	}
}

// opened returns a constructor of an adapter as one of the interface.
func opened[T due.Tracker](open func(work.Config) (T, error)) func(work.Config) (due.Tracker, error) {
	return func(c work.Config) (due.Tracker, error) { return open(c) }
}

func (t *trackerTable) setDefaults() { t.Poll = 15 * time.Minute }

// trackers completes all [[tracker]] tables.
func (top *configFile) trackers() (list []Tracker, places []TrackerPlace) {
	names := make(map[string]Place)
	for i := range top.Trackers {
		t := &top.Trackers[i]
		t.complete()
		list = append(list, t.Tracker)
		places = append(places, TrackerPlace{t.at(t.Secret.Key), t.at("url")})
		if first, twice := names[t.Name]; twice && t.Name != "" {
			t.fail("name", "give each tracker a unique name", "is already the name of the tracker at %v", first)
		}
		names[t.Name] = t.at("name")
	}
	return list, places
}

func (t *trackerTable) complete() {
	t.require("name", `"pingcode"`, "system", `"pingcode"`)
	t.notEmpty("name", t.Name)
	systems := trackerSystems()
	var known []string
	for name := range systems {
		known = append(known, name)
	}
	slices.Sort(known)
	if t.has("system") {
		choice(t.table, "system", &t.System, known...)
	}
	system, ok := systems[t.System]
	if !ok {
		return
	}
	switch {
	case t.URL == "" && system.url == "":
		t.require("url", `"https://tracker.agency.example"`)
	case t.URL == "":
		t.URL = system.url
	}
	if t.URL != "" {
		if _, err := outside.New(outside.Config{Name: "the tracker", Base: t.URL}); err != nil {
			t.fail("url", `write the address of the interface, such as "https://tracker.agency.example"`, "%v", err)
		}
	}
	if system.clientID {
		t.require("client_id", `"a1B2c3D4"`)
	}
	between(t.table, "poll", t.Poll, 5*time.Second, 24*time.Hour)
	t.uselessHere("client_id", system.clientID)
	t.uselessHere("user", system.user)
	t.uselessHere("site", system.site)
	t.uselessHere("area", system.areas != nil)
	if system.areas != nil {
		choice(t.table, "area", &t.Area, system.areas...)
	}
	allowed := append(passwordKeys(), tokenKeyNames()...)
	t.Secret = t.oneSecret(allowed, slices.DeleteFunc(slices.Clone(allowed), func(key string) bool { return !t.has(key) }))
}

// uselessHere warns of a key that the system does not use.
func (t *trackerTable) uselessHere(key string, used bool) {
	if t.has(key) && !used {
		t.warn(key, "remove it", "has no effect with system = %q", t.System)
	}
}

// checkTracker checks what a project says of its tracker.
func (p *projectTable) checkTracker(has surroundings) {
	switch {
	case p.Tracker == "" && p.CreateChanges:
		p.fail("create_changes", "add tracker with the name of a [[tracker]]", "has no effect without a tracker")
	case p.Tracker == "":
	case !slices.Contains(has.trackers, p.Tracker):
		remedy := "add a [[tracker]] of this name"
		if len(has.trackers) > 0 {
			remedy = "use one of " + strings.Join(has.trackers, ", ")
		}
		p.fail("tracker", remedy, "is not the name of a tracker")
	case p.TrackerKey == "":
		p.require("tracker_key", `"SCR"`)
	}
}

// Open returns the adapter of a tracker. Nothing is asked yet, and no secret read.
func (t Tracker) Open(getenv func(string) string) (due.Tracker, error) {
	return trackerSystems()[t.System].open(work.Config{
		Base: t.URL, Area: t.Area, ClientID: t.ClientID, User: t.User, Site: t.Site, ItemType: t.ItemType,
		Secret: func(ctx context.Context) (string, error) { return t.Secret.Read(ctx, getenv) },
	})
}
