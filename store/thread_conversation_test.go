package store

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"
)

// talk is one mail of a test: who writes to whom, under which subject, with which
// ids, some days after the beginning.
type talk struct {
	id, from, to, subject string
	refs                  string
	day                   int
	index                 string // of Thread-Index
	quotes                bool
	thread                int // which it should be in, counted from 1
	note                  string
}

func TestJoin_conversations(t *testing.T) {
	index := func(children int) string {
		return base64.StdEncoding.EncodeToString(append([]byte("twenty-two bytes of it"), make([]byte, 5*children)...))
	}
	for name, mails := range map[string][]talk{
		"an answer without References, by subject and people": {
			{id: "1", from: "wang", to: "li", subject: "Invoice 17", thread: 1},
			{id: "2", from: "li", to: "wang", subject: "Re: Invoice 17", day: 1, thread: 1, note: "by subject and people"},
			{id: "3", from: "wang", to: "li", subject: "回复：Re: Invoice 17", day: 2, thread: 1},
		},
		"the answer comes first": {
			{id: "2", from: "li", to: "wang", subject: "Re: Invoice 17", day: 1, thread: 1},
			{id: "1", from: "wang", to: "li", subject: "Invoice 17", thread: 1},
		},
		"the same subject by strangers": {
			{id: "1", from: "wang", to: "li", subject: "Invoice 17", thread: 1},
			{id: "2", from: "mallory", to: "li", subject: "Re: Invoice 17", day: 1, thread: 2},
			{id: "3", from: "li", to: "chen", subject: "Re: Invoice 17", day: 1, thread: 3},
		},
		"the same subject again is no answer": {
			{id: "1", from: "wang", to: "li", subject: "Invoice 17", thread: 1},
			{id: "2", from: "wang", to: "li", subject: "Invoice 17", day: 1, thread: 2},
		},
		"a subject that everybody writes": {
			{id: "1", from: "wang", to: "li", subject: "周报", thread: 1},
			{id: "2", from: "li", to: "wang", subject: "Re: 周报", day: 1, thread: 2},
		},
		"much later": {
			{id: "1", from: "wang", to: "li", subject: "Invoice 17", thread: 1},
			{id: "2", from: "li", to: "wang", subject: "Re: Invoice 17", day: 90, thread: 2},
		},
		"Outlook's Thread-Index": {
			{id: "1", from: "wang", to: "li", subject: "Plan", index: index(0), thread: 1},
			{id: "2", from: "li", to: "wang", subject: "Another word", index: index(1), day: 1, thread: 1, note: "by Thread-Index and people"},
			{id: "3", from: "mallory", to: "li", subject: "Re: Plan", index: index(2), day: 2, thread: 2},
		},
		"an answer that changes the subject stays": {
			{id: "1", from: "wang", to: "li", subject: "Plan", thread: 1},
			{id: "2", from: "li", to: "wang", subject: "Re: Plan, now with prices", refs: "1", day: 1, thread: 1},
			{id: "3", from: "li", to: "wang", subject: "Prices", refs: "1", quotes: true, day: 2, thread: 1},
			{id: "4", from: "li", to: "wang", subject: "Plan", refs: "1", day: 3, thread: 1},
		},
		"a new subject on old References is a thread of its own, and what follows stays apart": {
			{id: "1", from: "wang", to: "li", subject: "Plan", thread: 1},
			{id: "2", from: "wang", to: "li", subject: "Holidays in May", refs: "1", day: 9, thread: 2, note: "about something else"},
			{id: "3", from: "li", to: "wang", subject: "Re: Holidays in May", refs: "1 2", day: 10, thread: 2},
			{id: "4", from: "li", to: "wang", subject: "Re: Plan", refs: "1", day: 10, thread: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := openAt(t)
			numbers := map[int64]int{}
			for _, mail := range mails {
				raw := fmt.Sprintf("Message-ID: <%s@x>\n\n%v", mail.id, mail)
				m := &Message{MessageID: mail.id + "@x", Subject: mail.subject, From: []Address{{Address: mail.from + "@x.example"}}, To: []Address{{Address: mail.to + "@x.example"}},
					Date: time.UnixMilli(1767225600000).AddDate(0, 0, mail.day), NewText: "words"}
				if mail.quotes {
					m.Quoted = "> Shall we?"
				}
				if mail.index != "" {
					m.Header = Header{{"Thread-Index", mail.index}}
				}
				for _, ref := range strings.Fields(mail.refs) {
					m.References = append(m.References, ref+"@x")
				}
				id := keepAndRecord(t, s, raw, m, Verdict{Kind: KindHuman})
				var e Entry
				if err := s.Log(t.Context(), LogQuery{}, func(entry Entry) error {
					if entry.Message == id {
						e = entry
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				if numbers[e.Thread] == 0 {
					numbers[e.Thread] = len(numbers) + 1
				}
				if got := numbers[e.Thread]; got != mail.thread {
					t.Errorf("mail %s is in thread %d, want %d", mail.id, got, mail.thread)
				}
				if !strings.Contains(strings.Join(e.Notes, "\n"), mail.note) {
					t.Errorf("mail %s: notes %q, want %q", mail.id, e.Notes, mail.note)
				}
			}
			wantProblems(t, s, "")
		})
	}
}

func TestReadSubject(t *testing.T) {
	for subject, want := range map[string]Subject{
		"Plan":                      {"plan", "Plan", false, false},
		"Re: Plan":                  {"plan", "Plan", true, false},
		"RE: [ACME] Fwd:  The Plan": {"the plan", "The Plan", true, false},
		"[ACME] 回复：答复: 方案":          {"方案", "方案", true, false},
		"Re[2]: AW: Plan":           {"plan", "Plan", true, false},
		"转发：方案":                     {"方案", "方案", false, true},
		"[ACME]":                    {"[acme]", "[ACME]", false, false},
		"Note: plan":                {"note: plan", "Note: plan", false, false},
		"":                          {},
	} {
		if got := ReadSubject(subject); got != want {
			t.Errorf("%q: %+v, want %+v", subject, got, want)
		}
	}
}
