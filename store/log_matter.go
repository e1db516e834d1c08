package store

import (
	"context"
	"strings"
	"time"
)

// readMatters returns matters by their names, such as “confirmation 3”.
func readMatters(ctx context.Context, q querier, names []string) (map[string]*MatterState, error) {
	found := map[string]*MatterState{}
	if len(names) == 0 {
		return found, nil
	}
	byKind := map[string][]string{}
	for _, name := range names {
		kind, id, _ := strings.Cut(name, " ")
		byKind[kind] = append(byKind[kind], id)
	}
	ids := func(kind string) string { return "[" + strings.Join(byKind[kind], ",") + "]" }
	read := func(kind, query string) error {
		if len(byKind[kind]) == 0 {
			return nil
		}
		_, err := collect(ctx, q, "read the matters of the log", func(row scanner) (none struct{}, err error) {
			var id string
			m := MatterState{By: []Address{}}
			err = row.Scan(&id, &m.Kind, &m.Project, &m.Number, &m.Title, &m.State, &m.Outcome, &m.Version, &m.From, &m.To, ms(&m.At))
			m.key = kind + " " + id
			found[m.key] = &m
			return none, err
		}, query, ids(kind))
		return err
	}
	for _, one := range []struct{ kind, query string }{
		{"confirmation", `SELECT id, kind, project, number, title, state, outcome, version, '', '', changed_ms FROM confirmation WHERE id IN (SELECT value FROM json_each($1))`},
		{"procedure", `SELECT id, kind, project, number, title, state, '', 0, '', '', changed_ms FROM procedure WHERE id IN (SELECT value FROM json_each($1))`},
		{"report", `SELECT id, 'report', project, 0, '', state, '', 0, from_day, to_day, changed_ms FROM report WHERE id IN (SELECT value FROM json_each($1))`},
		{"survey", `SELECT id, 'survey', project, number, coalesce(json_extract(form, '$.title'), ''), state, '', 0, '', '', changed_ms FROM survey WHERE id IN (SELECT value FROM json_each($1))`},
		{"meeting", `SELECT id, 'meeting', project, 0, title, CASE cancelled WHEN 0 THEN state ELSE 'cancelled' END, '', 0, '', '', start_ms FROM meeting WHERE id IN (SELECT value FROM json_each($1))`},
		{"case", `SELECT id, 'case', project, number, title, state, '', 0, '', '', changed_ms FROM cases WHERE id IN (SELECT value FROM json_each($1))`},
	} {
		if err := read(one.kind, one.query); err != nil {
			return nil, err
		}
	}
	if err := addWorkItems(ctx, q, found, ids("procedure"), ids("case")); err != nil {
		return nil, err
	}
	if err := addConfirmers(ctx, q, found, "confirmation", `SELECT v.confirmation_id, v.version, v.name, v.address, v.state, v.deputy, v.deputy_name, v.at_ms FROM confirmer v
		WHERE v.confirmation_id IN (SELECT value FROM json_each($1)) ORDER BY v.at_ms, v.address`, ids("confirmation")); err != nil {
		return nil, err
	}
	// The text by which a procedure came to its state had its outcome in the same moment.
	return found, addConfirmers(ctx, q, found, "procedure", `SELECT p.id, 0, v.name, v.address, v.state, v.deputy, v.deputy_name, v.at_ms FROM procedure p
			JOIN confirmation c ON c.project = p.project AND c.changed_ms = p.changed_ms AND c.title = p.title AND c.kind IN ('change', 'verification', 'settlement')
			JOIN confirmer v ON v.confirmation_id = c.id AND v.version = c.version
		WHERE p.id IN (SELECT value FROM json_each($1)) ORDER BY v.at_ms, v.address`, ids("procedure"))
}

// addWorkItems adds to matters what they became in a tracker.
func addWorkItems(ctx context.Context, q querier, found map[string]*MatterState, procedures, cases string) error {
	for _, one := range []struct{ kind, ids, query string }{
		{"procedure", procedures, `SELECT procedure_id, key, stage FROM outside_item WHERE key <> '' AND procedure_id IN (SELECT value FROM json_each($1))`},
		{"case", cases, `SELECT case_id, key, stage FROM outside_item WHERE key <> '' AND case_id IN (SELECT value FROM json_each($1))`},
	} {
		if one.ids == "[]" {
			continue
		}
		_, err := collect(ctx, q, "read the work items of the log", func(row scanner) (none struct{}, err error) {
			var id, key, stage string
			if err = row.Scan(&id, &key, &stage); err == nil {
				m := found[one.kind+" "+id]
				m.WorkItem, m.WorkStage = key, stage
			}
			return none, err
		}, one.query, one.ids)
		if err != nil {
			return err
		}
	}
	return nil
}

// proceduresOf returns of which procedures some texts are, by the names of both: those of the
// same title that was there when the text was written.
func proceduresOf(ctx context.Context, q querier, names []string) (map[string]string, error) {
	var ids []string
	for _, name := range names {
		if id, ok := strings.CutPrefix(name, "confirmation "); ok {
			ids = append(ids, id)
		}
	}
	of := map[string]string{}
	if len(ids) == 0 {
		return of, nil
	}
	_, err := collect(ctx, q, "look for the changes that texts are of", func(row scanner) (none struct{}, err error) {
		var text, procedure string
		if err = row.Scan(&text, &procedure); err == nil {
			of[text] = procedure
		}
		return none, err
	}, `SELECT 'confirmation ' || c.id, 'procedure ' || p.id FROM confirmation c
			JOIN procedure p ON p.project = c.project AND p.kind = CASE c.kind WHEN 'settlement' THEN 'dispute' ELSE 'change' END AND p.title = c.title AND p.created_ms <= c.created_ms
		WHERE c.id IN (SELECT value FROM json_each($1)) AND c.kind IN ('change', 'verification', 'settlement') ORDER BY p.id`, "["+strings.Join(ids, ",")+"]")
	return of, err
}

// addConfirmers adds to matters who confirmed their present text or, while nobody has decided,
// who is awaited.
func addConfirmers(ctx context.Context, q querier, found map[string]*MatterState, kind, query, ids string) error {
	if ids == "[]" {
		return nil
	}
	_, err := collect(ctx, q, "read who confirmed", func(row scanner) (none struct{}, err error) {
		var (
			id, state string
			version   int
			who, by   Address
			at        time.Time
		)
		if err = row.Scan(&id, &version, &who.Name, &who.Address, &state, &by.Address, &by.Name, ms(&at)); err != nil {
			return none, err
		}
		m := found[kind+" "+id]
		m.Asked = append(m.Asked, who.Address)
		if version != m.Version {
			return none, nil
		}
		wanted := ConfirmerConfirmed
		switch {
		case m.State == string(ConfirmationAsked):
			wanted = ConfirmerWaiting
		case m.Outcome == string(OutcomeRejected), m.Outcome == string(OutcomeDisputed), m.State == string(ChangeRejected):
			wanted = ConfirmerObjected
		}
		if state == wanted {
			m.By = append(m.By, who)
			if by.Address != "" {
				if m.Deputies == nil {
					m.Deputies = map[string]Address{}
				}
				m.Deputies[who.Address] = by
			}
		}
		return none, nil
	}, query, ids)
	return err
}

// IsShared reports whether somebody of the client's side was asked about a matter, or sent it.
func (p Project) IsShared(m MatterState) bool {
	switch m.Kind {
	case MatterReport:
		return m.State == string(ReportSent)
	case MatterSurvey, MatterCase:
		return true
	case MatterMeeting, string(ActionItems):
		return false
	case string(Agenda), string(Retrospective):
		return m.State == string(ConfirmationSettled)
	case string(ProcedureChange):
		return m.State == string(ChangeApproved) || m.State == string(ChangeRejected) || m.State == string(ChangeCarriedOut) || m.State == string(ChangeVerified)
	case string(ProcedureDispute):
		return m.State == string(DisputeAgreed) || m.State == string(DisputeEvaluated)
	}
	for _, address := range m.Asked {
		if p.IsClient(address) {
			return true
		}
	}
	return false
}
