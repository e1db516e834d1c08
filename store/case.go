package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// CaseState is whether a client is waiting for the team.
type CaseState string

// The states of a case.
const (
	CaseOpen     CaseState = "open"     // the client waits
	CaseAnswered CaseState = "answered" // the team has answered
	CaseClosed   CaseState = "closed"   // it is settled
)

// The kinds that a PM may give a case, besides what a client's mail asks.
const (
	CaseSupport Ask = "support"
	CaseDispute Ask = "dispute"
)

// CaseKinds lists the kinds of cases.
func CaseKinds() []Ask {
	return []Ask{AskQuestion, AskProblem, CaseSupport, AskChange, AskComplaint, CaseDispute}
}

// Case is something that a client asked and is waiting for.
type Case struct {
	ID           int64     `json:"-"`
	Project      string    `json:"project"`
	Number       int       `json:"number"` // in its project
	Kind         Ask       `json:"kind"`   // one of CaseKinds
	State        CaseState `json:"state"`
	Title        string    `json:"title"`
	Words        string    `json:"words"`  // that opened it
	Message      int64     `json:"-"`      // that opened it, or asked again
	Entry        int64     `json:"entry"`  // of that message
	First        time.Time `json:"first"`  // when it was opened first
	Opened       time.Time `json:"opened"` // and last
	Due          time.Time `json:"due"`    // zero: no answer is due by a clock
	Answered     time.Time `json:"answered"`
	Warned       Warning   `json:"warned"` // of the time to answer
	Solve        time.Time `json:"solve"`  // when it is to be closed; zero: no clock says so
	SolveWarned  Warning   `json:"solve_warned"`
	Owner        string    `json:"owner"`                 // address of whom it is assigned to; "" nobody
	Merged       int       `json:"merged_into,omitempty"` // number of the case that it is one with; 0: none
	Acknowledged bool      `json:"acknowledged"`          // its client was told its number, or is not to be
	About        string    `json:"about,omitempty"`       // the part of the mail that it is about; "": all of it
	Waits        []Wait    `json:"waits,omitempty"`       // when its client was awaited
	Later        string    `json:"later,omitempty"`       // 2026-03-06: until then its PM does not hear of it
	Quiet        bool      `json:"quiet,omitempty"`       // it was closed because all was quiet after the answer
	Actor        string    `json:"actor"`                 // who closed it
	Changed      time.Time `json:"changed"`
}

// What happens to a case.
const (
	EventCaseAnswered   Event = "the team answers"
	EventCaseAskedAgain Event = "the client asks again"
	EventCaseClosed     Event = "somebody closes it"
	EventCaseSolved     Event = "its solution is confirmed"
	EventCaseMerged     Event = "it is merged into another"
	EventCaseReopened   Event = "somebody opens it again"
	EventCaseUnfiled    Event = "its mail belongs to no project"
	EventCaseQuiet      Event = "all is quiet after the answer"
	EventCaseRevived    Event = "the client writes again after it was quiet"
)

// CaseMoves is the whole of what can happen to a case.
func CaseMoves() []Move[CaseState] {
	return []Move[CaseState]{
		{EventCaseAnswered, []CaseState{CaseOpen}, CaseAnswered},
		{EventCaseAskedAgain, []CaseState{CaseAnswered}, CaseOpen},
		{EventCaseClosed, []CaseState{CaseOpen, CaseAnswered}, CaseClosed},
		{EventCaseSolved, []CaseState{CaseOpen, CaseAnswered}, CaseClosed},
		{EventCaseMerged, []CaseState{CaseOpen, CaseAnswered}, CaseClosed},
		{EventCaseReopened, []CaseState{CaseClosed}, CaseOpen},
		{EventCaseUnfiled, []CaseState{CaseOpen, CaseAnswered}, CaseClosed},
		{EventCaseQuiet, []CaseState{CaseAnswered}, CaseClosed},
		{EventCaseRevived, []CaseState{CaseClosed}, CaseOpen},
	}
}

func caseMachine() machine[CaseState] {
	return machine[CaseState]{"cases", "changed_ms", CaseMoves()}
}

// caseAsks are the asks that open a case, the gravest first.
var caseAsks = []Ask{AskComplaint, AskProblem, AskChange, AskQuestion}

// longestWish bounds the text of a client's mail that becomes a change request, in bytes.
const longestWish = 4 << 10

// oldestCase is the greatest age of a mail that opens a case: importing last year's mail
// must not cause warnings.
const oldestCase = 14 * 24 * time.Hour

// OpensCase reports whether the mail asks something that opens a case, if its proof is
// enough.
func (v Verdict) OpensCase() bool {
	if v.Kind != KindHuman || v.Project == "" || v.Role != RoleClient || v.Answer != nil && v.Answer.Rejection != RejectedUninvited && v.Answer.Also == "" {
		return false
	}
	kind, _ := gravest(v.Asks)
	return (kind != "" || v.asksApart()) && v.Draft == nil && v.Command == nil
}

// answersOnly reports whether the mail is a response to a request and asks nothing besides.
func (v Verdict) answersOnly() bool {
	return v.Answer != nil && v.Answer.Also == "" && (v.Answer.Rejection == "" || v.Answer.Rejection == RejectedUnproved)
}

func gravest(asks []FoundAsk) (Ask, string) {
	for _, kind := range caseAsks {
		if i := slices.IndexFunc(asks, func(a FoundAsk) bool { return a.Ask == kind }); i >= 0 {
			return kind, asks[i].Words
		}
	}
	return "", ""
}

// openCase opens a case. Of c, only Project, Kind, Title, Words, About, Message, Opened, Actor
// (who asks) and Acknowledged count.
func (tx *Tx) openCase(c Case) error {
	c.Title = strings.TrimSpace(c.Title)
	err := tx.row(`INSERT INTO cases (project, number, kind, state, title, words, about, message_id, first_ms, opened_ms, changed_ms, acknowledged)
		VALUES ($1, (SELECT COALESCE(max(number), 0) + 1 FROM cases WHERE project = $2), $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
		c.Project, c.Project, c.Kind, c.Title, c.Words, c.About, c.Message, millis(c.Opened), millis(c.Opened), tx.now, c.Acknowledged).Scan(&c.ID)
	if err != nil {
		return fmt.Errorf("open a case: %w", err)
	}
	return tx.raiseFrom(c, c.Actor)
}

// raiseFrom begins the procedure that a case of its kind needs, unless there is one, with
// the text of the mail that opened the case.
func (tx *Tx) raiseFrom(c Case, actor string) error {
	kind := map[Ask]ProcedureKind{AskChange: ProcedureChange, CaseDispute: ProcedureDispute}[c.Kind]
	if kind == "" {
		return nil
	}
	var known bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM procedure WHERE case_id = $1 AND kind = $2)`, c.ID, kind).Scan(&known); err != nil || known {
		return err
	}
	words := c.About
	if words == "" {
		if err := tx.row(`SELECT new_text FROM body WHERE message_id = $1`, c.Message).Scan(&words); err != nil {
			return err
		}
	}
	if len(words) > longestWish {
		words = strings.ToValidUTF8(words[:longestWish], "")
	}
	_, err := tx.RaiseProcedure(Procedure{Project: c.Project, Kind: kind, Title: ReadSubject(c.Title).Title, Case: c.ID, Actor: actor}, words, c.Message)
	return err
}

const selectCase = `SELECT c.id, c.project, c.number, c.kind, c.state, c.title, c.words, c.message_id, (SELECT min(e.id) FROM entry e WHERE e.message_id = c.message_id),
	c.first_ms, c.opened_ms, c.due_ms, c.answered_ms, c.answer_warning, c.solve_ms, c.solution_warning, c.owner, COALESCE((SELECT one.number FROM cases one WHERE one.id = c.merged_id), 0), c.acknowledged, c.about, c.waits, c.later, c.quiet, c.actor, c.changed_ms FROM cases c`

func scanCase(row scanner) (c Case, err error) {
	err = row.Scan(&c.ID, &c.Project, &c.Number, &c.Kind, &c.State, &c.Title, &c.Words, &c.Message, &c.Entry, ms(&c.First), ms(&c.Opened), ms(&c.Due), ms(&c.Answered), &c.Warned, ms(&c.Solve), &c.SolveWarned, &c.Owner, &c.Merged, &c.Acknowledged, &c.About, (*waits)(&c.Waits), &c.Later, &c.Quiet, &c.Actor, ms(&c.Changed))
	return c, readError("read a case", err)
}

// CaseQuery selects cases. Zero fields do not restrict.
type CaseQuery struct {
	Project string
	Number  int
	ID      int64
	State   CaseState
	Open    bool      // not closed
	Quiet   bool      // closed because all was quiet
	Since   time.Time // of its last change
}

// Cases returns cases, the oldest first.
func (s *Store) Cases(ctx context.Context, q CaseQuery) ([]Case, error) {
	var f filter
	f.when(q.Project != "", "c.project = $%d", q.Project)
	f.when(q.Number != 0, "c.number = $%d", q.Number)
	f.when(q.State != "", "c.state = $%d", q.State)
	f.when(q.ID != 0, "c.id = $%d", q.ID)
	f.when(!q.Since.IsZero(), "c.changed_ms >= $%d", millis(q.Since))
	f.holds(q.Open, "c.state <> 'closed'")
	f.holds(q.Quiet, "c.state = 'closed' AND c.quiet = 1")
	return collect(ctx, s.reader, "list cases", scanCase, selectCase+f.where()+` ORDER BY c.opened_ms, c.id`, f.args...)
}
