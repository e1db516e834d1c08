// Package app holds what the commands share: the process they run in, the
// configuration and the log they open, and how they print.
package app

import (
	"io"
	"log/slog"
	"time"
)

// App is what all subcommands share: the streams and environment of the
// process, and the flags of the root command. Each subcommand is made by a
// constructor that takes it, and listed in the main package.
type App struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string

	ConfigFlag string // --config; see ConfigPath
	LogFormat  string
	LogLevel   string
	Log        *slog.Logger // set before a subcommand runs; writes to stderr

	Version string           // of the program
	Now     func() time.Time // the clock that mail and deadlines go by; nil: time.Now
	Started bool             // the command line was understood
	Poll    time.Duration    // between two looks at what is to be sent; 0: the default
}

// Clock returns the clock that mail and deadlines go by.
func (a *App) Clock() func() time.Time {
	if a.Now == nil {
		return time.Now
	}
	return a.Now
}

// The groups in which help lists the subcommands.
const (
	GroupRun  = "run"
	GroupFile = "file"
	GroupRead = "read"
	GroupSend = "send"
)
