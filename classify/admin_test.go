package classify

import (
	"testing"

	"rapport/store"
)

// adminMails is a log with one mail to the administrator.
type adminMails struct{ threads }

func (adminMails) TellsAdmin(id string) (bool, error) { return id == "m.told@agency.example", nil }

// What the administrator answers to a problem they were told of is of no project, if it is proved:
// anybody could write their address above a mail that is to be overlooked.
func TestDecide_theAdministratorsReply(t *testing.T) {
	t.Parallel()
	c := testConfig()
	c.Admin = "IT@agency.example"
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	const proved, none, forged = store.LevelAuthenticated, store.LevelUnauthenticated, store.LevelFailed
	for name, test := range map[string]struct {
		from, to, answers string
		level             store.Level
		is                bool
	}{
		"proved":                    {"it@agency.example", "log@agency.example", "m.told@agency.example", proved, true},
		"to the project's address":  {"it@agency.example", "log+ACME@agency.example", "m.told@agency.example", proved, true},
		"to another mail of ours":   {"it@agency.example", "log@agency.example", "m.other@agency.example", proved, false},
		"a mail of its own":         {"it@agency.example", "log@agency.example", "", proved, false},
		"unproved":                  {"it@agency.example", "log@agency.example", "m.told@agency.example", none, false},
		"forged":                    {"it@agency.example", "log@agency.example", "m.told@agency.example", forged, false},
		"of somebody it was shown":  {"x@elsewhere.example", "log@agency.example", "m.told@agency.example", proved, false},
		"of a client it was shown":  {"wang@hualong.example", "log@agency.example", "m.told@agency.example", proved, false},
		"of a similar mail address": {"it@agency.examp1e", "log@agency.example", "m.told@agency.example", proved, false},
	} {
		m := mail{from: test.from, to: test.to}.message()
		m.Arrival, m.Auth = store.ArrivedWatched, &store.Evidence{Level: test.level, From: test.from}
		if test.answers != "" {
			m.InReplyTo = []string{test.answers}
		}
		v, err := d.Decide(m, adminMails{})
		if err != nil {
			t.Fatal(err)
		}
		if v.May(store.EffectAnswerAdmin) != test.is || test.is && v.Project != "" {
			t.Errorf("%s: of project %q, effects %v", name, v.Project, v.Effects)
		}
	}
}
