package classify

import (
	"strings"
	"testing"

	"rapport/store"
)

// What a PM asks of a client is awaited; what they ask of the team, and what others ask, is not.
// A client's mail that asks for two things says that it is two cases.
func TestDecide_whatIsAwaitedAndWhatIsSeveralCases(t *testing.T) {
	t.Parallel()
	d, err := New(Config{LogAddress: "log@agency.example", Projects: []store.Project{{Code: "ACME", Language: "en", Contacts: []store.Contact{
		{Name: "Li Na", Role: store.RolePM, Addresses: []string{"lina@agency.example"}},
		{Name: "周明", Role: store.RoleTeam, Addresses: []string{"zhou@agency.example"}},
		{Name: "Wang Wei", Role: store.RoleClient, Addresses: []string{"wang@client.example"}},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	const two = "The export fails with error 500.\n\nOn another subject: when will we get the invoice for March?"
	for _, test := range []struct {
		from, to, text, awaits string
		cases                  int
	}{
		{"lina@agency.example", "wang@client.example", "Which company is the invoice for?", "Which company is the invoice for?", 0},
		{"lina@agency.example", "wang@client.example", "请您周五前提供测试账号。", "请您周五前提供测试账号", 0},
		{"lina@agency.example", "wang@client.example", "All done. Any questions?", "", 0},
		{"lina@agency.example", "zhou@agency.example", "Which company is the invoice for?", "", 0},
		{"zhou@agency.example", "wang@client.example", "Which company is the invoice for?", "", 0},
		{"wang@client.example", "lina@agency.example", "Which company is the invoice for?", "", 1},
		{"wang@client.example", "lina@agency.example", two, "", 2},
		{"wang@client.example", "lina@agency.example", "登录报错。\n另外还有一件事：三月的发票什么时候能开？", "", 2},
		{"wang@client.example", "lina@agency.example", "Thanks!", "", 0},
		{"lina@agency.example", "wang@client.example", two, "On another subject: when will we get the invoice for March?", 0},
	} {
		m := mail{from: test.from, to: test.to}.message()
		m.OwnText, m.NewText, m.Arrival = test.text, test.text, store.ArrivedWatched
		v, err := d.Decide(m, nil)
		if err != nil || v.Awaits != test.awaits || v.OpensCases() != test.cases {
			t.Errorf("%s to %s, %q: %q, %d cases, %v", test.from, test.to, test.text, v.Awaits, v.OpensCases(), err)
		}
		if note := strings.Contains(strings.Join(v.Notes, "\n"), "separate things"); note != (test.cases > 1) {
			t.Errorf("%q: notes %q", test.text, v.Notes)
		}
	}
}
