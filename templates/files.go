package templates

import (
	"time"

	"rapport/store"
)

// CommandFiles is the data of command-files: the documents of projects.
type CommandFiles struct {
	Name     string
	Projects []string
	Files    []Document
	More     int // that are not among Files
}

// Document is a file that people of a project sent, with its latest version.
type Document struct {
	N         int
	Project   string
	Name      string
	Size      int64
	SHA256    string // in hexadecimal
	By        store.Address
	Sent      time.Time
	Versions  int
	Confirmed *ConfirmedFile // nil: no version was
}

// ConfirmedFile is what confirmed a version of a document.
type ConfirmedFile struct {
	Kind    store.ConfirmationKind
	Number  int
	Version int
	At      time.Time
	Latest  bool // it is the latest version that was confirmed
}

// CommandFile is the data of command-file, which brings one document to who asked for it.
type CommandFile struct {
	Name     string
	Project  string
	N        int // that was asked for
	File     *Document
	Withheld store.FileProblem // why it is not attached; "": it is
	Several  []string          // projects, of which none was named; none: one was
}

// CommandFiles makes the samples of command-files.
func (s sampler) CommandFiles() []any {
	return []any{CommandFiles{s.pm().Name, []string{"ACME"}, s.documents(), 2}, CommandFiles{"", []string{"ACME", "LHKJ"}, nil, 0}, CommandFiles{"", []string{"ACME", "LHKJ"}, s.documents(), 0}}
}

// CommandFile makes the samples of command-file.
func (s sampler) CommandFile() []any {
	files := s.documents()
	return []any{
		CommandFile{Name: s.pm().Name, Project: "ACME", N: 1, File: &files[0]}, CommandFile{Project: "ACME", N: 2, File: &files[1], Withheld: store.FileTooLarge},
		CommandFile{Project: "ACME", N: 2, File: &files[1], Withheld: store.FileProgram}, CommandFile{Project: "ACME", N: 9}, CommandFile{N: 3, Several: []string{"ACME", "LHKJ"}},
	}
}

func (s sampler) documents() []Document {
	files := s.files()
	at := day(time.March, 5).Add(9 * time.Hour)
	return []Document{
		{N: 1, Project: "ACME", Name: files[0].Name, Size: files[0].Size, SHA256: files[0].SHA256, By: s.pm(), Sent: at, Versions: 2, Confirmed: &ConfirmedFile{store.Minutes, 3, 2, at, true}},
		{N: 2, Project: "ACME", Name: files[1].Name, Size: files[1].Size, SHA256: files[1].SHA256, By: s.client(), Sent: at, Versions: 1},
		{N: 3, Project: "LHKJ", Name: s.pick("预算.xlsx", "budget.xlsx"), Size: 900, SHA256: files[0].SHA256, By: s.pm(), Sent: at, Versions: 3, Confirmed: &ConfirmedFile{store.ProjectPlan, 4, 1, at, false}},
	}
}
