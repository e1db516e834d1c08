package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rapport/store/recurrence"
)

// series is a meeting that repeats.
type series struct {
	id         int64
	project    string
	uid        string
	sequence   int
	title      string
	start, end time.Time // of the first
	rule       recurrence.Rule
	onwards    []onward
	until      int64
	cancelled  bool
	unproved   bool
	next       int64
	conference Conference
	people     string
}

const selectSeries = `SELECT id, project, uid, sequence, title, start_ms, end_ms, rule, until_ms, cancelled, unproved, next_ms, system, conference, url, people FROM meeting_series `

func scanSeries(row scanner) (s series, err error) {
	var rule string
	err = row.Scan(&s.id, &s.project, &s.uid, &s.sequence, &s.title, ms(&s.start), ms(&s.end), &rule, &s.until, &s.cancelled, &s.unproved, &s.next, &s.conference.System, &s.conference.ID, &s.conference.URL, &s.people)
	if err == nil {
		var kept scheduled
		err = json.Unmarshal([]byte(rule), &kept)
		s.rule, s.onwards = kept.Rule, kept.Onwards
	}
	return s, err
}

func (tx *Tx) seriesOf(project, uid string) (s series, known bool, err error) {
	s, err = scanSeries(tx.row(selectSeries+`WHERE project = $1 AND uid = $2`, project, uid))
	if errors.Is(err, sql.ErrNoRows) {
		return s, false, nil
	}
	return s, err == nil, err
}

// announceSeries records what a message says of all meetings of a series, and of those that
// it excepts. What it no longer names of those to come does not take place.
func (tx *Tx) announceSeries(a announced, s series, known bool) error {
	if a.Start.IsZero() || !a.End.After(a.Start) || known && a.Sequence < s.sequence {
		return nil
	}
	if known && a.cancelled {
		return tx.endSeries(s, a)
	}
	is := series{project: a.project, uid: a.uid, sequence: a.Sequence, start: a.Start, end: a.End, rule: *a.Rule, unproved: !a.proved}
	if known {
		is.unproved = !a.proved && s.unproved
		is.onwards = s.keep(a)
	}
	var single []Occurrence
	for _, e := range a.Exceptions {
		if !e.Onwards {
			single = append(single, e)
		} else if e.Cancelled || e.End.After(e.Start) {
			is.add(onward{From: e.Of, Start: e.Start, End: e.End, Title: e.Summary, Sequence: e.Sequence, Cancelled: e.Cancelled})
		}
	}
	rule, err := json.Marshal(scheduled{*a.Rule, is.onwards})
	if err != nil {
		return fmt.Errorf("the rule of a series: %w", err)
	}
	from := a.Start
	if known { // what began before the message was written stays as it was
		if err := tx.unfoldBefore(s, a); err != nil {
			return err
		}
		if written := time.UnixMilli(a.at); written.After(from) {
			from = written
		}
		err = tx.exec(`UPDATE meeting SET cancelled = 1 WHERE project = $1 AND uid = $2 AND own = 0 AND cancelled = 0 AND start_ms > $3`, a.project, a.uid, a.at)
	}
	if err == nil && known && a.Sequence > s.sequence {
		err = tx.dropMoved(a, is)
	}
	if err == nil && (!known || s.sequence == notAnnounced) { // it was one meeting before
		err = tx.exec(`UPDATE meeting SET cancelled = 1 WHERE project = $1 AND uid = $2 AND occurrence_ms = 0 AND cancelled = 0 AND start_ms >= $3 AND NOT (unproved = 0 AND $4)`, a.project, a.uid, min(a.at, millis(a.Start)), !a.proved)
	}
	if err != nil {
		return err
	}
	next, err := tx.nextOf(is, from)
	if err != nil {
		return err
	}
	c := a.Conference
	err = tx.exec(`INSERT INTO meeting_series (project, uid, sequence, title, start_ms, end_ms, rule, cancelled, unproved, system, conference, url, next_ms, people) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (project, uid) DO UPDATE SET sequence = excluded.sequence, title = excluded.title, start_ms = excluded.start_ms, end_ms = excluded.end_ms, rule = excluded.rule, unproved = excluded.unproved, cancelled = excluded.cancelled, until_ms = 0, system = excluded.system, conference = excluded.conference, url = excluded.url, next_ms = excluded.next_ms, people = excluded.people`,
		a.project, a.uid, a.Sequence, a.Summary, millis(a.Start), millis(a.End), string(rule), a.cancelled, is.unproved, c.System, c.ID, c.URL, next, a.people())
	if err != nil {
		return err
	}
	for _, e := range single {
		if err := tx.occur(a, occurrence{Occurrence: e, own: true}); err != nil {
			return err
		}
	}
	return nil
}

// unfoldBefore makes meetings of those of a series that began before a message about it was
// written: it changes only those to come.
func (tx *Tx) unfoldBefore(s series, a announced) error {
	if s.cancelled || s.next == 0 || s.next >= a.at {
		return nil
	}
	return tx.unfold(s, time.UnixMilli(a.at))
}

// endSeries calls off the meetings of a series that had not begun when the message was written.
func (tx *Tx) endSeries(s series, a announced) error {
	if a.Sequence < s.sequence {
		return nil
	}
	if err := tx.unfoldBefore(s, a); err != nil {
		return err
	}
	err := tx.exec(`UPDATE meeting_series SET sequence = $1, cancelled = 1, until_ms = 0 WHERE id = $2`, a.Sequence, s.id)
	if err == nil {
		err = tx.exec(`UPDATE meeting SET cancelled = 1 WHERE project = $1 AND uid = $2 AND occurrence_ms > 0 AND cancelled = 0 AND start_ms > $3`, s.project, s.uid, a.at)
	}
	return err
}

// oldestMeeting is how long a meeting is over when nobody is asked about it any more.
const oldestMeeting = 8 * 24 * time.Hour

// nextOf returns when the next meeting of a series may begin that was to begin from a time on,
// but for those that are long over; 0 for none.
func (tx *Tx) nextOf(s series, from time.Time) (int64, error) {
	if old := time.UnixMilli(tx.now).Add(-oldestMeeting); from.Before(old) {
		from = old
	}
	starts, err := s.rule.Starts(s.start, from, from.AddDate(5, 0, 0), 1)
	if err != nil || len(starts) == 0 || s.isOver(millis(starts[0])) {
		return 0, err
	}
	return millis(starts[0].Add(-s.lead())), nil
}

// mostUnfolded bounds the meetings of one series that begin in the time that UnfoldMeetings
// looks at.
const mostUnfolded = 100

// UnfoldMeetings makes a meeting of each one of a series that begins before a time. It changes
// nothing where none does.
func (s *Store) UnfoldMeetings(ctx context.Context, until time.Time) error {
	const due = `WHERE next_ms > 0 AND cancelled = 0 AND next_ms < $1 ORDER BY next_ms LIMIT 100`
	list, err := collect(ctx, s.reader, "list series of meetings", scanSeries, selectSeries+due, millis(until))
	if err != nil || len(list) == 0 {
		return err
	}
	return s.Update(ctx, func(tx *Tx) error {
		list, err := collect(ctx, tx.sql, "list series of meetings", scanSeries, selectSeries+due, millis(until))
		if err != nil {
			return err
		}
		for _, one := range list {
			if err := tx.unfold(one, until); err != nil {
				return fmt.Errorf("the meetings of series %d: %w", one.id, err)
			}
		}
		return nil
	})
}

// unfold makes a meeting of each one of a series from its next one on that begins before a
// time.
func (tx *Tx) unfold(s series, until time.Time) error {
	until = until.Add(s.lead())
	starts, err := s.rule.Starts(s.start, time.UnixMilli(s.next).Add(s.lead()), until, mostUnfolded)
	if err != nil {
		return err
	}
	a := announced{Calendar: &Calendar{Summary: s.title, Conference: s.conference, Attendees: invited(s.people)}, project: s.project, uid: s.uid, proved: !s.unproved}
	for _, start := range starts {
		if s.isOver(millis(start)) {
			break
		}
		if err := tx.occur(a, occurrence{Occurrence: s.at(start)}); err != nil {
			return err
		}
	}
	next, err := tx.nextOf(s, until)
	if err != nil {
		return err
	}
	return tx.exec(`UPDATE meeting_series SET next_ms = $1 WHERE id = $2`, next, s.id)
}
