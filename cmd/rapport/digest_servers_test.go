//go:build servers

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/mailtest"
	"rapport/store"
)

// Mail that fits no project reaches its PM in a note; the PM answers it with a few
// words, and it is filed, with what comes in its thread.
func TestServers_aPMFilesWhatFitsNoProject(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct{ language, pm, answer, command string }{
		{"en", "Li Na <li@agency.test>", "Hi,\n\n%d SHOP, %d ignore\n\nThanks\nLi Na", "status SHOP"},
		{"zh-CN", "张敏 <zhang@agency.test>", "%d SHOP，%d 忽略\n\n谢谢", "进度 SHOP"},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			dir := t.TempDir()
			config := reportConfig(t, dir, post, c.language)
			text, err := os.ReadFile(config)
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.NewReplacer(
				"[[project]]", "[sending]\ncalendars = \"calendars\"\n\n[[project]]",
				"digest = \"off\"", "digest = \"00:00\"",
				"time_zone = \"UTC\"", "time_zone = \"UTC\"\ncalendar = \"always\"",
				"report = ", "# report = ", "report_on", "# report_on", "report_ask", "# report_ask",
			).Replace(string(text))
			everyDay(t, filepath.Join(dir, "calendars"))
			if err := os.WriteFile(config, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			offer, chairs := "offer."+c.language+"@elsewhere.test", "chairs."+c.language+"@elsewhere.test"
			sendThrough(t, post.postfix, "Zhao <zhao@elsewhere.test>", "log@agency.test", offer, "", "Offer "+c.language, "Our offer for the text messages.")
			sendThrough(t, post.postfix, "Shop <shop@elsewhere.test>", "log@agency.test", chairs, "", "Chairs "+c.language, "Office chairs at half the price.")
			for deadline := time.Now().Add(30 * time.Second); !holds(post.box("log@agency.test"), offer, chairs); time.Sleep(50 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("the mail did not arrive")
				}
			}
			s := serve(t, config)
			pm := address(c.pm)
			filed := func(id string) (e store.Entry) {
				for _, e := range s.log() {
					if e.MessageID == id {
						return e
					}
				}
				return e
			}
			note := post.await(pm)
			first, second := numberIn(note.Text, "Offer "+c.language), numberIn(note.Text, "Chairs "+c.language)
			if first*second == 0 {
				t.Fatalf("the note does not list the mail:\n%s", note.Text)
			}
			post.reply(c.pm, note, "sort."+c.language+"@agency.test", fmt.Sprintf(c.answer, first, second))
			receipt := post.await(pm, note)
			if !strings.Contains(receipt.Text, "SHOP") {
				t.Errorf("the receipt:\n%s", receipt.Text)
			}
			if e := filed(offer); e.Project != "SHOP" || e.Signal != store.SignalPerson {
				t.Errorf("the offer is filed under %q by %q", e.Project, e.Signal)
			}
			sendThrough(t, post.postfix, "Zhao <zhao@elsewhere.test>", "log@agency.test", "more."+offer, "<"+offer+">", "Re: Offer "+c.language, "A better offer.")
			for deadline := time.Now().Add(30 * time.Second); filed("more."+offer).Project != "SHOP"; time.Sleep(100 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("what follows is filed under %q", filed("more."+offer).Project)
				}
			}
			// And asks how it stands: the answer comes to them alone.
			who := mailtest.Person{Name: strings.Split(c.pm, " <")[0], Address: pm}
			post.sends(mailtest.Thunderbird, mailtest.Letter{From: who, To: []mailtest.Person{{Address: "log@agency.test"}}, Subject: c.command, Date: time.Now(), Text: who.Name + "\n"})
			status := post.await(pm, note, receipt)
			if status.Header.Get("Auto-Submitted") != "auto-replied" || !strings.Contains(status.Subject, "SHOP") || len(status.To) != 1 {
				t.Errorf("the answer is %q to %v", status.Subject, status.To)
			}
			if out, err := rapportCommand("verify", "-c", s.config).CombinedOutput(); err != nil {
				t.Errorf("verify: %v\n%s", err, out)
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// holds says whether a mailbox has mails of these Message-IDs.
func holds(box []*store.Message, ids ...string) bool {
	for _, id := range ids {
		if !slices.ContainsFunc(box, func(m *store.Message) bool { return m.MessageID == id }) {
			return false
		}
	}
	return true
}

// numberIn returns the number under which a note lists the mail of a subject.
func numberIn(text, subject string) (number int) {
	at := strings.Index(text, subject)
	if at < 0 {
		return 0
	}
	last := -1
	for n := 1; n < 30; n++ {
		if i := strings.LastIndex(text[:at], fmt.Sprintf("\n%d. ", n)); i > last {
			number, last = n, i
		}
	}
	return number
}

// everyDay writes a calendar in which people work on Saturdays and Sundays too.
func everyDay(t *testing.T, dir string) {
	t.Helper()
	var b strings.Builder
	for year := time.Now().UTC().Year(); year < time.Now().UTC().Year()+2; year++ {
		fmt.Fprintf(&b, "[year.%d]\noff = []\nwork = [", year)
		for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
			if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
				fmt.Fprintf(&b, "%q, ", day.Format("01-02"))
			}
		}
		b.WriteString("]\n")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "always.toml"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
