package mailin

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"rapport/mailin/mailbox"
	"rapport/mailin/mime"
	"rapport/store"
)

// ownMailbox is Li's own mailbox on a real IMAP server, and the daemon's folders of it. What
// the daemon would write into the journal is kept, down to the debug level.
type ownMailbox struct {
	*stage
	intake  *Intake
	journal *journal
	private [][]byte // mails of which nothing may be stored
	marks   []string // words in them, and nowhere else
	logs    []string // subjects that the log must have, each once
}

type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func newOwnMailbox(t *testing.T) *ownMailbox {
	t.Helper()
	o := &ownMailbox{stage: newStage(t), journal: &journal{}}
	if err := o.user.Create("Sent", nil); err != nil {
		t.Fatal(err)
	}
	o.account.Name, o.account.Folders = "li", []string{"INBOX", "Sent"}
	o.account.Personal = Personal{Personal: lis(t), Sent: "Sent"}
	o.account.Server.Timeouts = mailbox.Timeouts{Progress: 5 * time.Second}
	log := slog.New(slog.NewTextHandler(o.journal, &slog.HandlerOptions{Level: slog.LevelDebug}))
	o.intake = NewIntake(o.store, personalIndex(t), mime.DefaultLimits(), log, func(string, time.Duration) {}, time.Now)
	o.intake.SetSenderVerifier(NewSenderVerifier([]Account{o.account}, dns(""), time.Now))
	done := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { done <- o.intake.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return o
}

// folders returns the daemon's folders as a new process would have them.
func (o *ownMailbox) folders() []*Folder {
	log := slog.New(slog.NewTextHandler(o.journal, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return o.account.FoldersOf(o.store, o.intake, log, func(string, time.Duration) {}, func(Health) {})
}

func (o *ownMailbox) sync() {
	o.Helper()
	for _, f := range o.folders() {
		if err := f.SyncOnce(o.Context()); err != nil {
			o.Fatal(err)
		}
	}
}

func (o *ownMailbox) put(folder, raw string) {
	o.Helper()
	if _, err := o.user.Append(folder, literal{bytes.NewReader([]byte(raw))}, &imap.AppendOptions{Time: time.Now()}); err != nil {
		o.Fatal(err)
	}
}

// mark returns a word that is nowhere else.
func (o *ownMailbox) mark() string {
	word := store.NewTag()
	o.marks = append(o.marks, word)
	return word
}

// keepsOut puts a mail into a folder of which nothing may be stored. Each § in it becomes a word
// of its own, by which the test looks for it.
func (o *ownMailbox) keepsOut(folder, raw string) {
	o.Helper()
	for strings.Contains(raw, "§") {
		raw = strings.Replace(raw, "§", o.mark(), 1)
	}
	raw = crlf(raw)
	o.private = append(o.private, []byte(raw))
	o.put(folder, raw)
}

// takes puts a mail into a folder that is for the log.
func (o *ownMailbox) takes(folder, header, subject string) {
	o.Helper()
	o.logs = append(o.logs, subject)
	o.put(folder, crlf(fmt.Sprintf("%sSubject: %s\nDate: %s\nMessage-ID: <%s@acme.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nAbout %[2]s.\n",
		header, subject, time.Now().Format(time.RFC1123Z), store.NewTag())))
}

func crlf(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
}

// isLogged checks that the log has what it must have and nothing else.
func (o *ownMailbox) isLogged() {
	o.Helper()
	var got []string
	for deadline := time.Now().Add(10 * time.Second); len(got) < len(o.logs) && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		got = nil
		for _, e := range entries(o.T, o.store) {
			got = append(got, e.Subject)
		}
	}
	want := slices.Sorted(slices.Values(o.logs))
	if slices.Sort(got); !slices.Equal(got, want) {
		o.Errorf("in the log %q, want %q", got, want)
	}
}

// leaksNothing looks for every private mail in each file of the state directory, in its bytes
// and in the journal: its words, its hashes, and the bytes that it would be compressed to. It
// looks for a logged mail in the same way, which it must find.
func (o *ownMailbox) leaksNothing() {
	o.Helper()
	type needle struct {
		what  string
		bytes []byte
	}
	var needles []needle
	for _, word := range o.marks {
		needles = append(needles, needle{word, []byte(word[6:20])}) // an index leaves out how its words begin
	}
	for _, raw := range o.private {
		sum, same := sha256.Sum256(raw), identity(raw)
		needles = append(needles, needle{fmt.Sprintf("SHA-256 of %.50q", raw), sum[:]}, needle{"the same in hexadecimal", fmt.Appendf(nil, "%x", sum)})
		if same != (store.Hash{}) {
			needles = append(needles, needle{fmt.Sprintf("identity of %.50q", raw), same[:]})
		}
	}
	places := map[string][]byte{"the journal": []byte(o.journal.String())}
	err := filepath.WalkDir(filepath.Dir(o.store.Path()), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		places[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	for place, content := range places {
		content = bytes.ToLower(content)
		for _, n := range needles {
			if bytes.Contains(content, bytes.ToLower(n.bytes)) {
				o.Errorf("%s has %s", place, n.what)
			}
		}
	}
	found := false
	for _, content := range places {
		found = found || len(o.logs) > 0 && bytes.Contains(content, []byte(o.logs[0]))
	}
	if !found {
		o.Error("the search does not find what is logged")
	}
}

// changesNothing checks what the daemon said to the server.
func (o *ownMailbox) changesNothing() {
	o.Helper()
	said := o.through.commands()
	if !strings.Contains(said, " EXAMINE ") || !strings.Contains(said, "BODY.PEEK[HEADER]") {
		o.Errorf("said %q", said)
	}
	for _, word := range []string{" SELECT", " STORE", " MOVE", " COPY", " APPEND", " EXPUNGE", " CREATE", " DELETE", " RENAME", " CLOSE", " BODY[", "(BODY["} {
		if strings.Contains(said, word) {
			o.Errorf("the daemon said %q", word)
		}
	}
}

const fromAnna, fromLiToAnna = "From: Anna Schmidt <anna@acme.example>\nTo: Li Na <li@agency.example>\n", "From: Li Na <li@agency.example>\nTo: Anna Schmidt <anna@acme.example>\n"

// privateMails puts mail that is none of the log's business into both folders: in all the ways in which
// it could be mistaken for other mail, and in all in which reading it could fail.
func (o *ownMailbox) privateMails() {
	o.Helper()
	const x = "From: § <§@home.example>\nTo: Li <li@agency.example>\nSubject: §\nMessage-ID: <§@home.example>\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n"
	nested := strings.Builder{}
	for i := range 400 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%[1]d\n", i)
	}
	for _, raw := range []string{
		x + "\n§\n",
		x + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n§\n--b\nContent-Type: application/pdf; name=§.pdf\nContent-Disposition: attachment; filename=§.pdf\n\n§\n--b--\n",
		x + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n§\n--b\nno end §",
		x + "MIME-Version: 1.0\n" + nested.String() + "§\n",
		x + "Content-Type: text/plain; charset=§\nContent-Transfer-Encoding: §\n\n\xff\xfe\x00§\n",
		x + "this line is no field §\n\n§\n",
		"this is no field §\n" + x + "\n§\n",
		"\n§\n",
		"§",
		"From: §\x00\xff <§@home.example>\nTo: li@agency.example\nSubject: =?§?B?§?= §\n\n§\n",
		x + "X-Long: " + strings.Repeat("§ ", 20) + strings.Repeat("x", 300<<10) + "\nTo: anna@acme.example\n\n§\n",
		x + "\n§\n" + strings.Repeat("oversize ", 1<<17),
		x + "MIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + fromAnna + "Subject: §\n\n§\n",
		"From: \"Anna Schmidt anna@acme.example\" <§@home.example>\nTo: li@agency.example\nSubject: anna@acme.example §\nReferences: <anna@acme.example>\nBcc: anna@acme.example\nResent-To: anna@acme.example\n\nTo: anna@acme.example\n\n§\n",
		fromAnna + "Cc: Max § <max@home.example>\nSubject: §\nMessage-ID: <§@acme.example>\n\n§\n",
		fromAnna + "Subject: private: §\nMessage-ID: <§@acme.example>\n\n§\n",
		fromAnna + "Subject: §\nSensitivity: Personal\nMessage-ID: <§@acme.example>\n\n§\n",
		"From: Boss <boss@agency.example>\nTo: li@agency.example\nSubject: Salary §\n\n§\n",
		// Rapport's own, with a secret.
		"From: Agency <log@agency.example>\nTo: li@agency.example\nCc: anna@acme.example\nReply-To: <log+r.§@agency.example>\nMessage-ID: <m.§@agency.example>\nSubject: [ACME] Draft §\n\n§\n",
		"From: li@agency.example\nTo: log+r.§@agency.example, anna@acme.example\nSubject: Re: Draft §\n\nok §\n",
	} {
		o.keepsOut("INBOX", raw)
		o.keepsOut("Sent", raw)
	}
}

func TestPersonal_nothingOfPrivateMailIsStored(t *testing.T) {
	t.Parallel()
	o := newOwnMailbox(t)
	o.account.Server.MaxMessage = 1 << 20
	o.takes("INBOX", fromAnna, "Launch")
	o.privateMails()
	o.takes("Sent", fromLiToAnna, "Re: Launch")
	o.takes("INBOX", "From: 王伟 <wang@beta.example>\nTo: li@agency.example\n", "验收")
	o.sync()
	o.isLogged()
	o.sync() // and again, when nothing is new
	o.privateMails()
	o.takes("INBOX", fromAnna, "Another")
	o.sync()
	o.isLogged()
	o.leaksNothing()
	o.changesNothing()
	boxes, err := o.store.Mailboxes(t.Context())
	if err != nil || len(boxes) != 2 {
		t.Fatal(boxes, err)
	}
	for _, m := range boxes {
		if want := map[string]int{"INBOX": 3, "Sent": 1}[m.Folder]; m.Messages != want || !m.Personal || int(m.Watermark) != 40+want {
			t.Errorf("%+v, want %d messages and all passed over", m, want)
		}
	}
	if problems, err := o.store.FetchProblems(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("set aside: %+v, %v", problems, err)
	}
	if v, err := o.store.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 {
		t.Errorf("verify: %+v, %v", v.Problems, err)
	}
}

// However the connection ends, what is for the log is logged once, and of the rest nothing is
// stored.
func TestPersonal_dropAtAnyByteStoresNothing(t *testing.T) {
	t.Parallel()
	o := newOwnMailbox(t)
	o.takes("INBOX", fromAnna, "Launch")
	o.keepsOut("INBOX", "From: §@home.example\nTo: li@agency.example\nSubject: §\n\n"+strings.Repeat("§\n", 20))
	o.takes("INBOX", fromAnna, "Another")
	o.keepsOut("INBOX", "From: §@home.example\nTo: li@agency.example\nSubject: §\n\n§\n")
	f := o.folders()[0]
	for offset := int64(1); offset < 5000; offset += 97 {
		o.through.cutAfter(offset)
		f.watch(t.Context(), func() bool { return false })
	}
	o.through.cutAfter(0)
	if _, err := o.store.LiftQuarantine(t.Context(), "li"); err != nil { // of what so many ends made it give up
		t.Fatal(err)
	}
	o.sync()
	o.isLogged()
	o.leaksNothing()
	o.changesNothing()
	if problems, err := o.store.FetchProblems(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("set aside: %+v, %v", problems, err)
	}
}

// A header that cannot be fetched is given up by its UID alone, and keeps nobody else waiting;
// once it can be fetched, what is private leaves no trace.
func TestPersonal_aHeaderThatBreaksTheConnection(t *testing.T) {
	t.Parallel()
	o := newOwnMailbox(t)
	o.takes("INBOX", fromAnna, "Launch")
	o.keepsOut("INBOX", "From: §@home.example\nTo: li@agency.example\nSubject: POISON §\n\n§\n")
	o.takes("INBOX", fromAnna, "Another")
	o.through.breakAt("POISON")
	f := o.folders()[0]
	for range 10 {
		f.watch(t.Context(), func() bool { return false })
	}
	o.isLogged()
	problems, err := o.store.FetchProblems(t.Context())
	if err != nil || len(problems) != 1 || !problems[0].Quarantined || problems[0].UID != 2 || problems[0].Reason != noHeader {
		t.Fatalf("set aside %+v, %v; want UID 2", problems, err)
	}
	o.through.breakAt("")
	if _, err := o.store.LiftQuarantine(t.Context(), "li"); err != nil {
		t.Fatal(err)
	}
	o.sync()
	if problems, err = o.store.FetchProblems(t.Context()); err != nil || len(problems) != 0 {
		t.Errorf("set aside: %+v, %v", problems, err)
	}
	o.isLogged()
	o.leaksNothing()
}

// A mailbox that was read as a personal one is not read as any other, whatever becomes of the
// configuration, nor after the server has renumbered it.
func TestPersonal_staysPersonal(t *testing.T) {
	t.Parallel()
	o := newOwnMailbox(t)
	o.takes("INBOX", fromAnna, "Launch")
	o.keepsOut("INBOX", "From: §@home.example\nTo: li@agency.example\nSubject: §\n\n§\n")
	o.sync()
	personal := o.account.Personal
	o.account.Personal = Personal{}
	for range 2 {
		if err := o.folders()[0].SyncOnce(t.Context()); !errors.Is(err, ErrPersonal) {
			t.Errorf("read as another mailbox: %v", err)
		}
		if err := errors.Join(o.user.Delete("INBOX"), o.user.Create("INBOX", nil)); err != nil {
			t.Fatal(err)
		}
	}
	o.account.Personal = personal
	o.keepsOut("INBOX", "From: §@home.example\nTo: li@agency.example\nSubject: §\n\n§\n")
	o.takes("INBOX", fromAnna, "Another")
	o.sync()
	o.isLogged()
	o.leaksNothing()
}

// Years of mail from before begin nothing, and are passed over in one look.
func TestPersonal_theFirstReadingIsQuiet(t *testing.T) {
	t.Parallel()
	o := newOwnMailbox(t)
	for i := range 250 {
		o.keepsOut("INBOX", "From: §@home.example\nTo: li@agency.example\nSubject: §\n\n§\n")
		if i%50 == 0 {
			o.takes("INBOX", fromAnna, fmt.Sprintf("When is the launch of part %d?", i))
		}
	}
	o.sync()
	o.isLogged()
	cases, err := o.store.Cases(t.Context(), store.CaseQuery{})
	if err != nil || len(cases) != 0 {
		t.Errorf("%d cases, %v", len(cases), err)
	}
	o.takes("INBOX", fromAnna, "When is the launch?")
	o.sync()
	o.isLogged()
	if cases, err = o.store.Cases(t.Context(), store.CaseQuery{}); err != nil || len(cases) != 1 {
		t.Errorf("%d cases, %v", len(cases), err)
	}
	o.leaksNothing()
}
