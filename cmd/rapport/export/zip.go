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

// Zip returns the export as one zip file whose files are in a folder of a name; fits reports whether
// it has no more bytes than most.
func (e Export) Zip(ctx context.Context, name string, most int64) (packed []byte, fits bool, err error) {
	dir, err := os.MkdirTemp("", "rapport-export-")
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
	var out bytes.Buffer
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
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, false, fmt.Errorf("pack the export: %w", err)
	}
	return out.Bytes(), int64(out.Len()) <= most, nil
}
