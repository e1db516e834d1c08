// Command rapport keeps a project team and its client in step by e-mail: it
// reads the team's log mailbox and files every client thread into a
// communication log by project.
package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
)

func main() {
	os.Exit(execute(&app.App{Version: version, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv}, os.Args[1:]))
}

// execute runs one command line and returns the exit code of the process. SIGINT
// and SIGTERM cancel the command's context; a second one ends the process.
func execute(a *app.App, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(ctx, stop)()

	root := newRootCommand(a)
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exit.OK
	}
	if !a.Started { // cobra refused the command line: nothing of ours has run
		fmt.Fprintf(a.Stderr, "rapport: %v\nSee '%s --help'.\n", err, command.CommandPath())
		return exit.Usage
	}
	if text := err.Error(); text != "" {
		fmt.Fprintf(a.Stderr, "rapport: %s\n", text)
		if errors.Is(err, fs.ErrPermission) && !strings.Contains(text, "run ") {
			fmt.Fprintln(a.Stderr, "Run the command as the user of the service, `sudo -u rapport rapport …`, or as root.")
		}
	}
	return exit.Code(err)
}
