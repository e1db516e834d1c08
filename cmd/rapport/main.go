// Command rapport keeps a project team and its client in step by e-mail: it
// reads the team's log mailbox and files every client thread into a
// communication log by project.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // time zones of projects on machines without tzdata
)

func main() {
	os.Exit(run(&app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv}, os.Args[1:]))
}

// run executes one command line and gives the exit code of the process. SIGINT
// and SIGTERM cancel the command's context; a second one ends the process.
func run(a *app, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(ctx, stop)()

	root := newRootCommand(a)
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitOK
	}
	if !a.started { // cobra refused the command line: nothing of ours has run
		fmt.Fprintf(a.stderr, "rapport: %v\nSee '%s --help'.\n", err, command.CommandPath())
		return exitUsage
	}
	if text := err.Error(); text != "" {
		fmt.Fprintf(a.stderr, "rapport: %s\n", text)
	}
	return exitCode(err)
}
