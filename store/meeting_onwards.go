package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"rapport/store/recurrence"
)

// onward is what a message says of one meeting of a series and of all that follow (RFC 5545
// section 3.2.13, RANGE=THISANDFUTURE): how much later than planned they begin, how long they
// last, or that they do not take place.
type onward struct {
	From      time.Time `json:"from"` // when the first of them was to begin
	Start     time.Time `json:"start,omitzero"`
	End       time.Time `json:"end,omitzero"`
	Title     string    `json:"title,omitempty"`
	Sequence  int       `json:"sequence"`
	Cancelled bool      `json:"cancelled,omitempty"`
}

// mostOnwards bounds what is kept of one series.
const mostOnwards = 50

// scheduled is the column rule of a series.
type scheduled struct {
	recurrence.Rule
	Onwards []onward `json:"onwards,omitempty"`
}

// notAnnounced is the sequence of a series of which only a part is known: any message about all
// of it counts.
const notAnnounced = -1

// changeOf returns what was said of the meeting that was to begin at a time, and of those after
// it: by the message with the highest sequence, and of several the one about fewer.
func (s series) changeOf(of time.Time) (found onward, ok bool) {
	for _, c := range s.onwards {
		if c.From.After(of) || ok && cmp.Or(cmp.Compare(c.Sequence, found.Sequence), c.From.Compare(found.From)) < 0 {
			continue
		}
		found, ok = c, true
	}
	return found, ok
}

// shift returns by how much the clock of a series shows a later time where c counts.
func (s series) shift(c onward) time.Duration {
	if c.Cancelled {
		return 0
	}
	zone, err := recurrence.Location(s.rule.Zone)
	if err != nil {
		zone = time.UTC
	}
	return recurrence.Wall(c.Start, zone).Sub(recurrence.Wall(c.From, zone))
}

// moved returns when the meeting begins that was to begin at a time, by a shift of its clock.
func (s series) moved(of time.Time, by time.Duration) time.Time {
	zone, err := recurrence.Location(s.rule.Zone)
	if err != nil {
		zone = time.UTC
	}
	return recurrence.Instant(recurrence.Wall(of, zone).Add(by), zone)
}

// at returns the meeting that was to begin at a time as it is to be now.
func (s series) at(of time.Time) Occurrence {
	o := Occurrence{Of: of, Start: of, End: of.Add(s.end.Sub(s.start)), Sequence: max(s.sequence, 0)}
	c, ok := s.changeOf(of)
	if !ok {
		return o
	}
	o.Sequence, o.Cancelled = max(o.Sequence, c.Sequence), c.Cancelled
	if !c.Cancelled {
		o.Start, o.Summary = s.moved(of, s.shift(c)), c.Title
		o.End = o.Start.Add(c.End.Sub(c.Start))
	}
	return o
}

// lead returns by how much a meeting may begin before it was to.
func (s series) lead() (most time.Duration) {
	for _, c := range s.onwards {
		most = max(most, -s.shift(c))
	}
	return most
}

// isOver reports whether no meeting takes place that was to begin at a time or later.
func (s series) isOver(of int64) bool {
	c, ok := s.changeOf(time.UnixMilli(of))
	return s.until > 0 && of >= s.until ||
		ok && c.Cancelled && !slices.ContainsFunc(s.onwards, func(later onward) bool { return millis(later.From) > of && later.Sequence >= c.Sequence })
}

// holds reports whether a meeting of the series was to begin at a time.
func (s series) holds(of time.Time) bool {
	starts, err := s.rule.Starts(s.start, of, of.Add(time.Second), 1)
	return err == nil && len(starts) == 1
}

// original returns when a meeting was to begin at first: some programs name one that was moved
// with those before it by when it begins now.
func (s series) original(of time.Time) time.Time {
	if len(s.onwards) == 0 || s.holds(of) {
		return of
	}
	for _, c := range s.onwards {
		if at := s.moved(of, -s.shift(c)); s.holds(at) && s.at(at).Start.Equal(of) {
			return at
		}
	}
	return of
}

// keep returns those of the changes that a message about all of a series leaves as they are:
// what was said later, and what was said before by the same sequence, where it is unchanged.
func (s series) keep(a announced) []onward {
	same := a.Sequence == s.sequence && a.Start.Equal(s.start) && a.Rule.Text == s.rule.Text
	return slices.DeleteFunc(slices.Clone(s.onwards), func(c onward) bool {
		return c.Sequence < a.Sequence || c.Sequence == a.Sequence && !same && s.sequence != notAnnounced || a.proved && s.unproved
	})
}

// add adds a change to those of a series.
func (s *series) add(c onward) {
	s.onwards = slices.DeleteFunc(s.onwards, func(known onward) bool { return known.From.Equal(c.From) && known.Sequence <= c.Sequence })
	if len(s.onwards) < mostOnwards && !slices.ContainsFunc(s.onwards, func(known onward) bool { return known.From.Equal(c.From) }) {
		s.onwards = append(s.onwards, c)
	}
}

// announceOnwards records what a message says of one meeting of a series and of those that
// follow. What a message was about by itself stays as that said. A series that is not known yet
// keeps it for later.
func (tx *Tx) announceOnwards(a announced, s series, known bool) error {
	if !a.cancelled && (a.Start.IsZero() || !a.End.After(a.Start)) || known && a.Sequence < s.sequence {
		return nil
	}
	if known {
		if err := tx.unfoldBefore(s, a); err != nil {
			return err
		}
	} else {
		s = series{project: a.project, uid: a.uid, sequence: notAnnounced, title: a.Summary, start: a.Occurrence, end: a.Occurrence, rule: recurrence.Rule{Zone: cmp.Or(a.Zone, "UTC")}}
	}
	c := onward{From: s.original(a.Occurrence), Sequence: a.Sequence, Cancelled: a.cancelled}
	if !a.cancelled {
		c.Start, c.End, c.Title = a.Start, a.End, a.Summary
	}
	s.add(c)
	rule, err := json.Marshal(scheduled{s.rule, s.onwards})
	if err != nil {
		return fmt.Errorf("the rule of a series: %w", err)
	}
	if !known {
		err := tx.exec(`INSERT INTO meeting_series (project, uid, sequence, title, start_ms, end_ms, rule, unproved, people) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			a.project, a.uid, s.sequence, s.title, millis(s.start), millis(s.end), string(rule), !a.proved, a.people())
		if err != nil {
			return err
		}
		return tx.occur(a, occurrence{Occurrence: Occurrence{Of: c.From, Start: c.Start, End: c.End, Sequence: c.Sequence, Summary: c.Title, Cancelled: c.Cancelled}})
	}
	next := int64(0)
	if s.sequence != notAnnounced {
		if next, err = tx.nextOf(s, time.UnixMilli(max(a.at, millis(s.start)))); err != nil {
			return err
		}
	}
	if err := tx.exec(`UPDATE meeting_series SET rule = $1, next_ms = $2 WHERE id = $3`, string(rule), next, s.id); err != nil {
		return err
	}
	begun, err := collect(tx.ctx, tx.sql, "list the meetings of a series", func(row scanner) (of time.Time, err error) {
		err = row.Scan(ms(&of))
		return of, err
	}, `SELECT occurrence_ms FROM meeting WHERE project = $1 AND uid = $2 AND own = 0 AND occurrence_ms >= $3 AND start_ms > $4 ORDER BY occurrence_ms`, a.project, a.uid, millis(c.From), a.at)
	for _, of := range begun {
		if err == nil {
			err = tx.occur(a, occurrence{Occurrence: s.at(of)})
		}
	}
	return err
}

// dropMoved calls off those meetings to come that a message moved by itself, of which a new rule
// of the series knows nothing any more.
func (tx *Tx) dropMoved(a announced, s series) error {
	list, err := collect(tx.ctx, tx.sql, "list the meetings of a series", func(row scanner) (of time.Time, err error) {
		err = row.Scan(ms(&of))
		return of, err
	}, `SELECT occurrence_ms FROM meeting WHERE project = $1 AND uid = $2 AND own = 1 AND cancelled = 0 AND occurrence_ms > 0 AND start_ms > $3 AND sequence <= $4 AND NOT (unproved = 0 AND $5)`,
		a.project, a.uid, a.at, a.Sequence, !a.proved)
	for _, of := range list {
		if err == nil && !s.holds(of) {
			err = tx.exec(`UPDATE meeting SET cancelled = 1 WHERE project = $1 AND uid = $2 AND occurrence_ms = $3`, a.project, a.uid, millis(of))
		}
	}
	return err
}
