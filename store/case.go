package store

import (
	"context"
	"database/sql"
	"errors"
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

// followCase applies a logged mail to the cases of its thread: a client who asks
// something opens one, once in a thread, or asks again; any mail of the team answers it.
func (tx *Tx) followCase(id, thread int64, m *Message, v Verdict) error {
	if v.Kind != KindHuman || v.Project == "" || v.answersOnly() || v.Draft != nil || v.Command != nil || tx.now-millis(m.Date) > oldestCase.Milliseconds() {
		return nil
	}
	if v.May(EffectStopClock) {
		if err := tx.dropHeldCases(thread, from(m)); err != nil {
			return err
		}
	}
	var (
		known           int64
		state           CaseState
		since, answered int64
		elsewhere       bool // it is another case that the one of this thread was merged into
	)
	err := tx.row(`SELECT one.id, one.state, one.opened_ms, one.answered_ms, one.id <> c.id FROM cases c JOIN message m ON m.id = c.message_id JOIN cases one ON one.id = COALESCE(c.merged_id, c.id)
		WHERE m.thread_id = $1 AND one.state <> 'closed' ORDER BY one.id DESC LIMIT 1`, thread).
		Scan(&known, &state, &since, &answered, &elsewhere)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("look for the case of thread %d: %w", thread, err)
	}
	switch v.Role {
	case RolePM, RoleTeam:
		if known == 0 || millis(m.Date) < since || !v.May(EffectStopClock) {
			return nil // it was written before it was asked, or answers nobody
		}
		if moved, err := caseMachine().move(tx, known, EventCaseAnswered); err != nil || !moved {
			return err
		}
		return tx.exec(`UPDATE cases SET answer_id = $1, answered_ms = $2 WHERE id = $3`, id, millis(m.Date), known)
	case RoleClient:
		kind, words := gravest(v.Asks)
		switch {
		case kind == "" || !v.May(EffectOpenCase):
			return nil
		case known == 0:
			return tx.openCase(Case{Project: v.Project, Kind: kind, Title: m.Subject, Words: words, Message: id, Opened: m.Date, Actor: from(m), Acknowledged: !v.May(EffectAcknowledge) || v.Stop != nil})
		case state == CaseAnswered && millis(m.Date) >= answered: // an older one came late
			if _, err := caseMachine().move(tx, known, EventCaseAskedAgain); err != nil {
				return err
			}
			if err := tx.exec(`UPDATE cases SET opened_ms = $1, due_ms = 0, answered_ms = 0, answer_id = NULL, answer_warning = 'none', words = $2 WHERE id = $3`, millis(m.Date), words, known); err != nil || elsewhere {
				return err // by its own message its thread is known
			}
			return tx.exec(`UPDATE cases SET message_id = $1 WHERE id = $2`, id, known)
		}
	}
	return nil
}

// OpensCase reports whether the mail asks something that opens a case, if its proof is
// enough.
func (v Verdict) OpensCase() bool {
	if v.Kind != KindHuman || v.Project == "" || v.Role != RoleClient || v.Answer != nil && v.Answer.Rejection != RejectedUninvited && v.Answer.Also == "" {
		return false
	}
	kind, _ := gravest(v.Asks)
	return kind != "" && v.Draft == nil && v.Command == nil
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

// openCase opens a case. Of c, only Project, Kind, Title, Words, Message, Opened, Actor (who
// asks) and Acknowledged count.
func (tx *Tx) openCase(c Case) error {
	c.Title = strings.TrimSpace(c.Title)
	err := tx.row(`INSERT INTO cases (project, number, kind, state, title, words, message_id, first_ms, opened_ms, changed_ms, acknowledged)
		VALUES ($1, (SELECT COALESCE(max(number), 0) + 1 FROM cases WHERE project = $2), $3, 'open', $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		c.Project, c.Project, c.Kind, c.Title, c.Words, c.Message, millis(c.Opened), millis(c.Opened), tx.now, c.Acknowledged).Scan(&c.ID)
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
	var words string
	if err := tx.row(`SELECT new_text FROM body WHERE message_id = $1`, c.Message).Scan(&words); err != nil {
		return err
	}
	if len(words) > longestWish {
		words = strings.ToValidUTF8(words[:longestWish], "")
	}
	_, err := tx.RaiseProcedure(Procedure{Project: c.Project, Kind: kind, Title: ReadSubject(c.Title).Title, Case: c.ID, Actor: actor}, words, c.Message)
	return err
}

const selectCase = `SELECT c.id, c.project, c.number, c.kind, c.state, c.title, c.words, c.message_id, (SELECT min(e.id) FROM entry e WHERE e.message_id = c.message_id),
	c.first_ms, c.opened_ms, c.due_ms, c.answered_ms, c.answer_warning, c.solve_ms, c.solution_warning, c.owner, COALESCE((SELECT one.number FROM cases one WHERE one.id = c.merged_id), 0), c.acknowledged, c.actor, c.changed_ms FROM cases c`

func scanCase(row scanner) (c Case, err error) {
	err = row.Scan(&c.ID, &c.Project, &c.Number, &c.Kind, &c.State, &c.Title, &c.Words, &c.Message, &c.Entry, ms(&c.First), ms(&c.Opened), ms(&c.Due), ms(&c.Answered), &c.Warned, ms(&c.Solve), &c.SolveWarned, &c.Owner, &c.Merged, &c.Acknowledged, &c.Actor, ms(&c.Changed))
	return c, readError("read a case", err)
}

// CaseQuery selects cases. Zero fields do not restrict.
type CaseQuery struct {
	Project string
	Number  int
	ID      int64
	State   CaseState
	Open    bool      // not closed
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
	return collect(ctx, s.reader, "list cases", scanCase, selectCase+f.where()+` ORDER BY c.opened_ms, c.id`, f.args...)
}
