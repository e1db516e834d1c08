package due

import (
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// writesPeople has a PM's mail ask for changes of who is a contact.
func (o *agency) writesPeople(unproved bool, changes ...store.PersonChange) {
	o.Helper()
	for i := range changes {
		if changes[i].Project == "" {
			changes[i].Project = "ACME"
		}
	}
	o.logs("add …", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Command: &store.Command{Verb: "people", Projects: []string{"ACME"}, Address: lina, People: changes, Unproved: unproved, Proved: !unproved}})
}

func (o *agency) people() (list []string) {
	o.Helper()
	people, err := o.store.People(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	for _, p := range people {
		list = append(list, p.Project+" "+string(p.Role)+" "+p.Name+" "+p.Address+" "+p.Contact)
	}
	return list
}

func added(role store.Role, name, address string) store.PersonChange {
	return store.PersonChange{Person: store.Person{Name: name, Address: address, Role: role}}
}

// A PM's proved mail adds people to their project and removes them, and the PM is told. The
// chain has each change.
func TestDue_peopleAreAddedByMail(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	o.looks("2026-03-02 09:00")
	n := o.since(0)
	elsewhere := added(store.RoleTeam, "Tom Brown", "brown@agency.example") // PM of BETA
	o.writesPeople(false, added(store.RoleClient, "Bob Lee", "Bob@acme.example"), added(store.RoleTeam, "Zhou", "zhou@agency.example"), elsewhere, added(store.RoleClient, "<i>x", "x@acme.example"))
	o.looks("2026-03-02 09:10")
	n = o.since(n, "command-people "+lina)
	text := o.text()
	for _, want := range []string{"Bob Lee", "客户联系人", "团队成员", "该地址已属于其他项目", "不是人名"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	want := []string{"ACME client Bob Lee bob@acme.example ", "ACME team Zhou zhou@agency.example "}
	if got := o.people(); !slices.Equal(got, want) {
		t.Fatalf("%q", got)
	}
	p := o.due.office(o.Context()).Config.Project("ACME")
	if got := p.People(store.RoleClient); len(got) != 3 || len(p.Approvers()) != 2 {
		t.Errorf("clients %v, approvers %v", got, p.Approvers())
	}
	o.writesPeople(false, store.PersonChange{Person: store.Person{Name: "Bob Lee", Address: "bob@acme.example"}, Remove: true}, store.PersonChange{Person: store.Person{Address: wang}, Remove: true, Words: "remove wang"})
	o.looks("2026-03-02 09:20")
	o.since(n, "command-people "+lina)
	if got := o.people(); !slices.Equal(got, want[1:]) {
		t.Errorf("%q", got)
	}
	v, err := o.store.Verify(o.Context(), nil)
	if err != nil || len(v.Problems) > 0 {
		t.Errorf("%+v, %v", v.Problems, err)
	}
}

// Without proof nothing changes before the PM says in their digest that it is theirs; a flood
// does not get there.
func TestDue_peopleInUnprovedMailWaitForTheDigest(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	o.looks("2026-03-02 09:00")
	n := o.since(0)
	for _, name := range []string{"Bob Lee", "Carl", "Dora", "Emil", "Fritz"} {
		o.writesPeople(true, added(store.RoleClient, name, strings.ToLower(name[:3])+"@acme.example"))
	}
	o.looks("2026-03-02 09:10")
	n = o.since(n)
	if got := o.people(); len(got) != 0 {
		t.Fatalf("%q", got)
	}
	n = o.digestOnce(t, n, "2026-03-03 09:05", []string{"1. [ACME] Bob Lee（bob@acme.example）：有邮件以您的名义要求将其加为客户联系人", "3. [ACME] Dora"}, "Emil")
	d, err := o.store.LastDigest(o.Context(), lina)
	if err != nil || len(d.Items) != 3 {
		t.Fatalf("%+v, %v", d.Items, err)
	}
	o.logs("1 客户，2 跳过", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeDigest, Object: d.ID, Version: 1, Address: lina, Decision: store.DecisionItems,
			Commands: []store.ItemCommand{{Number: 1, Verb: store.VerbClient, Words: "客户"}, {Number: 2}}}})
	o.looks("2026-03-03 09:10")
	o.since(n, "digest-receipt "+lina)
	if got := o.people(); !slices.Equal(got, []string{"ACME client Bob Lee bob@acme.example "}) {
		t.Errorf("%q", got)
	}
	wanted, err := o.store.WantedPeople(o.Context())
	if err != nil || len(wanted) != 1 || wanted[0].Name != "Dora" {
		t.Errorf("%+v, %v", wanted, err)
	}
}

// Who writes three times to the project's threads is asked about once: a person of the client,
// or whom the PM answered; no machine, no spam, nobody whose sender is contradicted.
func TestDue_whoWritesOftenIsAskedAboutOnce(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	c := *o.due.config.Load()
	c.Projects[0].Domains = []string{"acme.example"}
	o.due.SetConfig(c)
	o.looks("2026-03-02 09:00")
	n := o.since(0)
	writes := func(from, name string, times int, kind store.Kind, level store.Level) {
		for range times {
			o.receives(from, "Hello there.", store.Verdict{Kind: kind, Role: store.RoleOther}, func(m *store.Message) {
				m.From[0].Name = name
				m.Auth = &store.Evidence{Level: level, From: from}
			})
		}
	}
	writes("bob@acme.example", "Bob Lee", 3, store.KindHuman, store.LevelUnauthenticated)
	writes("two@acme.example", "Twice", 2, store.KindHuman, store.LevelUnauthenticated)
	writes("crm@acme.example", "CRM", 5, store.KindAutomatic, store.LevelUnauthenticated)
	writes("no-reply@acme.example", "Robot", 5, store.KindHuman, store.LevelUnauthenticated)
	writes("win@gmail.com", "You Won", 9, store.KindHuman, store.LevelAuthenticated)
	writes("fake@acme.example", "Fake", 4, store.KindHuman, store.LevelFailed)
	writes("html@acme.example", "<b>Ht</b>", 3, store.KindHuman, store.LevelUnauthenticated)
	n = o.digestOnce(t, n, "2026-03-03 09:05", []string{"Bob Lee（bob@acme.example）来信 3 封", "html（html@acme.example）来信 3 封"}, "Twice", "CRM", "Robot", "Won", "Fake", "<b>")
	d, err := o.store.LastDigest(o.Context(), lina)
	if err != nil || len(d.Items) != 2 {
		t.Fatalf("%+v, %v", d.Items, err)
	}
	o.logs("1 是王伟", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeDigest, Object: d.ID, Version: 1, Address: lina, Decision: store.DecisionItems,
			Commands: []store.ItemCommand{{Number: 1, Verb: store.VerbIs, Argument: wang, Name: "王伟", Role: store.RoleClient, Words: "是王伟"}}}})
	o.looks("2026-03-03 09:10")
	o.since(n, "digest-receipt "+lina)
	p := o.due.office(o.Context()).Config.Project("ACME")
	if who, ok := p.Reach("bob@acme.example"); !ok || who.Address != wang || len(p.Clients()) != 2 {
		t.Errorf("%v %v %v", who, ok, p.Clients())
	}
	o.looks("2026-03-04 09:05")
	if text := o.text(); strings.Contains(text, "来信 3 封") {
		t.Errorf("asked again:\n%s", text)
	}
}
