package classify

import (
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// twoProjects is the directory of the tests with a PM of both of its projects who is nobody
// else's colleague, one who manages BETA and only helps in ACME, and other names.
func twoProjects(t *testing.T) *ProjectIndex {
	t.Helper()
	c := testConfig()
	for i := range c.Projects[:2] {
		p := &c.Projects[i]
		p.Contacts = slices.Clone(p.Contacts)
		role := store.RolePM
		if p.Code == "ACME" {
			role = store.RoleTeam
		}
		p.Contacts = append(p.Contacts,
			store.Contact{Name: "周敏", Role: store.RolePM, Addresses: []string{"zhou@agency.example", "zhou.min@agency.example"}},
			store.Contact{Name: "Ken Ito", Role: role, Addresses: []string{"ito@agency.example"}})
	}
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDecide_aPMWritesToTheLogAddress(t *testing.T) {
	t.Parallel()
	d := twoProjects(t)
	const log = "log@agency.example"
	for _, test := range []struct {
		name    string
		mail    mail
		text    string
		project string // "": none
		draft   store.ConfirmationKind
		asked   bool // which project it is for
	}{
		{"a tag", mail{from: "zhou@agency.example", to: log, subject: "[ACME] Minutes of 2 March"}, "All well.", "ACME", store.Minutes, false},
		{"a tag in Chinese brackets", mail{from: "zhou@agency.example", to: log, subject: "【beta】验收标准"}, "能登录", "BETA", store.Acceptance, false},
		{"an alias", mail{from: "zhou@agency.example", to: log, subject: "商城 会议纪要"}, "决定：上线", "ACME", store.Minutes, false},
		{"an alias, for a note", mail{from: "zhou@agency.example", to: log, subject: "商城：和王总通了电话"}, "他同意推迟。", "ACME", "", false},
		{"a PM of one project", mail{from: "brown@agency.example", to: log, subject: "Project plan, version 2"}, "- Launch | planned 2026-04-17", "ORION", store.ProjectPlan, false},
		{"a PM of one who helps in another", mail{from: "ito@agency.example", to: log, subject: "Change request: pay by card"}, "By card too.", "BETA", store.ChangeRequest, false},
		{"the same, with a colleague", mail{from: "ito@agency.example", to: log, cc: "sun@agency.example", subject: "Scope of work"}, "All of it.", "BETA", store.Scope, false},
		{"none of these", mail{from: "zhou@agency.example", to: log, subject: "Minutes of 2 March"}, "All well.", "", "", true},
		{"none, in Chinese", mail{from: "zhou.min@agency.example", to: log, subject: "本周待办"}, "- 王伟：周五前提供标志", "", "", true},
		{"a change", mail{from: "zhou@agency.example", to: log, subject: "变更申请：增加微信支付"}, "客户要求", "", "", true},
		{"a note", mail{from: "zhou@agency.example", to: log, subject: "Phone call"}, "Wang agrees.", "", "", true},
		{"a forwarded mail without words", mail{from: "zhou@agency.example", to: log, subject: "Fwd: Offer"}, "", "", "", true},
		{"a tag of no project", mail{from: "zhou@agency.example", to: log, subject: "[GAMMA] Minutes"}, "All well.", "", "", true},
		{"an answer", mail{from: "zhou@agency.example", to: log, subject: "Re: Minutes"}, "Thanks.", "", "", false},
		{"a client reads along", mail{from: "zhou@agency.example", to: log, cc: "someone@elsewhere.example", subject: "Minutes"}, "All well.", "", "", false},
		{"only a copy", mail{from: "zhou@agency.example", to: "ito@agency.example", cc: log, subject: "Minutes"}, "All well.", "", "", false},
		{"a note for a colleague too", mail{from: "zhou@agency.example", to: log + " ito@agency.example", subject: "Phone call"}, "Wang agrees.", "", "", false},
		{"a command", mail{from: "zhou@agency.example", to: log, subject: "status", header: "From: zhou@agency.example"}, "", "ACME", "", false},
		{"of a machine", mail{from: "zhou@agency.example", to: log, subject: "Minutes", header: "Auto-Submitted: auto-replied\n"}, "All well.", "", "", false},
		{"from the team", mail{from: "chen@agency.example", to: log, subject: "Minutes"}, "All well.", "", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := test.mail.message()
			m.OwnText, m.NewText, m.Arrival = test.text, test.text, store.ArrivedWatched
			v, err := d.Decide(m, nil)
			if err != nil {
				t.Fatal(err)
			}
			draft := store.ConfirmationKind("")
			if v.Draft != nil {
				draft = v.Draft.Kind
			}
			asked := v.Held != nil && v.Held.Why == store.HeldProject
			if v.Project != test.project && test.name != "from the team" || draft != test.draft || asked != test.asked {
				t.Errorf("project %q, draft %q, asked %t, reasons %v, notes %q; want %q, %q, %t", v.Project, draft, asked, v.Reasons, v.Notes, test.project, test.draft, test.asked)
			}
			if asked && (v.Held.Address != "zhou@agency.example" || strings.Join(v.Held.Projects, " ") != "ACME BETA" || v.Held.Limit == 0) {
				t.Errorf("held %+v", v.Held)
			}
		})
	}
}

// What a PM sends begins nothing while it shows different people different words: it waits, as
// what is not proved does.
func TestDecide_whatShowsDifferentWordsIsHeld(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for _, test := range []struct{ subject, text string }{{"Minutes", "All well."}, {"会议纪要", "一切正常。"}, {"status", ""}, {"状态", ""}} {
		m := mail{from: "li@agency.example", to: "log+ACME@agency.example", subject: test.subject, header: "From: li@agency.example"}.message()
		m.OwnText, m.NewText, m.Arrival = test.text, test.text, store.ArrivedWatched
		v, err := d.Decide(m, nil)
		if err != nil || v.Draft == nil && v.Command == nil {
			t.Fatalf("%q begins nothing: %+v, %v", test.subject, v.Notes, err)
		}
		m.Beside = "Nothing is well."
		v, err = d.Decide(m, nil)
		if err != nil || v.Draft != nil || v.Command != nil {
			t.Errorf("%q with other words beside it: draft %v, command %v, %v", test.subject, v.Draft, v.Command, err)
		}
		if v.Held == nil || v.Held.Draft == nil && v.Held.Command == nil || v.Held.Why != store.HeldUnproved {
			t.Errorf("%q with other words beside it is not held: %+v", test.subject, v.Held)
		}
	}
}

// Mail from before, and mail that nothing proves of somebody whose mail is proved, is asked
// about by nobody.
func TestDecide_whatMayBeginNothingIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	d := twoProjects(t)
	m := mail{from: "zhou@agency.example", to: "log@agency.example", subject: "Minutes"}.message()
	m.OwnText, m.Arrival = "All well.", store.ArrivedBefore
	if v, err := d.Decide(m, nil); err != nil || v.Held != nil {
		t.Errorf("old mail: %+v, %v", v.Held, err)
	}
	m.Arrival, m.Auth = store.ArrivedWatched, &store.Evidence{Level: store.LevelFailed}
	if v, err := d.Decide(m, nil); err != nil || v.Held != nil {
		t.Errorf("forged mail: %+v, %v", v.Held, err)
	}
}

func TestDecide_aPMSaysWhichProjectItIsFor(t *testing.T) {
	t.Parallel()
	c := testConfig()
	for i := range c.Projects[:2] {
		p := &c.Projects[i]
		p.Contacts = append(slices.Clone(p.Contacts), store.Contact{Name: "周敏", Role: store.RolePM, Addresses: []string{"zhou@agency.example"}})
		if p.Code == "ACME" {
			p.Name, p.Aliases = "商城改版", append(slices.Clone(p.Aliases), "未来城")
		}
	}
	second := c.Projects[0]
	second.Code, second.Name, second.Aliases, second.Domains = "ACME-2", "Second stage", nil, nil
	c.Projects = append(c.Projects, second)
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	log := asked{"which": {ID: 1, Purpose: store.PurposeProject, Project: "ACME", Object: 7, Version: 1, Address: "zhou@agency.example", Projects: []string{"ACME", "ACME-2", "BETA", "GONE"}}}
	for text, want := range map[string]string{
		"BETA":                           "BETA",
		"beta.":                          "BETA",
		"[BETA]":                         "BETA",
		"It's for BETA, thanks!":         "BETA",
		"Hi,\n\nBETA please\n\nZhou Min": "BETA",
		"ACME-2":                         "ACME-2",
		"acme":                           "ACME",
		"商城改版":                           "ACME",
		"未来城":                            "ACME",
		"是 ACME 的":                       "ACME",
		"归 BETA，谢谢":                      "BETA",
		"属于BETA项目":                       "BETA",
		"ＢＥＴＡ":                           "BETA",
		"Second stage":                   "ACME-2",
		"none":                           "-",
		"neither":                        "-",
		"忽略":                             "-",
		"都不是":                            "-",
		"ACME and BETA":                  "",
		"both":                           "",
		"not ACME":                       "",
		"不是 ACME":                        "",
		"ACME?":                          "",
		"GONE":                           "",
		"GAMMA":                          "",
		"what do you mean":               "",
		"我看一下":                           "",
	} {
		m := mail{from: "zhou@agency.example", to: "log+r.which@agency.example", subject: "Re: Which project is this for? (Minutes)", header: "From: zhou@agency.example"}.message()
		m.OwnText, m.NewText, m.Arrival = text, text, store.ArrivedWatched
		v, err := d.Decide(m, log)
		if err != nil || v.Answer == nil {
			t.Errorf("%q: no answer, %v, %q", text, err, v.Notes)
			continue
		}
		got := v.Answer.Argument
		if v.Answer.Decision == store.DecisionSkip {
			got = "-"
		}
		if got != want || v.Draft != nil || v.Held != nil || want != "" && want != "-" && v.Project != want {
			t.Errorf("%q: %s %q, project %q, held %+v; want %q", text, v.Answer.Decision, v.Answer.Argument, v.Project, v.Held, want)
		}
	}
}

// At a provider without plus-addresses the tag names the project of a command too.
func TestDecide_aTagNamesTheProjectOfACommand(t *testing.T) {
	t.Parallel()
	d := twoProjects(t)
	for subject, text := range map[string]string{"[BETA] status": "", "【BETA】进度": "", "[BETA]": "open", "[BETA] please": "未结", "Log (last week) [BETA]": "log last week", "[BETA] help": ""} {
		m := mail{from: "zhou@agency.example", to: "log@agency.example", subject: subject, header: "From: zhou@agency.example"}.message()
		m.OwnText, m.NewText, m.Arrival = text, text, store.ArrivedWatched
		v, err := d.Decide(m, nil)
		if err != nil || v.Command == nil || strings.Join(v.Command.Projects, " ") != "BETA" {
			t.Errorf("%q, %q: %+v, %v", subject, text, v.Command, err)
		}
	}
}
