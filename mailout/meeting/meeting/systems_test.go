package meeting

import (
	"context"
	"errors"
	"testing"
	"time"
)

// scripted answers each request with the next of its records, the last for ever.
type scripted struct {
	records []*Record
	err     error
	asked   int
}

func (s *scripted) Name() string { return "Zoom" }

func (s *scripted) Check(context.Context) []error { return nil }

func (s *scripted) After(context.Context, Key) (*Record, error) {
	s.asked++
	if s.err != nil {
		return nil, s.err
	}
	return s.records[min(s.asked, len(s.records))-1], nil
}

// A system is asked at a quarter of an hour, one, four and 24 hours after a meeting, and then
// left alone.
func TestSystems_schedule(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, time.March, 3, 11, 0, 0, 0, time.UTC)
	k := Key{System: "zoom", ID: "1", Start: end.Add(-time.Hour), End: end}
	c := &scripted{records: []*Record{nil, {People: []string{"Li Na"}}}}
	s := NewSystems()
	s.Add("zoom", c)
	for _, look := range []struct {
		after, next time.Duration
		asked       int
	}{
		{0, 15 * time.Minute, 0}, {15 * time.Minute, time.Hour, 1}, {16 * time.Minute, time.Hour, 1}, {59 * time.Minute, time.Hour, 1}, {time.Hour, 4 * time.Hour, 2},
		{5 * time.Hour, 24 * time.Hour, 3}, {24 * time.Hour, 0, 4}, {25 * time.Hour, 0, 4}, {47 * time.Hour, 0, 4}, {72 * time.Hour, 0, 4},
	} {
		r, next, err := s.After(t.Context(), k, end.Add(look.after))
		want := time.Time{}
		if look.next > 0 {
			want = end.Add(look.next)
		}
		if err != nil || c.asked != look.asked || !next.Equal(want) {
			t.Errorf("after %v: asked %d times, next %v, %v", look.after, c.asked, next, err)
		}
		if look.after >= time.Hour && look.after < forgetting && (r == nil || len(r.People) != 1) {
			t.Errorf("after %v: %+v", look.after, r)
		}
	}
	if _, _, err := s.After(t.Context(), Key{System: "teams", End: end}, end.Add(time.Hour)); err != nil || c.asked != 4 {
		t.Errorf("another system: %v", err)
	}
	again := NewSystems() // after a restart
	again.Add("zoom", c)
	if r, _, _ := again.After(t.Context(), k, end.Add(30*time.Hour)); r != nil || c.asked != 4 {
		t.Errorf("a meeting of yesterday: %+v", r)
	}
}

// What one account does not know another may; a fault is told if none does.
func TestSystems_severalAccounts(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, time.March, 3, 11, 0, 0, 0, time.UTC)
	k := Key{System: "zoom", ID: "1", Start: end.Add(-time.Hour), End: end}
	s := NewSystems()
	s.Add("zoom", &scripted{err: errors.New("no")})
	s.Add("zoom", &scripted{records: []*Record{{Summary: "x"}}})
	if r, _, err := s.After(t.Context(), k, end.Add(time.Hour)); err != nil || r.IsEmpty() {
		t.Errorf("%+v, %v", r, err)
	}
	s = NewSystems()
	s.Add("zoom", &scripted{err: errors.New("no")})
	s.Add("zoom", &scripted{records: []*Record{nil}})
	if r, _, err := s.After(t.Context(), k, end.Add(time.Hour)); err == nil || r != nil {
		t.Errorf("%+v", r)
	}
}

func TestKey_Nearest(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 3, 10, 0, 0, 0, time.UTC)
	k := Key{Start: at, End: at.Add(time.Hour)}
	for name, test := range map[string]struct {
		starts []time.Duration
		want   int
	}{
		"none": {nil, -1}, "one": {[]time.Duration{5 * time.Minute}, 0}, "the nearer": {[]time.Duration{time.Hour, 5 * time.Minute}, 1},
		"two equally near": {[]time.Duration{-5 * time.Minute, 5 * time.Minute}, -1}, "too far": {[]time.Duration{3 * time.Hour}, -1},
	} {
		var starts []time.Time
		for _, d := range test.starts {
			starts = append(starts, at.Add(d))
		}
		if i, ok := k.Nearest(starts); ok != (test.want >= 0) || ok && i != test.want {
			t.Errorf("%s: %d, %v", name, i, ok)
		}
	}
}
