package manual

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Commands returns the pages of a command and of all below it that are not hidden, by their
// names: rapport.1, rapport-check.1 and so on.
func Commands(about About, root *cobra.Command) map[string]string {
	pages := map[string]string{dashed(root) + ".1": commandPage(about, root)}
	for _, child := range visible(root) {
		for name, text := range Commands(about, child) {
			pages[name] = text
		}
	}
	return pages
}

func commandPage(about About, c *cobra.Command) string {
	c.InitDefaultHelpFlag() // cobra adds it only when the command runs
	p := newPage(about, dashed(c), "1", c.Short)
	p.heading("Synopsis")
	if len(visible(c)) > 0 {
		p.text(bold(c.CommandPath()) + " COMMAND [ARGUMENTS]")
	} else {
		p.text(bold(c.CommandPath()) + strings.TrimPrefix(c.UseLine(), c.CommandPath()))
	}
	p.heading("Description")
	p.prose(cmp.Or(c.Long, c.Short))
	if children := visible(c); len(children) > 0 {
		p.heading("Commands")
		for _, child := range children {
			p.item(bold(child.CommandPath()), child.Short)
		}
	}
	p.options("Options", c.NonInheritedFlags())
	p.options("Global options", c.InheritedFlags())
	if c.Example != "" {
		p.heading("Examples")
		p.verbatim(c.Example)
	}
	p.heading("See also")
	p.text(strings.Join(related(c), ", "))
	return p.String()
}

// related returns the pages beside that of a command.
func related(c *cobra.Command) (list []string) {
	if parent := c.Parent(); parent != nil {
		list = append(list, bold(dashed(parent))+"(1)")
	}
	for _, child := range visible(c) {
		list = append(list, bold(dashed(child))+"(1)")
	}
	return append(list, bold("rapport.toml")+"(5)", bold("rapport")+"(7)")
}

// dashed returns the name of the page of a command: rapport-case-list.
func dashed(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// visible returns the commands below one that people see.
func visible(c *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(c.Commands()), func(child *cobra.Command) bool {
		return !child.IsAvailableCommand() || child.IsAdditionalHelpTopicCommand()
	})
}

func (p *page) options(title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	p.heading(title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		tag := bold("--" + f.Name)
		if f.Shorthand != "" {
			tag = bold("-"+f.Shorthand) + ", " + tag
		}
		if value != "" {
			tag += " " + value
		}
		if !slices.Contains([]string{"", "false", "0", "0s", "[]"}, f.DefValue) {
			usage += " (default " + f.DefValue + ")"
		}
		p.item(tag, usage)
	})
}

// prose writes the text of a help: paragraphs, and indented lines as they are.
func (p *page) prose(text string) {
	for _, block := range strings.Split(outdent(text), "\n\n") {
		switch lines := strings.Split(strings.Trim(block, "\n"), "\n"); {
		case strings.TrimSpace(block) == "":
		case slices.ContainsFunc(lines, isSet):
			p.verbatim(block)
		default:
			p.paragraph(block)
		}
	}
}

// isSet reports whether a line is set by hand: indented, or in columns.
func isSet(l string) bool {
	return strings.HasPrefix(l, " ") || strings.HasPrefix(l, "\t") || strings.Contains(strings.TrimSpace(l), "   ")
}

// outdent removes what all lines of a text are indented by.
func outdent(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	least := -1
	for _, l := range lines {
		if by := len(l) - len(strings.TrimLeft(l, " \t")); strings.TrimSpace(l) != "" && (least < 0 || by < least) {
			least = by
		}
	}
	for i, l := range lines {
		lines[i] = l[min(max(least, 0), len(l)):]
	}
	return strings.Join(lines, "\n")
}
