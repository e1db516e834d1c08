package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"rapport/store/copydir"
)

// source is the copy that is put back.
type source struct {
	copydir.Copy
	write func(ctx context.Context, to io.Writer) error
}

// sourceOf finds the copy that is meant: in a directory of copies the newest one of the time, or the one
// whose path was given; or a single file.
func sourceOf(ctx context.Context, o Restoring) (source, error) {
	info, err := os.Stat(o.Copies)
	if err != nil || info.IsDir() {
		return sourceIn(o, o.Copies, "")
	}
	if !o.At.IsZero() {
		return source{}, fmt.Errorf("%s is one copy: a time chooses among those of a directory", o.Copies)
	}
	if dir := filepath.Dir(o.Copies); copydir.IsCopies(dir) {
		return sourceIn(o, filepath.Dir(dir), filepath.Base(o.Copies))
	}
	return singleFile(ctx, o, info)
}

// sourceIn returns the copy of a name in a directory of copies; "": the newest of the time.
func sourceIn(o Restoring, dir, name string) (s source, err error) {
	d, err := copydir.Open(dir)
	if err != nil {
		return s, fmt.Errorf("open the copies: %w", err)
	}
	d.Use(o.CopyKey)
	list, damaged := d.List()
	if len(list) == 0 && damaged != nil {
		return s, damaged
	}
	if name != "" {
		list = slices.DeleteFunc(list, func(c copydir.Copy) bool { return c.Name != name })
	}
	if s.Copy, err = PickCopy(list, o.At); err != nil {
		return s, errors.Join(err, damaged)
	}
	s.write = func(ctx context.Context, to io.Writer) error { return d.Assemble(ctx, s.Copy, to) }
	return s, nil
}

// singleFile reads of a database what a directory of copies would say about it.
func singleFile(ctx context.Context, o Restoring, info os.FileInfo) (s source, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("read %s as a copy: %w", o.Copies, err)
		}
	}()
	if wal, err := os.Stat(o.Copies + "-wal"); err == nil && wal.Size() > 0 {
		return s, errors.New("a journal is beside it, which has a part of the database: put both back by hand (docs/operations.md)")
	}
	reader := &Store{now: info.ModTime}
	if s.About, err = reader.aboutCopy(ctx, o.Copies, nil); err != nil {
		return s, err
	}
	s.Size = info.Size()
	s.write = func(_ context.Context, to io.Writer) error {
		f, err := os.Open(o.Copies)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(to, f)
		return err
	}
	return s, nil
}

// fetch puts the copy into a directory.
func (s source) fetch(ctx context.Context, work string) error {
	f, err := os.OpenFile(filepath.Join(work, FileName), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	err = s.write(ctx, f)
	if errors.Is(err, copydir.ErrDamaged) {
		return fmt.Errorf("read the copy of %s: %w; an older one may be whole: --at", s.Made.Format(time.RFC3339), err)
	}
	if err != nil {
		return fmt.Errorf("read the copy of %s: %w", s.Made.Format(time.RFC3339), err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the database: %w", err)
	}
	return nil
}
