//go:build !race

package mailin

import (
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mailtest"
	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/mailaddr"
)

// habit is how mail of a corpus ties itself to what it answers.
type habit struct {
	name string
	mail func(m *mailtest.Mail) []byte
}

// habits returns ways in which mail programs, lists and people lose what ties mail together.
func habits() []habit {
	field := func(names ...string) *regexp.Regexp {
		return regexp.MustCompile(`(?m)^(` + strings.Join(names, "|") + `): .*\r\n([ \t].*\r\n)*`)
	}
	references, both := field("References"), field("References", "In-Reply-To", "Thread-Index")
	ids := regexp.MustCompile(`<[^<>\s]+>`)
	inHeader := func(raw []byte, change func(string) string) []byte {
		header, body, _ := strings.Cut(string(raw), "\r\n\r\n")
		return []byte(strings.TrimSuffix(change(header+"\r\n"), "\r\n") + "\r\n\r\n" + body)
	}
	return []habit{
		{"References kept", func(m *mailtest.Mail) []byte { return m.Raw }},
		{"References cut to the last", func(m *mailtest.Mail) []byte {
			return inHeader(m.Raw, func(h string) string {
				return references.ReplaceAllStringFunc(h, func(f string) string {
					all := ids.FindAllString(f, -1)
					return "References: " + all[len(all)-1] + "\r\n"
				})
			})
		}},
		{"In-Reply-To alone", func(m *mailtest.Mail) []byte {
			return inHeader(m.Raw, func(h string) string { return references.ReplaceAllString(h, "") })
		}},
		{"neither, as some Outlooks", func(m *mailtest.Mail) []byte {
			return inHeader(m.Raw, func(h string) string { return both.ReplaceAllString(h, "") })
		}},
		{"a list that rewrites", func(m *mailtest.Mail) []byte {
			return inHeader(m.Raw, func(h string) string {
				return field("References", "In-Reply-To").ReplaceAllStringFunc(h, func(f string) string {
					return ids.ReplaceAllStringFunc(f, func(id string) string {
						sum := fnv.New64a()
						sum.Write([]byte(id))
						return fmt.Sprintf("<%x@lists.example>", sum.Sum64())
					})
				})
			})
		}},
		{"the log has the copy of a list", func(m *mailtest.Mail) []byte {
			return inHeader(m.Raw, func(h string) string {
				if !strings.HasSuffix(m.From.Address, "@agency.example") {
					return h
				}
				return field("Message-ID").ReplaceAllString(h, "Message-ID: <copy."+m.MessageID+".lists.example>\r\n")
			})
		}},
		{"nothing quoted", func(m *mailtest.Mail) []byte {
			l := m.Letter
			l.Answers = nil
			bare := m.Program.Write(l)
			if len(m.References) == 0 {
				return bare.Raw
			}
			return inHeader(m.Raw[:0], func(string) string {
				header, body, _ := strings.Cut(string(bare.Raw), "\r\n\r\n")
				header = field("Message-ID").ReplaceAllString(header+"\r\n", "")
				return header + "Message-ID: <" + m.MessageID + ">\r\nIn-Reply-To: <" + m.References[len(m.References)-1] + ">\r\nReferences: <" + strings.Join(m.References, "> <") + ">\r\n\r\n" + body
			})
		}},
	}
}

// TestMissing_threeInTenAreNamed holds the promise of the digest: of the PMs' mail that never
// reached the log, and that a client has answered in mail that did, at least 95 in 100 are named,
// and at most one in a hundred of what is named is not missing.
func TestMissing_threeInTenAreNamed(t *testing.T) {
	t.Parallel()
	for n, h := range habits() {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			lost, shown, named, wrong := missingOf(t, h, uint64(n+1))
			t.Logf("%d mails lost, %d of them answered; named %d, wrongly %d", lost, shown, named, wrong)
			if shown < 20 || named*100 < shown*95 || wrong*100 > named {
				t.Errorf("named %d of %d, wrongly %d", named, shown, wrong)
			}
		})
	}
}

// missingOf logs a corpus of which three in ten mails of our side are missing.
func missingOf(t *testing.T, h habit, seed uint64) (lost, shown, named, wrong int) {
	c := mailtest.Corpora()[0]
	s, err := store.Open(t.Context(), store.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	directory := directoryOf(t, c)
	in := NewIntake(s, directory, mime.DefaultLimits(), slog.New(slog.DiscardHandler), func(string, time.Duration) {}, func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) })
	in.SetSenderVerifier(NewSenderVerifier(nil, &Keys{}, time.Now))
	random := rand.New(rand.NewPCG(seed, 3))
	gone := map[string]*mailtest.Mail{}
	answered := map[string]bool{} // of those, by Message-ID
	ours := func(p mailtest.Person) bool { return strings.HasSuffix(p.Address, "@agency.example") }
	err = in.Feed(t.Context(), func(add func(IncomingMail) error) error {
		for m := range mailtest.New(seed).Mailbox(500, 0) {
			if ours(m.From) && random.IntN(10) < 3 {
				gone[m.MessageID] = m
				continue
			}
			if a := m.Answers; a != nil && gone[a.MessageID] != nil && !ours(m.From) {
				answered[a.MessageID] = true
			}
			if err := add(IncomingMail{Raw: h.mail(m), Received: m.Date}); err != nil {
				return err
			}
		}
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, p := range c.Projects {
		var rows []store.MissingMail
		if err := s.Update(t.Context(), func(tx *store.Tx) error {
			rows, err = tx.OpenMissing(p.Code)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if id := isOneOf(gone, row); id != "" {
				found[id] = true
				continue
			}
			wrong++
			t.Logf("wrong: %+v", row)
		}
	}
	for id := range answered {
		if found[id] {
			named++
			continue
		}
		m := gone[id]
		t.Logf("not named: %s by %s (%s): %.60q", id, m.From.Name, m.Program, m.Text)
	}
	return len(gone), len(answered), named, wrong
}

// isOneOf returns which of some mails is the missing one, "" for none.
func isOneOf(gone map[string]*mailtest.Mail, row store.MissingMail) string {
	if gone[row.MessageID] != nil {
		return row.MessageID
	}
	for id, m := range gone {
		if mailaddr.Key(m.From.Address) == row.Author.Address && row.Words != "" && strings.Contains(squeezed(m.Text), squeezed(row.Words)[:min(60, len(squeezed(row.Words)))]) {
			return id
		}
	}
	return ""
}

func squeezed(s string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(s), func(w string) bool { return w == ">" }), "")
}
