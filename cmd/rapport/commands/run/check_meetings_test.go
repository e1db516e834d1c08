package run

import (
	"encoding/base64"
	"net/http/httptest"
	"strings"
	"testing"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/imaptest"
	"rapport/mailout/meeting/meetingtest"
)

// check --online asks each meeting system once, and names what an administrator has yet to
// permit. What is only of use is a warning.
func TestCheck_asksMeetingSystems(t *testing.T) {
	t.Parallel()
	const organizer = "8b081ef6-4792-4def-b2c9-c363a1bf41d5"
	zoom := "system = \"zoom\"\naccount = \"a\"\nclient_id = \"c\"\n"
	teams := "system = \"teams\"\naccount = \"tenant\"\nclient_id = \"c\"\norganizer = \"" + organizer + "\"\n"
	none := meetingtest.Answer{Status: 404, Body: `{"code":3001,"message":"Meeting does not exist"}`}
	asZoom := func(instances, summary meetingtest.Answer) func(*meetingtest.Service) {
		return func(s *meetingtest.Service) {
			s.OnLogin("POST /oauth/token", meetingtest.JSON(`{"access_token":"token","expires_in":3600}`))
			s.On("GET /v2/past_meetings/0/instances", instances)
			s.On("GET /v2/past_meetings/0/participants", none)
			s.On("GET /v2/meetings/0/meeting_summary", summary)
		}
	}
	asTeams := func(roles string) func(*meetingtest.Service) {
		return func(s *meetingtest.Service) {
			s.Token = "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"aud":"https://graph.microsoft.com","roles":[`+roles+`]}`)) + ".c2ln"
			s.OnLogin("POST /tenant/oauth2/v2.0/token", meetingtest.JSON(`{"access_token":"`+s.Token+`","expires_in":3599}`))
			s.On("GET /v1.0/users/"+organizer+"/onlineMeetings?%24filter=JoinWebUrl+eq+%27https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2Frapport-check%27", meetingtest.JSON(`{"value":[]}`))
		}
	}
	unscoped := meetingtest.Answer{Status: 400, Body: `{"code":4711,"message":"Invalid access token, does not contain scopes."}`}
	for name, c := range map[string]struct {
		table string
		set   func(*meetingtest.Service)
		code  int
		want  []string
	}{
		"Zoom":                {zoom, asZoom(none, none), exit.OK, []string{"meetings of Zoom: SUCCESS"}},
		"Zoom without scopes": {zoom, asZoom(unscoped, unscoped), exit.Unavailable, []string{"meetings.password_file", "meeting:read:list_past_instances:admin", "meeting:read:summary:admin", "see docs/meetings.md"}},
		"Zoom, wrong secret": {zoom, func(s *meetingtest.Service) {
			s.OnLogin("POST /oauth/token", meetingtest.Answer{Status: 400, Body: `{"reason":"Invalid client_id or client_secret","error":"invalid_client"}`})
		}, exit.Unavailable, []string{"logging in to Zoom", "denied (400), code invalid_client"}},
		"Teams":                 {teams, asTeams(`"OnlineMeetings.Read.All","OnlineMeetingArtifact.Read.All"`), exit.OK, []string{"warning: ", "OnlineMeetingAiInsight.Read.All", "OnlineMeetingTranscript.Read.All", "meetings of Microsoft Teams: SUCCESS"}},
		"Teams without a right": {teams, asTeams(`"OnlineMeetings.Read.All"`), exit.Unavailable, []string{"the app lacks the permission OnlineMeetingArtifact.Read.All", "FAILED: 1 error"}},
	} {
		server := startServer(t, imaptest.Options{})
		service := meetingtest.New(t)
		service.Token = "token"
		c.set(service)
		api := httptest.NewServer(service)
		t.Cleanup(api.Close)
		r, text := checkServer(t, server, `[[project]]`, "[[meetings]]\n"+c.table+"password_file = \"./secret\"\nurl = \""+api.URL+"\"\nlogin_url = \""+api.URL+"\"\n\n[[project]]")
		if r.code != c.code {
			t.Errorf("%s: code %d\n%s", name, r.code, text)
		}
		if name == "Zoom, wrong secret" && strings.Contains(text, "scope") {
			t.Errorf("%s: nobody knows that a scope is missing:\n%s", name, text)
		}
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing in\n%s", name, want, text)
			}
		}
	}
}
