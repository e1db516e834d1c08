package export

import (
	"time"

	"rapport/classify/trust"
	"rapport/cmd/rapport/config"
	"rapport/store"
)

// New returns an export of the whole log of a project, without internal entries.
func New(c *config.Config, s *store.Store, project store.Project, now time.Time) Export {
	project.Zone = c.Zone(project.Code)
	return Export{
		Store: s, Project: project, Of: c.ProjectOf, People: c.Directory(), Limits: c.Limits.Parse(), Now: now,
		Contradicted: func(e *store.Evidence) bool { contradicted, _ := trust.Contradicted(e); return contradicted },
		Query:        store.LogQuery{Project: project.Code, Own: c.IsOwn},
	}
}
