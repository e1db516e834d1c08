package graphsend

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"time"

	"rapport/mailout/outbox/relay"
	"rapport/store/graph"
)

// Config says by which mailbox mail is sent.
type Config struct {
	Name   string // of the relay, in errors
	Client *graph.Client
	// Looks are the waits before each look at what became of a mail whose answer was lost; nil:
	// half a minute in all.
	Looks []time.Duration
	// Copies are what the sessions of one relay leave to each other; nil: each has its own.
	Copies *Copies
}

// Session sends from one mailbox. Only one goroutine may use it at a time.
type Session struct {
	config     Config
	sentID     string     // of the folder Sent Items
	unrecorded []keptCopy // copies to remove once their results are recorded
	stayed     int        // copies that were given up
	draftID    string     // of the mail that was given to Send last; "" for none
}

// envelope says which mail is meant: for all its recipients it has the same Message-ID.
type envelope struct {
	messageID string
	to        string
	alone     bool // it was written to nobody else
}

// The stages of a mail, as the outbox shows them.
const (
	stageLook  relay.Stage = "look"  // in the mailbox, for what was sent before
	stageDraft relay.Stage = "draft" // the draft is made
	stageSend  relay.Stage = "send"  // the draft is sent
)

// mostRequest is what Microsoft Graph takes in one request.
const mostRequest = 4 << 20

// sizeLimit is how many bytes a mail may have, which go in base64.
const sizeLimit = mostRequest/4*3 - 1024

// Dial returns a session, once Microsoft Graph accepts the token. Its errors are those of package
// relay.
func Dial(ctx context.Context, c Config) (*Session, error) {
	if c.Looks == nil {
		c.Looks = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 15 * time.Second}
	}
	if c.Copies == nil {
		c.Copies = &Copies{}
	}
	s := &Session{config: c}
	var sent struct {
		ID string `json:"id"`
	}
	if err := c.Client.Get(ctx, c.Client.Path("mailFolders", "sentitems"), nil, &sent); err != nil {
		return nil, fmt.Errorf("connect to relay %s: %w", c.Name, kindOf(err))
	}
	s.sentID = sent.ID
	return s, nil
}

// SizeLimit returns how many bytes a mail may have.
func (s *Session) SizeLimit() int64 { return sizeLimit }

// Send hands one mail to Exchange for one recipient. Between the draft and the request that sends
// it, it calls finishing, which must record durably that the mail may be out from here on.
//
// As long as it is sure that nothing was sent, the outcome is Deferred or Failed; what was sent
// before, as the mailbox shows, is Sent at once.
func (s *Session) Send(ctx context.Context, e relay.Envelope, raw []byte, finishing func() error) relay.Result {
	result := s.send(ctx, e, raw, finishing)
	if result.Err != nil {
		result.Err = fmt.Errorf("send to %s by relay %s: %w", e.To, s.config.Name, result.Err)
	}
	result.Reusable = !errors.Is(result.Err, relay.ErrStale)
	return result
}

func (s *Session) send(ctx context.Context, e relay.Envelope, raw []byte, finishing func() error) relay.Result {
	which, mail, err := prepare(e, raw)
	if err == nil && len(mail) > sizeLimit {
		err = fmt.Errorf("the mail has %d bytes; Microsoft Graph takes no more than %d", len(mail), sizeLimit)
	}
	if err != nil {
		return relay.Result{Outcome: relay.Failed, Stage: relay.StageCheck, Err: err}
	}
	s.draftID = ""
	s.removeCopies(ctx)
	found, err := s.look(ctx, which)
	switch {
	case err != nil:
		return unable(stageLook, err)
	case found.sent:
		return s.sent(which, e, "it is in Sent Items")
	}
	if found.draft == "" {
		if found.draft, err = s.draft(ctx, mail); err != nil {
			return unable(stageDraft, err)
		}
	}
	s.draftID = found.draft
	if finishing != nil {
		if err := finishing(); err != nil {
			s.discard(ctx, found.draft)
			return relay.Result{Outcome: relay.Deferred, Stage: stageDraft, Err: fmt.Errorf("record that the mail is sent now: %w", err)}
		}
	}
	err = s.config.Client.Change(ctx, http.MethodPost, s.config.Client.Path("messages", found.draft, "send"), "", nil, nil)
	switch {
	case err == nil:
		return s.sent(which, e, "202 Accepted")
	case isSure(err):
		return unable(stageSend, err)
	}
	return s.lookAgain(ctx, which, e, err)
}

// isSure reports whether a refusal of the request that sends a draft shows that nothing was sent.
func isSure(err error) bool {
	r, ok := errors.AsType[*graph.Refusal](err)
	return ok && (r.Status == http.StatusTooManyRequests || r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden) || errors.Is(err, graph.ErrUnreachable) || errors.Is(err, graph.ErrTLS)
}

// sent returns the result of a mail that was sent. Of what only its recipient may read, the copy
// that Exchange keeps is removed once the outbox has recorded the result.
func (s *Session) sent(which envelope, e relay.Envelope, reply string) relay.Result {
	if e.Secret {
		s.unrecorded = append(s.unrecorded, keptCopy{envelope: which})
	}
	return relay.Result{Outcome: relay.Sent, Stage: stageSend, Code: http.StatusAccepted, Reply: reply}
}

// lookAgain finds out what became of a draft where err was the answer to sending it. One that is a
// draft still, after a while, was not sent.
func (s *Session) lookAgain(ctx context.Context, which envelope, e relay.Envelope, err error) relay.Result {
	lost := relay.Result{Outcome: relay.Unknown, Stage: stageSend, Err: err}
	var found found
	for _, wait := range s.config.Looks {
		if !sleep(ctx, wait) {
			return lost
		}
		var failed error
		if found, failed = s.look(ctx, which); failed != nil {
			found.draft = ""
			continue
		}
		if found.sent {
			return s.sent(which, e, "it is in Sent Items; the answer was: "+err.Error())
		}
	}
	if found.draft == "" {
		return lost
	}
	return unable(stageSend, err)
}

// Look reports whether a mail was sent to a recipient, as Sent Items shows.
func (s *Session) Look(ctx context.Context, e relay.Envelope, raw []byte) (sent bool, err error) {
	which, _, err := prepare(e, raw)
	if err != nil {
		return false, err
	}
	found, err := s.look(ctx, which)
	if err == nil && found.sent && e.Secret {
		s.unrecorded = append(s.unrecorded, keptCopy{envelope: which})
	}
	if err != nil {
		err = fmt.Errorf("look for what was sent by relay %s: %w", s.config.Name, kindOf(err))
	}
	return found.sent, err
}

// draft makes a draft and returns its id.
func (s *Session) draft(ctx context.Context, mail []byte) (string, error) {
	var made message
	body := []byte(base64.StdEncoding.EncodeToString(mail))
	if err := s.config.Client.Change(ctx, http.MethodPost, s.config.Client.Path("messages"), "text/plain", body, &made); err != nil {
		return "", err
	}
	if made.ID == "" {
		return "", fmt.Errorf("%w: a draft without an id", graph.ErrAnswer)
	}
	return made.ID, nil
}

// Discard removes the draft of the mail that was given to Send last, which is not tried again.
func (s *Session) Discard(ctx context.Context) {
	if s.draftID != "" {
		s.discard(ctx, s.draftID)
	}
	s.draftID = ""
}

// discard removes a draft that will not be sent. If it stays, it is found when the mail is sent
// after all.
func (s *Session) discard(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	s.remove(ctx, id)
}

// remove removes a mail for good or, where that is not to be had, as a person would.
func (s *Session) remove(ctx context.Context, id string) error {
	client := s.config.Client
	err := client.Change(ctx, http.MethodPost, client.Path("messages", id, "permanentDelete"), "", nil, nil)
	if r, ok := errors.AsType[*graph.Refusal](err); ok && !errors.Is(r, graph.ErrBusy) && !errors.Is(r, graph.ErrNotFound) {
		err = client.Change(ctx, http.MethodDelete, client.Path("messages", id), "", nil, nil)
	}
	if errors.Is(err, graph.ErrNotFound) {
		return nil
	}
	return err
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
