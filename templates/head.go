package templates

import (
	"fmt"
	"strings"
	"text/template"
)

// addMail parses the template of a mail. To text/template it is two templates: the
// body, by the name of the mail, so that another may include it, and the lines above it.
func addMail(root *template.Template, name, text string) error {
	head, body, ok := strings.Cut(text, "\n\n")
	if _, proper := readHead(head); !ok || !proper {
		return fmt.Errorf("template: %s:1: it must begin with “Subject: …” and an empty line", name)
	}
	if _, err := root.New(name + headSuffix).Parse(head); err != nil {
		return err
	}
	above := strings.Repeat("\n", strings.Count(head, "\n")+2) // errors have the line of the file
	_, err := root.New(name).Parse(above + body)
	return err
}

const headSuffix = ".head"

// head is what is above the body of a template.
type head struct {
	subject string
	preview string // what a mailbox shows beside it
	thread  string // what the thread is called that the mail begins; "": as the mail
}

// readHead reads the lines above a body, and reports false if they are malformed.
func readHead(text string) (h head, ok bool) {
	lines := strings.Split(text, "\n")
	if h.subject, ok = strings.CutPrefix(lines[0], subjectLine); !ok {
		return h, false
	}
	lines = lines[1:]
	for _, field := range []struct {
		name string
		is   *string
	}{{"Preview: ", &h.preview}, {"Thread: ", &h.thread}} {
		if len(lines) == 0 {
			break
		}
		if value, found := strings.CutPrefix(lines[0], field.name); found {
			*field.is, lines = value, lines[1:]
		}
	}
	return h, len(lines) == 0
}

// In characters.
const (
	maxSubject   = 150
	mostFollowed = 300 // of a subject that somebody else wrote
)

// subjects returns the subject of a mail that belongs to a thread, and what its first line says
// where that is something else; follows is the subject of the thread, "" where it begins one.
func (h head) subjects(follows string) (subject, state string) {
	state = cut(oneLine(plain(h.subject, verbatim)), maxSubject)
	switch {
	case follows != "":
		subject = cut(oneLine(follows), mostFollowed)
	case h.thread != "" && h.thread != h.subject:
		subject = cut(oneLine(plain(h.thread, verbatim)), maxSubject)
	default:
		return state, ""
	}
	return subject, withoutTag(state)
}

// withoutTag returns a subject without the code of the project before it.
func withoutTag(subject string) string {
	if _, rest, tagged := strings.Cut(subject, "] "); tagged && strings.HasPrefix(subject, "[") {
		return rest
	}
	return subject
}

// shown returns what a mailbox shows beside the subject. The state comes first, as in the text.
func (h head) shown(r reader, state string) string {
	preview := r.words(h.preview)
	if state != "" && preview != "" {
		preview = state + " – " + preview
	}
	return cut(preview, maxSubject)
}
