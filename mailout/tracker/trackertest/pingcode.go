package trackertest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What an application of PingCode may be allowed.
const (
	scopeSprint  = "sprint"
	scopeRelease = "release"
)

// PingCode is a PingCode.
type PingCode struct {
	*Server
	area     string
	Kind     string   // of its project: scrum, kanban, waterfall, hybrid
	Without  []string // scopes that the application lacks: sprint, release
	Words    bool     // types are objects rather than bare words
	Relative bool     // expires_in is a duration rather than a time
	PageSize int      // most on a page, whatever is asked; 0: 100
	Shrinks  bool     // the list loses an item after its first page, once
	tokens   []string
}

// ClientID is the id of the application that the server knows.
const ClientID = "a1B2c3D4"

// projectID is the id of its project.
const projectID = "5f0000000000000000000001"

// NewPingCode starts a PingCode whose interface has an area: pjm or project.
func NewPingCode(key, area string) (*PingCode, error) {
	p := &PingCode{area: area, Kind: "scrum"}
	var err error
	p.Server, err = start(key, p.answer)
	return p, err
}

// Expire ends all tokens.
func (p *PingCode) Expire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tokens = nil
}

func (p *PingCode) answer(s *Server, w http.ResponseWriter, r *http.Request, body map[string]any) {
	q := r.URL.Query()
	base := "/v1/" + p.area
	if r.URL.Path == "/v1/auth/token" {
		p.logIn(w, r)
		return
	}
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !slices.Contains(p.tokens, token) {
		reply(w, http.StatusUnauthorized, map[string]any{"code": "100025", "message": "invalid token"})
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, base)
	if !ok {
		w.Header().Set("Content-Type", "text/html; charset=utf-8") // its start page, for whatever it does not know
		w.Write([]byte("<!doctype html><title>PingCode</title>"))
		return
	}
	switch {
	case r.Method == http.MethodGet && rest == "/projects":
		list := []any{map[string]any{"id": "5f0000000000000000000009", "identifier": "OTHER", "type": "scrum"}}
		if q.Get("identifier") == s.Project {
			list = []any{map[string]any{"id": projectID, "identifier": s.Project, "name": "Website", "type": p.Kind}}
		}
		p.page(w, r, q.Get("page_size"), q.Get("page_index"), list)
	case r.Method == http.MethodGet && rest == "/projects/"+projectID+"/sprints" && q.Get("status") == "in_progress":
		p.scoped(w, r, scopeSprint, []any{map[string]any{"id": "5f00000000000000000000aa", "name": "Sprint 4", "status": "in_progress", "completed_at": nil}})
	case r.Method == http.MethodGet && rest == "/projects/"+projectID+"/versions":
		var list []any
		for _, v := range s.versions {
			stage, operated := "in_progress", any(nil)
			if v.Done {
				stage, operated = "completed", v.End.Unix()
			}
			list = append(list, map[string]any{"id": v.ID, "name": v.Name, "end_at": unix(v.End), "stage": map[string]any{"type": stage}, "operate_at": operated, "progress": 0.5})
		}
		p.scoped(w, r, scopeRelease, list)
	case r.Method == http.MethodGet && rest == "/work_item/types" && q.Get("project_id") == projectID:
		p.page(w, r, q.Get("page_size"), q.Get("page_index"), []any{map[string]any{"id": "task", "name": "任务"}, map[string]any{"id": "5f00000000000000000000bb", "name": "里程碑"}})
	case r.Method == http.MethodPost && rest == "/work_items/search" && p.area == "pjm":
		p.search(w, r, body)
	case r.Method == http.MethodGet && rest == "/work_items" && p.area == "project":
		p.list(w, r)
	case r.Method == http.MethodPost && rest == "/work_items":
		if text(body["project_id"]) != projectID || text(body["type_id"]) != "task" || text(body["title"]) == "" || !strings.HasPrefix(text(body["description"]), "<p>") {
			s.refuse(w, r, fmt.Sprintf("no item can be made of %v", body))
			return
		}
		reply(w, http.StatusOK, p.json(s.add(text(body["title"]), text(body["description"]), text(body["type_id"])), true))
	case r.Method == http.MethodGet && strings.HasPrefix(rest, "/work_items/"):
		it, ok := s.find(strings.TrimPrefix(rest, "/work_items/"))
		if !ok {
			reply(w, http.StatusBadRequest, map[string]any{"code": "100317", "message": "work item does not exist"})
			return
		}
		reply(w, http.StatusOK, p.json(it, true))
	default:
		s.refuse(w, r, "there is no such request: "+r.URL.RawQuery)
	}
}

func (p *PingCode) logIn(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch {
	case r.Method != http.MethodGet || q.Get("grant_type") != "client_credentials":
		p.refuse(w, r, "a token is asked for otherwise")
	case q.Get("client_id") != ClientID || q.Get("client_secret") != p.Secret:
		reply(w, http.StatusBadRequest, map[string]any{"code": "100024", "message": "the secret " + q.Get("client_secret") + " is wrong"})
	default:
		p.tokens = append(p.tokens, fmt.Sprintf("token-%d", len(p.tokens)+1))
		ends := time.Now().Add(30 * 24 * time.Hour).Unix()
		if p.Relative {
			ends = 30 * 24 * 3600
		}
		reply(w, http.StatusOK, map[string]any{"access_token": p.tokens[len(p.tokens)-1], "token_type": "Bearer", "expires_in": ends})
	}
}

// scoped answers with a list for which a scope is needed.
func (p *PingCode) scoped(w http.ResponseWriter, r *http.Request, scope string, list []any) {
	if slices.Contains(p.Without, scope) {
		reply(w, http.StatusForbidden, map[string]any{"code": "100027", "message": "no permission"})
		return
	}
	p.page(w, r, r.URL.Query().Get("page_size"), r.URL.Query().Get("page_index"), list)
}

// page answers with one page of a list; pages count from 0.
func (p *PingCode) page(w http.ResponseWriter, r *http.Request, size, index string, list []any) {
	most, err := strconv.Atoi(size)
	at, err2 := strconv.Atoi(index)
	if err != nil || err2 != nil || most < 1 || most > 100 {
		p.refuse(w, r, fmt.Sprintf("page_size %q, page_index %q", size, index))
		return
	}
	if p.PageSize > 0 {
		most = p.PageSize
	}
	from := min(at*most, len(list))
	values := list[from:min(from+most, len(list))]
	if values == nil {
		values = []any{}
	}
	reply(w, http.StatusOK, map[string]any{"page_size": most, "page_index": at, "total": len(list), "values": values})
}

// search answers a search in the new area.
func (p *PingCode) search(w http.ResponseWriter, r *http.Request, body map[string]any) {
	payload, _ := body["payload"].(map[string]any)
	filter, _ := payload["filter"].(map[string]any)
	if text(body["mode"]) != "query" || filter["project.id"] == nil {
		p.refuse(w, r, fmt.Sprintf("no search: %v", body))
		return
	}
	var list []any
	for _, it := range p.listed() {
		fits := true
		for field, value := range filter {
			condition, _ := value.(map[string]any)
			ok, known := fitsFilter(it, field, condition)
			if !known {
				p.refuse(w, r, fmt.Sprintf("filter %s %v", field, value))
				return
			}
			fits = fits && ok
		}
		if fits {
			list = append(list, p.json(it, false))
		}
	}
	p.page(w, r, fmt.Sprint(payload["page_size"]), fmt.Sprint(payload["page_index"]), list)
	if p.Shrinks && len(list) > 1 && fmt.Sprint(payload["page_index"]) == "0" {
		p.Shrinks = false
		p.items = slices.DeleteFunc(p.items, func(it Item) bool { return p.json(it, false)["id"] == list[0].(map[string]any)["id"] })
	}
}

// fitsFilter reports whether an item fits one field of a filter, and whether there is such a
// filter.
func fitsFilter(it Item, field string, condition map[string]any) (fits, known bool) {
	if len(condition) != 1 {
		return false, false
	}
	texts := map[string]string{"project.id": projectID, "parent.id": it.Parent, "sprint.id": it.Sprint}
	times := map[string]time.Time{"completed_at": it.Completed, "updated_at": it.Updated, "end_at": it.End}
	for operator, value := range condition {
		if has, ok := texts[field]; ok && operator == "in" {
			list, _ := value.([]any)
			return slices.ContainsFunc(list, func(v any) bool { return text(v) == has && has != "" }), len(list) > 0 && len(list) <= 20
		}
		if has, ok := times[field]; ok {
			switch bounds := value.(type) {
			case float64:
				return !has.IsZero() && has.Unix() >= int64(bounds), operator == "gte"
			case []any:
				from, _ := bounds[0].(float64)
				until, _ := bounds[1].(float64)
				return !has.IsZero() && has.Unix() >= int64(from) && has.Unix() <= int64(until), operator == "between" && len(bounds) == 2
			}
		}
		if field == "description" && operator == "contains" {
			return strings.Contains(it.Description, text(value)), true
		}
	}
	return false, false
}

// list answers a question in the old area.
func (p *PingCode) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	within := func(name string, t time.Time) bool {
		from, until, _ := strings.Cut(q.Get(name), ",")
		a, _ := strconv.ParseInt(from, 10, 64)
		b, _ := strconv.ParseInt(until, 10, 64)
		return q.Get(name) == "" || !t.IsZero() && t.Unix() >= a && t.Unix() <= b
	}
	if q.Get("project_ids") != projectID {
		p.refuse(w, r, "of which project?")
		return
	}
	var list []any
	for _, it := range p.listed() {
		if within("updated_between", it.Updated) && within("end_between", it.End) && within("created_between", it.Created) &&
			(q.Get("sprint_ids") == "" || q.Get("sprint_ids") == it.Sprint) && strings.Contains(it.Title, q.Get("keywords")) {
			list = append(list, p.json(it, false))
		}
	}
	p.page(w, r, q.Get("page_size"), q.Get("page_index"), list)
}

func unix(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}

// json returns an item as PingCode has it; lists have no description.
func (p *PingCode) json(it Item, whole bool) map[string]any {
	out := map[string]any{
		"id": it.ID, "identifier": it.Key, "short_id": it.ID[max(0, len(it.ID)-4):], "html_url": "https://agency.pingcode.com/pjm/workitems/" + it.ID[max(0, len(it.ID)-4):],
		"title": it.Title, "type": it.Type, "state": map[string]any{"id": "s", "name": "状态", "type": it.Stage}, "version": nil, "versions": []any{},
		"end_at": unix(it.End), "completed_at": unix(it.Completed), "updated_at": unix(it.Updated), "created_at": unix(it.Created), "is_archived": 0, "is_deleted": 0,
		"estimated_workload": nil, "remaining_workload": nil, "properties": map[string]any{},
	}
	if p.Words {
		out["type"] = map[string]any{"id": it.Type, "name": it.Type}
	}
	if it.Percent >= 0 {
		out["estimated_workload"], out["remaining_workload"] = 40, 40*float64(100-it.Percent)/100
	}
	if it.Parent != "" {
		out["parent"] = map[string]any{"id": it.Parent}
	}
	if it.Sprint != "" {
		out["sprint"] = map[string]any{"id": it.Sprint, "name": "Sprint 4"}
	}
	if whole {
		out["description"] = it.Description
	}
	return out
}
