package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rapport/classify"
	"rapport/cmd/rapport/config"
	"rapport/mailin"
	"rapport/mailin/mailtest"
	"rapport/mailin/mime"
	"rapport/mailout/due"
	"rapport/mailout/pdf"
	"rapport/store"
)

// fileOffice is a project whose mail the test hands over itself.
type fileOffice struct {
	testing.TB
	store  *store.Store
	config *config.Config
	due    *due.Due
	index  *classify.ProjectIndex
	now    time.Time
	sent   []fileMail
	n      int
}

// fileMail is a mail that one person got.
type fileMail struct {
	store.Delivery
	raw []byte
	*store.Message
}

const fileConfig = `log_address = "log@agency.example"
state_dir = "state"
digest = "off"
[[account]]
name = "log"
host = "127.0.0.1"
port = 1430
tls = "none"
user = "log"
password_file = "./secret"
authserv_id = "mx.agency.example"
[[relay]]
name = "main"
host = "127.0.0.1"
port = 2525
tls = "none"
[sending]
files = "%s"
[[project]]
code = "ACME"
name = "Shop"
client = "Acme"
language = "%s"
time_zone = "UTC"
domains = ["acme.example"]
report = "weekly on friday at 16:00"
[[project.contact]]
name = "%s"
role = "pm"
addresses = ["li@agency.example"]
[[project.contact]]
name = "Anna Bell"
role = "client"
approves = true
addresses = ["anna@acme.example"]
`

// fileConfigured is what is made of a configuration, which takes longer than most tests of it.
type fileConfigured struct {
	config *config.Config
	mails  due.Config
	index  *classify.ProjectIndex
}

var (
	fileConfigs     = map[string]fileConfigured{}
	fileConfigsLock sync.Mutex
)

// fileConfigFor returns the configuration of a project in a language.
func fileConfigFor(t testing.TB, language, most string) (f fileConfigured) {
	t.Helper()
	fileConfigsLock.Lock()
	defer fileConfigsLock.Unlock()
	if known, ok := fileConfigs[language+most]; ok {
		return known
	}
	dir := t.TempDir()
	name := map[string]string{"en": "Li Min", "zh-CN": "李敏"}[language]
	for file, content := range map[string]string{"secret": "x", "config.toml": fmt.Sprintf(fileConfig, most, language, name)} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, found := config.Read(filepath.Join(dir, "config.toml"), os.Getenv)
	if c == nil {
		t.Fatal(found)
	}
	mails, err := c.Due(time.Second)
	if err != nil {
		t.Fatal(err)
	}
	index, err := classify.New(c.Classify())
	if err != nil {
		t.Fatal(err)
	}
	mails.Files.PDF = pdf.Words // in this process
	f = fileConfigured{c, mails, index}
	fileConfigs[language+most] = f
	return f
}

func newFileOffice(t testing.TB, language, most string) *fileOffice {
	t.Helper()
	f := fileConfigFor(t, language, most)
	o := &fileOffice{TB: t, config: f.config, index: f.index, now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return o.now }
	var err error
	if o.store, err = store.Open(t.Context(), store.Config{Dir: t.TempDir(), Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.store.Close() })
	if _, _, err := o.store.OpenMailbox(t.Context(), "log", "INBOX", 1, 1); err != nil {
		t.Fatal(err)
	}
	o.due = due.New(o.store, f.mails, clock, slog.New(slog.DiscardHandler), func(string, time.Duration) {})
	return o
}

// receives has the log read a mail, whose sender a mail server vouches for.
func (o *fileOffice) receives(from string, raw []byte) []fileMail {
	o.Helper()
	_, domain, _ := strings.Cut(from, "@")
	return o.receivesUnproved(append([]byte(fmt.Sprintf("Authentication-Results: mx.agency.example; dmarc=pass header.from=%s; spf=pass smtp.mailfrom=%s\r\n", domain, from)), raw...))
}

// receivesUnproved is receives for a mail that nothing proves. It returns what was sent then.
func (o *fileOffice) receivesUnproved(raw []byte) []fileMail {
	o.Helper()
	clock := func() time.Time { return o.now }
	in := mailin.NewIntake(o.store, o.index, o.config.Limits.Parse(), slog.New(slog.DiscardHandler), func(string, time.Duration) {}, clock)
	in.SetSenderVerifier(mailin.NewSenderVerifier(o.config.Mailboxes(), nil, clock))
	err := in.Feed(o.Context(), func(add func(mailin.IncomingMail) error) error {
		return add(mailin.IncomingMail{Raw: raw, Received: o.now, Origin: "log/INBOX"})
	}, nil)
	if err != nil {
		o.Fatal(err)
	}
	return o.look()
}

// look does what is due, and returns what was sent.
func (o *fileOffice) look() []fileMail {
	o.Helper()
	before := len(o.sent)
	for idle := 0; idle < 2; {
		_, failures := o.due.Look(o.Context())
		for _, err := range failures {
			o.Errorf("%v", err)
		}
		list, err := o.store.Claim(o.Context(), "main", 50, store.SendRules{RateLimit: store.RateLimit{PerTenMinutes: 10000, PerRecipientHour: 1000}})
		if err != nil {
			o.Fatal(err)
		}
		if idle++; len(list) > 0 {
			idle = 0
		}
		for _, d := range list {
			if err := o.store.MarkFinishing(o.Context(), d.ID); err != nil {
				o.Fatal(err)
			}
			if err := o.store.FinishAttempt(o.Context(), d.ID, store.AttemptResult{Outcome: store.AttemptSent}); err != nil {
				o.Fatal(err)
			}
			raw, _, err := o.store.RawMail(o.Context(), d.Raw)
			if err != nil {
				o.Fatal(err)
			}
			o.sent = append(o.sent, fileMail{d, raw, mailin.Read(raw, o.now, o.config.Limits.Parse(), nil)})
		}
	}
	o.now = o.now.Add(time.Minute)
	return o.sent[before:]
}

// to returns the only mail to somebody in a list.
func (o *fileOffice) to(address string, list []fileMail) fileMail {
	o.Helper()
	var found []fileMail
	for _, m := range list {
		if m.Recipient == address {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		o.Fatalf("%d mails to %s, of %d: %s", len(found), address, len(list), subjects(list))
	}
	return found[0]
}

func subjects(list []fileMail) string {
	var all []string
	for _, m := range list {
		all = append(all, m.Recipient+": "+m.Message.Subject)
	}
	return strings.Join(all, "\n")
}

// letter is a mail of the PM to the project.
func (o *fileOffice) letter(subject, text string, files ...mailtest.Attachment) mailtest.Letter {
	name := o.config.Projects[0].Contacts[0].Name
	return mailtest.Letter{From: mailtest.Person{Name: name, Address: "li@agency.example"}, To: []mailtest.Person{{Name: "Log", Address: "log+ACME@agency.example"}}, Subject: subject, Date: o.now, Text: text, Attachments: files}
}

// answer is a reply to a mail, with files.
func (o *fileOffice) answer(from, name string, to fileMail, text string, files ...mailtest.Attachment) []byte {
	o.n++
	var b strings.Builder
	fmt.Fprintf(&b, "From: %s <%s>\r\nTo: <%s>\r\nSubject: Re: %s\r\nDate: %s\r\nMessage-ID: <answer%d@x>\r\nIn-Reply-To: <%s>\r\nReferences: <%[7]s>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		name, from, to.ReplyTo[0].Address, strings.TrimPrefix(to.Message.Subject, "Re: "), o.now.Format(time.RFC1123Z), o.n, to.Message.MessageID, lines(text))
	for _, f := range files {
		fmt.Fprintf(&b, "--b\r\nContent-Type: %s\r\nContent-Disposition: attachment; filename*=utf-8''%s\r\nContent-Transfer-Encoding: base64\r\n\r\n%s", f.Type, percent(f.Name), base64Lines(f.Content, 76))
	}
	return []byte(b.String() + "--b--\r\n")
}

// checkFiles fails unless a mail has exactly the files, byte for byte, with their names.
func (o *fileOffice) checkFiles(what string, m fileMail, files ...mailtest.Attachment) {
	o.Helper()
	if len(m.Attachments) != len(files) {
		o.Errorf("%s: the mail has %d files, want %d: %+v", what, len(m.Attachments), len(files), m.Attachments)
		return
	}
	for i, f := range files {
		var got bytes.Buffer
		if _, err := mime.Attachment(&got, m.raw, i+1, o.config.Limits.Parse()); err != nil {
			o.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), f.Content) || m.Attachments[i].Name != f.Name {
			o.Errorf("%s: file %q of %d bytes arrives as %q of %d", what, f.Name, len(f.Content), m.Attachments[i].Name, got.Len())
		}
	}
}

// content returns bytes that no compression shortens.
func content(seed, size int) []byte {
	b := make([]byte, size)
	x := uint32(seed)*2654435761 + 1
	for i := range b {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		b[i] = byte(x)
	}
	return b
}

type fileWords struct{ language, subject, text, one, two, ok, done string }

func fileLanguages() []fileWords {
	return []fileWords{
		{"en", "Minutes of the kick-off", "Decisions:\n- The shop is blue\n", "minutes of the kick-off.docx", "plan v1.xlsx", "ok", "Confirmed."},
		{"zh-CN", "启动会纪要", "决定：\n- 商城用蓝色\n", "启动会会议纪要（终稿）.docx", "进度表.xlsx", "可以发送", "确认"},
	}
}

const (
	docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// A second version says which file is new, changed, the same and gone; a file that comes with
// an ok is no part of what was shown.
func TestFiles_nextVersion(t *testing.T) {
	t.Parallel()
	for _, w := range fileLanguages() {
		o := newFileOffice(t, w.language, "20MiB")
		one := mailtest.Attachment{Name: w.one, Type: docxType, Content: content(1, 5000)}
		two := mailtest.Attachment{Name: w.two, Type: xlsxType, Content: content(2, 5000)}
		changed, other := one, two
		changed.Content, other.Content, other.Name = content(3, 5001), content(4, 400), "budget.xlsx"
		pm, client := "li@agency.example", "anna@acme.example"
		draft := o.to(pm, o.receives(pm, mailtest.Gmail.Write(o.letter(w.subject, w.text, one, two)).Raw))

		// Swapped between draft and approval: nobody gets anything before the PM has seen it.
		sent := o.receives(pm, o.answer(pm, "Li", draft, w.ok, changed, two))
		if len(sent) != 1 {
			t.Fatalf("%s: an ok with another file sends\n%s", w.language, subjects(sent))
		}
		again := o.to(pm, sent)
		if !strings.Contains(again.Text, map[string]string{"en": "[changed]", "zh-CN": "[有改动]"}[w.language]) || !strings.Contains(again.Text, map[string]string{"en": "[unchanged]", "zh-CN": "[未变]"}[w.language]) {
			t.Errorf("%s: the draft does not say what changed:\n%s", w.language, again.Text)
		}
		// The old draft approves nothing.
		for _, m := range o.receives(pm, o.answer(pm, "Li", draft, w.ok)) {
			if m.Recipient == client {
				t.Errorf("%s: the old draft was sent", w.language)
			}
		}
		sent = o.receives(pm, o.answer(pm, "Li", again, w.ok, changed, two)) // the same files do no harm
		ask := o.to(client, sent)
		if len(sent) != 1 || !strings.Contains(strings.Join(strings.Fields(again.Text), " "), changed.Name) {
			t.Errorf("%s: an ok takes %d mails, and the draft does not name the files:\n%s", w.language, len(sent), again.Text)
		}
		o.checkFiles(w.language, ask, changed, two)

		// While people are asked, a next version with another set. The reply address of the draft
		// was used before, and nothing covers what ties the mail to it: the PM is asked.
		challenge := o.to(pm, o.receives(pm, o.answer(pm, "Li", again, map[string]string{"en": "replace blue by green", "zh-CN": "把蓝色改成绿色"}[w.language], changed, other)))
		next := o.to(pm, o.receives(pm, o.answer(pm, "Li", challenge, map[string]string{"en": "yes", "zh-CN": "是的"}[w.language])))
		ask2 := o.to(client, o.receives(pm, o.answer(pm, "Li", next, w.ok)))
		o.checkFiles(w.language+" version 2", ask2, changed, other)
		for _, label := range map[string][]string{"en": {"[new]", "[unchanged]", "[removed]"}, "zh-CN": {"[新增]", "[未变]", "[已移除]"}}[w.language] {
			if !strings.Contains(ask2.Text, label) {
				t.Errorf("%s: version 2 does not say %s:\n%s", w.language, label, ask2.Text)
			}
		}
		// A file of the client's reply goes to nobody, and the outcome names the files.
		once := o.to(client, o.receives(client, o.answer(client, "Anna", ask2, w.done, one))) // nothing proves it yet
		o.receives(client, o.answer(client, "Anna", once, w.done))
		if i := slices.IndexFunc(o.sent, func(m fileMail) bool { return m.Purpose == "confirm-outcome" }); i < 0 || !strings.Contains(o.sent[i].Text, "budget.xlsx") || len(o.sent[i].Attachments) > 0 {
			t.Errorf("%s: the outcome does not name the files: %s\n%s", w.language, o.sent[len(o.sent)-1].Purpose, o.sent[len(o.sent)-1].Text)
		}
		if v, err := o.store.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 {
			t.Errorf("verify: %v, %v", v.Problems, err)
		}
	}
}

func sum(content []byte) store.Hash { return sha256.Sum256(content) }

// What hinders files is said with names, sizes and the remedy, an ok does not get past it, and
// what the PM does about it does.
func TestFiles_hindered(t *testing.T) {
	t.Parallel()
	for _, w := range fileLanguages() {
		pm, client := "li@agency.example", "anna@acme.example"
		big := mailtest.Attachment{Name: w.one, Type: docxType, Content: content(1, 300_000)}
		small := mailtest.Attachment{Name: w.one, Type: docxType, Content: content(2, 9000)}
		program := mailtest.Attachment{Name: "setup.exe", Type: "application/octet-stream", Content: []byte("MZ")}
		macros := mailtest.Attachment{Name: w.two + ".xlsm", Type: "application/octet-stream", Content: []byte("PK")}
		remedy := map[string]string{"en": "reply without files", "zh-CN": "回复 不带附件"}[w.language]
		without := map[string]string{"en": "without files", "zh-CN": "不带附件"}[w.language]
		for name, c := range map[string]struct {
			relay int64
			file  mailtest.Attachment
			says  string
		}{
			"over the limit": {0, big, "300 KB"}, "over SIZE": {500_000, mailtest.Attachment{Name: w.one, Content: content(4, 190_000)}, "190 KB"}, "a program": {0, program, "setup.exe"},
		} {
			for _, settles := range []string{"a smaller file", "without files"} {
				o := newFileOffice(t, w.language, "256KiB")
				if err := o.store.NoteRelayLimit(t.Context(), "main", c.relay); err != nil {
					t.Fatal(err)
				}
				draft := o.to(pm, o.receives(pm, mailtest.Gmail.Write(o.letter(w.subject, w.text, c.file)).Raw))
				text := strings.ReplaceAll(strings.Join(strings.Fields(draft.Text), " "), "\u00a0", " ")
				if !strings.Contains(text, remedy) || !strings.Contains(text, c.says) || !strings.Contains(text, c.file.Name) || strings.Contains(text, ": reply ok") {
					t.Errorf("%s %s: the draft says\n%s", w.language, name, draft.Text)
				}
				sent := o.receives(pm, o.answer(pm, "Li", draft, w.ok))
				told := o.to(pm, sent)
				if len(sent) != 1 || !strings.Contains(strings.Join(strings.Fields(told.Text), " "), remedy) {
					t.Errorf("%s %s: an ok sends\n%s\n%s", w.language, name, subjects(sent), told.Text)
				}
				var want []mailtest.Attachment
				reply := o.answer(pm, "Li", told, without)
				if settles == "a smaller file" {
					want = []mailtest.Attachment{small}
					reply = o.answer(pm, "Li", told, "", small)
				}
				again := o.to(pm, o.receives(pm, reply))
				ask := o.to(client, o.receives(pm, o.answer(pm, "Li", again, w.ok)))
				o.checkFiles(w.language+" "+name+", "+settles, ask, want...)
			}
		}
		o := newFileOffice(t, w.language, "256KiB")
		draft := o.to(pm, o.receives(pm, mailtest.Gmail.Write(o.letter(w.subject, w.text, macros)).Raw))
		if !strings.Contains(strings.Join(strings.Fields(draft.Text), " "), macros.Name+map[string]string{"en": ": some recipients", "zh-CN": " 含有宏"}[w.language]) {
			t.Errorf("%s: macros are not named:\n%s", w.language, draft.Text)
		}
		// The relay says that it takes less once the PM was asked.
		if err := o.store.NoteRelayLimit(t.Context(), "main", 1000); err != nil {
			t.Fatal(err)
		}
		sent := o.receives(pm, o.answer(pm, "Li", draft, w.ok))
		if len(sent) != 1 || sent[0].Recipient != pm || !strings.Contains(strings.Join(strings.Fields(sent[0].Text), " "), remedy) {
			t.Errorf("%s: what the relay does not take is sent:\n%s", w.language, subjects(sent))
		}
	}
}

// A file that only a forged mail carries goes to nobody, whatever it answers.
func TestFiles_forged(t *testing.T) {
	t.Parallel()
	for _, w := range fileLanguages() {
		pm, client := "li@agency.example", "anna@acme.example"
		one := mailtest.Attachment{Name: w.one, Type: docxType, Content: content(1, 5000)}
		evil := mailtest.Attachment{Name: w.one, Type: docxType, Content: content(66, 5000)}
		o := newFileOffice(t, w.language, "20MiB")
		draft := o.to(pm, o.receives(pm, mailtest.Gmail.Write(o.letter(w.subject, w.text, one)).Raw))
		for _, from := range []string{pm, "mallory@evil.example", client} {
			to := draft // a client has the address that the PM passed on, and who forges the PM's mail has not
			if from == pm {
				copied := *draft.Message
				to.Message = &copied
				to.ReplyTo = []store.Address{{Address: "log+ACME@agency.example"}}
			}
			o.receivesUnproved(o.answer(from, "Li", to, w.ok, evil))
			o.receivesUnproved(o.answer(from, "Li", to, "", evil))
			o.receivesUnproved(o.answer(from, "Li", to, map[string]string{"en": "The new version is attached.", "zh-CN": "新版见附件。"}[w.language], evil))
		}
		forged := o.letter(w.subject, w.text, evil)
		forged.Date = forged.Date.Add(time.Hour)
		o.receivesUnproved(mailtest.Outlook.Write(forged).Raw)
		for _, m := range o.sent {
			if m.Recipient == client || strings.Contains(strings.ReplaceAll(m.Text, "\u00a0", " "), sum(evil.Content).String()[:4]+" ") && m.Purpose == "confirm-draft" && strings.Contains(m.Text, "[") {
				t.Errorf("%s: a forged file has an effect: %s to %s\n%s", w.language, m.Purpose, m.Recipient, m.Text)
			}
		}
		list, err := o.store.Confirmations(t.Context(), store.ConfirmationQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list[0].LatestFiles() {
			if f.SHA256 == sum(evil.Content) {
				t.Errorf("%s: the draft has the forged file", w.language)
			}
		}
	}
}

// A report goes to the client with its pictures, and a change with its drawing.
func TestFiles_reportAndChange(t *testing.T) {
	t.Parallel()
	for _, w := range fileLanguages() {
		english := w.language == "en"
		pick := func(en, zh string) string {
			if english {
				return en
			}
			return zh
		}
		pm, client := "li@agency.example", "anna@acme.example"
		picture := mailtest.Attachment{Name: pick("home page.png", "首页截图.png"), Type: "image/png", Content: append([]byte("\x89PNG\r\n\x1a\n"), content(1, 4000)...)}
		drawing := mailtest.Attachment{Name: pick("drawing.dwg", "平面图.dwg"), Type: "application/acad", Content: content(2, 9000)}
		offer := mailtest.Attachment{Name: pick("offer.pdf", "报价单.pdf"), Type: "application/pdf", Content: content(3, 7000)}

		for _, text := range []string{pick("The home page is done. Next week we test.\n\n[home page.png]", "首页已完成。下周开始测试。"), ""} {
			o := newFileOffice(t, w.language, "20MiB")
			o.look()
			o.now = time.Date(2026, 3, 5, 16, 30, 0, 0, time.UTC) // it is asked for the day before
			ask := o.to(pm, o.look())
			draft := o.to(pm, o.receives(pm, o.answer(pm, "Li", ask, text, picture)))
			if draft.Purpose != "report-draft" || !strings.Contains(strings.Join(strings.Fields(draft.Text), " "), picture.Name) {
				t.Fatalf("%s: %s\n%s", w.language, draft.Purpose, draft.Text)
			}
			if said := strings.Contains(draft.Text, pick("Your email had no text", "您的邮件没有正文")); said != (text == "") {
				t.Errorf("%s: the draft of %q asks %v whether the file is meant:\n%s", w.language, text, said, draft.Text)
			}
			report := o.to(client, o.receives(pm, o.answer(pm, "Li", draft, pick("ok now", "立即发送"))))
			o.checkFiles(w.language+" report", report, picture)
		}

		for _, text := range []string{pick("Please move the entrance, see the drawing.", "请将入口移位，见图。"), ""} {
			o := newFileOffice(t, w.language, "20MiB")
			step := o.to(pm, o.receives(pm, mailtest.Foxmail.Write(o.letter(pick("Change request: entrance", "变更申请：入口移位"), text, drawing)).Raw))
			draft := o.to(pm, o.receives(pm, o.answer(pm, "Li", step, pick("Scope: the hall. Time: 3 days. Cost: EUR 900.", "范围：大厅。进度：3 天。费用：9000 元。"), offer)))
			approve := o.to(client, o.receives(pm, o.answer(pm, "Li", draft, w.ok)))
			o.checkFiles(w.language+" change", approve, drawing, offer)
			if v, err := o.store.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 {
				t.Errorf("verify: %v, %v", v.Problems, err)
			}
		}
	}
}

// A PM asks for the documents of a project by mail, and for one of them; nobody else gets any.
func TestFiles_register(t *testing.T) {
	t.Parallel()
	for _, w := range fileLanguages() {
		o := newFileOffice(t, w.language, "20MiB")
		pm, client := "li@agency.example", "anna@acme.example"
		one := mailtest.Attachment{Name: w.one, Type: docxType, Content: content(1, 5000)}
		later := one
		later.Content = content(2, 6000)
		draft := o.to(pm, o.receives(pm, mailtest.Gmail.Write(o.letter(w.subject, w.text, one)).Raw))
		ask := o.to(client, o.receives(pm, o.answer(pm, "Li", draft, w.ok)))
		once := o.to(client, o.receives(client, o.answer(client, "Anna", ask, w.done)))
		o.receives(client, o.answer(client, "Anna", once, w.done))
		outcome := slices.ContainsFunc(o.sent, func(m fileMail) bool { return m.Purpose == "confirm-outcome" })
		if !outcome {
			t.Fatalf("%s: not confirmed: %s", w.language, subjects(o.sent))
		}
		plan := o.letter(map[string]string{"en": "Files for you", "zh-CN": "资料"}[w.language], "FYI", later, mailtest.Attachment{Name: w.two, Type: xlsxType, Content: content(3, 700)})
		o.receives(pm, mailtest.Gmail.Write(plan).Raw)

		list := o.to(pm, o.receives(pm, mailtest.Gmail.Write(o.letter("x", map[string]string{"en": "files ACME", "zh-CN": "文件 ACME"}[w.language])).Raw))
		text := strings.Join(strings.Fields(list.Text), "")
		for _, want := range []string{"1. " + w.one, "2. " + w.two, map[string]string{"en": "[earlier version confirmed] minutes 1, version 1", "zh-CN": "[较早版本已确认] 第 1 号会议纪要第 1 版"}[w.language]} {
			if !strings.Contains(text, strings.Join(strings.Fields(want), "")) {
				t.Errorf("%s: the list has no %q:\n%s", w.language, want, list.Text)
			}
		}
		o.now = o.now.Add(time.Hour)
		got := o.to(pm, o.receives(pm, mailtest.Gmail.Write(o.letter("x", map[string]string{"en": "file 1", "zh-CN": "文件 1"}[w.language])).Raw))
		o.checkFiles(w.language+" file 1", got, later)
		before := len(o.sent)
		for _, from := range []string{client, "mallory@evil.example"} {
			asked := o.letter("x", "file 1 ACME")
			asked.From.Address = from
			o.receives(from, mailtest.Gmail.Write(asked).Raw)
		}
		for _, m := range o.sent[before:] {
			if len(m.Attachments) > 0 {
				t.Errorf("%s: %s gets a file", w.language, m.Recipient)
			}
		}
	}
}

// wordFile returns a Word file of paragraphs.
func wordFile(t testing.TB, name string, paragraphs ...string) mailtest.Attachment {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("word/document.xml")
	if err == nil {
		_, err = fmt.Fprintf(f, `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>`,
			strings.Join(paragraphs, `</w:t></w:r></w:p><w:p><w:r><w:t>`))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return mailtest.Attachment{Name: name, Type: docxType, Content: b.Bytes()}
}

// printed returns the minutes of TestFiles_actionItems as a browser prints them.
func printed(t testing.TB, language string) mailtest.Attachment {
	t.Helper()
	content, err := os.ReadFile("../../mailout/pdf/testdata/actions-" + language + ".pdf")
	if err != nil {
		t.Fatal(err)
	}
	return mailtest.Attachment{Name: "minutes.pdf", Type: "application/pdf", Content: content}
}

// A list of action items goes to their owners with its files.
func TestFiles_ofAListOfActionItems(t *testing.T) {
	t.Parallel()
	for _, w := range fileLanguages() {
		o := newFileOffice(t, w.language, "20MiB")
		pm, client := "li@agency.example", "anna@acme.example"
		one := mailtest.Attachment{Name: w.one, Type: docxType, Content: content(1, 5000)}
		text := map[string]string{"en": "- Anna Bell: list of test accounts by 10 March\n", "zh-CN": "- Anna Bell：3月10日前提供测试账号清单\n"}[w.language]
		draft := o.to(pm, o.receives(pm, mailtest.Gmail.Write(o.letter(map[string]string{"en": "Action items", "zh-CN": "待办"}[w.language], text, one)).Raw))
		o.checkFiles(w.language, o.to(client, o.receives(pm, o.answer(pm, "Li", draft, w.ok))), one)
	}
}

// pageIn returns the HTML of a mail of ours.
func pageIn(raw []byte) string {
	var find func(p *mime.Part) string
	find = func(p *mime.Part) (page string) {
		if p == nil {
			return ""
		}
		if p.Type == "text/html" {
			return p.Text
		}
		for _, inner := range p.Parts {
			page += find(inner)
		}
		return page
	}
	return find(mime.Read(raw, time.Time{}, mime.DefaultLimits()).Content)
}
