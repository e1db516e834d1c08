package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// VersionFile is a file of one version of a text: those who are asked about the version, or
// are sent it, get exactly its bytes.
type VersionFile struct {
	N       int         `json:"n"`    // from 1, in the order of the mail that brought it
	Name    string      `json:"name"` // as a display text: no path, no control characters
	Type    string      `json:"type"` // media type in lower case, without parameters
	Size    int64       `json:"size"` // in bytes
	SHA256  Hash        `json:"sha256"`
	Message int64       `json:"-"` // that brought it
	Part    int         `json:"-"` // number of the attachment there
	Problem FileProblem `json:"problem,omitempty"`
	Words   string      `json:"-"` // that are read from it; "" for none
}

// FileProblem is why a file cannot be sent.
type FileProblem string

// Why a file cannot be sent. FileMacros is no hindrance: the draft names the file.
const (
	FileTooLarge FileProblem = "large"   // the files of the version are larger together than one mail may be
	FileProgram  FileProblem = "program" // mail servers refuse programs, and the mail with them
	FileMacros   FileProblem = "macros"  // it holds macros, which recipients may be warned of
)

// hinders reports whether nothing is sent before the PM has settled it.
func (p FileProblem) hinders() bool { return p == FileTooLarge || p == FileProgram }

// Hindered reports whether one of the files keeps their version from being sent.
func Hindered(files []VersionFile) bool {
	return slices.ContainsFunc(files, func(f VersionFile) bool { return f.Problem.hinders() })
}

// SameFiles reports whether two versions have the same files: names and bytes, in any order.
func SameFiles(a, b []VersionFile) bool {
	if len(a) != len(b) {
		return false
	}
	for _, f := range a {
		if !slices.ContainsFunc(b, func(g VersionFile) bool { return f.Name == g.Name && f.SHA256 == g.SHA256 }) {
			return false
		}
	}
	return true
}

// FileWords returns the words that are read from files, in their order.
func FileWords(files []VersionFile) string {
	var words []string
	for _, f := range files {
		if f.Words != "" {
			words = append(words, f.Words)
		}
	}
	return strings.Join(words, "\n\n")
}

// filesColumn is the column of a query with the JSON of the files of what about names and
// which, a condition on f, selects.
func filesColumn(about string, which string) string {
	return fmt.Sprintf(`(SELECT json_group_array(json_object('n', f.n, 'name', f.name, 'type', f.type, 'size', f.size, 'sha256', lower(hex(f.sha256)), 'message', f.message_id,
		'part', f.part, 'problem', f.problem, 'words', COALESCE(b.text, '')) ORDER BY f.n) FROM version_file f LEFT JOIN file b ON b.sha256 = f.sha256 WHERE f.about = '%s' AND %s)`, about, which)
}

// filesOf reads a filesColumn.
func filesOf(list *[]VersionFile) sql.Scanner { return filesIn{list} }

type filesIn struct{ list *[]VersionFile }

// Scan implements sql.Scanner.
func (f filesIn) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("%T is no list of files", value)
	}
	*f.list = nil
	if text == "[]" {
		return nil
	}
	var rows []struct {
		N                  int
		Name, Type, SHA256 string
		Size, Message      int64
		Part               int
		Problem            FileProblem
		Words              string
	}
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return fmt.Errorf("a list of files: %w", err)
	}
	for _, r := range rows {
		one := VersionFile{N: r.N, Name: r.Name, Type: r.Type, Size: r.Size, Message: r.Message, Part: r.Part, Problem: r.Problem, Words: r.Words}
		if _, err := hex.Decode(one.SHA256[:], []byte(r.SHA256)); err != nil {
			return fmt.Errorf("the hash of the file %q: %w", r.Name, err)
		}
		*f.list = append(*f.list, one)
	}
	return nil
}

// attached returns the attachments of a message that have some of its numbers, as files of a
// version.
func (tx *Tx) attached(message int64, parts []int) (files []VersionFile, err error) {
	for _, part := range parts {
		f := VersionFile{N: len(files) + 1, Message: message, Part: part}
		err := tx.row(`SELECT name, type, size, sha256 FROM attachment WHERE message_id = $1 AND n = $2`, message, part).Scan(&f.Name, &f.Type, &f.Size, hashOf{&f.SHA256})
		if errors.Is(err, sql.ErrNoRows) {
			continue // the mail is read otherwise by now
		}
		if err != nil {
			return nil, fmt.Errorf("read attachment %d of message %d: %w", part, message, err)
		}
		f.Name = nameOfFile(f, files)
		files = append(files, f)
	}
	return files, nil
}

// FilesOfDraft returns the files of a draft.
func (s *Store) FilesOfDraft(ctx context.Context, about string, object int64, draft int) ([]VersionFile, error) {
	return s.files(ctx, about, object, "f.draft", draft)
}

// FilesOfVersion returns the files of a version that people were asked about or sent.
func (s *Store) FilesOfVersion(ctx context.Context, about string, object int64, version int) ([]VersionFile, error) {
	return s.files(ctx, about, object, "f.version", version)
}

func (s *Store) files(ctx context.Context, about string, object int64, column string, number int) (files []VersionFile, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT `+filesColumn(about, `f.object = $1 AND `+column+` = $2`), object, number).Scan(filesOf(&files))
	return files, readError("read the files of a version", err)
}

// nameOfFile returns the name under which a file goes along: its own, unless it has none or
// one before it has the same.
func nameOfFile(f VersionFile, before []VersionFile) string {
	name := f.Name
	if name == "" {
		name = fmt.Sprintf("file-%d%s", f.Part, extensionOf(f.Type))
	}
	stem, extension := name, ""
	if dot := strings.LastIndexByte(name, '.'); dot > 0 {
		stem, extension = name[:dot], name[dot:]
	}
	for n := 2; slices.ContainsFunc(before, func(b VersionFile) bool { return b.Name == name && b.SHA256 != f.SHA256 }); n++ {
		name = fmt.Sprintf("%s (%d)%s", stem, n, extension)
	}
	return name
}

// extensionOf returns the end of the name of a file without one.
func extensionOf(kind string) string {
	return map[string]string{
		"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "application/pdf": ".pdf", "text/plain": ".txt", "message/rfc822": ".eml",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
	}[kind]
}

// filesOfResponse returns the files that a version has after a response, and whether these are
// others than the present ones: those of the response, where it brings some.
func (tx *Tx) filesOfResponse(message int64, a *Response, present []VersionFile) (files []VersionFile, changed bool, err error) {
	switch {
	case len(a.Files) > 0:
		files, err = tx.attached(message, a.Files)
	case !a.NoFiles:
		return present, false, nil
	}
	return files, !SameFiles(present, files), err
}

// bindFiles records the files of one version.
func (tx *Tx) bindFiles(about string, object int64, draft int, files []VersionFile) error {
	for i, f := range files {
		err := tx.exec(`INSERT INTO version_file (about, object, draft, n, message_id, part, name, type, size, sha256, problem) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			about, object, draft, i+1, f.Message, f.Part, f.Name, f.Type, f.Size, f.SHA256[:], f.Problem)
		if err != nil {
			return fmt.Errorf("record the file %q of a version: %w", f.Name, err)
		}
	}
	return nil
}

// MarkFileProblem records why a file of a draft cannot be sent.
func (tx *Tx) MarkFileProblem(about string, object int64, draft, n int, problem FileProblem) error {
	return tx.exec(`UPDATE version_file SET problem = $1 WHERE about = $2 AND object = $3 AND draft = $4 AND n = $5 AND problem <> $6`, problem, about, object, draft, n, problem)
}

// File is the bytes of a file that goes along with mail of ours.
type File struct {
	SHA256 Hash
	Size   int64
	Words  string // that are read from it
	zstd   []byte
}

// PackFile hashes and compresses the bytes of a file. words are those that are read from it.
func (s *Store) PackFile(content []byte, words string) File {
	return File{SHA256: sha256.Sum256(content), Size: int64(len(content)), Words: words, zstd: s.compress(content)}
}

// KeepFile keeps the bytes of a file, unless they are there already.
func (tx *Tx) KeepFile(f File) error {
	err := tx.exec(`INSERT INTO file (sha256, size, text, zstd) VALUES ($1, $2, $3, $4) ON CONFLICT (sha256) DO NOTHING`, f.SHA256[:], f.Size, f.Words, f.zstd)
	if err != nil {
		return fmt.Errorf("keep the file %s: %w", f.SHA256, err)
	}
	return nil
}

// HasFile reports whether the bytes of a file are kept.
func (s *Store) HasFile(ctx context.Context, hash Hash) (known bool, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM file WHERE sha256 = $1)`, hash[:]).Scan(&known)
	return known, explain(err)
}

// FileBytes returns the bytes of a file, checked against their hash.
func (s *Store) FileBytes(ctx context.Context, hash Hash) ([]byte, error) {
	return s.fileBytes(ctx, `sha256 = $1`, hash[:])
}

func (s *Store) fileBytes(ctx context.Context, which string, arg any) ([]byte, error) {
	var f File
	err := s.reader.QueryRowContext(ctx, `SELECT sha256, size, zstd FROM file WHERE `+which, arg).Scan(hashOf{&f.SHA256}, &f.Size, &f.zstd)
	if err != nil {
		return nil, readError("read a file", err)
	}
	content, err := s.unpack.DecodeAll(f.zstd, make([]byte, 0, min(f.Size, maxUnpacked)))
	if err != nil {
		return nil, fmt.Errorf("file %s: %w: unpack: %w", f.SHA256, ErrCorrupt, err)
	}
	if sum := sha256.Sum256(content); !bytes.Equal(sum[:], f.SHA256[:]) {
		return nil, fmt.Errorf("%w: the bytes of the file hash to %x, not %s", ErrCorrupt, sum, f.SHA256)
	}
	return content, nil
}

// StandIn returns the text of a mail that brings only files: "Minutes: see minutes.docx". The
// kind "" is that of what somebody was asked for.
func StandIn(language string, kind ConfirmationKind, names []string) string {
	if len(names) == 0 {
		return ""
	}
	if language == "zh-CN" {
		label := map[ConfirmationKind]string{
			Minutes: "会议纪要", ProjectPlan: "项目计划", Scope: "项目范围", Acceptance: "验收标准", TrainingPlan: "培训计划",
			Solution: "解决方案", ProjectSummary: "项目总结", ActionItems: "待办", ChangeRequest: "变更申请",
		}[kind]
		if label != "" {
			label += "："
		}
		return label + "见 " + strings.Join(names, "、")
	}
	label := map[ConfirmationKind]string{
		Minutes: "Minutes", ProjectPlan: "Project plan", Scope: "Scope", Acceptance: "Acceptance criteria", TrainingPlan: "Training plan",
		Solution: "Solution", ProjectSummary: "Project summary", ActionItems: "Action items", ChangeRequest: "Change request",
	}[kind]
	last := len(names) - 1
	list := names[last]
	if last > 0 {
		list = strings.Join(names[:last], ", ") + " and " + list
	}
	if label == "" {
		return "See " + list
	}
	return label + ": see " + list
}

// IsStandIn reports whether a text only names the files that come with it.
func IsStandIn(text string, kind ConfirmationKind, files []VersionFile) bool {
	return standInLanguage(text, kind, files) != ""
}

// standInLanguage returns the language in which a text only names its files, "" where it says
// more.
func standInLanguage(text string, kind ConfirmationKind, files []VersionFile) string {
	for _, language := range []string{"en", "zh-CN"} {
		if len(files) > 0 && strings.TrimSpace(text) == StandIn(language, kind, namesOfFiles(files)) {
			return language
		}
	}
	return ""
}

func namesOfFiles(files []VersionFile) (names []string) {
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

// renamed returns a text with the names of its present files where it only named those of
// before.
func renamed(text string, kind ConfirmationKind, before, after []VersionFile) string {
	if language := standInLanguage(text, kind, before); language != "" && len(after) > 0 {
		return StandIn(language, kind, namesOfFiles(after))
	}
	return text
}
