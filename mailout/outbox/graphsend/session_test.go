package graphsend

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"rapport/mailout/outbox/relay"
	"rapport/store/graph"
	"rapport/store/graph/graphtest"
)

func dialed(t *testing.T) (*graphtest.Server, *Session) {
	t.Helper()
	server := graphtest.Start(false)
	t.Cleanup(server.Close)
	client, err := graph.New(graph.Config{Base: server.Base, User: graphtest.User, Patience: time.Second, Pause: time.Millisecond,
		Token: func(context.Context) (string, error) { return graphtest.Token, nil }})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Dial(t.Context(), Config{Name: "main", Client: client, Looks: []time.Duration{time.Millisecond, time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return server, s
}

const letter = "From: log@agency.example\r\nTo: wang@client.example\r\nMessage-ID: <1@agency.example>\r\nSubject: Report\r\n\r\nTo: all\r\n.\r\nCc: nobody\r\n"

// The bytes of a mail to one person stay as they are. Of a mail to several, each gets one that
// names them alone, in which nothing else differs.
func TestPrepare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields, to, want string
		alone            bool
	}{
		"one":              {"To: wang@client.example\r\n", "wang@client.example", "To: wang@client.example\r\n", true},
		"in capitals":      {"to: Wang <Wang@Client.example>\r\n", "wang@client.example", "to: Wang <Wang@Client.example>\r\n", true},
		"several":          {"To: =?utf-8?b?546L5Lyf?= <wang@client.example>,\r\n zhou@client.example\r\nCC: chen@client.example\r\n", "wang@client.example", "To: =?utf-8?q?=E7=8E=8B=E4=BC=9F?= <wang@client.example>\r\n", false},
		"in copy":          {"To: zhou@client.example\r\nCc: \"Chen, C.\"\r\n\t<chen@client.example>\r\n", "chen@client.example", "To: \"Chen, C.\" <chen@client.example>\r\n", false},
		"hidden":           {"To: zhou@client.example\r\nBcc: chen@client.example\r\n", "chen@client.example", "To: <chen@client.example>\r\n", false},
		"to somebody else": {"To: zhou@client.example\r\n", "wang@client.example", "To: <wang@client.example>\r\n", false},
		"an empty group":   {"To: =?utf-8?q?J=C3=B6rg?= :;, zhou@client.example\r\n", "zhou@client.example", "To: <zhou@client.example>\r\n", false},
	} {
		const before, after = "From: log@agency.example\r\n", "Message-ID: <1@agency.example>\r\nSubject: Report:\r\n to: b@client.example\r\n"
		const body = "\r\nTo: in the text\r\n"
		which, got, err := prepare(relay.Envelope{To: c.to}, []byte(before+c.fields+after+body))
		want := before + c.want + after + body
		if !c.alone {
			want = before + after + c.want + body
		}
		if err != nil || string(got) != want || which.alone != c.alone || which.messageID != "1@agency.example" {
			t.Errorf("%s: %+v, %v\n%q\nwant\n%q", name, which, err, got, want)
		}
	}
	for name, raw := range map[string]string{"no Message-ID": "To: wang@client.example\r\n\r\nx", "no header": "\x00"} {
		if _, _, err := prepare(relay.Envelope{To: "wang@client.example"}, []byte(raw)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, _, err := prepare(relay.Envelope{To: "wang@client.example\r\nBcc: x@evil.example"}, []byte(letter)); err == nil {
		t.Error("a recipient with a line end is accepted")
	}
}

// What could not be recorded, or was cancelled meanwhile, is not sent, and leaves no draft.
func TestSend_whatIsNotRecordedIsNotSent(t *testing.T) {
	t.Parallel()
	server, s := dialed(t)
	failed := errors.New("the disk is full")
	got := s.Send(t.Context(), relay.Envelope{To: "wang@client.example"}, []byte(letter), func() error { return failed })
	if got.Outcome != relay.Deferred || !errors.Is(got.Err, failed) || len(server.Sent()) != 0 || len(server.In("Drafts")) != 0 {
		t.Errorf("%+v; %d sent, %d drafts", got, len(server.Sent()), len(server.In("Drafts")))
	}
}

// A mail that is too large never leaves, and the outbox knows the limit before.
func TestSend_tooLarge(t *testing.T) {
	t.Parallel()
	server, s := dialed(t)
	raw := []byte(letter + strings.Repeat("0123456789abcdef\r\n", int(s.SizeLimit())/18))
	if got := s.Send(t.Context(), relay.Envelope{To: "wang@client.example"}, raw, nil); got.Outcome != relay.Failed || !strings.Contains(fmt.Sprint(got.Err), "takes no more than") {
		t.Errorf("%+v", got)
	}
	raw = raw[:s.SizeLimit()]
	if got := s.Send(t.Context(), relay.Envelope{To: "wang@client.example"}, raw, nil); got.Outcome != relay.Sent || string(server.Sent()[0].Raw) != string(raw) {
		t.Errorf("%+v", got)
	}
}

// Copies that are not in Sent Items yet are left to the next session.
func TestClose_leavesCopiesToTheNext(t *testing.T) {
	t.Parallel()
	server, s := dialed(t)
	if got := s.Send(t.Context(), relay.Envelope{To: "wang@client.example", Secret: true}, []byte(letter), nil); got.Outcome != relay.Sent {
		t.Fatalf("%+v", got)
	}
	s.Recorded()
	server.Do("GET /messages", -1, graphtest.Answer(http.StatusOK, `{"value":[]}`))
	s.Close()
	if len(server.In("Sent Items")) != 1 {
		t.Fatal("it was removed by no look")
	}
	server.Behave()
	next, err := Dial(t.Context(), s.config)
	if err != nil {
		t.Fatal(err)
	}
	server.Do("permanentDelete", 1, graphtest.Refuse(http.StatusMethodNotAllowed, "ErrorMethodNotAllowed", 0))
	next.Close()
	if len(server.In("Sent Items")) != 0 {
		t.Error("the copy stays")
	}
}

// Until the outbox has recorded that a mail was sent, its copy is the only proof of that.
func TestClose_removesNoProof(t *testing.T) {
	t.Parallel()
	server, s := dialed(t)
	e := relay.Envelope{To: "wang@client.example", Secret: true}
	if got := s.Send(t.Context(), e, []byte(letter), nil); got.Outcome != relay.Sent {
		t.Fatalf("%+v", got)
	}
	s.Close()
	if sent, err := s.Look(t.Context(), e, []byte(letter)); err != nil || !sent {
		t.Fatalf("after the end of a session it is sent: %t, %v", sent, err)
	}
	s.Close()
	if len(server.In("Sent Items")) != 1 {
		t.Error("a look removed the copy before its result was recorded")
	}
}

// The daemon stops within seconds, whatever the mailbox does.
func TestClose_endsSoon(t *testing.T) {
	t.Parallel()
	server, s := dialed(t)
	s.config.Looks = []time.Duration{time.Minute, time.Minute, time.Minute, time.Minute, time.Minute}
	s.Send(t.Context(), relay.Envelope{To: "wang@client.example", Secret: true}, []byte(letter), nil)
	s.Recorded()
	server.Do("GET /messages", -1, graphtest.Answer(http.StatusOK, `{"value":[]}`))
	began := time.Now()
	s.Close()
	if took := time.Since(began); took > closeTime+time.Second {
		t.Errorf("it took %s", took)
	}
	server.Behave()
}

// A copy that never shows itself is not looked for for ever.
func TestRemoveCopies_endsAfterManyLooks(t *testing.T) {
	t.Parallel()
	server, s := dialed(t)
	s.Send(t.Context(), relay.Envelope{To: "wang@client.example", Secret: true}, []byte(letter), nil)
	s.Recorded()
	server.Do("GET /messages", -1, graphtest.Answer(http.StatusOK, `{"value":[]}`))
	for range mostLooks {
		s.removeCopies(t.Context())
	}
	if len(s.config.Copies.list) != 1 || s.Stayed() != 0 {
		t.Fatal("it is given up within a moment, though Exchange may be slow")
	}
	s.config.Copies.list[0].since = time.Now().Add(-longestLook)
	s.removeCopies(t.Context())
	if len(s.config.Copies.list) != 0 || s.Stayed() != 1 || s.Stayed() != 0 {
		t.Errorf("%d are looked for still", len(s.config.Copies.list))
	}
	server.Behave()
}
