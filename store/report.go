package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/store/pattern"
)

// ReportState is how far a progress report is.
type ReportState string

// The states of a report.
const (
	ReportPlanned  ReportState = "planned"  // its time has come; the PM is to be asked
	ReportAsked    ReportState = "asked"    // the PM was asked
	ReportDrafted  ReportState = "drafted"  // there is a text; the PM is to see the report
	ReportProposed ReportState = "proposed" // the PM was shown it
	ReportApproved ReportState = "approved" // it is to be sent when it is due
	ReportSent     ReportState = "sent"     // it is in the outbox
	ReportSkipped  ReportState = "skipped"  // there is none for this period
)

// What happens to a report.
const (
	EventReportAsked    Event = "the PM is asked"
	EventReportDrafted  Event = "a text comes in"
	EventReportProposed Event = "the PM is shown it"
	EventReportReturned Event = "its text cannot be used"
	EventReportApproved Event = "the PM approves it"
	EventReportForced   Event = "an administrator approves it"
	EventReportSent     Event = "it goes to the client"
	EventReportSkipped  Event = "it is skipped"
)

// ReportMoves is the whole of what can happen to a report. One that is approved can change
// until it is due.
func ReportMoves() []Move[ReportState] {
	open := []ReportState{ReportPlanned, ReportAsked, ReportDrafted, ReportProposed, ReportApproved}
	return []Move[ReportState]{
		{EventReportAsked, []ReportState{ReportPlanned}, ReportAsked},
		{EventReportDrafted, open, ReportDrafted},
		{EventReportProposed, []ReportState{ReportDrafted}, ReportProposed},
		{EventReportReturned, []ReportState{ReportDrafted, ReportApproved}, ReportAsked},
		{EventReportApproved, []ReportState{ReportProposed}, ReportApproved},
		{EventReportForced, []ReportState{ReportDrafted, ReportProposed}, ReportApproved},
		{EventReportSent, []ReportState{ReportApproved}, ReportSent},
		{EventReportSkipped, open, ReportSkipped},
	}
}

func reportMachine() machine[ReportState] {
	return machine[ReportState]{"report", "changed_ms", ReportMoves()}
}

// Report is a progress report for a period of a project.
type Report struct {
	ID        int64         `json:"report"`
	Project   string        `json:"project"`
	Period    string        `json:"period"` // the day that names it, 2026-03-06
	From      string        `json:"from"`   // first and last day
	To        string        `json:"to"`
	Due       time.Time     `json:"due"`
	State     ReportState   `json:"state"`
	Version   int           `json:"version"` // of the draft; 0: there is none
	Draft     string        `json:"draft"`
	Before    string        `json:"-"`     // the draft before this one
	Figures   string        `json:"-"`     // as the PM was shown them, JSON of the caller's; "" before
	Outside   string        `json:"-"`     // what the tracker said of the period before the PM was asked, likewise
	Actor     string        `json:"actor"` // who wrote, approved or skipped it last
	Reminders int           `json:"reminders"`
	Reminded  time.Time     `json:"reminded"` // or asked
	Changed   time.Time     `json:"changed"`
	Planned   int           `json:"planned"` // per cent of the project at its end; -1 unknown
	Actual    int           `json:"actual"`
	Files     []VersionFile `json:"files,omitempty"` // that go with the draft
}

// PlanReport returns the report for a period, and creates it if there is none. A period has
// one report, whatever becomes of it.
func (tx *Tx) PlanReport(r Report) (Report, error) {
	if err := tx.exec(`INSERT INTO report (project, period, from_day, to_day, due_ms, state, changed_ms) VALUES ($1, $2, $3, $4, $5, 'planned', $6)
		ON CONFLICT (project, period) DO NOTHING`, r.Project, r.Period, r.From, r.To, millis(r.Due), tx.now); err != nil {
		return r, fmt.Errorf("plan the report %s of %s: %w", r.Period, r.Project, err)
	}
	return scanReport(tx.row(selectReport+` WHERE project = $1 AND period = $2`, r.Project, r.Period))
}

var selectReport = `SELECT id, project, period, from_day, to_day, due_ms, state, version, draft, before, figures, outside, actor, reminders, reminded_ms, changed_ms, planned, actual, ` +
	filesColumn(AboutReport, `f.object = report.id AND f.draft = report.version`) + ` FROM report`

func scanReport(row scanner) (r Report, err error) {
	err = row.Scan(&r.ID, &r.Project, &r.Period, &r.From, &r.To, ms(&r.Due), &r.State, &r.Version, &r.Draft, &r.Before, &r.Figures, &r.Outside, &r.Actor, &r.Reminders, ms(&r.Reminded), ms(&r.Changed), &r.Planned, &r.Actual, filesOf(&r.Files))
	return r, readError("read a report", err)
}

// Report returns one report. An unknown one is ErrNotFound.
func (s *Store) Report(ctx context.Context, id int64) (Report, error) {
	return scanReport(s.reader.QueryRowContext(ctx, selectReport+` WHERE id = $1`, id))
}

// Reports returns the reports of a project, or of all where it is "", the newest
// period first; with open only those that are neither sent nor skipped.
func (s *Store) Reports(ctx context.Context, project string, open bool) ([]Report, error) {
	var f filter
	f.when(project != "", "project = $%d", project)
	f.holds(open, "state NOT IN ('sent', 'skipped')")
	return collect(ctx, s.reader, "list reports", scanReport, selectReport+f.where()+` ORDER BY period DESC, id DESC`, f.args...)
}

// LatestReports returns for each project the report of its latest period, of those
// that are due before a time: a clock that was wrong for a while may have planned
// others.
func (s *Store) LatestReports(ctx context.Context, before time.Time) (map[string]Report, error) {
	list, err := collect(ctx, s.reader, "list reports", scanReport, `WITH RECURSIVE of (code) AS (SELECT min(project) FROM report UNION ALL
			SELECT (SELECT min(r.project) FROM report r WHERE r.project > code) FROM of WHERE code IS NOT NULL)
		`+selectReport+` WHERE id IN (SELECT (SELECT r.id FROM report r WHERE r.project = code AND r.due_ms < $1 ORDER BY r.period DESC LIMIT 1) FROM of)`, before.UnixMilli())
	latest := make(map[string]Report, len(list))
	for _, r := range list {
		latest[r.Project] = r
	}
	return latest, err
}

// Report returns a report as the transaction sees it.
func (tx *Tx) Report(id int64) (Report, error) {
	return scanReport(tx.row(selectReport+` WHERE id = $1`, id))
}

// moveReportVersion applies an event to a report whose text is still that of version.
func (tx *Tx) moveReportVersion(report int64, version int, event Event) (bool, error) {
	r, err := tx.Report(report)
	if errors.Is(err, ErrNotFound) || err == nil && r.Version != version {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return reportMachine().move(tx, report, event)
}

// MarkReportAsked records that the PM was asked, or reminded.
func (tx *Tx) MarkReportAsked(report int64) (bool, error) {
	moved, err := reportMachine().move(tx, report, EventReportAsked)
	if err != nil || !moved {
		return false, err
	}
	return true, tx.exec(`UPDATE report SET reminded_ms = $1 WHERE id = $2`, tx.now, report)
}

// MarkReportFetched records what the tracker said of the period of a report that the PM is to
// be asked for. It reports false where it said something before.
func (tx *Tx) MarkReportFetched(report int64, outside string) (bool, error) {
	return tx.changedOne(`UPDATE report SET outside = $1 WHERE id = $2 AND outside = '' AND state = 'planned'`, outside, report)
}

// MarkReportReminded records that the PM was reminded of a report that waits for them.
func (tx *Tx) MarkReportReminded(report int64) (bool, error) {
	return tx.changedOne(`UPDATE report SET reminders = reminders + 1, reminded_ms = $1 WHERE id = $2 AND state IN ('asked', 'proposed')`, tx.now, report)
}

// MarkReportProposed records that the PM was shown version of the report, with figures
// that it is to have when it is sent.
func (tx *Tx) MarkReportProposed(report int64, version int, figures string) (bool, error) {
	moved, err := tx.moveReportVersion(report, version, EventReportProposed)
	if err != nil || !moved {
		return false, err
	}
	return true, tx.exec(`UPDATE report SET reminded_ms = $1, figures = $2 WHERE id = $3`, tx.now, figures, report)
}

// MarkReportReturned records that the text of the report cannot be used and that the PM
// was notified why.
func (tx *Tx) MarkReportReturned(report int64, version int) (bool, error) {
	moved, err := tx.moveReportVersion(report, version, EventReportReturned)
	if err != nil || !moved {
		return false, err
	}
	return true, tx.exec(`UPDATE report SET reminded_ms = $1 WHERE id = $2`, tx.now, report)
}

// MarkReportSent records that the report is in the outbox, and how far the project was.
func (tx *Tx) MarkReportSent(report int64, planned, actual int) (bool, error) {
	moved, err := reportMachine().move(tx, report, EventReportSent)
	if err != nil || !moved {
		return false, err
	}
	if err := tx.exec(`UPDATE report SET planned = $1, actual = $2 WHERE id = $3`, planned, actual, report); err != nil {
		return false, err
	}
	return true, tx.exec(`UPDATE version_file SET version = draft WHERE about = 'report' AND object = $1 AND draft = (SELECT version FROM report WHERE id = $2)`, report, report)
}

// draftReport takes a text for a report that is not yet approved. The same text again
// changes nothing.
func (tx *Tx) draftReport(report int64, text, actor string) (bool, error) {
	r, err := tx.Report(report)
	if err != nil {
		return false, err
	}
	return tx.draftReportWith(r, text, r.Files, actor)
}

// draftReportWith is draftReport with the files that are to go with the text.
func (tx *Tx) draftReportWith(r Report, text string, files []VersionFile, actor string) (bool, error) {
	if r.Draft == text && SameFiles(r.Files, files) || r.Version >= mostVersions {
		return false, nil
	}
	moved, err := reportMachine().moveBy(tx, r.ID, EventReportDrafted, actor)
	if err != nil || !moved {
		return false, err
	}
	if err := tx.exec(`UPDATE report SET version = version + 1, before = draft, draft = $1, reminders = 0 WHERE id = $2`, text, r.ID); err != nil {
		return false, err
	}
	return true, tx.bindFiles(AboutReport, r.ID, r.Version+1, files)
}

// mostVersions bounds the drafts of a report: a machine that answers every mail
// without saying so comes to an end.
const mostVersions = 40

// approveReport lets the version that was shown be sent.
func (tx *Tx) approveReport(report int64, version int, actor string) (bool, error) {
	moved, err := tx.moveReportVersion(report, version, EventReportApproved)
	if err != nil || !moved {
		return false, err
	}
	return true, tx.exec(`UPDATE report SET actor = $1 WHERE id = $2`, cleanActor(actor), report)
}

// releaseReport makes an approved report due at once.
func (tx *Tx) releaseReport(report int64) error {
	return tx.exec(`UPDATE report SET due_ms = min(due_ms, $1) WHERE id = $2 AND state = 'approved'`, tx.now, report)
}

// SendNow is the argument of a DecisionOK that sends at once what would otherwise wait until
// it is due.
const SendNow = "now"

func (tx *Tx) skipReport(report int64, actor string) (bool, error) {
	return reportMachine().moveBy(tx, report, EventReportSkipped, actor)
}

// applyReportResponse applies the reply of a PM who was asked for a report, or shown one,
// and queues the receipt where the next mail would not say what became of it.
func (tx *Tx) applyReportResponse(message int64, a *Response, m *Message) error {
	r, err := tx.Report(a.Object)
	if err != nil {
		return err
	}
	files, changed, err := tx.filesOfResponse(message, a, r.Files)
	if err != nil {
		return err
	}
	tell, words := "", ""
	switch a.Decision {
	case DecisionSkip:
		tell = ReceiptNoEffect
		skipped, err := tx.skipReport(r.ID, a.Address)
		if err != nil {
			return err
		}
		if skipped {
			tell = ReceiptWithdrawn
		}
	case DecisionOK, DecisionNote:
		switch {
		case changed && r.Version > 0: // they are to be seen before anybody gets them
			done, err := tx.draftReportWith(r, renamed(r.Draft, "", r.Files, files), files, a.Address)
			if err != nil {
				return err
			}
			if !done {
				tell = ReceiptNoEffect
			}
		case a.Decision == DecisionNote:
			tell, words = ReceiptUnclear, shortened(m.ownWords())
		default:
			if tell, err = tx.okReport(r, a); err != nil {
				return err
			}
		}
	default:
		if tell, words, err = tx.reviseReport(r, a, m.textOf(a), files); err != nil {
			return err
		}
	}
	if tell == "" {
		return nil
	}
	return tx.queueReceipt(AboutReport, a, message, tell, words)
}

// okReport applies the approval of a PM, and returns what they are to be told: nothing where
// the report itself tells them, because it leaves at once, and where they said so before.
func (tx *Tx) okReport(r Report, a *Response) (tell string, err error) {
	if a.Version == r.Version && Hindered(r.Files) {
		return ReceiptFiles, nil
	}
	approved, err := tx.approveReport(r.ID, a.Version, a.Address)
	before := a.Version == r.Version && (r.State == ReportApproved || r.State == ReportSent)
	switch {
	case err != nil:
		return "", err
	case a.Argument == SendNow && (approved || before):
		return "", tx.releaseReport(r.ID)
	case approved && millis(r.Due) > tx.now:
		return ReceiptScheduled, nil
	case approved || before:
		return "", nil
	case a.Version == r.Version:
		return ReceiptNoEffect, nil
	}
	return ReceiptStale, nil
}

// reviseReport applies a PM's response to the text of a report. What is asked for is the
// text, whatever it is; what takes the place of another text must be one.
func (tx *Tx) reviseReport(r Report, a *Response, words string, files []VersionFile) (tell, said string, err error) {
	text := words
	switch {
	case a.Decision == DecisionNewText:
		text = a.Argument
	case r.State == ReportPlanned, r.State == ReportAsked && !a.editsAlone(), isForm(words) && !a.editsAlone():
	default:
		revised := a.revise(r.Draft, words)
		if revised.problem != "" && SameFiles(r.Files, files) {
			return revised.problem, shortened(revised.words), nil
		}
		if text = revised.text; revised.problem != "" { // its files are taken
			text, tell, said = r.Draft, revised.problem, shortened(revised.words)
		}
	}
	done, err := tx.draftReportWith(r, text, files, a.Address)
	if err == nil && !done {
		tell = ReceiptNoEffect
	}
	return tell, said, err
}

// editsAlone reports whether a response asks for other words, and says nothing else.
func (a *Response) editsAlone() bool { return a.Decision == DecisionEdit && len(a.Problems) == 0 }

// isForm reports whether a text has at least two headings or labels, as a report has: those of the
// form, or of its writer.
func isForm(text string) bool {
	lines := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
	n, rows := 0, 0
	for i, line := range lines {
		line = strings.TrimSpace(line)
		isItem := listItem.MatchString(line)
		switch {
		case formHeading.MatchString(line), numberedHeading.MatchString(line):
			n++
		case !isItem && i+1 < len(lines) && listItem.MatchString(strings.TrimSpace(lines[i+1])) && utf8.RuneCountInString(line) <= longestName && !strings.ContainsAny(line, ".!?。！？,，"):
			n++
		}
		if strings.HasPrefix(line, "|") {
			rows++
		}
	}
	return n >= 2 || rows >= 2
}

// longestName is the length of a heading above a list, in characters.
const longestName = 40

var (
	listItem = pattern.New(`^(?:[-*+•·●▪–]\s*\S|\d{1,2}[.)、）]\s*\S|[✅✔✓☑☐])`)
	// numberedHeading is “一、已完成” or “【完成】”, alone or with its text.
	numberedHeading = pattern.New(`^(?:[一二三四五六七八九十]{1,2}、|[(（][一二三四五六七八九十]{1,2}[)）]、?)\s*\p{Han}{2,12}(?:[:：]|$)`)
)

var formHeading = pattern.New(`^(?:#{1,4}\s+\S|\*\*[^*]{2,40}\*\*|【[^】]{2,20}】|[\p{L} ]{2,30}[:：](?:\s|\p{Han}|$))`)
