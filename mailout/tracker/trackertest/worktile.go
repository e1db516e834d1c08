package trackertest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Worktile is a Worktile.
type Worktile struct {
	*Server
	Says200  bool // a token that it does not take is an error with 200
	PageSize int  // most on a page; 0: as asked
	NoDesc   bool // it does not show descriptions
	token    string
	logins   int
}

// NewWorktile starts a Worktile.
func NewWorktile(key string) (*Worktile, error) {
	t := &Worktile{}
	var err error
	t.Server, err = start(key, t.answer)
	return t, err
}

// Expire ends the token.
func (t *Worktile) Expire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token = ""
}

func (t *Worktile) answer(s *Server, w http.ResponseWriter, r *http.Request, body map[string]any) {
	const api = "/open-api"
	q := r.URL.Query()
	if r.Method == http.MethodPost && r.URL.Path == api+"/tenant-access-token" {
		if text(body["client_id"]) != ClientID || text(body["client_secret"]) != s.Secret {
			reply(w, http.StatusOK, map[string]any{"ok": false, "error_code": 1101})
			return
		}
		t.logins++
		t.token = fmt.Sprintf("tenant-%d", t.logins)
		reply(w, http.StatusOK, map[string]any{"tenant_access_token": t.token, "expires_in": 7200})
		return
	}
	if t.token == "" || r.Header.Get("Authorization") != "Bearer "+t.token {
		if t.Says200 {
			reply(w, http.StatusOK, map[string]any{"ok": false, "error_code": 1103})
			return
		}
		reply(w, http.StatusUnauthorized, map[string]any{})
		return
	}
	switch r.Method + " " + strings.TrimPrefix(r.URL.Path, api) {
	case "GET /mission/get-projects-by-page":
		t.page(w, r, []any{map[string]any{"_id": "5e01", "identifier": "OTHER", "name": "Other"}, map[string]any{"_id": projectID, "identifier": s.Project, "name": "官网改版"}})
	case "GET /mission/get-project-tasks-by-page":
		if q.Get("project_id") != projectID {
			s.refuse(w, r, "of which project?")
			return
		}
		var list []any
		for _, it := range s.listed() {
			list = append(list, t.json(it, false))
		}
		t.page(w, r, list)
	case "GET /mission/get-tasks-by-ids":
		ids := strings.Split(q.Get("task_ids"), ",")
		if len(ids) > 20 || q.Get("fields") == "" {
			s.refuse(w, r, "too many, or no fields")
			return
		}
		list := []any{}
		for _, id := range ids {
			if it, ok := s.find(id); ok {
				list = append(list, t.json(it, true))
			}
		}
		reply(w, http.StatusOK, list)
	case "POST /mission/task":
		if text(body["project_id"]) != projectID || text(body["title"]) == "" {
			s.refuse(w, r, fmt.Sprintf("no task can be made of %v", body))
			return
		}
		reply(w, http.StatusOK, t.json(s.add(text(body["title"]), text(body["desc"]), "task"), true))
	default:
		s.refuse(w, r, "there is no such request")
	}
}

func (t *Worktile) page(w http.ResponseWriter, r *http.Request, list []any) {
	most, err := strconv.Atoi(r.URL.Query().Get("page_size"))
	at, err2 := strconv.Atoi(r.URL.Query().Get("page_index"))
	if err != nil || err2 != nil {
		t.refuse(w, r, "which page?")
		return
	}
	if t.PageSize > 0 {
		most = t.PageSize
	}
	from := min(at*most, len(list))
	to := min(from+most, len(list))
	reply(w, http.StatusOK, map[string]any{"items": list[from:to], "total": len(list), "has_more": to < len(list)})
}

func (t *Worktile) json(it Item, whole bool) map[string]any {
	kind, name := 1, "未开始"
	switch it.Stage {
	case "in_progress":
		kind, name = 2, "进行中"
	case "completed":
		kind, name = 3, "已完成"
	}
	children := []string{}
	for _, other := range t.items {
		if other.Parent == it.ID {
			children = append(children, other.ID)
		}
	}
	out := map[string]any{
		"_id": it.ID, "identifier": it.Key, "title": it.Title, "project_id": projectID, "created_at": it.Created.Unix(), "completed_at": 0, "is_archived": 0,
		"state_type": kind, "task_state": map[string]any{"_id": "s", "name": name, "type": kind}, "derived_ids": children,
	}
	if !it.Completed.IsZero() {
		out["completed_at"] = it.Completed.Unix()
	}
	if whole {
		properties := map[string]any{"due": map[string]any{"date": unix(it.End), "with_time": 0}}
		if !t.NoDesc {
			properties["desc"] = it.Description
		}
		out["properties"] = properties
	}
	return out
}
