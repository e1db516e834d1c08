package manual

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

func TestCommands_areWhatTheHelpSays(t *testing.T) {
	list := &cobra.Command{
		Use: "list [PROJECT]", Short: "List cases, oldest first", Run: func(*cobra.Command, []string) {},
		Long: `List cases. A line may begin with
.a dot, and has a \backslash.

    columns   stay
      as they are`,
		Example: "  rapport list --since 3d",
	}
	list.Flags().StringP("since", "s", "7d", "leave out what is older than this `TIME`")
	list.Flags().Bool("secret", false, "not shown")
	if err := list.Flags().MarkHidden("secret"); err != nil {
		t.Fatal(err)
	}
	root := &cobra.Command{Use: "rapport", Short: "Keep in step"}
	root.AddCommand(list, &cobra.Command{Use: "internal", Hidden: true, Run: list.Run})
	pages := Commands(About{Version: "1.2", Date: time.Unix(0, 0)}, root)
	if len(pages) != 2 {
		t.Errorf("%d pages, want rapport.1 and rapport-list.1", len(pages))
	}
	if got := pages["rapport-list.1"]; got != wantList {
		t.Errorf("got:\n%s", got)
	}
	if got := pages["rapport.1"]; !strings.Contains(got, "\\fBrapport\\fR COMMAND") || strings.Contains(got, "internal") {
		t.Errorf("got:\n%s", got)
	}
}

const wantList = `.TH "RAPPORT\-LIST" 1 1970-01-01 "rapport 1.2" Rapport
.SH "NAME"
rapport\-list \- List cases, oldest first
.SH "SYNOPSIS"
\fBrapport list\fR [PROJECT] [flags]
.SH "DESCRIPTION"
List cases. A line may begin with .a dot, and has a \ebackslash.
.PP
.in +4n
.nf
columns   stay
  as they are
.fi
.in
.SH "OPTIONS"
.TP
\fB\-h\fR, \fB\-\-help\fR
help for list
.TP
\fB\-s\fR, \fB\-\-since\fR TIME
leave out what is older than this TIME (default 7d)
.SH "EXAMPLES"
.in +4n
.nf
rapport list \-\-since 3d
.fi
.in
.SH "SEE ALSO"
\fBrapport\fR(1), \fBrapport.toml\fR(5), \fBrapport\fR(7)
`
