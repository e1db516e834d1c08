package mailin

import (
	"context"
	"fmt"
	"testing"
	"time"

	"rapport/classify"
	"rapport/mailin/mime"
	"rapport/store"
)

func TestIntake_learnsFromWhatPeopleFiled(t *testing.T) {
	t.Parallel()
	in, s := intake(t)
	offer := func(n int) IncomingMail {
		return IncomingMail{Origin: fmt.Sprint(n), Raw: fmt.Appendf(nil, "From: clerk%d@supplier.example\nTo: log@agency.example\nSubject: Pallets %d\nMessage-ID: <%d@supplier.example>\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n\nThe forklift brings %d pallets to the loading dock.\n", n, n, n, n)}
	}
	feed := func(mails ...IncomingMail) {
		t.Helper()
		err := in.Feed(t.Context(), func(add func(IncomingMail) error) error {
			for _, m := range mails {
				if err := add(m); err != nil {
					return err
				}
			}
			return nil
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		in.stored, in.ended = make(chan []storedMail, 2), make(chan struct{}) // Feed closed it
	}
	latest := func() store.Entry {
		t.Helper()
		var last store.Entry
		if err := s.Log(t.Context(), store.LogQuery{}, func(e store.Entry) error {
			if e.ID > last.ID {
				last = e
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return last
	}
	for n := range 10 {
		feed(offer(n))
		if e := latest(); e.Project != "" {
			t.Fatalf("filed under %s before anybody said so", e.Project)
		}
		if _, err := s.FileMessage(context.Background(), int64(n+1), "ACME", "li"); err != nil {
			t.Fatal(err)
		}
	}
	for n := 10; n < 16; n++ { // and what belongs to none
		feed(IncomingMail{Origin: fmt.Sprint(n), Raw: fmt.Appendf(nil, "From: x%d@spam.example\nTo: log@agency.example\nSubject: Chairs\nMessage-ID: <%d@spam.example>\n\nOffice chairs at half the price, sent by forklift.\n", n, n)})
		if _, err := s.FileMessage(context.Background(), int64(n+1), "", "li"); err != nil {
			t.Fatal(err)
		}
	}
	last, err := in.learnOnce(t.Context(), Learning{FileAt: 80, SuggestAt: 20}, trainingState{})
	if err != nil {
		t.Fatal(err)
	}
	feed(offer(20))
	if e := latest(); e.Project != "ACME" || e.Signal != store.SignalLearnt {
		t.Errorf("filed under %q by %q: %+v", e.Project, e.Signal, e.Reasons)
	}
	if _, err = in.learnOnce(t.Context(), Learning{FileAt: 0, SuggestAt: 20}, last); err != nil {
		t.Fatal(err)
	}
	feed(offer(21))
	if e := latest(); e.Project != "" || len(e.Reasons) == 0 || e.Reasons[0].Project != "ACME" {
		t.Errorf("filed under %q: %+v", e.Project, e.Reasons)
	}
	// What it filed itself teaches nothing.
	taught := 0
	if err := s.TrainingExamples(t.Context(), 100, func(l store.TrainingExample) { taught++ }); err != nil || taught != 16 {
		t.Errorf("%d lessons, %v", taught, err)
	}
}

// What a gateway puts into mail of several people belongs to nobody once it has recurred; of
// strangers, and of mail that does not prove its sender, nothing is learned.
func TestIntake_learnsWhatRecursInMailOfContacts(t *testing.T) {
	t.Parallel()
	const banner = "Kauppakamarin talo, kolmas kerros, ovi on auki kahdeksasta neljään joka arkipäivä." // no rule or model knows it
	for _, test := range []struct {
		what    string
		senders [2]string
		arrival store.Arrival
		want    string
	}{
		{"of contacts and their company", [2]string{"wang@client.example", "new@client.example"}, store.ArrivedInFile, "Approved."},
		{"of strangers", [2]string{"a@stranger.example", "b@stranger.example"}, store.ArrivedInFile, banner + "\n\nApproved."},
		{"of nobody certain", [2]string{"wang@client.example", "new@client.example"}, store.ArrivedWatched, banner + "\n\nApproved."},
	} {
		in, s := intake(t)
		directory, err := classify.New(classify.Config{LogAddress: "log@agency.example", Projects: []store.Project{{
			Code: "ACME", Domains: []string{"client.example"}, Contacts: []store.Contact{{Name: "Wang", Role: store.RoleClient, Addresses: []string{"wang@client.example"}}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		in.SetDirectory(directory)
		mail := func(n int, text string) IncomingMail {
			return IncomingMail{Origin: fmt.Sprint(n), Arrival: test.arrival, Raw: fmt.Appendf(nil, "From: %s\nTo: log@agency.example\nSubject: Topic %d\nMessage-ID: <%d@x.example>\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n%s\n\n%s\n", test.senders[n%2], n, n, banner, text)}
		}
		err = in.Feed(t.Context(), func(add func(IncomingMail) error) error {
			for n := range 4 {
				if err := add(mail(n, fmt.Sprintf("Text %d.", n))); err != nil {
					return err
				}
			}
			return nil
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		recurring, err := Recurring(t.Context(), s, in.projects.Load())
		if err != nil {
			t.Fatal(err)
		}
		if got := ReadWith(mail(5, "Approved.").Raw, time.Time{}, mime.DefaultLimits(), Known{Recurring: recurring}); got.NewText != test.want {
			t.Errorf("%s: %q", test.what, got.NewText)
		}
	}
}
