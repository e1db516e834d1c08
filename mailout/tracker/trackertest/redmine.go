package trackertest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Redmine is a Redmine.
type Redmine struct{ *Server }

// NewRedmine starts a Redmine.
func NewRedmine(project string) (*Redmine, error) {
	m := &Redmine{}
	var err error
	m.Server, err = start(project, m.answer)
	return m, err
}

func (m *Redmine) answer(s *Server, w http.ResponseWriter, r *http.Request, body map[string]any) {
	q := r.URL.Query()
	if r.Header.Get("X-Redmine-API-Key") != s.Secret {
		reply(w, http.StatusUnauthorized, map[string]any{})
		return
	}
	path := r.URL.Path
	switch {
	case r.Method == http.MethodGet && path == "/projects/"+s.Project+".json":
		reply(w, http.StatusOK, map[string]any{"project": map[string]any{"id": 12, "identifier": s.Project}})
	case r.Method == http.MethodGet && path == "/projects/"+s.Project+"/versions.json":
		list := []any{}
		for i, v := range s.versions {
			status := "open"
			if v.Done {
				status = "closed"
			}
			list = append(list, map[string]any{"id": i + 1, "name": v.Name, "status": status, "due_date": dateOrNull(v.End)})
		}
		reply(w, http.StatusOK, map[string]any{"versions": list})
	case r.Method == http.MethodGet && path == "/issues.json" && q.Get("project_id") == s.Project:
		m.issues(w, r)
	case r.Method == http.MethodPost && path == "/issues.json":
		f, _ := body["issue"].(map[string]any)
		if f["project_id"] != 12.0 || text(f["subject"]) == "" {
			s.refuse(w, r, fmt.Sprintf("no issue can be made of %v", body))
			return
		}
		reply(w, http.StatusCreated, map[string]any{"issue": m.json(s.add(text(f["subject"]), text(f["description"]), "issue"))})
	case r.Method == http.MethodGet && strings.HasPrefix(path, "/issues/"):
		it, ok := s.numbered(strings.TrimSuffix(strings.TrimPrefix(path, "/issues/"), ".json"))
		if !ok {
			reply(w, http.StatusNotFound, map[string]any{})
			return
		}
		reply(w, http.StatusOK, map[string]any{"issue": m.json(it)})
	default:
		reply(w, http.StatusNotFound, map[string]any{})
	}
}

func (m *Redmine) issues(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	most, err := strconv.Atoi(q.Get("limit"))
	from, err2 := strconv.Atoi(q.Get("offset"))
	if err != nil || err2 != nil || most > 100 {
		m.refuse(w, r, "which page?")
		return
	}
	after := func(name string, t time.Time) bool {
		bound, ok := strings.CutPrefix(q.Get(name), ">=")
		return q.Get(name) == "" || ok && date(t) >= bound
	}
	list := []any{}
	for _, it := range m.listed() {
		closed := it.Stage == "completed"
		if (q.Get("status_id") == "*" || (q.Get("status_id") == "closed") == closed) && after("closed_on", it.Completed) && after("created_on", it.Created) {
			list = append(list, m.json(it))
		}
	}
	most = min(most, 3) // so that there are several pages
	from = min(from, len(list))
	reply(w, http.StatusOK, map[string]any{"issues": list[from:min(from+most, len(list))], "total_count": len(list), "offset": from, "limit": most})
}

func (m *Redmine) json(it Item) map[string]any {
	out := map[string]any{
		"id": number(it), "subject": it.Title, "description": it.Description, "status": map[string]any{"id": 1, "name": "New", "is_closed": false}, "done_ratio": max(it.Percent, 0), "due_date": dateOrNull(it.End), "closed_on": nil,
	}
	switch it.Stage {
	case "completed":
		out["status"], out["closed_on"] = map[string]any{"id": 5, "name": "Closed", "is_closed": true}, it.Completed.UTC().Format(time.RFC3339)
	case "in_progress":
		out["status"] = map[string]any{"id": 2, "name": "In Progress", "is_closed": false}
	}
	return out
}
