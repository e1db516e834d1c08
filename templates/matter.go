package templates

import (
	"strings"
	"time"

	"rapport/store"
)

// Procedure is the data of matter and of mediate: somebody is asked for the next step of
// a change or a dispute.
type Matter struct {
	Project  store.Project
	Kind     store.ProcedureKind
	Number   int // among its kind in its project
	Title    string
	State    store.ProcedureState
	Name     string // of who is asked; may be empty
	Again    bool   // they are reminded
	Wrong    bool   // the client found that it was not carried out as agreed
	Steps    []MatterStep
	Clients  []store.Address // who decides on a change
	Mediator []store.Address // whom a dispute may go to; none: nobody is named
}

// MatterStep is what was written of a matter.
type MatterStep struct {
	State store.ProcedureState // that it led to
	Text  string
	By    store.Address
	At    time.Time
}

// Last is the last step.
func (m Matter) Last() MatterStep { return m.Steps[len(m.Steps)-1] }

// MatterReceipt is the data of matter-receipt: somebody is told what became of their
// answer.
type MatterReceipt struct {
	Project store.Project
	Kind    store.ProcedureKind
	Number  int
	Title   string
	State   store.ProcedureState // it is in now
	Name    string
	What    string // one of the store's Tell words
}

// ChangeText is what a client is asked to approve, in a language: the change as it was
// asked for, and its impact as the PM wrote it.
func ChangeText(language, change, impact string) string {
	f := format{language}
	return f.pick("## 变更内容", "## The change") + "\n\n" + quoted(change) + "\n\n" + f.pick("## 对范围、进度和费用的影响", "## Its impact on scope, time and cost") + "\n\n" + strings.TrimSpace(impact)
}

// CarriedOutText is what a client is asked to look at once a change was carried out:
// what was agreed, and what the PM says of it, if anything.
func CarriedOutText(language, agreed, note string) string {
	f := format{language}
	text := f.pick("变更已经完成。", "The change was carried out.")
	if note = strings.TrimSpace(note); note != "" {
		text += "\n\n" + note
	}
	return text + "\n\n" + f.pick("## 当初的约定", "## What was agreed") + "\n\n" + strings.TrimSpace(agreed)
}

// quoted makes a text a quotation of Markdown.
func quoted(text string) string {
	return "> " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n> ")
}
