package trackertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// OpenProject is an OpenProject.
type OpenProject struct{ *Server }

// NewOpenProject starts an OpenProject.
func NewOpenProject(project string) (*OpenProject, error) {
	o := &OpenProject{}
	var err error
	o.Server, err = start(project, o.answer)
	return o, err
}

func (o *OpenProject) answer(s *Server, w http.ResponseWriter, r *http.Request, body map[string]any) {
	if r.Header.Get("Authorization") != basic("apikey", s.Secret) {
		reply(w, http.StatusUnauthorized, map[string]any{"errorIdentifier": "urn:openproject-org:api:v3:errors:Unauthenticated", "message": "You did not provide the correct credentials."})
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/api/v3")
	of := "/projects/" + s.Project
	switch {
	case r.Method == http.MethodGet && path == of+"/work_packages":
		o.workPackages(w, r)
	case r.Method == http.MethodGet && path == of+"/versions":
		list := []any{}
		for _, v := range s.versions {
			status := "open"
			if v.Done {
				status = "closed"
			}
			list = append(list, map[string]any{"name": v.Name, "endDate": dateOrNull(v.End), "status": status})
		}
		reply(w, http.StatusOK, map[string]any{"total": len(list), "_embedded": map[string]any{"elements": list}})
	case r.Method == http.MethodPost && path == of+"/work_packages" && text(body["subject"]) != "":
		description, _ := body["description"].(map[string]any)
		reply(w, http.StatusCreated, o.json(s.add(text(body["subject"]), text(description["raw"]), "Task")))
	case r.Method == http.MethodGet && strings.HasPrefix(path, "/work_packages/"):
		it, ok := s.numbered(strings.TrimPrefix(path, "/work_packages/"))
		if !ok {
			reply(w, http.StatusNotFound, map[string]any{"message": "The requested resource could not be found."})
			return
		}
		reply(w, http.StatusOK, o.json(it))
	case r.Method == http.MethodGet && strings.HasPrefix(path, "/statuses/"):
		reply(w, http.StatusOK, map[string]any{"id": 12, "isClosed": path == "/statuses/12"})
	default:
		reply(w, http.StatusNotFound, map[string]any{"message": "The requested resource could not be found."})
	}
}

func (o *OpenProject) workPackages(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	most, err := strconv.Atoi(q.Get("pageSize"))
	at, err2 := strconv.Atoi(q.Get("offset"))
	var filters []map[string]struct {
		Operator string
		Values   []string
	}
	if err != nil || err2 != nil || at < 1 || json.Unmarshal([]byte(q.Get("filters")), &filters) != nil {
		o.refuse(w, r, "no filters, or no page")
		return
	}
	list := []any{}
	for _, it := range o.listed() {
		fits := true
		for _, filter := range filters {
			for field, c := range filter {
				closed := it.Stage == "completed"
				has := map[string]time.Time{"updatedAt": it.Updated, "createdAt": it.Created}[field]
				switch {
				case field == "status" && c.Operator != "*":
					fits = fits && (c.Operator == "c") == closed
				case field == "status":
				case c.Operator == "<>d" && len(c.Values) == 2:
					from, err := time.Parse(time.RFC3339, c.Values[0])
					fits = fits && err == nil && !has.Before(from)
				default:
					o.refuse(w, r, "filter "+field)
					return
				}
			}
		}
		if fits {
			list = append(list, o.json(it))
		}
	}
	most = min(most, 3) // so that there are several pages
	from := min((at-1)*most, len(list))
	page := list[from:min(from+most, len(list))]
	reply(w, http.StatusOK, map[string]any{"_type": "Collection", "total": len(list), "count": len(page), "_embedded": map[string]any{"elements": page}})
}

func (o *OpenProject) json(it Item) map[string]any {
	status, id := "New", 1
	switch it.Stage {
	case "in_progress":
		status, id = "In progress", 7
	case "completed":
		status, id = "Closed", 12
	}
	out := map[string]any{
		"id": number(it), "subject": it.Title, "description": map[string]any{"format": "markdown", "raw": it.Description}, "percentageDone": nil, "updatedAt": it.Updated.UTC().Format(time.RFC3339),
		"_links": map[string]any{"status": map[string]any{"title": status, "href": fmt.Sprintf("/api/v3/statuses/%d", id)}, "type": map[string]any{"title": "Task"}},
	}
	if it.Percent >= 0 {
		out["percentageDone"] = it.Percent
	}
	if it.Type == "milestone" {
		out["date"] = date(it.End)
	} else {
		out["dueDate"] = dateOrNull(it.End)
	}
	return out
}
