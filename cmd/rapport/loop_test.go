package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapport/classify"
	"rapport/mailin"
	"rapport/mailin/parse"
	"rapport/mailout/due/letter"
	"rapport/store"
	"rapport/templates"
)

// asking is a log in which everything answers one request.
type asking struct{ store.Request }

func (asking) ThreadFiling(*store.Message) (store.Filing, error) { return store.Filing{}, nil }
func (a asking) RequestByToken(string) (store.Request, bool, error) {
	return a.Request, true, nil
}
func (a asking) RequestByMessageID(string) (store.Request, bool, error) {
	return a.Request, true, nil
}

// Two daemons that take each other for a PM, and one whose PM is away: what they
// are sent is logged, and nothing comes of it. That each sends one mail and the
// other never a second is what keeps a loop from beginning.
func TestLoop_automaticMailAnswersNothing(t *testing.T) {
	directory, err := classify.New(classify.Config{LogAddress: "log@b.example", Projects: []store.Project{{
		Code: "ACME", Name: "Shop", Client: "Acme", Language: "en", Zone: time.UTC,
		Contacts: []store.Contact{{Name: "A", Role: store.RolePM, Addresses: []string{"log@a.example"}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	request := store.Request{ID: 1, Purpose: "report-draft", Project: "ACME", Object: 1, Version: 1, Address: "log@a.example"}
	set, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	mails := map[string][]byte{
		"a vacation notice": []byte("From: log@a.example\r\nTo: log+r.token@b.example\r\nMessage-ID: <1@a.example>\r\nSubject: Automatic reply: ok\r\nAuto-Submitted: auto-replied\r\n\r\nok\r\n"),
		"an old responder":  []byte("From: log@a.example\r\nTo: log+r.token@b.example\r\nMessage-ID: <2@a.example>\r\nSubject: ok\r\nX-Autoreply: yes\r\nPrecedence: bulk\r\n\r\nok\r\n"),
	}
	for _, language := range templates.Languages() {
		for _, name := range templates.Names() {
			for i, sample := range templates.Samples(name, language) {
				m, err := set.Render(name, language, sample)
				if err != nil {
					t.Fatal(err)
				}
				raw, _, err := letter.Compose(letter.Draft{From: store.Address{Address: "log@a.example"}, To: []store.Address{{Address: "log+r.token@b.example"}},
					Date: time.Now(), MessageID: "x@a.example", Language: language}.With(m))
				if err != nil {
					t.Fatal(err)
				}
				mails[fmt.Sprintf("%s/%s %d", language, name, i)] = raw
			}
		}
	}
	for name, raw := range mails {
		m := mailin.Read(raw, time.Now(), parse.DefaultLimits())
		v, err := directory.Decide(m, asking{request})
		if err != nil {
			t.Fatal(err)
		}
		if v.Answer != nil || v.Kind == store.KindHuman || !strings.Contains(strings.Join(v.Notes, "\n"), "does not count") {
			t.Errorf("%s is %s mail and counts as %+v: %q", name, v.Kind, v.Answer, v.Notes)
		}
	}
	// The same words of the person themselves do count.
	m := mailin.Read([]byte("From: log@a.example\r\nTo: log+r.token@b.example\r\nMessage-ID: <3@a.example>\r\nSubject: ok\r\n\r\nok\r\n"), time.Now(), parse.DefaultLimits())
	if v, err := directory.Decide(m, asking{request}); err != nil || v.Answer == nil || v.Answer.Decision != store.DecisionOK {
		t.Errorf("a person's ok counts as %+v, %v", v.Answer, err)
	}
}
