//go:build !race

package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin"
	"rapport/mailin/mailtest"
	"rapport/store"
)

// hostileNames are names, subjects and titles that would be more than text where nobody looks.
func hostileNames() []string {
	return []string{`<img src=x onerror=alert(1)>`, `"><script>alert(1)</script>`, `</title></style><script>alert(1)//`, "Anna\u202egnp.exe", "\x1b[2J\x1b]0;x\x07Anna", "Anna\r\nX-Evil: 1\r\nBcc: eve@stranger.example",
		"[x](javascript:alert(1))", "![x](http://stranger.example/x.png)", "{{.Project}}", "Anna\u2066Bell\u2069\u200b", "=HYPERLINK(\"http://stranger.example\")", strings.Repeat("龍", 5000)}
}

// Names, subjects and file names with markup and control characters.
func hostileMarkup() []hostileRow {
	var strangers, clients, files []hostileMail
	for i, name := range hostileNames() {
		m := hostileMail{from: hostileEve, proved: i%2 == 0, to: "log+ACME@agency.example", subject: name, text: name + "\n\nWhen is it ready?", fields: "Organization: " + mime.QEncoding.Encode("utf-8", name) + "\n"}
		m.head = fmt.Sprintf("From: %s <%s>\n", mime.QEncoding.Encode("utf-8", name), m.from)
		strangers = append(strangers, m)
		m.from = hostileKim
		m.head = fmt.Sprintf("From: %s <%s>\n", mime.QEncoding.Encode("utf-8", name), m.from)
		m.files = []mailtest.Attachment{{Name: name + ".pdf", Type: "application/pdf", Content: []byte("%PDF-1.4")}}
		if i%3 == 0 {
			m.subject = "Change: " + name
			m.text = "Please change the title to " + name + "."
		}
		clients = append(clients, m)
	}
	for i, name := range []string{"../../etc/passwd.docx", `C:\Windows\system32\heron.docx`, `heron"; filename="evil.exe`, "heron\r\nX-Evil: 1.docx", "heron\u202excod.exe", "\x00heron.docx", strings.Repeat("heron ", 200) + ".docx", ".", "<img src=x onerror=alert(1)>.docx", "/etc/passwd", "CON.docx\u2028"} {
		m := hostileMail{from: hostileLi, proved: true, subject: fmt.Sprintf("Minutes of talk %d", i), text: "Decisions:\n- Blue", files: []mailtest.Attachment{{Name: name, Type: "application/octet-stream", Content: []byte(name)}}}
		files = append(files, m)
	}
	return []hostileRow{
		{attack: "strangers with markup in their names", mustNot: "be more than text on the page of the log, or in a mail", mails: strangers, free: true, check: showsNoMarkup},
		{attack: "clients with markup in names, subjects and files", mustNot: "be more than text on the page of the log, or in a mail", mails: clients, free: true, check: showsNoMarkup},
		{attack: "files with paths, quotes and signs in their names", mustNot: "go to anybody under such a name", free: true, mails: files, check: func(t *testing.T, o *hostileOffice) {
			showsNoMarkup(t, o)
			n := 0
			for i := o.began; i < len(o.sent); i++ {
				for _, f := range mailin.Read(o.raw[i], o.now, o.config.Limits.Parse(), nil).Attachments {
					n++
					if f.Name == "" || strings.ContainsAny(f.Name, "/\\\"\x00\r\n") || strings.ContainsRune(f.Name, '\u202e') || strings.ContainsRune(f.Name, '\u2028') || len(f.Name) > 260 || strings.Trim(f.Name, ".") == "" {
						t.Errorf("%s to %s has the file %q", o.sent[i].Purpose, o.sent[i].Recipient, f.Name)
					}
				}
			}
			if n == 0 {
				t.Errorf("no file is sent:\n%s", o.listed())
			}
		}, approves: true},
		{attack: "a Word file that is a bomb", mustNot: "take long, or become action items", free: true, mails: bombs(), check: func(t *testing.T, o *hostileOffice) {
			actions, err := o.store.Actions(o.Context(), store.ActionQuery{})
			if err != nil || len(actions) > 0 || o.took > 10*time.Second {
				t.Errorf("%d action items, %v, after %s", len(actions), err, o.took)
			}
		}},
	}
}

// bombs are minutes of the PM with files that are small, and would be large.
func bombs() (list []hostileMail) {
	word := func(entries ...string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for i := 0; i+1 < len(entries); i += 2 {
			f, err := w.Create(entries[i])
			if err == nil {
				_, err = f.Write([]byte(entries[i+1]))
			}
			if err != nil {
				panic(err)
			}
		}
		w.Close()
		return b.Bytes()
	}
	const open = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	laughs := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "Anna Bell: pay by 10 March&#10;"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>` + strings.TrimPrefix(open, `<?xml version="1.0"?>`) + "<w:p><w:r><w:t>&c;&d;</w:t></w:r></w:p></w:body></w:document>"
	many := make([]string, 0, 40_000)
	for i := range 20_000 {
		many = append(many, fmt.Sprintf("word/%d.xml", i), "x")
	}
	for i, content := range [][]byte{
		word("word/document.xml", open+strings.Repeat("<w:p>", 2_000_000)),
		word("word/document.xml", open+"<w:p><w:r><w:t>"+strings.Repeat(" ", 100<<20)+"</w:t></w:r></w:p></w:body></w:document>"),
		word("word/document.xml", laughs),
		word(many...),
		word("word/document.xml", open+"</w:body></w:document>", "word/document.xml", open+"<w:p><w:r><w:t>Actions</w:t></w:r></w:p><w:p><w:r><w:t>- Anna Bell: pay by 10 March</w:t></w:r></w:p></w:body></w:document>"),
	} {
		list = append(list, hostileMail{from: hostileLi, proved: true, subject: fmt.Sprintf("Minutes of talk %d", i), text: "Decisions:\n- Blue", files: []mailtest.Attachment{{Name: "minutes.docx", Type: docxType, Content: content}}})
	}
	return list
}

// showsNoMarkup looks at the page of the log, and at what the terminal shows.
func showsNoMarkup(t *testing.T, o *hostileOffice) {
	t.Helper()
	page := filepath.Join(o.dir, "log.html")
	for _, command := range [][]string{{"log", "ACME", "--all", "--html", page}, {"log", "ACME", "--all"}, {"log", "--unfiled"}, {"open", "ACME"}, {"files", "ACME"}, {"agreed", "ACME"}, {"case", "list", "ACME"}, {"digest"}} {
		out, err := rapportCommand(append(command, "-c", filepath.Join(o.dir, "config.toml"))...).CombinedOutput()
		if err != nil {
			t.Errorf("%v: %v\n%.2000s", command, err, out)
		}
		if r, ok := hiddenIn(string(out)); ok {
			t.Errorf("%v shows %U", command, r)
		}
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := hiddenIn(string(html)); ok {
		t.Errorf("the page has %U", r)
	}
	if n := strings.Count(strings.ToLower(string(html)), "<script"); n > 1 || strings.Contains(strings.ToLower(string(html)), "<img") || strings.Contains(string(html), "href=\"javascript:") || strings.Contains(string(html), "src=\"http") {
		t.Errorf("the page has %d scripts, or a picture or link of who wrote", n)
	}
}

// hiddenIn returns the first character of a text that would move or hide others.
func hiddenIn(text string) (rune, bool) {
	for _, r := range text {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200b' {
			return r, true
		}
	}
	return 0, false
}

// leaks checks every mail that was sent: who got it, what is in it that they have no right to,
// and that nothing in it is markup but what a template has.
func (o *hostileOffice) leaks() {
	o.Helper()
	for i, m := range o.sent {
		acme := slices.Contains([]string{hostileLi, hostileTom, hostileRita, hostileAnna, hostileBob, hostileKim}, m.Recipient)
		beta := slices.Contains([]string{hostileSun, hostileSmith}, m.Recipient)
		seen := mailin.Read(o.raw[i], o.now, o.config.Limits.Parse(), nil)
		all := strings.ToLower(m.Subject + "\n" + m.text)
		for _, f := range seen.Attachments {
			all += "\n" + strings.ToLower(f.Name)
		}
		team := m.Recipient == hostileLi || m.Recipient == hostileSun || m.Recipient == hostileTom
		switch {
		case !acme && !beta:
			o.Errorf("%s to %s, who is nobody:\n%s", m.Purpose, m.Recipient, m.text)
		case !acme && strings.Contains(all, hostileHeron), !beta && strings.Contains(all, hostileOrchid):
			o.Errorf("%s to %s has words of the other project:\n%s", m.Purpose, m.Recipient, m.text)
		case !team && strings.Contains(all, hostileKestrel):
			o.Errorf("%s to %s has words of who attacks:\n%s", m.Purpose, m.Recipient, m.text)
		}
		head, _, _ := bytes.Cut(o.raw[i], []byte("\r\n\r\n"))
		if bytes.Contains(bytes.ToLower(head), []byte("\nbcc:")) || bytes.Contains(bytes.ToLower(head), []byte("\nx-evil")) {
			o.Errorf("%s to %s has a field of who attacks:\n%s", m.Purpose, m.Recipient, head)
		}
		if page := strings.ToLower(pageIn(o.raw[i])); strings.Contains(page, "<script") || strings.Contains(page, "onerror=") && !strings.Contains(page, "&lt;img") || strings.Contains(page, "<img src=x") {
			o.Errorf("%s to %s has markup of who attacks:\n%s", m.Purpose, m.Recipient, page)
		}
		if r, ok := hiddenIn(m.Subject + m.text); ok {
			o.Errorf("%s to %s has the character %U:\n%q", m.Purpose, m.Recipient, r, m.text)
		}
	}
}
