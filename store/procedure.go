package store

import (
	"context"
	"slices"
	"time"
)

// ProcedureKind is a change request or a dispute.
type ProcedureKind string

// The kinds of procedures.
const (
	ProcedureChange  ProcedureKind = "change"
	ProcedureDispute ProcedureKind = "dispute"
)

// ProcedureState is how far a procedure is.
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

const eventRaised Event = "it is raised" // the first step of every procedure

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
		return machine[ProcedureState]{"procedure", "changed_ms", DisputeMoves()}
	}
	return machine[ProcedureState]{"procedure", "changed_ms", ChangeMoves()}
}

func (k ProcedureKind) first() ProcedureState {
	if k == ProcedureDispute {
		return DisputeIdentified
	}
	return ChangeRaised
}

// IsOver reports whether nothing more can happen to a procedure in this state.
func (s ProcedureState) IsOver() bool { return slices.Contains(statesOver(), s) }

func statesOver() []ProcedureState {
	return []ProcedureState{ChangeRejected, ChangeVerified, DisputeEvaluated, ProcedureDropped}
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
	Asked        StepRequest    `json:"asked"`
	AskedAt      time.Time      `json:"-"`
	Actor        string         `json:"actor"` // of the last step
	Created      time.Time      `json:"created"`
	Changed      time.Time      `json:"changed"`
}

// ProcedureStep is one step of a procedure.
type ProcedureStep struct {
	Version int            `json:"version"`
	Event   Event          `json:"event"`
	State   ProcedureState `json:"state"` // that it led to
	Text    string         `json:"text"`
	Actor   string         `json:"actor"`
	Entry   int64          `json:"entry,omitempty"` // of the mail that did it
	Files   []VersionFile  `json:"files,omitempty"`
	At      time.Time      `json:"at"`
}

const selectProcedure = `SELECT id, project, kind, number, title, state, version, COALESCE(case_id, 0), COALESCE(confirmation_id, 0), step_request, asked_ms, actor, created_ms, changed_ms FROM procedure`

func scanProcedure(row scanner) (m Procedure, err error) {
	err = row.Scan(&m.ID, &m.Project, &m.Kind, &m.Number, &m.Title, &m.State, &m.Version, &m.Case, &m.Confirmation, &m.Asked, ms(&m.AskedAt), &m.Actor, ms(&m.Created), ms(&m.Changed))
	return m, readError("read a change or dispute", err)
}

// ProcedureQuery selects procedures. Zero fields do not restrict.
type ProcedureQuery struct {
	Project string
	Kind    ProcedureKind
	Number  int
	ID      int64
	Open    bool // not over
}

// Procedures returns changes and disputes, the newest last.
func (s *Store) Procedures(ctx context.Context, q ProcedureQuery) ([]Procedure, error) {
	var f filter
	f.when(q.Project != "", "project = $%d", q.Project)
	f.when(q.Kind != "", "kind = $%d", q.Kind)
	f.when(q.Number != 0, "number = $%d", q.Number)
	f.when(q.ID != 0, "id = $%d", q.ID)
	for _, over := range statesOver() {
		f.when(q.Open, "state <> $%d", over)
	}
	return collect(ctx, s.reader, "list changes and disputes", scanProcedure, selectProcedure+f.where()+` ORDER BY id`, f.args...)
}

// ProcedureSteps returns the steps of a procedure, the first step first.
func (s *Store) ProcedureSteps(ctx context.Context, procedure int64) ([]ProcedureStep, error) {
	return collect(ctx, s.reader, "list the steps", func(row scanner) (one ProcedureStep, err error) {
		err = row.Scan(&one.Version, &one.Event, &one.State, &one.Text, &one.Actor, &one.Entry, ms(&one.At), filesOf(&one.Files))
		return one, err
	}, `SELECT version, event, state, text, actor, COALESCE((SELECT min(e.id) FROM entry e WHERE e.message_id = procedure_step.message_id), 0), at_ms, `+filesColumn(AboutProcedure, `f.object = procedure_step.procedure_id AND f.draft = procedure_step.version`)+` FROM procedure_step WHERE procedure_id = $1 ORDER BY version`, procedure)
}
