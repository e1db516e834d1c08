package due

import (
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// A head of department gets one mail a week for all their projects, on its first working day.
func TestDue_aHeadOfDepartmentReadsALineForEachProject(t *testing.T) {
	t.Parallel()
	const ruth = "ruth@agency.example"
	o := inEnglish(t, "2026-03-02 07:00", func(p *Project) {
		p.Contacts = append(p.Contacts, store.Contact{Name: "Ruth", Role: store.RoleLead, Addresses: []string{ruth}})
	})
	config := *o.due.config.Load()
	beta := config.Projects[0]
	beta.Code, beta.Name = "BETA", "Other shop"
	config.Projects = append(slices.Clone(config.Projects), beta)
	o.due.SetConfig(config)
	leads := func() (n int) {
		for _, one := range o.queued() {
			if one == "lead "+ruth {
				n++
			}
		}
		return n
	}
	o.in("2026-03-03 10:00", "1@acme.example", store.RoleClient, wang, "", "The login fails.", store.AskProblem)
	for _, when := range []string{"2026-03-03 10:10", "2026-03-06 09:05", "2026-03-08 12:00", "2026-03-09 07:00"} {
		o.looks(when)
		if leads() != 0 {
			t.Errorf("at %s: %d", when, leads())
		}
	}
	for _, when := range []string{"2026-03-09 09:05", "2026-03-09 15:00", "2026-03-10 09:05"} {
		o.looks(when)
		if leads() != 1 {
			t.Errorf("at %s: %d", when, leads())
		}
	}
	text := strings.Join(strings.Fields(o.mailTo(ruth)), " ")
	for _, want := range []string{"[ACME]", "1 case open, 1 of them overdue", "Other shop [BETA]", "nothing is open"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	o.looks("2026-03-16 09:05")
	if leads() != 2 {
		t.Error(leads())
	}
}
