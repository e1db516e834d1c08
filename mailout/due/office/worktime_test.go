package office

import (
	"testing"
	"time"

	"rapport/store"
)

func TestProject_addWorkingTime(t *testing.T) {
	t.Parallel()
	shanghai := time.FixedZone("Asia/Shanghai", 8*3600)
	at := func(text string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	p := Project{Project: store.Project{Zone: shanghai}, Clock: Clock{Begin: 9 * time.Hour, End: 18 * time.Hour}}
	for _, test := range []struct {
		from string
		wait time.Duration
		want string
	}{
		{"2026-03-02 10:00", 4 * time.Hour, "2026-03-02 14:00"},
		{"2026-03-02 07:00", time.Hour, "2026-03-02 10:00"},
		{"2026-03-02 20:00", time.Hour, "2026-03-03 10:00"},
		{"2026-03-02 17:00", 2 * time.Hour, "2026-03-03 10:00"},
		{"2026-03-02 09:00", 9 * time.Hour, "2026-03-02 18:00"},
		{"2026-03-06 17:30", time.Hour, "2026-03-09 09:30"},
		{"2026-03-07 12:00", 30 * time.Minute, "2026-03-09 09:30"},
		{"2026-03-02 09:00", 45 * time.Hour, "2026-03-06 18:00"},
	} {
		got, err := p.AddWorkingTime(at(test.from), test.wait)
		if err != nil || !got.Equal(at(test.want)) {
			t.Errorf("%s after %s: %s, %v; want %s", test.wait, test.from, got, err, test.want)
		}
	}
}
