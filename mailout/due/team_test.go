package due

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

const mei = "mei@agency.example"

// withTeam is an agency whose project asks Tom and Mei for their part of each report: on Wednesday at
// four, since the PM is asked on Thursday at four.
func withTeam(t *testing.T, now string, change ...func(*Project)) *agency {
	t.Helper()
	return newAgency(t, now, append([]func(*Project){func(p *Project) {
		p.AskTeam = true
		p.Contacts = append(p.Contacts,
			store.Contact{Name: "Tom Baker", Role: store.RoleTeam, Addresses: []string{tom}, Language: "en"},
			store.Contact{Name: "韩梅", Role: store.RoleTeam, Addresses: []string{mei}})
	}}, change...)...)
}

// writesPart logs the reply of a team member to the last mail that asked them.
func (o *agency) writesPart(who string, d store.Decision, text string, projects ...string) {
	o.Helper()
	if len(projects) == 0 {
		projects = []string{"ACME"}
	}
	a := &store.Response{Purpose: store.PurposeTeam, Decision: d, Address: who}
	for _, code := range projects {
		parts, err := o.store.TeamParts(o.Context(), code, "2026-03-06")
		if err != nil {
			o.Fatal(err)
		}
		for _, p := range parts {
			if p.Address == who {
				a.Object = p.Ask
				a.Parts = append(a.Parts, store.ReportPart{Report: p.ID, Project: code, Decision: d, Text: text})
			}
		}
	}
	if a.Object == 0 {
		o.Fatalf("%s was not asked", who)
	}
	o.logs(text, store.Verdict{Kind: store.KindHuman, Role: store.RoleTeam, Project: "ACME", Answer: a})
}

// A working day before the PM is asked, each team member is, once and in their language; what they
// write is in the form of the PM, who is blocked first.
func TestDue_theTeamsPartIsInTheFormOfThePM(t *testing.T) {
	t.Parallel()
	o := withTeam(t, "2026-03-02 09:00")
	o.looks("2026-03-04 15:59")
	o.wants()
	o.looks("2026-03-04 16:00")
	n := o.since(0, "team-ask "+tom, "team-ask "+mei)
	if text := o.mailTo(tom); !strings.Contains(text, "Dear Tom Baker") || !strings.Contains(text, "\nBlocked:\n") || !strings.Contains(text, "5 March 2026, 16:00") {
		t.Errorf("Tom reads\n%s", text)
	}
	if text := o.mailTo(mei); !strings.Contains(text, "韩梅，您好") || !strings.Contains(text, "【受阻】") {
		t.Errorf("Mei reads\n%s", text)
	}
	o.writesPart(mei, store.DecisionText, "首页改好了，下周做商品页。")
	o.writesPart(tom, store.DecisionText, "Done:\n- Refunds\n- Login\n\nNext: load test\n\nBlocked:\n- [x] The test accounts\n  are missing")
	o.looks("2026-03-05 09:30") // nobody is reminded, and nobody gets a receipt
	n = o.since(n)
	o.looks("2026-03-05 16:00")
	n = o.since(n, "report-ask "+lina)
	form := "【团队】\n（仅供您参考；需要写入报告的请勾选：[x]，未勾选的不写入）\n\nTom Baker\n- [ ] 受阻：The test accounts are missing\n- [ ] 已完成：Refunds\n- [ ] 已完成：Login\n- [ ] 下一步：load test\n\n韩梅\n- [ ] 首页改好了，下周做商品页。\n"
	if text := o.mailTo(lina); !strings.Contains(text, form) {
		t.Errorf("the form:\n%s", text)
	}
	// What the PM leaves as it is stays out of the report; what they tick goes in.
	o.answers(store.DecisionText, strings.Replace(form, "[ ] 受阻", "[x] 受阻", 1)+"\n【概述】\n一切顺利。\n")
	o.looks("2026-03-05 17:00")
	n = o.since(n, "report-draft "+lina)
	draft := o.mailTo(lina)
	o.answers(store.DecisionOK, "ok now")
	o.looks("2026-03-05 17:10")
	o.since(n, "report "+wang, "report "+jane, "report "+lina)
	for _, text := range []string{draft, o.mailTo(wang)} {
		if !strings.Contains(text, "The test accounts") || strings.Contains(text, "Refunds") || strings.Contains(text, "商品页") || strings.Contains(text, "Tom") {
			t.Errorf("the report:\n%s", text)
		}
	}
}

// What comes after the PM was asked is shown to them once, without a mail of its own: in the draft,
// the reminder or the digest, whichever is first.
func TestDue_aLatePartIsShownOnce(t *testing.T) {
	t.Parallel()
	o := withTeam(t, "2026-03-02 09:00")
	c := *o.due.config.Load()
	c.Digest = 8*time.Hour + 30*time.Minute
	o.due.SetConfig(c)
	o.looks("2026-03-02 09:10")
	o.looks("2026-03-04 16:00")
	o.looks("2026-03-05 16:00")
	n := o.since(0, "team-ask "+tom, "team-ask "+mei, "report-ask "+lina)
	o.writesPart(tom, store.DecisionText, "Blocked: the VPN")
	o.looks("2026-03-05 16:10")
	n = o.since(n)
	o.looks("2026-03-06 08:30")
	n = o.since(n, "digest "+lina)
	if text := o.mailTo(lina); !strings.Contains(text, "Tom Baker") || !strings.Contains(text, "the VPN") {
		t.Errorf("the digest:\n%s", text)
	}
	o.writesPart(mei, store.DecisionText, "已完成：首页")
	o.answers(store.DecisionText, text)
	o.looks("2026-03-06 09:00")
	n = o.since(n, "report-draft "+lina)
	if text := o.mailTo(lina); !strings.Contains(text, "韩梅") || strings.Contains(text, "the VPN") {
		t.Errorf("the draft:\n%s", text)
	}
	// Who writes once more is shown once more; who writes when all is approved reads that it was late.
	o.writesPart(tom, store.DecisionText, "The VPN works again")
	o.looks("2026-03-06 10:00")
	n = o.since(n)
	o.looks("2026-03-06 16:00")
	n = o.since(n, "report-reminder "+lina)
	if text := o.mailTo(lina); !strings.Contains(text, "The VPN works again") || strings.Contains(text, "首页") {
		t.Errorf("the reminder:\n%s", text)
	}
	o.answers(store.DecisionOK, "ok")
	o.looks("2026-03-06 16:10")
	n = o.since(n, "report "+wang, "report "+jane, "report "+lina)
	o.writesPart(mei, store.DecisionText, "还有一件事：支付已联调")
	o.looks("2026-03-06 16:20")
	o.since(n, "team-receipt "+mei)
	if text := o.mailTo(mei); !strings.Contains(text, "已经批准或取消") {
		t.Errorf("the receipt:\n%s", text)
	}
}

// Who says skip is not asked again, until they say otherwise.
func TestDue_skipIsForGood(t *testing.T) {
	t.Parallel()
	o := withTeam(t, "2026-03-02 09:00")
	o.looks("2026-03-04 16:00")
	n := o.since(0, "team-ask "+tom, "team-ask "+mei)
	o.writesPart(tom, store.DecisionSkip, "skip")
	o.looks("2026-03-04 16:10")
	n = o.since(n, "team-receipt "+tom)
	if text := o.mailTo(tom); !strings.Contains(text, "ask me again") {
		t.Errorf("the receipt:\n%s", text)
	}
	o.looks("2026-03-05 16:00")
	o.answers(store.DecisionSkip, "跳过")
	o.looks("2026-03-05 16:10")
	n = o.since(n, "report-ask "+lina, "report-receipt "+lina)
	o.looks("2026-03-11 16:00")
	n = o.since(n, "team-ask "+mei)
	o.writesPart(tom, store.DecisionAskAgain, "ask me again")
	o.looks("2026-03-11 16:10") // at once: the time of this report has come
	o.since(n, "team-receipt "+tom, "team-ask "+tom)
}

// Nobody is asked in their absence, outside their hours, or once the PM has been.
func TestDue_theTeamIsAskedInItsHours(t *testing.T) {
	t.Parallel()
	o := withTeam(t, "2026-03-02 09:00", func(p *Project) {
		p.Contacts[3].Begin, p.Contacts[3].End = 10*time.Hour, 15*time.Hour
	})
	o.receives(mei, "3月4日请假", awayUntil("2026-03-04", true))
	o.looks("2026-03-04 16:00")
	o.wants()
	o.looks("2026-03-05 09:00")
	n := o.since(0, "team-ask "+mei) // she is back
	o.looks("2026-03-05 10:00")
	n = o.since(n, "team-ask "+tom)
	o.looks("2026-03-05 16:00")
	o.since(n, "report-ask "+lina)

	o = withTeam(t, "2026-03-02 09:00")
	o.receives(mei, "出差至3月5日", awayUntil("2026-03-05", true))
	o.looks("2026-03-04 16:00")
	o.looks("2026-03-05 16:00")
	o.looks("2026-03-06 09:00")
	o.since(0, "team-ask "+tom, "report-ask "+lina)
}

// A team member of several projects gets one mail for those that are asked for on one day.
func TestDue_oneMailForSeveralProjects(t *testing.T) {
	t.Parallel()
	o := withTeam(t, "2026-03-02 09:00")
	c := *o.due.config.Load()
	beta := c.Projects[0]
	beta.Code, beta.Name, beta.Ask = "BETA", "仓库", 22*time.Hour // its PM is asked at six
	c.Projects = append(c.Projects, beta)
	o.due.SetConfig(c)
	o.looks("2026-03-04 16:00")
	n := o.since(0, "team-ask "+tom, "team-ask "+mei)
	if text := o.mailTo(tom); !strings.Contains(text, "\n[ACME]\n") || !strings.Contains(text, "\n[BETA]\n") {
		t.Errorf("Tom reads\n%s", text)
	}
	o.writesPart(tom, store.DecisionText, "All done", "BETA")
	o.logs("done", store.Verdict{Kind: store.KindHuman, Role: store.RoleTeam, Project: "ACME", Answer: &store.Response{Purpose: store.PurposeTeam, Object: 1, Decision: store.DecisionText, Address: tom, Problems: []string{"The login is fixed"}}})
	o.looks("2026-03-04 18:00")
	n = o.since(n, "team-receipt "+tom)
	if text := o.mailTo(tom); !strings.Contains(text, "The login is fixed") || !strings.Contains(text, "[BETA]") {
		t.Errorf("the receipt:\n%s", text)
	}
	o.looks("2026-03-05 18:00")
	o.since(n, "reports-ask "+lina)
	if text := o.mailTo(lina); strings.Count(text, "【团队】") != 1 || !strings.Contains(text, "- [ ] All done") {
		t.Errorf("Li Na reads\n%s", text)
	}
}

// A project that does not want it asks nobody.
func TestDue_theTeamIsAskedOnlyWhereTheProjectWantsIt(t *testing.T) {
	t.Parallel()
	o := withTeam(t, "2026-03-02 09:00", func(p *Project) { p.AskTeam = false })
	o.looks("2026-03-04 16:00")
	o.looks("2026-03-05 16:00")
	o.wants("report-ask " + lina)
}
