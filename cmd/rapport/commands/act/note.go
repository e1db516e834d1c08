package act

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/mailin"
	"rapport/store"
)

// Note returns the command `rapport note`.
func Note(a *app.App) *cobra.Command {
	var f noteFlags
	cmd := &cobra.Command{
		Use:     "note PROJECT [TEXT]",
		Short:   "Enter a call, a visit or a chat into the log",
		GroupID: app.GroupFile,
		Long: `Enter what was said elsewhere than by mail into the log of a project: on the telephone,
face to face, in a chat. The text is the second argument, or comes from standard input.

The entry is marked as entered on this machine, by whom, and is part of the chain. The PM's
next digest lists it; with “ask” they have the client confirm it.

记录邮件以外的沟通：电话（call）、面谈（visit）、即时消息（chat）。正文写在第二个参数中，或从标准输入
读取。记录会注明由谁在本机录入；项目经理下一封每日汇总会列出，回复“请确认”即请客户确认。`,
		Example: `  rapport note ACME --with "Anna Schmidt" "Anna agrees to 16 March."
  rapport note ACME --kind visit --day 2026-03-03 --with Anna --with "Bob Lee" < notes.txt
  rapport note LHKJ --kind chat --with 王总 --time 10:30 "王总同意下周上线。"`,
		Args: cobra.RangeArgs(1, 2),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return a.CompleteProjects(cmd, nil, "")
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.LoadConfig()
			if err != nil {
				return err
			}
			p, err := c.Project(args[0])
			if err != nil {
				return err
			}
			now := a.Clock()().In(p.Zone)
			talk, err := f.talk(now)
			if err != nil {
				return exit.With(exit.Usage, err)
			}
			text, err := noteText(a.Stdin, args[1:])
			if err != nil {
				return exit.With(exit.Usage, err)
			}
			s, err := app.OpenForWriting(cmd.Context(), c)
			if err != nil {
				return err
			}
			defer s.Close()
			return enter(cmd.Context(), a, s, c.LogAddress, mailin.Note{Project: p.Code, Talk: talk, Title: noteTitle(talk, p.Language), Text: text, By: app.Operator()}, now)
		},
	}
	f.flags(cmd)
	return cmd
}

func enter(ctx context.Context, a *app.App, s *store.Store, logAddress string, n mailin.Note, now time.Time) error {
	entry, err := mailin.RecordNote(ctx, s, logAddress, n, now)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "Entry %d of %s: %s\n", entry, n.Project, wording.OneLine(n.Title))
	return nil
}

// noteFlags are what `rapport note` says of a talk beside its text.
type noteFlags struct {
	kind, day, time string
	with            []string
}

func (f *noteFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.kind, "kind", string(store.TalkCall), "`KIND` of talk: call, visit, chat")
	cmd.Flags().StringVar(&f.day, "day", "", "`DAY` on which it was, such as 2026-03-03 (default today)")
	cmd.Flags().StringVar(&f.time, "time", "", "`TIME` at which it was, such as 10:30")
	cmd.Flags().StringArrayVar(&f.with, "with", nil, "`NAME` of a person who took part; once for each")
	app.Complete(cmd, "kind", string(store.TalkCall), string(store.TalkVisit), string(store.TalkChat))
}

// Bounds of a note.
const (
	mostPeople  = 10
	longestName = 80 // characters
	longestNote = 64 << 10
)

// talk reads the flags. now is in the zone of the project.
func (f *noteFlags) talk(now time.Time) (store.Talk, error) {
	t := store.Talk{Kind: store.TalkKind(strings.ToLower(strings.TrimSpace(f.kind))), Day: strings.TrimSpace(f.day)}
	switch t.Kind {
	case store.TalkCall, store.TalkVisit, store.TalkChat:
	default:
		return t, fmt.Errorf("--kind %q: use call, visit or chat", f.kind)
	}
	if t.Day == "" {
		t.Day = now.Format(time.DateOnly)
	}
	if _, err := time.Parse(time.DateOnly, t.Day); err != nil {
		return t, fmt.Errorf("--day %q is not a date such as 2026-03-03", f.day)
	}
	if t.Day > now.Format(time.DateOnly) {
		return t, fmt.Errorf("--day %s is still to come: a note is about a talk that was", t.Day)
	}
	if f.time != "" {
		at, err := time.Parse("15:04", strings.ReplaceAll(strings.TrimSpace(f.time), "：", ":"))
		if err != nil {
			return t, fmt.Errorf("--time %q is not a time of day such as 10:30", f.time)
		}
		if t.Time = at.Format("15:04"); t.Day == now.Format(time.DateOnly) && t.Time > now.Format("15:04") {
			return t, fmt.Errorf("--time %s today is still to come: a note is about a talk that was", t.Time)
		}
	}
	for _, name := range f.with {
		name = strings.TrimSpace(name)
		switch {
		case name == "":
			return t, errors.New("--with is empty: it takes the name of a person who took part")
		case utf8.RuneCountInString(name) > longestName || !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }):
			return t, fmt.Errorf("--with %q is not a name", name)
		}
		t.People = append(t.People, name)
	}
	switch {
	case len(t.People) == 0:
		return t, errors.New("--with is required: the name of a person who took part, once for each")
	case len(t.People) > mostPeople:
		return t, fmt.Errorf("--with names %d people; at most %d can be named", len(t.People), mostPeople)
	}
	return t, nil
}

// noteText returns what was said: the argument, or standard input without one or with “-”.
func noteText(stdin io.Reader, args []string) (string, error) {
	text := strings.Join(args, "")
	if len(args) == 0 || text == app.StandardInput {
		read, err := io.ReadAll(io.LimitReader(stdin, longestNote+1))
		if err != nil {
			return "", fmt.Errorf("read standard input: %w", err)
		}
		text = string(read)
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch {
	case text == "":
		return "", errors.New("the text is empty: write what was said as the second argument, or on standard input")
	case len(text) > longestNote:
		return "", fmt.Errorf("the text is longer than %d KiB", longestNote>>10)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return "", errors.New("the text is no plain text in UTF-8")
	}
	return text, nil
}

// noteTitle returns what the log calls a talk, in the language of the project, with its day, so
// that two talks are two threads.
func noteTitle(t store.Talk, language string) string {
	if language == "zh-CN" {
		kinds := map[store.TalkKind]string{store.TalkCall: "电话记录", store.TalkVisit: "面谈记录", store.TalkChat: "聊天记录"}
		return kinds[t.Kind] + "：" + strings.Join(t.People, "、") + "（" + strings.TrimSpace(t.Day+" "+t.Time) + "）"
	}
	kinds := map[store.TalkKind]string{store.TalkCall: "Call", store.TalkVisit: "Visit", store.TalkChat: "Chat"}
	return kinds[t.Kind] + " with " + strings.Join(t.People, ", ") + " (" + strings.TrimSpace(t.Day+" "+t.Time) + ")"
}
