package zoom

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rapport/mailout/meeting/meeting"
	"rapport/mailout/meeting/meetingtest"
	"rapport/store"
)

const (
	secret = "s3cr3t&more"
	uuid   = "/aB//c=="
	twice  = "%252FaB%252F%252Fc=="
)

var (
	start = time.Date(2026, time.March, 3, 10, 0, 0, 0, time.UTC)
	key   = meeting.Key{System: "zoom", ID: "81234567890", Title: "Weekly", Start: start, End: start.Add(time.Hour)}
)

const content = "## Quick recap\nThe team agreed the scope.\n\n## Next steps\n### Li Na\n- Send the wireframes https://tasks.zoom.us/1\n### Collaboration\n- Jane & Tom: walk the shop\n"

// service returns Zoom with one past meeting.
func service(t *testing.T) (*meetingtest.Service, *Client) {
	t.Helper()
	s := meetingtest.New(t)
	s.Token = "token-1"
	s.Check = func(r *http.Request, body string) string {
		if r.URL.Path != "/oauth/token" {
			return ""
		}
		form, err := url.ParseQuery(body)
		want := "Basic " + base64.StdEncoding.EncodeToString([]byte("client:"+secret))
		if err != nil || form.Get("grant_type") != "account_credentials" || form.Get("account_id") != "account" || r.Header.Get("Authorization") != want {
			return "Invalid client_id or client_secret"
		}
		return ""
	}
	s.OnLogin("POST /oauth/token", meetingtest.JSON(`{"access_token":"token-1","token_type":"bearer","expires_in":3600,"scope":"meeting:read:summary:admin","api_url":"https://api.zoom.us"}`))
	s.On("GET /v2/past_meetings/81234567890/instances", meetingtest.JSON(`{"meetings":[{"uuid":"old==","start_time":"2026-02-24T10:01:00Z"},{"uuid":"`+uuid+`","start_time":"2026-03-03T10:02:11Z"}]}`))
	s.On("GET /v2/past_meetings/"+twice+"/participants?page_size=300", meetingtest.JSON(`{"next_page_token":"p2","participants":[{"name":"Li Na"},{"name":"Jane Porter"}]}`))
	s.On("GET /v2/past_meetings/"+twice+"/participants?next_page_token=p2&page_size=300", meetingtest.JSON(`{"next_page_token":"p3","participants":[{"name":"Li Na (2)"}]}`))
	s.On("GET /v2/past_meetings/"+twice+"/participants?next_page_token=p3&page_size=300", meetingtest.JSON(`{"next_page_token":"","participants":[]}`))
	s.On("GET /v2/meetings/"+twice+"/meeting_summary", meetingtest.JSON(fmt.Sprintf(`{"meeting_topic":"Weekly","summary_content":%q}`, content)))
	c, err := New(meeting.Config{Account: "account", ClientID: "client", Secret: meetingtest.Secret(secret), HTTP: s.Client()})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func TestAfter(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	r, err := c.After(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.People, []string{"Li Na", "Jane Porter"}) || !strings.Contains(r.Summary, "agreed the scope") || !slices.Equal(r.Actions, []store.RecapAction{{Owner: "Li Na", Text: "Send the wireframes"}, {Owner: "Jane & Tom", Text: "walk the shop"}}) {
		t.Errorf("%+v", r)
	}
	if _, err := c.After(t.Context(), key); err != nil {
		t.Error(err)
	}
	if n := len(slices.DeleteFunc(s.Asked(), func(r string) bool { return r != "POST /oauth/token" })); n != 1 {
		t.Errorf("%d logins", n)
	}
}

// A summary in the fields that Zoom is giving up.
func TestAfter_oldFields(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	s.On("GET /v2/meetings/"+twice+"/meeting_summary", meetingtest.JSON(`{"summary_overview":"All well.","summary_details":[{"label":"Budget","summary":"It holds."}],"next_steps":["Li Na will send the plan"],"edited_summary":{"next_steps":[]}}`))
	r, err := c.After(t.Context(), key)
	if err != nil || r.Summary != "All well.\n\nBudget\nIt holds." || !slices.Equal(r.Actions, []store.RecapAction{{Owner: "Li Na", Text: "send the plan"}}) {
		t.Errorf("%+v, %v", r, err)
	}
}

// What the host has written instead of it counts.
func TestAfter_edited(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"summary_overview":"Wrong.","summary_details":[{"label":"Budget","summary":"Wrong."}],"edited_summary":{"summary_details":"It holds.","next_steps":["Li Na: send the plan"]}}`:                 "It holds.",
		`{"summary_overview":"Wrong.","edited_summary":{"summary_details":[{"label":"Budget","summary":"It holds."}],"next_steps":["Li Na: send the plan"]}}`:                                            "Budget\nIt holds.",
		`{"summary_overview":"All well.","summary_details":null,"next_steps":["Li Na: send the plan"],"edited_summary":null}`:                                                                            "All well.",
		`{"summary_overview":"All well.","summary_details":[],"next_steps":["Li Na: send the plan"],"edited_summary":{"summary_details":null,"next_steps":null}}`:                                        "All well.",
		`{"summary_overview":"All well.","summary_content":null,"next_steps":["Li Na: send the plan"],"edited_summary":{"summary_details":"","next_steps":[]},"summary_title":"x","summary_doc_url":""}`: "All well.",
	} {
		s, c := service(t)
		s.On("GET /v2/meetings/"+twice+"/meeting_summary", meetingtest.JSON(body))
		r, err := c.After(t.Context(), key)
		if err != nil || r.Summary != want || !slices.Equal(r.Actions, []store.RecapAction{{Owner: "Li Na", Text: "send the plan"}}) {
			t.Errorf("%s: %+v, %v", body, r, err)
		}
	}
}

// The list of the meetings under a number may not have the last one yet.
func TestAfter_aListThatLags(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	s.On("GET /v2/past_meetings/81234567890/instances", meetingtest.JSON(`{"meetings":[{"uuid":"old==","start_time":"2026-02-24T10:01:00Z"}]}`))
	s.On("GET /v2/past_meetings/81234567890", meetingtest.JSON(`{"uuid":"`+uuid+`","id":81234567890,"start_time":"2026-03-03T10:02:11Z","end_time":"2026-03-03T10:58:00Z"}`))
	if r, err := c.After(t.Context(), key); err != nil || len(r.People) != 2 || r.IsEmpty() {
		t.Errorf("%+v, %v", r, err)
	}
	s.On("GET /v2/past_meetings/81234567890", meetingtest.JSON(`{"uuid":"old==","start_time":"2026-02-24T10:01:00Z","end_time":"2026-02-24T11:00:00Z"}`))
	if r, err := c.After(t.Context(), key); r != nil || err != nil {
		t.Errorf("the one before: %+v, %v", r, err)
	}
}

// What Zoom does not have is nothing, and no error.
func TestAfter_nothing(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(s *meetingtest.Service){
		"no such meeting": func(s *meetingtest.Service) {
			s.On("GET /v2/past_meetings/81234567890/instances", meetingtest.Answer{Status: 404, Body: `{"code":3001,"message":"Meeting does not exist"}`})
		},
		"another day": func(s *meetingtest.Service) {
			s.On("GET /v2/past_meetings/81234567890/instances", meetingtest.JSON(`{"meetings":[{"uuid":"old==","start_time":"2026-02-24T10:01:00Z"}]}`))
		},
		"two at once": func(s *meetingtest.Service) {
			s.On("GET /v2/past_meetings/81234567890/instances", meetingtest.JSON(`{"meetings":[{"uuid":"a","start_time":"2026-03-03T09:50:00Z"},{"uuid":"b","start_time":"2026-03-03T10:10:00Z"}]}`))
		},
		"none under the number": func(s *meetingtest.Service) {
			s.On("GET /v2/past_meetings/81234567890/instances", meetingtest.JSON(`{"meetings":[]}`))
			s.On("GET /v2/past_meetings/81234567890", meetingtest.Answer{Status: 404, Body: `{"code":3001}`})
		},
	} {
		s, c := service(t)
		prepare(s)
		if r, err := c.After(t.Context(), key); r != nil || err != nil {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	for _, body := range []string{`{"code":200,"message":"Only available for paid users"}`, `{"code":2305,"message":"summaries are shared by email"}`} {
		s, c := service(t)
		s.On("GET /v2/meetings/"+twice+"/meeting_summary", meetingtest.Answer{Status: 400, Body: body})
		if r, err := c.After(t.Context(), key); err != nil || !r.IsEmpty() || len(r.People) != 2 {
			t.Errorf("%s: %+v, %v", body, r, err)
		}
	}
}

// A token that has ended early is renewed once.
func TestAfter_renewsItsToken(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	s.Token = "token-2"
	s.OnLogin("POST /oauth/token", meetingtest.JSON(`{"access_token":"token-1","expires_in":3600}`), meetingtest.JSON(`{"access_token":"token-2","expires_in":3600}`))
	if r, err := c.After(t.Context(), key); err != nil || r.IsEmpty() {
		t.Errorf("%+v, %v", r, err)
	}
}

// Whatever fails is an error that holds no secret.
func TestAfter_faults(t *testing.T) {
	for _, request := range []string{"POST /oauth/token", "GET /v2/past_meetings/81234567890/instances", "GET /v2/past_meetings/" + twice + "/participants?page_size=300", "GET /v2/meetings/" + twice + "/meeting_summary"} {
		for name, fault := range meetingtest.Faults() {
			t.Run(request+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s, c := service(t)
					s.On(request, fault)
					r, err := c.After(t.Context(), key)
					if err == nil || r != nil {
						t.Fatalf("%+v", r)
					}
					if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "page_size") || strings.Contains(err.Error(), "token-1") {
						t.Errorf("%v", err)
					}
				})
			})
		}
	}
}

func TestCheck_namesTheMissingScope(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	if missing := c.Check(t.Context()); len(missing) != 0 {
		t.Errorf("%v", missing)
	}
	s.On("GET /v2/meetings/0/meeting_summary", meetingtest.Answer{Status: 400, Body: `{"code":4711,"message":"Invalid access token, does not contain scopes:[meeting:read:summary:admin]."}`})
	if missing := c.Check(t.Context()); len(missing) != 1 || !strings.Contains(missing[0].Error(), "meeting:read:summary:admin") {
		t.Errorf("%v", missing)
	}
	s, c = service(t)
	s.OnLogin("POST /oauth/token", meetingtest.Answer{Status: 400, Body: `{"reason":"Invalid client_id or client_secret","error":"invalid_client"}`})
	if missing := c.Check(t.Context()); len(missing) != 1 || !strings.Contains(missing[0].Error(), "denied") {
		t.Errorf("%v", missing)
	}
}
