package teams

import (
	"encoding/base64"
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
	secret    = "s3cr3t~more"
	organizer = "8b081ef6-4792-4def-b2c9-c363a1bf41d5"
	joinURL   = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Yj%40thread.v2/0?context=%7b%22Tid%22%3a%22x%22%7d"
	user      = "/users/" + organizer
	find      = "GET /v1.0" + user + "/onlineMeetings?%24filter=JoinWebUrl+eq+%27https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2F19%253ameeting_Yj%2540thread.v2%2F0%3Fcontext%3D%257b%2522Tid%2522%253a%2522x%2522%257d%27"
	reports   = "GET /v1.0" + user + "/onlineMeetings/MSo1/attendanceReports"
	report    = reports + "/r1?%24expand=attendanceRecords"
	insights  = "GET /v1.0/copilot" + user + "/onlineMeetings/MSo1/aiInsights"
	scripts   = "GET /v1.0" + user + "/onlineMeetings/MSo1/transcripts"
	script    = scripts + "/t1/content?%24format=text%2Fvtt"
)

var (
	start = time.Date(2026, time.March, 3, 10, 0, 0, 0, time.UTC)
	key   = meeting.Key{System: "teams", URL: joinURL, ID: "373241627805208", Title: "Weekly", Start: start, End: start.Add(time.Hour)}
)

// service returns Graph with one meeting of the organiser.
func service(t *testing.T) (*meetingtest.Service, *Client) {
	t.Helper()
	s := meetingtest.New(t)
	s.Token = "token-1"
	s.Check = func(r *http.Request, body string) string {
		if !strings.HasSuffix(r.URL.Path, "/oauth2/v2.0/token") {
			return ""
		}
		form, err := url.ParseQuery(body)
		if err != nil || form.Get("grant_type") != "client_credentials" || form.Get("client_id") != "client" || form.Get("client_secret") != secret || form.Get("scope") != "https://graph.microsoft.com/.default" {
			return "AADSTS7000215: Invalid client secret provided."
		}
		return ""
	}
	s.OnLogin("POST /tenant/oauth2/v2.0/token", meetingtest.JSON(`{"token_type":"Bearer","expires_in":3599,"access_token":"token-1"}`))
	s.On(find, meetingtest.JSON(`{"value":[{"id":"MSo1","subject":"Weekly"}]}`))
	s.On(reports, meetingtest.JSON(`{"value":[{"id":"r0","meetingStartDateTime":"2026-02-24T10:00:00Z","meetingEndDateTime":"2026-02-24T11:00:00Z"}],"@odata.nextLink":"https://graph.microsoft.com/v1.0`+user+`/onlineMeetings/MSo1/attendanceReports?$skiptoken=p2"}`))
	s.On(reports+"?%24skiptoken=p2", meetingtest.JSON(`{"value":[{"id":"r1","meetingStartDateTime":"2026-03-03T10:01:00Z","meetingEndDateTime":"2026-03-03T10:58:00Z"}]}`))
	s.On(report, meetingtest.JSON(`{"id":"r1","attendanceRecords":[{"emailAddress":"lina@agency.example","identity":{"displayName":"Li Na"}},{"emailAddress":"jane@acme.example","identity":{}},{"emailAddress":"","identity":{"displayName":"Li Na"}}]}`))
	s.On(insights, meetingtest.JSON(`{"value":[{"id":"i1","createdDateTime":"2026-03-03T10:59:00Z","endDateTime":"2026-03-03T10:58:00Z"},{"id":"i0","createdDateTime":"2026-02-24T10:59:00Z","endDateTime":"2026-02-24T10:58:00Z"}]}`))
	s.On(insights+"/i1", meetingtest.JSON(`{"id":"i1","meetingNotes":[{"title":"Scope","text":"The group agreed the scope.","subpoints":[{"title":"Guests","text":"They pay on one page."}]}],"actionItems":[{"title":"Wireframes","text":"Send the wireframes by Friday.","ownerDisplayName":"Li Na"}]}`))
	s.On(scripts, meetingtest.JSON(`{"value":[{"id":"t0","createdDateTime":"2026-02-24T10:01:00Z","endDateTime":"2026-02-24T10:59:00Z"},{"id":"t1","createdDateTime":"2026-03-03T10:01:00Z","endDateTime":"2026-03-03T10:58:00Z"}]}`))
	s.On(script, meetingtest.Answer{Type: "text/vtt", Body: "WEBVTT\n\n0:0:5.320 --> 0:0:8.000\n<v Li Na>We agreed the scope.</v>\n\n0:0:9.000 --> 0:0:11.000\n<v Porter &amp; Sons>Good.</v>\n\n0:1:0.000 --> 0:1:2.000\n<v Li Na>Then on.</v>\n"})
	c, err := New(meeting.Config{Account: "tenant", ClientID: "client", Organizer: organizer, Secret: meetingtest.Secret(secret), HTTP: s.Client()})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func TestAfter(t *testing.T) {
	t.Parallel()
	_, c := service(t)
	r, err := c.After(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.People, []string{"Li Na", "jane@acme.example"}) || r.Summary != "Scope: The group agreed the scope.\n- Guests: They pay on one page." || !slices.Equal(r.Actions, []store.RecapAction{{Owner: "Li Na", Text: "Wireframes: Send the wireframes by Friday."}}) {
		t.Errorf("%+v", r)
	}
}

// By its number, where the link is the short one.
func TestAfter_byNumber(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	s.On("GET /v1.0"+user+"/onlineMeetings?%24filter=joinMeetingIdSettings%2FjoinMeetingId+eq+%27373241627805208%27", meetingtest.JSON(`{"value":[{"id":"MSo1"}]}`))
	short := key
	short.URL = "https://teams.microsoft.com/meet/373241627805208"
	if r, err := c.After(t.Context(), short); err != nil || r.IsEmpty() {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAfter_nothing(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"no such meeting": `{"value":[]}`, "two of them": `{"value":[{"id":"a"},{"id":"b"}]}`} {
		s, c := service(t)
		s.On(find, meetingtest.JSON(body))
		if r, err := c.After(t.Context(), key); r != nil || err != nil {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	_, c := service(t)
	if r, err := c.After(t.Context(), meeting.Key{URL: "https://teams.live.com/meet/1"}); r != nil || err != nil {
		t.Errorf("without a key: %+v, %v", r, err)
	}
	s, c := service(t)
	s.On(insights, forbidden)
	if r, err := c.After(t.Context(), key); err != nil || !r.IsEmpty() || len(r.People) != 2 || !r.Transcript {
		t.Errorf("without Copilot: %+v, %v", r, err)
	}
	s.On(scripts, forbidden)
	if r, err := c.After(t.Context(), key); err != nil || !r.IsEmpty() || len(r.People) != 2 || r.Transcript {
		t.Errorf("nor transcripts: %+v, %v", r, err)
	}
	s.On(reports, forbidden)
	if r, err := c.After(t.Context(), key); r != nil || err == nil || !strings.Contains(err.Error(), "OnlineMeetingArtifact.Read.All") {
		t.Errorf("nor attendance: %+v, %v", r, err)
	}
}

var forbidden = meetingtest.Answer{Status: 403, Body: `{"error":{"code":"Forbidden","message":"not for you"}}`}

// Where nobody is known to have taken part, those who spoke did. What they said is not kept.
func TestAfter_whoSpoke(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	s.On(reports, forbidden)
	s.On(insights, meetingtest.JSON(`{"value":[]}`))
	r, err := c.After(t.Context(), key)
	if err != nil || !slices.Equal(r.People, []string{"Li Na", "Porter & Sons"}) || !r.Transcript || !r.IsEmpty() {
		t.Errorf("%+v, %v", r, err)
	}
	_, c = service(t) // where all else is known, no transcript is read
	if r, err := c.After(t.Context(), key); err != nil || r.Transcript {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAfter_faults(t *testing.T) {
	for _, request := range []string{"POST /tenant/oauth2/v2.0/token", find, reports, report, insights, insights + "/i1"} {
		for name, fault := range meetingtest.Faults() {
			if (name == "a right is missing" || name == "the token is never enough") && (strings.HasPrefix(request, insights) || strings.HasPrefix(request, reports)) {
				continue // what the app may not read is left out
			}
			t.Run(request+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s, c := service(t)
					s.On(request, fault)
					r, err := c.After(t.Context(), key)
					if err == nil || r != nil {
						t.Fatalf("%+v", r)
					}
					if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "Tid") || strings.Contains(err.Error(), "token-1") {
						t.Errorf("%v", err)
					}
				})
			})
		}
	}
}

func TestCheck_namesTheMissingPolicy(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	check := "GET /v1.0" + user + "/onlineMeetings?%24filter=JoinWebUrl+eq+%27https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2Frapport-check%27"
	s.On(check, meetingtest.JSON(`{"value":[]}`))
	if missing := c.Check(t.Context()); len(missing) != 0 {
		t.Errorf("%v", missing)
	}
	s.On(check, meetingtest.Answer{Status: 403, Body: `{"error":{"code":"Forbidden","message":"No application access policy found for this app"}}`})
	if missing := c.Check(t.Context()); len(missing) != 1 || !strings.Contains(missing[0].Error(), "application access policy") {
		t.Errorf("%v", missing)
	}
}

// The permissions that a token names tell which are missing, and which of these are needed.
func TestCheck_namesTheMissingPermissions(t *testing.T) {
	t.Parallel()
	all := `"OnlineMeetings.Read.All","OnlineMeetingArtifact.Read.All","OnlineMeetingAiInsight.Read.All","OnlineMeetingTranscript.Read.All"`
	for roles, want := range map[string]string{
		all: "", `"OnlineMeetings.ReadWrite.All"` + strings.TrimPrefix(all, `"OnlineMeetings.Read.All"`): "",
		`"OnlineMeetings.Read.All"`:                                  "OnlineMeetingArtifact, OnlineMeetingAiInsight unneeded, OnlineMeetingTranscript unneeded",
		`"OnlineMeetings.Read.All","OnlineMeetingArtifact.Read.All"`: "OnlineMeetingAiInsight unneeded, OnlineMeetingTranscript unneeded",
		``: "OnlineMeetings, OnlineMeetingArtifact, OnlineMeetingAiInsight unneeded, OnlineMeetingTranscript unneeded",
	} {
		s, c := service(t)
		claims := base64.RawURLEncoding.EncodeToString([]byte(`{"aud":"https://graph.microsoft.com","roles":[` + roles + `]}`))
		s.Token = "eyJhbGciOiJSUzI1NiJ9." + claims + ".c2ln"
		s.OnLogin("POST /tenant/oauth2/v2.0/token", meetingtest.JSON(`{"token_type":"Bearer","expires_in":3599,"access_token":"`+s.Token+`"}`))
		s.On("GET /v1.0"+user+"/onlineMeetings?%24filter=JoinWebUrl+eq+%27https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2Frapport-check%27", meetingtest.JSON(`{"value":[]}`))
		var got []string
		for _, err := range c.Check(t.Context()) {
			_, name, _ := strings.Cut(err.Error(), "the permission ")
			name, _, _ = strings.Cut(name, ".")
			if meeting.IsUnneeded(err) {
				name += " unneeded"
			}
			got = append(got, name)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %q, want %q", roles, got, want)
		}
	}
}
