package graphtest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// answer answers a request as the service does.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, path string) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	elements := strings.Split(strings.Trim(path, "/"), "/")
	for i := range elements {
		elements[i], _ = url.PathUnescape(elements[i])
	}
	switch elements[0] {
	case "mailFolders":
		s.answerFolders(w, r, elements[1:])
	case "messages":
		s.answerMessages(w, r, elements[1:], body)
	default:
		refuse(w, http.StatusBadRequest, "BadRequest", "graphtest: unknown "+path)
	}
}

func (s *Server) answerFolders(w http.ResponseWriter, r *http.Request, rest []string) {
	parent := ""
	if len(rest) > 0 {
		i := slices.IndexFunc(s.folders, func(f *folder) bool { return f.id == rest[0] || f.wellKnown != "" && f.wellKnown == rest[0] })
		if i < 0 {
			refuse(w, http.StatusNotFound, "ErrorItemNotFound", "The specified object was not found in the store.")
			return
		}
		f := s.folders[i]
		switch {
		case len(rest) == 1:
			writeJSON(w, http.StatusOK, s.shown(f))
			return
		case strings.Join(rest[1:], "/") == "messages/delta":
			s.answerDelta(w, r, f)
			return
		case strings.Join(rest[1:], "/") != "childFolders":
			refuse(w, http.StatusBadRequest, "BadRequest", "graphtest: unknown")
			return
		}
		parent = f.id
	}
	name, _ := strings.CutPrefix(r.URL.Query().Get("$filter"), "displayName eq '")
	name = strings.ReplaceAll(strings.TrimSuffix(name, "'"), "''", "'")
	list := []any{}
	for _, f := range s.folders {
		if f.parent == parent && strings.EqualFold(f.name, name) {
			list = append(list, s.shown(f))
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"value": list})
}

func (s *Server) shown(f *folder) any {
	return map[string]any{"id": f.id, "displayName": f.name, "totalItemCount": len(s.ids(f.id))}
}

// answerDelta answers with a page of a folder's changes. A link has the kind of round, the place in
// the log where it began, and how far it is.
func (s *Server) answerDelta(w http.ResponseWriter, r *http.Request, f *folder) {
	place, done, list := len(s.log), 0, true
	for name, rest := range map[string]string{"$skiptoken": r.URL.Query().Get("$skiptoken"), "$deltatoken": r.URL.Query().Get("$deltatoken")} {
		if rest == "" {
			continue
		}
		if _, err := fmt.Sscanf(rest, "%d.%d.%t", &place, &done, &list); err != nil || place < s.expired {
			refuse(w, http.StatusGone, "SyncStateNotFound", "The sync state is not found: "+name)
			return
		}
	}
	var all []any
	if list {
		for _, id := range s.ids(f.id) {
			all = append(all, item(s.mails[id]))
		}
	} else {
		for _, change := range s.log[place:] {
			switch m := s.mails[change.item]; {
			case change.folder != f.id:
			case change.left || m == nil:
				all = append(all, map[string]any{"id": change.item, "@removed": map[string]string{"reason": "deleted"}})
			default:
				all = append(all, item(m))
			}
		}
	}
	end := len(s.log)
	if list {
		end = place
	}
	from, to := min(done, len(all)), min(done+s.pageSize, len(all))
	page := map[string]any{"value": append([]any{}, all[from:to]...)}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	address := scheme + r.Host + r.URL.EscapedPath()
	if to < len(all) {
		page["@odata.nextLink"] = address + "?$skiptoken=" + fmt.Sprintf("%d.%d.%t", place, to, list)
	} else {
		page["@odata.deltaLink"] = address + "?$deltatoken=" + fmt.Sprintf("%d.%d.%t", end, 0, false)
	}
	writeJSON(w, http.StatusOK, page)
}

func item(m *Mail) any {
	return map[string]any{"@odata.etag": `W/"x"`, "id": m.ID, "receivedDateTime": m.Received.UTC().Format(time.RFC3339)}
}

func (s *Server) answerMessages(w http.ResponseWriter, r *http.Request, rest []string, body []byte) {
	if len(rest) == 0 {
		s.answerAll(w, r, body)
		return
	}
	m := s.mails[rest[0]]
	if m == nil {
		refuse(w, http.StatusNotFound, "ErrorItemNotFound", "The specified object was not found in the store., The process failed to get the correct properties.")
		return
	}
	switch what := r.Method + " " + strings.Join(rest[1:], "/"); what {
	case "GET $value":
		w.Header().Set("Content-Type", "text/plain")
		w.Write(m.Raw)
	case "GET ":
		writeJSON(w, http.StatusOK, full(m))
	case "PATCH ":
		m.Flagged = bytes.Contains(body, []byte(`"flagStatus":"flagged"`))
		s.log = append(s.log, logged{m.Folder, m.ID, false})
		writeJSON(w, http.StatusOK, full(m))
	case "POST move":
		var to struct{ DestinationID string }
		if json.Unmarshal(body, &to) != nil || !slices.ContainsFunc(s.folders, func(f *folder) bool { return f.id == to.DestinationID }) {
			refuse(w, http.StatusNotFound, "ErrorFolderNotFound", "The folder was not found.")
			return
		}
		s.put(m, to.DestinationID)
		writeJSON(w, http.StatusCreated, full(m))
	case "POST send":
		if !m.Draft {
			refuse(w, http.StatusBadRequest, "ErrorInvalidRequest", "The item is not a draft.")
			return
		}
		m.Draft = false
		s.sent = append(s.sent, Sent{MessageID: m.MessageID, To: m.To, Raw: m.Raw})
		s.put(m, s.named("Sent Items").id)
		w.WriteHeader(http.StatusAccepted)
	case "DELETE ", "POST permanentDelete":
		s.remove(m.ID)
		w.WriteHeader(http.StatusNoContent)
	default:
		refuse(w, http.StatusBadRequest, "BadRequest", "graphtest: unknown "+what)
	}
}

// answerAll answers what is asked of all mails: to look for one, and to make a draft.
func (s *Server) answerAll(w http.ResponseWriter, r *http.Request, body []byte) {
	if r.Method == http.MethodGet {
		id, _ := strings.CutPrefix(r.URL.Query().Get("$filter"), "internetMessageId eq '")
		id = strings.ReplaceAll(strings.TrimSuffix(id, "'"), "''", "'")
		list := []any{}
		for _, m := range s.mails {
			if m.MessageID == id {
				list = append(list, full(m))
			}
		}
		writeJSON(w, http.StatusOK, map[string]any{"value": list})
		return
	}
	raw, err := base64.StdEncoding.DecodeString(string(body))
	switch {
	case r.Header.Get("Content-Type") != "text/plain" || err != nil:
		refuse(w, http.StatusBadRequest, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.")
		return
	case len(body) > 4<<20:
		refuse(w, http.StatusRequestEntityTooLarge, "", "")
		return
	}
	m := s.add(raw, time.Now())
	m.Draft = true
	s.put(m, s.named("Drafts").id)
	writeJSON(w, http.StatusCreated, full(m))
}

func full(m *Mail) any {
	to := []any{}
	for _, address := range m.To {
		to = append(to, map[string]any{"emailAddress": map[string]string{"address": address}})
	}
	return map[string]any{"id": m.ID, "isDraft": m.Draft, "internetMessageId": m.MessageID, "toRecipients": to, "parentFolderId": m.Folder}
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; odata.metadata=minimal")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}

func refuse(w http.ResponseWriter, status int, code, text string) {
	writeJSON(w, status, map[string]any{"error": map[string]string{"code": code, "message": text}})
}
