// Package teams asks Microsoft Graph about the Teams meetings of one organiser.
package teams

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rapport/mailout/meeting/meeting"
	"rapport/mailout/outside"
	"rapport/store"
	"rapport/store/pattern"
)

// Where everybody finds Graph, in the worldwide cloud.
const (
	Base  = "https://graph.microsoft.com"
	Login = "https://login.microsoftonline.com"
)

// The rights that the app needs. Beside them the tenant must let the app act for the organiser.
const (
	readMeetings    = "the permission OnlineMeetings.Read.All, and an application access policy that is granted to the organiser"
	readAttendance  = "the permission OnlineMeetingArtifact.Read.All"
	readInsights    = "the permission OnlineMeetingAiInsight.Read.All, and a Microsoft 365 Copilot licence for the organiser"
	readTranscripts = "the permission OnlineMeetingTranscript.Read.All"
)

// Client asks for the meetings of one organiser.
type Client struct {
	config meeting.Config
	caller *outside.Caller
}

// New returns a client. Nothing is asked yet.
func New(config meeting.Config) (*Client, error) {
	if config.Base == "" {
		config.Base = Base
	}
	if config.Login == "" {
		config.Login = Login
	}
	c := &Client{config: config}
	caller, err := config.Caller(c.Name(), c.logIn)
	c.caller = caller
	return c, err
}

// Name returns "Microsoft Teams".
func (c *Client) Name() string { return "Microsoft Teams" }

// logIn asks for a token by client credentials.
func (c *Client) logIn(ctx context.Context) (string, time.Time, error) {
	secret, err := c.config.Secret(ctx)
	if err != nil {
		return "", time.Time{}, err
	}
	token, err := c.config.LogIn(ctx, outside.Config{Name: c.Name(), Secrets: []string{secret}}, "/"+url.PathEscape(c.config.Account)+"/oauth2/v2.0/token",
		url.Values{"grant_type": {"client_credentials"}, "client_id": {c.config.ClientID}, "client_secret": {secret}, "scope": {Base + "/.default"}})
	return token.Value, token.Ends(), err
}

func (c *Client) user() string { return "/users/" + url.PathEscape(c.config.Organizer) }

// After returns what Graph knows of a meeting, nil if the organiser has none such. What the app
// may not read is left out, unless it may read nothing of it.
func (c *Client) After(ctx context.Context, k meeting.Key) (*meeting.Record, error) {
	id, err := c.find(ctx, k)
	if err != nil || id == "" {
		return nil, err
	}
	r := &meeting.Record{}
	var denied error
	for _, part := range []func() error{
		func() (err error) { r.People, err = c.people(ctx, id, k); return err },
		func() error { return c.insights(ctx, id, k, r) },
		func() error {
			if !r.IsEmpty() && len(r.People) > 0 {
				return nil
			}
			return c.transcript(ctx, id, k, r)
		},
	} {
		switch err := part(); {
		case err == nil || meeting.IsNone(err):
		case meeting.IsDenied(err):
			denied = cmp.Or(denied, err)
		default:
			return nil, err
		}
	}
	if denied != nil && r.IsEmpty() && len(r.People) == 0 && !r.Transcript {
		return nil, denied
	}
	return r, nil
}

// find returns the id of the online meeting that people join by a link, or by a number; "" if
// there is none, or there are several.
func (c *Client) find(ctx context.Context, k meeting.Key) (string, error) {
	filter := ""
	switch {
	case strings.Contains(k.URL, "/meetup-join/"):
		filter = "JoinWebUrl eq '" + quoted(k.URL) + "'"
	case k.ID != "":
		filter = "joinMeetingIdSettings/joinMeetingId eq '" + quoted(k.ID) + "'"
	default:
		return "", nil
	}
	var page struct {
		Value []struct {
			ID string `json:"id"`
		} `json:"value"`
	}
	err := c.caller.Get(ctx, outside.Request{Path: "/v1.0" + c.user() + "/onlineMeetings", Query: url.Values{"$filter": {filter}}}, &page)
	switch {
	case meeting.IsNone(err):
		return "", nil
	case err != nil:
		return "", meeting.Lacks(err, readMeetings)
	case len(page.Value) != 1:
		return "", nil
	}
	return page.Value[0].ID, nil
}

// quoted writes a text within the quotation marks of OData.
func quoted(text string) string { return strings.ReplaceAll(text, "'", "''") }

const mostPages = 10

// list returns all of a list of Graph, which comes in pages.
func list[T any](ctx context.Context, c *Client, r outside.Request) (all []T, err error) {
	for range mostPages {
		var page struct {
			Value []T    `json:"value"`
			Next  string `json:"@odata.nextLink"`
		}
		if err := c.caller.Get(ctx, r, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		next, err := url.Parse(page.Next)
		if err != nil || page.Next == "" {
			break
		}
		r = outside.Request{Path: next.EscapedPath(), Query: next.Query()} // of this service, whatever host it names
	}
	return all, nil
}

// people returns who took part: there is a report for each time that people met.
func (c *Client) people(ctx context.Context, id string, k meeting.Key) (names []string, err error) {
	type report struct {
		ID    string    `json:"id"`
		Start time.Time `json:"meetingStartDateTime"`
		End   time.Time `json:"meetingEndDateTime"`
	}
	path := "/v1.0" + c.user() + "/onlineMeetings/" + url.PathEscape(id) + "/attendanceReports"
	reports, err := list[report](ctx, c, outside.Request{Path: path})
	if err != nil {
		return nil, meeting.Lacks(err, readAttendance)
	}
	for _, one := range reports {
		if !k.Overlaps(one.Start, one.End) {
			continue
		}
		var full struct {
			Records []struct {
				Address  string `json:"emailAddress"`
				Identity struct {
					Name string `json:"displayName"`
				} `json:"identity"`
			} `json:"attendanceRecords"`
		}
		if err := c.caller.Get(ctx, outside.Request{Path: path + "/" + url.PathEscape(one.ID), Query: url.Values{"$expand": {"attendanceRecords"}}}, &full); err != nil {
			return nil, meeting.Lacks(err, readAttendance)
		}
		for _, record := range full.Records {
			name := record.Identity.Name
			if name == "" {
				name = record.Address
			}
			names = meeting.Names(names, name)
		}
	}
	return names, nil
}

// insights adds what Copilot wrote. The list has no text.
func (c *Client) insights(ctx context.Context, id string, k meeting.Key, r *meeting.Record) error {
	type insight struct {
		ID      string    `json:"id"`
		Created time.Time `json:"createdDateTime"`
		Ended   time.Time `json:"endDateTime"`
	}
	path := "/v1.0/copilot" + c.user() + "/onlineMeetings/" + url.PathEscape(id) + "/aiInsights"
	all, err := list[insight](ctx, c, outside.Request{Path: path})
	if err != nil {
		return meeting.Lacks(err, readInsights)
	}
	for _, one := range all {
		if !k.Overlaps(one.Created, one.Ended) {
			continue
		}
		var full struct {
			Notes []struct {
				Title     string `json:"title"`
				Text      string `json:"text"`
				Subpoints []struct {
					Title string `json:"title"`
					Text  string `json:"text"`
				} `json:"subpoints"`
			} `json:"meetingNotes"`
			Actions []struct {
				Title string `json:"title"`
				Text  string `json:"text"`
				Owner string `json:"ownerDisplayName"`
			} `json:"actionItems"`
		}
		if err := c.caller.Get(ctx, outside.Request{Path: path + "/" + url.PathEscape(one.ID)}, &full); err != nil {
			return meeting.Lacks(err, readInsights)
		}
		var text strings.Builder
		for _, note := range full.Notes {
			text.WriteString(said(note.Title, note.Text) + "\n")
			for _, sub := range note.Subpoints {
				text.WriteString("- " + said(sub.Title, sub.Text) + "\n")
			}
		}
		r.Summary = strings.TrimSpace(r.Summary + "\n" + text.String())
		for _, a := range full.Actions {
			r.Actions = append(r.Actions, store.RecapAction{Owner: strings.TrimSpace(a.Owner), Text: said(a.Title, a.Text)})
		}
	}
	return nil
}

// said joins a title and a text, on one line.
func said(title, text string) string {
	title, text = strings.Join(strings.Fields(title), " "), strings.Join(strings.Fields(text), " ")
	switch {
	case title == "" || strings.HasPrefix(text, title):
		return text
	case text == "":
		return title
	}
	return strings.TrimRight(title, ".:") + ": " + text
}

// mostSpeakers bounds the people that a transcript names.
const mostSpeakers = 200

// speaker is how WebVTT names who says something: <v Li Na>.
var speaker = pattern.New(`<v(?:\.[\w.]+)?\s+([^<>\n]{1,100})>`)

// transcript notes that there is a transcript of a meeting and, where nothing else says who took
// part, adds who spoke. What they said is not kept.
func (c *Client) transcript(ctx context.Context, id string, k meeting.Key, r *meeting.Record) error {
	type transcript struct {
		ID      string    `json:"id"`
		Created time.Time `json:"createdDateTime"`
		Ended   time.Time `json:"endDateTime"`
	}
	path := "/v1.0" + c.user() + "/onlineMeetings/" + url.PathEscape(id) + "/transcripts"
	all, err := list[transcript](ctx, c, outside.Request{Path: path})
	if err != nil {
		return meeting.Lacks(err, readTranscripts)
	}
	asked := len(r.People) == 0
	for _, one := range all {
		if !k.Overlaps(one.Created, one.Ended) {
			continue
		}
		r.Transcript = true
		if !asked {
			continue
		}
		text, err := c.caller.GetText(ctx, outside.Request{Path: path + "/" + url.PathEscape(one.ID) + "/content", Query: url.Values{"$format": {"text/vtt"}}, Header: http.Header{"Accept": {"text/vtt"}}})
		if err != nil {
			return meeting.Lacks(err, readTranscripts)
		}
		for _, found := range speaker.FindAllStringSubmatch(text, -1) {
			if len(r.People) < mostSpeakers {
				r.People = meeting.Names(r.People, html.UnescapeString(found[1]))
			}
		}
	}
	return nil
}

// permission is one of an app, by the name that tokens have for it.
type permission struct {
	role, or string
	right    string
	unneeded bool // without it less is known
}

// permissions lists what an app needs.
func permissions() []permission {
	return []permission{
		{"OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All", readMeetings, false},
		{"OnlineMeetingArtifact.Read.All", "", readAttendance, false},
		{"OnlineMeetingAiInsight.Read.All", "", readInsights, true},
		{"OnlineMeetingTranscript.Read.All", "", readTranscripts, true},
	}
}

// Check returns which permissions the app lacks, as far as its token names them, and asks for
// the organiser's meeting of a link that nobody has.
func (c *Client) Check(ctx context.Context) (missing []error) {
	token, _, err := c.logIn(ctx)
	if err != nil {
		return []error{err}
	}
	if roles, known := rolesOf(token); known {
		for _, one := range permissions() {
			if slices.Contains(roles, one.role) || one.or != "" && slices.Contains(roles, one.or) {
				continue
			}
			var err error = &outside.Error{Service: c.Name(), Path: "/oauth2/v2.0/token", Fault: outside.Denied, Detail: "the app lacks " + one.right}
			if one.unneeded {
				err = meeting.Unneeded(err)
			}
			missing = append(missing, err)
		}
	}
	_, err = c.find(ctx, meeting.Key{URL: "https://teams.microsoft.com/l/meetup-join/rapport-check"})
	var e *outside.Error
	if err == nil || errors.As(err, &e) && e.Fault == outside.BadRequest { // it may not like the link
		return missing
	}
	return append(missing, err)
}

// rolesOf returns the permissions that a token names, and whether it can be read: tokens of
// Graph are JWTs (RFC 7519) with a claim of them, though nobody promises that they stay so.
func rolesOf(token string) ([]string, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, false
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Roles    []string `json:"roles"`
		Audience string   `json:"aud"`
	}
	if err != nil || json.Unmarshal(data, &claims) != nil || claims.Audience == "" {
		return nil, false
	}
	return claims.Roles, true
}
