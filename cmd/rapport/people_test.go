package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/store"
)

// Who was added by mail is shown by `rapport projects`, and what `rapport config` prints can be
// pasted: from then on the configuration says the same.
func TestConfig_peopleAddedByMailCanBePasted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	text := `log_address = "log@agency.example"
state_dir = "state"
[[project]]
code = "ACME"
name = "Shop"
client = "Acme"
language = "en"
time_zone = "UTC"
[[project.contact]]
name = "Li Na"
role = "pm"
addresses = ["lina@agency.example"]
[[project.contact]]
name = "Anna"
role = "client"
addresses = ["anna@acme.example"]
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Config{Dir: filepath.Join(dir, "state")})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(tx *store.Tx) error {
		for _, p := range []store.Person{
			{Project: "ACME", Name: "Seán O'Neil", Address: "sean@acme.example", Role: store.RoleClient, Actor: "lina@agency.example"},
			{Project: "ACME", Name: "王芳", Address: "wang@supplier.example", Role: store.RoleTeam, Actor: "lina@agency.example"},
			{Project: "ACME", Name: "Anna", Address: "anna@home.example", Role: store.RoleClient, Contact: "anna@acme.example", Actor: "lina@agency.example"},
			{Project: "ACME", Name: "Gone", Address: "gone@acme.example", Role: store.RoleClient, Actor: "lina@agency.example"},
		} {
			if done, err := tx.AddPerson(p); err != nil || !done {
				t.Error(done, err)
			}
		}
		if done, err := tx.AddPerson(store.Person{Project: "ACME", Name: "Eve", Address: "eve@evil.example", Role: store.RolePM}); err == nil || done {
			t.Error("somebody becomes a PM by mail")
		}
		done, err := tx.RemovePerson("ACME", "GONE@acme.example", "lina@agency.example", 0)
		if !done {
			t.Error("nobody was removed")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 {
		t.Errorf("%+v, %v", v.Problems, err)
	}
	s.Close()

	run := func(args ...string) string {
		t.Helper()
		var out, problems bytes.Buffer
		a := &app.App{Version: version, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &problems, Getenv: func(string) string { return "" }}
		if code := execute(a, append(args, "-c", path)); code != 0 {
			t.Fatalf("%v: %d %s", args, code, problems.String())
		}
		return out.String()
	}
	projects := run("projects")
	for _, want := range []string{"ADDED BY MAIL", "Seán O'Neil <sean@acme.example> (client)", "王芳 <wang@supplier.example> (team)", "address of anna@acme.example"} {
		if !strings.Contains(projects, want) {
			t.Errorf("no %q in\n%s", want, projects)
		}
	}
	if strings.Contains(projects, "Gone") {
		t.Errorf("who was removed is shown:\n%s", projects)
	}
	if got := run("projects", "--json"); !strings.Contains(got, `"added":[{"project":"ACME","name":"Seán O'Neil","address":"sean@acme.example","role":"client","contact":"","actor":"lina@agency.example"`) {
		t.Error(got)
	}

	lines := run("config", "acme")
	if !strings.Contains(lines, `# another address of anna@acme.example: put "anna@home.example" into its addresses`) || !strings.Contains(lines, "# ACME, added by lina@agency.example on 20") {
		t.Error(lines)
	}
	if err := os.WriteFile(path, []byte(text+lines), 0o600); err != nil {
		t.Fatal(err)
	}
	c, found := config.Read(path, func(string) string { return "" })
	if c == nil {
		t.Fatal(found)
	}
	var names []string
	for _, contact := range c.Projects[0].Contacts {
		names = append(names, contact.Name+" "+string(contact.Role)+" "+contact.Addresses[0])
	}
	if want := []string{"Li Na pm lina@agency.example", "Anna client anna@acme.example", "Seán O'Neil client sean@acme.example", "王芳 team wang@supplier.example"}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
}
