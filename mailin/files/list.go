// Package files reads mail that lies in files: single mails (.eml, MH), mbox
// files and Maildirs.
package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// File is a file with mail in it: one, or as an mbox any number.
type File struct {
	Path    string
	Size    int64 // in bytes
	Maildir bool  // its name says when the mail came
}

// mailName is what a file in a plain directory is called when it is one mail:
// *.eml, or a number, as MH has it.
var mailName = regexp.MustCompile(`(?i)^(?:.*\.eml|[0-9]+\.?)$`)

// List finds the files with mail at path: path itself where it is a file; in a
// directory those of a Maildir and its folders, *.eml, the numbered ones of MH,
// and whatever begins as an mbox does. Other files of a directory, and symbolic
// links in it, are left out.
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
			return filepath.SkipDir // mail still on its way into the Maildir
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

// isMaildir reports whether a directory has the two sub-directories of a
// Maildir in which mail lies.
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

// foreign are the first bytes of files that hold mail in a form Rapport does not
// read, each with what to do about it.
var unreadable = []struct{ magic, what string }{
	{"\x1f\x8b", "it is compressed by gzip: use `zcat FILE | rapport import -`"},
	{"(\xb5/\xfd", "it is compressed by zstd: use `zstdcat FILE | rapport import -`"},
	{"PK\x03\x04", "it is a ZIP archive: unpack it first"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is an Outlook message (.msg): save it as .eml first"},
	{"!BDN", "it is an Outlook data file (.pst): convert it first, as with readpst"},
}

// ErrForeign says that a file holds no mail in a form that can be read; the
// error names what it is and what to do.
var ErrForeign = errors.New("not a mail, an mbox or a Maildir")

func checkForeign(start []byte) error {
	for _, f := range unreadable {
		if strings.HasPrefix(string(start), f.magic) {
			return fmt.Errorf("%w: %s", ErrForeign, f.what)
		}
	}
	return nil
}
