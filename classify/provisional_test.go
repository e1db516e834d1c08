package classify

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// A yes that nothing proves confirms provisionally only where the text takes that, and the mail
// came to the fresh reply address of who was asked, whose mail is never proved.
func TestDecide_provisionalConfirmations(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	const token = "abcdefghijklmnopqrstuvwxyz"
	unproved := &store.Evidence{Level: store.LevelUnauthenticated}
	for _, c := range []struct {
		name   string
		change func(*store.Request, *store.Message)
		proves bool // other mail of the sender is proved
		want   bool
	}{
		{name: "as it should be", want: true},
		{name: "the text does not take it", change: func(r *store.Request, _ *store.Message) { r.Provisional = false }},
		{name: "a text that binds", change: func(r *store.Request, _ *store.Message) { r.Binds = true }},
		{name: "other mail of theirs is proved", proves: true},
		{name: "another came to the address before", change: func(r *store.Request, _ *store.Message) { r.Used = 1 }},
		{name: "proved", change: func(_ *store.Request, m *store.Message) { m.Auth = &store.Evidence{Level: store.LevelAuthenticated} }},
		{name: "contradicted", change: func(_ *store.Request, m *store.Message) { m.Auth = &store.Evidence{Level: store.LevelFailed} }},
		{name: "weeks later", change: func(r *store.Request, m *store.Message) { r.Asked = m.Received.Add(-15 * 24 * time.Hour) }},
		{name: "too late", change: func(r *store.Request, m *store.Message) { r.Expires = m.Received.Add(-time.Hour) }},
		{name: "no yes", change: func(_ *store.Request, m *store.Message) { m.OwnText = "The date is wrong." }},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := mail{from: "li@agency.example", to: "log+r." + token + "@agency.example"}.message()
			m.OwnText, m.Auth, m.Received = "Confirmed", unproved, time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)
			m.Header = append(m.Header, store.Field{Name: "From", Value: "li@agency.example"})
			r := store.Request{ID: 1, Purpose: store.PurposeConfirm, Kind: store.Minutes, Project: "BETA", Object: 7, Version: 1, Current: 1, Address: "li@agency.example", Provisional: true}
			if c.change != nil {
				c.change(&r, m)
			}
			v, err := d.Decide(m, provingLog{asked{token: r}, c.proves})
			if err != nil {
				t.Fatal(err)
			}
			if got := v.Answer != nil && v.Answer.Provisional; got != c.want {
				t.Errorf("%v: %+v, %q", got, v.Answer, v.Notes)
			}
			if c.want && (v.Uncounted != nil || strings.Contains(strings.Join(v.Notes, " "), "no effect")) {
				t.Errorf("it counts: %+v, %q", v.Uncounted, v.Notes)
			}
		})
	}
}

// provingLog is a log in which other mail of every sender is proved, or is not.
type provingLog struct {
	asked
	proves bool
}

func (l provingLog) ProvesMail(string) (bool, error) { return l.proves, nil }
