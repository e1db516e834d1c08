// Package files reads mail from files: single mails (.eml, MH), mbox files and Maildirs.
package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rapport/store/pattern"
)

// File is a file that contains one mail or, as an mbox, any number.
type File struct {
	Path    string
	Size    int64 // in bytes
	Maildir bool  // its name has the time of delivery
}

// mailName matches the names of single mails in a plain directory: *.eml, or a number, as
// in MH.
var mailName = pattern.New(`(?i)^(?:.*\.eml|[0-9]+\.?)$`)

// List returns the files with mail at path: path itself if it is a file; in a directory
// those of a Maildir and its folders, *.eml, the numbered files of MH, and any file that
// begins like an mbox. Other files in a directory, and symbolic links, are left out.
func List(path string) ([]File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []File{{Path: path, Size: info.Size()}}, nil
	}
	var list []File
	err = filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		parent := filepath.Base(filepath.Dir(name))
		switch {
		case d.IsDir() && d.Name() == "tmp" && isMaildir(filepath.Dir(name)):
			return filepath.SkipDir // mail still being delivered
		case !d.Type().IsRegular():
			return nil
		}
		file := File{Path: name, Maildir: (parent == "cur" || parent == "new") && isMaildir(filepath.Dir(filepath.Dir(name)))}
		if !file.Maildir && !mailName.MatchString(d.Name()) {
			if mbox, err := beginsAsMbox(name); err != nil || !mbox {
				return err
			}
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) { // renamed or removed since
			return nil
		}
		if err != nil {
			return err
		}
		file.Size = info.Size()
		list = append(list, file)
		return nil
	})
	return list, err
}

// isMaildir reports whether a directory has the two sub-directories of a Maildir with mail.
func isMaildir(dir string) bool {
	for _, sub := range []string{"cur", "new"} {
		if info, err := os.Stat(filepath.Join(dir, sub)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

func beginsAsMbox(name string) (bool, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer file.Close()
	start := make([]byte, 256)
	n, err := io.ReadFull(file, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	line, _, _ := bytes.Cut(start[:n], []byte("\n"))
	return isFromLine(line), nil
}

// unreadable has the first bytes of formats that Rapport does not read, each with what to
// do about it.
var unreadable = []struct{ magic, what string }{
	{"\x1f\x8b", "it is compressed by gzip: use `zcat FILE | rapport import -`"},
	{"(\xb5/\xfd", "it is compressed by zstd: use `zstdcat FILE | rapport import -`"},
	{"PK\x03\x04", "it is a ZIP archive: unpack it first"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is an Outlook message (.msg): save it as .eml first"},
	{"!BDN", "it is an Outlook data file (.pst): convert it first, as with readpst"},
}

// ErrForeign means that a file has no mail in a readable format; the error names the format
// and the remedy.
var ErrForeign = errors.New("not a mail, an mbox or a Maildir")

func checkForeign(start []byte) error {
	for _, f := range unreadable {
		if strings.HasPrefix(string(start), f.magic) {
			return fmt.Errorf("%w: %s", ErrForeign, f.what)
		}
	}
	return nil
}
