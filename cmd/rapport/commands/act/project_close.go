package act

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// closingFlags are what a PM says of a closing.
type closingFlags struct {
	carry, drop, leave []string
	retrospective      string
	facts              store.ClosingFacts
	callOff            bool
}

// ProjectClose returns the command `rapport project close`.
func ProjectClose(a *app.App) *cobra.Command {
	var f closingFlags
	cmd := &cobra.Command{
		Use:   "close PROJECT",
		Short: "Close a project: say what becomes of what is open, and have its summary drafted",
		Long: `Close a project. Without options, list what is open and what the log does not know; that
changes nothing. Once every open item has a word, and --retrospective is given, the
daemon drafts the summary and shows it to the PM. With the outcome of the summary, the
project is closed.

A PM does the same by mail: close PROJECT to the log address.`,
		Example: `  rapport project close ACME
  rapport project close ACME --carry 1,3 --drop 2 --leave rest --retrospective anonymous
  rapport project close ACME --leave rest --retrospective none --goal "A new shop" --budget "80,000 EUR"
  rapport project close ACME --call-off`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.CompleteProjects,
		RunE: a.WithReporting(func(ctx context.Context, r *app.Reporting, args []string) error {
			p, err := r.Config.Project(args[0])
			if err != nil {
				return err
			}
			if f.callOff {
				return callOff(ctx, a, r, p)
			}
			return closeProject(ctx, a, r, p, f)
		}),
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.carry, "carry", nil, "`NUMBERS` of open items that are handed to the client's next project, or rest")
	flags.StringSliceVar(&f.drop, "drop", nil, "`NUMBERS` of open items that are ended now, or rest")
	flags.StringSliceVar(&f.leave, "leave", nil, "`NUMBERS` of open items that stay as they are, or rest")
	flags.StringVar(&f.retrospective, "retrospective", "", "`HOW` both sides are asked to look back: named, anonymous or none")
	flags.StringVar(&f.facts.Goal, "goal", "", "`TEXT` for the summary: the goal of the project")
	flags.StringVar(&f.facts.Scope, "scope", "", "`TEXT` for the summary: its scope")
	flags.StringVar(&f.facts.Planned, "time-planned", "", "`TEXT` for the summary: the time that was planned")
	flags.StringVar(&f.facts.Real, "time-taken", "", "`TEXT` for the summary: the time that it took")
	flags.StringVar(&f.facts.Budget, "budget", "", "`TEXT` for the summary: the planned budget")
	flags.StringVar(&f.facts.Spent, "spent", "", "`TEXT` for the summary: what was spent")
	flags.BoolVar(&f.callOff, "call-off", false, "call off a closing that has begun; the project stays open")
	app.Complete(cmd, "retrospective", string(store.RetrospectiveNamed), string(store.RetrospectiveAnonymous), string(store.RetrospectiveNone))
	return cmd
}

// closeProject shows what a closing needs, or begins it with that.
func closeProject(ctx context.Context, a *app.App, r *app.Reporting, p store.Project, f closingFlags) error {
	c, unknown, asked, err := r.Due.Closing(ctx, p.Code)
	if err != nil {
		return err
	}
	switch {
	case p.Closed || c.State == store.ClosingClosed:
		return exit.With(exit.Usage, fmt.Errorf("project %s is closed already", p.Code))
	case c.State == store.ClosingAnswered || c.State == store.ClosingDrafted:
		return exit.With(exit.Usage, fmt.Errorf("the closing of %s has begun: its summary is with the PM or the client; see `rapport confirm list %s --open`", p.Code, p.Code))
	}
	if err := r.Config.CanSend(p.Code); err != nil {
		return err
	}
	said, err := f.answer(len(c.Items))
	if err != nil {
		return err
	}
	mode := store.RetrospectiveMode(f.retrospective)
	if mode == store.RetrospectiveAnonymous && asked < store.LeastAnonymous {
		return exit.With(exit.Usage, fmt.Errorf("--retrospective anonymous: it would be asked of %s, and fewer than %d answers show who wrote them; use named or none", people(asked), store.LeastAnonymous))
	}
	if missing := f.missing(c); len(missing)+len(said.Words) == 0 && mode == "" || len(missing) > 0 || mode == "" {
		return showClosing(a, p, c, missing, unknown, asked, mode == "")
	}
	items := c.Items
	err = r.Store.Update(ctx, func(tx *store.Tx) error {
		c, _, err := tx.BeginClosing(store.Closing{Project: p.Code, Client: p.Client, Occasion: store.AtTheEnd, Actor: app.Operator()})
		if err != nil {
			return err
		}
		c.Items = items
		after, err := tx.AnswerClosing(c, said, app.Operator(), 0)
		if err == nil && after.State != store.ClosingAnswered {
			err = exit.With(exit.Usage, fmt.Errorf("nothing was closed: could not do %s", strings.Join(after.Problems, ", ")))
		}
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "%s: the summary is being drafted. The PM gets it for review; with its outcome, the project is closed.\n", p.Code)
	return nil
}

// answer returns what the flags say of so many items.
func (f closingFlags) answer(items int) (said store.ClosingAnswer, err error) {
	said = store.ClosingAnswer{Facts: f.facts, Retrospective: store.RetrospectiveMode(f.retrospective)}
	if !slices.Contains([]string{"", "named", "anonymous", "none"}, f.retrospective) {
		return said, exit.With(exit.Usage, fmt.Errorf("--retrospective %q is not named, anonymous or none", f.retrospective))
	}
	seen := map[int]bool{}
	for _, of := range []struct {
		flag, verb string
		numbers    []string
	}{{"carry", store.VerbCarry, f.carry}, {"drop", store.VerbDrop, f.drop}, {"leave", store.VerbLeave, f.leave}} {
		for _, word := range of.numbers {
			n, err := strconv.Atoi(strings.TrimSpace(word))
			switch {
			case word == "rest":
				n = 0
			case err != nil || n < 1 || n > items:
				return said, exit.With(exit.Usage, fmt.Errorf("--%s %q is not the number of an open item; see `rapport project close PROJECT`", of.flag, word))
			}
			if seen[n] {
				return said, exit.With(exit.Usage, fmt.Errorf("--%s %s: it has another word already", of.flag, word))
			}
			seen[n] = true
			said.Words = append(said.Words, store.ItemCommand{Number: n, Verb: of.verb})
		}
	}
	return said, nil
}

// missing returns the numbers of the items that the flags say nothing of.
func (f closingFlags) missing(c store.Closing) []int {
	named := slices.Concat(f.carry, f.drop, f.leave)
	if slices.Contains(named, "rest") {
		return nil
	}
	return slices.DeleteFunc(c.Missing(), func(n int) bool { return slices.Contains(named, strconv.Itoa(n)) })
}

// showClosing prints what a closing still needs, and fails.
func showClosing(a *app.App, p store.Project, c store.Closing, missing []int, unknown []string, asked int, askMode bool) error {
	err := a.Show(func(s app.Screen) error {
		if len(c.Items) == 0 {
			s.Line("Nothing is open in %s.", p.Code)
		}
		for i, item := range c.Items {
			word := string(item.Word)
			if word != "" {
				word = " (" + word + ")"
			}
			s.Line("%3d  %s%s", i+1, wording.OneLine(item.Title), word)
		}
		options := map[string]string{"goal": "--goal", "scope": "--scope", "planned": "--time-planned", "real": "--time-taken", "budget": "--budget", "spent": "--spent"}
		var list []string
		for _, one := range unknown {
			list = append(list, options[one])
		}
		if len(list) > 0 {
			s.Line("The log does not know, and the summary leaves out unless you say: %s", strings.Join(list, ", "))
		}
		s.Line("A retrospective would be asked of %s.", people(asked))
		return nil
	})
	if err != nil {
		return err
	}
	var needs []string
	if len(missing) > 0 {
		var numbers []string
		for _, n := range missing {
			numbers = append(numbers, strconv.Itoa(n))
		}
		needs = append(needs, "--carry, --drop or --leave for "+strings.Join(numbers, ", "))
	}
	if askMode {
		needs = append(needs, "--retrospective named, anonymous or none")
	}
	return exit.With(exit.Usage, errors.New("nothing was closed: add "+strings.Join(needs, ", and ")))
}

// callOff calls off the closing of a project that has begun.
func callOff(ctx context.Context, a *app.App, r *app.Reporting, p store.Project) error {
	c, found, err := r.Store.ClosingOn(ctx, p.Code, store.AtTheEnd)
	if err != nil {
		return err
	}
	done := false
	if found {
		err = r.Store.Update(ctx, func(tx *store.Tx) error {
			done, err = tx.CallOffClosing(c, app.Operator())
			return err
		})
	}
	switch {
	case err != nil:
		return err
	case !done:
		return exit.With(exit.NoInput, fmt.Errorf("no closing of %s is under way", p.Code))
	}
	fmt.Fprintf(a.Stdout, "%s: the closing is called off; the project stays open.\n", p.Code)
	return nil
}

// ProjectReopen returns the command `rapport project reopen`.
func ProjectReopen(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:   "reopen PROJECT",
		Short: "Reopen a project that was closed with a summary",
		Long: `Reopen a project that was closed with a summary. A project with closed = true in the
configuration is reopened there.`,
		Example:           `  rapport project reopen ACME`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.CompleteProjects,
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			p, err := r.Project(args[0])
			if err != nil {
				return err
			}
			c, found, err := r.Store.ClosingOn(ctx, p.Code, store.AtTheEnd)
			if err != nil {
				return err
			}
			done := false
			if found {
				err = a.Change(ctx, r.Config, func(tx *store.Tx) error {
					done, err = tx.ReopenProject(c, app.Operator())
					return err
				})
			}
			switch {
			case err != nil:
				return err
			case !done:
				return exit.With(exit.NoInput, fmt.Errorf("project %s was not closed with a summary", p.Code))
			}
			fmt.Fprintf(a.Stdout, "%s is open again.\n", p.Code)
			return nil
		}),
	}
}

// people counts people.
func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprint(n, " people")
}
