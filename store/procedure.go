package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ProcedureKind says what goes from step to step.
type ProcedureKind string

// The kinds of matters.
const (
	ProcedureChange  ProcedureKind = "change"
	ProcedureDispute ProcedureKind = "dispute"
)

// ProcedureState says how far a matter is.
type ProcedureState string

// The states of a change.
const (
	ChangeRaised     ProcedureState = "raised"      // somebody wants it; the PM is to assess it
	ChangeAssessed   ProcedureState = "assessed"    // its impact is written; the client is to decide
	ChangeApproved   ProcedureState = "approved"    // it is to be carried out
	ChangeRejected   ProcedureState = "rejected"    // the client does not want it so
	ChangeCarriedOut ProcedureState = "carried-out" // the client is to look at it
	ChangeVerified   ProcedureState = "verified"    // the client has what was agreed
	ProcedureDropped ProcedureState = "dropped"     // the PM took it back
)

// The states of a dispute.
const (
	DisputeIdentified ProcedureState = "identified" // the PM is to write what it is about
	DisputeAnalysed   ProcedureState = "analysed"   // the PM is to propose a settlement, or to escalate it
	DisputeProposed   ProcedureState = "proposed"   // the client is to agree
	DisputeEscalated  ProcedureState = "escalated"  // the mediator is to propose a settlement
	DisputeAgreed     ProcedureState = "agreed"     // the PM is to evaluate it
	DisputeUnresolved ProcedureState = "unresolved" // it ended without agreement; the PM is to evaluate it
	DisputeEvaluated  ProcedureState = "evaluated"  // it is over, and what was learnt of it is written
)

// What happens to a change.
const (
	EventAssessed   Event = "the PM assesses it"
	EventApproved   Event = "the client approves it"
	EventRejected   Event = "the client rejects it" // also a settlement of a dispute
	EventCarriedOut Event = "the PM carries it out"
	EventVerified   Event = "the client verifies it"
	EventWrong      Event = "the client finds it wrong"
	EventDropped    Event = "the PM drops it" // also a dispute
)

// What happens to a dispute.
const (
	EventAnalysed   Event = "the PM analyses it"
	EventProposed   Event = "the PM proposes a settlement"
	EventEscalated  Event = "it goes to the mediator"
	EventMediated   Event = "the mediator proposes a settlement"
	EventAgreed     Event = "all agree"
	EventUnresolved Event = "it ends without agreement"
	EventEvaluated  Event = "the PM evaluates it"
)

const eventRaised Event = "it is raised" // the first step of every matter

// ChangeMoves is the whole of what can happen to a change.
func ChangeMoves() []Move[ProcedureState] {
	return []Move[ProcedureState]{
		{EventAssessed, []ProcedureState{ChangeRaised}, ChangeAssessed},
		{EventApproved, []ProcedureState{ChangeAssessed}, ChangeApproved},
		{EventRejected, []ProcedureState{ChangeAssessed}, ChangeRejected},
		{EventCarriedOut, []ProcedureState{ChangeApproved}, ChangeCarriedOut},
		{EventVerified, []ProcedureState{ChangeCarriedOut}, ChangeVerified},
		{EventWrong, []ProcedureState{ChangeCarriedOut}, ChangeApproved},
		{EventDropped, []ProcedureState{ChangeRaised, ChangeAssessed, ChangeApproved}, ProcedureDropped},
	}
}

// DisputeMoves is the whole of what can happen to a dispute.
func DisputeMoves() []Move[ProcedureState] {
	return []Move[ProcedureState]{
		{EventAnalysed, []ProcedureState{DisputeIdentified}, DisputeAnalysed},
		{EventProposed, []ProcedureState{DisputeAnalysed}, DisputeProposed},
		{EventEscalated, []ProcedureState{DisputeAnalysed, DisputeProposed}, DisputeEscalated},
		{EventMediated, []ProcedureState{DisputeEscalated}, DisputeProposed},
		{EventAgreed, []ProcedureState{DisputeProposed}, DisputeAgreed},
		{EventRejected, []ProcedureState{DisputeProposed}, DisputeAnalysed},
		{EventUnresolved, []ProcedureState{DisputeAnalysed, DisputeProposed, DisputeEscalated}, DisputeUnresolved},
		{EventEvaluated, []ProcedureState{DisputeAgreed, DisputeUnresolved}, DisputeEvaluated},
		{EventDropped, []ProcedureState{DisputeIdentified, DisputeAnalysed}, ProcedureDropped},
	}
}

func (k ProcedureKind) machine() machine[ProcedureState] {
	if k == ProcedureDispute {
		return machine[ProcedureState]{"matter", "changed_ms", DisputeMoves()}
	}
	return machine[ProcedureState]{"matter", "changed_ms", ChangeMoves()}
}

func (k ProcedureKind) first() ProcedureState {
	if k == ProcedureDispute {
		return DisputeIdentified
	}
	return ChangeRaised
}

// IsOver reports whether nothing more can happen to a matter in this state.
func (s ProcedureState) IsOver() bool {
	switch s {
	case ChangeRejected, ChangeVerified, DisputeEvaluated, ProcedureDropped:
		return true
	}
	return false
}

// Procedure is a change or a dispute.
type Procedure struct {
	ID           int64          `json:"-"`
	Project      string         `json:"project"`
	Kind         ProcedureKind  `json:"kind"`
	Number       int            `json:"number"` // among its kind in its project
	Title        string         `json:"title"`
	State        ProcedureState `json:"state"`
	Version      int            `json:"version"` // counts its steps
	Case         int64          `json:"-"`       // it came of; 0: of none
	Confirmation int64          `json:"-"`       // its text that people are to confirm now; 0: none
	Asked        int            `json:"asked"`   // 1: who has the next step was asked, 2: and reminded
	AskedAt      time.Time      `json:"-"`
	Actor        string         `json:"actor"` // of the last step
	Created      time.Time      `json:"created"`
	Changed      time.Time      `json:"changed"`
}

// ProcedureStep is what happened to a matter.
type ProcedureStep struct {
	Version int            `json:"version"`
	Event   Event          `json:"event"`
	State   ProcedureState `json:"state"` // that it led to
	Text    string         `json:"text"`
	Actor   string         `json:"actor"`
	Entry   int64          `json:"entry,omitempty"` // of the mail that did it
	At      time.Time      `json:"at"`
}

const selectMatter = `SELECT id, project, kind, number, title, state, version, COALESCE(case_id, 0), COALESCE(confirmation_id, 0), asked, asked_ms, actor, created_ms, changed_ms FROM matter`

func scanProcedure(row interface{ Scan(...any) error }) (m Procedure, err error) {
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

// ProcedureQuery says which matters are wanted; empty fields do not restrict.
type ProcedureQuery struct {
	Project string
	Kind    ProcedureKind
	Number  int
	ID      int64
	Open    bool // not over
}

// Procedures returns changes and disputes, the newest last.
func (s *Store) Procedures(ctx context.Context, q ProcedureQuery) ([]Procedure, error) {
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
	list := []Procedure{}
	for rows.Next() {
		m, err := scanProcedure(rows)
		if err != nil {
			return nil, err
		}
		if !q.Open || !m.State.IsOver() {
			list = append(list, m)
		}
	}
	return list, explain(rows.Err())
}

// ProcedureSteps returns what happened to a matter, the first step first.
func (s *Store) ProcedureSteps(ctx context.Context, matter int64) ([]ProcedureStep, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT version, event, state, text, actor, COALESCE((SELECT min(e.id) FROM entry e WHERE e.message_id = step.message_id), 0), at_ms FROM step WHERE matter_id = $1 ORDER BY version`, matter)
	if err != nil {
		return nil, fmt.Errorf("list the steps: %w", explain(err))
	}
	defer rows.Close()
	list := []ProcedureStep{}
	for rows.Next() {
		var one ProcedureStep
		var at int64
		if err := rows.Scan(&one.Version, &one.Event, &one.State, &one.Text, &one.Actor, &one.Entry, &at); err != nil {
			return nil, err
		}
		one.At = timeOf(at)
		list = append(list, one)
	}
	return list, explain(rows.Err())
}
