package store

import (
	"context"
	"fmt"
)

// DraftReport records a text for a report from the shell, and approves it if asked to. A
// report that is approved, sent or skipped is ErrState.
func (s *Store) DraftReport(ctx context.Context, plan Report, text, actor string, approve bool) (r Report, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		if r, err = tx.PlanReport(plan); err != nil {
			return err
		}
		if _, err := tx.draftReport(r.ID, text, actor); err != nil {
			return err
		}
		if approve {
			if _, err := reportMachine().moveBy(tx, r.ID, EventReportForced, actor); err != nil {
				return err
			}
			if err := tx.releaseReport(r.ID); err != nil {
				return err
			}
		}
		if r, err = tx.Report(r.ID); err != nil {
			return err
		}
		if r.Draft != text || approve && r.State != ReportApproved {
			return fmt.Errorf("%w: it is %s", ErrState, r.State)
		}
		return nil
	})
	if err != nil {
		err = fmt.Errorf("take the text of the report %s of %s: %w", plan.Period, plan.Project, err)
	}
	return r, err
}

// SkipReport records from the shell that there is no report for a period.
func (s *Store) SkipReport(ctx context.Context, plan Report, actor string) (r Report, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		if r, err = tx.PlanReport(plan); err != nil {
			return err
		}
		skipped, err := tx.skipReport(r.ID, actor)
		if err == nil && !skipped {
			err = fmt.Errorf("%w: it is %s", ErrState, r.State)
		}
		return err
	})
	if err != nil {
		err = fmt.Errorf("skip the report %s of %s: %w", plan.Period, plan.Project, err)
	}
	return r, err
}
