// Package meet asks Google Meet about the meetings of one organiser: as a service account that
// acts in their name, or as an application that they permitted to.
package meet

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"rapport/classify/summary"
	"rapport/mailout/meeting/meeting"
	"rapport/mailout/outside"
	"rapport/store/pattern"
)

// Where everybody finds Google's interfaces.
const (
	Base      = "https://meet.googleapis.com"
	DriveBase = "https://www.googleapis.com"
	Login     = "https://oauth2.googleapis.com"
)

const (
	scopes     = "https://www.googleapis.com/auth/meetings.space.readonly https://www.googleapis.com/auth/drive.meet.readonly"
	consent    = "to be permitted again by the user, with the scopes " + scopes
	delegation = "domain-wide delegation to the client id of the service account, with the scopes " + scopes
)

// Client asks for the meetings of one organiser.
type Client struct {
	config meeting.Config
	caller *outside.Caller // of Meet
	drive  *outside.Caller // of Drive, where the notes are
}

// New returns a client. Nothing is asked yet.
func New(config meeting.Config) (*Client, error) {
	drive := config.Base
	if config.Base == "" {
		config.Base, drive = Base, DriveBase
	}
	if config.Login == "" {
		config.Login = Login
	}
	c := &Client{config: config}
	caller, err := config.Caller(c.Name(), c.logIn)
	if err != nil {
		return nil, err
	}
	c.caller = caller
	c.drive, err = outside.New(outside.Config{Name: "Google Drive", Base: drive, Token: c.logIn, HTTP: config.HTTP})
	return c, err
}

// Name returns "Google Meet".
func (c *Client) Name() string { return "Google Meet" }

const (
	pageSize  = "100"
	mostPages = 10
)

// code is the form of the code of a meeting.
var code = pattern.New(`^[a-z]+(?:-[a-z]+){2}$`)

// After returns what Meet knows of a meeting, nil if it knows none such of the organiser, or
// the notes are not written yet and nobody is known to have taken part.
func (c *Client) After(ctx context.Context, k meeting.Key) (*meeting.Record, error) {
	if !code.MatchString(k.ID) {
		return nil, nil
	}
	conference, err := c.conference(ctx, k)
	if err != nil || conference == "" {
		return nil, err
	}
	r := &meeting.Record{}
	if r.People, err = c.people(ctx, conference); err != nil && !meeting.IsNone(err) {
		return nil, err
	}
	if err := c.notes(ctx, conference, r); err != nil && !meeting.IsNone(err) {
		return nil, err
	}
	return r, nil
}

// conference returns the name of the one conference under a code that was nearest to the time of
// the meeting.
func (c *Client) conference(ctx context.Context, k meeting.Key) (string, error) {
	filter := fmt.Sprintf(`space.meeting_code = %q AND start_time >= %q AND start_time <= %q`, k.ID,
		k.Start.Add(-meeting.Slack).UTC().Format(time.RFC3339), k.End.Add(meeting.Slack).UTC().Format(time.RFC3339))
	var names []string
	var starts []time.Time
	err := c.pages(ctx, outside.Request{Path: "/v2/conferenceRecords", Query: url.Values{"filter": {filter}, "pageSize": {pageSize}}}, func(page map[string][]item) {
		for _, one := range page["conferenceRecords"] {
			if !recordName.MatchString(one.Name) {
				continue
			}
			names, starts = append(names, one.Name), append(starts, one.Start)
		}
	})
	if meeting.IsNone(err) {
		return "", nil
	}
	if err != nil {
		return "", meeting.Lacks(err, delegation)
	}
	if i, ok := k.Nearest(starts); ok {
		return names[i], nil
	}
	return "", nil
}

// recordName is the form of the name of a conference, which becomes a part of a path.
var recordName = pattern.New(`^conferenceRecords/[\w-]+$`)

// item is an entry of any of the lists.
type item struct {
	Name     string    `json:"name"`
	Start    time.Time `json:"startTime"`
	State    string    `json:"state"`
	SignedIn person    `json:"signedinUser"`
	Unknown  person    `json:"anonymousUser"`
	Phone    person    `json:"phoneUser"`
	Document struct {
		ID string `json:"document"`
	} `json:"docsDestination"`
}

type person struct {
	Name string `json:"displayName"`
}

// pages passes each page of a list to use, under the names of its lists.
func (c *Client) pages(ctx context.Context, r outside.Request, use func(map[string][]item)) error {
	for range mostPages {
		var page struct {
			Conferences  []item `json:"conferenceRecords"`
			Participants []item `json:"participants"`
			Notes        []item `json:"smartNotes"`
			Next         string `json:"nextPageToken"`
		}
		if err := c.caller.Get(ctx, r, &page); err != nil {
			return err
		}
		use(map[string][]item{"conferenceRecords": page.Conferences, "participants": page.Participants, "smartNotes": page.Notes})
		if page.Next == "" || page.Next == r.Query.Get("pageToken") {
			return nil
		}
		r.Query.Set("pageToken", page.Next)
	}
	return nil
}

// part returns the path of a list that belongs to a conference.
func part(conference, of string) string { return "/v2/" + conference + "/" + of }

// people returns who took part. Meet has no addresses of them.
func (c *Client) people(ctx context.Context, conference string) (names []string, err error) {
	err = c.pages(ctx, outside.Request{Path: part(conference, "participants"), Query: url.Values{"pageSize": {pageSize}}}, func(page map[string][]item) {
		for _, one := range page["participants"] {
			names = meeting.Names(names, one.SignedIn.Name+one.Unknown.Name+one.Phone.Name)
		}
	})
	return names, meeting.Lacks(err, delegation)
}

// written is the state of notes that are there to be read.
const written = "FILE_GENERATED"

// documentID is the form of the id of a document.
var documentID = pattern.New(`^[\w-]{10,200}$`)

// notes adds what Gemini wrote, which is a document in Drive.
func (c *Client) notes(ctx context.Context, conference string, r *meeting.Record) error {
	var documents []string
	err := c.pages(ctx, outside.Request{Path: part(conference, "smartNotes"), Query: url.Values{}}, func(page map[string][]item) {
		for _, one := range page["smartNotes"] {
			if one.State == written && documentID.MatchString(one.Document.ID) {
				documents = append(documents, one.Document.ID)
			}
		}
	})
	if err != nil {
		return meeting.Lacks(err, delegation)
	}
	for _, id := range documents {
		text, err := c.drive.GetText(ctx, outside.Request{Path: "/drive/v3/files/" + id + "/export", Query: url.Values{"mimeType": {"text/plain"}}})
		if err != nil {
			return meeting.Lacks(err, delegation)
		}
		if strings.HasPrefix(strings.TrimSpace(text), "<") {
			return meeting.BadAnswer("Google Drive", "/drive/v3/files", "it answered with a page instead of a text")
		}
		read := summary.Read(summary.Input{Text: text})
		if r.IsEmpty() {
			r.Summary, r.Decisions, r.Actions = read.Summary, read.Decisions, read.Actions
		}
	}
	return nil
}

// Check returns the scopes that were not permitted, as far as Google names those that were, and
// asks Meet for a conference that nobody holds, and Drive for a document that nobody has.
func (c *Client) Check(ctx context.Context) (missing []error) {
	token, err := c.token(ctx)
	if err != nil {
		return []error{err}
	}
	for scope := range strings.FieldsSeq(scopes) {
		if token.Scope != "" && !slices.Contains(strings.Fields(token.Scope), scope) {
			missing = append(missing, &outside.Error{Service: c.Name(), Path: "/token", Fault: outside.Denied, Detail: "the scope " + scope + " is not permitted"})
		}
	}
	if len(missing) > 0 {
		return missing
	}
	_, err = c.conference(ctx, meeting.Key{ID: "aaa-aaaa-aaa", Start: time.Now(), End: time.Now()})
	missing = appendLack(missing, err)
	_, err = c.drive.GetText(ctx, outside.Request{Path: "/drive/v3/files/rapport-check-nobody/export", Query: url.Values{"mimeType": {"text/plain"}}})
	return appendLack(missing, meeting.Lacks(err, token.right+", and the Drive API enabled"))
}

// appendLack appends an error to those of a check, unless it says no more than that there is no
// such thing.
func appendLack(missing []error, err error) []error {
	var e *outside.Error
	if err == nil || meeting.IsNone(err) || errors.As(err, &e) && e.Fault == outside.BadRequest {
		return missing
	}
	return append(missing, err)
}
