package manual

import (
	"os"
	"slices"
	"testing"
	"time"

	"rapport/classify/answer"
	"rapport/classify/command"
	"rapport/store"
)

// sections says how the words below each heading of docs/words.md are read. A reader returns
// what the words mean, "" if they mean nothing.
func sections() map[string]func(words string) string {
	return map[string]func(string) string{
		"Commands of a PM":           readCommand,
		"Commands of anybody":        readCommand,
		"Numbers of a digest":        readItem,
		"A case":                     func(w string) string { return string(answer.ReadCase(w, "Li Na").Verb) },
		"A draft":                    readDraft,
		"A text that people confirm": readConfirmed,
		"Action items": func(w string) string {
			if done := answer.Done(w, "Li Na"); len(done) > 0 {
				return done[0].Verb
			}
			return ""
		},
		"Less email": func(w string) string { return answer.NoMoreMail("", w, "Wang", answer.ToOurs) },
	}
}

func TestWords_everyOneIsRead(t *testing.T) {
	source, err := os.ReadFile("../../../docs/words.md")
	if err != nil {
		t.Fatal(err)
	}
	read := sections()
	heading, meant := "", map[string][]string{}
	for _, b := range readMarkdown(string(source)) {
		if b.title && b.level == 2 {
			heading = b.text
			if read[heading] == nil {
				t.Errorf("docs/words.md has a section %q, of which this test does not know how it is read", heading)
			}
		}
		if read[heading] == nil {
			continue
		}
		for i, words := range b.words {
			meaning := read[heading](words)
			if meaning == "" {
				t.Errorf("%s: nothing reads %q", heading, words)
			}
			if i == 1 && meant[heading][len(meant[heading])-1] != meaning && heading != "Less email" {
				t.Errorf("%s: %q means %s, and %q means %s", heading, b.words[0], meant[heading][len(meant[heading])-1], words, meaning)
			}
			meant[heading] = append(meant[heading], meaning)
		}
	}
	for heading, want := range map[string][]string{
		"Commands of a PM":    {"status", "open", "log", "files", "file", "agreed", "internal", "shared", "people", "ask-again", "help"},
		"Commands of anybody": {"digest-only", "each-mail", "deputy", "ask-again"},
		"Numbers of a digest": {store.VerbClose, store.VerbDrop, store.VerbRemind, store.VerbFor, store.VerbWithdraw, store.VerbSettle, store.VerbOK, store.VerbLift,
			store.VerbKind, store.VerbMerge, store.VerbAssign, store.VerbDue, store.VerbTakeUp, store.VerbAsk, store.VerbTrack, store.VerbReopen, store.VerbAwait,
			store.VerbLater, store.VerbSplit, store.VerbClient, store.VerbTeam, store.VerbRemove, store.VerbIs},
		"A case": {"close", "merge", "assign", "await", "split", "solve"},
	} {
		for _, verb := range want {
			if !slices.Contains(meant[heading], verb) {
				t.Errorf("docs/words.md, %s: no word means %s", heading, verb)
			}
		}
	}
}

func readCommand(words string) string {
	day := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	if c, ok := command.Read(words, day); ok && c.Unread == "" {
		return string(c.Verb)
	}
	if p, ok := command.ReadPerson(words); ok && !p.Unread {
		return string(command.People)
	}
	if _, _, ok := command.ReadDeputy(words, day); ok {
		return "deputy"
	}
	return ""
}

func readItem(words string) string {
	commands, problems := answer.ItemCommands(words, "Li Na", func(word string) (string, bool) { return "ACME", word == "ACME" })
	switch {
	case len(problems) > 0 || len(commands) == 0:
		return ""
	case commands[0].Verb != "":
		return commands[0].Verb
	case commands[0].Project != "":
		return "project"
	}
	return "ignore"
}

func readDraft(words string) string {
	if rest, without := answer.WithoutFiles(words); without && rest == "" {
		return "without files"
	}
	if answer.Skips(words, "Li Na") {
		return "skip"
	}
	if r := answer.ReadRevision(words, "Li Na"); len(r.Edits) > 0 {
		return "edit"
	}
	rest, now := answer.SendsNow(words)
	if answer.Read(rest, answer.Question{Sender: "Li Na"}).Choice != store.ChoiceApprove {
		return ""
	}
	if now {
		return "ok now"
	}
	return "ok"
}

func readConfirmed(words string) string {
	for meaning, reads := range map[string]func(text, name string) bool{"note": answer.Notes, "remind": answer.Reminds, "escalate": answer.Escalates} {
		if reads(words, "Li Na") {
			return meaning
		}
	}
	if _, ok := answer.OnBehalfOf(words, "Li Na"); ok {
		return "for"
	}
	if choice := answer.Read(words, answer.Question{Sender: "Wang"}).Choice; choice != store.ChoiceHuman {
		return string(choice)
	}
	return ""
}
