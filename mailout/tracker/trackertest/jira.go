package trackertest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// User is whose tokens a server knows.
const User = "bot@agency.example"

// Jira is a Jira Cloud, or a Jira Data Center.
type Jira struct {
	*Server
	cloud  bool
	Boards bool // it has sprints
}

// NewJira starts a Jira.
func NewJira(key string, cloud bool) (*Jira, error) {
	j := &Jira{cloud: cloud, Boards: true}
	var err error
	j.Server, err = start(key, j.answer)
	return j, err
}

func basic(user, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+secret))
}

func (j *Jira) answer(s *Server, w http.ResponseWriter, r *http.Request, body map[string]any) {
	api, search, want := "/rest/api/2", "/search", "Bearer "+s.Secret
	if j.cloud {
		api, search, want = "/rest/api/3", "/search/jql", basic(User, s.Secret)
	}
	if r.Header.Get("Authorization") != want {
		reply(w, http.StatusUnauthorized, map[string]any{"message": "Client must be authenticated"})
		return
	}
	path := strings.TrimPrefix(r.URL.Path, api)
	switch {
	case r.Method == http.MethodPost && path == search:
		j.search(w, r, body)
	case r.Method == http.MethodGet && path == "/project/"+s.Project+"/versions":
		list := []any{}
		for _, v := range s.versions {
			list = append(list, map[string]any{"name": v.Name, "releaseDate": date(v.End), "released": v.Done, "archived": false})
		}
		reply(w, http.StatusOK, list)
	case r.Method == http.MethodPost && path == "/issue":
		f, _ := body["fields"].(map[string]any)
		project, _ := f["project"].(map[string]any)
		kind, _ := f["issuetype"].(map[string]any)
		description, isText := f["description"].(string)
		if document, ok := f["description"].(map[string]any); ok && document["type"] == "doc" {
			description = fmt.Sprint(document)
		}
		if text(project["key"]) != s.Project || text(kind["name"]) != "Task" || isText == j.cloud {
			s.refuse(w, r, fmt.Sprintf("no issue can be made of %v", body))
			return
		}
		it := s.add(text(f["summary"]), description, "Task")
		reply(w, http.StatusCreated, map[string]any{"id": it.ID, "key": it.Key})
	case r.Method == http.MethodGet && strings.HasPrefix(path, "/issue/"):
		it, ok := s.find(strings.TrimPrefix(path, "/issue/"))
		if !ok {
			reply(w, http.StatusNotFound, map[string]any{"errorMessages": []string{"Issue does not exist"}})
			return
		}
		reply(w, http.StatusOK, j.json(it))
	default:
		reply(w, http.StatusNotFound, map[string]any{"errorMessages": []string{"null for uri"}})
	}
}

var (
	jqlProject = regexp.MustCompile(`^project = "([^"]+)" AND `)
	jqlDate    = regexp.MustCompile(`(created|resolutiondate|due) ([<>]=) "(\d{4}-\d\d-\d\d)"`)
)

func (j *Jira) search(w http.ResponseWriter, r *http.Request, body map[string]any) {
	jql := text(body["jql"])
	fields, _ := body["fields"].([]any)
	m := jqlProject.FindStringSubmatch(jql)
	switch {
	case m == nil || len(fields) == 0:
		j.refuse(w, r, "no search: "+jql)
		return
	case m[1] != j.Project:
		reply(w, http.StatusBadRequest, map[string]any{"errorMessages": []string{"The value '" + m[1] + "' does not exist for the field 'project'."}})
		return
	case strings.Contains(jql, "openSprints") && !j.Boards:
		reply(w, http.StatusBadRequest, map[string]any{"errorMessages": []string{"Field 'sprint' does not exist or you do not have permission to view it."}})
		return
	}
	bounds := map[string]string{}
	for _, d := range jqlDate.FindAllStringSubmatch(jql, -1) {
		bounds[d[1]] = d[3]
	}
	var list []any
	for _, it := range j.listed() {
		fits := false
		switch {
		case bounds["created"] != "":
			fits = date(it.Created) >= bounds["created"]
		case strings.Contains(jql, "openSprints"):
			fits = it.Stage == "pending" && it.Sprint != ""
		case it.Stage == "completed":
			fits = bounds["resolutiondate"] != "" && date(it.Completed) >= bounds["resolutiondate"]
		case it.Stage == "in_progress":
			fits = true
		default:
			fits = bounds["due"] != "" && !it.End.IsZero() && date(it.End) <= bounds["due"]
		}
		if fits {
			list = append(list, j.json(it))
		}
	}
	const most = 3 // so that there are several pages
	from := 0
	if j.cloud {
		fmt.Sscan(text(body["nextPageToken"]), &from)
	} else if n, ok := body["startAt"].(float64); ok {
		from = int(n)
	}
	to := min(from+most, len(list))
	page := map[string]any{"issues": append([]any{}, list[min(from, to):to]...)}
	if j.cloud {
		if page["isLast"] = to == len(list); to < len(list) {
			page["nextPageToken"] = fmt.Sprint(to)
		}
	} else {
		page["total"], page["startAt"] = len(list), from
	}
	reply(w, http.StatusOK, page)
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func dateOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return date(t)
}

func (j *Jira) json(it Item) map[string]any {
	category := map[string]string{"pending": "new", "in_progress": "indeterminate", "completed": "done"}[it.Stage]
	f := map[string]any{
		"summary": it.Title, "status": map[string]any{"name": "x", "statusCategory": map[string]any{"key": category}}, "duedate": dateOrNull(it.End), "resolutiondate": nil,
		"aggregateprogress": map[string]any{"progress": 0, "total": 0}, "description": it.Description,
	}
	if j.cloud {
		f["description"] = map[string]any{"type": "doc", "content": []any{map[string]any{"type": "text", "text": it.Description}}}
	}
	if !it.Completed.IsZero() {
		f["resolutiondate"] = it.Completed.Format("2006-01-02T15:04:05.000-0700")
	}
	if it.Percent >= 0 {
		f["aggregateprogress"] = map[string]any{"progress": it.Percent, "total": 100, "percent": it.Percent}
	}
	return map[string]any{"id": it.ID, "key": it.Key, "self": j.URL, "fields": f}
}
