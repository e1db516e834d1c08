// Package exit holds the exit codes of the process and the errors that carry one.
package exit

import (
	"context"
	"errors"
	"io/fs"

	"rapport/store"
)

// The exit codes, which are those of sysexits.h. The unit file keeps systemd
// from starting again what ended with Config or Data.
const (
	OK          = 0
	Failure     = 1  // what has no code of its own; also "no": a check that failed
	Usage       = 64 // the command line is wrong
	Data        = 65 // what was given to read cannot be read, or was altered
	NoInput     = 66 // what was asked for does not exist
	Unavailable = 69 // a server cannot be reached
	Software    = 70 // a mistake of ours
	IO          = 74 // the disk failed, or may have
	Temporary   = 75 // the same command may succeed later
	Permission  = 77 // the user may not
	Config      = 78 // the configuration is wrong
	Interrupted = 130
)

// coded is an error that ends the process with a code of its own.
type coded struct {
	code int
	err  error
}

// Error implements error.
func (e *coded) Error() string { return e.err.Error() }

// Unwrap returns the error within.
func (e *coded) Unwrap() error { return e.err }

// With makes err end the process with code. With OK, or where err is
// nil, there is no error.
func With(code int, err error) error {
	if err == nil || code == OK {
		return nil
	}
	return &coded{code, err}
}

// ErrSilent is for a command that has said what is wrong itself: only its code
// is left to tell.
var ErrSilent = errors.New("")

// Code returns the exit code for an error of a subcommand.
func Code(err error) int {
	if err == nil {
		return OK
	}
	if own, ok := errors.AsType[*coded](err); ok {
		return own.code
	}
	for _, known := range []struct {
		err  error
		code int
	}{
		{context.Canceled, Interrupted},
		{store.ErrNotFound, NoInput},
		{store.ErrErased, NoInput},
		{store.ErrNewer, Config},
		{store.ErrKey, Config},
		{store.ErrCorrupt, Data},
		{store.ErrLost, Data},
		{store.ErrShortened, Data},
		{store.ErrUncertain, IO},
		{store.ErrFull, Temporary},
		{store.ErrBusy, Temporary},
		{fs.ErrNotExist, NoInput},
		{fs.ErrPermission, Permission},
	} {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	return Failure
}
