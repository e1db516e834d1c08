package store

import "context"

// SentReports returns the last reports of a project that were sent, at most limit, the
// newest period first.
func (s *Store) SentReports(ctx context.Context, project string, limit int) ([]Report, error) {
	return collect(ctx, s.reader, "list the sent reports", scanReport, selectReport+` WHERE project = $1 AND state = 'sent' ORDER BY period DESC LIMIT $2`, project, limit)
}
