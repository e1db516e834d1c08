package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"

	"rapport/classify/document"
	"rapport/store"
	"rapport/templates"
)

// Files is how the files of PMs' mail go along with what is sent.
type Files struct {
	// Attachment writes the decoded bytes of an attachment of a mail.
	Attachment func(w io.Writer, mail []byte, n int) error
	// PDF returns the words of a PDF file; nil: none is read.
	PDF func(ctx context.Context, content []byte) (string, error)
	// Most is how many bytes the files of one mail may have together; 0: any number.
	Most int64
}

// besideFiles is what a mail may have beside its files, in bytes: texts, pictures, header.
const besideFiles = 256 << 10

// KeepFiles keeps the bytes of files that are in the mail that brought them alone, and returns
// the files with what is found in them: their words, and why they cannot be sent.
func (o *Office) KeepFiles(ctx context.Context, p *Project, files []store.VersionFile) ([]store.VersionFile, error) {
	files = slices.Clone(files)
	for i := range files {
		content, words, err := o.keepFile(ctx, files[i])
		if err != nil {
			return nil, fmt.Errorf("the file %q: %w", files[i].Name, err)
		}
		files[i].Words = words
		switch document.DangerOf(files[i].Name, content) {
		case document.Program:
			files[i].Problem = store.FileProgram
		case document.Macros:
			files[i].Problem = store.FileMacros
		default:
			files[i].Problem = ""
		}
	}
	fits, err := o.Fits(ctx, p, files)
	if err != nil || fits {
		return files, err
	}
	for i := range files {
		if files[i].Problem != store.FileProgram {
			files[i].Problem = store.FileTooLarge
		}
	}
	return files, nil
}

// Fits reports whether one mail may have all of the files.
func (o *Office) Fits(ctx context.Context, p *Project, files []store.VersionFile) (bool, error) {
	var size, encoded int64
	for _, f := range files {
		size += f.Size
		encoded += store.Base64Size(f.Size)
	}
	if size == 0 {
		return true, nil
	}
	limit, err := o.Store.RelayLimit(ctx, p.Relay)
	if err != nil {
		return false, err
	}
	return (o.Config.Files.Most == 0 || size <= o.Config.Files.Most) && (limit == 0 || encoded+besideFiles <= limit), nil
}

// MostFiles returns how many bytes the files of one mail of a project may have together, 0
// where any number may.
func (o *Office) MostFiles(ctx context.Context, p *Project) (int64, error) {
	limit, err := o.Store.RelayLimit(ctx, p.Relay)
	most := o.Config.Files.Most
	if limit > 0 {
		if relay := max(1, (limit-besideFiles)*57/78); most == 0 || relay < most { // of base64's lines
			most = relay
		}
	}
	return most, err
}

// keepFile keeps the bytes of a file with its words, and returns both. A PDF is read once.
func (o *Office) keepFile(ctx context.Context, f store.VersionFile) (bytesOf []byte, words string, err error) {
	if known, err := o.Store.HasFile(ctx, f.SHA256); err != nil {
		return nil, "", err
	} else if known {
		kept, err := o.Store.FileBytes(ctx, f.SHA256)
		if words = f.Words; err == nil && !document.IsPDF(f.Name, kept) {
			words = document.Words(f.Name, kept)
		}
		return kept, words, err
	}
	mail, _, err := o.Store.RawMail(ctx, f.Message)
	if err != nil {
		return nil, "", err
	}
	var content bytes.Buffer
	if o.Config.Files.Attachment == nil {
		return nil, "", fmt.Errorf("nothing reads attachments: %w", store.ErrNotFound)
	}
	if err := o.Config.Files.Attachment(&content, mail, f.Part); err != nil {
		return nil, "", err
	}
	if store.Hash(sha256.Sum256(content.Bytes())) != f.SHA256 {
		return nil, "", fmt.Errorf("attachment %d of its mail has other bytes than when it came: %w", f.Part, store.ErrCorrupt)
	}
	words = o.words(ctx, f.Name, content.Bytes())
	kept := o.Store.PackFile(content.Bytes(), words)
	return content.Bytes(), words, o.Store.Update(ctx, func(tx *store.Tx) error { return tx.KeepFile(kept) })
}

// words returns the words of a file, "" where it has none that can be read.
func (o *Office) words(ctx context.Context, name string, content []byte) string {
	if o.Config.Files.PDF == nil || !document.IsPDF(name, content) {
		return document.Words(name, content)
	}
	words, err := o.Config.Files.PDF(ctx, content)
	if err != nil {
		o.Log.Warn("the words of a PDF file cannot be read", "file", name, "error", err)
	}
	return words
}

// MarkFiles records why files of a draft cannot be sent.
func MarkFiles(tx *store.Tx, about string, object int64, draft int, files []store.VersionFile) error {
	for _, f := range files {
		if err := tx.MarkFileProblem(about, object, draft, f.N, f.Problem); err != nil {
			return err
		}
	}
	return nil
}

// ShownFiles returns files as templates show them, and what became of those before them.
func ShownFiles(files, before []store.VersionFile, hadBefore bool) []templates.File {
	var list []templates.File
	for _, f := range files {
		one := templates.File{Name: f.Name, Size: f.Size, SHA256: f.SHA256.String(), Problem: f.Problem}
		if hadBefore {
			one.Since = templates.FileNew
			if slices.ContainsFunc(before, func(b store.VersionFile) bool { return b.SHA256 == f.SHA256 && b.Name == f.Name }) {
				one.Since = templates.FileSame
			} else if slices.ContainsFunc(before, func(b store.VersionFile) bool { return b.Name == f.Name }) {
				one.Since = templates.FileChanged
			}
		}
		list = append(list, one)
	}
	if !hadBefore {
		return list
	}
	for _, b := range before {
		if !slices.ContainsFunc(files, func(f store.VersionFile) bool { return f.Name == b.Name }) {
			list = append(list, templates.File{Name: b.Name, Size: b.Size, SHA256: b.SHA256.String(), Since: templates.FileGone})
		}
	}
	return list
}

// attached returns the files of a mail with their bytes.
func (o *Office) attached(ctx context.Context, files []store.VersionFile) (list [][]byte, err error) {
	for _, f := range files {
		content, err := o.Store.FileBytes(ctx, f.SHA256)
		if err != nil {
			return nil, fmt.Errorf("attach %q: %w", f.Name, err)
		}
		list = append(list, content)
	}
	return list, nil
}
