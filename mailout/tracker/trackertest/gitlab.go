package trackertest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// GitLab is a GitLab. Items are numbered by what stands last in their keys.
type GitLab struct{ *Server }

// NewGitLab starts a GitLab with one project, such as group/name.
func NewGitLab(project string) (*GitLab, error) {
	g := &GitLab{}
	var err error
	g.Server, err = start(project, g.answer)
	return g, err
}

// number returns the number of an item in its project.
func number(it Item) int {
	n, _ := strconv.Atoi(it.Key[strings.LastIndexAny(it.Key, "-#")+1:])
	return n
}

func (s *Server) numbered(n string) (Item, bool) {
	for _, it := range s.items {
		if strconv.Itoa(number(it)) == n {
			return it, true
		}
	}
	return Item{}, false
}

func (g *GitLab) answer(s *Server, w http.ResponseWriter, r *http.Request, body map[string]any) {
	q := r.URL.Query()
	if r.Header.Get("PRIVATE-TOKEN") != s.Secret {
		reply(w, http.StatusUnauthorized, map[string]any{"message": "401 Unauthorized"})
		return
	}
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), "/api/v4/projects/"+strings.ReplaceAll(s.Project, "/", "%2F"))
	if !ok {
		reply(w, http.StatusNotFound, map[string]any{"message": "404 Project Not Found"})
		return
	}
	switch {
	case r.Method == http.MethodGet && rest == "/issues":
		after := func(name string) time.Time {
			t, _ := time.Parse(time.RFC3339, q.Get(name))
			return t
		}
		list := []any{}
		for _, it := range s.listed() {
			closed := it.Stage == "completed"
			if (q.Get("state") == "" || (q.Get("state") == "closed") == closed) && !it.Updated.Before(after("updated_after")) && !it.Created.Before(after("created_after")) {
				list = append(list, g.json(it))
			}
		}
		paged(s, w, r, list, "per_page", "page")
	case r.Method == http.MethodGet && rest == "/milestones":
		list := []any{}
		for _, v := range s.versions {
			state := "active"
			if v.Done {
				state = "closed"
			}
			list = append(list, map[string]any{"title": v.Name, "due_date": dateOrNull(v.End), "state": state, "web_url": "https://gitlab.example/-/milestones/" + v.ID})
		}
		paged(s, w, r, list, "per_page", "page")
	case r.Method == http.MethodPost && rest == "/issues" && text(body["title"]) != "":
		reply(w, http.StatusCreated, g.json(s.add(text(body["title"]), text(body["description"]), "issue")))
	case r.Method == http.MethodGet && strings.HasPrefix(rest, "/issues/"):
		it, ok := s.numbered(strings.TrimPrefix(rest, "/issues/"))
		if !ok {
			reply(w, http.StatusNotFound, map[string]any{"message": "404 Not found"})
			return
		}
		reply(w, http.StatusOK, g.json(it))
	default:
		s.refuse(w, r, "there is no such request")
	}
}

// paged answers with a page of a list as a bare array; pages count from 1.
func paged(s *Server, w http.ResponseWriter, r *http.Request, list []any, size, index string) {
	most, err := strconv.Atoi(r.URL.Query().Get(size))
	at, err2 := strconv.Atoi(r.URL.Query().Get(index))
	if index != "" && r.URL.Query().Get(index) == "" {
		at, err2 = 1, nil
	}
	if err != nil || err2 != nil || most > 100 || at < 1 {
		s.refuse(w, r, "which page?")
		return
	}
	from := min((at-1)*most, len(list))
	reply(w, http.StatusOK, list[from:min(from+most, len(list))])
}

func (g *GitLab) json(it Item) map[string]any {
	out := map[string]any{
		"id": 9000 + number(it), "iid": number(it), "title": it.Title, "description": it.Description, "state": "opened", "labels": []string{"bug"}, "web_url": fmt.Sprintf("https://gitlab.example/-/issues/%d", number(it)),
		"due_date": dateOrNull(it.End), "closed_at": nil, "milestone": nil, "task_completion_status": map[string]any{"count": 0, "completed_count": 0},
	}
	switch it.Stage {
	case "completed":
		out["state"], out["closed_at"] = "closed", it.Completed.Format(time.RFC3339)
	case "in_progress":
		out["labels"] = []string{"bug", "workflow::In progress"}
	}
	if it.Sprint != "" {
		out["milestone"] = map[string]any{"state": "active", "start_date": date(g.now().AddDate(0, 0, -3)), "due_date": date(g.now().AddDate(0, 0, 3))}
	}
	if it.Percent >= 0 {
		out["task_completion_status"] = map[string]any{"count": 100, "completed_count": it.Percent}
	}
	return out
}
