//go:build servers

package main

import (
	"fmt"
	"net/smtp"
	"os"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mailtest"
	"rapport/store"
)

// quietConfig is reportConfig without reports and daily notes, and with more keys of
// the project.
func quietConfig(t *testing.T, p *post, language string, keys ...string) string {
	t.Helper()
	config := reportConfig(t, t.TempDir(), p, language)
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer("report = ", "# report = ", "report_on", "# report_on", "report_ask", "# report_ask", "time_zone = \"UTC\"\n", "time_zone = \"UTC\"\n"+strings.Join(keys, "\n")+"\n").Replace(string(text))
	if err := os.WriteFile(config, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return config
}

// answer answers a mail as a program does: with its quotation, its HTML and its
// encodings, and with a signature.
func (p *post) answer(program mailtest.Program, from string, m *store.Message, text string, files ...mailtest.Attachment) {
	p.Helper()
	name, _, _ := strings.Cut(from, " <")
	who := mailtest.Person{Name: name, Address: address(from)}
	to := m.From
	if len(m.ReplyTo) > 0 {
		to = m.ReplyTo
	}
	rapport := mailtest.Person{Name: m.From[0].Name, Address: m.From[0].Address}
	asked := mailtest.Gmail.Write(mailtest.Letter{From: rapport, To: []mailtest.Person{who}, Subject: m.Subject, Date: m.Date, Text: m.Text})
	asked.MessageID = m.MessageID
	for _, a := range to {
		p.sends(program, mailtest.Letter{From: who, To: []mailtest.Person{{Address: a.Address}}, Subject: m.Subject, Date: time.Now(), Text: text + "\n\n" + name + "\n", Attachments: files, Answers: asked})
	}
}

// sends sends a letter as a program writes it.
func (p *post) sends(program mailtest.Program, l mailtest.Letter) *mailtest.Mail {
	p.Helper()
	mail := program.Write(l)
	if err := smtp.SendMail(fmt.Sprintf("127.0.0.1:%d", p.postfix.Port), nil, l.From.Address, []string{l.To[0].Address}, mail.Raw); err != nil {
		p.Fatalf("send as %s: %v", program, err)
	}
	return mail
}

// becomes waits until a command prints what it is to print.
func (s *served) becomes(want string, command ...string) {
	s.Helper()
	var out []byte
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		out, _ = rapportCommand(append(command, "-c", s.config)...).CombinedOutput()
		if strings.Contains(string(out), want) {
			return
		}
	}
	s.Fatalf("%s does not say %q:\n%s", strings.Join(command, " "), want, out)
}
