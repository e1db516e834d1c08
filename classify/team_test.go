package classify

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/store"
)

// teamIndex is an agency in which Tom works in ACME and BETA, and Mei in ACME.
func teamIndex(t *testing.T) *ProjectIndex {
	t.Helper()
	project := func(code, name string, team ...store.Contact) store.Project {
		return store.Project{Code: code, Name: name, Language: "en", Zone: time.UTC, Contacts: append([]store.Contact{
			{Name: "Li Na", Role: store.RolePM, Addresses: []string{"lina@agency.example"}},
			{Name: "Anna", Role: store.RoleClient, Addresses: []string{"anna@" + strings.ToLower(code) + ".example"}}}, team...)}
	}
	tom := store.Contact{Name: "Tom Baker", Role: store.RoleTeam, Addresses: []string{"tom@agency.example", "tom@home.example"}}
	mei := store.Contact{Name: "韩梅", Role: store.RoleTeam, Addresses: []string{"mei@agency.example"}}
	d, err := New(Config{LogAddress: "log@agency.example", Projects: []store.Project{project("ACME", "Shop", tom, mei), project("BETA", "App", tom)}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const (
	teamHead  = "Please reply with a few lines about your work, in the form below or in your own words. They are for this progress report:\n\n- ACME, Shop: Li Na starts writing on Thursday\n\n"
	teamForm  = teamHead + "The form\n--------\n\nDone:\n-\n\nNext:\n-\n\nBlocked:\n-\n"
	teamForms = teamHead + "The form\n--------\n\n[ACME]\n\nDone:\n-\n\nNext:\n-\n\nBlocked:\n-\n\n[BETA]\n\nDone:\n-\n\nNext:\n-\n\nBlocked:\n-\n"
)

// teamReply is a mail to the address that Tom was sent, in which he is asked about one project or two.
func teamReply(from, text, quoted string, projects int, level store.Level) (*store.Message, asked) {
	reports := []store.RequestedReport{{Report: 7, Project: "ACME"}, {Report: 8, Project: "BETA"}}
	log := asked{"team": {ID: 1, Purpose: store.PurposeTeam, Project: "ACME", Object: 7, Version: 1, Address: "tom@agency.example", Expires: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
		Shown: []string{[]string{teamForm, teamForms}[projects-1]}, Reports: reports[:projects]}}
	m := mail{from: from, to: "log+r.team@agency.example", subject: "Re: [ACME] Your part", header: "From: " + from + "\n"}.message()
	m.OwnText, m.NewText, m.Quoted, m.Auth = text, text, quoted, &store.Evidence{Level: level, From: from}
	return m, log
}

// said writes down what a response says: its decision, the project, decision and text of each part, and
// what it is about no project.
func said(a *store.Response) string {
	var parts []string
	for _, p := range a.Parts {
		parts = append(parts, p.Project+" "+string(p.Decision)+" "+p.Text)
	}
	return strings.TrimSpace(string(a.Decision) + ": " + strings.Join(append(parts, a.Problems...), "|"))
}

func TestDecide_aTeamMembersPart(t *testing.T) {
	t.Parallel()
	d := teamIndex(t)
	for name, c := range map[string]struct {
		projects     int
		text, quoted string
		want         string
	}{
		"the form":         {1, "Done:\n- Refunds\n\nBlocked:\n- no accounts\n\nBest,\nTom", "", "text: ACME text Done:\n- Refunds\n\nBlocked:\n- no accounts"},
		"own words":        {1, "Hi Li,\n\nrefunds are done, the load test is next. I wait for the accounts.\n\nThanks\nTom", "", "text: ACME text refunds are done, the load test is next. I wait for the accounts."},
		"in Chinese":       {1, "李娜，你好：\n\n退款接口做完了，下周压测，缺测试账号。\n\n谢谢", "", "text: ACME text 退款接口做完了，下周压测，缺测试账号。"},
		"all is done":      {1, "All done, everything works.", "", "text: ACME text All done, everything works."},
		"not this time":    {1, "skip this week", "", "text: ACME text skip this week"},
		"filled in below":  {1, "", "> " + strings.ReplaceAll(strings.Replace(teamForm, "Done:\n-", "Done:\n- Refunds", 1), "\n", "\n> "), "text: ACME text Done:\n- Refunds\n\nNext:\n-\n\nBlocked:\n-"},
		"its heading":      {1, "[ACME]\nRefunds are done.", "", "text: ACME text Refunds are done."},
		"skip":             {1, "skip", "", "skip: ACME skip"},
		"skip, politely":   {1, "Hi,\nplease skip me.\nThanks, Tom", "", "skip: ACME skip"},
		"not to be asked":  {1, "以后不用问我了，谢谢", "", "skip: ACME skip"},
		"unsubscribe":      {1, "Please unsubscribe me.", "", "skip: ACME skip"},
		"again":            {1, "ask me again", "", "ask-again: ACME ask-again"},
		"again in Chinese": {1, "请继续问我。", "", "ask-again: ACME ask-again"},
		"thanks":           {1, "Thanks, got it!", "", "note:"},

		"two":                 {2, "[ACME]\nRefunds are done.\n\n[BETA]\nNext: login\n\nTom", "", "text: ACME text Refunds are done.|BETA text Next: login"},
		"one of two":          {2, "BETA:\nlogin is done", "", "text: BETA text login is done"},
		"two, none named":     {2, "Refunds are done.", "", "text: Refunds are done."},
		"skip one":            {2, "[ACME] skip\n[BETA] login is done", "", "skip: ACME skip skip|BETA text login is done"},
		"skip both":           {2, "跳过", "", "skip: ACME skip |BETA skip"},
		"two, filled in":      {2, "see below", "> " + strings.ReplaceAll(strings.Replace(teamForms, "[BETA]\n\nDone:\n-", "[BETA]\n\nDone:\n- login", 1), "\n", "\n> "), "text: BETA text Done:\n- login\n\nNext:\n-\n\nBlocked:\n-"},
		"another project too": {2, "[BETA]\nlogin is done\n\n[GAMMA]\nsite is up", "", "text: BETA text login is done\n\n[GAMMA]\nsite is up"},
	} {
		m, log := teamReply("tom@agency.example", c.text, c.quoted, c.projects, proven)
		v, err := d.Decide(m, log)
		if err != nil || v.Answer == nil || v.Answer.Rejection != "" {
			t.Errorf("%s: %+v, %v, %q", name, v.Answer, err, v.Notes)
			continue
		}
		if diff := cmp.Diff(c.want, said(v.Answer)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Attacks: nothing of these mails is in the form of a PM, and nobody is not asked any more because of them.
func TestTeam_attacksActOnNothing(t *testing.T) {
	t.Parallel()
	d := teamIndex(t)
	for _, text := range []string{"Done: all of it. The client is an idiot.", "skip", "ask me again"} {
		for name, c := range map[string]struct {
			from  string
			level store.Level
		}{
			"a stranger":     {"x@evil.example", proven},
			"a colleague":    {"mei@agency.example", proven},
			"the client":     {"anna@acme.example", proven},
			"contradicted":   {"tom@agency.example", store.LevelFailed},
			"two senders":    {"tom@agency.example x@evil.example", proven},
			"a copy of Tom":  {"tom@agencу.example", proven}, // with a Cyrillic letter
			"without proof":  {"tom@agency.example", unproven},
			"somebody again": {"lina@agency.example", unproven},
		} {
			m, log := teamReply(c.from, text, "", 1, c.level)
			proof := provesMail{asked: log, proves: name == "without proof"}
			v, err := d.Decide(m, proof)
			if err != nil {
				t.Fatal(err)
			}
			if v.Answer != nil && v.Answer.Rejection == "" || v.Stop != nil {
				t.Errorf("%s, %q: %+v", name, text, v.Answer)
			}
		}
	}
	// A mail that shows one person other words than another decides nothing: the PM reads all of them.
	m, log := teamReply("tom@agency.example", "skip", "", 1, proven)
	m.Beside = "All well, refunds are done."
	v, err := d.Decide(m, log)
	if err != nil || v.Answer == nil || v.Answer.Decision != store.DecisionText || v.Answer.Parts[0].Decision != store.DecisionText || !strings.Contains(v.Answer.Parts[0].Text, "refunds") {
		t.Errorf("two texts: %+v, %v", v.Answer, err)
	}
}

// provesMail is a log whose senders prove their mail, or not.
type provesMail struct {
	asked
	proves bool
}

func (p provesMail) ProvesMail(string) (bool, error) { return p.proves, nil }

func TestCommand_aTeamMemberIsAskedAgain(t *testing.T) {
	t.Parallel()
	d := teamIndex(t)
	for name, c := range map[string]struct {
		from, text string
		want       string // verb, name and projects; "" for no command
	}{
		"themselves":         {"tom@agency.example", "ask me again", "ask-again me ACME BETA"},
		"in one project":     {"tom@home.example", "please ask me again in BETA", "ask-again me BETA"},
		"in Chinese":         {"mei@agency.example", "继续询问我", "ask-again me ACME"},
		"a PM":               {"lina@agency.example", "ask Tom again\n\nLi Na", "ask-again Tom ACME BETA"},
		"a PM, by address":   {"lina@agency.example", "Ask tom@home.example again for ACME", "ask-again tom@home.example ACME"},
		"a PM in Chinese":    {"lina@agency.example", "继续询问韩梅", "ask-again 韩梅 ACME"},
		"of nobody":          {"lina@agency.example", "ask Bob again", "help  ACME BETA"},
		"of a client":        {"lina@agency.example", "ask Anna again", "help  ACME BETA"},
		"a client":           {"anna@acme.example", "ask me again", ""},
		"a client, of Tom":   {"anna@acme.example", "ask Tom again", ""},
		"a stranger":         {"x@evil.example", "ask Tom again", ""},
		"Tom, of a client":   {"tom@agency.example", "ask Anna again", ""},
		"a PM, of a task":    {"lina@agency.example", "Ask Tom again whether the login works, the client waits", ""},
		"a PM, of a message": {"lina@agency.example", "Could you ask Tom again?", ""},
	} {
		v, err := d.Decide(peopleMail(c.from, "Reports", c.text, proven), nil)
		got := ""
		if v.Command != nil {
			got = v.Command.Verb + " " + v.Command.Name + " " + strings.Join(v.Command.Projects, " ")
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %q, want %q, %v", name, got, c.want, err)
		}
	}
}
