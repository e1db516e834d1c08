package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// MatterKind says what goes from step to step.
type MatterKind string

// The kinds of matters.
const (
	MatterChange  MatterKind = "change"
	MatterDispute MatterKind = "dispute"
)

// MatterState says how far a matter is.
type MatterState string

// The states of a change.
const (
	ChangeRaised     MatterState = "raised"      // somebody wants it; the PM is to assess it
	ChangeAssessed   MatterState = "assessed"    // its impact is written; the client is to decide
	ChangeApproved   MatterState = "approved"    // it is to be carried out
	ChangeRejected   MatterState = "rejected"    // the client does not want it so
	ChangeCarriedOut MatterState = "carried-out" // the client is to look at it
	ChangeVerified   MatterState = "verified"    // the client has what was agreed
	MatterDropped    MatterState = "dropped"     // the PM took it back
)

// The states of a dispute.
const (
	DisputeIdentified MatterState = "identified" // the PM is to write what it is about
	DisputeAnalysed   MatterState = "analysed"   // the PM is to propose a settlement, or to escalate it
	DisputeProposed   MatterState = "proposed"   // the client is to agree
	DisputeEscalated  MatterState = "escalated"  // the mediator is to propose a settlement
	DisputeAgreed     MatterState = "agreed"     // the PM is to evaluate it
	DisputeUnresolved MatterState = "unresolved" // it ended without agreement; the PM is to evaluate it
	DisputeEvaluated  MatterState = "evaluated"  // it is over, and what was learnt of it is written
)

// What can happen to a change.
const (
	EventAssessed   = "the PM assesses it"
	EventApproved   = "the client approves it"
	EventRejected   = "the client rejects it" // also a settlement of a dispute
	EventCarriedOut = "the PM carries it out"
	EventVerified   = "the client verifies it"
	EventWrong      = "the client finds it wrong"
	EventDropped    = "the PM drops it" // also a dispute
)

// What can happen to a dispute.
const (
	EventAnalysed   = "the PM analyses it"
	EventProposed   = "the PM proposes a settlement"
	EventEscalated  = "it goes to the mediator"
	EventMediated   = "the mediator proposes a settlement"
	EventAgreed     = "all agree"
	EventUnresolved = "it ends without agreement"
	EventEvaluated  = "the PM evaluates it"
)

const eventRaised = "it is raised" // the first step of every matter

// ChangeMoves is the whole of what can happen to a change.
func ChangeMoves() []Move[MatterState] {
	return []Move[MatterState]{
		{EventAssessed, []MatterState{ChangeRaised}, ChangeAssessed},
		{EventApproved, []MatterState{ChangeAssessed}, ChangeApproved},
		{EventRejected, []MatterState{ChangeAssessed}, ChangeRejected},
		{EventCarriedOut, []MatterState{ChangeApproved}, ChangeCarriedOut},
		{EventVerified, []MatterState{ChangeCarriedOut}, ChangeVerified},
		{EventWrong, []MatterState{ChangeCarriedOut}, ChangeApproved},
		{EventDropped, []MatterState{ChangeRaised, ChangeAssessed, ChangeApproved}, MatterDropped},
	}
}

// DisputeMoves is the whole of what can happen to a dispute.
func DisputeMoves() []Move[MatterState] {
	return []Move[MatterState]{
		{EventAnalysed, []MatterState{DisputeIdentified}, DisputeAnalysed},
		{EventProposed, []MatterState{DisputeAnalysed}, DisputeProposed},
		{EventEscalated, []MatterState{DisputeAnalysed, DisputeProposed}, DisputeEscalated},
		{EventMediated, []MatterState{DisputeEscalated}, DisputeProposed},
		{EventAgreed, []MatterState{DisputeProposed}, DisputeAgreed},
		{EventRejected, []MatterState{DisputeProposed}, DisputeAnalysed},
		{EventUnresolved, []MatterState{DisputeAnalysed, DisputeProposed, DisputeEscalated}, DisputeUnresolved},
		{EventEvaluated, []MatterState{DisputeAgreed, DisputeUnresolved}, DisputeEvaluated},
		{EventDropped, []MatterState{DisputeIdentified, DisputeAnalysed}, MatterDropped},
	}
}

func (k MatterKind) moves() []Move[MatterState] {
	if k == MatterDispute {
		return DisputeMoves()
	}
	return ChangeMoves()
}

func (k MatterKind) first() MatterState {
	if k == MatterDispute {
		return DisputeIdentified
	}
	return ChangeRaised
}

// Over says whether nothing more can happen to a matter in this state.
func (s MatterState) Over() bool {
	switch s {
	case ChangeRejected, ChangeVerified, DisputeEvaluated, MatterDropped:
		return true
	}
	return false
}

// Matter is a change or a dispute.
type Matter struct {
	ID           int64       `json:"-"`
	Project      string      `json:"project"`
	Kind         MatterKind  `json:"kind"`
	Number       int         `json:"number"` // among its kind in its project
	Title        string      `json:"title"`
	State        MatterState `json:"state"`
	Version      int         `json:"version"` // counts its steps
	Case         int64       `json:"-"`       // it came of; 0: of none
	Confirmation int64       `json:"-"`       // its text that people are to confirm now; 0: none
	Asked        int         `json:"asked"`   // 1: who has the next step was asked, 2: and reminded
	AskedAt      time.Time   `json:"-"`
	Actor        string      `json:"actor"` // of the last step
	Created      time.Time   `json:"created"`
	Changed      time.Time   `json:"changed"`
}

// Step is what happened to a matter.
type Step struct {
	Version int         `json:"version"`
	Event   string      `json:"event"`
	State   MatterState `json:"state"` // that it led to
	Text    string      `json:"text"`
	Actor   string      `json:"actor"`
	Entry   int64       `json:"entry,omitempty"` // of the mail that did it
	At      time.Time   `json:"at"`
}

const selectMatter = `SELECT id, project, kind, number, title, state, version, COALESCE(case_id, 0), COALESCE(confirmation_id, 0), asked, asked_ms, actor, created_ms, changed_ms FROM matter`

func scanMatter(row interface{ Scan(...any) error }) (m Matter, err error) {
	var asked, created, changed int64
	err = row.Scan(&m.ID, &m.Project, &m.Kind, &m.Number, &m.Title, &m.State, &m.Version, &m.Case, &m.Confirmation, &m.Asked, &asked, &m.Actor, &created, &changed)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return m, fmt.Errorf("read a change or dispute: %w", explain(err))
	}
	m.AskedAt, m.Created, m.Changed = timeOf(asked), timeOf(created), timeOf(changed)
	return m, nil
}

// MatterQuery says which matters are wanted; empty fields do not restrict.
type MatterQuery struct {
	Project string
	Kind    MatterKind
	Number  int
	ID      int64
	Open    bool // not over
}

// Matters gives changes and disputes, the newest last.
func (s *Store) Matters(ctx context.Context, q MatterQuery) ([]Matter, error) {
	query, args := selectMatter+` WHERE id > 0`, []any{}
	add := func(condition string, value any) {
		args = append(args, value)
		query += fmt.Sprintf(" AND "+condition, len(args))
	}
	if q.Project != "" {
		add("project = $%d", q.Project)
	}
	if q.Kind != "" {
		add("kind = $%d", q.Kind)
	}
	if q.Number != 0 {
		add("number = $%d", q.Number)
	}
	if q.ID != 0 {
		add("id = $%d", q.ID)
	}
	rows, err := s.reader.QueryContext(ctx, query+` ORDER BY id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list changes and disputes: %w", explain(err))
	}
	defer rows.Close()
	list := []Matter{}
	for rows.Next() {
		m, err := scanMatter(rows)
		if err != nil {
			return nil, err
		}
		if !q.Open || !m.State.Over() {
			list = append(list, m)
		}
	}
	return list, explain(rows.Err())
}

// Steps gives what happened to a matter, the first step first.
func (s *Store) Steps(ctx context.Context, matter int64) ([]Step, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT version, event, state, text, actor, COALESCE((SELECT min(e.id) FROM entry e WHERE e.message_id = step.message_id), 0), at_ms FROM step WHERE matter_id = $1 ORDER BY version`, matter)
	if err != nil {
		return nil, fmt.Errorf("list the steps: %w", explain(err))
	}
	defer rows.Close()
	list := []Step{}
	for rows.Next() {
		var one Step
		var at int64
		if err := rows.Scan(&one.Version, &one.Event, &one.State, &one.Text, &one.Actor, &one.Entry, &at); err != nil {
			return nil, err
		}
		one.At = timeOf(at)
		list = append(list, one)
	}
	return list, explain(rows.Err())
}
