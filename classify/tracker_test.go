package classify

import (
	"testing"

	"rapport/store"
)

// trackedProjects returns an index of projects with keys in trackers.
func trackedProjects(t *testing.T) *ProjectIndex {
	t.Helper()
	pm := []store.Contact{{Name: "Li Na", Role: store.RolePM, Addresses: []string{"lina@agency.example"}}}
	d, err := New(Config{LogAddress: "log@agency.example", Projects: []store.Project{
		{Code: "ACME", TrackerKey: "SHOP", Contacts: append(pm, store.Contact{Name: "Jane", Role: store.RoleClient, Addresses: []string{"jane@acme.example"}})},
		{Code: "BETA", TrackerKey: "shop-relaunch", Contacts: pm},
		{Code: "GITL", TrackerKey: "Harbour/web", Contacts: pm},
		{Code: "LHKJ", TrackerKey: "LHDD"},
		{Code: "SITE", TrackerKey: "mill.atlassian.net"},
		{Code: "TAPD", TrackerKey: "51234567"},
		{Code: "TWIN", TrackerKey: "DUO"},
		{Code: "TWO", TrackerKey: "DUO", Contacts: []store.Contact{{Name: "Ada", Role: store.RoleTeam, Addresses: []string{"ada@agency.example"}}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDecide_trackerMail(t *testing.T) {
	t.Parallel()
	d := trackedProjects(t)
	for _, test := range []struct {
		name, from, to, subject, text string
		header                        store.Header
		project, system, key          string
	}{
		{"Jira Cloud", "jira@mill.atlassian.net", "", "[JIRA] (SHOP-9) Cart", "", store.Header{{Name: "X-Atlassian-Mail-Transaction-Id", Value: "1"}}, "ACME", "jira", "SHOP-9"},
		{"Jira Cloud by its site", "jira@mill.atlassian.net", "", "[JIRA] (OTHER-9) Cart", "", store.Header{{Name: "Atl-Sent-Via", Value: "x"}}, "SITE", "jira", "OTHER-9"},
		{"Jira Server", "jane@acme.example", "lina@agency.example", "[tickets] Commented: (SHOP-88) Fonts", "Please change the font?", store.Header{{Name: "X-JIRA-FingerPrint", Value: "1"}}, "ACME", "jira", "SHOP-88"},
		{"Jira without a key in its subject", "jira@tickets.agency.example", "", "Mark mentioned you", "https://tickets.agency.example/jira/browse/SHOP-4?x=1", store.Header{{Name: "X-JIRA-FingerPrint", Value: "1"}}, "ACME", "jira", "SHOP-4"},
		{"Redmine", "redmine@agency.example", "", "[Shop - Bug #7] (New) Colours", "", store.Header{{Name: "X-Mailer", Value: "Redmine"}, {Name: "X-Redmine-Project", Value: "shop-relaunch"}, {Name: "X-Redmine-Issue-Id", Value: "7"}}, "BETA", "redmine", "#7"},
		{"OpenProject", "op@agency.example", "", "Updated: Colours", "", store.Header{{Name: "X-OpenProject-Project", Value: "Shop-Relaunch"}, {Name: "X-OpenProject-WorkPackage-Id", Value: "91"}}, "BETA", "openproject", "#91"},
		{"GitLab", "gitlab@git.agency.example", "", "web | Cranes (#31)", "", store.Header{{Name: "X-GitLab-Project", Value: "web"}, {Name: "X-GitLab-Project-Path", Value: "harbour/web"}, {Name: "X-GitLab-Issue-IID", Value: "31"}}, "GITL", "gitlab", "harbour/web#31"},
		{"a merge request", "gitlab@git.agency.example", "", "web | Cranes (!5)", "", store.Header{{Name: "X-GitLab-Project-Path", Value: "harbour/web"}, {Name: "X-GitLab-MergeRequest-IID", Value: "5"}}, "GITL", "gitlab", "harbour/web!5"},
		{"GitHub", "notifications@github.com", "", "Re: [harbour/web] Cranes (Issue #12)", "", store.Header{{Name: "X-GitHub-Reason", Value: "mention"}}, "GITL", "github", "harbour/web#12"},
		{"PingCode", "noreply@pingcode.com", "", "周会材料 被指派给您", "LHDD-7 导入 <https://lanhai.pingcode.com/pjm/workitems/x7Kp2QaZ>", nil, "LHKJ", "pingcode", "LHDD-7"},
		{"PingCode of a host of one's own", "noreply@lanhai.example", "", "[LHDD-8] 已完成", "https://lanhai.pingcode.com/pjm/workitems/Ab12", nil, "LHKJ", "pingcode", "LHDD-8"},
		{"PingCode with a link alone", "noreply@pingcode.com", "", "任务已更新", "https://lanhai.pingcode.com/pjm/workitems/Ab12", nil, "", "pingcode", "Ab12"},
		{"Worktile", "no-reply@mail.worktile.com", "", "刘洋 完成了任务 LHDD-15", "", nil, "LHKJ", "worktile", "LHDD-15"},
		{"TAPD", "system@tapd.cn", "", "【TAPD】需求状态变更", "https://www.tapd.cn/51234567/prong/stories/view/1151234567001000123", nil, "TAPD", "tapd", "1151234567001000123"},
		{"of two projects, one is its reader's", "jira@x.atlassian.net", "ada@agency.example", "(DUO-1) x", "", store.Header{{Name: "X-JIRA-FingerPrint", Value: "1"}}, "TWO", "jira", "DUO-1"},
		{"of two projects", "jira@x.atlassian.net", "", "(DUO-1) x", "", store.Header{{Name: "X-JIRA-FingerPrint", Value: "1"}}, "", "jira", "DUO-1"},
		{"of no project", "jira@x.atlassian.net", "", "(ZZZ-1) x", "", store.Header{{Name: "X-JIRA-FingerPrint", Value: "1"}}, "", "jira", "ZZZ-1"},
	} {
		m := &store.Message{From: []store.Address{{Address: test.from}}, Subject: test.subject, Text: test.text, OwnText: test.text, Header: test.header}
		if test.to != "" {
			m.To = []store.Address{{Address: test.to}}
		}
		v, err := d.Decide(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		if v.Kind != store.KindTracker || v.Project != test.project || v.Tracker == nil || *v.Tracker != (store.TrackerItem{System: test.system, Key: test.key}) {
			t.Errorf("%s: %s of %q, %+v; want %q, %s %s", test.name, v.Kind, v.Project, v.Tracker, test.project, test.system, test.key)
		}
		if len(v.Asks) > 0 || v.Stated != nil {
			t.Errorf("%s: it asks %v and decides %v", test.name, v.Asks, v.Stated)
		}
	}
}

// A person who names items of a tracker, or pastes links to them, writes as a person.
func TestDecide_peopleWhoNameItems(t *testing.T) {
	t.Parallel()
	d := trackedProjects(t)
	for _, text := range []string{
		"When will SHOP-130 be done? https://mill.atlassian.net/browse/SHOP-130",
		"LHDD-42 什么时候能修好？https://lanhai.pingcode.com/pjm/workitems/x7Kp2QaZ",
		"See #4711 in your Redmine, please.",
		"https://www.tapd.cn/51234567/prong/stories/view/1151234567001000123 怎么还没处理？",
		"I commented on https://github.com/harbour/web/issues/12, can you look?",
	} {
		v, err := d.Decide(&store.Message{From: []store.Address{{Address: "jane@acme.example"}}, To: []store.Address{{Address: "lina@agency.example"}}, Subject: "SHOP-123 and more", Text: text, NewText: text, OwnText: text}, nil)
		if err != nil || v.Kind != store.KindHuman || v.Tracker != nil || v.Project != "ACME" || len(v.Asks) == 0 {
			t.Errorf("%q: %s of %s, %+v, %v, %v", text, v.Kind, v.Project, v.Tracker, v.Asks, err)
		}
	}
}
