package mailtest

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"
)

func TestCorpora_dependOnTheSeedAndAreUnlike(t *testing.T) {
	t.Parallel()
	const n = 400
	answers := map[string]int{}
	lists := map[string]int{}
	people := map[string]int{}
	subjects := map[string]int{}
	for _, c := range Corpora() {
		sum := func(seed uint64) (sum [32]byte) {
			h := sha256.New()
			for m := range c.Mails(seed, n) {
				h.Write(m.Raw)
			}
			return [32]byte(h.Sum(nil))
		}
		if first, again, other := sum(1), sum(1), sum(2); first != again || first == other {
			t.Errorf("%s: the same seed must make the same mails, and another seed other mails", c.Name)
		}
		senders, topics := map[string]bool{}, map[string]bool{}
		ids, mails := map[string]bool{}, 0
		for m := range c.Mails(3, n) {
			mails++
			if ids[m.MessageID] {
				t.Errorf("%s: two mails have the id %s", c.Name, m.MessageID)
			}
			ids[m.MessageID] = true
			header, _, found := bytes.Cut(m.Raw, []byte("\r\n\r\n"))
			if !found || bytes.ContainsAny(bytes.ReplaceAll(m.Raw, []byte("\r\n"), nil), "\r\n") {
				t.Errorf("%s: %s has no body, or a CR or LF alone", c.Name, m.MessageID)
			}
			for line := range bytes.SplitSeq(m.Raw, []byte("\r\n")) {
				if len(line) > 998 {
					t.Errorf("%s: %s has a line of %d bytes", c.Name, m.MessageID, len(line))
					break
				}
			}
			if bytes.Contains(header, []byte("\r\nReferences: ")) {
				answers[c.Name]++
			}
			if bytes.Contains(header, []byte("\r\nList-Id: ")) {
				lists[c.Name]++
			}
			senders[m.From.Address] = true
			subject := bareSubject(m.Subject)
			topics[strings.TrimSpace(subject)] = true
		}
		if mails != n {
			t.Errorf("%s: %d mails, want %d", c.Name, mails, n)
		}
		people[c.Name], subjects[c.Name] = len(senders), len(topics)
	}
	t.Log("answers", answers, "lists", lists, "senders", people, "subjects", subjects)
	for what, right := range map[string]bool{
		"the endless thread is one thread":          answers["endless"] == n-1 && subjects["endless"] == 1,
		"the recurring subjects are few":            subjects["subjects"] <= n/4 && people["subjects"] > 100,
		"the recurring subjects lack References":    answers["subjects"] > n/2 && answers["subjects"] < 4*n/5,
		"strangers write once":                      people["strangers"] > n/4,
		"strangers are mostly machines and unknown": lists["strangers"] > n/4 && answers["strangers"] < n/10,
	} {
		if !right {
			t.Error("it does not hold that " + what)
		}
	}
}

func BenchmarkCorpora(b *testing.B) {
	for _, c := range Corpora() {
		b.Run(c.Name, func(b *testing.B) {
			var size int64
			for m := range c.Mails(1, b.N) {
				size += int64(len(m.Raw))
			}
			b.SetBytes(size / int64(b.N))
		})
	}
}
