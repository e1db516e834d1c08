package classify

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// met is a log of meetings, by their projects.
type met map[string][]store.Meeting

func (met) ThreadFiling(*store.Message) (store.Filing, error)  { return store.Filing{}, nil }
func (met) RequestByToken(string) (store.Request, bool, error) { return store.Request{}, false, nil }
func (met) RequestByMessageID(string) (store.Request, bool, error) {
	return store.Request{}, false, nil
}
func (met) ProvesMail(string) (bool, error) { return false, nil }
func (l met) MeetingsBefore(project string, at time.Time, within time.Duration) (list []store.Meeting, err error) {
	for _, m := range l[project] {
		if !m.Start.After(at) && !m.End.Before(at.Add(-within)) {
			list = append(list, m)
		}
	}
	return list, nil
}

// meetingAt returns a meeting of an hour.
func meetingAt(title, start, system, id string) store.Meeting {
	at, err := time.Parse("2006-01-02 15:04", start)
	if err != nil {
		panic(err)
	}
	return store.Meeting{Title: title, Start: at, End: at.Add(time.Hour), Conference: store.Conference{System: system, ID: id}}
}

// A recap that reaches the PM of three projects is filed by its meeting, and where that does not
// tell it is filed nowhere, and asked about.
func TestDecide_aRecapToThePMOfThreeProjects(t *testing.T) {
	t.Parallel()
	pm := store.Contact{Name: "Li Na", Role: store.RolePM, Addresses: []string{"lina@agency.example"}}
	client := func(name, address string) store.Contact {
		return store.Contact{Name: name, Role: store.RoleClient, Addresses: []string{address}}
	}
	d, err := New(Config{LogAddress: "log@agency.example", Projects: []store.Project{
		{Code: "ACME", Aliases: []string{"relaunch"}, Contacts: []store.Contact{pm, client("Jane Porter", "jane@acme.example")}},
		{Code: "BETA", Aliases: []string{"warehouse"}, Contacts: []store.Contact{pm, client("Tom Reid", "tom@beta.example")}},
		{Code: "LHKJ", Aliases: []string{"订单系统"}, Contacts: []store.Contact{pm, client("王伟", "wangwei@lanhai.example")}},
		{Code: "OTHER", Contacts: []store.Contact{client("Ada Cole", "ada@other.example")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	const room = "5551234567"
	log := met{
		"ACME":  {meetingAt("Weekly", "2026-03-10 09:00", "zoom", "81234567890"), meetingAt("Standup", "2026-03-12 09:00", "zoom", room), meetingAt("Planning", "2026-03-13 09:00", "", "")},
		"BETA":  {meetingAt("Weekly", "2026-03-10 11:00", "zoom", "82222222222"), meetingAt("Stock review", "2026-03-12 14:00", "zoom", room), meetingAt("Planning", "2026-03-13 13:00", "", "")},
		"LHKJ":  {meetingAt("周会", "2026-03-10 07:00", "tencent", "382197699"), meetingAt("上线评审", "2026-03-11 07:00", "", "")},
		"OTHER": {meetingAt("Board", "2026-03-10 09:00", "zoom", "83333333333")},
	}
	for name, test := range map[string]struct {
		to, came string
		recap    store.Recap
		want     string
	}{
		"by the id":                                        {recap: store.Recap{Vendor: "zoom", Title: "Weekly", Meeting: "822 2222 2222"}, came: "2026-03-10 12:05", want: "BETA"},
		"by title and time, whoever is named":              {recap: store.Recap{Vendor: "otter", Title: "上线评审"}, came: "2026-03-11 08:10", want: "LHKJ"},
		"in Chinese, by the id":                            {recap: store.Recap{Vendor: "tencent", Title: "周会", Meeting: "382-197-699"}, came: "2026-03-10 08:05", want: "LHKJ"},
		"two of a title":                                   {recap: store.Recap{Vendor: "otter", Title: "Weekly"}, came: "2026-03-10 12:20"},
		"two of a title, while one has not begun":          {recap: store.Recap{Vendor: "otter", Title: "Weekly"}, came: "2026-03-10 10:10", want: "ACME"},
		"two of a title, and one has its people":           {recap: store.Recap{Vendor: "otter", Title: "Weekly", People: []string{"Li Na", "Tom Reid"}}, came: "2026-03-10 12:20", want: "BETA"},
		"two of a title, and an owner is of one":           {recap: store.Recap{Vendor: "otter", Title: "Weekly", Actions: []store.RecapAction{{Owner: "jane porter", Text: "x"}}}, came: "2026-03-10 12:20", want: "ACME"},
		"two of a title, and people of both":               {recap: store.Recap{Vendor: "otter", Title: "Weekly", People: []string{"Jane Porter", "Tom Reid"}}, came: "2026-03-10 12:20"},
		"a title of one, and people of another":            {recap: store.Recap{Vendor: "otter", Title: "上线评审", People: []string{"Tom Reid"}}, came: "2026-03-11 08:10"},
		"a title of a meeting of yesterday":                {recap: store.Recap{Vendor: "otter", Title: "上线评审"}, came: "2026-03-12 06:00"},
		"a title of a meeting of the day that it says":     {recap: store.Recap{Vendor: "otter", Title: "上线评审", Day: "2026-03-11"}, came: "2026-03-12 06:00", want: "LHKJ"},
		"the room of a person, and one of its titles":      {recap: store.Recap{Vendor: "zoom", Title: "Stock review", Meeting: room}, came: "2026-03-12 15:05", want: "BETA"},
		"the room of a person, another title, just now":    {recap: store.Recap{Vendor: "zoom", Title: "Li Na's Zoom Meeting", Meeting: room}, came: "2026-03-12 10:05", want: "ACME"},
		"the room of a person, another title, hours later": {recap: store.Recap{Vendor: "zoom", Title: "Li Na's Zoom Meeting", Meeting: room}, came: "2026-03-12 13:30"},
		"the room of a person, two titles":                 {recap: store.Recap{Vendor: "zoom", Title: "Li Na's Zoom Meeting", Meeting: room}, came: "2026-03-12 15:05", want: "BETA"},
		"no meeting, but an alias in its title":            {recap: store.Recap{Vendor: "zoom", Title: "Warehouse relaunch"}, came: "2026-03-11 08:10"},
		"a meeting of a project that is not theirs":        {recap: store.Recap{Vendor: "zoom", Title: "Board", Meeting: "83333333333"}, came: "2026-03-10 10:05"},
		"to nobody who is known, by the id":                {to: "log@agency.example", recap: store.Recap{Vendor: "zoom", Title: "Board", Meeting: "83333333333"}, came: "2026-03-10 10:05", want: "OTHER"},
		"to a client too":                                  {to: "lina@agency.example jane@acme.example", recap: store.Recap{Vendor: "otter", Title: "Weekly"}, came: "2026-03-10 12:20", want: "ACME"},
	} {
		came, err := time.Parse("2006-01-02 15:04", test.came)
		if err != nil {
			t.Fatal(err)
		}
		m := &store.Message{Subject: "Meeting assets for " + test.recap.Title + " are ready!", From: addresses("no-reply@zoom.us"), To: addresses(cmp.Or(test.to, "lina@agency.example")), Date: came, Recap: &test.recap}
		v, err := d.Decide(m, log)
		if err != nil || v.Kind != store.KindRecap || v.Project != test.want {
			t.Errorf("%s: %s %q, want %q, %v\n%s", name, v.Kind, v.Project, test.want, err, strings.Join(v.Notes, "\n"))
		}
	}
}
