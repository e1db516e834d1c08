package mailin

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"rapport/store"
)

// signs makes the client's domain sign its mail, and returns what signs a mail of the agency
// tests, in the way of Gmail, and more fields.
func (a *agency) signs() (sign func(raw string, more ...string) string) {
	a.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		a.Fatal(err)
	}
	record := dns("v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public))
	a.intake.SetSenderVerifier(NewSenderVerifier([]Account{{Name: "log", DKIM: true}}, record, time.Now))
	return func(raw string, more ...string) string {
		a.Helper()
		raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n")
		var out strings.Builder
		if err := dkim.Sign(&out, strings.NewReader(raw), &dkim.SignOptions{Domain: "client.example", Selector: "s1", Signer: private,
			HeaderKeys:             append([]string{"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "From", "To", "Cc", "Subject", "Date"}, more...),
			HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed}); err != nil {
			a.Fatal(err)
		}
		return out.String()
	}
}

// token returns the nth token of a test.
func token(n int) string { return fmt.Sprintf("token%02dabcdefghijklmnopqrs", n) }

// What the client signed proves nothing but that, and proves it once.
func TestAttack_signedMailOfAnotherDay(t *testing.T) {
	t.Parallel()
	tomorrow := time.Now().Add(24 * time.Hour)
	date := func(ago time.Duration) string { return time.Now().Add(-ago).UTC().Format(time.RFC1123Z) }
	lunch := func(ago time.Duration, text string) string {
		return "From: Wang Wei <wang@client.example>\nTo: Li Na <li@agency.example>\nSubject: Re: Lunch at noon?\nDate: " + date(ago) +
			"\nMessage-ID: <lunch@client.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n"
	}
	below := func(mark string) string {
		return "No, we do not accept this.\n\n" + mark + "\nFrom: Li Na\nSent: Monday\nTo: Wang\nSubject: lunch\n\nOK\n"
	}
	n := 0
	for name, forge := range map[string]func(sign func(string, ...string) string, token string) string{
		"200 days before, sent on": func(sign func(string, ...string) string, token string) string {
			return "Delivered-To: " + replyTo(token) + "\r\n" + sign(lunch(200*24*time.Hour, "OK"))
		},
		"an hour before, as an answer": func(sign func(string, ...string) string, token string) string {
			return "In-Reply-To: <m." + token + "@agency.example>\r\n" + sign(lunch(time.Hour, "同意"))
		},
		"ten minutes before, copied": func(sign func(string, ...string) string, token string) string {
			return "Cc: " + replyTo(token) + "\r\n" + sign(lunch(10*time.Minute, "可以"))
		},
		"of today, sent on": func(sign func(string, ...string) string, token string) string {
			return "Delivered-To: " + replyTo(token) + "\r\n" + sign(lunch(0, "OK"))
		},
		"of today, in Chinese, as an answer": func(sign func(string, ...string) string, token string) string {
			return "References: <m." + token + "@agency.example>\r\n" + sign(lunch(0, "好的，同意"))
		},
		"an answer to us, of before": func(sign func(string, ...string) string, token string) string {
			return sign(strings.Replace(lunch(24*time.Hour, "confirmed"), "Li Na <li@agency.example>", replyTo(token), 1))
		},
		"a boundary that is a line of it": func(sign func(string, ...string) string, token string) string {
			return "Delivered-To: " + replyTo(token) + "\r\n" + strings.Replace(sign(lunch(0, below("-----Original Message-----"))), "text/plain; charset=utf-8", `multipart/mixed; boundary="---Original Message-----"`, 1)
		},
		"a boundary that is a line of Chinese": func(sign func(string, ...string) string, token string) string {
			return "Delivered-To: " + replyTo(token) + "\r\n" + strings.Replace(sign(lunch(0, below("------------------ 原始邮件 ------------------"))), "text/plain; charset=utf-8", `multipart/alternative; boundary="---------------- 原始邮件 ------------------"`, 1)
		},
		"without Date, of nobody knows when": func(sign func(string, ...string) string, token string) string {
			return "Date: " + date(0) + "\r\n" + sign(strings.Replace(lunch(0, "OK"), "Date: "+date(0)+"\n", "", 1))
		},
	} {
		n++
		a := newAgency(t)
		target := a.asks(token(n), store.PurposeConfirm, tomorrow)
		if got := a.arrives(target, forge(a.signs(), token(n))); got == store.ConfirmerConfirmed {
			t.Errorf("%s: it confirms", name)
		}
	}
}

// The same signature proves one mail, however its other fields are changed.
func TestAttack_aSignatureTwice(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	sign := a.signs()
	answer := sign(a.answer("log@agency.example"), "Content-Type")
	var targets []int64
	for n := range 3 {
		targets = append(targets, a.asks(token(n), store.PurposeConfirm, time.Now().Add(time.Hour)))
	}
	for n, target := range targets {
		if got := a.arrives(target, "In-Reply-To: <m."+token(n)+"@agency.example>\r\n"+answer); got == store.ConfirmerConfirmed {
			t.Errorf("question %d: %s", n, got)
		}
	}
	levels := map[store.Level]int{}
	for _, e := range entries(t, a.store) {
		levels[e.Auth.Level]++
	}
	if levels[store.LevelAuthenticated] != 1 || levels[store.LevelUnauthenticated] != 2 {
		t.Errorf("levels %v", levels)
	}
}

// The client's own answers, signed as programs do, settle the question by one mail.
func TestAnswers_signedOnesAreProved(t *testing.T) {
	t.Parallel()
	for n, test := range []struct {
		name, text string
		more       []string
	}{
		{"as Gmail signs", "confirmed", nil},
		{"its type signed", "同意", []string{"Content-Type", "In-Reply-To", "References"}},
		{"with thanks", "OK, thanks", []string{"Content-Type"}},
	} {
		a := newAgency(t)
		sign := a.signs()
		target := a.asks(token(n), store.PurposeConfirm, time.Now().Add(time.Hour))
		if got := a.arrives(target, sign(a.answer(replyTo(token(n)), "\nconfirmed\n", "\n"+test.text+"\n"), test.more...)); got != store.ConfirmerConfirmed {
			t.Errorf("%s: %s", test.name, got)
		}
	}
}
