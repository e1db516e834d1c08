package main

import (
	"context"
	"errors"
	"io/fs"

	"rapport/store"
)

// The exit codes, which are those of sysexits.h. The unit file keeps systemd
// from starting again what ended with exitConfig or exitData.
const (
	exitOK          = 0
	exitFailure     = 1  // what has no code of its own; also "no": a check that failed
	exitUsage       = 64 // the command line is wrong
	exitData        = 65 // what was given to read cannot be read, or was altered
	exitNoInput     = 66 // what was asked for does not exist
	exitUnavailable = 69 // a server cannot be reached
	exitSoftware    = 70 // a mistake of ours
	exitIO          = 74 // the disk failed, or may have
	exitTemporary   = 75 // the same command may succeed later
	exitPermission  = 77 // the user may not
	exitConfig      = 78 // the configuration is wrong
	exitInterrupted = 130
)

// exitError is an error that ends the process with a code of its own.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// withExit makes err end the process with code. With exitOK, or where err is
// nil, there is no error.
func withExit(code int, err error) error {
	if err == nil || code == exitOK {
		return nil
	}
	return &exitError{code, err}
}

// errSilent is for a command that has said what is wrong itself: only its code
// is left to tell.
var errSilent = errors.New("")

// exitCode gives the exit code for an error of a subcommand.
func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	if own, ok := errors.AsType[*exitError](err); ok {
		return own.code
	}
	for _, known := range []struct {
		err  error
		code int
	}{
		{context.Canceled, exitInterrupted},
		{store.ErrNotFound, exitNoInput},
		{store.ErrErased, exitNoInput},
		{store.ErrNewer, exitConfig},
		{store.ErrCorrupt, exitData},
		{store.ErrUncertain, exitIO},
		{store.ErrFull, exitTemporary},
		{store.ErrBusy, exitTemporary},
		{fs.ErrNotExist, exitNoInput},
		{fs.ErrPermission, exitPermission},
	} {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	return exitFailure
}
