package templates

import (
	"slices"
	"strings"
)

// Frame is what is around the text of a mail, whatever its template.
type Frame struct {
	Follows string   // subject of the thread that it belongs to, as an answer has it; "": it begins one
	Closing *Closing // nil: nobody signs it
	Log     *LogLine // nil: it is no witness of the log

	state string // what has happened, where the subject does not say it
}

// Closing is who a mail is from, as a letter ends.
type Closing struct {
	Name   string
	Agency string // "" leaves it out
}

// RenderFramed is Render, with a frame.
func (s *Set) RenderFramed(f Frame, name, language string, data any, images ...Inline) (Rendered, error) {
	return s.render(name, language, data, f, images)
}

// withState returns the document with what has happened as its first line: the subject is that
// of the thread, and a mailbox shows the first line beside it. A title that says the same goes
// there.
func (d document) withState(state string) document {
	d = slices.Clone(d)
	title := slices.IndexFunc(d, func(b block) bool { return b.kind == heading && b.level == 1 })
	if title >= 0 && title <= 1 && strings.EqualFold(d[title].words(), state) {
		d[0], d[title] = d[title], d[0]
		return d
	}
	return slices.Insert(d, 0, block{kind: paragraph, state: true, spans: []span{{text: state, strong: true}}})
}

// frame returns d, the mail of a template, within a frame.
func (s *Set) frame(r reader, language, name string, f Frame, d document) (document, error) {
	if f.state != "" {
		d = d.withState(f.state)
	}
	if f.Closing != nil {
		closing, err := s.part(r, language, "closing", f.Closing)
		if err != nil {
			return nil, err
		}
		// A rule of the template is above its foot; one that somebody wrote is not.
		d = d.withClosing(closing, strings.Contains(s.sources[language+"/"+name].text, "\n---\n"))
	}
	if f.Log == nil {
		return d, nil
	}
	last, err := s.part(r, language, "log-line", f.Log)
	return d.withLast(last), err
}

// part returns a partial template, rendered, as a part of a mail.
func (s *Set) part(r reader, language, name string, data any) (document, error) {
	var text strings.Builder
	if err := s.languages[language].ExecuteTemplate(&text, name, data); err != nil {
		return nil, s.located(language, err)
	}
	return r.read(text.String()), nil
}

// withClosing returns the document with a closing above its foot, if it has one, which is below
// its last rule, or at its end.
func (d document) withClosing(closing document, footed bool) document {
	body, foot := d.cut()
	if !footed || len(body) == len(d) {
		return append(d, closing...)
	}
	framed := append(append(document{}, body...), closing...)
	return append(append(framed, block{kind: rule}), foot...)
}
