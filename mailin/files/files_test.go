package files

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// write puts files into a new directory and returns its path. A name ending in /
// makes a directory.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestList_findsMailInEveryForm(t *testing.T) {
	const mail, mbox = "Subject: a\n\nb\n", "From a@b Mon Jan  1 10:00:00 2024\nSubject: a\n\nb\n"
	root := write(t, map[string]string{
		"one.eml":                               mail,
		"Two.EML":                               mail,
		"mh/17":                                 mail,
		"mh/.mh_sequences":                      "cur: 17\n",
		"Thunderbird/Inbox":                     mbox,
		"Thunderbird/Inbox.msf":                 "// <!-- <mdb:mork:z v=\"1.4\"/> -->",
		"box.mbox":                              mbox,
		"Maildir/cur/1700000000.M1P2.host:2,S":  mail,
		"Maildir/new/1700000001.M1P2.host":      mail,
		"Maildir/tmp/1700000002.M1P2.host":      mail,
		"Maildir/dovecot-uidlist":               "3 V1 N2\n",
		"Maildir/.Sent/cur/1700000003.host:2,S": mail,
		"Maildir/.Sent/new/":                    "",
		"Maildir/.Sent/tmp/1700000004.host":     mail,
		"notes/From the desk of.txt":            "From the desk of Jane\n",
		"notes/tmp/5.eml":                       mail,
		"notes/empty":                           "",
		"notes/new/report.txt":                  "not a Maildir",
	})
	list, err := List(root)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, f := range list {
		name, err := filepath.Rel(root, f.Path)
		if err != nil {
			t.Fatal(err)
		}
		got[name] = f.Maildir
	}
	want := map[string]bool{
		"one.eml": false, "Two.EML": false, "mh/17": false, "Thunderbird/Inbox": false, "box.mbox": false, "notes/tmp/5.eml": false,
		"Maildir/cur/1700000000.M1P2.host:2,S": true, "Maildir/new/1700000001.M1P2.host": true, "Maildir/.Sent/cur/1700000003.host:2,S": true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("found (-want +got):\n" + diff)
	}
}

// read returns all mails of a text as "origin|time|raw", and all that was skipped
// as "origin: error".
func read(t *testing.T, text string, limit int64) (mails, skipped []string, err error) {
	t.Helper()
	err = Read(strings.NewReader(text), "f", time.Time{}, limit, func(m StoredMail) error {
		when := ""
		if !m.Received.IsZero() {
			when = m.Received.UTC().Format(time.DateTime)
		}
		mails = append(mails, m.Origin+"|"+when+"|"+string(m.Raw))
		return nil
	}, func(origin string, err error) { skipped = append(skipped, origin+": "+err.Error()) })
	return mails, skipped, err
}

func TestRead(t *testing.T) {
	const from = "From jane@acme.example Mon Jan  1 10:00:00 2024\n"
	for _, c := range []struct {
		name, text string
		mails      []string
		skipped    []string
		wantErr    error
	}{
		{name: "one mail of Unix lines gets those of the wire", text: "Subject: a\n\nb\nc", mails: []string{"f||Subject: a\r\n\r\nb\r\nc"}},
		{name: "one of the wire stays as it is, with its lone LF", text: "Subject: a\r\n\r\nb\nc\r\n", mails: []string{"f||Subject: a\r\n\r\nb\nc\r\n"}},
		{name: "mixed lines behind a Unix one are evened out", text: "Subject: a\n\nb\r\nc\n", mails: []string{"f||Subject: a\r\n\r\nb\r\nc\r\n"}},
		{name: "a mail without any line end", text: "Subject: a", mails: []string{"f||Subject: a"}},
		{name: "nothing", text: "", wantErr: ErrEmpty},
		{name: "gzip", text: "\x1f\x8b\x08...", wantErr: ErrForeign},
		{name: "an Outlook message", text: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", wantErr: ErrForeign},
		{
			name: "an mbox",
			text: from + "Subject: a\n\nb\n\n" + "From - Tue Feb 13 23:05:06 2024 +0800\nSubject: c\n\nd\n\n",
			mails: []string{
				"f#1|2024-01-01 10:00:00|Subject: a\r\n\r\nb\r\n",
				"f#2|2024-02-13 15:05:06|Subject: c\r\n\r\nd\r\n",
			},
		},
		{
			name:  "an mbox of CRLF lines",
			text:  "From a Mon Jan  1 10:00:00 2024\r\nSubject: a\r\n\r\nb\r\n\r\nFrom a Mon Jan  1 10:00:01 2024\r\nSubject: c\r\n\r\nd\r\n",
			mails: []string{"f#1|2024-01-01 10:00:00|Subject: a\r\n\r\nb\r\n", "f#2|2024-01-01 10:00:01|Subject: c\r\n\r\nd\r\n"},
		},
		{
			name:  "quoted From lines lose one >",
			text:  from + "Subject: a\n\n>From me\n>>From you\n> From the quote\nfrom >From\n",
			mails: []string{"f#1|2024-01-01 10:00:00|Subject: a\r\n\r\nFrom me\r\n>From you\r\n> From the quote\r\nfrom >From\r\n"},
		},
		{
			name:  "a From line in the text that names no date divides nothing",
			text:  from + "Subject: a\n\nb\n\nFrom here on it is easy\n",
			mails: []string{"f#1|2024-01-01 10:00:00|Subject: a\r\n\r\nb\r\n\r\nFrom here on it is easy\r\n"},
		},
		{
			name:  "nor does one without an empty line before it",
			text:  from + "Subject: a\n\nb\n" + from,
			mails: []string{"f#1|2024-01-01 10:00:00|Subject: a\r\n\r\nb\r\n" + strings.Replace(from, "\n", "\r\n", 1)},
		},
		{
			name:    "a From line without a mail",
			text:    from + "\n" + from + "Subject: a\n\nb\n",
			mails:   []string{"f#2|2024-01-01 10:00:00|Subject: a\r\n\r\nb\r\n"},
			skipped: []string{"f#1: the file is empty"},
		},
		{
			name:    "a mail over the limit is left out, and the next is not",
			text:    from + "Subject: a\n\n" + strings.Repeat("x", 200_000) + "\n\n" + from + "Subject: c\n\nd\n",
			mails:   []string{"f#2|2024-01-01 10:00:00|Subject: c\r\n\r\nd\r\n"},
			skipped: []string{"f#1: the mail is too large: 200014 bytes, over 1000"},
		},
		{
			name:    "one mail over the limit",
			text:    "Subject: a\n\n" + strings.Repeat("x", 1000),
			skipped: []string{"f: the mail is too large: over 1000 bytes"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			mails, skipped, err := read(t, c.text, 1000)
			if !errors.Is(err, c.wantErr) {
				t.Errorf("error %v, want %v", err, c.wantErr)
			}
			if diff := cmp.Diff(c.mails, mails); diff != "" {
				t.Error("mails (-want +got):\n" + diff)
			}
			if diff := cmp.Diff(c.skipped, skipped); diff != "" {
				t.Error("skipped (-want +got):\n" + diff)
			}
		})
	}
}

// A line longer than the reader's buffer must neither divide nor be unquoted in
// its middle.
func TestRead_longLinesOfAnMbox(t *testing.T) {
	const from = "From a Mon Jan  1 10:00:00 2024\n"
	line := strings.Repeat("x", 64<<10-len("\n")) + ">From b Mon Jan  1 10:00:00 2024"
	mails, _, err := read(t, from+"Subject: a\n\n"+line+"\n", 1<<20)
	if err != nil || len(mails) != 1 || !strings.HasSuffix(mails[0], line+"\r\n") {
		t.Errorf("%d mails, %v", len(mails), err)
	}
}

func TestEach_receivedWhenTheFileSays(t *testing.T) {
	root := write(t, map[string]string{"m/cur/1700000000.M1.host:2,S": "Subject: a\n\nb\n", "m/cur/odd": "Subject: a\n\nb\n", "m/new/": ""})
	changed := time.Date(2020, 5, 6, 7, 8, 9, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(root, "m/cur/odd"), changed, changed); err != nil {
		t.Fatal(err)
	}
	list, err := List(root)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]time.Time{}
	for _, f := range list {
		if err := f.Each(1000, func(m StoredMail) error { got[filepath.Base(m.Origin)] = m.Received.UTC(); return nil }, nil); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]time.Time{"1700000000.M1.host:2,S": time.Unix(1700000000, 0).UTC(), "odd": changed}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("received (-want +got):\n" + diff)
	}
}

func TestRead_receivedAsTheServerWrote(t *testing.T) {
	const by = "Received: from c by d; Mon, 2 Mar 2026 10:16:00 +0000\n"
	copied := time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC)
	server := time.Date(2026, 3, 2, 10, 16, 0, 0, time.UTC)
	for _, test := range []struct {
		name, raw string
		file      time.Time
		want      time.Time
	}{
		{"the topmost field, not the date of a copy", by + "Received: from a by b; Sun, 1 Mar 2026 09:00:00 +0000\nDate: Thu, 1 Jan 1970 00:00:00 +0000\n\nx\n", copied, server},
		{"below other fields, folded", "Return-Path: <a@b.example>\nReceived: from c (c.example)\n\tby d with ESMTP id 1;\n\tMon, 2 Mar 2026 18:16:00 +0800 (CST)\nDate: 不是日期\n\nx\n", copied, server},
		{"the next where the topmost has no date", "Received: from e by f\n" + by + "\nx\n", copied, server},
		{"an mbox that a program wrote on another day", "From - Fri Nov 27 02:00:00 2026\n" + by + "Date: Mon, 1 Jan 2035 00:00:00 +0000\n\nx\n", copied, server},
		{"the file where no field says anything", "Subject: a\n\nReceived: from c by d; Mon, 2 Mar 2026 10:16:00 +0000\n", copied, copied},
		{"nothing where an archive set the file to day zero", "Subject: a\nDate: Mon, 2 Mar 2026 10:15:00 +0000\n\nx\n", time.Unix(0, 0).UTC(), time.Time{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []time.Time
			err := Read(strings.NewReader(test.raw), "m", test.file, 1000, func(m StoredMail) error { got = append(got, m.Received.UTC()); return nil }, nil)
			if err != nil || len(got) != 1 || !got[0].Equal(test.want) {
				t.Errorf("%v, %v; want %v", got, err, test.want)
			}
		})
	}
}

func TestRead_stopsAtTheErrorOfItsCaller(t *testing.T) {
	full := errors.New("full")
	calls := 0
	err := Read(strings.NewReader("From a Mon Jan  1 10:00:00 2024\nA: b\n\nc\n\nFrom a Mon Jan  1 10:00:00 2024\nA: b\n\nd\n"), "f", time.Time{}, 1000,
		func(StoredMail) error { calls++; return full }, nil)
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("%d calls, error %v", calls, err)
	}
}

// Whatever a file holds, what is read of it holds no more than the file, and
// each mail is within the limit and in wire form.
func FuzzRead(f *testing.F) {
	f.Add("From a Mon Jan  1 10:00:00 2024\nSubject: a\n\n>From b\n\nFrom a Mon Jan  1 10:00:00 2024\nSubject: c\n\n")
	f.Add("Subject: a\r\n\r\nb\n")
	f.Fuzz(func(t *testing.T, text string) {
		const limit = 500
		var size int
		err := Read(strings.NewReader(text), "f", time.Time{}, limit, func(m StoredMail) error {
			size += len(m.Raw) - strings.Count(string(m.Raw), "\r\n")
			if len(m.Raw)-strings.Count(string(m.Raw), "\r\n") > limit { // less the CRs that were put in
				t.Errorf("a mail of %d bytes", len(m.Raw))
			}
			return nil
		}, func(string, error) {})
		if err != nil && !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrForeign) {
			t.Error(err)
		}
		if size > len(text) {
			t.Errorf("%d bytes read of %d", size, len(text))
		}
	})
}

func BenchmarkRead(b *testing.B) {
	mail := "From a Mon Jan  1 10:00:00 2024\nSubject: a\n\n" + strings.Repeat(strings.Repeat("x", 76)+"\n", 400) + "\n"
	text := strings.Repeat(mail, 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if err := Read(strings.NewReader(text), "f", time.Time{}, 1<<20, func(StoredMail) error { return nil }, nil); err != nil {
			b.Fatal(err)
		}
	}
}
