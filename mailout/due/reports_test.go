package due

import (
	"strings"
	"testing"
	"time"

	"rapport/mailout/calendar"
	"rapport/store"
)

const zhang = "zhang@agency.example"

// withThree is an agency in which Li Na leads ACME and BETA, Zhang leads BETA too and GAMMA
// alone, and all reports are due at one time. BETA asks a day earlier than ACME.
func withThree(t *testing.T, now string, plus bool) *agency {
	t.Helper()
	o := newAgency(t, now)
	c := *o.due.config.Load()
	beta, gamma := c.Projects[0], c.Projects[0]
	beta.Code, beta.Name, beta.Ask = "BETA", "仓库", 48*time.Hour
	beta.Contacts = append([]store.Contact{{Name: "张敏", Role: store.RolePM, Addresses: []string{zhang}}}, beta.Contacts...)
	gamma.Code, gamma.Name = "GAMMA", "门户"
	gamma.Contacts = append([]store.Contact{{Name: "张敏", Role: store.RolePM, Addresses: []string{zhang}}}, gamma.Contacts[1:]...)
	c.Projects, c.Plus = append(c.Projects, beta, gamma), plus
	o.due.SetConfig(c)
	return o
}

// parts logs Li Na's reply to the mail that asks for several reports.
func (o *agency) parts(texts map[string]string, problems ...string) {
	o.Helper()
	open, err := o.store.Reports(o.Context(), "", true)
	if err != nil {
		o.Fatal(err)
	}
	a := &store.Response{Purpose: store.PurposeReports, Decision: store.DecisionText, Address: lina, Problems: problems}
	for _, r := range open {
		a.Object = store.ReportsDueAt(r.Due)
		if text := texts[r.Project]; text != "" {
			part := store.ReportPart{Report: r.ID, Project: r.Project, Version: r.Version, Decision: store.DecisionText, Text: text}
			if text == "跳过" {
				part.Decision = store.DecisionSkip
			}
			a.Parts = append(a.Parts, part)
		}
	}
	o.logs("多个项目", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Answer: a})
}

// A PM is asked once for all their reports that are due at one time, and reminded of those
// that are missing.
func TestDue_aPMIsAskedOnceForAllReportsOfOneTime(t *testing.T) {
	t.Parallel()
	for _, plus := range []bool{true, false} {
		o := withThree(t, "2026-03-02 09:00", plus)
		o.looks("2026-03-04 16:01") // BETA's time: ACME and GAMMA, of the same PMs, are asked for with it
		n := o.since(0, "reports-ask "+lina, "reports-ask "+zhang)
		for _, want := range []string{"\n[ACME]\n", "\n[BETA]\n"} {
			if text := o.mailTo(lina); !strings.Contains(text, want) || strings.Contains(text, "[GAMMA]") {
				t.Errorf("%q is not in the form, or another project is:\n%s", want, text)
			}
		}
		o.looks("2026-03-05 16:01")
		n = o.since(n)
		// One part counts for its project alone.
		o.parts(map[string]string{"ACME": "概述：\n一切顺利。"})
		o.looks("2026-03-05 17:00")
		n = o.since(n, "report-draft "+lina)
		if text := o.mailTo(lina); !strings.Contains(text, "一切顺利") {
			t.Errorf("the draft:\n%s", text)
		}
		// The reminder asks for what is missing, each PM once.
		o.looks("2026-03-06 16:01")
		n = o.since(n, "report-reminder "+lina, "report-reminder "+lina, "reports-ask "+zhang) // of ACME's draft, and of BETA's text
		if text := o.mailTo(zhang); !strings.Contains(text, "尚未收到") || !strings.Contains(text, "[BETA]") || !strings.Contains(text, "[GAMMA]") {
			t.Errorf("the reminder:\n%s", text)
		}
		// A reply that names none of two is asked about.
		o.parts(nil)
		o.looks("2026-03-06 16:30")
		n = o.since(n, "report-receipt "+lina)
		if text := o.mailTo(lina); !strings.Contains(text, "请问是哪个项目") || !strings.Contains(text, "[BETA]") {
			t.Errorf("the receipt:\n%s", text)
		}
		o.parts(map[string]string{"BETA": "跳过"})
		o.looks("2026-03-06 16:40")
		o.since(n, "report-receipt "+lina)
		for _, r := range []struct {
			code string
			want store.ReportState
		}{{"ACME", store.ReportProposed}, {"BETA", store.ReportSkipped}, {"GAMMA", store.ReportAsked}} {
			list, err := o.store.Reports(t.Context(), r.code, false)
			if err != nil || len(list) != 1 || list[0].State != r.want {
				t.Errorf("%s: %+v, %v", r.code, list, err)
			}
		}
		if plus {
			o.keepsSecrets()
		}
	}
}

// Projects in two languages, or reports that are due at two times, are asked for apart.
func TestDue_reportsThatDifferAreAskedForApart(t *testing.T) {
	t.Parallel()
	o := withThree(t, "2026-03-02 09:00", true)
	c := *o.due.config.Load()
	c.Projects[1].Language = "en"
	o.due.SetConfig(c)
	o.looks("2026-03-05 16:01")
	o.since(0, "report-ask "+lina, "report-ask "+lina, "report-ask "+zhang, "report-ask "+zhang)
}

// Who becomes PM later is asked as the others were, and nobody twice.
func TestDue_aNewPMIsAskedForAReportThatWasAskedForWithOthers(t *testing.T) {
	t.Parallel()
	o := withThree(t, "2026-03-02 09:00", true)
	o.looks("2026-03-04 16:01")
	n := o.since(0, "reports-ask "+lina, "reports-ask "+zhang)
	c := *o.due.config.Load()
	c.Projects[0].Contacts = append(c.Projects[0].Contacts, store.Contact{Name: "Chen", Role: store.RolePM, Addresses: []string{"chen@agency.example"}})
	o.due.SetConfig(c)
	o.looks("2026-03-04 17:00")
	o.since(n, "report-ask chen@agency.example")
}

// The mail that asks for a report says that the holidays of a year are missing, from sixty
// days before it.
func TestDue_theAskNamesAYearWithoutHolidays(t *testing.T) {
	t.Parallel()
	all, err := calendar.Load("")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		calendar, day string
		want          string // "": nothing is said
	}{
		{"cn", "2026-10-29", ""}, {"cn", "2026-11-05", "中国 2027 年的法定节假日安排尚未公布"}, {"cn", "2026-12-24", "中国 2027 年的法定节假日安排尚未公布"},
		{"jp", "2026-11-05", ""}, {"weekdays", "2026-11-05", ""},
	} {
		o := newAgency(t, c.day+" 08:00", func(p *Project) {
			if p.Calendar, err = all.Get(c.calendar); err != nil {
				t.Fatal(err)
			}
		})
		o.looks(c.day + " 16:01") // a Thursday
		o.since(0, "report-ask "+lina)
		if text := o.text(); strings.Contains(text, "节假日安排") != (c.want != "") || !strings.Contains(text, c.want) {
			t.Errorf("%s on %s:\n%s", c.calendar, c.day, text)
		}
	}
}
