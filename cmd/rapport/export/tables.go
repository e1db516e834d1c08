package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/cmd/rapport/commands/app"
	"rapport/store"
	"rapport/store/pattern"
	"rapport/templates"
)

// tables are the files that have a line for each entry.
type tables struct {
	csvFile, jsonFile, mboxFile, chainFile *hashed
	signatures                             *hashed // nil: there are none
	csv                                    *csv.Writer
	mbox                                   mbox
}

func (t *tables) open(w *writer) (err error) {
	for _, f := range []struct {
		into **hashed
		name string
	}{{&t.csvFile, "log.csv"}, {&t.jsonFile, "log.jsonl"}, {&t.mboxFile, "log.mbox"}, {&t.chainFile, "chain.jsonl"}} {
		if *f.into, err = w.folder.create(f.name); err != nil {
			return err
		}
	}
	if w.Evidence != nil {
		if t.signatures, err = w.folder.create("signatures.jsonl"); err != nil {
			return err
		}
	}
	t.mbox = mbox{t.mboxFile}
	if _, err := t.csvFile.WriteString("\ufeff"); err != nil { // Excel reads UTF-8 by it
		return err
	}
	t.csv = csv.NewWriter(t.csvFile)
	t.csv.UseCRLF = true // RFC 4180 section 2
	return t.csv.Write(w.pick(
		[]string{"条目", "日期", "发件人", "地址", "收件人", "抄送", "主题", "类型", "项目", "范围", "正文", "附件", "邮件", "SHA-256"},
		[]string{"entry", "date", "from", "address", "to", "cc", "subject", "kind", "project", "audience", "text", "files", "mail", "sha256"}))
}

// pick returns the words of the language of the project.
func (w *writer) pick(chinese, english []string) []string {
	if w.Project.Language == templates.Chinese {
		return chinese
	}
	return english
}

func (t *tables) files() []*hashed {
	return []*hashed{t.csvFile, t.jsonFile, t.mboxFile, t.chainFile, t.signatures}
}

func (t *tables) close() error {
	t.csv.Flush()
	errs := []error{t.csv.Error()}
	for _, f := range t.files() {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}

// abandon closes what is still open.
func (t *tables) abandon() {
	for _, f := range t.files() {
		if f != nil {
			f.Close() // of a file that is removed
		}
	}
}

// longestCell is what Excel takes in a cell, in UTF-16 units; the whole is in log.jsonl.
const longestCell = 32_000

// formulaWithin is where a formula would begin if a field were cut in two.
var formulaWithin = pattern.New(`([;；\t\r\n][ \t\x{00a0}\x{3000}\x{feff}]*)([=+\-@|%＝＋－＠])`)

// cell returns a value that no program mistakes for a formula (CWE-1236).
func cell(text string) string {
	text = strings.ReplaceAll(text, "\x00", "")
	if len(text) > longestCell {
		cut := longestCell
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	// Where lists are separated by semicolons, a program cuts a field at one, or at a line end.
	text = formulaWithin.ReplaceAllString(text, "$1'$2")
	// A program may look past spaces and line ends.
	switch r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, " \t\r\n\u00a0\u3000\ufeff")); r {
	case '=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠':
		return "'" + text
	}
	if strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") || strings.HasPrefix(text, "\n") {
		return "'" + text
	}
	return text
}

// exported is an entry as log.jsonl has it: as rapport log --json shows it, with its files.
type exported struct {
	store.Entry
	Mail  string   `json:"mail_file,omitempty"`
	Files []string `json:"files,omitempty"`
}

// chained is a link of the chain as chain.jsonl has it, with the mail that it is of.
type chained struct {
	store.ChainLink
	Mail   string     `json:"mail,omitempty"`
	SHA256 store.Hash `json:"sha256"` // of the mail
}

// add writes the lines of an entry; whole reports whether the bytes of its mail are all in the export.
func (t *tables) add(e store.Entry, links templates.ExportLinks, whole bool, chain []store.ChainLink, w *writer) error {
	var from, address string
	if len(e.From) > 0 {
		from, address = e.From[0].Name, e.From[0].Address
	}
	paths := make([]string, 0, len(e.Attached))
	for _, file := range e.Attached {
		if path, ok := links.Files[file.N]; ok {
			paths = append(paths, path)
		}
	}
	row := []string{strconv.FormatInt(e.ID, 10), e.At.In(w.Project.Zone).Format("2006-01-02 15:04:05 -0700"), from, address, people(e.To), people(e.Cc), e.Subject,
		string(e.Kind), e.Project, string(e.Audience), e.NewText, strings.Join(paths, "\n"), links.Mail, e.SHA256.String()}
	for i := range row {
		row[i] = cell(row[i])
	}
	if err := t.csv.Write(row); err != nil {
		return err
	}
	if err := app.WriteJSON(t.jsonFile, exported{e, links.Mail, paths}); err != nil {
		return err
	}
	encoder := json.NewEncoder(t.chainFile)
	encoder.SetEscapeHTML(false)
	mail := links.Mail
	if !whole {
		mail = "" // SHA256SUMS has the hash of what is there
	}
	for _, link := range chain {
		if err := encoder.Encode(chained{link, mail, e.SHA256}); err != nil {
			return err
		}
	}
	return nil
}

// signed is what proves the sender of a mail, with the keys of that day.
type signed struct {
	Entry int64           `json:"entry"`
	Mail  string          `json:"mail,omitempty"`
	From  []store.Address `json:"from"`
	Date  time.Time       `json:"date"`
	Auth  *store.Evidence `json:"auth,omitempty"`
}

func people(list []store.Address) string {
	var names []string
	for _, a := range list {
		if a.Name == "" {
			names = append(names, a.Address)
		} else {
			names = append(names, fmt.Sprintf("%s <%s>", a.Name, a.Address))
		}
	}
	return strings.Join(names, ", ")
}

// mbox is a file in the form mboxrd: a line that begins with “From ”, behind any number of “>”,
// has one “>” more; line ends are LF.
type mbox struct{ out *hashed }

func (m mbox) add(e store.Entry, mail []byte) error {
	sender := "MAILER-DAEMON"
	if len(e.From) > 0 && e.From[0].Address != "" && !strings.ContainsFunc(e.From[0].Address, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf || r == 0x7f }) {
		sender = e.From[0].Address
	}
	fmt.Fprintf(m.out, "From %s %s\n", sender, e.At.UTC().Format(time.ANSIC))
	for line := range bytes.Lines(mail) {
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
			m.out.WriteByte('>')
		}
		m.out.Write(line)
		m.out.WriteByte('\n')
	}
	return m.out.WriteByte('\n') // a buffered writer keeps its first error
}
