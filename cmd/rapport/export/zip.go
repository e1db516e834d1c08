package export

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// work begins the name of the directory in which Zip writes, in the state directory.
const work = ".export-"

// RemoveUnfinished removes what exports of a process that was killed have left in a state
// directory: it holds mail.
func RemoveUnfinished(stateDir string) error {
	left, err := filepath.Glob(filepath.Join(stateDir, work+"*"))
	for _, path := range left {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// Zip returns the export as one zip file whose files are in a folder of a name; fits reports whether
// it has no more bytes than most. It is made in the state directory.
func (e Export) Zip(ctx context.Context, stateDir, name string, most int64) (packed []byte, fits bool, err error) {
	dir, err := os.MkdirTemp(stateDir, work)
	if err != nil {
		return nil, false, err
	}
	defer os.RemoveAll(dir)
	const unpacked = 4 // times as large as packed, at most: mail packs well, and time is short
	e.Most = unpacked * most
	root := filepath.Join(dir, name)
	if _, err := e.Write(ctx, root); errors.Is(err, ErrTooLarge) {
		return nil, false, nil
	} else if err != nil {
		return nil, false, err
	}
	out := bounded{most: most}
	w := zip.NewWriter(&out)
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		inside, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		to, err := w.CreateHeader(&zip.FileHeader{Name: filepath.ToSlash(inside), Method: zip.Deflate, Modified: e.Now})
		if err != nil {
			return err
		}
		_, err = io.Copy(to, file)
		return err
	})
	if err = errors.Join(err, w.Close()); errors.Is(err, ErrTooLarge) {
		return nil, false, nil
	} else if err != nil {
		return nil, false, fmt.Errorf("pack the export: %w", err)
	}
	return out.Bytes(), true, nil
}

// bounded is a buffer that takes no more than so many bytes.
type bounded struct {
	bytes.Buffer
	most int64
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if int64(b.Len()+len(p)) > b.most {
		return 0, ErrTooLarge
	}
	return b.Buffer.Write(p)
}
