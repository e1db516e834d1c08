package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// usualMeeting is how long a meeting is taken to last whose invitation in words says no end.
const usualMeeting = time.Hour

// meet records what a message says of a meeting of a project: of one, of one of a series, or
// of all of it. Only people of the project count, and the highest sequence wins (RFC 5546
// section 2.1.4). What nothing proves changes no meeting that somebody announced with proof.
func (tx *Tx) meet(m *Message, v Verdict) error {
	c := m.Calendar
	if c == nil || v.Project == "" || !v.May(EffectMeeting) || c.AllDay {
		return nil
	}
	if c.Words && c.End.IsZero() && !c.Start.IsZero() {
		told := *c
		told.End = c.Start.Add(usualMeeting)
		c = &told
	}
	a := announced{Calendar: c, project: v.Project, uid: c.UID, proved: v.May(EffectMoveMeeting), at: millis(m.Date)}
	switch c.Method {
	case "REQUEST", "PUBLISH":
	case "CANCEL":
		a.cancelled = true
	case "REPLY":
		return tx.answerInvitation(a, m)
	case "":
		if !c.Words {
			return nil
		}
		a.uid = cmp.Or(c.Conference.System+":"+c.Conference.ID, c.Conference.URL)
	default:
		return nil
	}
	if a.uid == "" {
		return nil
	}
	if err := tx.announceMeeting(a); err != nil {
		return fmt.Errorf("record a meeting: %w", err)
	}
	return nil
}

// announced is what a message says of a meeting.
type announced struct {
	*Calendar
	project, uid string
	cancelled    bool
	proved       bool
	at           int64 // when the message was written
}

// people returns the invitees as they are kept.
func (a announced) people() string { return list(a.invitees()) }

// invitees returns who is invited, and the organizer, who has accepted by inviting.
func (a announced) invitees() []Attendee {
	people := a.Attendees
	if o := a.Organizer; a.Method != "REPLY" && a.Method != "COUNTER" && o.Key() != "" && !slices.ContainsFunc(people, func(p Attendee) bool { return keyOf(p.Address) == o.Key() }) {
		people = append([]Attendee{{Name: o.Name, Address: o.Address, PartStat: "ACCEPTED"}}, people...)
	}
	return people
}

// answerInvitation records what somebody answered for themselves: to one meeting, or to all of
// a series.
func (tx *Tx) answerInvitation(a announced, m *Message) error {
	i := slices.IndexFunc(a.Attendees, func(p Attendee) bool { return keyOf(p.Address) == keyOf(from(m)) })
	if i < 0 || a.uid == "" {
		return nil
	}
	answer := a.Attendees[i]
	for _, table := range []string{"meeting", "meeting_series"} {
		condition := ` WHERE project = $1 AND uid = $2 AND (unproved = 1 OR $3)`
		args := []any{a.project, a.uid, a.proved}
		if !a.Occurrence.IsZero() {
			if table == "meeting_series" {
				continue
			}
			condition += ` AND (occurrence_ms = $4 OR start_ms = $4)`
			args = append(args, millis(a.Occurrence))
		}
		type row struct {
			id     int64
			people string
		}
		rows, err := collect(tx.ctx, tx.sql, "read who is invited", func(s scanner) (r row, err error) {
			err = s.Scan(&r.id, &r.people)
			return r, err
		}, `SELECT id, people FROM `+table+condition+` ORDER BY id DESC LIMIT 100`, args...)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := tx.exec(`UPDATE `+table+` SET people = $1 WHERE id = $2`, answered(r.people, answer), r.id); err != nil {
				return fmt.Errorf("record an answer to an invitation: %w", err)
			}
		}
	}
	return nil
}

// answered returns the people of a meeting with what one of them answered.
func answered(people string, answer Attendee) string {
	known := invited(people)
	i := slices.IndexFunc(known, func(p Attendee) bool { return keyOf(p.Address) == keyOf(answer.Address) })
	if i < 0 {
		return list(append(known, answer))
	}
	known[i].PartStat = answer.PartStat
	return list(known)
}

// invited reads the people of a meeting.
func invited(people string) (list []Attendee) {
	if json.Unmarshal([]byte(people), &list) != nil {
		return nil
	}
	return list
}

// announceMeeting records a as what it is about.
func (tx *Tx) announceMeeting(a announced) error {
	s, isSeries, err := tx.seriesOf(a.project, a.uid)
	if err != nil {
		return err
	}
	switch {
	case isSeries && !a.proved && !s.unproved:
		return nil
	case !a.Occurrence.IsZero():
		return tx.announceOne(a, s, isSeries)
	case a.Rule != nil:
		return tx.announceSeries(a, s, isSeries)
	case isSeries && a.Sequence < s.sequence:
		return nil
	case isSeries && a.cancelled:
		return tx.endSeries(s, a)
	case isSeries:
		if err := tx.endSeries(s, a); err != nil { // it was a series, and is one meeting now
			return err
		}
	}
	o := occurrence{Occurrence: Occurrence{Start: a.Start, End: a.End, Sequence: a.Sequence, Summary: a.Summary, Cancelled: a.cancelled}}
	if a.Words && !a.Start.IsZero() {
		o.Of = a.Start // a room is used again
	}
	return tx.occur(a, o)
}

// announceOne records what a message says of one meeting of a series, or of it and those that
// follow.
func (tx *Tx) announceOne(a announced, s series, isSeries bool) error {
	if a.Onwards {
		return tx.announceOnwards(a, s, isSeries)
	}
	return tx.occur(a, occurrence{own: true, Occurrence: Occurrence{
		Of: s.original(a.Occurrence), Start: a.Start, End: a.End, Sequence: a.Sequence, Summary: a.Summary, Cancelled: a.cancelled,
	}})
}

// occurrence is one meeting, of a series or alone.
type occurrence struct {
	Occurrence
	own bool // a message was about it, and not about all of its series
}

// occur records one meeting. A time in a zone that nobody can tell announces none, and calls
// off the one that it moves. A meeting at the same time in the same conference is the same:
// Zoom writes another UID into each download.
func (tx *Tx) occur(a announced, o occurrence) error {
	timed := !o.Start.IsZero() && o.End.After(o.Start)
	if !timed && !o.Cancelled && a.UnknownZone == "" {
		return nil
	}
	known, err := tx.meetingOf(a, o)
	if errors.Is(err, sql.ErrNoRows) {
		if !timed && o.Of.IsZero() {
			return nil
		}
		return tx.insertMeeting(a, o)
	}
	if err != nil || o.Sequence < known.sequence || !a.proved && !known.unproved || known.own && !o.own {
		return err
	}
	if !timed { // called off, or at a time that nobody can tell: not when it was to be before
		return tx.exec(`UPDATE meeting SET sequence = $1, cancelled = 1, own = $2 WHERE id = $3`, o.Sequence, o.own, known.id)
	}
	err = tx.exec(`UPDATE meeting SET sequence = $1, title = $2, start_ms = $3, end_ms = $4, cancelled = $5, own = $6 WHERE id = $7`,
		o.Sequence, cmp.Or(o.Summary, known.title), millis(o.Start), millis(o.End), o.Cancelled, o.own, known.id)
	if c := a.Conference; err == nil && c.System != "" {
		err = tx.exec(`UPDATE meeting SET system = $1, conference = $2, url = $3 WHERE id = $4`, c.System, c.ID, c.URL, known.id)
	}
	if err == nil && len(a.Attendees) > 0 {
		err = tx.exec(`UPDATE meeting SET people = $1 WHERE id = $2`, a.people(), known.id)
	}
	if err == nil && known.end != millis(o.End) {
		_, err = meetingMachine().move(tx, known.id, EventMeetingMoved)
	}
	return err
}

// meetingRow is what the log knows of a meeting.
type meetingRow struct {
	id, end       int64
	sequence      int
	title         string
	unproved, own bool
}

const selectMeetingRow = `SELECT id, end_ms, sequence, title, unproved, own FROM meeting `

// meetingOf returns the meeting that a message is about, sql.ErrNoRows if it is new.
func (tx *Tx) meetingOf(a announced, o occurrence) (known meetingRow, err error) {
	scan := func(row *sql.Row) error {
		return row.Scan(&known.id, &known.end, &known.sequence, &known.title, &known.unproved, &known.own)
	}
	err = scan(tx.row(selectMeetingRow+`WHERE project = $1 AND uid = $2 AND occurrence_ms = $3`, a.project, a.uid, millis(o.Of)))
	if c := a.Conference; errors.Is(err, sql.ErrNoRows) && c.ID != "" && !o.Start.IsZero() {
		err = scan(tx.row(selectMeetingRow+`WHERE project = $1 AND system = $2 AND conference = $3 AND start_ms = $4 AND conference <> '' ORDER BY id LIMIT 1`, a.project, c.System, c.ID, millis(o.Start)))
		known.sequence = 0 // of another UID
	}
	return known, err
}

func (tx *Tx) insertMeeting(a announced, o occurrence) error {
	start, end := o.Start, o.End
	if start.IsZero() { // one of a series that is called off
		start, end = o.Of, o.Of
	}
	c := a.Conference
	return tx.exec(`INSERT INTO meeting (project, uid, occurrence_ms, own, sequence, title, start_ms, end_ms, cancelled, unproved, system, conference, url, people) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		a.project, a.uid, millis(o.Of), o.own, o.Sequence, cmp.Or(o.Summary, a.Summary), millis(start), millis(end), o.Cancelled, !a.proved, c.System, c.ID, c.URL, a.people())
}

// addInvited adds to the entries that are about a meeting who is invited to it.
func addInvited(ctx context.Context, q querier, entries []Entry) error {
	for i := range entries {
		if e := &entries[i]; e.Calendar != nil {
			people, err := invitedTo(ctx, q, e.Project, e.Calendar)
			if err != nil {
				return err
			}
			e.Invited = people
		}
	}
	return nil
}

// invitedTo returns who is invited to the meeting that an entry of a project is about, and what
// they answered; as the entry has it where the log knows no more.
func invitedTo(ctx context.Context, q querier, project string, c *Calendar) ([]Attendee, error) {
	for _, query := range []string{
		`SELECT people FROM meeting WHERE project = $1 AND uid = $2 AND occurrence_ms = $3`,
		`SELECT people FROM meeting_series WHERE project = $1 AND uid = $2 AND $3 <> -1`,
	} {
		found, err := collect(ctx, q, "read who is invited", scanValue[string], query, project, c.UID, millis(c.Occurrence))
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			return invited(found[0]), nil
		}
	}
	return announced{Calendar: c}.invitees(), nil
}
