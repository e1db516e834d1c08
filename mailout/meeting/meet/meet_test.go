package meet

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rapport/mailout/meeting/meeting"
	"rapport/mailout/meeting/meetingtest"
	"rapport/store"
)

var (
	start = time.Date(2026, time.March, 3, 10, 0, 0, 0, time.UTC)
	of    = meeting.Key{System: "meet", ID: "abc-mnop-xyz", Title: "Weekly", Start: start, End: start.Add(time.Hour)}
)

const (
	conferences  = "GET /v2/conferenceRecords?filter=space.meeting_code+%3D+%22abc-mnop-xyz%22+AND+start_time+%3E%3D+%222026-03-03T08%3A00%3A00Z%22+AND+start_time+%3C%3D+%222026-03-03T13%3A00%3A00Z%22&pageSize=100"
	participants = "GET /v2/conferenceRecords/c1/participants?pageSize=100"
	smartNotes   = "GET /v2/conferenceRecords/c1/smartNotes"
	export       = "GET /drive/v3/files/1NotesDocumentOnly/export?mimeType=text%2Fplain"
)

// private is a key of a service account, made once.
var private = sync.OnceValue(func() *rsa.PrivateKey {
	made, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return made
})

// keyFile returns the JSON file of a service account.
func keyFile(t *testing.T) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(private())
	if err != nil {
		t.Fatal(err)
	}
	file, err := json.Marshal(map[string]string{"type": "service_account", "client_email": "rapport@agency.iam.example", "private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))})
	if err != nil {
		t.Fatal(err)
	}
	return string(file)
}

// wrongAssertion returns what is wrong with the request for a token.
func wrongAssertion(body string) string {
	form, err := url.ParseQuery(body)
	parts := strings.Split(form.Get("assertion"), ".")
	if err != nil || form.Get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" || len(parts) != 3 {
		return "invalid_grant"
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err != nil || rsa.VerifyPKCS1v15(&private().PublicKey, crypto.SHA256, sum[:], signature) != nil {
		return "invalid signature"
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Issuer   string `json:"iss"`
		Subject  string `json:"sub"`
		Scope    string `json:"scope"`
		Audience string `json:"aud"`
		Issued   int64  `json:"iat"`
		Expires  int64  `json:"exp"`
	}
	if err != nil || json.Unmarshal(data, &claims) != nil || claims.Issuer != "rapport@agency.iam.example" || claims.Subject != "lina@agency.example" || claims.Audience != "https://oauth2.googleapis.com/token" || claims.Expires-claims.Issued != 3600 {
		return "invalid claims"
	}
	for _, scope := range []string{"meetings.space.readonly", "drive.meet.readonly"} {
		if !strings.Contains(claims.Scope, scope) {
			return "missing scope " + scope
		}
	}
	return ""
}

// service returns Meet and Drive with one conference.
func service(t *testing.T) (*meetingtest.Service, *Client) {
	t.Helper()
	s := meetingtest.New(t)
	s.Token = "token-1"
	s.Check = func(r *http.Request, body string) string {
		if r.URL.Path == "/token" {
			return wrongAssertion(body)
		}
		return ""
	}
	s.OnLogin("POST /token", meetingtest.JSON(`{"access_token":"token-1","expires_in":3599,"token_type":"Bearer"}`))
	s.On(conferences, meetingtest.JSON(`{"conferenceRecords":[{"name":"conferenceRecords/c1","startTime":"2026-03-03T10:01:00Z","endTime":"2026-03-03T10:59:00Z"}]}`))
	s.On(participants, meetingtest.JSON(`{"participants":[{"signedinUser":{"user":"users/1","displayName":"Li Na"}},{"anonymousUser":{"displayName":"Jane"}}],"nextPageToken":"p2"}`))
	s.On(participants+"&pageToken=p2", meetingtest.JSON(`{"participants":[{"phoneUser":{"displayName":"+44 20 **** 12"}},{"signedinUser":{"displayName":"Li Na"}}]}`))
	s.On(smartNotes, meetingtest.JSON(`{"smartNotes":[{"name":"conferenceRecords/c1/smartNotes/n1","state":"FILE_GENERATED","docsDestination":{"document":"1NotesDocumentOnly","exportUri":"https://docs.google.com/x"}}]}`))
	s.On(export, meetingtest.Answer{Type: "text/plain; charset=utf-8", Body: "\ufeffNotes\r\n\r\nSummary\r\n\r\nThe group agreed the scope of the shop.\r\n\r\nSuggested next steps\r\n\r\n* Li Na will send the wireframes.\r\n* Jane Porter to list the vouchers\r\n"})
	c, err := New(meeting.Config{Organizer: "lina@agency.example", Secret: meetingtest.Secret(keyFile(t)), HTTP: s.Client()})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func TestAfter(t *testing.T) {
	t.Parallel()
	_, c := service(t)
	r, err := c.After(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.People, []string{"Li Na", "Jane", "+44 20 **** 12"}) || r.Summary != "The group agreed the scope of the shop." || !slices.Equal(r.Actions, []store.RecapAction{{Owner: "Li Na", Text: "send the wireframes."}, {Owner: "Jane Porter", Text: "list the vouchers"}}) {
		t.Errorf("%+v", r)
	}
}

// userFile is what Google's programs write for a user who permitted an application.
const userFile = `{"type":"authorized_user","client_id":"1234.apps.googleusercontent.com","client_secret":"GOCSPX-s3cr3t","refresh_token":"1//refresh"}`

// asUser returns Meet and Drive as a user has them who permitted an application, with the scopes
// that they permitted.
func asUser(t *testing.T, permitted string) (*meetingtest.Service, *Client) {
	t.Helper()
	s, _ := service(t)
	s.Check = func(r *http.Request, body string) string {
		form, err := url.ParseQuery(body)
		if r.URL.Path != "/token" {
			return ""
		}
		if err != nil || form.Get("grant_type") != "refresh_token" || form.Get("client_id") != "1234.apps.googleusercontent.com" || form.Get("client_secret") != "GOCSPX-s3cr3t" || form.Get("refresh_token") != "1//refresh" || form.Has("assertion") {
			return "invalid_grant"
		}
		return ""
	}
	s.OnLogin("POST /token", meetingtest.JSON(`{"access_token":"token-1","expires_in":3599,"token_type":"Bearer","scope":"`+permitted+`"}`))
	c, err := New(meeting.Config{Organizer: "lina@agency.example", Secret: meetingtest.Secret(userFile), HTTP: s.Client()})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

// A user may permit an application to act for them, in place of a service account.
func TestAfter_asAUser(t *testing.T) {
	t.Parallel()
	_, c := asUser(t, scopes)
	if r, err := c.After(t.Context(), of); err != nil || r.IsEmpty() || len(r.People) != 3 {
		t.Errorf("%+v, %v", r, err)
	}
	if missing := c.Check(t.Context()); len(missing) != 0 {
		t.Errorf("%v", missing)
	}
	_, c = asUser(t, "https://www.googleapis.com/auth/meetings.space.readonly")
	if missing := c.Check(t.Context()); len(missing) != 1 || !strings.Contains(missing[0].Error(), "drive.meet.readonly is not permitted") {
		t.Errorf("%v", missing)
	}
	s, c := asUser(t, scopes)
	s.OnLogin("POST /token", meetingtest.Answer{Status: 400, Body: `{"error":"invalid_grant","error_description":"Token has been expired or revoked: 1//refresh"}`})
	if missing := c.Check(t.Context()); len(missing) != 1 || !strings.Contains(missing[0].Error(), "permitted again by the user") || strings.Contains(missing[0].Error(), "1//refresh") {
		t.Errorf("%v", missing)
	}
}

// Drive is asked too: its interface may be switched off, or its scope missing.
func TestCheck_asksDrive(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	s.On("GET /drive/v3/files/rapport-check-nobody/export?mimeType=text%2Fplain", meetingtest.Answer{Status: 403, Body: `{"error":{"code":403,"message":"Google Drive API has not been used in project 1 before or it is disabled."}}`})
	if missing := c.Check(t.Context()); len(missing) != 1 || !strings.Contains(missing[0].Error(), "the Drive API enabled") {
		t.Errorf("%v", missing)
	}
}

func TestAfter_nothing(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	s.On(conferences, meetingtest.JSON(`{}`))
	if r, err := c.After(t.Context(), of); r != nil || err != nil {
		t.Errorf("no such conference: %+v, %v", r, err)
	}
	s, c = service(t)
	s.On(conferences, meetingtest.JSON(`{"conferenceRecords":[{"name":"conferenceRecords/../../x","startTime":"2026-03-03T10:01:00Z"}]}`))
	if r, err := c.After(t.Context(), of); r != nil || err != nil {
		t.Errorf("a name that leads elsewhere: %+v, %v", r, err)
	}
	s, c = service(t)
	s.On(smartNotes, meetingtest.JSON(`{"smartNotes":[{"state":"STARTED","docsDestination":{"document":"1NotesDocumentOnly"}}]}`))
	if r, err := c.After(t.Context(), of); err != nil || !r.IsEmpty() || len(r.People) != 3 {
		t.Errorf("notes that are being written: %+v, %v", r, err)
	}
	s, c = service(t)
	other := of
	other.ID = "1234567890"
	if r, err := c.After(t.Context(), other); r != nil || err != nil || len(s.Asked()) > 0 {
		t.Errorf("what is no code: %+v, %v", r, err)
	}
}

func TestAfter_faults(t *testing.T) {
	private()
	for _, request := range []string{"POST /token", conferences, participants, smartNotes, export} {
		for name, fault := range meetingtest.Faults() {
			if request == export && name == "its answer is no JSON" {
				continue // it is a text
			}
			t.Run(request+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s, c := service(t)
					s.On(request, fault)
					r, err := c.After(t.Context(), of)
					if err == nil || r != nil {
						t.Fatalf("%+v", r)
					}
					if strings.Contains(err.Error(), "PRIVATE KEY") || strings.Contains(err.Error(), "space.meeting_code") || strings.Contains(err.Error(), "token-1") {
						t.Errorf("%v", err)
					}
				})
			})
		}
	}
}

func TestCheck_namesTheMissingDelegation(t *testing.T) {
	t.Parallel()
	s, c := service(t)
	s.OnLogin("POST /token", meetingtest.Answer{Status: 401, Body: `{"error":"unauthorized_client","error_description":"Client is unauthorized to retrieve access tokens using this method"}`})
	if missing := c.Check(t.Context()); len(missing) != 1 || !strings.Contains(missing[0].Error(), "domain-wide delegation") {
		t.Errorf("%v", missing)
	}
	for _, secret := range []string{"", "{", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"} {
		c, err := New(meeting.Config{Organizer: "lina@agency.example", Secret: meetingtest.Secret(secret), HTTP: s.Client()})
		if err != nil {
			t.Fatal(err)
		}
		if missing := c.Check(t.Context()); len(missing) != 1 || strings.Contains(missing[0].Error(), "AAAA") {
			t.Errorf("%q: %v", secret, missing)
		}
	}
}
