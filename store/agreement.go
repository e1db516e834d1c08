package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"rapport/store/pattern"
)

// Agreement is a decision that is in force: a text that was confirmed, an approved change or
// the settlement of a dispute.
type Agreement struct {
	Kind    ConfirmationKind    `json:"kind"`
	Project string              `json:"project"`
	Number  int                 `json:"number"` // of the text, or of the change or dispute, in its project
	Title   string              `json:"title"`
	Version int                 `json:"version"`
	Outcome ConfirmationOutcome `json:"outcome"` // confirmed, or silence
	// Stage is how far a change is: approved, carried-out or verified; "" for what is no change.
	Stage  ProcedureState `json:"stage,omitempty"`
	At     time.Time      `json:"at"`    // when it came into force
	Entry  int64          `json:"entry"` // of the last mail that confirmed it; 0: none did
	By     []AgreedBy     `json:"by"`    // who confirmed it, in that order
	Silent []Address      `json:"silent"`
	Text   string         `json:"text"`
	Files  []VersionFile  `json:"files,omitempty"`
	// Replaces are the numbers of the texts of its kind and title that were in force before.
	Replaces []int `json:"replaces"`
}

// AgreedBy is one person's agreement.
type AgreedBy struct {
	Name    string    `json:"name"`
	Address string    `json:"address"`
	At      time.Time `json:"at"`
	Words   string    `json:"words"`
	For     string    `json:"stated_by"` // who said it for them; "" themselves
	// Deputy is who answered in their place, as their deputy; empty where they did themselves.
	Deputy Address `json:"deputy,omitzero"`
	Entry  int64   `json:"entry"` // of their mail; 0: it was said at the shell
	// Proof is how the mail is tied to the question, and how far its sender is proved:
	// “round trip, authenticated”; see docs/proof.md.
	Proof string `json:"proof"`
}

// Agreements returns the decisions of a project that are in force, the oldest first.
func (s *Store) Agreements(ctx context.Context, project string) ([]Agreement, error) {
	texts, err := s.Confirmations(ctx, ConfirmationQuery{Project: project})
	if err != nil {
		return nil, err
	}
	people, err := s.agreedBy(ctx, project)
	if err != nil {
		return nil, err
	}
	procedures, err := s.Procedures(ctx, ProcedureQuery{Project: project})
	if err != nil {
		return nil, err
	}
	list := []Agreement{}
	for _, c := range texts {
		a, inForce := agreementOf(c, procedures)
		if !inForce {
			continue
		}
		a.By, a.Silent = []AgreedBy{}, []Address{}
		for _, who := range people[c.ID] {
			if who.state == ConfirmerConfirmed {
				a.By = append(a.By, who.AgreedBy)
				a.Entry = cmp.Or(who.Entry, a.Entry)
			} else {
				a.Silent = append(a.Silent, Address{Name: who.Name, Address: who.Address})
			}
		}
		list = append(replaced(list, &a), a)
	}
	slices.SortStableFunc(list, func(a, b Agreement) int { return a.At.Compare(b.At) })
	return list, nil
}

// agreementOf returns a text as an agreement, and whether it is one that is in force.
func agreementOf(c Confirmation, procedures []Procedure) (a Agreement, inForce bool) {
	agreed := c.State == ConfirmationSettled && (c.Outcome == OutcomeConfirmed || c.Outcome == OutcomeSilence)
	if !agreed || c.Kind.IsSentOnly() || c.Kind == VerifyChange { // a change stands there once
		return a, false
	}
	a = Agreement{Kind: c.Kind, Project: c.Project, Number: c.Number, Title: c.Title, Version: c.Version, Outcome: c.Outcome, At: c.Changed, Text: c.Text, Files: c.Files, Replaces: []int{}}
	if c.Kind != ChangeRequest && c.Kind != Settlement {
		return a, true
	}
	// It is that of the last procedure of the title that there was when it was asked about.
	var of *Procedure
	for i, p := range procedures {
		if p.Title == c.Title && (p.Kind == ProcedureChange) == (c.Kind == ChangeRequest) && !p.Created.After(c.Created) && !p.Changed.Before(c.Changed) {
			of = &procedures[i]
		}
	}
	if of == nil {
		return a, true
	}
	a.Number = of.Number
	if c.Kind == ChangeRequest {
		a.Stage = of.State
	}
	return a, of.State != ProcedureDropped
}

// replaced returns the agreements without that which a newer one replaces: of the kinds of
// which there is one at a time, that of the same title.
func replaced(list []Agreement, by *Agreement) []Agreement {
	if !slices.Contains([]ConfirmationKind{ProjectPlan, Scope, Acceptance, TrainingPlan, Solution}, by.Kind) {
		return list
	}
	return slices.DeleteFunc(list, func(a Agreement) bool {
		if a.Kind != by.Kind || titleWithoutVersion(a.Title) != titleWithoutVersion(by.Title) || a.At.After(by.At) {
			return false
		}
		by.Replaces = append(append(by.Replaces, a.Replaces...), a.Number)
		return true
	})
}

// versionInTitle is what tells versions of one text apart in their titles.
var versionInTitle = pattern.New(`(?i)[\s,，_-]*(?:\b(?:v|ver|version|rev|revision)\.?\s*\d+(?:\.\d+)*|第\s*\d+\s*版|[\(（](?:v|version|第)?\s*\d+(?:\.\d+)*\s*版?[\)）])\s*$`)

func titleWithoutVersion(title string) string {
	return strings.Join(strings.Fields(strings.ToLower(versionInTitle.ReplaceAllString(title, ""))), " ")
}

// agreedBy returns who was asked about the texts of a project that are settled, by text, in
// the order in which they answered.
func (s *Store) agreedBy(ctx context.Context, project string) (map[int64][]confirmedBy, error) {
	people := map[int64][]confirmedBy{}
	_, err := collect(ctx, s.reader, "list who agreed", func(row scanner) (none struct{}, err error) {
		var text int64
		who, err := scanConfirmedBy(row, &text)
		people[text] = append(people[text], who)
		return none, err
	}, selectConfirmedBy+` AND v.version = c.version WHERE c.project = $1 AND c.state = 'settled' ORDER BY v.at_ms, v.address`, project)
	return people, err
}

const selectConfirmedBy = `SELECT c.id, v.name, v.address, v.state, v.words, v.by, v.deputy, v.deputy_name, v.at_ms, coalesce((SELECT min(e.id) FROM entry e WHERE e.message_id = v.message_id), 0),
			coalesce((SELECT CASE b.reading WHEN '' THEN '' ELSE coalesce(json_extract(b.reading, '$.auth.level'), '') END FROM body b WHERE b.message_id = v.message_id), ''),
			EXISTS (SELECT 1 FROM request r WHERE r.purpose = 'confirm-again' AND r.object = c.id AND r.version = v.version AND r.answer_id = v.message_id),
			EXISTS (SELECT 1 FROM participant p WHERE p.message_id = v.message_id AND p.field IN ('to', 'cc', 'delivered-to') AND instr(p.address, '+r.') > 0)
		FROM confirmation c JOIN confirmer v ON v.confirmation_id = c.id`

// scanConfirmedBy reads what one person answered, and the number of the text.
func scanConfirmedBy(row scanner, text *int64) (who confirmedBy, err error) {
	var (
		level            Level
		again, roundTrip bool
	)
	err = row.Scan(text, &who.Name, &who.Address, &who.state, &who.Words, &who.For, &who.Deputy.Address, &who.Deputy.Name, ms(&who.At), &who.Entry, &level, &again, &roundTrip)
	if err != nil {
		return who, err
	}
	who.Proof = string(level)
	switch {
	case who.Entry == 0 && who.For != "":
		who.Proof = "at the shell"
	case who.Entry == 0 || who.For != "":
	case again:
		who.Proof = "challenge, " + who.Proof
	case roundTrip:
		who.Proof = "round trip, " + who.Proof
	default:
		who.Proof = "by Message-ID, " + who.Proof
	}
	who.Proof = strings.TrimSuffix(who.Proof, ", ")
	return who, nil
}

type confirmedBy struct {
	AgreedBy
	state string
}
