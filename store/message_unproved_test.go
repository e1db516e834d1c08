package store

import (
	"fmt"
	"maps"
	"testing"
	"time"
)

// Only mail tells that a person wrote, that came to a folder that is watched, by itself, and
// whose signatures were looked at.
func TestUnprovedSenders(t *testing.T) {
	y := begin(t)
	now := y.s.now()
	type sent struct {
		count   int
		level   Level
		kind    Kind
		arrival Arrival
		age     time.Duration
		result  string // of a signature
		inner   bool
		inSent  bool // in the Sent folder of its sender
	}
	plain := sent{5, LevelUnauthenticated, KindHuman, ArrivedWatched, time.Hour, "", false, false}
	with := func(change func(*sent)) sent {
		one := plain
		change(&one)
		return one
	}
	people := map[string][]sent{
		"never":     {plain},
		"other":     {with(func(s *sent) { s.result = "other" })},
		"weak":      {with(func(s *sent) { s.result = "weak" })},
		"long":      {with(func(s *sent) { s.age = 89 * 24 * time.Hour })},
		"forged":    {plain, with(func(s *sent) { s.level, s.count = LevelFailed, 2 })},
		"few":       {with(func(s *sent) { s.count = 4 })},
		"once":      {plain, with(func(s *sent) { s.level, s.count = LevelAuthenticated, 1 })},
		"failed":    {with(func(s *sent) { s.level = LevelFailed })},
		"pending":   {with(func(s *sent) { s.level = LevelPending })},
		"old":       {with(func(s *sent) { s.age = 91 * 24 * time.Hour })},
		"file":      {with(func(s *sent) { s.arrival = ArrivedInFile })},
		"first":     {with(func(s *sent) { s.arrival = ArrivedBefore })},
		"machine":   {with(func(s *sent) { s.kind = KindAutomatic })},
		"unchecked": {with(func(s *sent) { s.result = "unchecked" })},
		"inner":     {with(func(s *sent) { s.inner = true })},
		"insent":    {with(func(s *sent) { s.inSent = true })},
		"unasked":   {plain},
	}
	n := 0
	for name, list := range people {
		for _, one := range list {
			for range one.count {
				n++
				raw := y.s.Pack(fmt.Appendf(nil, "%d", n), now, "test")
				raw.Arrival = one.arrival
				m := &Message{From: []Address{{"", name + "@Agency.example"}}, Date: now.Add(-one.age), Received: now.Add(-one.age), Auth: &Evidence{Level: one.level, InSent: one.inSent}}
				if one.result != "" {
					m.Auth.DKIM = []Signature{{Result: "pass"}, {Result: one.result}}
				}
				if one.inner {
					m.Forwarded = &Forwarded{}
				}
				y.do(func(tx *Tx) error {
					kept, err := tx.StoreRaw(raw)
					if err == nil {
						_, err = tx.Record(kept.ID, m, Verdict{Kind: one.kind})
					}
					return err
				})
			}
		}
	}
	var asked []string
	for name := range people {
		if name != "unasked" {
			asked = append(asked, name+"@agency.example")
		}
	}
	got, err := y.s.UnprovedSenders(t.Context(), asked)
	want := map[string]int{"never@agency.example": 5, "other@agency.example": 5, "weak@agency.example": 5, "long@agency.example": 5, "forged@agency.example": 5}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
	if got, err := y.s.UnprovedSenders(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("asked for nobody: %v, %v", got, err)
	}
}
