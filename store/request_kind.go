package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Purpose is what a request asks of whom.
type Purpose string

// The purposes. Each has its row in requestKinds.
const (
	PurposeReportAsk   Purpose = "report-ask"    // a PM, for a progress report
	PurposeReports     Purpose = "reports-ask"   // a PM, for several reports that are due at one time
	PurposeReportDraft Purpose = "report-draft"  // a PM, whether the report that they are shown may be sent
	PurposeTeam        Purpose = "team-ask"      // a team member, for what their PM may need for reports
	PurposeDigest      Purpose = "digest"        // a PM in the morning, what is to be done with the numbered items that wait
	PurposeDraft       Purpose = "confirm-draft" // a PM, whether a text may be sent to those who are to confirm it
	PurposeNotice      Purpose = "confirm-note"  // a PM, nothing: what they may do while others are asked to confirm a text
	PurposeConfirm     Purpose = "confirm"       // one of these, to confirm it
	PurposeAgain       Purpose = "confirm-again" // a second time, at the address on file, when nothing proves who sent the first
	PurposeCase        Purpose = "case"          // a PM, about a case whose time runs out, which they may close
	PurposeProcedure   Purpose = "procedure"     // a PM, for the next step of a change or dispute
	PurposeMediate     Purpose = "mediate"       // the mediator, for a settlement
	PurposeMinutes     Purpose = "minutes-ask"   // a PM, for the minutes of a meeting
	PurposeClosing     Purpose = "closing-ask"   // a PM, what becomes of what is open when a project is closed, and what its log does not know
	PurposeAction      Purpose = "action"        // an owner, about their action items
	PurposeSurvey      Purpose = "survey"        // somebody, what they think
	PurposeProject     Purpose = "project-ask"   // a PM, which project a mail of theirs is for
	PurposeChallenge   Purpose = "challenge"     // somebody, whether they wrote a response that nothing proves
)

// Respondent is whom a request may be put to, and who therefore may respond.
type Respondent string

// The respondents.
const (
	RespondentPM      Respondent = "pm"      // a PM of the project, still
	RespondentContact Respondent = "contact" // any contact of the project
)

// requestKind is all that the store knows of the requests of one purpose.
type requestKind struct {
	purpose    Purpose
	object     string // the table that Request.Object is a number of
	respondent Respondent
	// apply does what a response to it says.
	apply func(tx *Tx, message int64, a *Response, m *Message) error
	// uninvited queues the receipts for what somebody else writes in the place of who
	// was asked; nil where that is nobody's concern.
	uninvited func(tx *Tx, message int64, a *Response, text string) error
	// open reports whether a response can still have its effect; nil where it always can.
	open func(tx *Tx, a *Response) (bool, error)
	// decides reports that a response with an effect ends it: while open reports true it has
	// had none. Others go on, and may be answered more than once.
	decides bool
	// load reads what else a request of the kind holds: questions or items; nil for
	// nothing.
	load func(ctx context.Context, q querier, r *Request) error
}

// requestKinds lists every kind of request. A new kind is a purpose and a row here.
func requestKinds() []requestKind {
	return []requestKind{
		{purpose: PurposeReportAsk, object: "report", respondent: RespondentPM, decides: true, open: (*Tx).reportOpen, apply: (*Tx).applyReportResponse},
		{purpose: PurposeReports, object: "report", respondent: RespondentPM, decides: true, open: (*Tx).reportsOpen, apply: (*Tx).applyReportsResponse, load: loadReports}, // by when they are due
		{purpose: PurposeReportDraft, object: "report", respondent: RespondentPM, decides: true, open: (*Tx).reportOpen, apply: (*Tx).applyReportResponse},
		{purpose: PurposeTeam, object: "team_part", respondent: RespondentContact, open: (*Tx).teamPartOpen, apply: (*Tx).applyTeamResponse, load: loadTeamParts},
		{purpose: PurposeDigest, object: "digest", respondent: RespondentPM, open: (*Tx).digestOpen, apply: (*Tx).applyDigestReply, load: loadDigestItems},
		{purpose: PurposeDraft, object: "confirmation", respondent: RespondentPM, decides: true, open: (*Tx).draftOpen, apply: (*Tx).decideConfirmation, load: loadDraft},
		{purpose: PurposeNotice, object: "confirmation", respondent: RespondentPM, open: (*Tx).draftOpen, apply: (*Tx).decideConfirmation, load: loadDraft},
		{purpose: PurposeConfirm, object: "confirmation", respondent: RespondentContact, apply: (*Tx).recordConfirmer, uninvited: (*Tx).uninvitedConfirmer, load: loadBinding},
		{purpose: PurposeAgain, object: "confirmation", respondent: RespondentContact, apply: (*Tx).recordConfirmer, uninvited: (*Tx).uninvitedConfirmer, load: loadBinding},
		{purpose: PurposeCase, object: "cases", respondent: RespondentPM, open: (*Tx).caseOpen, apply: (*Tx).decideCase},
		{purpose: PurposeProcedure, object: "procedure", respondent: RespondentPM, decides: true, open: (*Tx).procedureOpen, apply: (*Tx).decideProcedure},
		{purpose: PurposeMediate, object: "procedure", respondent: RespondentContact, decides: true, open: (*Tx).procedureOpen, apply: (*Tx).decideProcedure},
		{purpose: PurposeMinutes, object: "meeting", respondent: RespondentPM, apply: (*Tx).decideMinutes},
		{purpose: PurposeClosing, object: "closing", respondent: RespondentPM, open: (*Tx).closingOpen, apply: (*Tx).applyClosing},
		{purpose: PurposeAction, object: "action_list", respondent: RespondentContact, apply: (*Tx).decideAction, uninvited: (*Tx).uninvitedOwner, load: loadActionItems},
		{purpose: PurposeChallenge, object: "held", respondent: RespondentContact, apply: (*Tx).applyChallenge},
		{purpose: PurposeProject, object: "held", respondent: RespondentPM, apply: (*Tx).applyProject, load: loadProjects},
		{purpose: PurposeSurvey, object: "survey", respondent: RespondentContact, open: (*Tx).surveyOpen, apply: (*Tx).applySurveyResponse, load: loadForm},
	}
}

// requestKindOf returns the kind of a purpose, and whether there is one.
func requestKindOf(p Purpose) (requestKind, bool) {
	for _, kind := range requestKinds() {
		if kind.purpose == p {
			return kind, true
		}
	}
	return requestKind{}, false
}

// Purposes lists every purpose.
func Purposes() []Purpose {
	var list []Purpose
	for _, kind := range requestKinds() {
		list = append(list, kind.purpose)
	}
	return list
}

// Respondent returns who may respond to a request of the purpose, "" where there is no
// such purpose.
func (p Purpose) Respondent() Respondent {
	kind, _ := requestKindOf(p)
	return kind.respondent
}

// ConcernsOthers reports whether what somebody writes in the place of who was asked
// concerns the PMs.
func (p Purpose) ConcernsOthers() bool {
	kind, _ := requestKindOf(p)
	return kind.uninvited != nil
}

func loadForm(ctx context.Context, q querier, r *Request) error {
	return r.load(ctx, q, `SELECT form FROM survey WHERE id = $1`, &r.Form)
}

func loadDigestItems(ctx context.Context, q querier, r *Request) error {
	return r.load(ctx, q, `SELECT items FROM digest WHERE id = $1`, &r.Items)
}

func loadActionItems(ctx context.Context, q querier, r *Request) error {
	var ids []int64
	err := r.load(ctx, q, `SELECT items FROM action_list WHERE id = $1`, &ids)
	for _, id := range ids {
		r.Items = append(r.Items, DigestItem{Kind: ItemAction, Object: id, Project: r.Project})
	}
	return err
}

func loadBinding(ctx context.Context, q querier, r *Request) error {
	var kind ConfirmationKind
	err := q.QueryRowContext(ctx, `SELECT kind, version, provisional FROM confirmation WHERE id = $1`, r.Object).Scan(&kind, &r.Current, &r.Provisional)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read what request %d of %s is about: %w", r.ID, r.Project, explain(err))
	}
	r.Binds, r.Kind = kind.IsBinding(), kind
	if kind == Solution {
		_, r.Form, err = besideSolution(ctx, q, r.Object, r.Address)
		return err
	}
	return nil
}

// loadDraft reads the text that the PM saw in the mail that asked, "" where that is not known
// any more.
func loadDraft(ctx context.Context, q querier, r *Request) error {
	if err := loadBinding(ctx, q, r); err != nil || r.Kind == "" {
		return err
	}
	c, err := scanConfirmation(q.QueryRowContext(ctx, selectConfirmation+` WHERE id = $1`, r.Object))
	if err != nil {
		return fmt.Errorf("read the text that request %d of %s is about: %w", r.ID, r.Project, err)
	}
	r.Author, r.Written = c.Actor, c.Created
	switch {
	case r.Purpose == PurposeNotice:
		if r.Version == c.Version && c.Next == "" {
			r.Draft = c.Text
		}
	case r.Version == c.Draft:
		r.Draft = c.Latest()
	case r.Version == c.Draft-1:
		r.Draft = c.Before
	}
	return nil
}

// load reads the JSON that query selects of the object of r. An object that is not there
// has none.
func (r *Request) load(ctx context.Context, q querier, query string, into any) error {
	var text string
	err := q.QueryRowContext(ctx, query, r.Object).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), into)
	}
	if err != nil {
		return fmt.Errorf("read what request %d of %s holds (%s): %w", r.ID, r.Project, r.Purpose, explain(err))
	}
	return nil
}
