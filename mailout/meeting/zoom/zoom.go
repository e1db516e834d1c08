// Package zoom asks Zoom about meetings of one account, by a Server-to-Server OAuth app.
package zoom

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/classify/summary"
	"rapport/mailout/meeting/meeting"
	"rapport/mailout/outside"
)

// Where everybody finds Zoom.
const (
	Base  = "https://api.zoom.us"
	Login = "https://zoom.us"
)

// The rights that the app needs.
const (
	readInstances    = "the scope meeting:read:list_past_instances:admin"
	readMeeting      = "the scope meeting:read:past_meeting:admin"
	readParticipants = "the scope meeting:read:list_past_participants:admin"
	readSummary      = "the scope meeting:read:summary:admin, and AI Companion switched on for the account"
)

// Client asks one account.
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

// Name returns "Zoom".
func (c *Client) Name() string { return "Zoom" }

// logIn asks for a token of an hour.
func (c *Client) logIn(ctx context.Context) (string, time.Time, error) {
	secret, err := c.config.Secret(ctx)
	if err != nil {
		return "", time.Time{}, err
	}
	basic := base64.StdEncoding.EncodeToString([]byte(c.config.ClientID + ":" + secret))
	token, err := c.config.LogIn(ctx, outside.Config{Name: c.Name(), Secrets: []string{secret, basic}, Header: http.Header{"Authorization": {"Basic " + basic}}},
		"/oauth/token", url.Values{"grant_type": {"account_credentials"}, "account_id": {c.config.Account}})
	return token.Value, token.Ends(), err
}

// After returns what Zoom knows of a meeting, nil if it knows no such meeting or has not
// written anything yet.
func (c *Client) After(ctx context.Context, k meeting.Key) (*meeting.Record, error) {
	uuid, err := c.instance(ctx, k)
	if err != nil || uuid == "" {
		return nil, err
	}
	r := &meeting.Record{}
	if r.People, err = c.people(ctx, uuid); err != nil && !meeting.IsNone(err) {
		return nil, err
	}
	if err := c.summary(ctx, uuid, r); err != nil && !meeting.IsNone(err) && !isSwitchedOff(err) {
		return nil, err
	}
	return r, nil
}

// isSwitchedOff reports whether an error says that the account has no summaries of such a
// meeting: it does not pay for them, mails them only, or the meeting was encrypted end to end.
func isSwitchedOff(err error) bool {
	var e *outside.Error
	return errors.As(err, &e) && (e.Code == "200" || e.Code == "2305" || e.Code == "3000")
}

// instance returns the UUID of the one meeting that took place under a number: a series has the
// same number for all.
func (c *Client) instance(ctx context.Context, k meeting.Key) (string, error) {
	var list struct {
		Meetings []struct {
			UUID  string    `json:"uuid"`
			Start time.Time `json:"start_time"`
		} `json:"meetings"`
	}
	err := c.caller.Get(ctx, outside.Request{Path: "/v2/past_meetings/" + url.PathEscape(k.ID) + "/instances"}, &list)
	if meeting.IsNone(err) {
		return "", nil
	}
	if err != nil {
		return "", meeting.Lacks(err, readInstances)
	}
	var starts []time.Time
	for _, one := range list.Meetings {
		starts = append(starts, one.Start)
	}
	if i, ok := k.Nearest(starts); ok {
		return list.Meetings[i].UUID, nil
	}
	if slices.ContainsFunc(starts, func(at time.Time) bool { return at.Sub(k.Start).Abs() <= meeting.Slack }) {
		return "", nil // two, of which nobody can tell
	}
	// The list may lag behind: this is the last under the number.
	var past struct {
		UUID  string    `json:"uuid"`
		Start time.Time `json:"start_time"`
		End   time.Time `json:"end_time"`
	}
	err = c.caller.Get(ctx, outside.Request{Path: "/v2/past_meetings/" + url.PathEscape(k.ID)}, &past)
	if meeting.IsNone(err) || err == nil && !k.Overlaps(past.Start, past.End) {
		return "", nil
	}
	return past.UUID, meeting.Lacks(err, readMeeting)
}

// escape escapes a UUID as a part of a path: twice where it would look like several parts.
func escape(uuid string) string {
	if strings.HasPrefix(uuid, "/") || strings.Contains(uuid, "//") {
		return url.PathEscape(url.PathEscape(uuid))
	}
	return url.PathEscape(uuid)
}

const (
	pageSize  = 300
	mostPages = 10
)

// people returns who took part, each once.
func (c *Client) people(ctx context.Context, uuid string) (names []string, err error) {
	next := ""
	for range mostPages {
		var page struct {
			Next         string `json:"next_page_token"`
			Participants []struct {
				Name string `json:"name"`
			} `json:"participants"`
		}
		query := url.Values{"page_size": {strconv.Itoa(pageSize)}}
		if next != "" {
			query.Set("next_page_token", next)
		}
		if err := c.caller.Get(ctx, outside.Request{Path: "/v2/past_meetings/" + escape(uuid) + "/participants", Query: query}, &page); err != nil {
			return nil, meeting.Lacks(err, readParticipants)
		}
		for _, p := range page.Participants {
			names = meeting.Names(names, p.Name)
		}
		if page.Next == "" || page.Next == next {
			break
		}
		next = page.Next
	}
	return names, nil
}

// summary adds what AI Companion wrote.
func (c *Client) summary(ctx context.Context, uuid string, r *meeting.Record) error {
	var s struct {
		Content  string `json:"summary_content"`
		Overview string `json:"summary_overview"`
		Details  []struct {
			Label   string `json:"label"`
			Summary string `json:"summary"`
		} `json:"summary_details"`
		NextSteps []string `json:"next_steps"`
		Edited    struct {
			Details   edited   `json:"summary_details"`
			NextSteps []string `json:"next_steps"`
		} `json:"edited_summary"`
	}
	if err := c.caller.Get(ctx, outside.Request{Path: "/v2/meetings/" + escape(uuid) + "/meeting_summary"}, &s); err != nil {
		return meeting.Lacks(err, readSummary)
	}
	if s.Content != "" {
		read := summary.Read(summary.Input{Text: s.Content})
		r.Summary, r.Decisions, r.Actions = read.Summary, read.Decisions, read.Actions
		return nil
	}
	if r.Summary = string(s.Edited.Details); r.Summary == "" {
		r.Summary = s.Overview
		for _, d := range s.Details {
			r.Summary = strings.TrimSpace(r.Summary + "\n\n" + d.Label + "\n" + d.Summary)
		}
	}
	steps := s.Edited.NextSteps
	if len(steps) == 0 {
		steps = s.NextSteps
	}
	if len(steps) > 0 {
		r.Actions = summary.Read(summary.Input{Text: "Next steps\n- " + strings.Join(steps, "\n- ")}).Actions
	}
	return nil
}

// edited is what the host made of the details, which Zoom has as a text, and as a list.
type edited string

// UnmarshalJSON reads either form.
func (e *edited) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, (*string)(e)) == nil {
		return nil
	}
	var list []struct{ Label, Summary string }
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	for _, d := range list {
		*e = edited(strings.TrimSpace(string(*e) + "\n\n" + d.Label + "\n" + d.Summary))
	}
	return nil
}

// Check asks Zoom for what needs no meeting, and returns what the app lacks.
func (c *Client) Check(ctx context.Context) []error {
	var missing []error
	for _, one := range []struct{ path, right string }{
		{"/v2/past_meetings/0/instances", readInstances}, {"/v2/past_meetings/0/participants", readParticipants}, {"/v2/meetings/0/meeting_summary", readSummary},
	} {
		err := c.caller.Get(ctx, outside.Request{Path: one.path}, nil)
		var e *outside.Error
		switch {
		case err == nil || isSwitchedOff(err):
		case errors.As(err, &e) && (e.Fault == outside.Missing || e.Fault == outside.BadRequest && e.Code != "4711" && e.Code != "4700"):
		case errors.As(err, &e) && e.Fault == outside.BadRequest: // Zoom answers 400 where a scope is missing
			e.Fault = outside.Denied
			missing = append(missing, meeting.Lacks(err, one.right))
		default:
			missing = append(missing, meeting.Lacks(err, one.right))
			if errors.As(err, &e) && e.Login {
				return missing
			}
		}
	}
	return missing
}
