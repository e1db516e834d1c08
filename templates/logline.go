package templates

import (
	"slices"
	"strings"
)

// LogLine is the last line of a mail that is a witness of the log: what the log was when the
// mail was written.
type LogLine struct {
	Event int64  // number of the last event
	Hash  string // of it, as people read it
}

// HasLogLine reports whether mails of a name are witnesses of the log: those that clients
// and PMs keep, of what was reported and agreed, and the one of each morning.
func HasLogLine(name string) bool {
	return slices.Contains([]string{"report", "confirm-outcome", "digest"}, name)
}

// SampleLogLine returns a line to preview templates with.
func SampleLogLine() LogLine { return LogLine{1234, "3f9a-71c2-0b1d-88e4-19cd"} }

// RenderWithLog is Render, with a last line that says what the log was.
func (s *Set) RenderWithLog(line LogLine, name, language string, data any, images ...Inline) (Rendered, error) {
	return s.render(name, language, data, &line, images)
}

// logLine returns the line as a part of a mail; nothing where there is none.
func (s *Set) logLine(r reader, language string, line *LogLine) (document, error) {
	if line == nil {
		return nil, nil
	}
	var text strings.Builder
	if err := s.languages[language].ExecuteTemplate(&text, "log-line", line); err != nil {
		return nil, s.located(language, err)
	}
	return r.read(text.String()), nil
}

// withLast returns the document with lines below its last rule.
func (d document) withLast(last document) document {
	if body, _ := d.cut(); len(last) > 0 && len(body) == len(d) {
		d = append(d, block{kind: rule})
	}
	return append(d, last...)
}
