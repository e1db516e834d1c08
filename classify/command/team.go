package command

import (
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// AskAgain is the verb of a command to ask a team member for their part of reports again, from them or
// from a PM. Its Name is Me if it is about its sender.
const AskAgain Verb = "ask-again"

// Me is the Name in an AskAgain that a team member sends about themselves.
const Me = "me"

var (
	askAgain   = pattern.New(`(?i)^(?:please )?(?:ask|start asking) (.+?) again(?: for reports?)?(?:,? (?:in|for|of) \[?(?-i:([A-Z0-9][A-Z0-9-]{0,30}))\]?)?(?:,? please)?$`)
	askAgainZh = pattern.New(`^请?(?:继续|恢复|重新)(?:询问|问)\s*(.+?)(?:[\s，,]+\[?([A-Z0-9][A-Z0-9-]{0,30})\]?)?$`)
)

// readAskAgain reads a line such as “ask Tom again in ACME”.
func readAskAgain(line string) (c Command, ok bool) {
	m := askAgain.FindStringSubmatch(line)
	if m == nil {
		m = askAgainZh.FindStringSubmatch(line)
	}
	if m == nil || utf8.RuneCountInString(m[1]) > 60 || strings.ContainsAny(m[1], "?？,，;；") {
		return Command{}, false
	}
	c = Command{Verb: AskAgain, Name: strings.TrimSpace(m[1]), Project: m[2]}
	if strings.EqualFold(c.Name, Me) || c.Name == "我" {
		c.Name = Me
	}
	return c, true
}
