package trackertest

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// TAPD is a TAPD.
type TAPD struct{ *Server }

// NewTAPD starts a TAPD with one workspace.
func NewTAPD(workspace string) (*TAPD, error) {
	t := &TAPD{}
	var err error
	t.Server, err = start(workspace, t.answer)
	return t, err
}

func (t *TAPD) answer(s *Server, w http.ResponseWriter, r *http.Request, _ map[string]any) {
	q := r.URL.Query()
	if r.Header.Get("Authorization") != basic(ClientID, s.Secret) {
		reply(w, http.StatusUnauthorized, map[string]any{"status": 401, "info": "Unauthorized"})
		return
	}
	if r.Method == http.MethodPost {
		r.ParseForm()
		q = r.PostForm
	}
	if q.Get("workspace_id") != s.Project {
		reply(w, http.StatusOK, map[string]any{"status": 404, "data": "", "info": "workspace not found"})
		return
	}
	beijing := time.FixedZone("Asia/Shanghai", 8*3600)
	after := func(q url.Values, name string, have time.Time) bool {
		bound, ok := strings.CutPrefix(q.Get(name), ">")
		return q.Get(name) == "" || ok && !have.IsZero() && have.In(beijing).Format(time.DateTime) > bound
	}
	switch {
	case r.Method == http.MethodGet && r.URL.Path == "/stories" && q.Get("fields") != "":
		var list []any
		for _, it := range s.listed() {
			if after(q, "completed", it.Completed) && after(q, "modified", it.Updated) && after(q, "created", it.Created) && (q.Get("id") == "" || q.Get("id") == it.ID) && (q.Get("status") == "" || it.Stage == "in_progress") {
				list = append(list, map[string]any{"Story": t.json(it)})
			}
		}
		t.page(w, r, list)
	case r.Method == http.MethodGet && r.URL.Path == "/iterations":
		list := []any{map[string]any{"Iteration": map[string]any{"id": "it1", "name": "Sprint 4", "startdate": date(s.now().AddDate(0, 0, -3)), "enddate": date(s.now().AddDate(0, 0, 3)), "status": "open"}}}
		for _, v := range s.versions {
			status := "open"
			if v.Done {
				status = "done"
			}
			list = append(list, map[string]any{"Iteration": map[string]any{"id": v.ID, "name": v.Name, "startdate": "", "enddate": date(v.End), "status": status}})
		}
		t.page(w, r, list)
	case r.Method == http.MethodPost && r.URL.Path == "/stories" && q.Get("name") != "":
		reply(w, http.StatusOK, map[string]any{"status": 1, "data": map[string]any{"Story": t.json(s.add(q.Get("name"), q.Get("description"), "story"))}, "info": "success"})
	default:
		s.refuse(w, r, "there is no such request")
	}
}

func (t *TAPD) page(w http.ResponseWriter, r *http.Request, list []any) {
	most, err := strconv.Atoi(r.URL.Query().Get("limit"))
	at, err2 := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || err2 != nil || most > 200 || at < 1 {
		t.refuse(w, r, "which page?")
		return
	}
	from := min((at-1)*most, len(list))
	reply(w, http.StatusOK, map[string]any{"status": 1, "data": append([]any{}, list[from:min(from+most, len(list))]...), "info": "success"})
}

func (t *TAPD) json(it Item) map[string]any {
	moment := func(at time.Time) any {
		if at.IsZero() {
			return nil
		}
		return at.In(time.FixedZone("Asia/Shanghai", 8*3600)).Format(time.DateTime)
	}
	out := map[string]any{
		"id": it.ID, "name": it.Title, "description": it.Description, "status": map[string]string{"pending": "planning", "in_progress": "developing", "completed": "status_7"}[it.Stage],
		"due": dateOrNull(it.End), "completed": moment(it.Completed), "iteration_id": "0", "progress": "0",
	}
	if it.Sprint != "" {
		out["iteration_id"] = "it1"
	}
	if it.Percent > 0 {
		out["progress"] = strconv.Itoa(it.Percent)
	}
	return out
}
