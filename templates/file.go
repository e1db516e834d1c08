package templates

import (
	"fmt"
	"strings"

	"rapport/store"
)

// File is a file that goes along with a text.
type File struct {
	Name    string
	Size    int64  // in bytes
	SHA256  string // in hexadecimal
	Since   FileSince
	Problem store.FileProblem
}

// FileSince is what became of a file since the version before.
type FileSince string

// What became of a file. The zero value is for a first version.
const (
	FileNew     FileSince = "new"
	FileChanged FileSince = "changed" // there was another of its name
	FileSame    FileSince = "same"
	FileGone    FileSince = "gone"
)

// FileNames returns the names of files that go along.
func FileNames(files []File) []string {
	return namesWith(files, func(f File) bool { return f.Since != FileGone })
}

// filesWith returns the names of files with a problem.
func filesWith(files []File, problem store.FileProblem) []string {
	return namesWith(files, func(f File) bool { return f.Problem == problem && f.Since != FileGone })
}

func namesWith(files []File, which func(File) bool) (names []string) {
	for _, f := range files {
		if which(f) {
			names = append(names, f.Name)
		}
	}
	return names
}

// FileTrouble is what hinders the files of a draft, or what their reader should know.
type FileTrouble struct {
	Large    []string // names of files that are too large together
	Total    int64    // bytes of all files
	Most     int64    // that may go with one mail; 0: any number
	Programs []string // names of files that are programs, or hold one
	Macros   []string // names of files with macros
}

// TroubleOf returns what hinders files of which one mail may have most bytes; nil for nothing.
func TroubleOf(files []File, most int64) *FileTrouble {
	t := FileTrouble{Large: filesWith(files, store.FileTooLarge), Programs: filesWith(files, store.FileProgram), Macros: filesWith(files, store.FileMacros), Most: most}
	for _, f := range files {
		if f.Since != FileGone {
			t.Total += f.Size
		}
	}
	if len(t.Large)+len(t.Programs)+len(t.Macros) == 0 {
		return nil
	}
	return &t
}

// Hinders reports whether nothing is sent before the PM has settled it.
func (t *FileTrouble) Hinders() bool { return t != nil && len(t.Large)+len(t.Programs) > 0 }

// FileList returns the lines below a text that list its files, "" for none.
func FileList(language string, files []File) string {
	if len(files) == 0 {
		return ""
	}
	f := format{language}
	lines := "\n\n" + f.pick("附件：", "Attached files:") + "\n"
	for _, one := range files {
		lines += "\n- " + one.Name + f.pick("，", ", ") + size(one.Size) + f.pick("，", ", ") + fingerprint(one.SHA256)
	}
	return lines
}

// size writes a number of bytes as people say it.
func size(bytes int64) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d\u00a0B", bytes)
	case bytes < 10_000:
		return fmt.Sprintf("%.1f\u00a0KB", float64(bytes)/1000)
	case bytes < 1_000_000:
		return fmt.Sprintf("%d\u00a0KB", (bytes+500)/1000)
	}
	return fmt.Sprintf("%.1f\u00a0MB", float64(bytes)/1e6)
}

// fingerprint returns the name of the hash and its first 12 digits in groups of four, which no
// line breaks: enough to compare by eye, on a phone.
func fingerprint(hash string) string {
	groups := []string{"SHA-256"} // in ASCII: programs quote other hyphens as "?"
	for i := 0; i+4 <= min(len(hash), 12); i += 4 {
		groups = append(groups, hash[i:i+4])
	}
	return strings.Join(groups, "\u00a0")
}

// files is the samples of files.
func (s sampler) files() []File {
	const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	return []File{
		{Name: s.pick("第三次周会会议纪要.docx", "Minutes of the third meeting.docx"), Size: 24_300, SHA256: hash},
		{Name: s.pick("首页设计图.png", "home-page-drawing.png"), Size: 1_830_000, SHA256: hash[8:]},
	}
}

// filesSince is the samples of files of a second version.
func (s sampler) filesSince() []File {
	list := s.files()
	list[0].Since, list[1].Since = FileChanged, FileSame
	return append(list, File{Name: s.pick("预算.xlsx", "budget.xlsx"), Size: 900, SHA256: list[0].SHA256, Since: FileNew}, File{Name: s.pick("旧图.png", "old-drawing.png"), Since: FileGone})
}

// trouble is the sample of what hinders files.
func (s sampler) trouble() *FileTrouble {
	return &FileTrouble{Large: FileNames(s.files()), Total: 31_200_000, Most: 20_000_000, Programs: []string{"setup.exe"}, Macros: []string{s.pick("报价.xlsm", "offer.xlsm")}}
}
