package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// brings logs a mail with files and returns it. A file is "name: content".
func (y *story) brings(from string, files ...string) int64 {
	y.Helper()
	y.n++
	raw := keep(y, y.s, strings.Repeat("x", y.n)+strings.Join(files, "\n"))
	m := &Message{Date: y.s.now().Add(time.Duration(y.n) * time.Minute), NewText: "See the files.", From: []Address{{Address: from}}}
	for i, file := range files {
		name, content, _ := strings.Cut(file, ": ")
		m.Attachments = append(m.Attachments, Attachment{N: i + 1, Name: name, Type: "application/pdf", Size: int64(len(content)), SHA256: sha256.Sum256([]byte(content))})
	}
	y.do(func(tx *Tx) error {
		_, err := tx.Record(raw, m, Verdict{Kind: KindHuman, Project: "ACME", Role: RolePM, Reasons: []Reason{{SignalAddress, "ACME", 99, "for the test"}}})
		return err
	})
	return raw
}

// The bytes of a file are kept once, and come back as they were.
func TestFile_isKeptOnce(t *testing.T) {
	y := begin(t)
	content := bytes.Repeat([]byte("the plan\r\n"), 500)
	f := y.s.PackFile(content, "the plan")
	if known, err := y.s.HasFile(t.Context(), f.SHA256); err != nil || known {
		t.Errorf("before it was kept: %t, %v", known, err)
	}
	for range 2 {
		y.do(func(tx *Tx) error { return tx.KeepFile(f) })
	}
	if known, err := y.s.HasFile(t.Context(), f.SHA256); err != nil || !known {
		t.Errorf("%t, %v", known, err)
	}
	if got, err := y.s.FileBytes(t.Context(), f.SHA256); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if _, err := y.s.FileBytes(t.Context(), sha256.Sum256(nil)); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown file: %v", err)
	}
}

// A mail of ours is kept without its files, and read with them.
func TestPackWithFiles_aMailComesBackWhole(t *testing.T) {
	y := begin(t)
	files := [][]byte{bytes.Repeat([]byte{0, 1, 2, 3}, 400), []byte("short")}
	for _, content := range files {
		y.do(func(tx *Tx) error { return tx.KeepFile(y.s.PackFile(content, "")) })
	}
	mail := slices.Concat([]byte("Subject: plan\r\n\r\n"), Base64(files[0]), []byte("\r\n--b\r\n"), Base64(files[1]), []byte("\r\n--b--\r\n"))
	for name, packed := range map[string]Raw{
		"with its files":         y.s.PackWithFiles(mail, y.s.now(), "rapport", files),
		"with one that it lacks": y.s.PackWithFiles(append([]byte("x"), mail...), y.s.now(), "rapport", [][]byte{files[0], []byte("not in it, however long")}),
		"with none":              y.s.PackWithFiles(append([]byte("y"), mail...), y.s.now(), "rapport", nil),
	} {
		var kept StoredRaw
		y.do(func(tx *Tx) (err error) { kept, err = tx.StoreRaw(packed); return err })
		got, _, err := y.s.RawMail(t.Context(), kept.ID)
		if err != nil || !bytes.HasSuffix(got, mail) || sha256.Sum256(got) != packed.SHA256 {
			t.Errorf("%s: %d bytes of %d, %v", name, len(got), len(mail), err)
		}
	}
	for size := range int64(400) {
		if got := int64(len(Base64(make([]byte, size)))); got != Base64Size(size) {
			t.Errorf("%d bytes take %d, and not %d", size, got, Base64Size(size))
		}
	}
}

// The files of a text are those of the mail that brought it, by names that differ.
func TestVersionFile_namesAndProblems(t *testing.T) {
	y := begin(t)
	mail := y.brings(lina, "plan.pdf: one", "plan.pdf: two", ": three", "plan.pdf: one")
	var files []VersionFile
	y.do(func(tx *Tx) (err error) { files, err = tx.attached(mail, []int{1, 2, 3, 4, 9}); return err })
	if got := namesOfFiles(files); !slices.Equal(got, []string{"plan.pdf", "plan (2).pdf", "file-3.pdf", "plan.pdf"}) {
		t.Errorf("%q", got)
	}
	var c Confirmation
	y.do(func(tx *Tx) (err error) {
		c, err = tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: ProjectPlan, Title: "Plan", Text: StandIn("en", ProjectPlan, namesOfFiles(files[:2])), Files: files[:2], Actor: lina, Message: mail})
		return err
	})
	y.do(func(tx *Tx) error { return tx.MarkFileProblem(AboutConfirmation, c.ID, c.Draft, 2, FileTooLarge) })
	kept, err := y.s.FilesOfDraft(t.Context(), AboutConfirmation, c.ID, c.Draft)
	if err != nil || len(kept) != 2 || kept[1].Problem != FileTooLarge || !Hindered(kept) || Hindered(kept[:1]) || !SameFiles(kept, []VersionFile{files[1], files[0]}) || SameFiles(kept, files) {
		t.Errorf("%+v, %v", kept, err)
	}
	if none, err := y.s.FilesOfVersion(t.Context(), AboutConfirmation, c.ID, 7); err != nil || len(none) != 0 {
		t.Errorf("%+v, %v", none, err)
	}
	if text := FileWords([]VersionFile{{Words: "one"}, {}, {Words: "two"}}); text != "one\n\ntwo" {
		t.Errorf("%q", text)
	}
}

// A mail that brings only files says so in the language of the project, and follows their names.
func TestStandIn_namesTheFiles(t *testing.T) {
	t.Parallel()
	of := func(names ...string) (files []VersionFile) {
		for _, name := range names {
			files = append(files, VersionFile{Name: name})
		}
		return files
	}
	for want, got := range map[string]string{
		"":                             StandIn("en", Minutes, nil),
		"Minutes: see a.pdf":           StandIn("en", Minutes, []string{"a.pdf"}),
		"See a.pdf and b.pdf":          StandIn("en", "", []string{"a.pdf", "b.pdf"}),
		"会议纪要：见 a.pdf、b.pdf":           StandIn("zh-CN", Minutes, []string{"a.pdf", "b.pdf"}),
		"见 a.pdf":                      StandIn("zh-CN", "", []string{"a.pdf"}),
		"Minutes: see new.pdf":         renamed("Minutes: see old.pdf", Minutes, of("old.pdf"), of("new.pdf")),
		"项目计划：见 new.pdf":               renamed("项目计划：见 old.pdf", ProjectPlan, of("old.pdf"), of("new.pdf")),
		"Blue, as agreed. See old.pdf": renamed("Blue, as agreed. See old.pdf", Minutes, of("old.pdf"), of("new.pdf")),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if !IsStandIn(" Minutes: see a.pdf\n", Minutes, of("a.pdf")) || IsStandIn("Minutes: see a.pdf", Minutes, of("b.pdf")) || IsStandIn("Minutes: see a.pdf", Minutes, nil) {
		t.Error("a text is a stand-in where it names its files, and nowhere else")
	}
}

// Documents are files by their names, with the latest version and the one that was confirmed.
func TestDocuments_versionsOfAFile(t *testing.T) {
	y := begin(t)
	first := y.brings(lina, "Plan.pdf: one", "notes.pdf: n")
	c := Confirmation{Project: "ACME", Kind: ProjectPlan, Title: "Plan", Text: "See Plan.pdf", Actor: lina, Message: first}
	y.do(func(tx *Tx) (err error) {
		if c.Files, err = tx.attached(first, []int{1}); err != nil {
			return err
		}
		c, err = tx.DraftConfirmation(c)
		return err
	})
	y.asksAbout(c.ID, PolicyAll, wang)
	y.replies("ok", Response{Purpose: PurposeConfirm, Object: c.ID, Version: 1, Decision: DecisionOK, Address: wang})
	y.replies("ok", Response{Purpose: PurposeAgain, Object: c.ID, Version: 1, Decision: DecisionOK, Address: wang})
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(c.ID, 1, OutcomeConfirmed, "") })
	y.brings(lina, "plan.PDF: two")
	y.brings(wang, "plan.pdf: one")
	list, err := y.s.Documents(t.Context(), "ACME")
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	if plan := list[0]; plan.N != 1 || plan.Versions != 2 || plan.Confirmed == nil || plan.Confirmed.Version != 1 || plan.Confirmed.Latest != (plan.SHA256 == sha256.Sum256([]byte("one"))) {
		t.Errorf("%+v", plan)
	}
	if notes := list[1]; notes.N != 2 || notes.Versions != 1 || notes.Confirmed != nil || notes.By.Address != lina {
		t.Errorf("%+v", notes)
	}
}
