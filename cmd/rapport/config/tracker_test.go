package config

import (
	"path/filepath"
	"strings"
	"testing"
)

const trackedConfig = smallConfig + `
[[project]]
code = "TRACK"
name = "Shop"
client = "Shop Ltd"
language = "en"
time_zone = "UTC"
contact = [{ name = "Li Na", role = "pm", addresses = ["li@agency.example"] }]
KEYS

[[tracker]]
TABLE
`

// A [[tracker]] has what its system needs, and a project names one that there is.
func TestRead_trackers(t *testing.T) {
	t.Parallel()
	const pingcode = "name = \"t\"\nsystem = \"pingcode\"\nclient_id = \"a\"\npassword_env = \"S\""
	for name, c := range map[string]struct{ table, keys, want string }{
		"right":                {pingcode, `tracker = "t"` + "\n" + `tracker_key = "SCR"` + "\ncreate_changes = true", ""},
		"a token":              {"name = \"t\"\nsystem = \"gitlab\"\ntoken_command = [\"/bin/true\"]", "", ""},
		"a key alone":          {pingcode, `tracker_key = "SCR"`, ""},
		"no system":            {"name = \"t\"", "", "tracker.system: is missing"},
		"unknown system":       {"name = \"t\"\nsystem = \"gira\"\npassword_env = \"S\"", "", "tracker.system: is not one of gitlab, jira, openproject, pingcode, redmine, tapd, worktile; did you mean \"jira\"?"},
		"no address":           {"name = \"t\"\nsystem = \"redmine\"\npassword_env = \"S\"", "", "tracker.url: is missing"},
		"plain HTTP":           {pingcode + "\nurl = \"http://open.pingcode.com\"", "", "tracker.url: the tracker: the address http://open.pingcode.com must begin with https://"},
		"a password within":    {pingcode + "\nurl = \"https://me:sec@open.pingcode.com\"", "", "tracker.url: the tracker: \"…@open.pingcode.com\" is no address"},
		"no client id":         {"name = \"t\"\nsystem = \"tapd\"\npassword_env = \"S\"", "", "tracker.client_id: is missing"},
		"no secret":            {"name = \"t\"\nsystem = \"jira\"\nurl = \"https://j.example\"", "", "tracker.password_file: is missing"},
		"two secrets":          {pingcode + "\ntoken_file = \"/x\"", "", "tracker.token_file: conflicts with password_env"},
		"unknown area":         {pingcode + "\narea = \"pm\"", "", "tracker.area: is not one of pjm, project"},
		"a key of another":     {pingcode + "\nsite = \"https://x.example\"", "", "warning: tracker.site: has no effect with system = \"pingcode\""},
		"two of a name":        {pingcode + "\n\n[[tracker]]\n" + pingcode, "", "tracker.name: is already the name of the tracker at"},
		"an unknown tracker":   {pingcode, `tracker = "u"`, "project.tracker: is not the name of a tracker; use one of t"},
		"no key":               {pingcode, `tracker = "t"`, "project.tracker_key: is missing"},
		"changes to nowhere":   {pingcode, "create_changes = true", "project.create_changes: has no effect without a tracker"},
		"the secret by itself": {pingcode + "\nsecret = \"hunter2\"", "", "tracker.secret: is not a valid key here; did you mean password_file?"},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		writeFile(t, path, strings.NewReplacer("KEYS", c.keys, "TABLE", c.table).Replace(trackedConfig), 0o600)
		config, found := Read(path, noEnvironment)
		var all []string
		for _, p := range found {
			all = append(all, p.String())
		}
		text := strings.Join(all, "\n")
		switch {
		case strings.Contains(text, "hunter2"):
			t.Errorf("%s: the problem tells the secret: %s", name, text)
		case c.want == "" && (config == nil || strings.Contains(text, "tracker")):
			t.Errorf("%s: %s", name, text)
		case !strings.Contains(text, c.want):
			t.Errorf("%s: %s\nwant %s", name, text, c.want)
		}
	}
}

// Every system that the configuration takes can be opened, and its projects have it.
func TestDue_trackers(t *testing.T) {
	t.Parallel()
	for system, row := range trackerSystems() {
		table := "name = \"t\"\nsystem = \"" + system + "\"\npassword_env = \"S\""
		if row.url == "" {
			table += "\nurl = \"https://tracker.example\""
		}
		if row.clientID {
			table += "\nclient_id = \"a\""
		}
		path := filepath.Join(t.TempDir(), "config.toml")
		writeFile(t, path, strings.NewReplacer("KEYS", "tracker = \"t\"\ntracker_key = \"SCR\"", "TABLE", table).Replace(trackedConfig), 0o600)
		c, found := Read(path, noEnvironment)
		if c == nil {
			t.Fatal(system, found)
		}
		due, err := c.Due(0)
		if err != nil {
			t.Fatal(system, err)
		}
		last := due.Projects[len(due.Projects)-1]
		if last.Tracker == nil || last.TrackerKey != "SCR" || last.Project.Tracker != "t" || due.Projects[0].Tracker != nil {
			t.Errorf("%s: %+v", system, last)
		}
	}
}
