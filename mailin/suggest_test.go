package mailin

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"rapport/mailin/model"
	"rapport/store"
)

func TestIntake_asksAModelOnlyWhatTheRulesLeaveOpen(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	asked := map[string]bool{} // by a word of the mail; a mail that is read twice at the start is asked about twice
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, word := range []string{"last week", "came", "When", "away"} {
			if strings.Contains(string(body), word) {
				asked[word] = true
			}
		}
		if strings.Contains(string(body), "came") {
			http.Error(w, "no", http.StatusInternalServerError)
			return
		}
		fmt.Fprint(w, `{"choices":[{"message":{"content":"{\"ask\":\"problem\",\"summary\":\"The tiles look wrong.\"}"}}]}`)
	}))
	defer api.Close()
	in, s := intake(t)
	in.SetModel(model.New(model.Config{URL: api.URL, Name: "small", Timeout: 5 * time.Second}))
	mail := func(n int, header, text string) IncomingMail {
		return IncomingMail{Origin: fmt.Sprint(n), Raw: fmt.Appendf(nil, "From: wang@client.example\nTo: log@agency.example\nSubject: Tiles\nMessage-ID: <%d@client.example>\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n%s\n%s\n", n, header, text)}
	}
	if err := s.Update(t.Context(), func(tx *store.Tx) error {
		return tx.Ask(store.Request{Token: store.NewTag(), Purpose: store.PurposeDigest, Project: "ACME", Address: "wang@client.example", Expires: time.Unix(1, 0)}, "asked@agency.example")
	}); err != nil {
		t.Fatal(err)
	}
	err := in.Feed(t.Context(), func(add func(IncomingMail) error) error {
		for _, m := range []IncomingMail{
			mail(1, "", "The tiles are of another grey than the ones of last week."),
			mail(2, "", "The tiles came in another grey."), // the model fails
			mail(3, "", "When will you send the tiles?"),   // a rule knows
			mail(4, "Auto-Submitted: auto-replied\n", "I am away."),
			mail(5, "In-Reply-To: <asked@agency.example>\n", "The tiles of last week are so-so."), // an answer is between two
		} {
			if err := add(m); err != nil {
				return err
			}
		}
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	suggested := map[string]string{}
	if err := s.Log(t.Context(), store.LogQuery{}, func(e store.Entry) error {
		suggested[e.MessageID] = ""
		if e.Suggested != nil {
			suggested[e.MessageID] = string(e.Suggested.Ask) + ": " + e.Suggested.Summary
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(suggested) != 5 || suggested["1@client.example"] != "problem: The tiles look wrong." || suggested["2@client.example"]+suggested["3@client.example"]+suggested["4@client.example"]+suggested["5@client.example"] != "" || len(asked) != 2 {
		t.Errorf("asked about %v: %q", asked, suggested)
	}
	clear(asked)
	// Read again it is as it was, and nobody is asked.
	if n, err := in.Reprocess(t.Context(), Reprocessing{}, func(r Reprocessed) error { t.Errorf("%+v", r); return nil }); err != nil || n != 5 || len(asked) > 0 {
		t.Errorf("%d read again, %v; asked about %v", n, err, asked)
	}
}
