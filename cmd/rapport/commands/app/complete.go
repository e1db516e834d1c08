package app

import (
	"github.com/spf13/cobra"
)

// CompleteProjects offers the codes of projects to the shell's completion.
func (a *App) CompleteProjects(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	c, err := a.LoadConfig()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var codes []string
	for _, p := range c.Projects {
		codes = append(codes, p.Code+"\t"+p.Name)
	}
	return codes, cobra.ShellCompDirectiveNoFileComp
}

// Complete offers values of a flag to the shell's completion.
func Complete(cmd *cobra.Command, flag string, values ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag does not exist
	}
}
