package classify

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/store/pattern"
)

// trackedItem is what mail of an issue tracker is about, and what may name its project there.
type trackedItem struct {
	store.TrackerItem
	names []string // the most certain first: SHOP of SHOP-123, shop-relaunch, acme.atlassian.net
}

var (
	// itemKey matches a key of Jira, PingCode, Worktile, YouTrack and others of their kind.
	itemKey = pattern.New(`\b([A-Z][A-Z0-9_]{0,19})-(\d{1,7})\b`)
	// itemLink matches a link to an item: its host, project and number or short word.
	itemLink = pattern.New(`https?://([\w.-]+(?::\d+)?)(?:/[\w.-]+)*?/(browse/([A-Z][A-Z0-9_]{0,19}-\d{1,7})\b|pjm/workitems/([\w-]+)|issues/(\d+)\b|work_packages/(\d+)\b|mission/projects/[\w-]+/tasks?/([\w-]+)|tasks?/([0-9a-f]{24})\b|(\d{5,})/[\w/]*/view/(\d{10,})\b)`)
	// itemNumber matches the number of an item in the subject of GitHub, Redmine, Bugzilla and
	// others.
	itemNumber = pattern.New(`(?:#|\bBug |\bIssue )(\d{1,9})\b`)
	// repository matches a repository, as List-ID and subjects of GitHub and others have it.
	repository = pattern.New(`[\w.-]+/[\w.-]+`)
)

// readTracker reads what mail of an issue tracker is about: from the fields that the tracker
// writes, else its subject, else the links to items in it.
func readTracker(m *store.Message) trackedItem {
	item := trackedItem{}
	item.System = trackerSystem(m)
	field := func(names ...string) string {
		for _, name := range names {
			if value := strings.TrimSpace(m.Header.Get(name)); value != "" {
				return value
			}
		}
		return ""
	}
	switch item.System {
	case "redmine":
		item.number("#", field("X-Redmine-Issue-Id"), field("X-Redmine-Project"))
	case "openproject":
		item.number("#", field("X-OpenProject-WorkPackage-Id", "X-OpenProject-Work-Package-Id"), field("X-OpenProject-Project"))
	case "gitlab":
		path := field("X-GitLab-Project-Path")
		item.number(path+"#", field("X-GitLab-Issue-IID"), path, field("X-GitLab-Project"), path[strings.LastIndexByte(path, '/')+1:])
		item.number(path+"!", field("X-GitLab-MergeRequest-IID"))
	case "github", "gitea", "forgejo", "gitee":
		repo := cmp.Or(repository.FindString(m.Subject), repository.FindString(field("List-ID")))
		number := itemNumber.FindStringSubmatch(m.Subject)
		if number != nil {
			item.number(repo+"#", number[1])
		}
		item.name(repo, repo[strings.LastIndexByte(repo, '/')+1:])
	default:
		item.keyed(m.Subject)
	}
	item.linked(m.Text)
	if item.Key == "" && item.System != "github" {
		if number := itemNumber.FindStringSubmatch(m.Subject); number != nil {
			item.number("#", number[1])
		}
	}
	if item.Key == "" && item.System != "github" && item.System != "gitlab" {
		item.keyed(m.Text)
	}
	if len(m.From) > 0 {
		item.name(m.From[0].Domain())
	}
	item.name(field("X-Redmine-Host"))
	return item
}

// number takes the number of an item, unless one is known, and names of its project.
func (t *trackedItem) number(before, number string, projects ...string) {
	if number = strings.TrimSpace(number); t.Key == "" && number != "" && len(number) < 30 {
		t.Key = before + number
	}
	t.name(projects...)
}

// keyed takes the first key of an item in a text, unless one is known.
func (t *trackedItem) keyed(text string) {
	if key := itemKey.FindStringSubmatch(text); key != nil && t.Key == "" {
		t.Key = key[0]
		t.name(key[1])
	}
}

// mostItemLinks bounds the links of a mail that are looked at.
const mostItemLinks = 20

// linked takes the item that a text links to first, and the sites to which it links.
func (t *trackedItem) linked(text string) {
	for _, link := range itemLink.FindAllStringSubmatch(text, mostItemLinks) {
		key := link[3]
		if key != "" {
			t.keyed(key)
		} else if number := cmp.Or(link[5], link[6]); number != "" {
			t.number("#", number)
		} else if t.Key == "" && (t.System == "tapd" || !itemKey.MatchString(text)) {
			t.Key = cmp.Or(link[4], link[7], link[8], link[10])
		}
		t.name(link[9], link[1])
	}
}

// name adds what may name the project.
func (t *trackedItem) name(names ...string) {
	for _, name := range names {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && !slices.Contains(t.names, name) {
			t.names = append(t.names, name)
		}
	}
}

// trackerDomains are the domains from which trackers write, and to which their mail links.
func trackerDomains() [][2]string {
	return [][2]string{{"atlassian.net", "jira"}, {"pingcode.com", "pingcode"}, {"worktile.com", "worktile"}, {"tapd.cn", "tapd"}, {"github.com", "github"},
		{"gitlab.com", "gitlab"}, {"zentao.net", "zentao"}, {"gitee.com", "gitee"}, {"coding.net", "coding"}, {"yunxiao.aliyun.com", "yunxiao"}, {"openproject.com", "openproject"}}
}

// trackerFields are how the names of fields begin that a tracker writes.
func trackerFields() [][2]string {
	return [][2]string{{"x-jira-", "jira"}, {"x-atlassian-", "jira"}, {"atl-sent-via", "jira"}, {"x-redmine-", "redmine"}, {"x-openproject-", "openproject"}, {"x-gitlab-", "gitlab"},
		{"x-github-", "github"}, {"x-gitea-", "gitea"}, {"x-forgejo-", "forgejo"}, {"x-pingcode-", "pingcode"}, {"x-worktile-", "worktile"}, {"x-tapd-", "tapd"},
		{"x-zentao-", "zentao"}, {"x-ones-", "ones"}, {"x-bugzilla-", "bugzilla"}, {"x-phabricator-", "phabricator"}, {"x-launchpad-", "launchpad"}, {"x-youtrack", "youtrack"}, {"x-trac-", "trac"}, {"x-mantis-", "mantis"}}
}

// trackerSystem returns which tracker wrote a mail, or "".
func trackerSystem(m *store.Message) string {
	for _, f := range m.Header {
		name := strings.ToLower(f.Name)
		for _, field := range trackerFields() {
			if strings.HasPrefix(name, field[0]) {
				return field[1]
			}
		}
		if name == "x-mailer" {
			if mailer := firstIn(mailaddr.Lower(f.Value), "redmine", "jira"); mailer != "" {
				return mailer
			}
		}
	}
	if len(m.From) > 0 {
		if system := systemAt(m.From[0].Domain()); system != "" {
			return system
		}
	}
	return linkedTracker(m.Text)
}

// systemAt returns the tracker that has a domain, or "".
func systemAt(domain string) string {
	for _, known := range trackerDomains() {
		if within(domain, known[0]) {
			return known[1]
		}
	}
	return ""
}

// linkedTracker returns the tracker to whose items a text links, if it has a domain of its
// own; "" for a tracker on a host of the team's.
func linkedTracker(text string) string {
	if !strings.Contains(text, "://") {
		return ""
	}
	for _, link := range itemLink.FindAllString(text, mostItemLinks) {
		if u, err := url.Parse(link); err == nil {
			if system := systemAt(mailaddr.Lower(u.Hostname())); system != "" && system != "github" && system != "gitlab" && system != "gitee" {
				return system
			}
		}
	}
	return ""
}

// byTracker looks for the projects whose key in the tracker a mail names.
func (d *ProjectIndex) byTracker(item trackedItem) finding {
	f := finding{signal: store.SignalTracker}
	for _, name := range item.names {
		for _, n := range d.trackers[name] {
			f.add(n, "tracker_key "+name+" in "+cmp.Or(item.Key, "the tracker's mail"))
		}
		if len(f.left) > 0 {
			break
		}
	}
	if len(f.left) > 1 {
		f.notes = append(f.notes, "what the tracker names is tracker_key of more than one project: "+d.list(f.left))
	}
	return f
}
